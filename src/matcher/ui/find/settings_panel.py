"""The side bar of Find mentors: weights, length and filters."""

from collections.abc import Iterable, Sequence
from functools import partial

import streamlit as st

from matcher.config import Wanted, Weights
from matcher.mentors import containing, eligible
from matcher.model import MatchModel
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.registry import facets
from matcher.ui.components import legend, stacked_bar
from matcher.ui.page_parts import literal
from matcher.wording import percents

MAX_VALUES = 60
"""A column with more distinct values is no filter."""

_OTHERS = {"mentions", "places", "k", "sort"}
_KEPT, _PUT_BACK = "settings", "settings-to-put-back"

SORTS = {"score": "Best fit first", "name": "Name, A to Z", "places": "Most places first"}


def settings(model: MatchModel, *, turned: bool) -> tuple[Wanted, str]:
    """Draw the side bar; return the settings and the order, one of `SORTS`.

    `turned`: the visitor came from another page. Raises `ConfigError` for weights or filters that leave nothing.
    """
    st.session_state.update(st.session_state.pop(_PUT_BACK, {}))
    default = percents(model.weights)
    with st.sidebar:
        st.html(tag("h2", "What counts"))
        steps = {
            facet.name: st.slider(
                facet.label,
                0,
                100,
                default[facet.name],
                key=f"weight-{facet.name}",
                help=facet.help,
                bind="query-params",
            )
            for facet in facets()
        }
        shares = st.empty()
        reset = partial(st.session_state.update, {f"weight-{facet}": share for facet, share in default.items()})
        st.button("Reset the weights", key="reset-weights", on_click=reset, type="tertiary")
        st.html(tag("h2", "Who is ranked"))
        allowed = _allowed(model.mentors)
        most = min(50, len(model.mentors))
        label = "How many labs are listed"
        k = st.slider(label, 1, most, min(10, most), key="k", bind="query-params") if most > 1 else 1
        sort = st.selectbox("Order", list(SORTS), format_func=SORTS.__getitem__, key="sort", bind="query-params")
    _keep(model, turned)
    # default weights are not whole percents: while no slider has moved, the page ranks as the command line does
    weights = Weights(model.weights) if steps == default else Weights.in_proportion(steps)
    shares.html(tag("div", stacked_bar(weights, 1.0), legend(weights), cls="m-shares"))
    return Wanted(k, weights, allowed), sort


def _keep(model: MatchModel, turned: bool) -> None:
    """Keep the values of the controls for a return from another page.

    On the way Streamlit draws this page with an address without settings, which would reset them to the defaults.
    """
    values = {key: st.session_state[key] for key in _keys(st.session_state)}
    kept_model, before = st.session_state.get(_KEPT, (model, values))
    if turned and kept_model is model and before != values and not _keys(st.query_params):
        st.session_state[_PUT_BACK] = before
        st.rerun()
    st.session_state[_KEPT] = (model, values)


def _keys(names: Iterable[object]) -> list[str]:
    return [name for name in map(str, names) if name.startswith(("weight-", "where-")) or name in _OTHERS]


def _allowed(mentors: Sequence[Profile]) -> set[str] | None:
    """Return the ids of the mentors that may be ranked, or `None` for all."""
    text = st.text_input("Only labs that mention", key="mentions", placeholder="any word")
    conditions = []
    for column, values in filter_columns(mentors).items():
        key = f"where-{column}"
        picked = st.multiselect(literal(column), values, key=key, placeholder="any", bind="query-params")
        conditions += [f"{column}={value}" for value in picked]
    chosen: list[set[str]] = []
    has_places = any(mentor.capacity is not None for mentor in mentors)
    if has_places and st.toggle("Only labs with places", key="places", bind="query-params"):
        # a lab of unknown capacity may have no place
        chosen.append({mentor.id for mentor in mentors if mentor.capacity})
    if text.strip():
        chosen.append(containing(mentors, text))
    if conditions:
        chosen.append(eligible(mentors, conditions))
    return set.intersection(*chosen) if chosen else None


def filter_columns(mentors: Iterable[Profile]) -> dict[str, list[str]]:
    """Return the attribute columns that can be filters, with their values: from 2 to `MAX_VALUES` of them."""
    columns: dict[str, set[str]] = {}
    for mentor in mentors:
        for column, value in mentor.attributes.items():
            if "=" not in column:
                columns.setdefault(column, set()).update({value} - {""})
    return {name: sorted(values, key=str.casefold) for name, values in columns.items() if 1 < len(values) <= MAX_VALUES}
