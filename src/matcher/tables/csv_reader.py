"""CSV as rows: strict, any delimiter, quoted line breaks; a broken row is reported and the next one is read.

Python's strict reader raises at an unclosed quote (pandas and pyarrow swallow the rows after it). The lines after such
a quote cannot be told apart from text with line breaks, so they are reported as broken, not guessed.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TextIO

from matcher.tables.headers import TITLE_ROWS, HeaderPlace, double_header, header, header_place
from matcher.tables.rows import Broken, Row, joined_problems
from matcher.tables.spreadsheets import spreadsheet_plain

_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_HEADER_LINES = 50
_HEAD = 100_000
"""Characters that are searched for the header."""
_LOOK = 'look for a quote left open; one within a text is written ""'
_WHY = {
    "unexpected end of data": "a quoted cell does not end",
    "expected after": "text follows the end of a quoted cell",
}
csv.field_size_limit(64 * 1024 * 1024)


class TooLongError(Exception):
    """A row has more characters than allowed."""


class Lines(Iterator[str]):
    """The lines of a stream with their line ends; a row may take at most `longest` characters."""

    def __init__(self, stream: TextIO, longest: int) -> None:
        self._stream, self._longest = stream, longest
        self._back: list[str] = []
        self.taken: list[str] = []
        """The lines of the row being read."""
        self._size = 0
        self.line = 0
        """The number of the last returned line."""

    def begin(self) -> int:
        """Begin the next row, and return the number of its first line."""
        self.taken, self._size = [], 0
        return self.line + 1

    def __next__(self) -> str:
        text = self._back.pop() if self._back else self._stream.readline(self._longest)
        if not text:
            raise StopIteration
        self.line += 1
        self.taken.append(text)
        if len(text) == self._longest and not text.endswith(("\n", "\r")):
            while (more := self._stream.readline(self._longest)) and not more.endswith(("\n", "\r")):
                pass
            raise TooLongError
        self._size += len(text)
        if self._size > self._longest:
            raise TooLongError
        return text

    def put_back(self) -> None:
        """Return the last line again next time."""
        self._back.append(self.taken.pop())
        self._size -= len(self._back[-1])
        self.line -= 1


def csv_rows(
    stream: TextIO, longest: int, where: str, header_row: int | None = None
) -> tuple[tuple[str, ...], Iterator[Row | Broken], str]:
    """Return the columns of a CSV text, its rows (of at most `longest` characters) without blank lines, and a note.

    The header is on the line `header_row`, counted from 1; without it, on the first line that is no title.
    """
    lines = Lines(stream, longest)
    try:
        skipped, names, place = (header_row - 1, "", HeaderPlace()) if header_row else _header_place(stream)
        for _ in range(skipped):
            lines.begin()
            next(lines, None)
        lines.begin()
        delimiter = max(_DELIMITERS, key=_QUOTED.sub("", names or next(lines, "")).count)
        if lines.taken:
            lines.put_back()
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        head = _plain(next(reader, []))
        for n in range(place.number + 1, place.below):
            below = next(reader, [])
            head = double_header(head, below) if place.is_double and n == place.number + 1 else head
        columns = header(head, where, header_row)
    except (csv.Error, TooLongError) as error:
        first = Broken(lines.line or 1, f"is not CSV: {_why(error) or 'its header never ends'}; {_LOOK}")
        raise joined_problems(where, [first.problem]) from error
    note = place.note(where, skipped + 1, lines.line)
    return tuple(filter(None, columns)), _Records(reader, lines, delimiter, columns).rows(), note


def _header_place(stream: TextIO) -> tuple[int, str, HeaderPlace]:
    """Return the number of lines above the header, the header line, and its place; the stream stays at its start."""
    head = io.StringIO(stream.read(_HEAD), newline="")
    stream.seek(0)
    texts, starts, n_lines = list[str](), list[int](), 0
    while len(texts) <= TITLE_ROWS:
        text, start = "", n_lines
        for line in head:
            text, n_lines = text + line, n_lines + 1
            # a quoted name may span lines
            if text.count('"') % 2 == 0 or n_lines - start >= _HEADER_LINES:
                break
        if not text:
            break
        texts.append(text)
        starts.append(start)
    rows = [_QUOTED.sub(lambda quoted: re.sub(f"[{_DELIMITERS}]", " ", quoted[0][1:-1]), text) for text in texts]
    # one delimiter for all rows, the most regular: a text may contain more commas than its row has cells
    counts = Counter((sign, row.count(sign)) for row in rows for sign in _DELIMITERS if sign in row)
    delimiter, _ = max(counts, key=counts.__getitem__, default=(_DELIMITERS[0], 0))
    place = header_place([row.split(delimiter) for row in rows])
    return (starts[place.number], texts[place.number], place) if texts else (0, "", HeaderPlace())


def _plain(cells: list[str]) -> list[str]:
    """Return cells without the apostrophe that keeps a spreadsheet from running them: ids must be the original ones."""
    return [spreadsheet_plain(cell) if cell[:1] == "'" else cell for cell in cells]


def _why(error: Exception) -> str:
    """Return the problem of the CSV reader in plain words; "" for a row without end."""
    return next((why for said, why in _WHY.items() if said in str(error)), str(error))


class _Records:
    def __init__(self, reader: Iterator[list[str]], lines: Lines, delimiter: str, columns: Sequence[str]) -> None:
        self._reader, self._lines, self._delimiter, self._columns = reader, lines, delimiter, columns
        self._has_unnamed = "" in columns
        self._n_needed = max(number for number, name in enumerate(columns, 1) if name)
        self._open_since = 0
        """The line of an unclosed quote, until a complete row shows that the text can be trusted again."""

    def rows(self) -> Iterator[Row | Broken]:
        while True:
            start = self._lines.begin()
            try:
                cells = self._cells()
            except StopIteration:
                return
            except (csv.Error, TooLongError) as error:
                yield from self._broken(start, error)
                continue
            if (item := self._item(start, cells)) is not None:
                yield item

    def _cells(self) -> list[str]:
        """Return the cells of the next row; splitting a line without quotes takes a third of the reader's time."""
        line = next(self._lines).removesuffix("\n").removesuffix("\r")
        if '"' not in line and "\r" not in line:
            return line.split(self._delimiter)
        self._lines.put_back()
        return next(self._reader)

    def _item(self, start: int, cells: list[str]) -> Row | Broken | None:
        if not any(map(str.strip, cells)):
            return None
        if self._open_since and (len(cells) != len(self._columns) or any('"' in cell for cell in cells)):
            return self._inside(start)
        if len(cells) != len(self._columns) and not self._n_needed <= len(cells) < len(self._columns):
            how = ": put a text with commas in quotes" * (len(cells) > len(self._columns))
            return Broken(start, f"must have {len(self._columns)} cells like its header; it has {len(cells)}{how}")
        self._open_since = 0
        row = dict(zip(self._columns, _plain(cells), strict=False))
        if self._has_unnamed:
            row.pop("", None)
        return Row(start, row)

    def _broken(self, start: int, error: Exception) -> Iterator[Broken]:
        """Yield the broken row and the lines after it; the line where the error was noticed is read again."""
        lines, noticed = self._lines, self._lines.line
        if isinstance(error, TooLongError) and len(lines.taken) == 1:
            yield Broken(start, f"is longer than a row may be; {_LOOK}")
            return
        reason = f"is not CSV: {_why(error) or 'a quoted cell does not end'}"
        at_the_end = "end of data" in str(error)
        if noticed > start and not at_the_end:
            lines.put_back()
        swallowed = list(lines.taken)[1:]
        self._open_since = self._open_since or start
        yield Broken(start, f"{reason}; {_LOOK}", noticed)
        for line, text in enumerate(swallowed, start + 1):
            if text.strip():
                yield self._inside(line)

    def _inside(self, line: int) -> Broken:
        return Broken(line, f"may belong to the quote left open on line {self._open_since}; fix that one first")
