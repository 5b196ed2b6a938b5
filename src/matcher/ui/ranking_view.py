"""The ranking: one row per mentor with its score, what the score is made of, and the words both sides share."""

from collections.abc import Sequence

import streamlit as st

from matcher.config import CONTRIBUTORS
from matcher.model import MatchModel
from matcher.records import Profile, RankedMentor
from matcher.tables import matches_csv
from matcher.ui import session
from matcher.ui.components import chips, legend, stacked_bar
from matcher.ui.markup import Html, literal, tag
from matcher.ui.scroll import to_last
from matcher.wording import facts

_NARROW = tag("small", "Weights and filters are behind » at the top left.", cls="m-narrow")
_MANNERS = "matcher ranks and explains; it does not decide about people. The labs of the sample pool are invented."


def show_ranking(model: MatchModel, ranking: Sequence[RankedMentor], n_eligible: int) -> None:
    """Draw a ranking, the best first, with the download."""
    with st.container(horizontal=True, vertical_alignment="center", key="ranking-head"):
        st.html(tag("h2", f"{len(ranking)} of {n_eligible} labs", cls="m-count"))
        st.download_button(
            "Download CSV",
            data=lambda: matches_csv(ranking, CONTRIBUTORS).encode(),
            file_name="matches.csv",
            mime="text/csv",
            key="download",
            on_click="ignore",
        )
    st.html(
        tag(
            "div",
            legend(),
            tag("small", "On the right the score, 0 to 1; bars are drawn beside the best."),
            _NARROW,
            cls="m-key",
        )
    )
    for line in ranking:
        _row(line, model.mentor(line.mentor_id), ranking[0].score)
    st.html(tag("p", _MANNERS, cls="m-foot"))
    to_last()


_NOTED = 0.1
_LOST = "Loses points: one of you does not want what the other is about."


def _row(line: RankedMentor, mentor: Profile, best: float) -> None:
    with st.container(border=True, key=f"row-{line.mentor_id}"):
        st.html(_line(line, mentor, best))
        # the name is in the label for those who hear the page; the style sheet hides it from those who see the row
        st.button(
            f"Open {literal(line.mentor_name)}",
            key=f"open-{line.mentor_id}",
            on_click=session.open_mentor,
            args=(line.mentor_id,),
        )


def _line(line: RankedMentor, mentor: Profile, best: float) -> Html:
    return tag(
        "div",
        tag("div", str(line.rank), cls="m-rank"),
        tag(
            "div",
            tag("h3", line.mentor_name),
            tag("p", " · ".join(facts(mentor)), cls="m-facts"),
            stacked_bar(line.points, best),
            chips(line.shared_terms) if line.shared_terms else tag("p", "shared topics only", cls="m-facts"),
            *([tag("p", _LOST, cls="m-avoid")] if line.points["avoid"] <= -_NOTED * line.score else []),
            cls="m-body",
        ),
        tag("div", f"{line.score:.3f}", cls="m-score", title="score, in 0 to 1"),
        cls="m-line m-last" if line.mentor_id == session.last() else "m-line",
    )
