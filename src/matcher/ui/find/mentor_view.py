"""One mentor beside the statement: what the score is made of, what is missing, and the next step."""

from collections.abc import Mapping, Sequence

from matcher.config import Wanted
from matcher.explaining.messages import HONESTY
from matcher.model import MatchModel
from matcher.pages.markup import Html, tag
from matcher.records import Explanation, Profile, RankedMentor
from matcher.registry import facet_names, spec_of
from matcher.ui import session
from matcher.ui.components import (
    chips,
    control,
    points_text,
    score_text,
    stacked_bar,
    strength_badge,
    strength_bar,
    swatch,
)
from matcher.ui.find import picks
from matcher.ui.find.both_texts import pairs_html, texts_html
from matcher.wording import facts, percents

_MAIN = 5
_WORDS = ("terms", "interests")
"""Facets whose reasons are words of both texts; the reasons of the others are themes and whole sentences."""
_TALK = "Say which of their projects yours would join, and ask for a talk; a reason above can open the letter."
_GONE = "With these settings this lab is no longer in the ranking; what it would score is still shown."


def mentor_html(
    model: MatchModel, applicant: Profile, ranking: Sequence[RankedMentor], wanted: Wanted, opened: str
) -> Html:
    """Return the view of a mentor; one that new settings removed from the ranking stays open with a note."""
    mentor, weights = model.mentor(opened), wanted.weights
    explanation = model.explain(applicant, mentor.id, weights)
    main_words = "\n".join(reason.label for facet in _WORDS for reason in explanation.largest(facet, _MAIN)[0])
    line = next((line for line in ranking if line.mentor_id == opened), None)
    why = session.reasons_of(model, applicant, [line], weights)[opened] if line else ""
    return tag(
        "article",
        _steps(mentor, [line.mentor_id for line in ranking]),
        _head(mentor, explanation, line, len(ranking)),
        pairs_html(model, applicant, explanation, why, weights),
        _lost(explanation),
        _missing(session.missing(model, applicant, mentor.id, wanted)),
        _next_step(mentor),
        texts_html(applicant, mentor, main_words),
        tag("h3", "What the score is made of"),
        tag("div", *(_facet(explanation, facet, weights) for facet in facet_names()), cls="m-facets"),
        cls="m-view",
    )


def _steps(mentor: Profile, ids: Sequence[str]) -> Html:
    position = ids.index(mentor.id) if mentor.id in ids else None

    def step(label: str, distance: int) -> Html:
        target = None if position is None or not 0 <= position + distance < len(ids) else ids[position + distance]
        return control(label, "open", target or "", data_focus=label, **({} if target else {"disabled": "disabled"}))

    back = control("← Back to the ranking", "close", data_focus="back")
    return tag("nav", back, step("Previous", -1), step("Next", 1), cls="m-steps", aria_label="Labs of the ranking")


def _head(mentor: Profile, explanation: Explanation, line: RankedMentor | None, n: int) -> Html:
    strength = line.strength if line else None
    title = tag("h2", mentor.name, tabindex="-1", data_focus="head")
    place = tag("small", f"no. {line.rank} of {n}" if line else "")
    side = (
        tag("div", strength_badge(strength), cls="m-badges"),
        tag("div", score_text(explanation.score), place, cls="m-score"),
    )
    return tag(
        "header",
        tag(
            "div",
            tag("div", title, tag("p", " · ".join(facts(mentor)), cls="m-facts")),
            picks.star(mentor),
            tag("div", *side, cls="m-side"),
        ),
        "" if line else tag("p", _GONE, cls="m-note", role="status"),
        strength_bar(dict(explanation.contributions), strength),
        cls="m-mentor",
    )


def _missing(terms: Sequence[str]) -> Html:
    return tag(
        "section",
        tag("h3", "They write about it, your text does not"),
        chips(terms) if terms else tag("p", "Nothing that would add points.", cls="m-facts"),
        tag("p", HONESTY, cls="m-facts"),
        cls="m-missing",
    )


def _next_step(mentor: Profile) -> Html:
    link = tag("a", mentor.url, href=mentor.url, rel="noopener noreferrer", target="_blank")
    is_link = mentor.url.startswith(("https://", "http://"))
    contact = tag("p", "Their page: ", link) if is_link else tag("p", mentor.url) if mentor.url else ""
    note, acts = session.visit().notes.get(mentor.id, ""), {"data_act": "note", "data_value": mentor.id}
    field = tag("textarea", note, **acts, data_focus=f"note {mentor.id}", id="m-note", rows="2", maxlength="2000")
    return tag(
        "section",
        tag("h3", "Next step"),
        contact,
        tag("p", _TALK),
        tag("label", "Private note (stays in this visit)", for_="m-note"),
        field,
        cls="m-next",
    )


def _facet(explanation: Explanation, facet: str, weights: Mapping[str, float]) -> Html:
    reasons, rest = explanation.largest(facet, _MAIN)
    points = dict(explanation.contributions)[facet]
    longest = max((abs(reason.points) for reason in explanation.of(facet)), default=0.0)
    n_more = len(explanation.of(facet)) - len(reasons)
    lines = [
        _reason(reason.label, reason.points, stacked_bar({facet: max(reason.points, 0.0)}, longest) if longest else "")
        for reason in reasons
    ]
    if n_more:
        lines.append(_reason(f"{n_more} more", rest, ""))
    return tag(
        "section",
        tag("h3", swatch(facet), spec_of(facet).label, tag("b", points_text(points))),
        tag("p", f"{spec_of(facet).help} Weight {percents(weights)[facet]}%.", cls="m-facts"),
        tag("ul", *lines) if lines else tag("p", "Nothing shared here.", cls="m-facts"),
    )


def _reason(label: str, points: float, bar: str) -> Html:
    return tag("li", tag("span", label, title=label), tag("b", points_text(points)), bar)


def _lost(explanation: Explanation) -> Html:
    points = dict(explanation.contributions)["avoid"]
    words = ", ".join(reason.label for reason in explanation.largest("avoid", _MAIN)[0])
    text = f" {points_text(points)} points: one of you does not want what the other is about ({words})."
    return tag("p", tag("b", spec_of("avoid").label), text, cls="m-avoid") if points else Html("")
