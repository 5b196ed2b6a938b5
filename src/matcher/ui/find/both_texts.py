"""What both sides wrote: the sentences that a reason rests on, and both texts whole with the shared words marked."""

from collections.abc import Mapping

from matcher.explaining import SentencePair, reason, sentence_pairs
from matcher.model import MatchModel
from matcher.pages import explanation_page
from matcher.pages.markup import Html, join, tag
from matcher.pages.sentences import label_of
from matcher.records import Profile
from matcher.text.profile_text import profile_text
from matcher.ui.components import marked_text

_KEY = tag(
    "div",
    tag("span", tag("mark", "Filled", cls="m-strong"), " words add most to the score"),
    tag("span", tag("mark", "underlined"), " ones are shared too"),
    cls="m-pair-key",
)


def pairs_html(model: MatchModel, applicant: Profile, mentor: Profile, weights: Mapping[str, float]) -> Html:
    """Return the best pairs of sentences under the reason; nothing where both sides share no word."""
    counted, _ = model.fitted.copies.counted(applicant)
    pairs = sentence_pairs(model, counted, mentor.id, weights, n=3).pairs
    if not pairs:
        return Html("")
    terms = [term.label for pair in pairs for term in sorted(pair.terms, key=lambda term: -len(term.label.split()))[:1]]
    return tag(
        "section",
        tag("h3", "Where it was said"),
        tag("p", reason(counted, mentor, terms), cls="m-reason"),
        *map(_pair, pairs),
        cls="m-said",
    )


def _pair(pair: SentencePair) -> Html:
    words = " ".join(term.label for term in pair.terms)
    source = "" if pair.theirs.source == "statement" else f" ({pair.theirs.source})"
    return tag(
        "div",
        tag("p", tag("small", "You write"), explanation_page.marked_text(pair.yours.text, words)),
        tag("p", tag("small", f"They write{source}"), explanation_page.marked_text(pair.theirs.text, words)),
        tag("small", f"{pair.points:+.3f} points for {label_of(pair)}"),
        cls="m-said-pair",
    )


def texts_html(applicant: Profile, mentor: Profile, telling: str) -> Html:
    """Return both texts beside each other; `telling` holds the words that add most."""
    return join(_KEY, tag("div", _yours(applicant, mentor, telling), _theirs(applicant, mentor, telling), cls="m-pair"))


def _yours(applicant: Profile, mentor: Profile, telling: str) -> Html:
    text = "\n\n".join(part for part in (applicant.interests, applicant.statement) if part.strip())
    return tag(
        "section",
        tag("h3", "You write"),
        tag("div", marked_text(text, profile_text(mentor).said, telling), cls="m-text"),
        cls="m-yours",
    )


def _theirs(applicant: Profile, mentor: Profile, telling: str) -> Html:
    yours = profile_text(applicant).said
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
