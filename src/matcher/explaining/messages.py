"""The sentences of an explanation, shared by text, Markdown and HTML pages."""

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

HONESTY = "This compares two texts. It is not advice to write anything untrue, and copied text does not count."

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
    """Return the shared terms of a pair of sentences as text, without a word that is part of a longer term."""
    labels: list[str] = []
    for term in sorted(pair.terms, key=lambda term: (-len(term.label.split()), -term.points)):
        if not any(set(term.label.split()) <= set(label.split()) for label in labels):
            labels.append(term.label)
    order = [term.label for term in pair.terms]
    return ", ".join(sorted(labels, key=order.index)) if labels else "being close in meaning"


def part_label(part: Reason, width: int) -> str:
    """Return the label of a part of a score; a pair of sentences shows both sides, each clipped."""
    if not part.sentences:
        return clipped(part.label, width)
    sides = (clipped(side.strip(" ;"), (width - 7) // 2) for side in part.sentences)
    return " × ".join(f"“{side}”" for side in sides)


def points_by_facet(
    report: PairReport, weights: Mapping[str, float], width: int
) -> Iterator[tuple[str, float, list[tuple[float, str]]]]:
    """Yield each facet that has a weight or points, its points, and its largest parts as points and label."""
    explanation = report.explanation
    for facet, points in explanation.contributions:
        if facet in weights or points:
            # the sum of many small pairs of sentences has no sentences, and comes last
            shown = [part for part in explanation.largest(facet)[0] if facet != SEMANTIC or part.sentences]
            parts = [(part.points, part_label(part, width)) for part in shown]
            if n_more := len(explanation.of(facet)) - len(shown):
                more = "all other pairs of sentences" if facet == SEMANTIC else f"{n_more} more"
                parts.append((points - sum(part.points for part in shown), more))
            yield facet, points, parts


def place_sentence(report: PairReport) -> str:
    """Return a sentence with the mentor's place."""
    rank = report.gaps.rank
    return "Nothing is in common: this mentor has no place." if rank is None else f"Place {rank} for this statement."


def counts_most_sentence(report: PairReport) -> str:
    """Return a sentence with the sentence of the statement that counts most, "" if there is none."""
    if report.strongest is None:
        return ""
    (text, source), points = report.strongest
    less = "" if points is None else f" Without it the score would be {report.explanation.score - points:.3f}."
    kind = "interests" if source == "interests" else "sentences"
    return f"Of your {kind} this counts most: “{clipped(text, 200)}”{less}"


def gaps_sentence(report: PairReport) -> str:
    """Return a sentence with the terms that would bring the mentor into the first k, "" if it is there."""
    gaps = report.gaps
    if gaps.into_first == ():
        return ""
    if gaps.into_first is None:
        return f"No eight of these words would bring this mentor into the first {gaps.k}."
    terms = ", ".join(f"“{term}”" for term in gaps.into_first)
    return f"With {terms} added, this mentor would have place {gaps.rank_with} (computed, not estimated)."


def understood_sentence(understood: Understood) -> str:
    """Return a sentence with how much of the statement the pool knows."""
    parts = ", ".join(f"{name} {share:.0%}" for name, share in understood.by_part.items())
    detail = f" ({parts})" if len(understood.by_part) > 1 else ""
    words = ", ".join(understood.unknown[:_SHOWN])
    more = f" and {len(understood.unknown) - _SHOWN:,} more" if len(understood.unknown) > _SHOWN else ""
    unknown = f" Words that the pool does not know: {words}{more}." if words else ""
    return f"The pool knows {understood.share:.0%} of what the text says{detail}.{unknown}"


def notice_sentences(notices: Sequence[Notice]) -> list[str]:
    """Return what of the statement did not count, and why: one sentence for each reason, with all its words."""
    n_words = Counter[tuple[str, str]]()
    for notice in notices:
        n_words[notice.kind, notice.mentor_id] += notice.n_words
    return [
        f"Not counted: {counted(n, 'word')} {_KINDS[kind].format(mentor=mentor_id)}."
        for (kind, mentor_id), n in n_words.items()
    ]


def comparison_sentence(comparison: Comparison) -> str:
    """Return a sentence with which of two mentors is above, and by how much."""
    first, second = comparison.first.mentor_name, comparison.second.mentor_name
    if abs(comparison.gap) < 5e-10:
        return f"{first} and {second} have the same score."
    above = "above" if comparison.gap > 0 else "below"
    return f"{first} is {abs(comparison.gap):.3f} points {above} {second}; the parts add up to the gap:"


def certainty_sentence(certainty: Certainty | None) -> str:
    """Return a sentence with how certain a place is."""
    if certainty is None:
        return ""
    return f"{certainty.verdict.capitalize()}: stays in this list in {min(certainty.stays, 1):.0%} of draws."
