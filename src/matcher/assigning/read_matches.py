"""Scored pairs from a matches file, a frame, rows or rankings; each mistake with its line."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from itertools import repeat
from pathlib import Path
from typing import IO, Any

import numpy as np

from matcher.assigning.inputs import Given, check_columns, rows_of
from matcher.assigning.network import Ints
from matcher.assigning.problem import Scored, scored_pairs
from matcher.errors import InputError
from matcher.records import RankedMentor
from matcher.tables import Row
from matcher.tables.rows import whole_number

_GREATEST = 1e6
"""The greatest score; in millionths sums of them stay far from the limit of whole numbers."""


_COLUMNS = ("applicant_id", "mentor_id", "score")
"""What a table of matches must have."""

_SMALL = 1_500_000
"""A file of fewer bytes is read before Arrow would have started."""


def read_scored(given: Given, mentors: Collection[str], pool: str) -> Scored:
    """Return the scored pairs of a matches file, a DataFrame, rows, or rankings.

    Raises `InputError`, with the line, for a file that was cut off, a score that is no number of 0 or more, a pair that
    comes twice, a mentor who is not in the pool.
    """
    scored = _as_columns(Path(given)) if isinstance(given, str | Path) else None
    if scored is not None and _is_sound(scored, mentors):
        return scored
    # whatever is wrong is found again row by row, to say in which line
    return _from_rows(given, mentors, pool)


def _is_sound(scored: Scored, mentors: Collection[str]) -> bool:
    score = scored.score
    if not np.isfinite(score).all() or (score < 0).any() or (score > _GREATEST).any():
        return False
    if scored.rank is not None and (scored.rank < 1).any():
        return False
    if "" in scored.applicants or None in scored.applicants or not set(scored.mentors) <= set(mentors):
        return False
    if any(who != who.strip() for who in scored.applicants):
        return False
    keys = np.sort(scored.applicant * np.int64(len(scored.mentors)) + scored.mentor)
    return bool((keys[1:] != keys[:-1]).all())


def _from_rows(given: Given, mentors: Collection[str], pool: str) -> Scored:
    if not isinstance(given, str | Path):
        given = _ranked(given)
    else:
        _check_whole(Path(given))
    rows, file = rows_of(given, "matches")
    check_columns(rows, _COLUMNS, file)
    ranked = bool(rows) and "rank" in rows[0].cells
    seen: dict[tuple[str, str], int] = {}
    strange: dict[str, int] = {}
    scores, ranks = [], []
    for row in rows:
        pair = row.cells["applicant_id"].strip(), _unquoted(row.cells["mentor_id"].strip(), mentors)
        if not all(pair):
            raise InputError(f"{file} line {row.line}: applicant_id and mentor_id must not be empty")
        if pair in seen:
            raise InputError(f"{file} line {row.line}: a pair must come once; it was line {seen[pair]} already")
        seen[pair] = row.line
        if pair[1] not in mentors:
            strange.setdefault(pair[1], row.line)
        scores.append(_score(row, file))
        ranks.append(_rank(row, file) if ranked else 0)
    if strange:
        first, more = next(iter(strange.items())), len(strange) - 1
        others = f" (nor {more:,} more of its mentors)" if more else ""
        raise InputError(
            f"{file} line {first[1]}: mentor_id must be in the pool {pool}; {first[0]!r} is not{others}: "
            "was it made from another pool?"
        )
    who, lab = zip(*seen, strict=True) if seen else ((), ())
    return scored_pairs(who, lab, scores, ranks if ranked else None, file)


def _ranked(given: Given) -> Given:
    """Return rankings as rows, whether one list or a list for each applicant; anything else as it is."""
    if hasattr(given, "to_dict") or not isinstance(given, Iterable):
        return given
    lines = [line for one in given for line in (one if isinstance(one, list) else [one])]
    return [line._asdict() if isinstance(line, RankedMentor) else line for line in lines]


def _check_whole(path: Path) -> None:
    """Raise for a file of a batch that does not end with a line end, and so was cut off."""
    try:
        with path.open("rb") as file:
            first = file.readline()
            if b"shared_terms" not in first or path.suffix.lower() in {".parquet", ".xlsx"}:
                return
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                file.seek(0)
                n_lines = sum(1 for _ in file)
                raise InputError(f"{path} must end with a line end; it was cut off in line {n_lines}: make it again")
    except OSError:
        return  # the reader says it better


def _unquoted(mentor: str, mentors: Collection[str]) -> str:
    """Return an id without the apostrophe that keeps a spreadsheet from running it."""
    return mentor[1:] if mentor not in mentors and mentor.startswith("'") and mentor[1:] in mentors else mentor


def _score(row: Row, file: str) -> float:
    text = row.cells["score"].strip()
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= _GREATEST:
        raise InputError(f"{file} line {row.line}: score must be a number from 0 to {_GREATEST:,.0f}; it is {text!r}")
    return score


def _rank(row: Row, file: str) -> int:
    rank = whole_number(row.cells["rank"])
    if not rank:
        text = row.cells["rank"].strip()
        raise InputError(f"{file} line {row.line}: rank must be a whole number of 1 or more; it is {text!r}")
    return rank


def _as_columns(path: Path) -> Scored | None:
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
    return names if is_whole and names[0] == "applicant_id" and {*_COLUMNS} <= {*names} else []


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
            include_columns=[name for name in (*_COLUMNS, "rank") if name in names],
            column_types={"applicant_id": string(), "mentor_id": string()},
            strings_can_be_null=False,
        ),
    )
    # an open quote swallows rows: as many are read as there are lines, or each is looked at
    return _of_arrow(table, path) if table.num_rows == n_lines - 1 else None


def _of_parquet(path: Path) -> Scored | None:
    import pyarrow.parquet as pq

    names = pq.read_schema(path).names
    if not {*_COLUMNS} <= {*names}:
        return None
    return _of_arrow(pq.read_table(path, columns=[name for name in (*_COLUMNS, "rank") if name in names]), path)


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
