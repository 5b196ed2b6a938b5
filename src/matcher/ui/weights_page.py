"""Weights: learn better settings from judged pairs, tested on held-out applicants."""

import pandas as pd
import streamlit as st

from matcher.applicants import read_applicants
from matcher.config import MatchConfig
from matcher.evaluation import Judgment, read_judgments
from matcher.evaluation.measures import MEASURES
from matcher.model.cache import sample_dir
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.registry import spec_of
from matcher.tuning import Search, Tuning, tune
from matcher.ui import session
from matcher.ui.page_parts import head, one_line_errors, part, ranked_pool, show_message
from matcher.ui.pool_source import CurrentPool, current_pool, fit_pool, use_own
from matcher.ui.table_input import people, upload
from matcher.wording import counted

_RESULT = "tuned"


def weights_page() -> None:
    """Draw the upload of judgments, the search and its result."""
    pool = current_pool()
    head(
        "Weights",
        "Learn from judged pairs how much each part of the score should count. The default stays unless "
        "another weighting ranks better on held-out applicants.",
    )
    ranked_pool(pool)
    with one_line_errors():
        _ask(pool)
    model, *result = st.session_state.get(_RESULT, (None,))
    if model is pool.model:
        _show(pool, *result)


def _ask(pool: CurrentPool) -> None:
    measure = st.selectbox("Measure to improve", list(MEASURES), index=MEASURES.index("ndcg@10"), key="measure")
    applicants = people("Applicants: id, and statement or interests", "judged-applicants")
    judgments = upload("Judgments: applicant_id, mentor_id, grade (0 is “no fit”)", "judgments")
    if applicants is not None and judgments is not None:
        if st.button("Search for better weights", type="primary", key="tune"):
            with judgments.on_disk() as graded:
                _search(pool, applicants, read_judgments(graded), measure)
    elif pool.is_sample:
        st.html(tag("p", "Or try it with the judgments of the sample:", cls="m-facts"))
        if st.button("Search with the sample's judgments", key="tune-sample"):
            folder = sample_dir()
            _search(pool, read_applicants(folder / "applicants.csv"), read_judgments(folder / "judgments.tsv"), measure)


def _search(pool: CurrentPool, applicants: list[Profile], judgments: list[Judgment], measure: str) -> None:
    model, trying = pool.model, "Trying weightings …"
    bar = st.progress(0.0, trying)
    inputs = (model.mentors, applicants, judgments, applicants, model.config, Search(measure))
    tuning = tune(*inputs, progress=lambda share: bar.progress(share, trying))
    bar.empty()
    st.session_state[_RESULT] = (model, tuning, model.config or MatchConfig(), applicants)


def _show(pool: CurrentPool, tuning: Tuning, before: MatchConfig, reference: list[Profile]) -> None:
    gap, kept = tuning.difference, tuning.config == before
    part("What the search found", f"{counted(tuning.n_applicants, 'judged applicant')}, {tuning.n_candidates:,} tries.")
    verdict = tag("b", "The default stays." if kept else "The winner ranks better.")
    text = (
        f" {tuning.measure}: default {tuning.default.value:.3f}, winner {tuning.winner.value:.3f}, difference "
        f"{gap.value:+.3f} (95 % interval {gap.low:+.3f} to {gap.high:+.3f})."
    )
    st.html(tag("p", verdict, text, cls="m-note", role="status"))
    if kept and tuning.n_needed and gap.low <= 0 <= gap.high:
        st.caption(f"About {tuning.n_needed:,} judged applicants would tell the two apart.")
    labels = [spec_of(name).label for name in before.weights]
    columns = {"Part of the score": labels, "Default": before.weights.values(), "Winner": tuning.best.weights.values()}
    if tuning.best.weights != before.weights:
        st.dataframe(pd.DataFrame({name: list(values) for name, values in columns.items()}), hide_index=True)
    with st.container(horizontal=True, key="tuned-actions"):
        st.download_button("Download the settings", tuning.to_toml(), "match.toml", "text/plain", key="settings-toml")
        is_applied = pool.model.config == tuning.config
        if not is_applied and st.button("Rank with these settings in this visit", type="primary", key="apply"):
            with st.spinner("Fitting the pool with these settings …"):
                model = fit_pool(tuning.config, pool.model.mentors, reference)
            use_own(CurrentPool(model, pool.name, is_sample=pool.is_sample, is_own=True))
            st.session_state[_RESULT] = (model, tuning, before, reference)
            session.set_message(
                "weights", "Every page of this visit ranks with these settings; “Pool” has the way back."
            )
            st.rerun()
    show_message("weights")
