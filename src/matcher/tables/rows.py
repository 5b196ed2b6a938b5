"""Rows of a table with their place; a row that cannot be read keeps its place and its reason."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from matcher.errors import InputError
from matcher.tables.repair import repaired

_LONE_NAMES = frozenset(("id", "interests", "statement"))
"""What names a column even where the header has one name only."""
_KNOWN_NAMES = _LONE_NAMES | {"name", "email", "e-mail", "title", "keywords", "abstract", "capacity", "grade", "text"}
_LONGEST_NAME = 8
"""Words of the name of a column; more are a text."""

TITLE_ROWS = 10
"""The most rows looked through for the one that names the columns."""
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_MOST_COLUMNS = 20_000
"""More than a workbook can have."""
_NAMED_AT_ONCE = 10
_LISTED = 20
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


def header(names: Sequence[str], where: str) -> tuple[str, ...]:
    """Return the column names of a header, "" for a column without a name, whose cells are not read.

    Raises `InputError` for a header without a name or with one that stands twice.
    """
    columns = tuple(column_name(name).encode("utf-8", "replace").decode() for name in names)
    named = [name for name in columns if name]
    if not named:
        raise InputError(f"{where} must start with a line of column names; it is empty")
    doubled = sorted(name for name, n in Counter(named).items() if n > 1)
    if doubled:
        raise InputError(f"{where} must name each column once; check {listed(doubled, repr)}")
    if len(named) > _MOST_COLUMNS:
        raise InputError(f"{where} must have at most {_MOST_COLUMNS:,} columns; it has {len(named):,}: leave some out")
    return columns


def column_name(name: str) -> str:
    """Return a name repaired, without blanks at its ends and without characters that nobody sees."""
    return (name if name.isascii() else repaired(name.translate(_UNSEEN))[0]).strip()


def header_number(rows: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows, counted from 0, names the columns.

    A title fills one cell that is no known name; or it fills several and knows none, where a row below holds two known
    names, or fills more cells with different words over columns of numbers, addresses or long texts.
    """
    kinds = [[_kind(cell.strip()) for cell in row] for row in rows]
    filled = [len(row) - row.count("") for row in kinds]
    names = [{cell.strip().casefold() for cell in row} for row in rows]
    first = next((n for n in range(len(rows)) if filled[n] > 1 or _LONE_NAMES & names[n]), 0)
    if not rows or _KNOWN_NAMES & names[first]:
        return first
    below = range(first + 1, len(rows))
    named = (n for n in below if len(_KNOWN_NAMES & names[n]) > 1)
    told = (n for n in below if filled[n] > filled[first] and _differs(rows[n], kinds[n], kinds[n + 1 :]))
    return next(named, None) or next(told, first)


def _kind(cell: str) -> str:
    """Return what a cell holds, as far as it tells a name of a column from what stands below it."""
    if not cell or "@" in cell or "://" in cell:
        return "address" if cell else ""
    return "number" if not re.search(r"[^\W\d_]", cell) else "text" if len(cell.split()) > _LONGEST_NAME else "word"


def _differs(row: Sequence[str], kinds: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row holds words, each once, above a column that holds anything but words."""
    words = [cell.strip() for cell in row if cell.strip()]
    columns = [{one[n] for one in below if n < len(one)} - {""} for n, kind in enumerate(kinds) if kind]
    is_distinct = len({*words}) == len(words) and {*kinds} <= {"", "word"}
    return is_distinct and any(column and "word" not in column for column in columns)


def flat(name: str) -> str:
    r"""Return a name on one line; names of columns may span several.

    >>> flat(" Why you,\n and why now? ")
    'Why you, and why now?'
    """
    return " ".join(name.split())


def listed(names: Iterable[str], show: Callable[[str], str] = str) -> str:
    """Return names for a message on one line: the first twenty, the long ones cut.

    >>> listed(["id", "x" * 99])[-8:], listed(map(str, range(30)))[-14:]
    ('xxxxxxx…', '19 and 10 more')
    """
    names = [flat(name) for name in names]
    shown = [show(name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…") for name in names[:_LISTED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def joined_problems(path: object, problems: Sequence[tuple[int, str]]) -> InputError:
    """Return one error that names several rows, each by its line; the first ten and how many more."""
    shown = [f"line {line}{reason}" for line, reason in problems[:_NAMED_AT_ONCE]]
    more = len(problems) - len(shown)
    rest = f"; and {more} more" if more else ""
    return InputError(f"{path} {'; '.join(shown)}{rest}")


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
