"""One pair explained as a page that stands alone."""

from collections.abc import Mapping, Sequence

from matcher.explaining.messages import (
    HONESTY,
    comparison_sentence,
    counts_most_sentence,
    gaps_sentence,
    label_of,
    notice_sentences,
    part_label,
    place_sentence,
    understood_sentence,
)
from matcher.explaining.pair_report import PairReport
from matcher.explaining.pairs import SentencePair
from matcher.pages.markup import Html, join, page, paragraph, section, table, tag
from matcher.text.tokens import marked

_WIDTH = 160


def explanation_page(report: PairReport, weights: Mapping[str, float]) -> str:
    """Return the page."""
    title = f"Why {report.mentor.name}?"
    return page(
        title,
        tag("h1", title),
        tag("p", report.reason, cls="lead"),
        tag("p", f"Score {report.explanation.score:.3f}. {place_sentence(report)}", cls="quiet"),
        *_said(report),
        section("What the score is made of", *_parts(report, weights)),
        *_missing(report),
        section("How much was understood", paragraph(understood_sentence(report.understood)), *_notices(report)),
        *_compared(report),
    )


def _said(report: PairReport) -> list[Html]:
    said = [*map(pair_block, report.pairs.pairs)]
    said += [tag("p", most, cls="note")] if (most := counts_most_sentence(report)) else []
    return [section("Where it was said", *said)] if said else []


def pair_block(pair: SentencePair) -> Html:
    """Return two sentences side by side, the shared words marked."""
    words = " ".join(term.label for term in pair.terms)
    theirs = "they write" if pair.theirs.source == "statement" else f"they write, {pair.theirs.source}"
    return tag(
        "div",
        tag("div", tag("small", "you write"), marked_text(pair.yours.text, words)),
        tag("div", tag("small", theirs), marked_text(pair.theirs.text, words)),
        tag("small", f"{pair.points:+.3f} points for {label_of(pair)}", cls="points"),
        cls="pair",
    )


def marked_text(text: str, words: str) -> Html:
    """Return a text with the words that are also among `words` marked."""
    return join(*(tag("mark", one.text) if one.shared else one.text for one in marked(text, words)))


def _parts(report: PairReport, weights: Mapping[str, float]) -> Sequence[Html]:
    rows: list[tuple[str, ...]] = []
    for facet, points in report.explanation.contributions:
        if facet not in weights and not points:
            continue
        reasons, rest = report.explanation.largest(facet)
        weight = f", weight {weights[facet]:g}" if facet in weights else ": what one side does not want"
        rows.append((f"{facet}{weight}", f"{points:.3f}", ""))
        rows += [("", f"{reason.points:+.3f}", part_label(reason, _WIDTH)) for reason in reasons]
        if n_more := len(report.explanation.of(facet)) - len(reasons):
            rows.append(("", f"{rest:+.3f}", f"{n_more} more"))
    return [
        table(["part", "points", "what"], rows, numbers=(1,)),
        paragraph("Words are what both sides wrote. Topics and closeness of meaning are computed: nobody wrote them."),
    ]


def _missing(report: PairReport) -> list[Html]:
    if not report.gaps.missing:
        return []
    rows = [(term.label, f"{term.points:+.3f}") for term in report.gaps.missing]
    said = [paragraph(gaps_sentence(report))] if gaps_sentence(report) else []
    return [
        section(
            "Not found in your text",
            table(["they write", "it would bring"], rows, numbers=(1,)),
            *said,
            tag("p", HONESTY, cls="note"),
        )
    ]


def _notices(report: PairReport) -> list[Html]:
    return [tag("p", sentence, cls="note") for sentence in notice_sentences(report.not_counted)]


def _compared(report: PairReport) -> list[Html]:
    if report.comparison is None:
        return []
    rows = [(facet, f"{points:+.3f}") for facet, points in report.comparison.contributions if points]
    terms = [
        (f"{one.facet}: {part_label(one, _WIDTH)}", f"{one.points:+.3f}") for one in report.comparison.reasons[:12]
    ]
    return [
        section(
            "Why above or below the other",
            paragraph(comparison_sentence(report.comparison)),
            table(["part", "difference"], rows, numbers=(1,)),
            table(["largest differences", "points"], terms, numbers=(1,)),
        )
    ]
