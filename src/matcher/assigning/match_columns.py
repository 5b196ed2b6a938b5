"""The columns of a matches file that a batch wrote: a hundred thousand applicants' lists in seconds."""

import csv
import io
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path
from typing import IO, Any

import numpy as np

from matcher.assigning.network import Ints
from matcher.assigning.problem import Scored, scored_pairs

COLUMNS = ("applicant_id", "mentor_id", "score")
"""What a table of matches must have."""

_SMALL = 1_500_000
"""A file of fewer bytes is read before Arrow would have started."""


def as_columns(path: Path) -> Scored | None:
    """Return the columns of a file that a batch wrote, `None` for any other file, and for a broken one."""
    ending = path.suffix.lower()
    if not path.is_file() or ending not in {".csv", ".parquet"}:
        return None
    if ending == ".csv" and path.stat().st_size < _SMALL:
        try:
            return _of_small_csv(path)
        except (OSError, ValueError, csv.Error):
            return None
    import pyarrow as pa

    try:
        return _of_parquet(path) if ending == ".parquet" else _of_large_csv(path)
    except (pa.ArrowException, OSError, ValueError):
        return None


def _of_small_csv(path: Path) -> Scored | None:
    data = path.read_bytes()
    given = _cells(data.decode("utf-8")) if _names(io.BytesIO(data)) else None
    if given is None:
        return None
    rank = [*map(int, given["rank"])] if "rank" in given else None
    return scored_pairs(given["applicant_id"], given["mentor_id"], [*map(float, given["score"])], rank, str(path))


def _cells(text: str) -> dict[str, Sequence[str]] | None:
    """Return the cells of a CSV by column; `None` where a row has more or fewer, or spans lines."""
    lines = text.split("\n")[:-1]
    columns: list[Sequence[str]]
    if '"' in text or "\r" in text:
        columns = [*zip(*csv.reader(lines, strict=True), strict=True)]
    else:
        width = lines[0].count(",") + 1
        if set(map(str.count, lines, repeat(","))) != {width - 1}:
            return None
        # one split of the whole is twice as quick as the reader
        cells = text[:-1].replace("\n", ",").split(",")
        columns = [cells[at::width] for at in range(width)]
    given = {column[0]: column[1:] for column in columns}
    return given if len(columns[0]) == len(lines) and len(given) == len(columns) else None


def _names(file: IO[bytes]) -> list[str]:
    """Return the column names of a file that a batch wrote; none of any other, and where the last line was cut off."""
    names = file.readline().decode("utf-8").strip().split(",")
    file.seek(-1, io.SEEK_END)
    is_whole = file.read(1) == b"\n"
    return names if is_whole and names[0] == "applicant_id" and {*COLUMNS} <= {*names} else []


def _of_large_csv(path: Path) -> Scored | None:
    from pyarrow import csv as arrow_csv
    from pyarrow import string

    with path.open("rb") as file:
        names = _names(file)
        file.seek(0)
        n_lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    if not names:
        return None
    table = arrow_csv.read_csv(
        path,
        convert_options=arrow_csv.ConvertOptions(
            include_columns=[name for name in (*COLUMNS, "rank") if name in names],
            column_types={"applicant_id": string(), "mentor_id": string()},
            strings_can_be_null=False,
        ),
    )
    # an open quote swallows rows: as many are read as there are lines, or each is looked at
    return _of_arrow(table, path) if table.num_rows == n_lines - 1 else None


def _of_parquet(path: Path) -> Scored | None:
    import pyarrow.parquet as pq

    names = pq.read_schema(path).names
    if not {*COLUMNS} <= {*names}:
        return None
    return _of_arrow(pq.read_table(path, columns=[name for name in (*COLUMNS, "rank") if name in names]), path)


def _of_arrow(table: Any, path: Path) -> Scored:
    import pyarrow as pa

    applicants, applicant = _codes(table.column("applicant_id").cast(pa.string()))
    mentors, mentor = _codes(table.column("mentor_id").cast(pa.string()))
    score = _numbers(table.column("score").cast(pa.float64()))
    rank = _numbers(table.column("rank").cast(pa.int64())) if "rank" in table.column_names else None
    return Scored(applicants, mentors, applicant, mentor, score, rank, str(path))


def _codes(column: Any) -> tuple[list[str], Ints]:
    """Return the different texts of a column, and which of them each cell is."""
    coded = column.combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if hasattr(coded, "combine_chunks") else coded
    return coded.dictionary.to_pylist(), _numbers(coded.indices).astype(np.int64)


def _numbers(column: Any) -> Any:
    """Return a column of numbers without loading pandas, as its own conversion would; none may be missing."""
    column = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    if column.null_count:
        raise ValueError("a cell is empty")
    kind = np.dtype(str(column.type).replace("double", "float64"))
    return np.frombuffer(column.buffers()[1], kind, len(column), column.offset * kind.itemsize)
