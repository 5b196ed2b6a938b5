"""A placement as tables, and its overrides: who would move, and what that costs."""

import pandas as pd
import streamlit as st

from matcher.assigning.records import Difference
from matcher.assigning.reports import sections
from matcher.assigning.results import Assignment
from matcher.pages.markup import tag
from matcher.ui.page_parts import literal, one_line_errors, part, readable
from matcher.wording import clipped, counted

_KINDS = {"pin": "Must go to", "forbid": "Must not go to", "capacity": "Change the places of"}


def show_tables(assignment: Assignment) -> None:
    """Draw who goes where, who lacks a place and why, the labs, and what else a coordinator asks."""
    places, lacking, labs, more = st.tabs(["Who goes where", "Unmatched", "Labs", "More"])
    with places:
        _table(assignment.frame(), "No one is placed.")
    with lacking:
        columns = ["applicant_id", "reason", "explanation"]
        _table(assignment.unmatched_frame()[columns], "Everybody has a place.")
    with labs:
        _table(assignment.mentors_frame(), "")
    with more:
        for title, names, rows, n_left in sections(assignment):
            part(title, f"and {n_left:,} more in the download" if n_left else "")
            st.dataframe(pd.DataFrame(rows, columns=list(names)), hide_index=True)


def _table(frame: pd.DataFrame, nothing: str) -> None:
    if frame.empty:
        st.info(nothing)
        return
    st.dataframe(readable(frame), hide_index=True, height=380)


def show_changes(before: Assignment, now: Assignment, changes: list[str]) -> None:
    """Draw the overrides: those that hold, another one to try, and who would move."""
    part("Override", "Try a change, see who moves and what it costs all together, then keep it or not.")
    for place, change in enumerate(changes):
        with st.container(horizontal=True, vertical_alignment="center", key=f"kept-{place}"):
            st.html(tag("p", change, cls="m-own-note"))
            st.button("Take back", key=f"take-back-{place}", on_click=changes.remove, args=(change,))
    if changes:
        _difference(before.what_if(*changes), "Together, since the first placement:")
    tried = _asked(now)
    if tried is None:
        return
    with one_line_errors():
        _difference(now.what_if(tried), "This change alone:")
        st.button("Keep this change", key="keep-change", type="primary", on_click=changes.append, args=(tried,))
    if tried.startswith("pin="):
        _pin_costs(now, tried)


def _asked(now: Assignment) -> str | None:
    """Return the override that is chosen, or `None` while it is not."""
    problem = now.placement.problem
    applicants = [one.id for one in problem.applicants]
    labs = {one.id: one.name for one in problem.mentors}
    with st.container(horizontal=True, vertical_alignment="bottom", key="override"):
        kind = st.selectbox("What", list(_KINDS), format_func=_KINDS.__getitem__, key="change-kind", width=190)
        who = ""
        if kind != "capacity":
            who = st.selectbox("Applicant", applicants, index=None, key="change-who", width=190) or ""
        lab = st.selectbox(
            "Lab",
            list(labs),
            index=None,
            format_func=lambda one: clipped(labs[one], 60),
            key="change-lab",
            width=280,
        )
        amount = 1
        if kind == "capacity":
            amount = int(st.number_input("By", value=1, step=1, key="change-by", width=120))
    if not lab or (kind != "capacity" and not who):
        return None
    return f"capacity={lab}:{amount:+d}" if kind == "capacity" else f"{kind}={who}:{lab}"


def _difference(found: Difference, title: str) -> None:
    people = f"{counted(abs(found.people), 'person')} {'more' if found.people > 0 else 'fewer'} placed, "
    total = f"total {found.total:+.3f} points, {counted(len(found.moves), 'applicant')} would move."
    text = f"{title} {people if found.people else ''}{total}".replace("-", "−").replace("persons", "people")
    st.html(tag("p", text, cls="m-note", role="status"))
    if found.moves:
        rows = [
            (move.applicant_id, ", ".join(move.before) or "nobody", ", ".join(move.after) or "nobody", move.gain)
            for move in found.moves
        ]
        names = ["Applicant", "From", "To", "Gain"]
        st.dataframe(pd.DataFrame(rows, columns=names), hide_index=True)


def _pin_costs(now: Assignment, tried: str) -> None:
    who = tried.removeprefix("pin=").rpartition(":")[0]
    with st.expander("What pinning this applicant to each lab would cost"):
        st.caption(literal(who))
        names = ["Lab id", "Cost in points", "People who lose their place"]
        st.dataframe(pd.DataFrame(now.pin_costs(who), columns=names), hide_index=True, height=300)
