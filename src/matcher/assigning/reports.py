"""The report of a placement: text for a terminal, JSON for a program, one HTML page that needs nothing else."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from matcher.assigning.effects import Difference
from matcher.assigning.results import Assignment
from matcher.tables import written_aside

_SHOWN = 5

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2733;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #d8dee6;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}.proof{background:#f2f5f8;padding:.7rem 1rem}
"""


def text_report(assignment: Assignment) -> str:
    """Return the report in lines: the proof first, then who was left out, who got least, what rules and places cost."""
    blocks = [_summary(assignment), [assignment.certificate.words]]
    for title, columns, rows, more in _sections(assignment):
        lines = _aligned([columns, *rows])
        blocks.append([f"{title}:", *(f"  {line}" for line in lines), *([f"  and {more:,} more"] if more else [])])
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def difference_text(found: Difference, changes: Sequence[str]) -> str:
    """Return in lines who moves with some overrides, and what that costs."""
    lines = [f"With {', '.join(changes)}: total {found.total:+.6f}, {found.people:+d} people placed."]
    if not found.moves:
        return f"{lines[0]} Nobody moves.\n"
    rows = [
        (move.applicant_id, ", ".join(move.before) or "nobody", ", ".join(move.after) or "nobody", f"{move.gain:+.3f}")
        for move in found.moves
    ]
    header = ("applicant", "before", "after", "score")
    return "\n".join([*lines, *(f"  {line}" for line in _aligned([header, *rows]))]) + "\n"


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


def html_report(assignment: Assignment) -> str:
    """Return one page that loads nothing; every text of others is escaped."""
    parts = ["<h1>Assignment</h1>", *(f"<p>{escape(line)}</p>" for line in _summary(assignment))]
    parts.append(f'<p class="proof">{escape(assignment.certificate.words)}</p>')
    for title, columns, rows, more in _sections(assignment, 50):
        parts += [f"<h2>{escape(title)}</h2>", _html_table(columns, rows)]
        if more:
            parts.append(f"<p>and {more:,} more</p>")
    places = [_cells(line) for line in assignment.lines]
    parts += ["<h2>All places</h2>", _html_table(_PLACE_COLUMNS, places)]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Assignment</title>'
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


REPORTS: Mapping[str, Callable[[Assignment], str]] = {".txt": text_report, ".json": json_report, ".html": html_report}
"""The reports by the ending of their file."""


def write_report(assignment: Assignment, path: str) -> None:
    """Write the report in the format of the path's ending, whole or not at all."""
    with written_aside(path) as fresh:
        fresh.write_text(REPORTS[Path(path).suffix.lower()](assignment), encoding="utf-8", newline="")


_PLACE_COLUMNS = ("applicant", "mentor", "score", "rank", "share of best", "pinned", "alternate", "its cost")


def _cells(line: Any) -> tuple[str, ...]:
    cost = _points(line.alternate_cost)
    if line.alternate_unplaces:
        cost += f", and {_people(line.alternate_unplaces)} without a place"
    numbers = _points(line.score), str(line.rank or ""), _points(line.share_of_best)
    return line.applicant_id, line.mentor_id, *numbers, line.pinned, line.alternate, cost


def _summary(assignment: Assignment) -> list[str]:
    found, problem = assignment.certificate, assignment.placement.problem
    n_places = sum(one.capacity for one in problem.mentors)
    ranks = Counter(line.rank for line in assignment.lines)
    n_lines = max(1, len(assignment.lines))
    top5 = sum(n for rank, n in ranks.items() if rank and rank <= 5)
    lines = [
        f"{_people(found.placed)} of {len(problem.applicants):,} placed with {len(problem.mentors):,} mentors "
        f"({n_places:,} places), {found.unmatched:,} unmatched.",
        f"First choice {ranks[1] / n_lines:.1%}, among the first five {top5 / n_lines:.1%}.",
    ]
    if (worst := assignment.worst_share) is not None:
        lines.append(f"Worst share of one's own best score: {worst:.3f}.")
    return lines


def _sections(
    assignment: Assignment, n: int = _SHOWN
) -> Iterable[tuple[str, tuple[str, ...], Sequence[tuple[str, ...]], int]]:
    """Yield each part of the report that has something to say: title, columns, rows, and how many rows are left out."""
    lacking = [(one.applicant_id, one.reason, one.explanation) for one in assignment.unmatched]
    yield from _section("Unmatched", ("applicant", "reason", "why"), lacking, n)
    low = [line for line in assignment.lines if line.share_of_best is not None and not line.pinned]
    low.sort(key=lambda line: (line.share_of_best, line.applicant_id))
    yield from _section("Worst off", _PLACE_COLUMNS, [_cells(line) for line in low[:n]], n)
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


def _section(
    title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], n: int
) -> Iterable[tuple[str, tuple[str, ...], Sequence[tuple[str, ...]], int]]:
    if rows:
        yield title, columns, rows[:n], max(0, len(rows) - n)


def _dearness(one: Any) -> tuple[int, float, str]:
    return -one.one_more_places, -one.one_more, one.mentor_id


def _changes(one: Any) -> tuple[str, str]:
    more = f"{one.one_more:+.3f}{f', {_people(one.one_more_places)} more' if one.one_more_places else ''}"
    if one.one_fewer is None:
        return more, "not possible"
    lost = f", {_people(one.one_fewer_unplaces)} fewer" if one.one_fewer_unplaces else ""
    return more, f"{-one.one_fewer:+.3f}{lost}"


def _people(n: int) -> str:
    return f"{n:,} {'person' if n == 1 else 'people'}"


def _points(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _html_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "\n".join("<tr>" + "".join(map(_html_cell, row)) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _html_cell(cell: str) -> str:
    number = bool(cell) and set(cell) <= set("0123456789.,+-%/")
    return f'<td class="n">{escape(cell)}</td>' if number else f"<td>{escape(cell)}</td>"
