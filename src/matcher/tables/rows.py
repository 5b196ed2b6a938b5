"""Rows of a table with their place; a row that cannot be read keeps its place and its reason."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from matcher.errors import InputError

SHEET_ENDINGS = frozenset((".xlsx", ".xlsm"))
PARQUET_ENDINGS = frozenset((".parquet",))
JSON_ENDINGS = frozenset((".jsonl", ".ndjson"))

_DEEPEST = 20
"""The most lists within lists; more is no table, and what walks through them has a limit of its own."""
_SHOWN = 80


class Row(NamedTuple):
    """One row of a table: the line it starts on (the header is line 1), and its cells by column."""

    line: int
    cells: dict[str, str]


class Broken(NamedTuple):
    """One row that cannot be read: the line it starts on, why, and the line on which that was noticed."""

    line: int
    reason: str
    noticed: int = 0

    def error(self, name: str) -> InputError:
        """Return the error that a reader raises who takes all rows or none."""
        return InputError(f"{name} line {self.noticed or self.line} {self.reason}")


def header(names: list[str], where: str) -> tuple[str, ...]:
    """Return the column names of a header; raises `InputError` for one that is empty or names a column twice."""
    names = [name.strip() for name in names]
    if not any(names):
        raise InputError(f"{where} must start with a line of column names; it is empty")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise InputError(f"{where} must name each column once; check {', '.join(map(repr, doubled))}")
    return tuple(names)


def row_of(line: int, record: Mapping[Any, object]) -> Row | Broken:
    """Return a record of any values as a row of text, or why it is none; names are cut of blanks at both ends."""
    cells: dict[str, str] = {}
    for name, value in record.items():
        try:
            column = str(name).strip()
            column.encode()
            cells[column] = as_text(value)
        except UnicodeEncodeError:
            return Broken(line, "must name its columns in text; a name holds half a character")
        except (ValueError, OverflowError, RecursionError) as error:
            return Broken(line, f"must hold text in {column[:_SHOWN]!r}: {error}"[: 2 * _SHOWN])
    return Row(line, cells)


def as_text(value: object) -> str:
    """Return a value as a cell: nothing as "", a list as phrases, 7.0 of a spreadsheet as it was typed.

    Raises `ValueError` for lists within lists of more than some levels.

    >>> as_text(None), as_text(["reefs", "sound"]), as_text(7.0), as_text(float("nan"))
    ('', 'reefs; sound', '7', '')
    """
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    if isinstance(value, list | dict):
        _check_depth(value)
        return "; ".join(map(as_text, value)) if isinstance(value, list) else str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, list | dict)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise ValueError("it is nested too deeply")
