"""Tables written piece by piece: CSV, JSON lines, Parquet, XLSX. The same rows give the same bytes in any pieces."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

from matcher.errors import ConfigError, InputError
from matcher.tables.atomic import written_aside
from matcher.tables.read import FORMULA

Columns = Mapping[str, type]
Cells = Iterable[Sequence[object]]

_PIECE = 1000
_ROW_GROUP = 65_536
_SHEET_ROWS = 1_048_576
_SHEET_CELL = 32_767


class Form(NamedTuple):
    """How a part of a table becomes a piece of bytes, anywhere, and how pieces in their order become a file.

    A part is a table of pyarrow with the columns' schema.
    """

    piece: Callable[[Any], bytes]
    file: Callable[[Columns, Iterable[bytes], IO[bytes]], None]


def form_of(path: str | Path) -> str:
    """Return the name of the format that a path's ending asks for; "-" is CSV.

    Raises `ConfigError` for an ending that cannot be written.
    """
    ending = Path(path).suffix.lower().removeprefix(".")
    name = {"": "csv" if str(path) == "-" else "", "ndjson": "jsonl"}.get(ending, ending)
    if name not in FORMS:
        raise ConfigError(f"{path} must end in {', '.join('.' + form for form in FORMS)}; {ending!r} cannot be written")
    return name


def write_table(path: str | Path, columns: Columns, rows: Cells) -> None:
    """Write rows as a table in the format of the path's ending, whole or not at all."""
    form = FORMS[form_of(path)]
    with written_aside(path) as fresh, fresh.open("wb") as file:
        form.file(columns, (form.piece(table_of(columns, some)) for some in _some(rows)), file)


def _some(rows: Cells) -> Iterator[list[Sequence[object]]]:
    stream = iter(rows)
    while some := list(islice(stream, _PIECE)):
        yield some


def schema_of(columns: Columns) -> Any:
    """Return the schema of a table with these columns."""
    import pyarrow as pa

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    return pa.schema([(name, kinds[kind]) for name, kind in columns.items()])


def table_of(columns: Columns, rows: Cells) -> Any:
    """Return rows as a table."""
    import pyarrow as pa

    schema, cells = schema_of(columns), list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table([pa.array(column, kind) for column, kind in zip(cells, schema.types, strict=True)], schema)


def _csv_piece(table: Any) -> bytes:
    """Return lines of CSV: a text that a spreadsheet would run is made safe, and quoted where it must be."""
    import pyarrow as pa
    import pyarrow.compute as pc

    # a text of Arrow's holds two gigabytes at most: so many lines never come near
    pieces = []
    for some in table.to_batches(_ROW_GROUP):
        cells = [_csv_text(column) if pa.types.is_string(column.type) else column.cast(pa.string()) for column in some]
        lines = pc.binary_join_element_wise(*cells[:-1], pc.binary_join_element_wise(cells[-1], "\n", ""), ",")
        pieces.append(pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "")[0].as_buffer().to_pybytes())
    return b"".join(pieces)


def _csv_text(texts: Any) -> Any:
    import pyarrow.compute as pc

    runs = pc.match_substring_regex(texts, FORMULA)
    texts = pc.if_else(runs, pc.binary_join_element_wise("'", texts, ""), texts)
    doubled = pc.replace_substring(texts, '"', '""')
    quoted = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.if_else(pc.match_substring_regex(texts, r'[",\r\n]'), quoted, texts)


def _csv_file(columns: Columns, pieces: Iterable[bytes], file: IO[bytes]) -> None:
    file.write(_csv_piece(table_of(dict.fromkeys(columns, str), [list(columns)])))
    file.writelines(pieces)


def _json_piece(table: Any) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table.to_pylist()).encode()


def _json_file(columns: Columns, pieces: Iterable[bytes], file: IO[bytes]) -> None:
    file.writelines(pieces)


def _parquet_piece(table: Any) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _parquet_file(columns: Columns, pieces: Iterable[bytes], file: IO[bytes]) -> None:
    """Write row groups of one size, whatever the pieces were."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = schema_of(columns)
    with pq.ParquetWriter(file, schema) as writer:
        held = schema.empty_table()
        for piece in pieces:
            with pa.ipc.open_stream(piece) as stream:
                held = pa.concat_tables([held, stream.read_all()])
            while held.num_rows >= _ROW_GROUP:
                writer.write_table(held.slice(0, _ROW_GROUP).combine_chunks())
                held = held.slice(_ROW_GROUP).combine_chunks()
        if held.num_rows:
            writer.write_table(held.combine_chunks())


def _sheet_piece(table: Any) -> bytes:
    return "".join(json.dumps([*row.values()]) + "\n" for row in table.to_pylist()).encode()


def _sheet_file(columns: Columns, pieces: Iterable[bytes], file: IO[bytes]) -> None:
    """Write a workbook row by row; what does not fit on one sheet goes on on the next, under the same header."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # leaving the block closes the files it holds, also when a cell is refused
    with xlsxwriter.Workbook(file, options) as book:
        # the time of writing would make each file another
        book.set_properties({"created": datetime(2000, 1, 1)})
        sheet, at = _sheet(book, columns), 1
        for cells in (json.loads(line) for piece in pieces for line in piece.split(b"\n") if line):
            if at == _SHEET_ROWS:
                sheet, at = _sheet(book, columns), 1
            _write_row(sheet, at, cells)
            at += 1


def _sheet(book: Any, columns: Columns) -> Any:
    sheet = book.add_worksheet()
    _write_row(sheet, 0, list(columns))
    return sheet


def _write_row(sheet: Any, at: int, cells: Sequence[object]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > _SHEET_CELL:
            raise InputError(f"a cell of a workbook must hold at most {_SHEET_CELL} characters: write CSV instead")
        # told to be a string, a text never becomes a formula or a link
        (sheet.write_string if isinstance(cell, str) else sheet.write_number)(at, column, cell)


FORMS: Mapping[str, Form] = {
    "csv": Form(_csv_piece, _csv_file),
    "jsonl": Form(_json_piece, _json_file),
    "parquet": Form(_parquet_piece, _parquet_file),
    "xlsx": Form(_sheet_piece, _sheet_file),
}
