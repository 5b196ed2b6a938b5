"""Trust: the limits of the tool, where data goes, what a ranking is based on, and its audit."""

import base64

import streamlit as st

from matcher import __version__
from matcher.applicants import read_applicants
from matcher.auditing import Audit, audit
from matcher.config import MatchConfig
from matcher.model.cache import sample_dir
from matcher.pages.audit_page import audit_page
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.registry import spec_of
from matcher.ui.page_parts import head, one_line_errors, part, ranked_pool
from matcher.ui.pool_source import CurrentPool, cached_for, current_pool
from matcher.ui.table_input import people
from matcher.wording import counted

_AUDIT = "audit"
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


def trust_page() -> None:
    """Draw what a visitor should know before relying on a ranking."""
    pool = current_pool()
    head("Trust", "What matcher is, what it is not, and how to check it.")
    lists = (("What it is not", _NOT), ("Where your data goes: nowhere", _DATA))
    for column, (title, lines) in zip(st.columns(2, gap="large"), lists, strict=True):
        with column:
            part(title)
            st.html(tag("ul", *(tag("li", line) for line in lines), cls="m-plain"))
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
        result = cached_for("audit", pool, lambda: _audited(pool, read_applicants(sample_dir() / "applicants.csv")))
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

    def show(done: int, n: int) -> None:
        bar.progress(done / n, f"{done} of {n} tried")

    result = audit(pool.model, applicants, progress=show)
    bar.empty()
    return result
