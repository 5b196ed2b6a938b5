"""The columns of a matches file that a batch wrote: a hundred thousand applicants' lists in seconds."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matcher.assigning.network import Ints
from matcher.assigning.scored_pairs import Scored, scored_pairs

COLUMNS = ("applicant_id", "mentor_id", "score")
"""What a table of matches must have."""

_SMALL = 1_500_000
"""A file of fewer bytes is read before Arrow would have started."""


def as_columns(path: Path) -> Scored | None:
    """Return the columns of a file that a batch wrote, `None` for any other file, and for a broken one."""
    if path.suffix.lower() == ".csv" and path.is_file() and path.stat().st_size < _SMALL:
        return _by_rows(path)
    import pyarrow as pa

    try:
        table = _arrow_table(path)
        if table is None or not {*COLUMNS} <= {*table.column_names}:
            return None
        coded = [_codes(table.column(name).cast(pa.string())) for name in COLUMNS[:2]]
        score = _numbers(table.column("score").cast(pa.float64()))
        rank = _numbers(table.column("rank").cast(pa.int64())) if "rank" in table.column_names else None
    except (pa.ArrowException, OSError, ValueError):
        return None
    return Scored(coded[0][0], coded[1][0], coded[0][1], coded[1][1], score, rank, str(path))


def _by_rows(path: Path) -> Scored | None:
    """Return the columns of a small file, before Arrow would have started."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, strict=True)
            names = next(rows, [])
            columns = list(zip(*rows, strict=True))
            if not _is_of_a_batch(names, path) or len(columns) != len(names) or len(columns[0]) != _n_lines(path) - 1:
                return None
        given = dict(zip(names, columns, strict=True))
        rank = [int(cell) for cell in given["rank"]] if "rank" in given else None
        return scored_pairs(given["applicant_id"], given["mentor_id"], [*map(float, given["score"])], rank, str(path))
    except (OSError, ValueError, csv.Error):
        return None


def _is_of_a_batch(names: Sequence[str], path: Path) -> bool:
    """Return whether a header is that of matches, and the file ends with a line end."""
    if names[:1] != ["applicant_id"] or not {*COLUMNS} <= {*names}:
        return False
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"


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


def _arrow_table(path: Path) -> Any:
    if path.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        names = pq.read_schema(path).names
        return pq.read_table(path, columns=[name for name in (*COLUMNS, "rank") if name in names])
    if path.suffix.lower() != ".csv":
        return None
    from pyarrow import csv as arrow_csv
    from pyarrow import string

    with path.open("rb") as file:
        names = file.readline().decode("utf-8").strip().split(",")
    if not _is_of_a_batch(names, path):
        return None
    # an open quote swallows rows: as many are read as there are lines, or each is looked at
    wanted = [name for name in (*COLUMNS, "rank") if name in names]
    table = arrow_csv.read_csv(
        path,
        convert_options=arrow_csv.ConvertOptions(
            include_columns=wanted,
            column_types={"applicant_id": string(), "mentor_id": string()},
            strings_can_be_null=False,
        ),
    )
    return table if table.num_rows == _n_lines(path) - 1 else None


def _n_lines(path: Path) -> int:
    """Return the number of line ends of a file."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
