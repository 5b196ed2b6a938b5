"""The scored pairs of a matches file, read as columns: a hundred thousand applicants' lists in seconds."""

import csv
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.assigning.inputs import Given, rows_of
from matcher.assigning.network import Ints
from matcher.errors import InputError
from matcher.records import RankedMentor
from matcher.tables import Row

Floats = NDArray[np.float64]

_COLUMNS = ("applicant_id", "mentor_id", "score")
_SMALL = 1_500_000
_GREATEST = 1e6
"""The greatest score; in millionths sums of them stay far from the limit of whole numbers."""


class Scored(NamedTuple):
    """Pairs with their scores, as parallel columns; ids are given once, and by their position."""

    applicants: Sequence[str]
    mentors: Sequence[str]
    applicant: Ints
    mentor: Ints
    score: Floats
    rank: Ints | None
    """Places in the rankings; `None` where the file has none, and so leaves no pair out."""
    file: str

    def complete(self, n_mentors: int) -> list[str]:
        """Return the applicants whose lists leave out no mentor they could have.

        A batch lists every mentor with whom an applicant has anything in common, up to the length of a ranking: a
        shorter list than the longest is whole.
        """
        counts = np.bincount(self.applicant, minlength=len(self.applicants))
        whole = self.rank is None or counts.max(initial=0) >= n_mentors
        kept = np.flatnonzero(whole | (counts < counts.max(initial=0)))
        return [self.applicants[at] for at in kept.tolist()]


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


def _as_columns(path: Path) -> Scored | None:
    """Return the columns of a file that a batch wrote, `None` for any other file, and for a broken one."""
    if path.suffix.lower() == ".csv" and path.is_file() and path.stat().st_size < _SMALL:
        return _by_rows(path)
    import pyarrow as pa

    try:
        table = _arrow_table(path)
        if table is None or not {*_COLUMNS} <= {*table.column_names}:
            return None
        coded = [_codes(table.column(name).cast(pa.string())) for name in _COLUMNS[:2]]
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
            if not _is_a_batchs(names, path) or len(columns) != len(names) or len(columns[0]) != _n_lines(path) - 1:
                return None
        given = dict(zip(names, columns, strict=True))
        rank = [int(cell) for cell in given["rank"]] if "rank" in given else None
        return scored_pairs(given["applicant_id"], given["mentor_id"], [*map(float, given["score"])], rank, str(path))
    except (OSError, ValueError, csv.Error):
        return None


def _is_a_batchs(names: Sequence[str], path: Path) -> bool:
    """Return whether a header is that of matches, and the file ends with a line end."""
    if names[:1] != ["applicant_id"] or not {*_COLUMNS} <= {*names}:
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
        return pq.read_table(path, columns=[name for name in (*_COLUMNS, "rank") if name in names])
    if path.suffix.lower() != ".csv":
        return None
    from pyarrow import csv as arrow_csv
    from pyarrow import string

    with path.open("rb") as file:
        names = file.readline().decode("utf-8").strip().split(",")
    if not _is_a_batchs(names, path):
        return None
    # an open quote swallows rows: as many are read as there are lines, or each is looked at
    wanted = [name for name in (*_COLUMNS, "rank") if name in names]
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
    missing = [name for name in _COLUMNS if rows and name not in rows[0].cells]
    if missing:
        had = ", ".join(rows[0].cells)
        raise InputError(
            f"{file} must have the columns {', '.join(_COLUMNS)}; {', '.join(missing)} is missing among {had}"
        )
    ranked = bool(rows) and "rank" in rows[0].cells
    seen: dict[tuple[str, str], int] = {}
    strange: dict[str, int] = {}
    scores, ranks = [], []
    for row in rows:
        pair = row.cells["applicant_id"].strip(), _unquoted(row.cells["mentor_id"].strip(), mentors)
        if not all(pair):
            raise InputError(f"{file} line {row.line}: applicant_id and mentor_id must not be empty")
        if pair in seen:
            raise InputError(f"{file} line {row.line}: a pair must come once; {pair} was line {seen[pair]} already")
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


def scored_pairs(
    applicant: Sequence[str],
    mentor: Sequence[str],
    score: Sequence[float],
    rank: Sequence[int] | None = None,
    file: str = "",
) -> Scored:
    """Return pairs given by their ids."""
    people, labs = list(dict.fromkeys(applicant)), list(dict.fromkeys(mentor))
    who, where = ({one: at for at, one in enumerate(ids)} for ids in (people, labs))
    return Scored(
        people,
        labs,
        np.array([who[one] for one in applicant], np.int64),
        np.array([where[one] for one in mentor], np.int64),
        np.asarray(score, np.float64),
        None if rank is None else np.asarray(rank, np.int64),
        file,
    )


def _ranked(given: Given) -> Given:
    """Return rankings as rows, whether one list or a list for each applicant; anything else as it is."""
    if hasattr(given, "to_dict") or not isinstance(given, Iterable):
        return given
    lines = [
        line for one in given for line in ([one] if isinstance(one, RankedMentor) or hasattr(one, "keys") else one)
    ]
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
        raise InputError(f"{file} line {row.line}: score must be a number of 0 or more; it is {text!r}")
    return score


def _rank(row: Row, file: str) -> int:
    text = row.cells["rank"].strip()
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise InputError(f"{file} line {row.line}: rank must be a whole number of 1 or more; it is {text!r}")
    return int(text)
