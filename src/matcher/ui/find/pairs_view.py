"""Where it was said: the reason in a sentence, and the sentences of both sides that hold what they share."""

from collections.abc import Mapping

from matcher.explaining import reason, sentence_pairs
from matcher.explaining.pairs import SentencePair
from matcher.model import MatchModel
from matcher.pages.explanation_page import marked_text
from matcher.pages.sentences import label_of
from matcher.records import Profile
from matcher.ui.markup import Html, tag


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
        tag("p", tag("small", "You write"), marked_text(pair.yours.text, words)),
        tag("p", tag("small", f"They write{source}"), marked_text(pair.theirs.text, words)),
        tag("small", f"{pair.points:+.3f} points for {label_of(pair)}"),
        cls="m-said-pair",
    )
