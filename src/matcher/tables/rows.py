"""Rows of a table with line numbers; one-line messages about columns and broken rows."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from matcher.errors import InputError
from matcher.tables.encodings import repaired

_DEEPEST = 20
"""The deepest nesting of lists; more is no table, and recursion has its own limit."""
_SHOWN = 80
_NAMED_AT_ONCE = 10
_LISTED = 20
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?")


class Row(NamedTuple):
    """One row of a table: the line it starts on (the header is line 1), and its cells by column."""

    line: int
    cells: dict[str, str]


class Broken(NamedTuple):
    """One row that cannot be read: its first line, the reason, and the line where the error was noticed."""

    line: int
    reason: str
    noticed: int = 0

    @property
    def problem(self) -> tuple[int, str]:
        """The line and the reason, as `joined_problems` takes them."""
        return self.noticed or self.line, f" {self.reason}"


@dataclass
class Table:
    """An open table: its columns, its rows (read lazily), and the progress."""

    columns: tuple[str, ...]
    """The column names; of JSON lines, those of its first hundred rows."""
    rows: Iterator[Row | Broken]
    share_read: Callable[[], float]
    """The share of the file read so far, in [0, 1]."""
    note: str = ""
    sample: tuple[Row, ...] = ()
    """The first readable rows, used to recognise columns by their cells; `rows` contains them too."""


def column_name(name: str) -> str:
    """Return a repaired name, without spaces at its ends and without invisible characters."""
    return (name if name.isascii() else repaired(name.translate(_UNSEEN))[0]).strip()


def row_of(line: int, record: Mapping[Any, object]) -> Row | Broken:
    """Return a record of any values as a row of text, or as `Broken`; names are stripped of spaces."""
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
    """Return a value as a cell: `None` as "", a list as phrases, 7.0 of a spreadsheet as 7.

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
    """Return a row whose cells have at most `longest` characters; else a `Broken`."""
    if max(map(len, row.cells.values()), default=0) <= longest:
        return row
    name, cell = max(row.cells.items(), key=lambda item: len(item[1]))
    return Broken(row.line, f"must hold shorter cells; {name[:_SHOWN]!r} has {len(cell):,} characters")


def whole_number(text: str) -> int | None:
    """Return a cell as a whole number of 0 or more, 2.0 of a spreadsheet as 2; `None` if it is none.

    >>> whole_number("12"), whole_number("2.0"), whole_number("1.5"), whole_number("-1"), whole_number("")
    (12, 2, None, None, None)
    """
    match = _WHOLE.fullmatch(text.strip())
    return int(match[1]) if match else None


def whole_cell(row: Row, column: str, problems: list[tuple[int, str]]) -> int | None:
    """Return the whole number in a cell, `None` for an empty one; what is none is added to the problems."""
    text = row.cells.get(column, "").strip()
    number = whole_number(text)
    if text and number is None:
        problems.append((row.line, f": {column} must be a whole number of 0 or more; it is {text[:_SHOWN]!r}"))
    return number


def number_of(text: str) -> float:
    """Return a cell as a number; NaN if it is none."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def no_number(text: str) -> str:
    """Return what is no number for a message, with what to do where a comma stands for the point.

    >>> no_number("high"), no_number("0,75")
    ("'high'", "'0,75': write decimals with a point")
    """
    with_point = number_of(text.replace(",", "."))
    is_comma = text.count(",") == 1 and with_point == with_point
    return f"{text[:80]!r}" + ": write decimals with a point" * is_comma


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


def flat(name: str) -> str:
    r"""Return a name on one line; column names may span several.

    >>> flat(" Why you,\n and why now? ")
    'Why you, and why now?'
    """
    return " ".join(name.split())


def listed(names: Iterable[str], show: Callable[[str], str] = str) -> str:
    """Return names for a message on one line: at most twenty, long ones shortened.

    >>> listed(["id", "x" * 99])[-8:], listed(map(str, range(30)))[-14:]
    ('xxxxxxx…', '19 and 10 more')
    """
    names = [flat(name) for name in names]
    shown = [show(name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…") for name in names[:_LISTED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def joined_problems(path: object, problems: Sequence[tuple[int, str]]) -> InputError:
    """Return one error that names several rows by their lines; at most ten reasons, then the number of further rows.

    >>> print(joined_problems("t.csv", [(2, ": x is wrong: mend it"), (3, ": y is wrong: mend it")]))
    t.csv line 2: x is wrong; line 3: y is wrong: mend it
    """
    lines_of: dict[str, list[int]] = {}
    for line, reason in problems:
        lines_of.setdefault(reason, []).append(line)
    shown = [*lines_of.items()][:_NAMED_AT_ONCE]
    advice = {reason.rpartition(": ")[2] for reason, _ in shown}
    # advice that all reasons share is written once
    common = f": {advice.pop()}" if len(advice) == 1 < len(shown) else ""
    parts = [f"line{'s' * (len(lines) > 1)} {_spans(lines)}{why.removesuffix(common)}" for why, lines in shown]
    more = len(problems) - sum(len(lines) for _, lines in shown)
    return InputError(f"{path} {'; '.join(parts)}{f'; and {more} more' if more else ''}{common}")


def _spans(lines: Iterable[int]) -> str:
    """Return line numbers in order, consecutive ones as `2 to 9`."""
    runs = groupby(enumerate(lines), lambda numbered: numbered[1] - numbered[0])
    spans = ([line for _, line in run] for _, run in runs)
    return listed(f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)


def refuse_doubled(path: object, names: Mapping[Any, str]) -> None:
    """Raise `InputError` if several columns, given with the names they are read by, have the same name."""
    for name, n in Counter(names.values()).most_common(1):
        if n > 1:
            doubled = listed((str(column) for column, own in names.items() if own == name), repr)
            raise InputError(f"{path} must have one column {name}; it has {doubled}: rename the others")


def without_columns(path: object, missing: Sequence[str], had: Iterable[str], advice: str) -> InputError:
    """Return the error for a table that lacks columns; `advice` says what to do."""
    what = f"column{'s' * (len(missing) > 1)} {' and '.join(missing)}"
    return InputError(f"{path} must have the {what}; it has {listed(had) or 'none'}: {advice}")
