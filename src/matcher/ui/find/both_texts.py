"""Both texts side by side with shared words marked, and the best pairs of sentences."""

import re
from collections.abc import Mapping, Set

from matcher.explaining import sentence_pairs, with_meanings
from matcher.model import MatchModel
from matcher.pages.markup import Html, join, tag
from matcher.pages.report_page import pair_block, shared_marked
from matcher.records import Evidence, Explanation, Profile
from matcher.text.profile_text import profile_text
from matcher.text.tokens import stems

TEXT_LIMIT = 20_000
"""The number of characters of a text that are drawn; the page says how many are left out."""

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
    """Return the reason, if any, and the best pairs of sentences below it."""
    counted, _ = model.fitted.copies.counted(applicant)
    words = sentence_pairs(model, counted, explanation.mentor_id, weights, n=3)
    pairs = with_meanings(words, explanation, model.mentor(explanation.mentor_id), n=3).pairs
    title = tag("h3", "Where it was said") if pairs else ""
    reason = tag("p", why, cls="m-reason") if why else ""
    return tag("section", title, reason, *map(pair_block, pairs), cls="m-said") if title or reason else Html("")


def texts_html(applicant: Profile, mentor: Profile, main_words: str) -> Html:
    """Return both texts beside each other; the words of `main_words` add most to the score and are marked stronger."""
    strong, theirs, yours = set(stems(main_words)), profile_text(mentor).said, set(stems(profile_text(applicant).said))
    text = "\n\n".join(part for part in (applicant.interests, applicant.statement) if part.strip())
    interests = [phrase for line in mentor.interests.splitlines() for phrase in line.split(";") if phrase.strip()]

    def shown(text: str) -> Html:
        return tag("div", marked_text(text, yours, strong), cls="m-text")

    def project(piece: Evidence) -> Html:
        year = tag("small", f" {piece.year}") if piece.year else ""
        return tag("div", tag("h5", marked_text(piece.title, yours, strong), year), shown(piece.text), cls="m-project")

    left = tag("h3", "You write"), tag("div", marked_text(text, theirs, strong), cls="m-text")
    right = (
        tag("h3", "They write"),
        tag("div", *(tag("span", marked_text(phrase, yours, strong)) for phrase in interests), cls="m-chips m-wishes"),
        tag("p", tag("b", "They do not want: "), mentor.avoid, cls="m-avoid") if mentor.avoid.strip() else "",
        shown(mentor.statement),
        tag("h4", "Past projects") if mentor.evidence else "",
        *map(project, mentor.evidence),
    )
    return join(_KEY, tag("div", tag("section", *left, cls="m-yours"), tag("section", *right), cls="m-pair"))


def shortened(text: str, limit: int = TEXT_LIMIT) -> tuple[str, int]:
    """Return the first `limit` characters of a text, and how many are left out.

    >>> shortened("a reef", 2)
    ('a ', 4)
    """
    return text[:limit], max(0, len(text) - limit)


def marked_text(text: str, other: str | Set[str], strong: Set[str] = frozenset()) -> Html:
    """Return a text with the words that `other` has too marked; those with a stem in `strong` are marked stronger."""
    shown, left_out = shortened(unwrapped(text.strip()))
    rest = tag("em", f" … {left_out:,} more characters are not shown here") if left_out else ""
    return join(shared_marked(shown, other, strong), rest)


def unwrapped(text: str) -> str:
    r"""Return a text without the line breaks of an editor that wraps; lists, verses and blank lines stay unchanged.

    >>> unwrapped("A letter that was wrapped by an editor, at column\nfifty or so.\n\n- a\n- list")
    'A letter that was wrapped by an editor, at column fifty or so.\n\n- a\n- list'
    """
    return "".join(_unwrapped(block) for block in _BLANK_LINES.split(text))


def _unwrapped(block: str) -> str:
    """Return a paragraph on one line if all lines but the last have about the length at which editors wrap."""
    *full, _ = lines = block.split("\n")
    wrapped = all(_WRAPPED_AT <= len(line) <= 2 * _WRAPPED_AT for line in full)
    return " ".join(lines) if full and wrapped and not any(map(_ITEM.match, lines)) else block
