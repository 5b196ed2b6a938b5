"""Place people: who goes where under capacities, with the proof; overrides, who would move, and what each costs."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace

import pandas as pd
import streamlit as st

from matcher.applicants import read_applicants
from matcher.assigning.api import Rules, assign
from matcher.assigning.assignment import Assignment, sections, summary
from matcher.assigning.changes import Change, Difference
from matcher.assigning.output import write_assignment
from matcher.model.cache import sample_dir
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.ui import session
from matcher.ui.components import Action, block, control
from matcher.ui.page_parts import download, head, literal, one_line_errors, part, ranked_pool, show_said, show_table
from matcher.ui.pool_source import PoolAtHand, pool_at_hand
from matcher.ui.table_input import Upload, people, upload
from matcher.wording import clipped, counted
from matcher.wording import people as people_text

_RESULT, _CHANGES = "placement", "overrides"
_KINDS = {"pin": "Must go to", "forbid": "Must not go to", "capacity": "Change the places of"}
_LABS = ("mentor", "alternate", "instead of")
_NAMES = {"mentor": "Lab", "alternate": "Best alternative", "share of best": "Share of own best"}
"""Columns of the report's sections: those that hold a lab, and what a person reads above them."""


def place_page() -> None:
    """Draw the applicants, the rules, the placement and its overrides."""
    pool = pool_at_hand()
    head(
        "Place people",
        "Give every applicant a lab that has room, so that the sum of all scores is as large as it can be. The result "
        "comes with a proof that no better placement exists.",
    )
    ranked_pool(pool)
    with one_line_errors():
        _ask(pool)
    model, assignment = st.session_state.get(_RESULT, (None, None))
    if model is pool.model and assignment is not None:
        with one_line_errors():
            _show(assignment)


def _ask(pool: PoolAtHand) -> None:
    applicants = people("A table of applicants: CSV, Excel, JSON lines or Parquet, up to 50 MB", "place-table")
    rules, *tables = _rules(pool)
    if applicants is not None:
        if st.button("Place them", type="primary", key="place"):
            _place(pool, applicants, rules, tables)
    elif pool.is_sample:
        st.html(tag("p", "Or try it with the sample: 36 invented applicants.", cls="m-facts"))
        if st.button("Place the sample applicants", key="place-sample"):
            _place(pool, read_applicants(sample_dir() / "applicants.csv"), rules, tables)


def _rules(pool: PoolAtHand) -> tuple[Rules, Upload | None, Upload | None]:
    """Draw what a placement must keep to; return it with the tables of conflicts and pins."""
    lacking = any(mentor.capacity is None for mentor in pool.model.mentors)
    with st.expander("Rules: conflicts, pins, fairness", expanded=lacking):
        label = "Places of each lab that does not say"
        capacity = st.number_input(label, min_value=0, value=1, step=1, key="place-capacity") if lacking else None
        fair = st.toggle("Raise the worst off as far as it goes, before the total counts", key="place-fair")
        least = "As few as possible below this share of their own best"
        floor = st.slider(least, 0.0, 0.9, 0.0, 0.1, key="place-floor")
        conflicts = upload("Conflicts, pairs that must not be: applicant_id, mentor_id, reason", "place-conflicts")
        pins = upload("Pins, pairs that must be: applicant_id, mentor_id, reason", "place-pins")
    return Rules(capacity=capacity, floor=floor, fair=fair), conflicts, pins


def _place(pool: PoolAtHand, applicants: list[Profile], rules: Rules, tables: list[Upload | None]) -> None:
    for key in (_RESULT, _CHANGES):
        st.session_state.pop(key, None)
    with st.spinner("Scoring and placing …"), ExitStack() as files:
        conflicts, pins = (table and files.enter_context(table.on_disk()) for table in tables)
        rules = replace(rules, conflicts=conflicts, pins=pins)
        st.session_state[_RESULT] = (pool.model, assign(pool.model, pool.model.mentors, rules, applicants=applicants))


def _show(assignment: Assignment) -> None:
    changes: list[Change] = st.session_state.setdefault(_CHANGES, [])
    now = assignment.changed(*changes) if changes else assignment
    part("The placement")
    lines = [tag("p", line) for line in summary(now)]
    cls = "m-note" if now.placement.n_unmatched else "m-good"
    st.html(tag("div", *lines, tag("p", now.certificate.words, cls="m-facts"), cls=cls, role="status"))
    label, name = "Download (Excel, a sheet each)", "assignment.xlsx"
    download(label, name, lambda path: write_assignment(now, str(path)), "place-download")
    names = {one.id: one.name for one in now.placement.problem.mentors}
    _show_tables(now, names)
    _show_changes(assignment, now, changes, names)


def _show_tables(assignment: Assignment, names: Mapping[str, str]) -> None:
    """Draw who goes where, who lacks a place and why, the labs, and what else a coordinator asks."""
    places, lacking, labs, more = st.tabs(["Who goes where", "Unmatched", "Labs", "More"])
    with places:
        show_table(assignment.frame(), 380, "No one is placed.")
    with lacking:
        frame = assignment.unmatched_frame()[["applicant_id", "reason", "explanation"]]
        show_table(frame, 380, "Everybody has a place.")
    with labs:
        show_table(assignment.mentors_frame(), 380)
    with more:
        for title, columns, rows, n_left in sections(assignment):
            part(title, f"and {n_left:,} more in the download" if n_left else "")
            frame = pd.DataFrame(rows, columns=list(columns)).replace(dict.fromkeys(_LABS, names))
            st.dataframe(frame.rename(columns=lambda one: _NAMES.get(one, one.capitalize())), hide_index=True)


def _show_changes(before: Assignment, now: Assignment, changes: list[Change], names: Mapping[str, str]) -> None:
    """Draw the overrides: those that hold, another one to try, and who would move."""
    part("Override", "Try a change, see who moves and what it costs all together, then keep it or not.")
    show_said("place")
    if changes:
        lines = (
            tag("li", f"{_words(one, names)} ", control("Take back", "take-back", str(one), cls="m-small"))
            for one in changes
        )
        block("kept-changes", tag("ul", *lines, cls="m-plain"), lambda action: _take_back(action, changes))
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
        is_pair = kind != "capacity"
        applicants = [one.id for one in now.placement.problem.applicants]
        who = st.selectbox("Applicant", applicants, index=None, key="change-who", width=190) if is_pair else ""
        short = {mentor_id: clipped(name, 60) for mentor_id, name in names.items()}
        lab = st.selectbox("Lab", list(names), None, short.__getitem__, "change-lab", width=280)
        amount = 0 if is_pair else int(st.number_input("By", value=1, step=1, key="change-by", width=120))
    return Change(kind, who or "", lab, amount) if lab and (who or not is_pair) else None


def _difference(made: Difference, title: str, names: Mapping[str, str]) -> None:
    n_people = people_text(abs(made.people))
    placed = f"{n_people} {'more' if made.people > 0 else 'fewer'} placed, " if made.people else ""
    total = f"total {made.total:+.3f} points, {counted(len(made.moves), 'applicant')} would move."
    st.html(tag("p", f"{title} {placed}{total}".replace("-", "−"), cls="m-note", role="status"))
    if made.moves:
        rows = pd.DataFrame(made.moves).set_axis(["applicant_id", "from", "to", "gain"], axis="columns")
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
