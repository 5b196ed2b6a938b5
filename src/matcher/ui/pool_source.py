"""The current pool: a visitor's own, else the one the page was started with, else the sample."""

import gc
import json
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import streamlit as st

from matcher.batching.workers import Pool, local_pool
from matcher.config import MatchConfig
from matcher.errors import InputError
from matcher.model import MatchModel
from matcher.model.cache import PoolFiles, model_for, model_key, sample_files
from matcher.model.store import load
from matcher.records import Profile
from matcher.tables import decode, read_bytes
from matcher.wording import counted

T = TypeVar("T")

MIN_FOR_PROCESS = 1000
"""Pools with fewer labs are fitted faster than another process starts."""
_fit_lock = threading.Lock()
_OWN, _CACHED = "own-pool", "own-cached"
_VARIABLE = "MATCHER_PAGE_POOL"
"""The environment variable in which `matcher app` passes the pool as JSON; see `cli.commands`."""


class CurrentPool(NamedTuple):
    """The pool that this visit ranks, and its origin."""

    model: MatchModel
    name: str
    key: str = ""
    """Digest of the files and settings of a shared pool; empty for a visitor's own."""
    is_sample: bool = False
    is_own: bool = False


def current_pool() -> CurrentPool:
    """Return the pool of this visit; a shared one is fitted once for all visits and contains nothing about visitors."""
    own = st.session_state.get(_OWN)
    if own is not None:
        return cast("CurrentPool", own)
    source = json.loads(os.environ.get(_VARIABLE) or "{}")
    if model := source.get("model"):
        return CurrentPool(_ready(model, lambda: load(model)), Path(model).name, model)
    paths = (Path(source[name]) if name in source else None for name in PoolFiles._fields)
    files = PoolFiles(*paths) if "pool" in source else sample_files()  # type: ignore[arg-type]
    path = source.get("config")
    config = MatchConfig.from_toml(decode(read_bytes(path), path), path) if path else None
    key = model_key(files, config)
    fitted = _ready(key, lambda: model_for(files, config))
    return CurrentPool(fitted, files.pool.name, key, is_sample="pool" not in source)


def fit_pool(config: MatchConfig | None, mentors: Sequence[Profile], reference: Sequence[Profile]) -> MatchModel:
    """Return a fitted model; a large pool is fitted in another process, one at a time, so that the page stays usable.

    The process ends when the visitor leaves or does something else. Raises `InputError` where the system kills it.
    """
    model = MatchModel(config)
    if len(mentors) < MIN_FOR_PROCESS:
        return model.fit(mentors, reference)
    element, size = st.empty(), counted(len(mentors), "lab")
    try:
        with _fit_lock, local_pool(1, always=True) as pool, cast("Pool", pool)() as workers:
            fitted = workers.submit(model.fit, mentors, reference)
            while not wait([fitted], 1).done:
                element.empty()  # Streamlit stops this run here if the visitor has left
            return cast("MatchModel", fitted.result())
    except BrokenProcessPool as error:
        raise InputError(f"a pool of {size} needs more memory than is free; give fewer") from error


def use_own(pool: CurrentPool | None) -> None:
    """Rank this pool from now on, in this visit only; for `None` the pool that the page was started with."""
    st.session_state[_OWN], st.session_state[_CACHED] = pool, {}


def cached_for(name: str, pool: CurrentPool, make: Callable[[], T]) -> T:
    """Return what `make` computes from a pool, once: for all visits, or for this visit where the pool is its own."""
    if pool.key:
        return cast("T", _shared(name, pool.key, make))
    cached = st.session_state[_CACHED]  # of this own pool: another one empties it
    if name not in cached:
        cached[name] = make()
    return cast("T", cached[name])


@st.cache_resource(show_spinner=False, max_entries=8)
def _shared(name: str, key: str, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


@st.cache_resource(show_spinner="Reading the labs, once …", max_entries=4)
def _ready(key: str, _make: Callable[[], MatchModel]) -> MatchModel:  # noqa: ARG001
    """Return a model that is shared by all visits; `key` is the digest of its files and settings.

    Streamlit collects garbage after every run of a page, and walking all loaded libraries took longer than a ranking.
    So the objects that exist by now are excluded from collection.
    """
    model = _make()
    gc.collect()
    gc.freeze()
    return model
