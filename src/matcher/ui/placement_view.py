"""A placement: who goes where, what a change would do, and what else a coordinator asks."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from matcher.assigning.assignment import Assignment, sections
from matcher.assigning.changes import Change, Difference
from matcher.pages.markup import tag
from matcher.ui import session
from matcher.ui.components import Action, block, control
from matcher.ui.page_parts import (
    literal,
    one_line_errors,
    part,
    show_said,
    show_table,
)
from matcher.wording import clipped, counted, people

_KINDS = {"pin": "Must go to", "forbid": "Must not go to", "capacity": "Change the places of"}
_LABS = ("mentor", "alternate", "instead of")
_NAMES = {"mentor": "Lab", "alternate": "Best alternative", "share of best": "Share of own best"}
"""Columns of the report's sections: those that hold a lab, and what a person reads above them."""


def show_tables(assignment: Assignment) -> None:
    """Draw who goes where, who lacks a place and why, the labs, and what else a coordinator asks."""
    places, lacking, labs, more = st.tabs(["Who goes where", "Unmatched", "Labs", "More"])
    names = {one.id: one.name for one in assignment.placement.problem.mentors}
    with places:
        _table(assignment.frame(), "No one is placed.")
    with lacking:
        _table(assignment.unmatched_frame()[["applicant_id", "reason", "explanation"]], "Everybody has a place.")
    with labs:
        _table(assignment.mentors_frame(), "")
    with more:
        for title, columns, rows, n_left in sections(assignment):
            part(title, f"and {n_left:,} more in the download" if n_left else "")
            frame = pd.DataFrame(rows, columns=list(columns)).replace(dict.fromkeys(_LABS, names))
            st.dataframe(frame.rename(columns=lambda one: _NAMES.get(one, one.capitalize())), hide_index=True)


def _table(frame: pd.DataFrame, nothing: str) -> None:
    if frame.empty:
        st.info(nothing)
    else:
        show_table(frame, 380)


def show_changes(before: Assignment, now: Assignment, changes: list[Change]) -> None:
    """Draw the overrides: those that hold, another one to try, and who would move."""
    part("Override", "Try a change, see who moves and what it costs all together, then keep it or not.")
    names = {one.id: one.name for one in now.placement.problem.mentors}
    show_said("place")
    if changes:
        buttons = (
            (f"{_words(one, names)} ", control("Take back", "take-back", str(one), cls="m-small")) for one in changes
        )
        lines = tag("ul", *(tag("li", *line) for line in buttons), cls="m-plain")
        block("kept-changes", lines, lambda action: _take_back(action, changes))
        _difference(before.what_if(*changes), "Together, since the first placement:", names)
    tried = _asked(now, names)
    if tried is None:
        return
    with one_line_errors():
        _difference(now.what_if(tried), "This change alone:", names)
        st.button("Keep this change", key="keep-change", type="primary", on_click=_keep, args=(tried, changes))
    if tried.kind == "pin":
        _pin_costs(now, tried.applicant, names)


def _keep(tried: Change, changes: list[Change]) -> None:
    changes.append(tried)
    st.session_state["change-who"] = st.session_state["change-lab"] = None
    session.say("place", "The change is kept; the tables above and the download have it.")


def _take_back(action: Action, changes: list[Change]) -> None:
    kept = {str(change): change for change in changes}
    if action.value in kept:  # a browser can send anything
        changes.remove(kept[action.value])
        session.say("place", "The change is taken back.")


def _words(change: Change, names: Mapping[str, str]) -> str:
    """Return an override as a person says it."""
    lab = names[change.mentor]
    if change.kind == "capacity":
        return f"{lab}: {change.amount:+d} {'place' if abs(change.amount) == 1 else 'places'}"
    return f"{change.applicant}: {_KINDS[change.kind].lower()} {lab}"


def _asked(now: Assignment, names: Mapping[str, str]) -> Change | None:
    """Return the override that is chosen, or `None` while it is not."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="override"):
        kind = st.selectbox("What", list(_KINDS), format_func=_KINDS.__getitem__, key="change-kind", width=190)
        who = ""
        if kind != "capacity":
            applicants = [one.id for one in now.placement.problem.applicants]
            who = st.selectbox("Applicant", applicants, index=None, key="change-who", width=190) or ""
        short = {mentor_id: clipped(name, 60) for mentor_id, name in names.items()}
        lab = st.selectbox("Lab", list(names), None, short.__getitem__, "change-lab", width=280)
        amount = 0
        if kind == "capacity":
            amount = int(st.number_input("By", value=1, step=1, key="change-by", width=120))
    return Change(kind, who, lab, amount) if lab and (who or kind == "capacity") else None


def _difference(found: Difference, title: str, names: Mapping[str, str]) -> None:
    placed = f"{people(abs(found.people))} {'more' if found.people > 0 else 'fewer'} placed, " if found.people else ""
    total = f"total {found.total:+.3f} points, {counted(len(found.moves), 'applicant')} would move."
    st.html(tag("p", f"{title} {placed}{total}".replace("-", "−"), cls="m-note", role="status"))
    if found.moves:
        rows = pd.DataFrame(found.moves).set_axis(["applicant_id", "from", "to", "gain"], axis="columns")
        for side in ("from", "to"):
            rows[side] = [", ".join(map(names.__getitem__, labs)) or "nobody" for labs in rows[side]]
        show_table(rows, 300)


def _pin_costs(now: Assignment, who: str, names: Mapping[str, str]) -> None:
    with st.expander("What pinning this applicant to each lab would cost"):
        st.caption(literal(who))
        costs = sorted((lost, cost, names[lab]) for lab, cost, lost in now.pin_costs(who) if cost is not None)
        show_table(pd.DataFrame(costs, columns=["lost", "cost", "mentor_name"]), 300)
        if n_impossible := len(names) - len(costs):
            st.caption(f"{counted(n_impossible, 'lab')} more cannot be: no place, or rules need it for others.")
