"""Pages that stand alone: the explanation of a pair, a ranking with reasons and certainty, and a placement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set

from matcher.assigning.assignment import Assignment, sections, summary
from matcher.assigning.records import PLACE_COLUMNS
from matcher.documents import Document
from matcher.documents.document import report as document_report
from matcher.evaluation.probability import Probability
from matcher.explaining import messages
from matcher.explaining.messages import certainty_sentence, notice_sentences, understood_sentence
from matcher.explaining.pairs import SentencePair
from matcher.explaining.report_records import Comparison, PairReport, RankingReport, ReportLine
from matcher.model import MatchModel
from matcher.pages.markup import Html, bullets, join, page, section, table, tag
from matcher.provenance.card import made_from
from matcher.records import Profile, Ranking
from matcher.text.tokens import marked, stems
from matcher.wording import counted, facts

_NO_DECISION = "matcher ranks and explains; it does not decide about people. Scores compare texts, not persons."


def report_page(
    report: RankingReport,
    document: Document,
    model: MatchModel,
    applicant: Profile,
    who: str = "",
    probability: Probability | None = None,
) -> str:
    """Return the page of a document's ranking; neither the document's name nor a text of it is shown.

    The writer's name is on it only if given as `who`.
    """
    title = f"Mentors for {who}" if who else "Mentors for this statement"
    made = made_from(model, applicant, report.weights)
    return page(
        title,
        tag("h1", title),
        tag("p", _lead(report), cls="lead"),
        *(tag("p", sentence, cls="note") for sentence in notice_sentences(report.not_counted)),
        *(_entry(line, probability) for line in report.lines),
        section("What was read", _read(document), tag("p", understood_sentence(report.understood))),
        section("How sure the places are", tag("p", _SURE), tag("p", _learned(probability)) if probability else ""),
        section("What this was made from", table(["", ""], made), tag("p", _NO_DECISION, cls="quiet")),
    )


_SURE = (
    "For each place it was counted how often the mentor stays in this list when the weights of the parts move a little "
    "and sentences of the statement are drawn at random, always with the same draws. From 80 % on a place is called "
    "steady; below, it is a close call: another sentence more or less, and somebody else might stand there."
)


def _lead(report: RankingReport) -> str:
    if not report.lines:
        return "No mentor has anything in common with this statement."
    shown = f"{counted(len(report.lines), 'mentor')} of {report.n_mentors:,}"
    if Ranking(line.line for line in report.lines).fits is False:
        return f"No mentor here fits this statement well; these {shown} are the nearest."
    return f"{shown}, the best first: {report.lines[0].line.mentor_name}."


def _learned(probability: Probability) -> str:
    return (
        f"Of {counted(probability.n_pairs, 'place')} of {counted(probability.n_applicants, 'applicant')} it was "
        "judged whether the mentor is a fit; the probability at each place is learned from these. For held-out "
        f"applicants it was off by {probability.error:.3f} on average (expected calibration error)."
    )


def _entry(line: ReportLine, probability: Probability | None) -> Html:
    ranked, mentor = line.line, line.mentor
    known = [*facts(mentor), *([mentor.url] if mentor.url else [])]
    learned = f" {probability.sentence(ranked.score)}" if probability else ""
    points = " · ".join(f"{facet} {points:+.3f}" for facet, points in ranked.contributions if abs(points) >= 5e-4)
    sure = "" if ranked.strength == "none" else certainty_sentence(line.certainty)  # its place says nothing
    score = f"{ranked.strength or ''} {ranked.score:.3f}".strip()
    return tag(
        "section",
        tag("h3", tag("span", f"{ranked.rank}. {ranked.mentor_name}"), tag("span", score)),
        tag("p", " · ".join(known), cls="quiet") if known else "",
        tag("p", line.reason, cls="reason"),
        tag("p", *(tag("span", term, cls="chip") for term in ranked.shared_terms)) if ranked.shared_terms else "",
        *map(pair_block, line.pairs),
        tag("p", f"{points}. {sure}{learned}".strip(), cls="quiet"),
        cls="entry",
    )


def _read(document: Document) -> Html:
    read = document_report(document)
    kinds = Counter(part["kind"] for part in read["parts"])
    parts = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    n_parts = f"{counted(kinds.total(), 'part')} ({parts})" if kinds else "no parts"
    lines = [f"A {read['format']} document of {n_parts}; {read['counted']:.0%} of the text counts."]
    if read["interests"]:
        lines.append(f"Interests found: {'; '.join(interest['phrase'] for interest in read['interests'])}.")
    if read["avoid"]:
        lines.append(f"Not wanted: {' '.join(read['avoid'].split())}.")
    return bullets([*lines, *map(str, read["notes"])])


_SHOWN = 50
_NUMBERS = frozenset("0123456789.,+-%/")


def assignment_page(assignment: Assignment) -> str:
    """Return the page of a placement: the proof, the parts of the text report with more rows, then every place."""
    title = "Assignment"
    parts = [tag("h1", title), *(tag("p", line) for line in summary(assignment))]
    parts.append(tag("p", assignment.certificate.words))
    for heading, columns, rows, more in sections(assignment, _SHOWN):
        parts.append(section(heading, _table(columns, rows), tag("p", f"and {more:,} more") if more else ""))
    places = _table(PLACE_COLUMNS, [tuple(line.shown.values()) for line in assignment.lines])
    return page(title, *parts, section("All places", places))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Html:
    """Return a table whose purely numeric columns are aligned as numbers."""
    rows = list(rows)
    numbers = [at for at in range(len(columns)) if all(set(row[at]) <= _NUMBERS for row in rows)]
    return table(columns, rows, numbers)


_WIDTH = 160


def explanation_page(report: PairReport, weights: Mapping[str, float]) -> str:
    """Return the page of an explained pair."""
    title = f"Why {report.mentor.name}?"
    most = messages.counts_most_sentence(report)
    said = [*map(pair_block, report.pairs.pairs), *([tag("p", most, cls="note")] if most else [])]
    understood = [tag("p", understood_sentence(report.understood))]
    understood += [tag("p", sentence, cls="note") for sentence in notice_sentences(report.not_counted)]
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
    """Return a text with the words that `other` has too marked; those with a stem in `strong` are marked stronger."""
    return join(
        *(
            tag("mark", passage.text, cls="" if strong.isdisjoint(stems(passage.text)) else "m-strong")
            if passage.shared
            else passage.text
            for passage in marked(text, other)
        )
    )


def _parts(report: PairReport, weights: Mapping[str, float]) -> list[Html]:
    rows: list[tuple[str, ...]] = []
    for facet, points, parts in messages.points_by_facet(report, weights, _WIDTH):
        note = f"weight {weights[facet]:g}" if facet in weights else "what one side does not want"
        rows.append((facet, f"{points:.3f}", note))
        rows += [("", f"{gained:+.3f}", words) for gained, words in parts]
    computed = "Words are what both sides wrote. Topics and closeness of meaning are computed: nobody wrote them."
    return [table(["part", "points", "what"], rows, numbers=(1,)), tag("p", computed)]


def _missing(report: PairReport) -> Html:
    if not report.gaps.missing:
        return Html("")
    rows = [(term.label, f"{term.points:+.3f}") for term in report.gaps.missing]
    sentence = messages.gaps_sentence(report)
    return section(
        "Not found in your text",
        table(["they write", "it would add"], rows, numbers=(1,)),
        tag("p", sentence) if sentence else "",
        tag("p", messages.HONESTY, cls="note"),
    )


def _compared(comparison: Comparison) -> Html:
    rows = [(facet, f"{points:+.3f}") for facet, points in comparison.contributions if points]
    terms = [
        (f"{reason.facet}: {messages.part_label(reason, _WIDTH)}", f"{reason.points:+.3f}")
        for reason in comparison.reasons[:12]
    ]
    return section(
        "Why above or below the other",
        tag("p", messages.comparison_sentence(comparison)),
        table(["part", "difference"], rows, numbers=(1,)),
        table(["largest differences", "points"], terms, numbers=(1,)),
    )
