"""Place people: who goes where under capacities, with the proof; overrides, who would move, and what each costs."""

from contextlib import ExitStack
from dataclasses import replace

import streamlit as st

from matcher.applicants import read_applicants
from matcher.assigning.api import Rules, assign
from matcher.assigning.assignment import Assignment, summary
from matcher.assigning.changes import Change
from matcher.assigning.output import write_assignment
from matcher.model.cache import sample_dir
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.ui.page_parts import (
    MIMES,
    file_of,
    head,
    one_line_errors,
    part,
    ranked_pool,
)
from matcher.ui.placement_view import show_changes, show_tables
from matcher.ui.pool_source import PoolAtHand, pool_at_hand
from matcher.ui.table_input import Upload, upload
from matcher.ui.table_input import people as people_of

_RESULT, _CHANGES = "placement", "overrides"


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
    applicants = people_of("A table of applicants: CSV, Excel, JSON lines or Parquet, up to 50 MB", "place-table")
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
    certificate = now.certificate
    part("The placement")
    lines = [tag("p", line) for line in summary(now)]
    cls = "m-note" if now.placement.n_unmatched else "m-good"
    st.html(tag("div", *lines, tag("p", certificate.words, cls="m-facts"), cls=cls, role="status"))
    st.download_button(
        "Download (Excel, a sheet each)",
        lambda: file_of("assignment.xlsx", lambda path: write_assignment(now, str(path))),
        "assignment.xlsx",
        MIMES["xlsx"],
        key="place-download",
        on_click="ignore",
    )
    show_tables(now)
    show_changes(assignment, now, changes)
