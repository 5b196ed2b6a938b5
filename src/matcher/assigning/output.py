"""The tables of a placement as files: CSV, JSON lines and Parquet beside each other, or one workbook."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from matcher.assigning.reasons import Unmatched
from matcher.assigning.records import Blocking, Line, MentorLine, RulePrice
from matcher.assigning.results import Assignment
from matcher.errors import ConfigError, InputError
from matcher.tables import format_of, spreadsheet_safe, write_table, written_atomically
from matcher.tables.write import new_workbook

_DECIMALS = 6
_WIDEST, _NARROWEST = 60, 9
_SHEET_ROWS, _SHEET_CELL = 1_048_575, 32_767

_LINE = dict(zip(Line._fields, (str, str, str, float, int, float, str, str, str, float, int), strict=True))
_UNMATCHED = dict(zip(Unmatched._fields, (str, int, str, str, int, int, str, str, str, float, float), strict=True))
_MENTORS = dict(zip(MentorLine._fields, (str, str, int, int, int, float, int, float, int), strict=True))
_RULES = dict(zip(RulePrice._fields, (str, int, int, float, float), strict=True))
_BLOCKING = dict(zip(Blocking._fields, (str, str, float, str, str), strict=True))


class Sheet(NamedTuple):
    """One table: its name, its columns with their types, its rows; a cell may be `None`."""

    name: str
    columns: Mapping[str, type]
    rows: Sequence[Sequence[Any]]


def sheets(assignment: Assignment) -> tuple[Sheet, Sheet, Sheet]:
    """Return the places, the people left out, and the mentors."""
    lacking = [[_joined(cell) for cell in one] for one in assignment.unmatched]
    return (
        Sheet("assignment", _LINE, assignment.lines),
        Sheet("unmatched", _UNMATCHED, lacking),
        Sheet("mentors", _MENTORS, assignment.mentors),
    )


def write_assignment(assignment: Assignment, out: str) -> list[str]:
    """Write the tables in the format of the path's ending and return the files: one workbook, or three tables.

    Raises `ConfigError` for an ending that cannot be written.
    """
    form, tables, paths = format_of(out), sheets(assignment), files_of(out)
    if form == "xlsx":
        _write_workbook(Path(out), [*tables, *_more_sheets(assignment)])
        return paths
    for path, table in zip(paths, tables, strict=True):
        if form == "csv":
            with written_atomically(path) as fresh:
                fresh.write_text(csv_text(table), encoding="utf-8", newline="")
        else:
            write_table(path, table.columns, [_rounded(row) for row in table.rows])
    return paths


def files_of(out: str) -> list[str]:
    """Return the files that are written: assignment.unmatched.csv and .mentors.csv beside assignment.csv."""
    path = Path(out)
    if out == "-" or format_of(out) == "xlsx":
        return [out]
    return [out, *(str(path.with_name(f"{path.stem}.{name}{path.suffix}")) for name in ("unmatched", "mentors"))]


def check_outputs(out: str | None, report: str | None) -> None:
    """Raise `ConfigError` for endings that cannot be written, before any work."""
    if out is not None:
        format_of(out)
    if report and report != "-" and Path(report).suffix.lower() not in {".txt", ".json", ".html"}:
        raise ConfigError(f"report {report} must end in .txt, .json or .html")


def csv_text(table: Sheet) -> str:
    """Return a table as CSV: nothing for `None`, six decimals, no text that a spreadsheet would run."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*([*map(_csv_cell, column)] for column in zip(*table.rows, strict=True)), strict=True))
    return text.getvalue()


def _joined(cell: Any) -> Any:
    return "; ".join(cell) if isinstance(cell, tuple) else cell


def _rounded(row: Iterable[Any]) -> list[Any]:
    return [round(cell, _DECIMALS) if isinstance(cell, float) else cell for cell in row]


def _csv_cell(cell: object) -> object:
    if isinstance(cell, str):
        # a letter begins no formula
        return cell if cell[:1].isalnum() else spreadsheet_safe(cell)
    return f"{cell:.6f}" if isinstance(cell, float) else cell


def _more_sheets(assignment: Assignment) -> list[Sheet]:
    certificate = list(assignment.certificate._asdict().items())
    return [
        Sheet("certificate", {"what": str, "value": object}, certificate),
        Sheet("rules", _RULES, assignment.rule_prices),
        Sheet("blocking", _BLOCKING, assignment.blocking),
    ]


def _write_workbook(path: Path, tables: Sequence[Sheet]) -> None:
    with written_atomically(path) as fresh, new_workbook(fresh) as book:
        header = book.add_format({"bold": True, "bottom": 1})
        points = book.add_format({"num_format": "0.000"})
        for table in tables:
            _write_sheet(book.add_worksheet(table.name), table, header, points)


def _write_sheet(sheet: Any, table: Sheet, header: Any, points: Any) -> None:
    if len(table.rows) > _SHEET_ROWS:
        raise InputError(f"a sheet must hold at most {_SHEET_ROWS:,} rows; {table.name} has more: write CSV instead")
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(table.columns):
        shown = [name, *(_shown(row[at]) for row in table.rows[:1000])]
        sheet.set_column(at, at, min(_WIDEST, max(_NARROWEST, *map(len, shown)) + 2))
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    for at, name in enumerate(table.columns):
        sheet.write_string(0, at, name, header)
    for line, row in enumerate(table.rows, 1):
        for at, cell in enumerate(row):
            _write_cell(sheet, line, at, cell, points)


def _write_cell(sheet: Any, line: int, at: int, cell: object, points: Any) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(line, at, cell)
    elif isinstance(cell, float):
        sheet.write_number(line, at, round(cell, _DECIMALS), points)
    elif isinstance(cell, int):
        sheet.write_number(line, at, cell)
    elif cell is not None:
        # told to be a string, a text never becomes a formula or a link
        sheet.write_string(line, at, str(cell)[:_SHEET_CELL])


def _shown(cell: object) -> str:
    return "" if cell is None else f"{cell:.3f}" if isinstance(cell, float) else str(cell)
