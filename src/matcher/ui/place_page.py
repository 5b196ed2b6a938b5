"""Place people: a placement under capacities with its proof; overrides, who would move, and what each costs."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace

import pandas as pd
import streamlit as st

from matcher.assigning.api import Rules, assign
from matcher.assigning.assignment import Assignment, sections, summary
from matcher.assigning.building import Change
from matcher.assigning.effects import Difference
from matcher.assigning.output import write_assignment
from matcher.pages.markup import bullets, join, tag
from matcher.records import Profile
from matcher.ui import page_parts, session
from matcher.ui.components import Action, block, control
from matcher.ui.page_parts import one_line_errors, part, show_message, show_table
from matcher.ui.pool_source import CurrentPool, current_pool
from matcher.ui.table_input import Upload, people, sample_applicants, upload
from matcher.wording import clipped, counted
from matcher.wording import people as people_text

_RESULT, _CHANGES = "placement", "overrides"
_KINDS = {"pin": "Must go to", "forbid": "Must not go to", "capacity": "Change the places of"}
_LABS = ("mentor", "alternate", "instead of")
_NAMES = {"mentor": "Lab", "alternate": "Best alternative", "share of best": "Share of own best"}
"""Columns of the report's sections: those that contain a lab, and their headings on the page."""


def place_page() -> None:
    """Draw the applicants, the rules, the placement and its overrides."""
    pool = current_pool()
    page_parts.head(
        "Place people",
        "Give every applicant a lab that has room, so that the sum of all scores is as large as it can be. The result "
        "comes with a proof that no better placement exists.",
    )
    page_parts.ranked_pool(pool)
    with one_line_errors():
        _ask(pool)
    model, assignment = st.session_state.get(_RESULT, (None, None))
    if model is pool.model and assignment is not None:
        with one_line_errors():
            _show(assignment)


def _ask(pool: CurrentPool) -> None:
    applicants = people("A table of applicants: CSV, Excel, JSON lines or Parquet, up to 50 MB", "place-table")
    rules, *tables = _rules(pool)
    if applicants is not None:
        if st.button("Place them", type="primary", key="place"):
            _place(pool, applicants, rules, tables)
    elif pool.is_sample:
        page_parts.hint("Or try it with the sample: 36 invented applicants.")
        if st.button("Place the sample applicants", key="place-sample"):
            _place(pool, sample_applicants(), rules, tables)


def _rules(pool: CurrentPool) -> tuple[Rules, Upload | None, Upload | None]:
    """Draw the rules of a placement; return them with the tables of conflicts and pins."""
    some_unknown = any(mentor.capacity is None for mentor in pool.model.mentors)
    with st.expander("Rules: conflicts, pins, fairness", expanded=some_unknown):
        label = "Places of each lab whose row has none"
        capacity = st.number_input(label, min_value=0, value=1, step=1, key="place-capacity") if some_unknown else None
        fair = st.toggle("Fairness first: raise the lowest score as far as possible, then the total", key="place-fair")
        floor_label = "As few as possible below this share of their own best"
        floor = st.slider(floor_label, 0.0, 0.9, 0.0, 0.1, key="place-floor")
        conflicts = upload("Conflicts, pairs to exclude: applicant_id, mentor_id, reason", "place-conflicts")
        pins = upload("Pins, pairs to keep: applicant_id, mentor_id, reason", "place-pins")
    return Rules(capacity=capacity, floor=floor, fair=fair), conflicts, pins


def _place(pool: CurrentPool, applicants: list[Profile], rules: Rules, tables: list[Upload | None]) -> None:
    for key in (_RESULT, _CHANGES):
        st.session_state.pop(key, None)
    with st.spinner("Scoring and placing …"), ExitStack() as files:
        conflicts, pins = (table and files.enter_context(table.on_disk()) for table in tables)
        rules = replace(rules, conflicts=conflicts, pins=pins)
        st.session_state[_RESULT] = (pool.model, assign(pool.model, pool.model.mentors, rules, applicants=applicants))


def _show(assignment: Assignment) -> None:
    changes: list[Change] = st.session_state.setdefault(_CHANGES, [])
    current = assignment.changed(*changes) if changes else assignment
    part("The placement")
    lines = [tag("p", line) for line in summary(current)]
    cls = "m-note" if current.placement.n_unmatched else "m-good"
    st.html(tag("div", *lines, tag("p", current.certificate.words, cls="m-facts"), cls=cls, role="status"))
    label, name = "Download (Excel, a sheet each)", "assignment.xlsx"
    page_parts.download(label, name, lambda path: write_assignment(current, str(path)), "place-download")
    names = {mentor.id: mentor.name for mentor in current.placement.problem.mentors}
    _show_tables(current, names)
    _show_changes(assignment, current, changes, names)


def _show_tables(assignment: Assignment, names: Mapping[str, str]) -> None:
    places, unmatched, labs, more = st.tabs(["Placements", "Unmatched", "Labs", "More"])
    with places:
        show_table(assignment.frame(), 380, "No one is placed.")
    with unmatched:
        frame = assignment.unmatched_frame()[["applicant_id", "reason", "explanation"]]
        show_table(frame, 380, "Everybody has a place.")
    with labs:
        show_table(assignment.mentors_frame(), 380)
    with more:
        for title, columns, rows, n_left in sections(assignment):
            part(title, f"and {n_left:,} more in the download" if n_left else "")
            frame = pd.DataFrame(rows, columns=list(columns)).replace(dict.fromkeys(_LABS, names))
            frame = frame.rename(columns=lambda column: _NAMES.get(column, column.capitalize()))
            st.dataframe(frame, hide_index=True, placeholder="")


def _show_changes(first: Assignment, current: Assignment, changes: list[Change], names: Mapping[str, str]) -> None:
    """Draw the kept overrides, the form for another one, and who would move."""
    part("Override", "Try a change, see who would move and what it costs in total, then keep it or not.")
    show_message("place")
    if changes:
        lines = [
            join(f"{_words(change, names)} ", control("Take back", "take-back", str(change), cls="m-small"))
            for change in changes
        ]
        block("kept-changes", bullets(lines, "m-plain"), lambda action: _take_back(action, changes))
        _difference(first.what_if(*changes), "Together, since the first placement:", names)
    proposed = _chosen_change(current, names)
    if proposed is None:
        return
    with one_line_errors():
        _difference(current.what_if(proposed), "This change alone:", names)
        st.button("Keep this change", key="keep-change", type="primary", on_click=_keep, args=(proposed, changes))
    if proposed.kind == "pin":
        _pin_costs(current, proposed.applicant, names)


def _keep(change: Change, changes: list[Change]) -> None:
    changes.append(change)
    st.session_state["change-who"] = st.session_state["change-lab"] = None
    session.set_message("place", "The change is kept; the tables above and the download include it.")


def _take_back(action: Action, changes: list[Change]) -> None:
    kept = {str(change): change for change in changes}
    if action.value in kept:  # a browser can send anything
        changes.remove(kept[action.value])
        session.set_message("place", "The change is taken back.")


def _words(change: Change, names: Mapping[str, str]) -> str:
    lab = names[change.mentor]
    if change.kind == "capacity":
        return f"{lab}: {change.amount:+d} {'place' if abs(change.amount) == 1 else 'places'}"
    return f"{change.applicant}: {_KINDS[change.kind].lower()} {lab}"


def _chosen_change(current: Assignment, names: Mapping[str, str]) -> Change | None:
    """Draw the form for an override; return the override, or `None` while it is not complete."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="override"):
        kind = st.selectbox("What", list(_KINDS), format_func=_KINDS.__getitem__, key="change-kind", width=190)
        is_pair = kind != "capacity"
        applicants = [applicant.id for applicant in current.placement.problem.applicants]
        who = st.selectbox("Applicant", applicants, index=None, key="change-who", width=190) if is_pair else ""
        short = {mentor_id: clipped(name, 60) for mentor_id, name in names.items()}
        lab = st.selectbox("Lab", list(names), None, short.__getitem__, "change-lab", width=280)
        amount = 0 if is_pair else int(st.number_input("By", value=1, step=1, key="change-by", width=120))
    return Change(kind, who or "", lab, amount) if lab and (who or not is_pair) else None


def _difference(difference: Difference, title: str, names: Mapping[str, str]) -> None:
    n_people = people_text(abs(difference.people))
    placed = f"{n_people} {'more' if difference.people > 0 else 'fewer'} placed, " if difference.people else ""
    total = f"total {difference.total:+.3f} points, {counted(len(difference.moves), 'applicant')} would move."
    st.html(tag("p", f"{title} {placed}{total}".replace("-", "−"), cls="m-note", role="status"))
    if difference.moves:
        rows = pd.DataFrame(difference.moves).set_axis(["applicant_id", "from", "to", "gain"], axis="columns")
        for side in ("from", "to"):
            rows[side] = [", ".join(map(names.__getitem__, labs)) or "nobody" for labs in rows[side]]
        show_table(rows, 300)


def _pin_costs(current: Assignment, who: str, names: Mapping[str, str]) -> None:
    with st.expander("What pinning this applicant to each lab would cost"):
        st.caption(page_parts.literal(who))
        costs = sorted((lost, cost, names[lab]) for lab, cost, lost in current.pin_costs(who) if cost is not None)
        show_table(pd.DataFrame(costs, columns=["lost", "cost", "mentor_name"]), 300)
        if n_impossible := len(names) - len(costs):
            st.caption(
                f"{counted(n_impossible, 'lab')} more are impossible: no place, or the rules need it for others."
            )
