"""Pages to hand over: a ranking (who fits, why, what was read, how sure it is) and a placement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from matcher.assigning.assignment import Assignment, sections, summary
from matcher.assigning.records import PLACE_COLUMNS
from matcher.explaining.messages import certainty_sentence, notice_sentences, understood_sentence
from matcher.explaining.report_records import RankingReport, ReportLine
from matcher.pages.explanation_page import pair_block
from matcher.pages.markup import Html, bullets, page, section, table, tag
from matcher.records import Ranking
from matcher.tuning.probability import Probability
from matcher.wording import counted, facts

_MANNERS = "matcher ranks and explains; it does not decide about people. Scores compare texts, not persons."


def report_page(
    report: RankingReport,
    read: Mapping[str, Any],
    made_from: Sequence[tuple[str, str]],
    who: str = "",
    probability: Probability | None = None,
) -> str:
    """Return the page.

    Parameters
    ----------
    read
        What was read of the document, as `documents.report.report` returns it; neither its name nor a text of it is
        shown.
    made_from
        Name and value of what the ranking was made from, from the run's card.
    who
        The writer's name where it was asked for, else "".
    probability
        What was learned from judgments, where there were any.
    """
    title = f"Mentors for {who}" if who else "Mentors for this statement"
    return page(
        title,
        tag("h1", title),
        tag("p", _lead(report), cls="lead"),
        *(tag("p", sentence, cls="note") for sentence in notice_sentences(report.not_counted)),
        *(_entry(line, probability) for line in report.lines),
        section("What was read", *_read(read), tag("p", understood_sentence(report.understood))),
        section("How sure the places are", tag("p", _SURE), tag("p", _learned(probability)) if probability else ""),
        section("What this was made from", table(["", ""], made_from), tag("p", _MANNERS, cls="quiet")),
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
    learned = f" A fit in about {probability.of(ranked.score):.0%} of judged cases." if probability else ""
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


def _read(read: Mapping[str, Any]) -> list[Html]:
    kinds = Counter(part["kind"] for part in read["parts"])
    parts = ", ".join(f"{n} {kind}" for kind, n in kinds.most_common())
    n_parts = f"{counted(kinds.total(), 'part')} ({parts})" if kinds else "no parts"
    said = [f"A {read['format']} document of {n_parts}; {read['counted']:.0%} of the text counts."]
    if read["interests"]:
        said.append(f"Interests found: {'; '.join(one['phrase'] for one in read['interests'])}.")
    if read["avoid"]:
        said.append(f"Not wanted: {' '.join(read['avoid'].split())}.")
    return [bullets([*said, *(str(one) for one in read["notes"])])]


_SHOWN = 50
_NUMBERS = frozenset("0123456789.,+-%/")


def assignment_page(assignment: Assignment) -> str:
    """Return the page of a placement: the proof, the parts of the text report at greater length, then every place."""
    title = "Assignment"
    parts = [tag("h1", title), *(tag("p", line) for line in summary(assignment))]
    parts.append(tag("p", assignment.certificate.words))
    for heading, columns, rows, more in sections(assignment, _SHOWN):
        parts.append(section(heading, _table(columns, rows), tag("p", f"and {more:,} more") if more else ""))
    places = _table(PLACE_COLUMNS, [tuple(line.shown.values()) for line in assignment.lines])
    return page(title, *parts, section("All places", places))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Html:
    """Return a table whose columns of nothing but numbers are set as numbers."""
    rows = list(rows)
    numbers = [at for at in range(len(columns)) if all(set(row[at]) <= _NUMBERS for row in rows)]
    return table(columns, rows, numbers)
