"""JSON lines as rows: one object a line; a line that is none is named and the next one is read."""

import json
from collections.abc import Iterator
from itertools import chain, islice

from matcher.tables.csv_reader import Lines, TooLongError
from matcher.tables.rows import Broken, Row, row_of

_HEADER_ROWS = 100
"""Rows whose names are the columns of a file; a name that comes later still stands in its row."""


def json_rows(lines: Lines) -> tuple[tuple[str, ...], Iterator[Row | Broken]]:
    """Return the columns of JSON lines, those of the first hundred rows, and all rows; blank lines are none."""
    rows = _rows(lines)
    first = list(islice(rows, _HEADER_ROWS))
    columns = dict.fromkeys(name for row in first if isinstance(row, Row) for name in row.cells)
    return tuple(columns), chain(first, rows)


def _rows(lines: Lines) -> Iterator[Row | Broken]:
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


def _row(line: int, text: str) -> Row | Broken:
    try:
        cells = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        return Broken(line, f"is not JSON: {error}")
    if not isinstance(cells, dict):
        return Broken(line, f"must be a JSON object; it is {type(cells).__name__}")
    return row_of(line, cells)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    cells = {name.strip(): value for name, value in pairs}
    if len(cells) < len(pairs):
        raise ValueError("a name is given twice")
    return cells
