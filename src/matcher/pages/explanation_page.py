"""One pair explained as a page that stands alone."""

from collections.abc import Mapping, Set

from matcher.explaining import messages
from matcher.explaining.pairs import SentencePair
from matcher.explaining.report_records import Comparison, PairReport
from matcher.pages.markup import Html, join, page, section, table, tag
from matcher.text.tokens import marked, stems

_WIDTH = 160


def explanation_page(report: PairReport, weights: Mapping[str, float]) -> str:
    """Return the page."""
    title = f"Why {report.mentor.name}?"
    most = messages.counts_most_sentence(report)
    said = [*map(pair_block, report.pairs.pairs), *([tag("p", most, cls="note")] if most else [])]
    understood = [tag("p", messages.understood_sentence(report.understood))]
    understood += [tag("p", one, cls="note") for one in messages.notice_sentences(report.not_counted)]
    return page(
        title,
        tag("h1", title),
        tag("p", report.reason, cls="lead"),
        tag("p", f"Score {report.explanation.score:.3f}. {messages.place_sentence(report)}", cls="quiet"),
        section("Where it was said", *said) if said else "",
        section("What the score is made of", *_parts(report, weights)),
        _missing(report),
        section("How much was understood", *understood),
        _compared(report.comparison) if report.comparison else "",
    )


def pair_block(pair: SentencePair) -> Html:
    """Return two sentences side by side, the shared words marked."""
    words = " ".join(term.label for term in pair.terms)
    theirs = "they write" if pair.theirs.source == "statement" else f"they write, {pair.theirs.source}"
    return tag(
        "div",
        tag("div", tag("small", "you write"), shared_marked(pair.yours.text, words)),
        tag("div", tag("small", theirs), shared_marked(pair.theirs.text, words)),
        tag("small", f"{pair.points:+.3f} points for {messages.label_of(pair)}", cls="points"),
        cls="pair",
    )


def shared_marked(text: str, other: str | Set[str], strong: Set[str] = frozenset()) -> Html:
    """Return a text with the words that `other` says too marked; those with the stems in `strong` stronger."""
    return join(
        *(
            tag("mark", one.text, cls="" if strong.isdisjoint(stems(one.text)) else "m-strong")
            if one.shared
            else one.text
            for one in marked(text, other)
        )
    )


def _parts(report: PairReport, weights: Mapping[str, float]) -> list[Html]:
    rows: list[tuple[str, ...]] = []
    for facet, points, parts in messages.points_by_facet(report, weights, _WIDTH):
        weight = f", weight {weights[facet]:g}" if facet in weights else ": what one side does not want"
        rows.append((f"{facet}{weight}", f"{points:.3f}", ""))
        rows += [("", f"{gained:+.3f}", words) for gained, words in parts]
    computed = "Words are what both sides wrote. Topics and closeness of meaning are computed: nobody wrote them."
    return [table(["part", "points", "what"], rows, numbers=(1,)), tag("p", computed)]


def _missing(report: PairReport) -> Html:
    if not report.gaps.missing:
        return Html("")
    rows = [(term.label, f"{term.points:+.3f}") for term in report.gaps.missing]
    said = messages.gaps_sentence(report)
    return section(
        "Not found in your text",
        table(["they write", "it would bring"], rows, numbers=(1,)),
        tag("p", said) if said else "",
        tag("p", messages.HONESTY, cls="note"),
    )


def _compared(comparison: Comparison) -> Html:
    rows = [(facet, f"{points:+.3f}") for facet, points in comparison.contributions if points]
    terms = [
        (f"{one.facet}: {messages.part_label(one, _WIDTH)}", f"{one.points:+.3f}") for one in comparison.reasons[:12]
    ]
    return section(
        "Why above or below the other",
        tag("p", messages.comparison_sentence(comparison)),
        table(["part", "difference"], rows, numbers=(1,)),
        table(["largest differences", "points"], terms, numbers=(1,)),
    )
