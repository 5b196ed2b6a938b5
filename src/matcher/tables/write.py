"""Writes tables chunk by chunk: CSV, JSON lines, Parquet, XLSX. The bytes do not depend on the chunks."""

import io
import json
import os
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice, repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from matcher.errors import ConfigError
from matcher.records import RankedMentor, flat
from matcher.tables.files import written_atomically
from matcher.tables.spreadsheets import FORMULA, write_sheets
from matcher.wording import printable

if TYPE_CHECKING:
    from numpy.typing import NDArray

Columns = Mapping[str, type]
Cells = Iterable[Sequence[object]]

_CHUNK_ROWS = 1000
_ROW_GROUP = 65_536


class TableFormat(NamedTuple):
    """Encodes a part of a table, a pyarrow table, as bytes in any process; writes such chunks in order to a file."""

    encode: Callable[[Any], bytes]
    write: Callable[[Columns, Iterable[bytes], IO[bytes]], None]


def format_of(path: str | Path) -> str:
    """Return the name of the format for a path's ending, CSV for "-"; raises `ConfigError` for any other ending."""
    ending = Path(path).suffix.lower().removeprefix(".")
    name = {"": "csv" if str(path) == "-" else "", "ndjson": "jsonl"}.get(ending, ending)
    if name not in FORMATS:
        known = ", ".join("." + ending for ending in FORMATS)
        raise ConfigError(f"{path} must end in {known}; {ending!r} cannot be written")
    return name


def write_table(path: str | Path, columns: Columns, rows: Cells) -> int:
    """Write rows as a table in the format of the path's ending, as `write_chunks` does; return their number."""
    table_format, stream, n_rows = FORMATS[format_of(path)], iter(rows), 0

    def chunks() -> Iterator[bytes]:
        nonlocal n_rows
        while some := list(islice(stream, _CHUNK_ROWS)):
            n_rows += len(some)
            yield table_format.encode(table_of(columns, some))

    write_chunks(path, columns, chunks())
    return n_rows


def write_chunks(path: str | Path, columns: Columns, chunks: Iterable[bytes], within: Path | None = None) -> None:
    """Write encoded rows as a table in the format of the path's ending, atomically.

    "-" is standard output; a terminal gets no control characters. With `within`, as in `written_atomically`, the file
    is flushed to the disk.
    """
    table_format = FORMATS[format_of(path)]
    if str(path) == "-" and sys.stdout.isatty():
        buffer = io.BytesIO()
        table_format.write(columns, chunks, buffer)
        sys.stdout.write(printable(buffer.getvalue().decode()))
    elif str(path) == "-":
        table_format.write(columns, chunks, sys.stdout.buffer)
    else:
        with written_atomically(path, within=within) as fresh, fresh.open("wb") as file:
            table_format.write(columns, chunks, file)
            if within:
                file.flush()
                os.fsync(file.fileno())


def schema_of(columns: Columns) -> Any:
    """Return the schema of a table with these columns."""
    import pyarrow as pa

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    return pa.schema([(name, kinds[kind]) for name, kind in columns.items()])


def table_of(columns: Columns, rows: Cells) -> Any:
    """Return rows as a pyarrow table."""
    import pyarrow as pa

    schema, cells = schema_of(columns), list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table([pa.array(column, kind) for column, kind in zip(cells, schema.types, strict=True)], schema)


def number_array(values: "NDArray[Any]") -> Any:
    """Return numbers as a pyarrow array."""
    import numpy as np
    import pyarrow as pa

    values = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def text_array(values: Sequence[str]) -> Any:
    """Return texts, together at most two gigabytes, as a pyarrow array."""
    import pyarrow as pa

    encoded = [value.encode() for value in values]
    ends = array("i", accumulate(map(len, encoded), initial=0))
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def joined(*parts: Any) -> Any:
    """Return arrays of texts, or single texts for all rows, concatenated row by row.

    >>> joined("<", text_array(["reef", "kelp"]), ">").to_pylist()
    ['<reef>', '<kelp>']
    """
    import pyarrow.compute as pc

    arrays = (text_array([part])[0] if isinstance(part, str) else part for part in parts)
    return pc.binary_join_element_wise(*arrays, text_array([""])[0])


def _csv_chunk(table: Any) -> bytes:
    """Return lines of CSV; a text that a spreadsheet would run is escaped, and quoted where needed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # a text array of Arrow has at most two gigabytes, which so many lines never reach
    chunks = []
    for some in table.to_batches(_ROW_GROUP):
        cells = [_csv_text(column) if pa.types.is_string(column.type) else column.cast(pa.string()) for column in some]
        commas = chain.from_iterable(zip(repeat(","), cells, strict=False))
        lines = joined(*islice(commas, 1, None), "\n")
        bounds = pa.py_buffer(array("i", [0, len(lines)]))
        whole = pa.Array.from_buffers(pa.list_(pa.string()), 1, [None, bounds], children=[lines])
        chunks.append(pc.binary_join(whole, text_array([""])[0])[0].as_buffer().to_pybytes())
    return b"".join(chunks)


def _csv_text(column: Any) -> Any:
    import pyarrow.compute as pc

    is_formula = pc.match_substring_regex(column, FORMULA)
    if is_formula.true_count:
        column = pc.if_else(is_formula, joined("'", column), column)
    must_quote = pc.match_substring_regex(column, r'[",\r\n]')
    if not must_quote.true_count:
        return column
    return pc.if_else(must_quote, joined('"', pc.replace_substring(column, '"', '""'), '"'), column)


def _write_csv(columns: Columns, chunks: Iterable[bytes], file: IO[bytes]) -> None:
    import pyarrow as pa

    file.write(_csv_chunk(pa.table([text_array([name]) for name in columns], list(columns))))
    file.writelines(chunks)


def _json_chunk(table: Any) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_pylist()).encode()


def _write_json(columns: Columns, chunks: Iterable[bytes], file: IO[bytes]) -> None:
    file.writelines(chunks)


def _parquet_chunk(table: Any) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _write_parquet(columns: Columns, chunks: Iterable[bytes], file: IO[bytes]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(columns)
    with pq.ParquetWriter(file, schema) as writer:
        held = schema.empty_table()
        for chunk in chunks:
            with pa.ipc.open_stream(chunk) as stream:
                held = pa.concat_tables([held, stream.read_all()])
            while held.num_rows >= _ROW_GROUP:
                writer.write_table(held.slice(0, _ROW_GROUP).combine_chunks())
                held = held.slice(_ROW_GROUP).combine_chunks()
        if held.num_rows:
            writer.write_table(held.combine_chunks())


def _sheet_chunk(table: Any) -> bytes:
    return "".join(json.dumps([*row.values()]) + "\n" for row in table.to_pylist()).encode()


FORMATS: Mapping[str, TableFormat] = {
    "csv": TableFormat(_csv_chunk, _write_csv),
    "jsonl": TableFormat(_json_chunk, _write_json),
    "parquet": TableFormat(_parquet_chunk, _write_parquet),
    "xlsx": TableFormat(_sheet_chunk, write_sheets),
}


def match_columns(facets: Sequence[str]) -> dict[str, type]:
    """Return the columns of a table of matches with their types, one `points_<facet>` for each of `facets`."""
    texts: dict[str, type] = {"applicant_id": str, "rank": int, "mentor_id": str, "mentor_name": str}
    points = {f"points_{name}": float for name in facets}
    return {**texts, "score": float, **points, "shared_terms": str, "strength": str}


def match_cells(line: RankedMentor, facets: Sequence[str]) -> tuple[object, ...]:
    """Return one line of a ranking as the cells of `match_columns`."""
    cells = flat(line)
    return tuple(cells.get(name, 0.0) for name in match_columns(facets))


def matches_csv(ranking: Iterable[RankedMentor], facets: Sequence[str]) -> str:
    """Return rankings as CSV with the columns of `match_columns`, safe to open in a spreadsheet."""
    columns, out = match_columns(facets), io.BytesIO()
    chunk = table_of(columns, (match_cells(line, facets) for line in ranking))
    _write_csv(columns, [_csv_chunk(chunk)], out)
    return out.getvalue().decode()
