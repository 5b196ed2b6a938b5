"""One mentor beside the statement: what the score is made of, and both texts with the shared words marked."""

import re
from collections.abc import Mapping, Sequence, Set

from matcher.explaining import sentence_pairs, with_meanings
from matcher.explaining.messages import HONESTY
from matcher.model import MatchModel
from matcher.pages.markup import Html, join, tag
from matcher.pages.report_page import pair_block, shared_marked
from matcher.records import Evidence, Explanation, Profile, RankedMentor
from matcher.registry import facet_names, spec_of
from matcher.text.profile_text import profile_text
from matcher.text.tokens import stems
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
from matcher.wording import facts, percents

_MAIN = 5
_WORDS = ("terms", "interests")
"""Facets whose reasons are words of both texts; those of the others are themes and whole sentences."""
_TALK = "Say which of their projects yours would join, and ask for a talk; a reason above can open the letter."
_GONE = "With these settings this lab is no longer in the ranking; what it would score is still shown."


def mentor_html(
    model: MatchModel, applicant: Profile, ranking: Sequence[RankedMentor], wanted: session.Settings, opened: str
) -> Html:
    """Return the view of a mentor; one who has left the ranking stays open and says so."""
    mentor, weights = model.mentor(opened), wanted.weights
    explanation = model.explain(applicant, mentor.id, weights)
    telling = "\n".join(reason.label for facet in _WORDS for reason in explanation.largest(facet, _MAIN)[0])
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
        texts_html(applicant, mentor, telling),
        tag("h3", "What the score is made of"),
        tag("div", *(_facet(explanation, facet, weights) for facet in facet_names()), cls="m-facets"),
        cls="m-view",
    )


def _steps(mentor: Profile, ids: Sequence[str]) -> Html:
    place = ids.index(mentor.id) if mentor.id in ids else None

    def step(label: str, distance: int) -> Html:
        there = None if place is None or not 0 <= place + distance < len(ids) else ids[place + distance]
        return control(label, "open", there or "", data_focus=label, **({} if there else {"disabled": "disabled"}))

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
    known = mentor.url.startswith(("https://", "http://"))
    contact = tag("p", "Their page: ", link) if known else tag("p", mentor.url) if mentor.url else ""
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
        _reason(one.label, one.points, stacked_bar({facet: max(one.points, 0.0)}, longest) if longest else "")
        for one in reasons
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


TEXT_LIMIT = 20_000
"""How many characters of one text are drawn; a longer one says how much is left out."""

_WRAPPED_AT = 45
_BLANK_LINES = re.compile(r"(\n\s*\n)")
_ITEM = re.compile(r"\s*([-*+#>|]|\d+[.)])\s")
_KEY = tag(
    "div",
    tag("span", tag("mark", "Filled", cls="m-strong"), " words add most to the score"),
    tag("span", tag("mark", "underlined"), " ones are shared too"),
    cls="m-pair-key",
)


def pairs_html(
    model: MatchModel, applicant: Profile, explanation: Explanation, why: str, weights: Mapping[str, float]
) -> Html:
    """Return the reason, where there is one, and the best pairs of sentences beneath it."""
    counted, _ = model.fitted.copies.counted(applicant)
    words = sentence_pairs(model, counted, explanation.mentor_id, weights, n=3)
    pairs = with_meanings(words, explanation, model.mentor(explanation.mentor_id), n=3).pairs
    head = tag("h3", "Where it was said") if pairs else ""
    said = tag("p", why, cls="m-reason") if why else ""
    return tag("section", head, said, *map(pair_block, pairs), cls="m-said") if head or said else Html("")


def texts_html(applicant: Profile, mentor: Profile, telling: str) -> Html:
    """Return both texts beside each other; `telling` holds the words that add most."""
    strong, theirs, yours = set(stems(telling)), profile_text(mentor).said, set(stems(profile_text(applicant).said))
    text = "\n\n".join(part for part in (applicant.interests, applicant.statement) if part.strip())
    wishes = [phrase for line in mentor.interests.splitlines() for phrase in line.split(";") if phrase.strip()]

    def shown(text: str) -> Html:
        return tag("div", marked_text(text, yours, strong), cls="m-text")

    def project(piece: Evidence) -> Html:
        year = tag("small", f" {piece.year}") if piece.year else ""
        return tag("div", tag("h5", marked_text(piece.title, yours, strong), year), shown(piece.text), cls="m-project")

    left = tag("h3", "You write"), tag("div", marked_text(text, theirs, strong), cls="m-text")
    right = (
        tag("h3", "They write"),
        tag("div", *(tag("span", marked_text(phrase, yours, strong)) for phrase in wishes), cls="m-chips m-wishes"),
        tag("p", tag("b", "They do not want: "), mentor.avoid, cls="m-avoid") if mentor.avoid.strip() else "",
        shown(mentor.statement),
        tag("h4", "Past projects") if mentor.evidence else "",
        *map(project, mentor.evidence),
    )
    return join(_KEY, tag("div", tag("section", *left, cls="m-yours"), tag("section", *right), cls="m-pair"))


def shortened(text: str, limit: int = TEXT_LIMIT) -> tuple[str, int]:
    """Return a text in at most `limit` characters, and how many were left out.

    >>> shortened("a reef", 2)
    ('a ', 4)
    """
    return text[:limit], max(0, len(text) - limit)


def marked_text(text: str, other: str | Set[str], strong: Set[str] = frozenset()) -> Html:
    """Return a text with the words that `other` says too marked; those with the stems of main reasons stronger."""
    shown, left_out = shortened(unwrapped(text.strip()))
    rest = tag("em", f" … {left_out:,} more characters are not shown here") if left_out else ""
    return join(shared_marked(shown, other, strong), rest)


def unwrapped(text: str) -> str:
    r"""Return a text without the line breaks of a narrow editor; lists, verses and blank lines stay as they are.

    >>> unwrapped("A letter that was wrapped by an editor, at column\nfifty or so.\n\n- a\n- list")
    'A letter that was wrapped by an editor, at column fifty or so.\n\n- a\n- list'
    """
    return "".join(_unwrapped(block) for block in _BLANK_LINES.split(text))


def _unwrapped(block: str) -> str:
    """Return one paragraph on one line when all its lines but the last are about as long as an editor's window."""
    *full, _ = lines = block.split("\n")
    wrapped = all(_WRAPPED_AT <= len(line) <= 2 * _WRAPPED_AT for line in full)
    return " ".join(lines) if full and wrapped and not any(map(_ITEM.match, lines)) else block
