"""Output for spreadsheets: workbooks in which text stays text, and CSV cells that are not run as formulas."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import IO, Any

from matcher.errors import InputError

_SHEET_ROWS, SHEET_CELL = 1_048_576, 32_767
FORMULA = "^ *[=+\\-@\t\r\n\\x00]"
"""The beginning of texts that a spreadsheet would run as formulas. Source: OWASP, CSV injection."""


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
        sheet, line = _sheet(book, columns), 1
        for cells in (json.loads(line) for chunk in chunks for line in chunk.split(b"\n") if line):
            if line == _SHEET_ROWS:
                sheet, line = _sheet(book, columns), 1
            _write_row(sheet, line, cells)
            line += 1


def _sheet(book: Any, columns: Mapping[str, type]) -> Any:
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
