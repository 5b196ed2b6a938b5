"""The report of a placement: text for a terminal, JSON for a program, and the parts that a page is made of."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from matcher.assigning.records import Difference, Line
from matcher.assigning.results import Assignment
from matcher.wording import counted, people

_SHOWN = 5

Section = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]], int]
"""A part of the report: its title, its columns, its rows, and how many rows more there are."""


def text_report(assignment: Assignment) -> str:
    """Return the report in lines: the proof first, then who was left out, who got least, what rules and places cost."""
    blocks = [summary(assignment), [assignment.certificate.words]]
    for title, columns, rows, more in sections(assignment):
        lines = _aligned([columns, *rows])
        blocks.append([f"{title}:", *(f"  {line}" for line in lines), *([f"  and {more:,} more"] if more else [])])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def difference_text(found: Difference, since: str) -> str:
    """Return in lines who moved since something, and what that costs."""
    lines = [f"{since}: total {found.total:+.6f}, {found.people:+d} people placed."]
    if not found.moves:
        return f"{lines[0]} Nobody moves.\n"
    rows = [
        (move.applicant_id, ", ".join(move.before) or "nobody", ", ".join(move.after) or "nobody", f"{move.gain:+.6f}")
        for move in found.moves
    ]
    header = ("applicant", "before", "after", "score")
    return "\n".join([*lines, *(f"  {line}" for line in _aligned([header, *rows]))]) + "\n"


def pin_costs_text(assignment: Assignment, applicant_id: str) -> str:
    """Return in lines what pinning an applicant to each mentor would cost, the cheapest first."""
    costs = [(lost, cost, lab) for lab, cost, lost in assignment.pin_costs(applicant_id) if cost is not None]
    n_impossible = len(assignment.placement.problem.mentors) - len(costs)
    rows = [(lab, f"{cost:.6f}", str(lost)) for lost, cost, lab in sorted(costs)]
    now = ", ".join(line.mentor_id for line in assignment.lines if line.applicant_id == applicant_id)
    lines = [f"{applicant_id} has {now or 'nobody'}. Pinning to one of {len(costs):,} mentors would cost, exactly:"]
    lines += [f"  {line}" for line in _aligned([("mentor", "points", "people unplaced"), *rows])]
    if n_impossible:
        lines.append(
            f"Not possible: {counted(n_impossible, 'mentor')} without a place, or whose place rules give to others."
        )
    return "\n".join(lines) + "\n"


def json_report(assignment: Assignment) -> str:
    """Return everything as JSON."""
    worst = assignment.worst_share
    report = {
        "certificate": assignment.certificate._asdict(),
        "worst_share": worst,
        "assignment": [line._asdict() for line in assignment.lines],
        "unmatched": [one._asdict() for one in assignment.unmatched],
        "mentors": [one._asdict() for one in assignment.mentors],
        "rules": [one._asdict() for one in assignment.rule_prices],
        "blocking_pairs": [one._asdict() for one in assignment.blocking],
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


PLACE_COLUMNS = ("applicant", "mentor", "score", "rank", "share of best", "pinned", "alternate", "alternate cost")


def place_cells(line: Line) -> tuple[str, ...]:
    """Return a place as the cells of `PLACE_COLUMNS`."""
    cost = _points(line.alternate_cost)
    if line.alternate_unplaces:
        cost += f", and {people(line.alternate_unplaces)} without a place"
    numbers = _points(line.score), str(line.rank or ""), _points(line.share_of_best)
    return line.applicant_id, line.mentor_id, *numbers, line.pinned, line.alternate_id, cost


def summary(assignment: Assignment) -> list[str]:
    """Return how many were placed and how well, in sentences."""
    found, problem = assignment.certificate, assignment.placement.problem
    n_places = sum(one.capacity for one in problem.mentors)
    ranks = Counter(line.rank for line in assignment.lines)
    n_lines = max(1, len(assignment.lines))
    top5 = sum(n for rank, n in ranks.items() if rank and rank <= 5)
    lines = [
        f"{people(found.placed)} of {len(problem.applicants):,} placed with {counted(len(problem.mentors), 'mentor')} "
        f"({counted(n_places, 'place')}), {found.unmatched:,} unmatched.",
        f"First choice {ranks[1] / n_lines:.1%}, among the first five {top5 / n_lines:.1%}.",
    ]
    if (worst := assignment.worst_share) is not None:
        lines.append(f"Worst share of one's own best score: {worst:.3f}.")
    return lines


def sections(assignment: Assignment, n: int = _SHOWN) -> Iterable[Section]:
    """Yield each part of the report that has something to say: title, columns, rows, and how many rows are left out."""
    lacking = [(one.applicant_id, one.reason, one.explanation) for one in assignment.unmatched]
    yield from _section("Unmatched", ("applicant", "reason", "why"), lacking, n)
    low = [line for line in assignment.lines if not line.pinned and (line.share_of_best or 0) < 1]
    low.sort(key=lambda line: (line.share_of_best, line.applicant_id))
    yield from _section("Worst off", PLACE_COLUMNS, [place_cells(line) for line in low[:n]], n)
    dear = sorted((one for one in assignment.mentors if one.one_more or one.one_more_places), key=_dearness)
    rows = [(one.mentor_id, f"{one.filled}/{one.capacity}", *_changes(one)) for one in dear]
    yield from _section("Where one more place helps most", ("mentor", "filled", "one more", "one fewer"), rows, n)
    prices = [
        (one.rule, str(one.n_rules), f"{one.total:+.6f}", f"{one.people:+d}", _points(one.worst_share))
        for one in assignment.rule_prices
    ]
    columns = ("without", "rules", "total", "people", "worst share")
    yield from _section("What each rule costs", columns, prices, max(n, 20))
    pairs = [(b.applicant_id, b.mentor_id, _points(b.score), b.instead_of, b.displacing) for b in assignment.blocking]
    columns = ("applicant", "mentor", "score", "instead of", "displacing")
    yield from _section(f"Pairs that would rather have each other ({len(pairs):,})", columns, pairs, n)


def _section(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], n: int) -> Iterable[Section]:
    if rows:
        yield title, columns, rows[:n], max(0, len(rows) - n)


def _dearness(one: Any) -> tuple[int, float, str]:
    return -one.one_more_places, -one.one_more, one.mentor_id


def _changes(one: Any) -> tuple[str, str]:
    more = f"{one.one_more:+.3f}{f', {people(one.one_more_places)} more' if one.one_more_places else ''}"
    if one.one_fewer is None:
        return more, "not possible"
    lost = f", {people(one.one_fewer_unplaces)} fewer" if one.one_fewer_unplaces else ""
    return more, f"{-one.one_fewer:+.3f}{lost}"


def _points(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
