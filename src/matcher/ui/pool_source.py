"""The pool at hand: a visitor's own, else the one the page was started with, else the sample."""

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

MANY = 1000
"""Labs; fewer are fitted before another process has started."""
_turn = threading.Lock()
_OWN, _KEPT = "own-pool", "own-kept"
_VARIABLE = "MATCHER_PAGE_POOL"
"""Set by `matcher app`; see `cli.commands`."""


class PoolAtHand(NamedTuple):
    """The pool that this visit ranks, and where it came from."""

    model: MatchModel
    name: str
    key: str = ""
    """Stands for every byte of a shared pool; empty for a visitor's own."""
    is_sample: bool = False
    is_own: bool = False


def pool_at_hand() -> PoolAtHand:
    """Return the pool of this visit; a shared one is fitted once for all visits and says nothing of who comes."""
    own = st.session_state.get(_OWN)
    if own is not None:
        return cast("PoolAtHand", own)
    given = json.loads(os.environ.get(_VARIABLE) or "{}")
    if model := given.get("model"):
        return PoolAtHand(_ready(model, lambda: load(model)), Path(model).name, model)
    paths = (Path(given[name]) if name in given else None for name in PoolFiles._fields)
    files = PoolFiles(*paths) if "pool" in given else sample_files()  # type: ignore[arg-type]
    path = given.get("config")
    config = MatchConfig.from_toml(decode(read_bytes(path), path), path) if path else None
    key = model_key(files, config)
    return PoolAtHand(
        _ready(key, lambda: model_for(files, config)), files.pool.name, key, is_sample="pool" not in given
    )


def fitted_apart(config: MatchConfig | None, mentors: Sequence[Profile], reference: Sequence[Profile]) -> MatchModel:
    """Return a fitted pool; many labs are fitted by another process, one pool at a time, so that the page goes on.

    That process ends when the visitor leaves or asks for something else. Raises `InputError` where it is ended.
    """
    model = MatchModel(config)
    if len(mentors) < MANY:
        return model.fit(mentors, reference)
    place = st.empty()
    try:
        with _turn, local_pool(1, always=True) as pool, cast("Pool", pool)() as workers:
            fitted = workers.submit(model.fit, mentors, reference)
            while not wait([fitted], 1).done:
                place.empty()  # a word to the browser: ends this run where nobody waits for it
            return cast("MatchModel", fitted.result())
    except BrokenProcessPool as error:
        raise InputError(
            f"a pool of {counted(len(mentors), 'lab')} takes more memory than there is; bring fewer"
        ) from error


def bring_own(pool: PoolAtHand | None) -> None:
    """Rank a visitor's own pool from now on, in this visit only; with `None` the one that the page was started with."""
    st.session_state[_OWN] = pool
    st.session_state.pop(_KEPT, None)


def kept(name: str, pool: PoolAtHand, make: Callable[[], T]) -> T:
    """Return what is worked out from a pool alone, made once: for all visits, or for this one from its own pool."""
    if pool.key:
        return cast("T", _shared(name, pool.key, make))
    own = st.session_state.setdefault(_KEPT, {})
    if own.get("model") is not pool.model:
        own.clear()
        own["model"] = pool.model
    if name not in own:
        own[name] = make()
    return cast("T", own[name])


@st.cache_resource(show_spinner=False, max_entries=8)
def _shared(name: str, key: str, _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


@st.cache_resource(show_spinner="Reading the labs, once …", max_entries=4)
def _ready(key: str, _make: Callable[[], MatchModel]) -> MatchModel:  # noqa: ARG001
    """Return a model that stays for all visits; `key` stands for every byte of its files and every setting.

    Streamlit collects garbage after every run of a page; walking over the loaded libraries took longer than a ranking.
    So the collector looks no more at what is there by now.
    """
    model = _make()
    gc.collect()
    gc.freeze()
    return model
