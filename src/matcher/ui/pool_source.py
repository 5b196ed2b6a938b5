"""The fitted pool, shared by all visits: a pool says nothing of the people who come to it."""

import streamlit as st

from matcher.model import MatchModel
from matcher.model.cache import PoolFiles, model_for, model_key, sample_files


def sample_model() -> MatchModel:
    """Return the model of the sample pool, fitted once; a changed table or setting is another key."""
    files = sample_files()
    return _fitted(model_key(files), files)


@st.cache_resource(show_spinner="Reading the labs, once …", max_entries=4)
def _fitted(key: str, _files: PoolFiles) -> MatchModel:  # noqa: ARG001
    """Return the model named by `key`, which stands for every byte of the files and every setting."""
    return model_for(_files)
