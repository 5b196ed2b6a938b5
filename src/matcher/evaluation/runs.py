"""Runs: the rankings of many applicants, from a model or a file in matcher's CSV or the TREC format."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias

import numpy as np

from matcher.errors import InputError
from matcher.evaluation.measures import Floats
from matcher.model import MatchModel
from matcher.ranking.top_k import top_k
from matcher.records import Profile
from matcher.tables import Row, decode, format_of, read_bytes, write_table, written_atomically
from matcher.tables.columns import Needs
from matcher.tables.keyed_rows import named_rows
from matcher.tables.read import MAX_TABLE_BYTES
from matcher.tables.rows import no_number, number_of


class Scored(NamedTuple):
    """One line of a run: a mentor with its score."""

    mentor_id: str
    score: float


Run: TypeAlias = Iterable[tuple[str, Sequence[Scored]]]
"""The mentors of each applicant, best first."""

_RUN: dict[str, type] = {"applicant_id": str, "rank": int, "mentor_id": str, "score": float}
_NEEDS = Needs(
    tuple((name,) for name in _RUN), advice="give what `batch`, `match --format csv` or `evaluate --out` wrote"
)
_PAIRS_AT_ONCE, _ROWS_AT_ONCE = 500_000, 1000
_TREC_ENDINGS = {".trec", ".run", ".txt"}


def write_run(rankings: Run, path: str | Path) -> None:
    """Write the ranking of each applicant: in the TREC format for `.trec`, `.run` and `.txt`, else as a table.

    The file is written as a stream, and atomically. In CSV an id that a spreadsheet would run as a formula gets an
    apostrophe, which `read_run` removes. Raises `InputError` for an id that the TREC format cannot hold.
    """
    if Path(path).suffix.lower() not in _TREC_ENDINGS:
        cells = (((who, rank, *line) for rank, line in enumerate(lines, 1)) for who, lines in rankings)
        write_table(path, _RUN, chain.from_iterable(cells))
        return
    with written_atomically(path) as fresh, fresh.open("w", encoding="utf-8", newline="") as file:
        _trec(rankings, file)


def check_run(path: str | Path) -> None:
    """Raise `ConfigError` for a file ending that is not a format of runs."""
    if Path(path).suffix.lower() not in _TREC_ENDINGS:
        format_of(path)


def write_scores(scores: Run, path: str | Path) -> int:
    """Write `applicant_id, mentor_id, score` as a stream, safe in a spreadsheet; return the number of pairs."""
    columns = {name: kind for name, kind in _RUN.items() if name != "rank"}
    return write_table(path, columns, ((who, *line) for who, lines in scores for line in lines))


def _trec(rankings: Run, file: IO[str]) -> None:
    """Write `applicant Q0 mentor rank score matcher`.

    Other tools ignore the rank, read scores in single precision and break ties in their own way. So a score that
    would tie is written as the next smaller number, which gives the same order in every tool.
    """
    for applicant, lines in rankings:
        above = np.float32(np.inf)
        for rank, line in enumerate(lines, 1):
            above = min(np.float32(line.score), np.nextafter(above, np.float32(-np.inf)))
            file.write(f"{_word(applicant)} Q0 {_word(line.mentor_id)} {rank} {above!s} matcher\n")


def _word(text: str) -> str:
    if not text or text.split() != [text]:
        raise InputError(f"an id must have no space in the TREC format; it is {text!r}: write CSV")
    return text


def read_run(path: str | Path) -> dict[str, list[Scored]]:
    """Return a run written by `write_run`, or by any program in the TREC format.

    A TREC run is sorted by score, a CSV by rank, ties by mentor id. Raises `InputError`, with file and line, for an
    invalid line, and for an applicant with a mentor twice.
    """
    rows = ((applicant, rank, scored) for _, applicant, rank, scored in run_rows(path))
    lines_of_file = _trec_lines(path) if Path(path).suffix.lower() in _TREC_ENDINGS else rows
    ordered = sorted(lines_of_file, key=lambda line: (line[0], line[1], line[2].mentor_id))
    run = {name: [line[2] for line in lines] for name, lines in groupby(ordered, key=lambda line: line[0])}
    for applicant, lines in run.items():
        if len({line.mentor_id for line in lines}) < len(lines):
            raise InputError(f"{path}: a ranking must name each mentor once; look at applicant {applicant!r}")
    return run


def run_rows(path: str | Path) -> Iterator[tuple[Row, str, int, Scored]]:
    """Yield the lines of a table of rankings: row, applicant, rank, mentor; raises `InputError` as `read_run` does."""
    for row in named_rows(path, _NEEDS):
        cells, where = dict.fromkeys(_RUN, "") | row.cells, f"{path} line {row.line}"
        scored = Scored(cells["mentor_id"], _number(cells["score"], where, "score"))
        yield row, cells["applicant_id"], int(_number(cells["rank"], where, "rank")), scored


def _trec_lines(path: str | Path) -> Iterator[tuple[str, float, Scored]]:
    for line, text in enumerate(decode(read_bytes(path, MAX_TABLE_BYTES), str(path)).split("\n"), 1):
        cells = text.split()
        if len(cells) not in (0, 6):
            raise InputError(
                f"{path} line {line} must read `applicant Q0 mentor rank score name`; it is {text[:200]!r}"
            )
        if cells:
            score = _number(cells[4], f"{path} line {line}", "score")
            yield cells[0], -score, Scored(cells[2], score)


def _number(text: str, where: str, name: str) -> float:
    number = number_of(text)
    if not math.isfinite(number):
        raise InputError(f"{where}: {name} must be a number; it is {no_number(text)}")
    return number


def iter_scores(
    model: MatchModel, applicants: Iterable[Profile], weights: Mapping[str, float] | None = None
) -> Iterator[tuple[list[Profile], Floats]]:
    """Yield chunks of applicants with their scores, as in `MatchModel.scores`."""
    stream, n_rows = iter(applicants), min(_ROWS_AT_ONCE, max(1, _PAIRS_AT_ONCE // len(model.mentors)))
    while chunk := list(islice(stream, n_rows)):
        yield chunk, model.scores(chunk, weights)


def iter_run(
    model: MatchModel, applicants: Iterable[Profile], k: int | None = None
) -> Iterator[tuple[str, list[Scored]]]:
    """Yield each applicant's id and ranking as `MatchModel.rank` orders it; `None` for k ranks all with a score.

    Scores are those of `rank`; reasons are left out, which makes long rankings fast.
    """
    ids = [mentor.id for mentor in model.mentors]
    for chunk, scores in iter_scores(model, applicants):
        for applicant, row in zip(chunk, scores, strict=True):
            best = top_k(row, len(ids) if k is None else k)
            yield applicant.id, [Scored(ids[column], float(row[column])) for column in best]


def iter_pairs(
    model: MatchModel, applicants: Iterable[Profile], k: int | None = None
) -> Iterator[tuple[str, Sequence[Scored]]]:
    """Yield each applicant's id and scores: of all mentors, ordered by id, zeros included; or of the k best."""
    if k is not None:
        yield from iter_run(model, applicants, k)
        return
    for chunk, scores in iter_scores(model, applicants):
        for applicant, row in zip(chunk, np.nan_to_num(scores).tolist(), strict=True):
            yield applicant.id, [Scored(mentor.id, score) for mentor, score in zip(model.mentors, row, strict=True)]
