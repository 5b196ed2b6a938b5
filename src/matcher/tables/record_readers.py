"""Records as rows: JSON, one object per line or one array of objects, and Parquet; what is no record is a broken row.

Only a child process reads Parquet: a C library parses it, and small files can be bombs. A few hundred of its rows are
in memory at a time, and a cell that cannot be read breaks only its own row.
"""

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple, TextIO

from matcher.errors import InputError, first_line
from matcher.tables.csv_reader import Lines, TooLongError
from matcher.tables.headers import header
from matcher.tables.rows import Broken, Row, Table, column_name, of_length, row_of
from matcher.tables.spreadsheets import AGAIN

_HEADER_ROWS = 100
"""The number of rows whose names become the columns; a later name is still in its row."""
_HEAD = 1000
"""Characters that are read to recognise an array."""
_LONGEST_ARRAY = 256 * 1024 * 1024
"""The most characters of an array, which is read whole."""

_MARK = re.compile(r'["\[\]{},]')
_STRING_END = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)
_BATCH = 64


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
    return (_json_row(number, element) for number, element in enumerate(elements, 1))


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
            yield _json_row(line, text)


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


def _json_row(line: int, text: str) -> Row | Broken:
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


class _Unreadable(NamedTuple):
    """Marks a cell without a Python value: a date outside the calendar, or bytes that are no text."""

    reason: str


def parquet_table(source: BinaryIO, where: str, longest: int) -> Table:
    """Return the rows of a Parquet file; the first is line 1."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(source, buffer_size=1 << 20, pre_buffer=False)
        names = header(file.schema_arrow.names, where)
    except MemoryError:
        raise  # some of Arrow's errors are both
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise InputError(f"{where} is not a whole Parquet file; {AGAIN}") from error
    line = 0

    def rows() -> Iterator[Row | Broken]:
        nonlocal line
        try:
            for batch in file.iter_batches(_BATCH, use_threads=False):
                columns = [_values(column) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    line += 1
                    yield _parquet_row(line, names, cells, longest)
        except MemoryError:
            raise
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{where} is damaged after row {line}: {first_line(error)}; {AGAIN}") from error

    return Table(tuple(filter(None, names)), rows(), lambda: min(1.0, line / max(1, file.metadata.num_rows)))


def _values(column: Any) -> list[Any]:
    """Return the values of a column, read one by one only if that fails for the whole column."""
    try:
        return list(column.to_pylist())
    except MemoryError:
        raise
    except Exception:
        # each type has its own converter, which raises its own errors
        return [_value(cell) for cell in column]


def _value(cell: Any) -> Any:
    try:
        return cell.as_py()
    except MemoryError:
        raise
    except UnicodeError:
        return _Unreadable("it holds bytes that are no character")
    except Exception:
        return _Unreadable("it is no date or number that can be written")


def _parquet_row(line: int, names: tuple[str, ...], cells: tuple[Any, ...], longest: int) -> Row | Broken:
    for name, cell in zip(names, cells, strict=True):
        if isinstance(cell, _Unreadable):
            return Broken(line, f"must be readable in {name!r}: {cell.reason}")
    row = row_of(line, {name: cell for name, cell in zip(names, cells, strict=True) if name})
    return of_length(row, longest) if isinstance(row, Row) else row
