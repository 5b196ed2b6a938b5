"""JSON as rows: one object per line, or one array of objects; what is no object is reported as a broken row."""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import TextIO

from matcher.errors import InputError
from matcher.tables.csv_reader import Lines, TooLongError
from matcher.tables.rows import Broken, Row, column_name, row_of

_HEADER_ROWS = 100
"""The number of rows whose names become the columns; a later name is still in its row."""
_HEAD = 1000
"""Characters that are read to recognise an array."""
_LONGEST_ARRAY = 256 * 1024 * 1024
"""The most characters of an array, which is read whole."""

_MARK = re.compile(r'["\[\]{},]')
_STRING_END = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)


def json_rows(stream: TextIO, longest: int, where: str) -> tuple[tuple[str, ...], Iterator[Row | Broken]]:
    """Return the columns, those of the first hundred rows, and all rows of JSON, as lines or as an array.

    Lines have at most `longest` characters, and blank ones are none. An array is read whole, its rows numbered from 1.
    Raises `InputError` for JSON that is neither.
    """
    head = stream.read(_HEAD).lstrip()
    stream.seek(0)
    rows = _array_rows(stream, where) if head.startswith("[") else _line_rows(Lines(stream, longest))
    first = list(islice(rows, _HEADER_ROWS))
    broken = [row.problem for row in first if isinstance(row, Broken)]
    if broken and len(broken) == len(first):
        line, reason = broken[0]
        raise InputError(f"{where} must be a JSON array of objects, or one object a line; line {line}{reason}")
    columns = dict.fromkeys(name for row in first if isinstance(row, Row) for name in row.cells if name)
    return tuple(columns), chain(first, rows)


def _array_rows(stream: TextIO, where: str) -> Iterator[Row | Broken]:
    text = stream.read(_LONGEST_ARRAY + 1).strip()
    if len(text) > _LONGEST_ARRAY:
        raise InputError(f"{where} must be JSON lines to be so large; an array is read whole: one object a line")
    elements = list(_elements(text, where))
    return (_row(number, element) for number, element in enumerate(elements, 1))


def _line_rows(lines: Lines) -> Iterator[Row | Broken]:
    while True:
        line = lines.begin()
        try:
            text = next(lines)
        except StopIteration:
            return
        except TooLongError:
            yield Broken(line, "is longer than a row may be")
            continue
        if text.strip():
            yield _row(line, text)


def _elements(text: str, where: str) -> Iterator[str]:
    """Yield the text of each element, found by brackets alone, so that a broken element does not affect the others."""
    depth, start, place = 1, 1, 1
    while mark := _MARK.search(text, place):
        place = mark.end()
        if mark[0] == '"':
            end = _STRING_END.match(text, place)
            if end is None:
                break
            place = end.end()
        elif mark[0] in "[{":
            depth += 1
        elif mark[0] in "]}":
            depth -= 1
        if depth == 0 or (depth == 1 and mark[0] == ","):
            if text[start : mark.start()].strip():
                yield text[start : mark.start()]
            start = place
        if depth == 0:
            return
    raise InputError(f"{where} must be a JSON array of objects; it does not end, or is cut short: get the whole file")


def _row(line: int, text: str) -> Row | Broken:
    try:
        cells = json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        return Broken(line, "is not JSON that can be read: it is nested too deeply")
    except ValueError as error:
        return Broken(line, f"is not JSON: {error}")
    if not isinstance(cells, dict):
        return Broken(line, f"must be a JSON object; it is {type(cells).__name__}")
    return row_of(line, cells)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    cells = {column_name(name): value for name, value in pairs}
    if len(cells) < len(pairs):
        raise ValueError("a name is given twice")
    return cells
