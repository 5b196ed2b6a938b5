"""The page: collect what a person brings, call matcher, draw."""

from pathlib import Path

import streamlit as st

from matcher.documents import Document
from matcher.errors import MatcherError
from matcher.explain import FOREIGN_SHARE, refuse_unknown
from matcher.model import MatchModel
from matcher.ui import session
from matcher.ui.markup import literal, tag
from matcher.ui.mentor_view import show_mentor
from matcher.ui.parsed_view import show_reading
from matcher.ui.pool_source import sample_model
from matcher.ui.ranking_view import show_ranking
from matcher.ui.settings_panel import settings
from matcher.ui.statement_input import ask

_STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """Draw the page: the first screen, a ranking, or one mentor of it."""
    st.set_page_config(page_title="matcher", page_icon="🧭", layout="wide")
    st.html(_STYLE)
    session.keep_settings()
    try:
        model, document = sample_model(), session.document()
        if document:
            _answer(model, document)
        elif brought := ask(len(model.mentors)):
            session.bring(brought)
            st.rerun()
    except MatcherError as error:
        st.error(literal(str(error)))


def _answer(model: MatchModel, document: Document) -> None:
    applicant = document.profile()
    share = model.known_share(applicant)
    _statement(document, share)
    if not session.opened():
        show_reading(document, share)
    refuse_unknown(share, document.name)
    wanted = settings(model)
    [ranking] = model.rank([applicant], wanted.k, wanted.weights, wanted.eligible)
    if session.opened():
        show_mentor(model, applicant, ranking, wanted.weights)
    elif ranking:
        show_ranking(model, ranking, len(model.mentors if wanted.eligible is None else wanted.eligible))
    else:
        st.info("No lab that may be ranked shares anything with this statement; widen the filters or move a weight.")


def _statement(document: Document, share: float) -> None:
    """Draw what was brought, and how much of it the pool knows."""
    n_words = sum(len(part.text.split()) for part in document.parts if part.kind != "other")
    with st.container(horizontal=True, vertical_alignment="center", key="statement"):
        st.html(
            tag(
                "div",
                tag("h1", document.name),
                tag("p", f"{n_words:,} words; the pool knows {share:.0%} of them, stop words aside", cls="m-facts"),
                cls="m-statement",
            )
        )
        st.button("Another statement", key="another", on_click=session.forget)
    if 0 < share < FOREIGN_SHARE:
        st.warning("The labs know only few of these words, so the ranking says little. Is the text in their language?")
