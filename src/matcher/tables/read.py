"""Tables as rows of text, each with its place: CSV of any delimiter, JSON lines, Parquet, XLSX."""

import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from matcher.tables.csv_reader import csv_rows
from matcher.tables.lines import Lines, TooLongError
from matcher.tables.parquet_xlsx import parquet_rows, sheet_rows
from matcher.tables.reading import decode, read_bytes
from matcher.tables.rows import JSON_ENDINGS, PARQUET_ENDINGS, SHEET_ENDINGS, Broken, Row, as_text
from matcher.tables.table_encoding import UNREADABLE, Survey, survey

MAX_TABLE_BYTES = 2 * 1024**3
"""The largest table read whole."""

_LONGEST_WHOLE = 64 * 1024 * 1024
_LONGEST = 500_000
"""The most characters of one row in a stream; an open quote swallows no more than that."""

_LOOKED_AT = 100


@dataclass
class Table:
    """An open table: its columns, its rows as they come, and how far into the file they are."""

    columns: tuple[str, ...]
    """The column names; of JSON lines, those of its first hundred rows."""
    rows: Iterator[Row | Broken]
    share_read: Callable[[], float]
    """How much of the file was read so far, in [0, 1]."""
    note: str = ""


def read_rows(path: str | Path) -> list[Row]:
    """Return every row of a table; the ending tells the format: `.jsonl`, `.ndjson`, `.parquet`, `.xlsx`, else CSV.

    Cells are text as written: 007 stays 007, NA stays NA. Raises `InputError`, naming file and line, for a ragged row,
    a doubled column, an unclosed quote, a line that is not JSON; nothing is skipped.
    """
    if _is_text(path):
        stream = io.StringIO(decode(read_bytes(path, MAX_TABLE_BYTES), str(path)), newline="")
        return [_whole(row, path) for row in _text_table(stream, path, _LONGEST_WHOLE).rows]
    read_bytes(path, MAX_TABLE_BYTES)
    with open_table(path) as table:
        return [_whole(row, path) for row in table.rows]


def _whole(row: Row | Broken, path: str | Path) -> Row:
    if isinstance(row, Broken):
        raise row.error(str(path))
    return row


def look_at(path: str | Path) -> Survey:
    """Return digest, size and encoding of a table, in one pass."""
    return survey(Path(path), text=_is_text(path))


@contextmanager
def open_table(path: str | Path, encoding: str = "") -> Iterator[Table]:
    """Yield a table whose rows are read as they are asked for; a row that cannot be read comes as `Broken`.

    Memory does not grow with the file, save for a workbook. `encoding` is what `look_at` found, if it was called.
    """
    path = Path(path)
    if _is_text(path):
        encoding = encoding or look_at(path).encoding
        with path.open(encoding=encoding, errors=UNREADABLE, newline="") as stream:
            yield _text_table(stream, path, _LONGEST)
        return
    found = sheet_rows(path) if path.suffix.lower() in SHEET_ENDINGS else parquet_rows(path)
    seen = 0

    def counted() -> Iterator[Row | Broken]:
        nonlocal seen
        for row in found.rows:
            seen += 1
            yield row

    try:
        yield Table(found.columns, counted(), lambda: seen / (found.n_rows or 1), found.note)
    finally:
        found.close()


def _is_text(path: str | Path) -> bool:
    return Path(path).suffix.lower() not in SHEET_ENDINGS | PARQUET_ENDINGS


def _text_table(stream: TextIO, path: str | Path, longest: int) -> Table:
    lines = Lines(stream, longest)
    share = _share_of(stream)
    if Path(path).suffix.lower() not in JSON_ENDINGS:
        columns, rows = csv_rows(lines, str(path))
        return Table(columns, rows, share)
    rows = _json_rows(lines)
    first = [row for _, row in zip(range(_LOOKED_AT), rows, strict=False)]
    named = {name: None for row in first if isinstance(row, Row) for name in row.cells}
    return Table(tuple(named), _after(first, rows), share)


def _after(first: list[Row | Broken], rest: Iterator[Row | Broken]) -> Iterator[Row | Broken]:
    yield from first
    yield from rest


def _share_of(stream: TextIO) -> Callable[[], float]:
    if not isinstance(stream, io.TextIOWrapper):
        return lambda: 1.0
    size = Path(stream.name).stat().st_size or 1
    return lambda: min(1.0, stream.buffer.tell() / size)


def _json_rows(lines: Lines) -> Iterator[Row | Broken]:
    while True:
        line = lines.begin()
        try:
            raw = next(lines)
        except StopIteration:
            return
        except TooLongError:
            yield Broken(line, "is longer than a row may be")
            continue
        if raw.strip():
            yield _json_row(line, raw)


def _json_row(line: int, raw: str) -> Row | Broken:
    try:
        cells = json.loads(raw, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        return Broken(line, f"is not JSON: {error}")
    if not isinstance(cells, dict):
        return Broken(line, f"must be a JSON object; it is {type(cells).__name__}")
    return Row(line, {name: as_text(value) for name, value in cells.items()})


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    cells = dict(pairs)
    if len(cells) < len(pairs):
        raise ValueError("a name is given twice")
    return cells


def kept_aside(folder: Path) -> Path:
    """Copy standard input into a folder and return the file, its ending by what it holds."""
    path = folder / "standard-input"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    with path.open("rb") as file:
        head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    ending = next(
        (e for sign, e in ((b"PAR1", ".parquet"), (b"PK\3\4", ".xlsx"), (b"{", ".jsonl")) if head.startswith(sign)),
        ".csv",
    )
    return path.rename(path.with_suffix(ending))


FORMULA = "^ *[=+\\-@\t\r\n\\x00]"
"""What a text begins with that a spreadsheet would run. Source: OWASP, CSV injection."""


def spreadsheet_safe(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula: a text that would start one gets a leading apostrophe.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe(-0.5), spreadsheet_safe("reefs")
    ("'=1+1", -0.5, 'reefs')
    """
    if isinstance(cell, str) and re.match(FORMULA, cell):
        return "'" + cell
    return cell
