"""Finds the header among the first rows of a table, and classifies the cells of a column."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

from matcher.errors import InputError
from matcher.tables.rows import column_name, listed

_LONE_NAMES = frozenset(("id", "interests", "statement"))
"""Names that make a header even if there is only one column."""
_KNOWN_NAMES = _LONE_NAMES | {"name", "email", "e-mail", "title", "keywords", "abstract", "capacity", "grade", "text"}
_LONGEST_NAME = 8
"""The most words in the name of a column; more are a text."""
TITLE_ROWS = 10
"""The number of rows that are searched for the header."""
_MOST_COLUMNS = 20_000
"""More than a workbook can have."""
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

_FILE = re.compile(r"[^\n]{1,200}\.\w{2,5}")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
_TIME = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T].*)?|\d{1,2}:\d{2}.*")
_PLACE_ON_THE_WEB = re.compile(r"(?:https?://)?[\w.-]+\.[a-zA-Z]{2,}(?:[/:?#]\S*)?")

_LONG_TEXT = 15
"""Cells with at least so many words are texts that a person wrote, not answers from a list."""
_TEXT = 8
_KEY_WORDS = 4
_KEY_LENGTH = 100


def header(names: Sequence[str], where: str, row: int | None = None) -> tuple[str, ...]:
    """Return the column names of a header, which is row `row` if the user said so; "" for a column that is not read."""
    columns = tuple(column_name(name).encode("utf-8", "replace").decode() for name in names)
    named = [name for name in columns if name]
    if not named and row:
        raise InputError(f"{where} must name its columns in row {row}; it is empty, or not there: give another")
    if not named:
        raise InputError(f"{where} must start with a line of column names; it is empty")
    if any("\0" in name for name in named):
        raise InputError(f"{where} must be text; its header holds NUL characters: save it as CSV in UTF-8")
    doubled = sorted(name for name, n in Counter(named).items() if n > 1)
    if doubled:
        raise InputError(f"{where} must name each column once; check {listed(doubled, repr)}")
    if len(named) > _MOST_COLUMNS:
        raise InputError(f"{where} must have at most {_MOST_COLUMNS:,} columns; it has {len(named):,}: leave some out")
    return columns


class HeaderPlace(NamedTuple):
    """The header row, counted from 0; whether the next row belongs to it; and the first row of data."""

    number: int = 0
    is_double: bool = False
    below: int = 1

    def note(self, where: str, first: int, last: int) -> str:
        """Return a note on a header on the lines `first` to `last` of a file; "" for a header on its first line."""
        if self == HeaderPlace():
            return ""
        lines = f"line {first}" if first == last else f"lines {first} to {last}"
        return f"{where}: the columns are named on {lines}" + "; what stands above is taken for a title." * (
            self.number > 0
        )


def header_place(rows: Sequence[Sequence[str]]) -> HeaderPlace:
    """Return the place of the header among the first rows of a table.

    A second row that names columns which the first leaves empty belongs to the header: `Name, , Topic` over
    `First, Last`. A row below with only words in brackets, such as units, is skipped.
    """
    number = _header_number(rows)
    head, second, *_ = ([cell.strip() for cell in row] for row in (*rows[number : number + 2], (), ()))
    empty = [n for n, cell in enumerate(head) if not cell and n < len(second)]
    parts = {n for n, cell in enumerate(second) if cell}
    is_double = (
        all(n and {n - 1, n} <= parts for n in empty)
        and 0 < len(empty) < len(parts) < len(head)
        and not any(head[n].casefold() in _LONE_NAMES for n in parts if n < len(head))
        and {_kind(second[n]) for n in parts} == {"word"}
    )
    below = number + 1 + is_double
    next_two = [[cell.strip() for cell in row if cell.strip()] for row in rows[below : below + 2]]
    are_remarks = [bool(cells) and all(map(IN_BRACKETS.fullmatch, cells)) for cells in next_two]
    return HeaderPlace(number, is_double, below + (are_remarks == [True, False]))


def double_header(groups: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Return the joined names of two header rows: a part belongs to the group above it, or above and to the left.

    >>> double_header(["Name", "", "Topic"], ["First", "Last", ""])
    ['Name First', 'Name Last', 'Topic']
    """
    names, group = [], ""
    for own, part in zip_longest(groups, parts, fillvalue=""):
        group = own.strip() or group
        names.append(f"{group} {part}".strip() if part.strip() else own)
    return names


def _header_number(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the row that names the columns.

    Rows above it are titles. A title fills one cell, or all cells with the same words, that are no known name; or it
    fills several cells without a known name, and a row below has two known names, or more distinct words above a column
    of numbers, addresses or long texts, or as many above two such columns with two rows in them.
    """
    kinds = [[_kind(cell.strip()) for cell in row] for row in rows]
    names = [{cell.strip().casefold() for cell in row} - {""} for row in rows]
    filled = [len(row) for row in names]
    first = next((n for n in range(len(rows)) if filled[n] > 1 or _LONE_NAMES & names[n]), 0)
    if not rows or _LONE_NAMES & names[first]:
        return first
    below = range(first + 1, len(rows))
    n_known = [len(_KNOWN_NAMES & some) for some in names]
    if n_known[first]:
        # a group of columns may have the name of one, as Text
        more = (n for n in below if n_known[n] > n_known[first] and filled[n] > filled[first])
        return next(more, first)
    named = (n for n in below if n_known[n] > 1)
    fuller = (n for n in below if filled[n] > filled[first] or (filled[n] == filled[first] and n + 2 < len(rows)))
    unlike = (n for n in fuller if _n_unlike(rows[n], kinds[n], kinds[n + 1 :]) > (filled[n] == filled[first]))
    return next(named, None) or next(unlike, first)


def _kind(cell: str) -> str:
    """Return the kind of a cell, which distinguishes the name of a column from the cells below."""
    if not cell or "@" in cell or "://" in cell:
        return "address" if cell else ""
    return "number" if not re.search(r"[^\W\d_]", cell) else "text" if len(cell.split()) > _LONGEST_NAME else "word"


def _n_unlike(row: Sequence[str], kinds: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """Return the number of columns without words below a row of distinct words; 0 for any other row."""
    words = [cell.strip() for cell in row if cell.strip()]
    columns = [{other[n] for other in below if n < len(other)} - {""} for n, kind in enumerate(kinds) if kind]
    is_distinct = len({*words}) == len(words) and {*kinds} <= {"", "word"}
    return sum(bool(column) and "word" not in column for column in columns) if is_distinct else 0


class Cells:
    """The cells of one column in the first rows of a table; without rows every check succeeds."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.all = cells
        self.filled = [cell.strip() for cell in cells if cell.strip()]

    @cached_property
    def n_words(self) -> float:
        """The median number of words of the cells that are not empty."""
        from statistics import median  # most tables do not need it

        return median(len(cell.split()) for cell in self.filled) if self.filled else 0

    @property
    def are_texts(self) -> bool:
        """Whether a typical cell is at least a sentence."""
        return self.n_words >= _TEXT

    @property
    def are_long_texts(self) -> bool:
        """Whether a typical cell is a longer text that a person wrote."""
        return self.n_words >= _LONG_TEXT and self._share_of_different > 0.6

    @property
    def are_addresses(self) -> bool:
        """Whether most cells are e-mail addresses."""
        return self._most(_ADDRESS)

    @cached_property
    def are_keys(self) -> bool:
        """Whether the cells are short and distinct, and not times."""
        short = all(len(cell) <= _KEY_LENGTH and len(cell.split()) <= _KEY_WORDS for cell in self.filled)
        own = len({cell.casefold() for cell in self.filled}) == len(self.all) > 1
        return short and own and not self._most(_TIME)

    def may_be(self, field: str) -> bool:
        """Return whether the cells can belong to a field; without cells always true."""
        if not self.filled:
            return True
        match field:
            case "id":
                # some rows may be repeated
                return self._share_of_different >= 0.75 and self.n_words <= _KEY_WORDS
            case "statement":
                return self._share_of_different > 0.6 and self.n_words > 1 and not self._most(_FILE)
            case "statement_file":
                return self._most(_FILE)
            case "interests":
                return any(letter.isalpha() for cell in self.filled for letter in cell) and not self._most(_ADDRESS)
            case "name":
                strange = self._most(_ADDRESS) or self._most(_PLACE_ON_THE_WEB) or self._most(_TIME) or self._numbers
                return self.n_words <= 8 and not strange
            case "capacity":
                return self._numbers
            case "url":
                return self._most(_PLACE_ON_THE_WEB)
            case _:
                return True

    @property
    def _share_of_different(self) -> float:
        """The share of distinct cells, in [0, 1]: near 1 for texts, small for a level or a country."""
        return len({*self.filled}) / (len(self.filled) or 1)

    @property
    def _numbers(self) -> bool:
        return sum(cell.isdecimal() for cell in self.filled) * 2 > len(self.filled)

    def _most(self, pattern: re.Pattern[str]) -> bool:
        return sum(bool(pattern.fullmatch(cell)) for cell in self.filled) * 2 > len(self.filled)
