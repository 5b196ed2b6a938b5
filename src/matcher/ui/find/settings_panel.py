"""The side bar: what counts and how much, how many, and who may be ranked at all; all of it stands in the address."""

from collections.abc import Iterable

import streamlit as st

from matcher.config import Weights
from matcher.mentors import containing, eligible, with_places
from matcher.model import MatchModel
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.registry import facets
from matcher.ui.components import legend, stacked_bar
from matcher.ui.page_parts import literal
from matcher.ui.session import Settings
from matcher.wording import percents

FEW_VALUES = 60
"""A column with more distinct values than this is a text, not a filter."""

_OTHERS = {"mentions", "places", "k", "sort"}
_KEPT, _PUT_BACK = "settings", "settings-to-put-back"

SORTS = {"score": "Best fit first", "name": "Name, A to Z", "places": "Most places first"}


def settings(model: MatchModel, *, turned: bool) -> Settings:
    """Draw the side bar and return what it says; `turned` tells that another page was drawn before this one.

    Raises `ConfigError` for weights or filters that leave nothing.
    """
    st.session_state.update(st.session_state.pop(_PUT_BACK, {}))
    with st.sidebar:
        st.html(tag("h2", "What counts"))
        steps = _sliders(model)
        shares = st.empty()
        _reset(model)
        st.html(tag("h2", "Who is ranked"))
        allowed = _allowed(model.mentors)
        k = _length(len(model.mentors))
        sort = st.selectbox("Order", list(SORTS), format_func=SORTS.__getitem__, key="sort", bind="query-params")
    _keep(model, turned)
    weights = Weights.in_proportion(steps)
    shares.html(tag("div", stacked_bar(weights, 1.0), legend(weights), cls="m-shares"))
    return Settings(weights, k, allowed, sort)


def _keep(model: MatchModel, turned: bool) -> None:
    """Keep what the controls say for whoever goes back here from another page.

    Streamlit puts an address without settings between two pages; it asks for the defaults, which nobody meant.
    """
    now = {key: st.session_state[key] for key in _keys(st.session_state)}
    of, before = st.session_state.get(_KEPT, (model, now))
    if turned and of is model and before != now and not _keys(st.query_params):
        st.session_state[_PUT_BACK] = before
        st.rerun()
    st.session_state[_KEPT] = (model, now)


def _keys(names: Iterable[object]) -> list[str]:
    return [name for name in map(str, names) if name.startswith(("weight-", "where-")) or name in _OTHERS]


def _sliders(model: MatchModel) -> dict[str, int]:
    shares = percents(model.weights)
    return {
        facet.name: st.slider(
            facet.label, 0, 100, shares[facet.name], key=f"weight-{facet.name}", help=facet.help, bind="query-params"
        )
        for facet in facets()
    }


def _reset(model: MatchModel) -> None:
    def restore() -> None:
        for facet, share in percents(model.weights).items():
            st.session_state[f"weight-{facet}"] = share

    st.button("Reset the weights", key="reset-weights", on_click=restore, type="tertiary")


def _allowed(mentors: Iterable[Profile]) -> set[str] | None:
    """Return the ids of the mentors that may be ranked, or `None` for all."""
    mentors = list(mentors)
    text = st.text_input("Only labs that mention", key="mentions", placeholder="any word")
    conditions = [
        f"{column}={value}"
        for column, values in filter_columns(mentors).items()
        for value in st.multiselect(
            literal(column), values, key=f"where-{column}", placeholder="any", bind="query-params"
        )
    ]
    chosen: list[set[str]] = []
    if any(mentor.capacity is not None for mentor in mentors) and st.toggle(
        "Only labs with places", key="places", bind="query-params"
    ):
        chosen.append(with_places(mentors))
    if text.strip():
        chosen.append(containing(mentors, text))
    if conditions:
        chosen.append(eligible(mentors, conditions))
    return set.intersection(*chosen) if chosen else None


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
    return st.slider("How many labs are listed", 1, most, min(10, most), key="k", bind="query-params")
