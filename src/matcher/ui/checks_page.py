"""Pages that check a ranking: Weights, better settings learned from judged pairs; Trust, its limits and its audit."""

import base64

import pandas as pd
import streamlit as st

from matcher import __version__
from matcher.auditing import Audit, audit
from matcher.config import MatchConfig
from matcher.evaluation import Judgment, read_judgments
from matcher.evaluation.measures import MEASURES
from matcher.model.cache import sample_dir
from matcher.pages.audit_page import audit_page
from matcher.pages.markup import bullets, tag
from matcher.records import Profile
from matcher.registry import spec_of
from matcher.tuning import Search, Tuning, tune
from matcher.ui import session
from matcher.ui.page_parts import head, hint, one_line_errors, part, ranked_pool, show_message
from matcher.ui.pool_source import CurrentPool, cached_for, current_pool, fit_pool, use_own
from matcher.ui.table_input import people, sample_applicants, upload
from matcher.wording import counted

_TUNED, _AUDIT = "tuned", "audit"
_NOT = (
    "It does not decide. A ranking is a list to read, and each score can be taken apart and contested.",
    "It does not know people. Names, addresses and links are taken out before a text is compared; grades, age, origin "
    "and photographs are never asked for.",
    "It reads words, not quality. A lab that writes little about itself is found by few; a text in another language by "
    "none.",
    "It does not say how likely a place is, only how much two texts share.",
)
_DATA = (
    "Everything runs on this machine. The page asks no other server for anything, and no text is sent anywhere.",
    "A statement, a table or a pool that you bring is in the memory of this visit. Closing the page forgets it; "
    "files are on disk only while they are read.",
    "The address of the page holds your settings, never your text.",
    "The fitted pool is kept on this machine, without any statement that was matched.",
)


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
        _ask_judgments(pool)
    model, *result = st.session_state.get(_TUNED, (None,))
    if model is pool.model:
        _show_tuning(pool, *result)


def _ask_judgments(pool: CurrentPool) -> None:
    measure = st.selectbox("Measure to improve", list(MEASURES), index=MEASURES.index("ndcg@10"), key="measure")
    applicants = people("Applicants: id, and statement or interests", "judged-applicants")
    judgments = upload("Judgments: applicant_id, mentor_id, grade (0 is “no fit”)", "judgments")
    if applicants is not None and judgments is not None:
        if st.button("Search for better weights", type="primary", key="tune"):
            with judgments.on_disk() as graded:
                _search(pool, applicants, read_judgments(graded), measure)
    elif pool.is_sample:
        hint("Or try it with the judgments of the sample:")
        if st.button("Search with the sample's judgments", key="tune-sample"):
            _search(pool, sample_applicants(), read_judgments(sample_dir() / "judgments.tsv"), measure)


def _search(pool: CurrentPool, applicants: list[Profile], judgments: list[Judgment], measure: str) -> None:
    config, text = pool.model.config or MatchConfig(), "Trying weightings …"
    bar = st.progress(0.0, text)
    inputs = (pool.model.mentors, applicants, judgments, applicants, config, Search(measure))
    tuning = tune(*inputs, progress=lambda share: bar.progress(share, text))
    bar.empty()
    st.session_state[_TUNED] = (pool.model, tuning, config, applicants)


def _show_tuning(pool: CurrentPool, tuning: Tuning, before: MatchConfig, reference: list[Profile]) -> None:
    gap, kept = tuning.difference, tuning.config == before
    part("What the search found", f"{counted(tuning.n_applicants, 'judged applicant')}, {tuning.n_candidates:,} tries.")
    verdict = tag("b", "The default stays." if kept else "The winner ranks better.")
    means = f"default {tuning.default.value:.3f}, winner {tuning.winner.value:.3f}"
    interval = f"{gap.value:+.3f} (95 % interval {gap.low:+.3f} to {gap.high:+.3f})"
    st.html(tag("p", verdict, f" {tuning.measure}: {means}, difference {interval}.", cls="m-note", role="status"))
    if kept and tuning.n_needed and gap.low <= 0 <= gap.high:
        st.caption(f"About {tuning.n_needed:,} judged applicants would tell the two apart.")
    if tuning.best.weights != before.weights:
        rows = [(spec_of(name).label, share, tuning.best.weights[name]) for name, share in before.weights.items()]
        st.dataframe(pd.DataFrame(rows, columns=["Part of the score", "Default", "Winner"]), hide_index=True)
    with st.container(horizontal=True, key="tuned-actions"):
        st.download_button("Download the settings", tuning.to_toml(), "match.toml", "text/plain", key="settings-toml")
        is_applied = pool.model.config == tuning.config
        if not is_applied and st.button("Rank with these settings in this visit", type="primary", key="apply"):
            with st.spinner("Fitting the pool with these settings …"):
                model = fit_pool(tuning.config, pool.model.mentors, reference)
            use_own(CurrentPool(model, pool.name, is_sample=pool.is_sample, is_own=True))
            st.session_state[_TUNED] = (model, tuning, before, reference)
            message = "Every page of this visit ranks with these settings; “Pool” has the way back."
            session.set_message("weights", message)
            st.rerun()
    show_message("weights")


def trust_page() -> None:
    """Draw what a visitor should know before relying on a ranking."""
    pool = current_pool()
    head("Trust", "What matcher is, what it is not, and how to check it.")
    lists = (("What it is not", _NOT), ("Where your data goes: nowhere", _DATA))
    for column, (title, lines) in zip(st.columns(2, gap="large"), lists, strict=True):
        with column:
            part(title)
            st.html(bullets(lines, "m-plain"))
    _card(pool)
    with one_line_errors():
        _audit(pool)


def _card(pool: CurrentPool) -> None:
    part("What a ranking is based on")
    ranked_pool(pool)
    config = pool.model.config or MatchConfig()
    weights = ", ".join(f"{spec_of(name).label} {100 * share:g}%" for name, share in config.weights.items())
    facts = {
        "matcher": __version__,
        "Labs": f"{len(pool.model.mentors):,}",
        "Terms known": f"{pool.model.fitted.terms.n_terms:,}",
        "Weights by default": weights,
        "Points lost for what is not wanted": f"up to {config.avoid:g}, the more alike the more",
    }
    rows = [tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in facts.items()]
    st.html(tag("table", tag("tbody", *rows), cls="m-table"))


def _audit(pool: CurrentPool) -> None:
    part(
        "What a ranking does to applicants",
        "The audit swaps names, pronouns and universities, drops articles, and checks whom each lab is shown to.",
    )
    applicants = people("Audit with a table of applicants: id, and statement or interests", "audit-table")
    result: Audit | None = None
    if applicants is not None and st.button("Run the audit", type="primary", key="run-audit"):
        result = _audited(pool, applicants)
    elif applicants is None and pool.is_sample and st.button("Run it with the sample applicants", key="audit-sample"):
        result = cached_for("audit", pool, lambda: _audited(pool, sample_applicants()))
    if result is not None:
        st.session_state[_AUDIT] = (pool.model, audit_page(result), result.n_applicants)
    model, page, n_applicants = st.session_state.get(_AUDIT, (None, "", 0))
    if model is pool.model and page:
        st.caption(f"{counted(n_applicants, 'applicant')}, {counted(len(pool.model.mentors), 'lab')}")
        st.download_button("Download the audit as a page", page, "audit.html", "text/html", key="audit-html")
        # a data URL has an origin of its own: nothing in the report can reach this page
        data = base64.b64encode(page.encode()).decode()
        st.iframe(f"data:text/html;charset=utf-8;base64,{data}", height=700, alt="The audit", tab_index=0)


def _audited(pool: CurrentPool, applicants: list[Profile]) -> Audit:
    bar = st.progress(0.0, "Trying versions of each statement …")
    result = audit(pool.model, applicants, progress=lambda n, of: bar.progress(n / of, f"{n} of {of} tried"))
    bar.empty()
    return result
