"""One mentor beside the statement: what the score is made of, what is missing, the next step, and both texts."""

import re
from collections.abc import Mapping, Sequence, Set

from matcher.config import Wanted
from matcher.explaining import missing_words, sentence_pairs, with_meanings
from matcher.explaining.messages import HONESTY
from matcher.model import MatchModel
from matcher.pages.markup import Html, join, tag
from matcher.pages.report_page import pair_block, shared_marked
from matcher.records import Explanation, Profile, RankedMentor
from matcher.registry import facet_names, spec_of
from matcher.text.profile_text import profile_text
from matcher.text.tokens import stems
from matcher.ui import components, picks, session
from matcher.ui.components import control, points_text
from matcher.wording import facts, percents

_MAIN = 5
_WORDS = ("terms", "interests")
"""Facets whose reasons are words of both texts; the reasons of the others are themes and whole sentences."""
_TEXT_LIMIT = 20_000
"""The number of characters of a text that are drawn; the page says how many are left out."""
_TALK = "Say which of their projects yours would join, and ask for a talk; a reason above can open the letter."
_GONE = "With these settings this lab is no longer in the ranking; what it would score is still shown."
_KEY = tag(
    "div",
    tag("span", tag("mark", "Filled", cls="m-strong"), " words add most to the score"),
    tag("span", tag("mark", "underlined"), " ones are shared too"),
    cls="m-pair-key",
)


def mentor_html(
    model: MatchModel, applicant: session.Applicant, ranking: Sequence[RankedMentor], wanted: Wanted, opened: str
) -> Html:
    """Return the view of a mentor; one that new settings removed from the ranking stays open with a note."""
    mentor, weights, profile = model.mentor(opened), wanted.weights, applicant.profile
    explanation = model.explain(profile, mentor.id, weights)
    main_words = "\n".join(reason.label for facet in _WORDS for reason in explanation.largest(facet, _MAIN)[0])
    line = next((line for line in ranking if line.mentor_id == opened), None)
    why = session.reasons_of(model, applicant.counted, [line], weights)[opened] if line else ""
    # the mentor is scored again for each term: when it is opened, not whenever a slider moves
    missing = session.once(
        "gaps", (model, profile, mentor.id), lambda: missing_words(model, profile, mentor.id, weights)
    )
    return tag(
        "article",
        _steps(mentor.id, [line.mentor_id for line in ranking]),
        _head(mentor, explanation, line, len(ranking)),
        _said(model, applicant.counted, explanation, why, weights),
        _lost(explanation),
        tag(
            "section",
            tag("h3", "They write about it, your text does not"),
            components.chips(missing) if missing else tag("p", "Nothing that would add points.", cls="m-facts"),
            tag("p", HONESTY, cls="m-facts"),
            cls="m-missing",
        ),
        _next_step(mentor),
        _texts(profile, mentor, set(stems(main_words))),
        tag("h3", "What the score is made of"),
        tag("div", *(_facet(explanation, facet, weights) for facet in facet_names()), cls="m-facets"),
        cls="m-view",
    )


def _steps(mentor_id: str, ids: Sequence[str]) -> Html:
    """Return the way back, and to the neighbours in the ranking; these are disabled where there is none."""
    position = ids.index(mentor_id) if mentor_id in ids else None
    before, after = ("", "") if position is None else (("", *ids)[position], (*ids, "")[position + 1])
    steps = [control("← Back to the ranking", "close", data_focus="back")]
    for label, target in (("Previous", before), ("Next", after)):
        steps.append(control(label, "open", target, data_focus=label, disabled="" if target else "disabled"))
    return tag("nav", *steps, cls="m-steps", aria_label="Labs of the ranking")


def _head(mentor: Profile, explanation: Explanation, line: RankedMentor | None, n: int) -> Html:
    strength = line.strength if line else None
    title = tag("h2", mentor.name, tabindex="-1", data_focus="head")
    place = tag("small", f"no. {line.rank} of {n}" if line else "")
    side = (
        tag("div", components.strength_badge(strength), cls="m-badges"),
        tag("div", components.score_text(explanation.score), place, cls="m-score"),
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
        components.strength_bar(dict(explanation.contributions), strength),
        cls="m-mentor",
    )


def _said(
    model: MatchModel, counted: Profile, explanation: Explanation, why: str, weights: Mapping[str, float]
) -> Html:
    """Return the reason, if any, and the best pairs of sentences below it."""
    words = sentence_pairs(model, counted, explanation.mentor_id, weights, n=3)
    pairs = with_meanings(words, explanation, model.mentor(explanation.mentor_id), n=3).pairs
    title = tag("h3", "Where it was said") if pairs else ""
    reason = tag("p", why, cls="m-reason") if why else ""
    return tag("section", title, reason, *map(pair_block, pairs), cls="m-said") if title or reason else Html("")


def _lost(explanation: Explanation) -> Html:
    points = dict(explanation.contributions)["avoid"]
    words = ", ".join(reason.label for reason in explanation.largest("avoid", _MAIN)[0])
    text = f" {points_text(points)} points: one of you does not want what the other is about ({words})."
    return tag("p", tag("b", spec_of("avoid").label), text, cls="m-avoid") if points else Html("")


def _next_step(mentor: Profile) -> Html:
    link = tag("a", mentor.url, href=mentor.url, rel="noopener noreferrer", target="_blank")
    is_link = mentor.url.startswith(("https://", "http://"))
    contact = tag("p", "Their page: ", link) if is_link else tag("p", mentor.url) if mentor.url else ""
    note, acts = session.visit().notes.get(mentor.id, ""), {"data_act": "note", "data_value": mentor.id}
    field = tag("textarea", note, **acts, data_focus=f"note {mentor.id}", id="m-note", rows="2", maxlength="2000")
    label = tag("label", "Private note (stays in this visit)", for_="m-note")
    return tag("section", tag("h3", "Next step"), contact, tag("p", _TALK), label, field, cls="m-next")


def _facet(explanation: Explanation, facet: str, weights: Mapping[str, float]) -> Html:
    reasons, rest = explanation.largest(facet, _MAIN)
    points = dict(explanation.contributions)[facet]
    longest = max((abs(reason.points) for reason in explanation.of(facet)), default=0.0)
    rows: list[tuple[str, float, str]] = []
    for reason in reasons:
        bar = components.stacked_bar({facet: max(reason.points, 0.0)}, longest) if longest else ""
        rows.append((reason.label, reason.points, bar))
    if n_more := len(explanation.of(facet)) - len(reasons):
        rows.append((f"{n_more} more", rest, ""))
    lines = [tag("li", tag("span", name, title=name), tag("b", points_text(part)), bar) for name, part, bar in rows]
    return tag(
        "section",
        tag("h3", components.swatch(facet), spec_of(facet).label, tag("b", points_text(points))),
        tag("p", f"{spec_of(facet).help} Weight {percents(weights)[facet]}%.", cls="m-facts"),
        tag("ul", *lines) if lines else tag("p", "Nothing shared here.", cls="m-facts"),
    )


def _texts(applicant: Profile, mentor: Profile, strong: Set[str]) -> Html:
    """Return both texts beside each other; shared words with a stem in `strong` are marked stronger."""
    theirs, yours = profile_text(mentor).said, set(stems(profile_text(applicant).said))
    text = "\n\n".join(part for part in (applicant.interests, applicant.statement) if part.strip())
    interests = [phrase for line in mentor.interests.splitlines() for phrase in line.split(";") if phrase.strip()]
    right = [
        tag("h3", "They write"),
        tag("div", *(tag("span", marked_text(phrase, yours, strong)) for phrase in interests), cls="m-chips m-wishes"),
        tag("p", tag("b", "They do not want: "), mentor.avoid, cls="m-avoid") if mentor.avoid.strip() else "",
        tag("div", marked_text(mentor.statement, yours, strong), cls="m-text"),
        tag("h4", "Past projects") if mentor.evidence else "",
    ]
    for project in mentor.evidence:
        year = tag("small", f" {project.year}") if project.year else ""
        title, said = (marked_text(part, yours, strong) for part in (project.title, project.text))
        right.append(tag("div", tag("h5", title, year), tag("div", said, cls="m-text"), cls="m-project"))
    mine = tag("div", marked_text(text, theirs, strong), cls="m-text")
    left = tag("section", tag("h3", "You write"), mine, cls="m-yours")
    return join(_KEY, tag("div", left, tag("section", *right), cls="m-pair"))


def marked_text(text: str, other: str | Set[str], strong: Set[str] = frozenset()) -> Html:
    """Return a text with the words that `other` has too marked; those with a stem in `strong` are marked stronger."""
    shown, left_out = components.cut(unwrapped(text.strip()), _TEXT_LIMIT)
    rest = tag("em", f" … {left_out:,} more characters are not shown here") if left_out else ""
    return join(shared_marked(shown, other, strong), rest)


def unwrapped(text: str) -> str:
    r"""Return a text without the line breaks of an editor that wraps; lists, verses and blank lines stay unchanged.

    >>> unwrapped("A letter that was wrapped by an editor, at column\nfifty or so.\n\n- a\n- list")
    'A letter that was wrapped by an editor, at column fifty or so.\n\n- a\n- list'
    """
    return "".join(map(_unwrapped, re.split(r"(\n\s*\n)", text)))


def _unwrapped(block: str) -> str:
    """Return a paragraph on one line if all lines but the last have about the length at which editors wrap."""
    *full, _ = lines = block.split("\n")
    is_wrapped = full and all(45 <= len(line) <= 90 for line in full)
    has_items = any(re.match(r"\s*([-*+#>|]|\d+[.)])\s", line) for line in lines)
    return " ".join(lines) if is_wrapped and not has_items else block
