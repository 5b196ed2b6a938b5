"""Judgments of pairs, read from a table and matched with a pool and applicants."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InputError
from matcher.records import given_rows
from matcher.tables.columns import Needs
from matcher.tables.keyed_rows import named_rows
from matcher.tables.read import TableSource
from matcher.tables.rows import joined_problems, no_number, number_of

if TYPE_CHECKING:
    import pandas as pd

JudgmentLike: TypeAlias = "pd.DataFrame | Iterable[Judgment | tuple[str, str, float] | Mapping[Any, Any]]"

_COLUMNS = ("applicant_id", "mentor_id", "grade")
_ROWS = f"a DataFrame or rows of {', '.join(_COLUMNS)}"


class Judgment(NamedTuple):
    """A person's grade of a pair: 0 is "no fit", larger is better."""

    applicant_id: str
    mentor_id: str
    grade: float


class LeftOut(NamedTuple):
    """The ids in judgments that an evaluation could not use; they are counted and listed."""

    unknown_applicants: tuple[str, ...] = ()
    unknown_mentors: tuple[str, ...] = ()
    without_positive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """The applicants with at least one fitting mentor, and their grades as arrays."""

    applicants: tuple[str, ...]
    """Ids of those with at least one grade above 0 for a mentor of the pool, in the order of the applicants."""
    mentors: NDArray[np.intp]
    """Columns of the mentors graded above 0, shape (n_applicants, most grades of one applicant), padded with -1."""
    grades: NDArray[np.float64]
    """Their grades, the same shape, padded with 0."""
    left_out: LeftOut = LeftOut()


def read_judgments(path: str | Path | TableSource) -> list[Judgment]:
    """Return the judgments of a table with the columns `applicant_id`, `mentor_id`, `grade`, in upper or lower case.

    Raises `InputError`, with file and line, for a grade that is not a number of 0 or more, an empty id, a pair with two
    different grades (the same grade twice is one judgment), a missing column, or a table without rows.
    """
    seen: dict[tuple[str, str], tuple[float, int]] = {}
    problems: list[tuple[int, str]] = []
    for row in named_rows(path, Needs(tuple((column,) for column in _COLUMNS))):
        applicant, mentor, text = (row.cells.get(column, "").strip() for column in _COLUMNS)
        grade = number_of(text)
        first, line = seen.setdefault((applicant, mentor), (grade, row.line))
        if not applicant or not mentor:
            problems.append((row.line, ": applicant_id and mentor_id must not be empty"))
        elif not 0 <= grade < math.inf:
            problems.append((row.line, f": grade must be a number of 0 or more; it is {no_number(text)}"))
        elif grade != first:
            grades = f"{applicant!r} and {mentor!r} have {grade:g} here and {first:g} on line {line}"
            problems.append((row.line, f": a pair must have one grade; {grades}: leave one out"))
    if problems:
        raise joined_problems(path, problems)
    if not seen:
        raise InputError(f"{path} must hold at least one judgment below its header; it holds none")
    return [Judgment(*pair, grade) for pair, (grade, _) in seen.items()]


def _as_judgment(row: Any) -> Judgment:
    if isinstance(row, Mapping) and row.keys() >= {*_COLUMNS}:
        return Judgment(*(row[column] for column in _COLUMNS))
    if isinstance(row, tuple | list) and len(row) == len(_COLUMNS):
        return Judgment(*row)
    raise InputError(f"judgments must be {_ROWS}; one is {row!r:.40}")


def match_judgments(judgments: JudgmentLike, applicants: Sequence[str], mentors: Sequence[str]) -> Judged:
    """Return the judgments of known pairs as arrays; `mentors` are the ids of the columns, in their order.

    Pairs with an unknown id and applicants without a grade above 0, for whom there is nothing to find, are left out and
    listed in `left_out`. Raises `InputError` if nothing is left.
    """
    rows = [*map(_as_judgment, given_rows(judgments, "judgments", _ROWS))]
    if not rows:
        raise InputError("judgments must hold at least one pair; there is none")
    column, applicant_ids = {mentor: n for n, mentor in enumerate(mentors)}, set(applicants)
    known: dict[str, dict[int, float]] = {}
    for applicant, mentor, grade in rows:
        if applicant in applicant_ids and mentor in column:
            known.setdefault(applicant, {})[column[mentor]] = grade
    if not known:
        example = f"{rows[0].applicant_id!r} and {rows[0].mentor_id!r}"
        raise InputError(
            f"judgments must name applicants and mentors of these tables; none of the {len(rows)} does, "
            f"for example {example}"
        )
    positive = {name: {mentor: grade for mentor, grade in pairs.items() if grade > 0} for name, pairs in known.items()}
    judged = tuple(applicant for applicant in applicants if positive.get(applicant))
    if not judged:
        raise InputError("judgments must hold a grade above 0 for a known pair; all are 0, so there is nothing to find")
    left_out = LeftOut(
        tuple(sorted({judgment.applicant_id for judgment in rows} - applicant_ids)),
        tuple(sorted({judgment.mentor_id for judgment in rows} - column.keys())),
        tuple(applicant for applicant in applicants if applicant in known and not positive[applicant]),
    )
    return Judged(judged, *_padded([positive[applicant] for applicant in judged]), left_out)


def _padded(pairs: Sequence[Mapping[int, float]]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    shape = (len(pairs), max(map(len, pairs)))
    mentors, grades = np.full(shape, -1, np.intp), np.zeros(shape)
    for row, graded in enumerate(pairs):
        mentors[row, : len(graded)] = sorted(graded)
        grades[row, : len(graded)] = [graded[at] for at in sorted(graded)]
    return mentors, grades
