"""What an explanation says in sentences that text, Markdown and pages share."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from matcher.explaining.certainty import Certainty
from matcher.explaining.gaps import Understood
from matcher.explaining.pairs import SentencePair
from matcher.explaining.report_records import Comparison, PairReport
from matcher.records import Reason
from matcher.registry import SEMANTIC
from matcher.text.uncounted import Notice
from matcher.wording import clipped, counted

HONESTY = "This compares two texts. It is no advice to write what is not so, and copied text does not count."

_KINDS = {
    "copied": "copied from the text of {mentor}",
    "repeated": "said before in the same text",
    "list": "in a long list of words",
    "name": "of the writer's name",
    "origin": "on where the writer is from",
    "university": "that name a university",
    "absence": "about an absence, which is nobody's business here",
}
_SHOWN = 12


def label_of(pair: SentencePair) -> str:
    """Return what a pair of sentences shares, in words: its terms, a word inside a longer one left out."""
    labels: list[str] = []
    for term in sorted(pair.terms, key=lambda term: (-len(term.label.split()), -term.points)):
        if not any(set(term.label.split()) <= set(label.split()) for label in labels):
            labels.append(term.label)
    order = [term.label for term in pair.terms]
    return ", ".join(sorted(labels, key=order.index)) if labels else "being close in meaning"


def part_label(part: Reason, width: int) -> str:
    """Return what a part is called; of a pair of sentences both sides can be seen."""
    if not part.sentences:
        return clipped(part.label, width)
    sides = (clipped(side.strip(" ;"), (width - 7) // 2) for side in part.sentences)
    return " × ".join(f"“{side}”" for side in sides)


def points_by_facet(
    report: PairReport, weights: Mapping[str, float], width: int
) -> Iterator[tuple[str, float, list[tuple[float, str]]]]:
    """Yield each facet that counts or brings points, its points, and its largest parts: points and words."""
    explanation = report.explanation
    for facet, points in explanation.contributions:
        if facet in weights or points:
            # what many pairs of sentences add together names none, and comes last
            shown = [one for one in explanation.largest(facet)[0] if facet != SEMANTIC or one.sentences]
            parts = [(one.points, part_label(one, width)) for one in shown]
            if n_more := len(explanation.of(facet)) - len(shown):
                more = "all other pairs of sentences" if facet == SEMANTIC else f"{n_more} more"
                parts.append((points - sum(one.points for one in shown), more))
            yield facet, points, parts


def place_sentence(report: PairReport) -> str:
    """Return the mentor's place."""
    rank = report.gaps.rank
    return "Nothing is in common: this mentor has no place." if rank is None else f"Place {rank} for this statement."


def counts_most_sentence(report: PairReport) -> str:
    """Return which sentence of the statement counts most, "" where none stands out."""
    if report.strongest is None:
        return ""
    (text, source), points = report.strongest
    less = "" if points is None else f" Without it the score would be {report.explanation.score - points:.3f}."
    said = "interests" if source == "interests" else "sentences"
    return f"Of your {said} this counts most: “{clipped(text, 200)}”{less}"


def gaps_sentence(report: PairReport) -> str:
    """Return what would bring the mentor into the first k."""
    gaps = report.gaps
    if gaps.into_first == ():
        return ""
    if gaps.into_first is None:
        return f"No eight of these words would bring this mentor into the first {gaps.k}."
    terms = ", ".join(f"“{term}”" for term in gaps.into_first)
    return f"With {terms} in it the text would bring this mentor to place {gaps.rank_with}, scored again."


def understood_sentence(known: Understood) -> str:
    """Return how much of the statement the pool knows."""
    parts = ", ".join(f"{name} {share:.0%}" for name, share in known.by_part.items())
    detail = f" ({parts})" if len(known.by_part) > 1 else ""
    words = ", ".join(known.unknown[:_SHOWN])
    more = f" and {len(known.unknown) - _SHOWN:,} more" if len(known.unknown) > _SHOWN else ""
    unknown = f" Words that the pool does not know: {words}{more}." if words else ""
    return f"The pool knows {known.share:.0%} of what the text says{detail}.{unknown}"


def notice_sentences(notices: Sequence[Notice]) -> list[str]:
    """Return what of the statement did not count, and why: a sentence for each reason, however often it was met."""
    n_words = Counter[tuple[str, str]]()
    for notice in notices:
        n_words[notice.kind, notice.mentor_id] += notice.n_words
    return [
        f"Not counted: {counted(n, 'word')} {_KINDS[kind].format(mentor=mentor_id)}."
        for (kind, mentor_id), n in n_words.items()
    ]


def comparison_sentence(comparison: Comparison) -> str:
    """Return which of two mentors is above, and by how much."""
    first, second = comparison.first.mentor_name, comparison.second.mentor_name
    if abs(comparison.gap) < 5e-10:
        return f"{first} and {second} have the same score."
    above = "above" if comparison.gap > 0 else "below"
    return f"{first} is {abs(comparison.gap):.3f} points {above} {second}; the parts add up to the gap:"


def certainty_sentence(certainty: Certainty | None) -> str:
    """Return how sure a place is."""
    if certainty is None:
        return ""
    return f"{certainty.verdict.capitalize()}: stays in this list in {min(certainty.stays, 1):.0%} of draws."
