"""A placement as files (several tables or one workbook) and JSON; differences and pin costs as text."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

from matcher.assigning.assignment import TABLES, Assignment
from matcher.assigning.effects import Difference
from matcher.errors import InputError
from matcher.tables import format_of, spreadsheet_safe, write_table, write_text
from matcher.tables.files import written_atomically
from matcher.tables.spreadsheets import SHEET_CELL, new_workbook
from matcher.wording import aligned, counted, plain

_DECIMALS = 6
_WIDEST, _NARROWEST = 60, 9
_SHEET_ROWS = 1_048_575
_FILES = ("assignment", "unmatched", "mentors")
"""The tables that are written as separate files."""


class Sheet(NamedTuple):
    """One table: its name, its columns with their types, its rows; a cell may be `None`."""

    name: str
    columns: Mapping[str, type]
    rows: Sequence[Sequence[Any]]

    @classmethod
    def of(cls, assignment: Assignment, name: str) -> "Sheet":
        """Return a table of an assignment; a tuple of names becomes one text."""
        rows, record = TABLES[name]
        # the type of `float | None` is float, that of a tuple of texts is text
        columns = {field: next(iter(get_args(kind)), kind) for field, kind in get_type_hints(record).items()}
        lines = getattr(assignment, rows)
        return cls(name, columns, [["; ".join(x) if isinstance(x, tuple) else x for x in line] for line in lines])

    def csv_text(self) -> str:
        """Return the table as CSV: empty for `None`, six decimals, no text that a spreadsheet would run."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*([*map(_csv_cell, column)] for column in zip(*self.rows, strict=True)), strict=True))
        return text.getvalue()


def _csv_cell(cell: object) -> object:
    if isinstance(cell, str):
        # no formula begins with a letter
        return cell if cell[:1].isalnum() else spreadsheet_safe(cell)
    return f"{cell:.6f}" if isinstance(cell, float) else cell


def write_assignment(assignment: Assignment, out: str) -> list[str]:
    """Write one workbook, or three tables in the format of the path's ending, and return the paths."""
    form, paths = format_of(out), files_of(out)
    if form == "xlsx":
        certificate = Sheet("certificate", {"what": str, "value": object}, [*assignment.certificate._asdict().items()])
        sheets = [Sheet.of(assignment, name) for name in TABLES]
        with written_atomically(out) as fresh, fresh.open("wb") as file, new_workbook(file) as book:
            header, points = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.000"})
            for table in (*sheets[:3], certificate, *sheets[3:]):
                _write_sheet(book.add_worksheet(table.name), table, header, points)
        return paths
    for path, name in zip(paths, _FILES, strict=True):
        table = Sheet.of(assignment, name)
        if form == "csv":
            write_text(path, table.csv_text())
        else:
            write_table(path, table.columns, [[*map(_rounded, row)] for row in table.rows])
    return paths


def _rounded(cell: Any) -> Any:
    return round(cell, _DECIMALS) if isinstance(cell, float) else cell


def files_of(out: str) -> list[str]:
    """Return the files that are written: assignment.unmatched.csv and .mentors.csv beside assignment.csv."""
    path = Path(out)
    if out == "-" or format_of(out) == "xlsx":
        return [out]
    return [out, *(str(path.with_name(f"{path.stem}.{name}{path.suffix}")) for name in _FILES[1:])]


def _write_sheet(sheet: Any, table: Sheet, header: Any, points: Any) -> None:
    if len(table.rows) > _SHEET_ROWS:
        raise InputError(f"a sheet must hold at most {_SHEET_ROWS:,} rows; {table.name} has more: write CSV instead")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    for at, name in enumerate(table.columns):
        widths = [len(name), *(len(_shown(row[at])) for row in table.rows[:1000])]
        sheet.set_column(at, at, min(_WIDEST, max(_NARROWEST, *widths) + 2))
        sheet.write_string(0, at, name, header)
    for line, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            if isinstance(cell, bool):
                sheet.write_boolean(line, at, cell)
            elif isinstance(cell, int | float):
                sheet.write_number(line, at, _rounded(cell), *([points] if isinstance(cell, float) else []))
            elif cell is not None:
                # written as a string, a text never becomes a formula or a link
                sheet.write_string(line, at, str(cell)[:SHEET_CELL])


def _shown(cell: object) -> str:
    return "" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def json_report(assignment: Assignment) -> str:
    """Return the whole report as JSON."""
    report: dict[str, Any] = {"certificate": assignment.certificate._asdict(), "worst_share": assignment.worst_share}
    for name, (rows, _) in TABLES.items():
        key = "blocking_pairs" if name == "blocking" else name
        report[key] = plain(getattr(assignment, rows))
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def difference_text(difference: Difference, since: str) -> str:
    """Return lines on who moved, and at what cost; `since` is the title."""
    summary = f"{since}: total {difference.total:+.6f}, {difference.people:+d} people placed."
    if not difference.moves:
        return f"{summary} Nobody moves.\n"
    rows = [("applicant", "before", "after", "score")] + [
        (move.applicant_id, ", ".join(move.before) or "nobody", ", ".join(move.after) or "nobody", f"{move.gain:+.6f}")
        for move in difference.moves
    ]
    return "\n".join([summary, *(f"  {line}" for line in aligned(rows))]) + "\n"


def pin_costs_text(assignment: Assignment, applicant_id: str) -> str:
    """Return lines with the cost of pinning an applicant to each mentor, the cheapest first."""
    costs = [(lost, cost, mentor) for mentor, cost, lost in assignment.pin_costs(applicant_id) if cost is not None]
    rows = [("mentor", "points", "people unplaced")]
    rows += [(mentor, f"{cost:.6f}", str(lost)) for lost, cost, mentor in sorted(costs)]
    current = ", ".join(line.mentor_id for line in assignment.lines if line.applicant_id == applicant_id)
    lines = [f"{applicant_id} has {current or 'nobody'}. Pinning to one of {len(costs):,} mentors would cost, exactly:"]
    lines += [f"  {line}" for line in aligned(rows)]
    if n_impossible := len(assignment.placement.problem.mentors) - len(costs):
        lines.append(
            f"Not possible: {counted(n_impossible, 'mentor')} without a place, or whose place rules give to others."
        )
    return "\n".join(lines) + "\n"
