"""Rows of a table with their place; a row that cannot be read keeps its place and its reason."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from matcher.tables.headers import column_name

_DEEPEST = 20
"""The most lists within lists; more is no table, and what walks through them has a limit of its own."""
_SHOWN = 80
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?")


class Row(NamedTuple):
    """One row of a table: the line it starts on (the header is line 1), and its cells by column."""

    line: int
    cells: dict[str, str]


class Broken(NamedTuple):
    """One row that cannot be read: the line it starts on, why, and the line on which that was noticed."""

    line: int
    reason: str
    noticed: int = 0

    @property
    def problem(self) -> tuple[int, str]:
        """The line and the reason, as `joined_problems` takes them."""
        return self.noticed or self.line, f" {self.reason}"


@dataclass
class Table:
    """An open table: its columns, its rows as they come, and how far into the file they are."""

    columns: tuple[str, ...]
    """The column names; of JSON lines, those of its first hundred rows."""
    rows: Iterator[Row | Broken]
    share_read: Callable[[], float]
    """How much of the file was read so far, in [0, 1]."""
    note: str = ""
    sample: tuple[Row, ...] = ()
    """The first rows that can be read, to tell columns by what they hold; they come among `rows` too."""


def row_of(line: int, record: Mapping[Any, object]) -> Row | Broken:
    """Return a record of any values as a row of text, or why it is none; names are cut of blanks at both ends."""
    cells: dict[str, str] = {}
    for name, value in record.items():
        try:
            column = column_name(str(name))
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


def of_length(row: Row, longest: int) -> Row | Broken:
    """Return a row whose cells have at most `longest` characters, or why it is none."""
    if max(map(len, row.cells.values()), default=0) <= longest:
        return row
    name, cell = max(row.cells.items(), key=lambda item: len(item[1]))
    return Broken(row.line, f"must hold shorter cells; {name[:_SHOWN]!r} has {len(cell):,} characters")


def whole_number(text: str) -> int | None:
    """Return a cell as a whole number of 0 or more, 2.0 of a spreadsheet as 2; `None` for what is none.

    >>> whole_number("12"), whole_number("2.0"), whole_number("1.5"), whole_number("-1"), whole_number("")
    (12, 2, None, None, None)
    """
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None


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
