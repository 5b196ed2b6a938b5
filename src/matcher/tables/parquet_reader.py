"""Parquet as rows, some hundreds in memory at a time; a cell that cannot be read costs its row and no other."""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from matcher.errors import InputError, first_line
from matcher.tables.rows import Broken, Row, Table, header, of_length, row_of

_BATCH = 64


class _Unreadable(NamedTuple):
    """What stands for a cell that is no value of Python's: a date beyond the calendar, bytes that are no text."""

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
        raise InputError(f"{where} is not a Parquet file: {first_line(error)}") from error
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
            raise InputError(f"{where} is damaged after row {line}: {first_line(error)}") from error

    return Table(tuple(filter(None, names)), rows(), lambda: min(1.0, line / max(1, file.metadata.num_rows)))


def _values(column: Any) -> list[Any]:
    """Return the values of a column; only where one cannot be read are they taken one by one."""
    try:
        return list(column.to_pylist())
    except MemoryError:
        raise
    except Exception:
        # each type has a converter of its own, and each of them errors of its own
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
