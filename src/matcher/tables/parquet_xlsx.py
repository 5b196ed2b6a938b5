"""Parquet by batches and the first sheet of a workbook, as rows."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from matcher.errors import InputError
from matcher.tables.rows import Broken, Row, as_text, header

_BATCH = 256
_UNPACKED = 1024**3
"""The largest workbook read, unpacked: a few kilobytes can pack gigabytes."""


class Columnar(NamedTuple):
    """Columns, rows, how many rows there are in all, and what a reader should know."""

    columns: tuple[str, ...]
    rows: Iterator[Row | Broken]
    n_rows: int
    close: Callable[[], object]
    note: str = ""


def parquet_rows(path: Path) -> Columnar:
    """Return the rows of a Parquet file, a few hundred in memory at a time; the first is line 1."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} is not a Parquet file: {_first_line(error)}") from error
    columns = header(file.schema_arrow.names, str(path))

    def rows() -> Iterator[Row | Broken]:
        line = 0
        try:
            for batch in file.iter_batches(_BATCH):
                for cells in batch.to_pylist():
                    line += 1
                    yield Row(line, {name.strip(): as_text(value) for name, value in cells.items()})
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is damaged after row {line}: {_first_line(error)}") from error

    return Columnar(columns, rows(), file.metadata.num_rows, file.close)


def sheet_rows(path: Path) -> Columnar:
    """Return the rows of a workbook's first sheet, numbered as the spreadsheet numbers them.

    A workbook is read whole, unlike the other formats: its memory grows with the file.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    _refuse_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        values = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise InputError(f"{path} is not a workbook: {_first_line(error)}") from error
    first = next((n for n, cells in enumerate(values) if any(map(as_text, cells))), len(values))
    columns = _named(values[first] if first < len(values) else [], str(path))
    others = len(book.sheet_names) - 1
    note = f"{path}: only its first sheet, {sheet.name!r}, is read; it has {others} more." if others else ""
    return Columnar(columns, _sheet(values, first, columns), len(values) - first - 1, book.close, note)


def _named(cells: list[Any], where: str) -> tuple[str, ...]:
    names = [as_text(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return header(names, where)


def _sheet(values: list[list[Any]], first: int, columns: tuple[str, ...]) -> Iterator[Row | Broken]:
    for line, cells in enumerate(values[first + 1 :], first + 2):
        texts = [as_text(cell) for cell in cells]
        if not any(text.strip() for text in texts):
            continue
        if any(text.strip() for text in texts[len(columns) :]):
            yield Broken(line, f"must have {len(columns)} cells like its header; it has more")
        else:
            yield Row(line, dict(zip(columns, texts, strict=False)))


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is not a workbook: {_first_line(error)}") from error
    if size > _UNPACKED:
        raise InputError(f"{path} must unpack to at most {_UNPACKED >> 20} MB; save it as CSV")


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
