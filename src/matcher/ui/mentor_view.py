"""One mentor beside the statement: what the score is made of, and both texts with the shared words marked."""

from collections.abc import Mapping, Sequence

import streamlit as st

from matcher.config import FACETS
from matcher.explain import main_reasons
from matcher.model import MatchModel
from matcher.records import Explanation, Profile, RankedMentor
from matcher.text.profile_text import told
from matcher.ui import session
from matcher.ui.components import FACET_HELP, FACET_NAMES, NAMES, marked_text, stacked_bar, swatch
from matcher.ui.markup import Html, tag
from matcher.ui.scroll import to_top
from matcher.ui.weight_sliders import percents
from matcher.wording import facts

_MAIN = 5


def show_mentor(
    model: MatchModel, applicant: Profile, ranking: Sequence[RankedMentor], weights: Mapping[str, float]
) -> None:
    """Draw the opened mentor; one who has left the ranking stays open and says so."""
    mentor = model.mentor(session.opened() or "")
    found = model.explain(applicant, mentor.id, weights)
    _steps(mentor, [line.mentor_id for line in ranking])
    st.html(_head(mentor, found, ranking))
    st.html(tag("div", *(_facet(found, facet, weights) for facet in FACETS), cls="m-facets"))
    if lost := dict(found.contributions)["avoid"]:
        st.html(_lost(found, lost))
    telling = "\n".join(reason.label for facet in FACETS for reason in main_reasons(found, facet, _MAIN)[0])
    st.html(_KEY)
    st.html(tag("div", _yours(applicant, mentor, telling), _theirs(applicant, mentor, telling), cls="m-pair"))
    to_top(mentor.id)


def _steps(mentor: Profile, ids: Sequence[str]) -> None:
    """Draw the way back to the ranking, and to its neighbours."""
    at = ids.index(mentor.id) if mentor.id in ids else None
    with st.container(horizontal=True, key="steps"):
        st.button("← Back to the ranking", key="back", on_click=session.close)
        for label, key, step in (("Previous", "previous", -1), ("Next", "next", 1)):
            there = None if at is None or not 0 <= at + step < len(ids) else ids[at + step]
            st.button(label, key=key, disabled=there is None, on_click=session.open_mentor, args=(there,))


def _head(mentor: Profile, found: Explanation, ranking: Sequence[RankedMentor]) -> Html:
    line = next((line for line in ranking if line.mentor_id == mentor.id), None)
    best = max([found.score, *(line.score for line in ranking)])
    known = [*facts(mentor), *([mentor.url] if mentor.url else [])]
    place = f"no. {line.rank} of {len(ranking)}" if line else ""
    return tag(
        "div",
        tag(
            "div",
            tag("div", tag("h2", mentor.name), tag("p", " · ".join(known), cls="m-facts")),
            tag("div", f"{found.score:.3f}", tag("small", place), cls="m-score"),
        ),
        *([] if line else [tag("p", _GONE, cls="m-note", role="status")]),
        stacked_bar(dict(found.contributions), best),
        cls="m-mentor",
    )


_KEY = tag(
    "div",
    tag("span", tag("mark", "Filled", cls="m-strong"), " words add most to the score"),
    tag("span", tag("mark", "underlined"), " ones are shared too"),
    cls="m-pair-key",
)
_GONE = "With these settings this lab is no longer in the ranking; what it would score is still shown."


def _facet(found: Explanation, facet: str, weights: Mapping[str, float]) -> Html:
    reasons, rest = main_reasons(found, facet, _MAIN)
    points = dict(found.contributions)[facet]
    longest = max((abs(reason.points) for reason in found.of(facet)), default=0.0)
    n_more = len(found.of(facet)) - len(reasons)
    lines = [_reason(reason.label, reason.points, longest, facet) for reason in reasons]
    if n_more:
        lines.append(_reason(f"{n_more} more", rest, 0.0, facet))
    return tag(
        "section",
        tag("h3", swatch(facet), FACET_NAMES[facet], tag("b", f"{points:.3f}")),
        tag("p", f"{FACET_HELP[facet]} Weight {percents(weights)[facet]}%.", cls="m-facts"),
        tag("ul", *lines) if lines else tag("p", "Nothing shared here.", cls="m-facts"),
    )


def _lost(found: Explanation, points: float) -> Html:
    words = ", ".join(reason.label for reason in main_reasons(found, "avoid", _MAIN)[0])
    text = f" {points:.3f} points: one of you does not want what the other is about ({words}).".replace("-", "−")
    return tag("p", tag("b", NAMES["avoid"]), text, cls="m-avoid")


def _reason(label: str, points: float, longest: float, facet: str) -> Html:
    return tag(
        "li",
        tag("span", label),
        tag("b", f"{points:.3f}".replace("-", "−")),
        stacked_bar({facet: max(points, 0.0)}, longest) if longest else "",
    )


def _yours(applicant: Profile, mentor: Profile, telling: str) -> Html:
    text = "\n\n".join(part for part in (applicant.interests, applicant.statement) if part.strip())
    return tag(
        "section",
        tag("h3", "You write"),
        tag("div", marked_text(text, told(mentor).said, telling), cls="m-text"),
        cls="m-yours",
    )


def _theirs(applicant: Profile, mentor: Profile, telling: str) -> Html:
    yours = told(applicant).said
    wishes = [phrase for line in mentor.interests.splitlines() for phrase in line.split(";") if phrase.strip()]
    return tag(
        "section",
        tag("h3", "They write"),
        tag("div", *(tag("span", marked_text(phrase, yours, telling)) for phrase in wishes), cls="m-chips m-wishes"),
        *([tag("p", tag("b", "They do not want: "), mentor.avoid, cls="m-avoid")] if mentor.avoid.strip() else []),
        tag("div", marked_text(mentor.statement, yours, telling), cls="m-text"),
        *_projects(mentor, yours, telling),
    )


def _projects(mentor: Profile, yours: str, telling: str) -> list[Html]:
    if not mentor.evidence:
        return []
    return [
        tag("h4", "Past projects"),
        *(
            tag(
                "div",
                tag(
                    "h5", marked_text(piece.title, yours, telling), tag("small", f" {piece.year}") if piece.year else ""
                ),
                tag("div", marked_text(piece.text, yours, telling), cls="m-text"),
                cls="m-project",
            )
            for piece in mentor.evidence
        ),
    ]
