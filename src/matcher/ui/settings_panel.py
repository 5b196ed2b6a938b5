"""The side bar: what counts and how much, how many, and who may be ranked at all."""

from collections.abc import Iterable
from typing import NamedTuple

import streamlit as st

from matcher.config import FACETS, Weights
from matcher.filters import eligible
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.ui.components import FACET_HELP, FACET_NAMES, legend, stacked_bar
from matcher.ui.markup import literal, tag
from matcher.ui.weight_sliders import as_weights, percents

FEW_VALUES = 60
"""A column with more distinct values than this is a text, not a filter."""


class Settings(NamedTuple):
    """How a person wants the pool ranked."""

    weights: Weights
    k: int
    eligible: set[str] | None


def settings(model: MatchModel) -> Settings:
    """Draw the side bar and return what it says; raises `ConfigError` for weights or filters that leave nothing."""
    with st.sidebar:
        st.html(tag("h2", "What counts"))
        steps = _sliders(model)
        shares = st.empty()
        _reset(model)
        st.html(tag("h2", "Who is ranked"))
        where = _filters(model.mentors)
        k = _length(len(model.mentors))
    weights = as_weights(steps)
    shares.html(tag("div", stacked_bar(weights, 1.0), legend(weights), cls="m-shares"))
    return Settings(weights, k, eligible(model.mentors, where) if where else None)


def _sliders(model: MatchModel) -> dict[str, int]:
    for facet, share in percents(model.weights).items():
        st.session_state.setdefault(f"weight-{facet}", share)
    return {
        facet: st.slider(FACET_NAMES[facet], 0, 100, key=f"weight-{facet}", help=FACET_HELP[facet]) for facet in FACETS
    }


def _reset(model: MatchModel) -> None:
    def restore() -> None:
        for facet, share in percents(model.weights).items():
            st.session_state[f"weight-{facet}"] = share

    st.button("Reset the weights", key="reset-weights", on_click=restore, type="tertiary")


def _filters(mentors: Iterable[Profile]) -> list[str]:
    """Return the conditions a person chose, as `eligible` reads them."""
    return [
        f"{column}={value}"
        for column, values in filter_columns(mentors).items()
        for value in st.multiselect(literal(column), values, key=f"where-{column}", placeholder="any")
    ]


def filter_columns(mentors: Iterable[Profile]) -> dict[str, list[str]]:
    """Return the attribute columns worth a filter, with their values: more than one, and few enough to choose from."""
    columns: dict[str, set[str]] = {}
    for mentor in mentors:
        for column, value in mentor.attributes.items():
            columns.setdefault(column, set()).add(value)
    columns = {column: values - {""} for column, values in columns.items() if "=" not in column}
    return {
        column: sorted(values, key=str.casefold) for column, values in columns.items() if 1 < len(values) <= FEW_VALUES
    }


def _length(n_mentors: int) -> int:
    most = min(50, n_mentors)
    if most == 1:
        return 1
    st.session_state.setdefault("length", min(10, most))
    return st.slider("Length of the ranking (k)", 1, most, key="length")
