"""Scored pairs from a matches file, a frame, rows or rankings; each error names its line."""

import csv
from array import array
from collections.abc import Collection, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from matcher.assigning.inputs import Given, pair_of, rows_of
from matcher.assigning.problem import Scored, scored_pairs
from matcher.errors import InputError
from matcher.records import RankedMentor
from matcher.tables import Row, spreadsheet_plain
from matcher.tables.rows import no_number, number_of, whole_number

_GREATEST = 1e6
"""The greatest score; sums of such scores in millionths stay far below the limit of an int64."""

_COLUMNS = ("applicant_id", "mentor_id", "score")
"""The required columns of a table of matches."""

_CHUNK_ROWS = 5000


def read_scored(given: Given, mentors: Collection[str], pool: str) -> Scored:
    """Return the scored pairs of a matches file, a DataFrame, rows, or rankings.

    A score below 0 means no pair: what one side does not want outweighs what fits, and a batch lists it last. Raises
    `InputError`, with the line, for a truncated file, a score that is no number, a repeated pair, or a mentor who is
    not in the pool.
    """
    scored = _of_batch(Path(given)) if isinstance(given, str | Path) else None
    if scored is None or not _is_sound(scored, mentors):
        # reading row by row finds the line of an error
        scored = _from_rows(given, mentors, pool)
    kept = scored.score >= 0
    if kept.all():
        return scored
    rank = None if scored.rank is None else scored.rank[kept]
    return scored._replace(
        applicant=scored.applicant[kept], mentor=scored.mentor[kept], score=scored.score[kept], rank=rank
    )


def _of_batch(path: Path) -> Scored | None:
    """Return the pairs of a file written by a batch; `None` for any other file and for a broken one."""
    readers = {".csv": _of_csv, ".parquet": _of_parquet}
    try:
        return readers[path.suffix.lower()](path) if path.is_file() else None
    except (OSError, ValueError, TypeError, LookupError, NotImplementedError, csv.Error):
        return None


def _of_csv(path: Path) -> Scored:
    """Return the pairs of a CSV whose rows are single lines with equally many cells; raises for any other."""
    people, mentors = dict[str, int](), dict[str, int]()
    who, where, score, rank = array("q"), array("q"), array("d"), array("q")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        names = next(rows, [])
        at_who, at_where, at_score = map(names.index, _COLUMNS)
        at_rank = names.index("rank") if "rank" in names else None
        if names[0] != "applicant_id" or len({*names}) < len(names):
            raise ValueError("a batch writes other columns")
        # by column, in blocks of rows: row by row takes twice as long
        while some := [*islice(rows, _CHUNK_ROWS)]:
            columns = [*zip(*some, strict=True)]
            if len(columns) != len(names):
                raise ValueError("rows are longer or shorter than the first")
            for numbers, codes, texts in ((people, who, columns[at_who]), (mentors, where, columns[at_where])):
                for text in dict.fromkeys(texts):
                    numbers.setdefault(text, len(numbers))
                codes.extend(map(numbers.__getitem__, texts))
            score.extend(map(float, columns[at_score]))
            if at_rank is not None:
                rank.extend(map(int, columns[at_rank]))
    if rows.line_num != len(who) + 1 or not _ends_whole(path):
        raise ValueError("a row spans lines, or is cut off")
    ranks = None if at_rank is None else np.array(rank)
    applicant_ids, mentor_ids = ([*map(spreadsheet_plain, side)] for side in (people, mentors))
    return Scored(applicant_ids, mentor_ids, np.array(who), np.array(where), np.array(score), ranks, str(path))


def _of_parquet(path: Path) -> Scored:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = pq.read_schema(path).names
    columns = pq.read_table(path, columns=[*_COLUMNS, *(["rank"] if "rank" in names else [])])
    kinds = (pa.string(), pa.string(), pa.float64(), pa.int64())
    cells = [column.cast(kind).to_pylist() for column, kind in zip(columns.columns, kinds, strict=False)]
    if any(None in some for some in cells):
        raise ValueError("a cell is empty")
    who, where, score = cells[:3]
    return scored_pairs(who, where, score, cells[3] if "rank" in names else None, str(path))


def _is_sound(scored: Scored, mentors: Collection[str]) -> bool:
    score = scored.score
    if not (np.abs(score) <= _GREATEST).all() or (scored.rank is not None and (scored.rank < 1).any()):
        return False
    if any(not who or who != who.strip() for who in scored.applicants) or not set(scored.mentors) <= set(mentors):
        return False
    keys = np.sort(scored.applicant * np.int64(len(scored.mentors)) + scored.mentor)
    return bool((keys[1:] != keys[:-1]).all())


def _from_rows(given: Given, mentors: Collection[str], pool: str) -> Scored:
    if not isinstance(given, str | Path):
        given = _ranked(given)
    else:
        _check_whole(Path(given))
    rows, file = rows_of(given, "matches", _COLUMNS, "give a file from `batch`, `score` or `evaluate --out`")
    ranked = bool(rows) and "rank" in rows[0].cells
    seen: dict[tuple[str, str], int] = {}
    strange: dict[str, int] = {}
    scores, ranks = [], []
    for row in rows:
        pair = pair_of(row)
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
        (mentor, line), more = next(iter(strange.items())), len(strange) - 1
        others = f" (nor {more:,} more of its mentors)" if more else ""
        raise InputError(
            f"{file} line {line}: mentor_id must be in the pool {pool}; {mentor!r} is not{others}: "
            "was it made from another pool?"
        )
    applicant_ids, mentor_ids = zip(*seen, strict=True) if seen else ((), ())
    return scored_pairs(applicant_ids, mentor_ids, scores, ranks if ranked else None, file)


def _ranked(given: Any) -> Given:
    """Return rankings, one list or a list for each applicant, as rows; return anything else unchanged."""
    if hasattr(given, "to_dict") or not isinstance(given, Iterable):
        return given
    lines = [line for item in given for line in (item if isinstance(item, list) else [item])]
    return [line._asdict() if isinstance(line, RankedMentor) else line for line in lines]


def _check_whole(path: Path) -> None:
    """Raise `InputError` for a batch's file that does not end with a line end, which means that it was truncated."""
    try:
        with path.open("rb") as file:
            if path.suffix.lower() in {".parquet", ".xlsx"} or b"shared_terms" not in file.readline():
                return
            n_lines = 1 + sum(1 for _ in file)
        if not _ends_whole(path):
            raise InputError(f"{path} must end with a line end; it was cut off in line {n_lines}: make it again")
    except OSError:
        return  # the reader raises a better message


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"


def _score(row: Row, file: str) -> float:
    text = row.cells.get("score", "").strip()
    score = number_of(text)
    if not abs(score) <= _GREATEST:
        raise InputError(
            f"{file} line {row.line}: score must be a number up to {_GREATEST:,.0f}; it is {no_number(text)}"
        )
    return score


def _rank(row: Row, file: str) -> int:
    text = row.cells.get("rank", "").strip()
    rank = whole_number(text)
    if not rank:
        raise InputError(f"{file} line {row.line}: rank must be a whole number of 1 or more; it is {text!r}")
    return rank
