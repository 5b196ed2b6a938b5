"""Tables as rows of text with line numbers: CSV with any delimiter, JSON lines, Parquet, XLSX."""

import hashlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from matcher.errors import ConfigError, InputError
from matcher.tables.csv_reader import csv_rows
from matcher.tables.encodings import UNREADABLE, EncodingVotes, repaired_cell
from matcher.tables.files import open_ordinary, readable
from matcher.tables.record_readers import json_rows, parquet_table
from matcher.tables.rows import Broken, Row, Table, joined_problems
from matcher.tables.spreadsheets import sheet_table

MAX_TABLE_BYTES = 2 * 1024**3
"""The largest file that an importer reads whole."""

LONGEST_WHOLE = 64 * 1024 * 1024
"""The most characters of one row where a table is read whole."""
_LONGEST = 500_000
"""The most characters of one row in a stream; an unclosed quote swallows no more than that."""
_BLOCK = 1 << 20
_SAMPLE = 50
"""The number of rows that are used to choose the columns."""

_SHEET_ENDINGS = frozenset((".xlsx", ".xlsm"))
_PARQUET_ENDINGS = frozenset((".parquet",))
_JSON_ENDINGS = frozenset((".json", ".jsonl", ".ndjson"))
_SIGNS = {b"PAR1": _PARQUET_ENDINGS, b"PK\3\4": _SHEET_ENDINGS}
"""The first bytes of files with these endings."""
_FOREIGN = {
    b"PAR1": "it is Parquet: name it .parquet",
    b"PK\3\4": "it is a workbook or a packed file: name it .xlsx, or unpack it",
    b"\xd0\xcf\x11\xe0": "it is an old or a locked workbook: save it as .xlsx without a password",
    **dict.fromkeys((b"\x1f\x8b", b"7z\xbc\xaf", b"\xfd7zXZ"), "it is packed: unpack it first"),
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff"), "it is a picture: give the table itself"),
    b"%PDF-": "it is a PDF: give the table that it was made from",
    b"SQLite format": "it is a database: save the table as CSV",
    **dict.fromkeys((b"<!doctype", b"<html", b"<table", b"<?xml"), "it is a web page, or XML: save the table as CSV"),
}
"""First bytes of files that are no table or have the wrong ending, and what to do."""
_WANTED = "must be CSV, JSON, JSON lines, Parquet or XLSX"
_ENDING_BY_SIGN = ((b"PAR1", ".parquet"), (b"PK\3\4", ".xlsx"), (b"{", ".jsonl"), (b"[", ".json"))
_REFUSED = {
    **dict.fromkeys((".yml", ".yaml"), "YAML is not read as a table: save it as CSV or JSON"),
    **dict.fromkeys((".xls", ".xlsb", ".ods", ".numbers"), "of workbooks only .xlsx is read: save it as that"),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".zst", ".zip", ".7z"), "it is packed: unpack it first"),
    **dict.fromkeys((".toml", ".xml", ".sqlite", ".db"), "it is no table: save it as CSV or JSON lines"),
}
"""Why a file with this ending cannot be read as a table."""


class Fingerprint(NamedTuple):
    """Digest and size of a file, and its encoding ("" for a binary file)."""

    sha256: str
    n_bytes: int
    encoding: str


class TableSource(NamedTuple):
    """The path of a table, its name in messages, and the ending that determines its format."""

    path: Path
    name: str
    ending: str
    is_upload: bool = False
    """Whether it was uploaded; uploads in any format are read by a child process with limits."""

    def __str__(self) -> str:
        """Return the name in messages."""
        return self.name

    def __fspath__(self) -> str:
        """Return the path; documents that the table names are relative to it."""
        return str(self.path)


def read_rows(path: str | Path | TableSource) -> list[Row]:
    """Return every row of a table; the ending determines the format: `.jsonl`, `.json`, `.parquet`, `.xlsx`, else CSV.

    Cells are text as written (007 stays 007, NA stays NA), repaired. Raises `InputError`, naming file and lines, for a
    ragged row, a repeated column, an unclosed quote, a line that is not JSON; nothing is skipped.
    """
    with open_table(path, longest=LONGEST_WHOLE) as table:
        return list(whole_rows(table.rows, path))


def whole_rows(rows: Iterable[Row | Broken], path: str | Path | TableSource) -> Iterator[Row]:
    """Yield repaired rows up to the first broken one; raises `InputError` at the end, naming all broken rows."""
    problems: list[tuple[int, str]] = []
    for row in rows:
        if isinstance(row, Broken):
            problems.append(row.problem)
            continue
        try:
            for name, cell in row.cells.items():
                row.cells[name] = repaired_cell(cell)
        except InputError as error:
            problems.append((row.line, f": {name[:80]} {error}"))
        if not problems:
            yield row
    if problems:
        raise joined_problems(path, problems)


def source_of(path: str | Path | TableSource) -> TableSource:
    """Return the source of a table; raises `InputError` for an ending that is known to be no table."""
    if isinstance(path, TableSource):
        return path
    path = Path(path)
    ending = path.suffix.lower()
    if ending in _REFUSED and not path.is_dir():
        raise InputError(f"{path} {_WANTED}; {_REFUSED[ending]}")
    return TableSource(path, str(path), ending)


def table_fingerprint(source: TableSource) -> Fingerprint:
    """Return digest, size and encoding of a table, in one pass."""
    with _open_source(source) as file:
        return _fingerprint(file, source.name, text=_is_text(source))


def _fingerprint(file: BinaryIO, name: str, *, text: bool = True) -> Fingerprint:
    """Return the fingerprint of a file, in one pass and constant memory; raises `InputError` if it is no text."""
    votes, digest, n_bytes = EncodingVotes(), hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        digest.update(block)
        n_bytes += len(block)
        if text:
            votes.add(block)
    return Fingerprint(digest.hexdigest(), n_bytes, votes.encoding(name) if text else "")


@contextmanager
def open_table(
    source: str | Path | TableSource,
    encoding: str = "",
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    longest: int = _LONGEST,
) -> Iterator[Table]:
    """Yield a table whose rows are read lazily; a row that cannot be read is a `Broken`.

    Memory does not grow with the file, except for a workbook and a JSON array. `encoding` is that of its fingerprint,
    if known. `sheet` names the sheet of a workbook, and `header_row` the row with the names of the columns. A row has
    at most `longest` characters. Parquet, workbooks and uploads are read by a child process with limits.
    """
    source = source_of(source)
    order: dict[str, Any] = {"name": source.name, "ending": source.ending, "encoding": encoding}
    order |= {"sheet": sheet, "header_row": header_row, "longest": longest}
    with _open_source(source, pipes=True) as file:
        if source.is_upload or not _is_text(source):
            from matcher.tables.sandbox import read_in_child  # imported here: most runs read text and start no process

            with read_in_child(file, order, is_upload=source.is_upload) as table:
                yield _with_sample(table)
        else:
            table = _with_sample(table_in(file, **order))
            yield table  # a reference until the end: the reader closes the file when it is garbage collected


@contextmanager
def _open_source(source: TableSource, *, pipes: bool = False) -> Iterator[BinaryIO]:
    with readable(source):
        is_stdin = pipes and str(source.path) == "-"
        opened = os.fdopen(0, "rb", closefd=False) if is_stdin else open_ordinary(source.path, pipes=pipes)
    with opened, nullcontext(opened) if opened.seekable() else _copied(opened) as file:
        _check_sign(file.read(16), source)
        file.seek(0)
        yield file


@contextmanager
def _copied(stream: BinaryIO, folder: Path | None = None) -> Iterator[BinaryIO]:
    """Yield a copy of a stream in an unnamed temporary file, which disappears when this process ends."""
    with tempfile.TemporaryFile(prefix="matcher-", dir=folder) as file:
        shutil.copyfileobj(stream, file)
        file.seek(0)
        yield cast("BinaryIO", file)


def _check_sign(head: bytes, source: TableSource) -> None:
    for sign, advice in _FOREIGN.items():
        if sign in (head[: len(sign)], head.lstrip().lower()[: len(sign)]) and source.ending not in _SIGNS.get(
            sign, ()
        ):
            raise InputError(f"{source} {_WANTED}; {advice}")
    if not _is_text(source) and not head.startswith(tuple(_SIGNS)):
        kind = "workbook" if source.ending in _SHEET_ENDINGS else "Parquet file"
        raise InputError(f"{source} is not a {kind}, whatever its name says: save it again, or name it what it is")


def table_in(
    file: BinaryIO, name: str, ending: str, encoding: str, sheet: str | None, header_row: int | None, longest: int
) -> Table:
    """Return the table in an open file, read by this process."""
    if sheet is not None and ending not in _SHEET_ENDINGS:
        raise ConfigError(f"sheet must name a sheet of a workbook; {name} is none: leave it out")
    if header_row is not None and ending in _PARQUET_ENDINGS | _JSON_ENDINGS:
        raise ConfigError(f"header row must be that of a sheet or of CSV; {name} is neither: leave it out")
    if ending in _PARQUET_ENDINGS:
        return parquet_table(file, name, longest)
    if ending in _SHEET_ENDINGS:
        return sheet_table(file, name, sheet, header_row, longest)
    encoding = encoding or _fingerprint(file, name).encoding
    size = file.seek(0, io.SEEK_END) or 1
    file.seek(0)
    stream = io.TextIOWrapper(file, encoding, UNREADABLE, newline="")
    share: Callable[[], float] = lambda: min(1.0, stream.buffer.tell() / size)  # noqa: E731
    if ending in _JSON_ENDINGS:
        return Table(*json_rows(stream, longest, name), share)
    columns, rows, note = csv_rows(stream, longest, name, header_row)
    return Table(columns, rows, share, note)


def _with_sample(table: Table) -> Table:
    first = list(islice(table.rows, _SAMPLE))
    table.sample = tuple(row for row in first if isinstance(row, Row))
    table.rows = chain(first, table.rows)
    return table


def _is_text(source: TableSource) -> bool:
    return source.ending not in _SHEET_ENDINGS | _PARQUET_ENDINGS


@contextmanager
def spooled_stdin(folder: Path | None = None) -> Iterator[TableSource]:
    """Yield standard input as a file without a name on the disk of `folder`; its content tells its format."""
    with _copied(sys.stdin.buffer, folder) as file:
        head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        ending = next((ending for sign, ending in _ENDING_BY_SIGN if head.startswith(sign)), ".csv")
        yield TableSource(Path(f"/dev/fd/{file.fileno()}"), "standard input", ending)
