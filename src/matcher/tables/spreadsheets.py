"""Workbooks read and written, in which text stays text; CSV cells that no spreadsheet runs as formulas.

Only a child process reads workbooks: a C library parses them, and small files can be bombs. A workbook is read whole:
memory grows with the file.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from io import BytesIO
from itertools import chain, islice
from typing import IO, Any, BinaryIO

from matcher.errors import ConfigError, InputError, first_line
from matcher.tables.headers import TITLE_ROWS, HeaderPlace, double_header, header, header_place
from matcher.tables.rows import Broken, Row, Table, as_text, listed, of_length

_SHEET_ROWS, SHEET_CELL = 1_048_576, 32_767
FORMULA = "^ *[=+\\-@\t\r\n\\x00]"
"""The beginning of texts that a spreadsheet would run as formulas. Source: OWASP, CSV injection."""

_UNPACKED = 1024**3
"""The largest workbook read, unpacked: a few kilobytes can pack gigabytes."""
AGAIN = "save it again, or save it as CSV"
_LISTING = 1024**2
_SHEET = re.compile(r"<(?:\w{1,20}:)?sheet\s[^<>]{0,500}?\bname=\"([^\"<>]{1,200})\"")


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
        raise InputError(f"{where} is not a whole workbook ({first_line(error)[:200]}); {AGAIN}") from error
    table = _table(opened, where, header_row, longest)
    if sheet is None and len(names) > 1:
        more = len(names) - 1
        first = f"{where}: only its first sheet, {name!r}, is read; it has {more} more: name one to read that."
        table.note = f"{first} {table.note}".rstrip()
    return table


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


def _table(sheet: Any, where: str, header_row: int | None, longest: int) -> Table:
    numbered = ((line, [as_text(value) for value in values]) for line, values in enumerate(sheet.iter_rows(), 1))
    lines = ((line, cells) for line, cells in numbered if any(cells))
    first = list(islice(lines, header_row or TITLE_ROWS))
    place = header_place([cells for _, cells in first])
    if header_row:
        number = next((number for number, (line, _) in enumerate(first) if line == header_row), len(first))
        place = HeaderPlace(number, below=number + 1)
    line, cells = first[place.number] if place.number < len(first) else (1, [])
    last, below = first[place.below - 1] if place.below <= len(first) else (line, [])
    columns = header(double_header(cells, first[place.number + 1][1]) if place.is_double else cells, where, header_row)
    columns = columns[: max(number for number, name in enumerate(columns, 1) if name)]
    note = "" if header_row else place.note(where, line, last)
    n_lines = sheet.end[0] + 1 if sheet.end else 1

    def rows() -> Iterator[Row | Broken]:
        nonlocal last
        for last, cells in chain(first[place.below :], lines):
            if any(text.strip() for text in cells[len(columns) :]):
                yield Broken(last, f"must have {len(columns)} cells like its header; it has more: name their columns")
            elif any(text.strip() for text in cells):
                row = dict(zip(columns, cells, strict=False))
                row.pop("", None)
                yield of_length(Row(last, row), longest)

    return Table(tuple(filter(None, columns)), rows(), lambda: last / n_lines, note)


def _refuse_bomb(file: BinaryIO, where: str) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise InputError(f"{where} is not a whole workbook; {AGAIN}") from error
    if size > _UNPACKED:
        raise InputError(f"{where} must unpack to at most {_UNPACKED >> 20} MB; save it as CSV")


@contextmanager
def new_workbook(file: IO[bytes]) -> Iterator[Any]:
    """Yield a workbook for a file, in which text stays text; equal cells give equal files."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    packed = BytesIO()  # in memory: on a full disk, a workbook would raise again when it is garbage collected
    strings = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
    try:
        # leaving the block closes its files, also when a cell is refused
        with xlsxwriter.Workbook(packed, {"constant_memory": True, **strings}) as book:
            # a fixed date: with the time of writing, equal tables would give different files
            book.set_properties({"created": datetime(2000, 1, 1)})
            yield book
    except FileCreateError as error:
        raise error.args[0] from None
    file.write(packed.getbuffer())


def write_sheets(columns: Mapping[str, type], chunks: Iterable[bytes], file: IO[bytes]) -> None:
    """Write a workbook row by row; rows that do not fit on one sheet are on the next, with the same header."""
    with new_workbook(file) as book:
        sheet, line = _new_sheet(book, columns), 1
        for cells in (json.loads(line) for chunk in chunks for line in chunk.split(b"\n") if line):
            if line == _SHEET_ROWS:
                sheet, line = _new_sheet(book, columns), 1
            _write_row(sheet, line, cells)
            line += 1


def _new_sheet(book: Any, columns: Mapping[str, type]) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for at, kind in enumerate(columns.values()):
        sheet.set_column(at, at, 24 if kind is str else 12)
    _write_row(sheet, 0, list(columns))
    return sheet


def _write_row(sheet: Any, line: int, cells: Sequence[object]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > SHEET_CELL:
            raise InputError(f"a cell of a workbook must hold at most {SHEET_CELL} characters: write CSV instead")
        # written as a string, a text never becomes a formula or a link
        (sheet.write_string if isinstance(cell, str) else sheet.write_number)(line, column, cell)


def spreadsheet_plain(cell: str) -> str:
    """Undo `spreadsheet_safe`.

    >>> spreadsheet_plain("'=1+1"), spreadsheet_plain("'reefs'")
    ('=1+1', "'reefs'")
    """
    return cell[1:] if cell[:1] == "'" and re.match(FORMULA, cell[1:]) else cell


def spreadsheet_safe(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula: a text that would start one gets a leading apostrophe.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe(-0.5), spreadsheet_safe("reefs")
    ("'=1+1", -0.5, 'reefs')
    """
    return "'" + cell if isinstance(cell, str) and re.match(FORMULA, cell) else cell
