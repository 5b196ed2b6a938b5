"""Parquet and workbooks as rows; only a child process reads them: C libraries parse them, and small files can be bombs.

Of Parquet a few hundred rows are in memory at a time, and a cell that cannot be read breaks only its own row. A
workbook is read whole: memory grows with the file.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple

from matcher.errors import ConfigError, InputError, first_line
from matcher.tables.headers import TITLE_ROWS, HeaderPlace, double_header, header, header_place
from matcher.tables.rows import Broken, Row, Table, as_text, listed, of_length, row_of

_BATCH = 64
_UNPACKED = 1024**3
"""The largest workbook read, unpacked: a few kilobytes can pack gigabytes."""

_AGAIN = "save it again, or save it as CSV"
_LISTING = 1024**2
_SHEET = re.compile(r"<(?:\w{1,20}:)?sheet\s[^<>]{0,500}?\bname=\"([^\"<>]{1,200})\"")

_Line = tuple[int, list[str]]
"""The number of a row, and its cells."""


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
        raise InputError(f"{where} is not a whole Parquet file; {_AGAIN}") from error
    line = 0

    def rows() -> Iterator[Row | Broken]:
        nonlocal line
        try:
            for batch in file.iter_batches(_BATCH, use_threads=False):
                columns = [_values(column) for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    line += 1
                    yield _row(line, names, cells, longest)
        except MemoryError:
            raise
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{where} is damaged after row {line}: {first_line(error)}; {_AGAIN}") from error

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


def _row(line: int, names: tuple[str, ...], cells: tuple[Any, ...], longest: int) -> Row | Broken:
    for name, cell in zip(names, cells, strict=True):
        if isinstance(cell, _Unreadable):
            return Broken(line, f"must be readable in {name!r}: {cell.reason}")
    row = row_of(line, {name: cell for name, cell in zip(names, cells, strict=True) if name})
    return of_length(row, longest) if isinstance(row, Row) else row


def sheet_table(file: BinaryIO, where: str, sheet: str | None, header_row: int | None, longest: int) -> Table:
    """Return the rows of one sheet, the first unless one is named, numbered as in the spreadsheet."""
    from python_calamine import CalamineWorkbook

    _refuse_bomb(file, where)
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
        if not names:
            raise InputError(f"{where} is not a workbook: it has no sheet")
        name = _wanted(names, sheet, where)
        opened = book.get_sheet_by_name(name)
    except (InputError, ConfigError, MemoryError):
        raise
    except Exception as error:
        raise InputError(f"{where} is not a whole workbook ({first_line(error)[:200]}); {_AGAIN}") from error
    notes = []
    if sheet is None and len(names) > 1:
        more = len(names) - 1
        notes.append(f"{where}: only its first sheet, {name!r}, is read; it has {more} more: name one to read that.")
    return _sheet(
        _lines(opened),
        where,
        header_row,
        longest,
        opened.end[0] + 1 if opened.end else 0,
        notes,
    )


def sheet_names(file: BinaryIO) -> list[str]:
    """Return the names of a workbook's sheets in order, without parsing the sheets; empty if it is no workbook."""
    try:
        with zipfile.ZipFile(file) as packed, packed.open("xl/workbook.xml") as listing:
            return [unescape(name) for name in _SHEET.findall(listing.read(_LISTING).decode("utf-8", "replace"))]
    except (OSError, KeyError, RuntimeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return []


def _wanted(names: list[str], sheet: str | None, where: str) -> str:
    if sheet is None or sheet in names:
        return sheet or names[0]
    if sheet.isdecimal() and 1 <= int(sheet) <= len(names):
        return names[int(sheet) - 1]
    raise ConfigError(f"sheet must be one of {listed(names, repr)}; {sheet!r} is none of {where}")


def _lines(sheet: Any) -> Iterator[_Line]:
    for line, values in enumerate(sheet.iter_rows(), 1):
        cells = [as_text(value) for value in values]
        if any(cells):
            yield line, cells


def _sheet(
    lines: Iterator[_Line], where: str, header_row: int | None, longest: int, n_lines: int, notes: list[str]
) -> Table:
    first = list(islice(lines, header_row or TITLE_ROWS))
    place = header_place([cells for _, cells in first])
    if header_row:
        number = next((number for number, (line, _) in enumerate(first) if line == header_row), len(first))
        place = HeaderPlace(number, below=number + 1)
    line, cells = first[place.number] if place.number < len(first) else (1, [])
    last, below = first[place.below - 1] if place.below <= len(first) else (line, [])
    columns = header(double_header(cells, first[place.number + 1][1]) if place.is_double else cells, where, header_row)
    columns = columns[: max(number for number, name in enumerate(columns, 1) if name)]
    if not header_row:
        notes += filter(None, [place.note(where, line, last)])

    def rows() -> Iterator[Row | Broken]:
        nonlocal last
        for last, cells in chain(first[place.below :], lines):
            if any(text.strip() for text in cells[len(columns) :]):
                yield Broken(last, f"must have {len(columns)} cells like its header; it has more: name their columns")
            elif any(text.strip() for text in cells):
                row = dict(zip(columns, cells, strict=False))
                row.pop("", None)
                yield of_length(Row(last, row), longest)

    return Table(tuple(filter(None, columns)), rows(), lambda: last / max(1, n_lines), " ".join(notes))


def _refuse_bomb(file: BinaryIO, where: str) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{where} is not a whole workbook; {_AGAIN}") from error
    if size > _UNPACKED:
        raise InputError(f"{where} must unpack to at most {_UNPACKED >> 20} MB; save it as CSV")
