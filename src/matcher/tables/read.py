"""Tables as rows of text, each with its place: CSV of any delimiter, JSON lines, Parquet, XLSX."""

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from matcher.tables.csv_reader import Lines, csv_rows
from matcher.tables.encodings import UNREADABLE, Fingerprint, decode, fingerprint
from matcher.tables.files import read_bytes
from matcher.tables.json_reader import json_rows
from matcher.tables.parquet_xlsx import parquet_rows, sheet_rows
from matcher.tables.rows import JSON_ENDINGS, PARQUET_ENDINGS, SHEET_ENDINGS, Broken, Row

MAX_TABLE_BYTES = 2 * 1024**3
"""The largest table read whole."""

_LONGEST_WHOLE = 64 * 1024 * 1024
_LONGEST = 500_000
"""The most characters of one row in a stream; an open quote swallows no more than that."""

_ENDING_BY_SIGN = ((b"PAR1", ".parquet"), (b"PK\3\4", ".xlsx"), (b"{", ".jsonl"))


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


def table_fingerprint(path: str | Path) -> Fingerprint:
    """Return digest, size and encoding of a table, in one pass."""
    return fingerprint(Path(path), text=_is_text(path))


@contextmanager
def open_table(path: str | Path, encoding: str = "") -> Iterator[Table]:
    """Yield a table whose rows are read as they are asked for; a row that cannot be read comes as `Broken`.

    Memory does not grow with the file, save for a workbook. `encoding` is that of its fingerprint, if it was taken.
    """
    path = Path(path)
    if _is_text(path):
        encoding = encoding or table_fingerprint(path).encoding
        with path.open(encoding=encoding, errors=UNREADABLE, newline="") as stream:
            yield _text_table(stream, path, _LONGEST)
        return
    opened = sheet_rows(path) if path.suffix.lower() in SHEET_ENDINGS else parquet_rows(path)
    n_read = 0

    def counted() -> Iterator[Row | Broken]:
        nonlocal n_read
        for row in opened.rows:
            n_read += 1
            yield row

    try:
        yield Table(opened.columns, counted(), lambda: n_read / (opened.n_rows or 1), opened.note)
    finally:
        opened.close()


def _is_text(path: str | Path) -> bool:
    return Path(path).suffix.lower() not in SHEET_ENDINGS | PARQUET_ENDINGS


def _text_table(stream: TextIO, path: str | Path, longest: int) -> Table:
    lines = Lines(stream, longest)
    is_json = Path(path).suffix.lower() in JSON_ENDINGS
    columns, rows = json_rows(lines) if is_json else csv_rows(lines, str(path))
    return Table(columns, rows, _share_of(stream))


def _share_of(stream: TextIO) -> Callable[[], float]:
    if not isinstance(stream, io.TextIOWrapper):
        return lambda: 1.0
    size = Path(stream.name).stat().st_size or 1
    return lambda: min(1.0, stream.buffer.tell() / size)


def spool_stdin(folder: Path) -> Path:
    """Copy standard input into a folder and return the file, its ending by what it holds."""
    path = folder / "standard-input"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    with path.open("rb") as file:
        head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    ending = next((ending for sign, ending in _ENDING_BY_SIGN if head.startswith(sign)), ".csv")
    return path.rename(path.with_suffix(ending))
