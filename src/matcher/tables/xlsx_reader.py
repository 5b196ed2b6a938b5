"""A sheet of a workbook as rows; read by a child only, since one far cell ends whoever lays out the sheet."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from itertools import chain, islice
from typing import Any, BinaryIO

from matcher.errors import ConfigError, InputError, first_line
from matcher.tables.rows import TITLE_ROWS, Broken, Row, Table, as_text, header, header_number, listed, of_length

_UNPACKED = 1024**3
"""The largest workbook read, unpacked: a few kilobytes can pack gigabytes."""

_LISTING = 1024**2
_SHEET = re.compile(r"<(?:\w{1,20}:)?sheet\s[^<>]{0,500}?\bname=\"([^\"<>]{1,200})\"")

_Line = tuple[int, list[str]]
"""The number of a row, and its cells."""


def sheet_table(file: BinaryIO, where: str, sheet: str | None, header_row: int | None, longest: int) -> Table:
    """Return the rows of one sheet, numbered as the spreadsheet numbers them; the first sheet unless one is named.

    A workbook is read whole, unlike the other formats: memory grows with the file.
    """
    from python_calamine import CalamineWorkbook

    _refuse_bomb(file, where)
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
        if not names:
            raise InputError(f"{where} is not a workbook: it has no sheet")
        name = _wanted(names, sheet, where)
        laid_out = book.get_sheet_by_name(name)
    except (InputError, ConfigError, MemoryError):
        raise
    except Exception as error:
        raise InputError(f"{where} is not a workbook: {first_line(error)[:200]}") from error
    notes = []
    if sheet is None and len(names) > 1:
        more = len(names) - 1
        notes.append(f"{where}: only its first sheet, {name!r}, is read; it has {more} more: name one to read that.")
    return _table(_lines(laid_out), where, header_row, longest, laid_out.end[0] + 1 if laid_out.end else 0, notes)


def sheet_names(file: BinaryIO) -> list[str]:
    """Return the names of a workbook's sheets in their order, read without laying out any; empty for no workbook."""
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


def _table(
    lines: Iterator[_Line], where: str, header_row: int | None, longest: int, n_lines: int, notes: list[str]
) -> Table:
    first = list(islice(lines, header_row or TITLE_ROWS))
    if header_row:
        number = next((number for number, (line, _) in enumerate(first) if line == header_row), len(first))
    else:
        number = header_number([cells for _, cells in first])
    line, cells = first[number] if number < len(first) else (1, [])
    columns = header(cells, where)
    columns = columns[: max(number for number, name in enumerate(columns, 1) if name)]
    if number and not header_row:
        notes.append(f"{where}: the columns are named in row {line}; what stands above is taken for a title.")
    last = line

    def rows() -> Iterator[Row | Broken]:
        nonlocal last
        for last, cells in chain(first[number + 1 :], lines):
            if any(text.strip() for text in cells[len(columns) :]):
                yield Broken(last, f"must have {len(columns)} cells like its header; it has more")
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
        raise InputError(f"{where} is not a workbook: {first_line(error)}") from error
    if size > _UNPACKED:
        raise InputError(f"{where} must unpack to at most {_UNPACKED >> 20} MB; save it as CSV")
