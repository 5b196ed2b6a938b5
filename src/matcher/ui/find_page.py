"""Find mentors: bring a statement, see what was read and who fits, open one, compare two, keep a shortlist."""

import streamlit as st

from matcher.documents import Document
from matcher.explaining.messages import notice_sentences
from matcher.model import MatchModel
from matcher.model.scoring import FOREIGN_SHARE, advice, refuse_unknown
from matcher.pages.markup import Html, join, tag
from matcher.semantic.encoder import cached_in
from matcher.ui import picks, session
from matcher.ui.components import block, control
from matcher.ui.find_input import ask_statement, settings
from matcher.ui.mentor_view import mentor_html
from matcher.ui.page_parts import literal, one_line_errors
from matcher.ui.parsed_view import show_reading
from matcher.ui.pool_source import CurrentPool, current_pool
from matcher.ui.ranking_view import compare_html, ranking_html
from matcher.wording import counted

_NOTICES = 5
_NO_ONE = tag(
    "div",
    tag("h2", "No lab that may be ranked shares anything with this statement"),
    tag("p", "Widen the filters, or move a weight."),
    cls="m-empty",
)


def find_page() -> None:
    """Draw the first screen, a ranking, or one mentor of it."""
    pool = current_pool()
    if session.visit().document:
        _answer(pool)
    elif document := ask_statement(len(pool.model.mentors)):
        session.set_document(document)
        picks.move_focus("count")
        st.rerun()


@st.fragment
def _answer(pool: CurrentPool) -> None:
    """Draw everything that depends on the statement; a change in this fragment redraws only the fragment."""
    visit = session.visit()
    if visit.document is None:  # just forgotten, in this fragment: redraw the whole page
        st.rerun()
        return
    with one_line_errors(), cached_in(visit.vectors):
        _answered(pool, visit, visit.document)


def _answered(pool: CurrentPool, visit: session.Visit, document: Document) -> None:
    model, turned = pool.model, visit.turned
    visit.turned = False
    picks.keep(turned=turned)
    applicant = session.applicant(model, document)
    profile, share = applicant.profile, applicant.known_share
    _statement(document, share, advice(profile, model.config))
    refuse_unknown(share, profile, document.name, model.config)
    if sentences := notice_sentences(applicant.notices):
        n_more = len(sentences) - _NOTICES
        rest = [f"And {counted(n_more, 'more reason')}."] if n_more > 0 else []
        st.warning(literal(" ".join([*sentences[:_NOTICES], *rest])))
    wanted, sort = settings(model, turned=turned)
    [ranking] = model.rank([profile], *wanted)
    opened, known = picks.opened(), {mentor.id for mentor in model.mentors}
    if opened in known:
        html = mentor_html(model, applicant, ranking, wanted, opened)
    elif ranking:
        compared = [mentor_id for mentor_id in picks.compared() if mentor_id in known]
        html = join(
            compare_html(model, profile, wanted.weights, compared) if compared else "",
            _shortlist(model),
            ranking_html(model, applicant.counted, ranking, wanted, sort, is_sample=pool.is_sample),
        )
    else:
        html = _NO_ONE
    block("ranking", html, picks.act, visit.focus)
    if ranking and not opened:
        picks.downloads(model, document, applicant, wanted, ranking)


def _shortlist(model: MatchModel) -> Html:
    stars = session.visit().stars
    names = (control(model.mentor(lab).name, "open", lab, cls="m-chip", data_focus=f"chip {lab}") for lab in stars)
    title = tag("h2", f"★ Shortlist: {counted(len(stars), 'lab')}")
    return tag("section", title, *names, cls="m-shortlist") if stars else Html("")


def _statement(document: Document, share: float, advice_text: str) -> None:
    """Draw the name of the document, how much of it the pool knows, and on demand the parts that were read."""
    n_words = sum(len(part.text.split()) for part in document.parts if part.kind != "other")
    size = f"{n_words:,} words; the pool knows {share:.0%} of them, common words aside"
    with st.container(horizontal=True, vertical_alignment="center", key="statement"):
        st.html(tag("div", tag("h1", document.name), tag("p", size, cls="m-facts"), cls="m-statement"))
        st.button("Another statement", key="another", on_click=picks.forget)
    if not picks.opened():
        show_reading(document, share)
    if 0 < share < FOREIGN_SHARE:
        warning = "The labs know few of these words, so the ranking says little. Is the text in their language?"
        st.warning(warning + literal(advice_text))
