"""Scored pairs from a matches file, a frame, rows or rankings; each mistake with its line."""

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from matcher.assigning.inputs import Given, check_columns, rows_of
from matcher.assigning.match_columns import COLUMNS, as_columns
from matcher.assigning.problem import Scored, scored_pairs
from matcher.errors import InputError
from matcher.records import RankedMentor
from matcher.tables import Row
from matcher.tables.rows import whole_number

_GREATEST = 1e6
"""The greatest score; in millionths sums of them stay far from the limit of whole numbers."""


def read_scored(given: Given, mentors: Collection[str], pool: str) -> Scored:
    """Return the scored pairs of a matches file, a DataFrame, rows, or rankings.

    Raises `InputError`, with the line, for a file that was cut off, a score that is no number of 0 or more, a pair that
    comes twice, a mentor who is not in the pool.
    """
    scored = as_columns(Path(given)) if isinstance(given, str | Path) else None
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
    check_columns(rows, COLUMNS, file)
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
        raise InputError(f"{file} line {row.line}: score must be a number from 0 to {_GREATEST:,.0f}; it is {text!r}")
    return score


def _rank(row: Row, file: str) -> int:
    rank = whole_number(row.cells["rank"])
    if not rank:
        text = row.cells["rank"].strip()
        raise InputError(f"{file} line {row.line}: rank must be a whole number of 1 or more; it is {text!r}")
    return rank
