"""Batch scoring in Python: records as they come."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from matcher.batch.chunks import Applicant, Chunk, chunks
from matcher.batch.digests import digest_of
from matcher.batch.engines import pool_for, run
from matcher.batch.rejects import Reject
from matcher.batch.scoring import Job, placed, scored
from matcher.errors import InputError
from matcher.model import MatchModel
from matcher.records import RankedMentor
from matcher.tables import Broken, Row, open_table
from matcher.tables.columns import propose, required

Applicants = str | Path | Iterable[Mapping[str, str]]


def batch(
    applicants: Applicants,
    model: MatchModel | str | Path,
    *,
    k: int = 10,
    weights: Mapping[str, float] | None = None,
    where: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    jobs: int = 1,
    chunk: int = 1000,
    on_reject: Callable[[Reject], object] | None = None,
) -> Iterator[RankedMentor]:
    """Yield the matches of many applicants as they come, in the order of the applicants, each ranking in order.

    Parameters
    ----------
    applicants
        A table (CSV, JSON lines, Parquet, XLSX), or rows as mappings with `id`, and `statement` or `interests`.
    model
        A fitted model, or the folder of one.
    where
        Conditions on mentors, as `column=value`.
    columns
        Which column is which field, where the names do not say: `{"id": "Email"}`.
    jobs
        Processes; the matches do not depend on it, nor on `chunk`, the number of rows in work at a time.
    on_reject
        Called with each row that cannot be scored; by default the first one raises `InputError`.

    Examples
    --------
    >>> from matcher import MatchModel, Profile
    >>> model = MatchModel().fit([Profile("reef", interests="coral reefs"), Profile("type", interests="compilers")])
    >>> rows = [{"id": "zoe", "statement": "The sound of reefs."}, {"id": "max", "statement": "Compilers!"}]
    >>> [(match.applicant_id, match.mentor_id) for match in batch(rows, model, k=1)]
    [('zoe', 'reef'), ('max', 'type')]
    """
    with ExitStack() as stack:
        rows, names, folder = _opened(applicants, stack)
        aside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="matcher-")))
        model = placed(model if isinstance(model, MatchModel) else Path(model), aside)
        found = required(propose(names, columns or {}), names, "the table")
        shares = tuple(weights.items()) if weights else None
        job = Job(str(model), digest_of(model), k, shares, tuple(where), tuple(found.items()), str(folder), "")
        yield from _matches(job, chunks(rows, found, chunk), jobs, on_reject or _refuse)


def _opened(applicants: Applicants, stack: ExitStack) -> tuple[Iterable[Row | Broken], Sequence[str], Path]:
    """Return rows, the columns they have, and the folder that their documents lie in."""
    if isinstance(applicants, str | Path):
        table = stack.enter_context(open_table(applicants))
        return table.rows, table.columns, Path(applicants).absolute().parent
    rows = (Row(number, {**cells}) for number, cells in enumerate(applicants, 1))
    return rows, Applicant._fields[1:], Path.cwd()


def _matches(
    job: Job, work: Iterator[Chunk], jobs: int, on_reject: Callable[[Reject], object]
) -> Iterator[RankedMentor]:
    with pool_for(jobs) as pool:
        for rankings, rejects in run(scored, job, work, pool):
            for reject in rejects:
                on_reject(reject)
            for ranking in rankings:
                yield from ranking


def _refuse(reject: Reject) -> None:
    raise InputError(str(reject))
