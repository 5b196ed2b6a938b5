"""Batch scoring in Python: a stream of records."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.applicants import Applicant, folder_of
from matcher.batching.records import Execution, RankingOptions, Reject, chunks
from matcher.batching.score_chunk import ensure_saved, job_of, rankings_of
from matcher.batching.workers import local_pool, run_chunks
from matcher.errors import ConfigError, InputError
from matcher.model import MatchModel
from matcher.model.as_profiles import with_field_names
from matcher.records import Profile, RankedMentor, given_rows
from matcher.tables import Broken, Row, Table, open_table
from matcher.tables.columns import propose, required
from matcher.tables.rows import row_of

if TYPE_CHECKING:
    import pandas as pd

_FIELDS = Applicant._fields[1:]
_ACCEPTED = "a table's path, a DataFrame, or a list of Profiles or dicts"


def batch(
    applicants: "str | Path | pd.DataFrame | Iterable[Mapping[str, object] | Profile]",
    model: MatchModel | str | Path,
    *,
    k: int = 10,
    weights: Mapping[str, float] | None = None,
    where: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    on_reject: Callable[[Reject], object] | None = None,
    execution: Execution = Execution(),  # noqa: B008
) -> Iterator[RankedMentor]:
    """Yield the matches of many applicants as they are computed, in the order of the applicants and by rank.

    Parameters
    ----------
    applicants
        A table (CSV, JSON lines, Parquet, XLSX), a DataFrame, or rows as profiles or as mappings with `id`, and
        `statement` or `interests`.
    model
        A fitted model, or the folder of one.
    where
        Conditions on mentors, as `column=value`.
    columns
        The column of each field whose column has another name: `{"id": "Email"}`.
    on_reject
        Called with each row that cannot be scored; by default the first one raises `InputError`.
    execution
        The number of processes, and of rows at a time: `Execution(jobs=2, chunk=500)`.

    Raises
    ------
    ConfigError
        Immediately, for an invalid argument: `k=0`, weights that do not sum to 1, an unknown field.
    InputError
        For an input that is neither a table nor a list of rows, and for a row that cannot be scored.

    Examples
    --------
    >>> from matcher import MatchModel, Profile
    >>> model = MatchModel().fit([Profile("reef", interests="coral reefs"), Profile("type", interests="compilers")])
    >>> rows = [{"id": "zoe", "statement": "The sound of reefs."}, {"id": "max", "statement": "Compilers!"}]
    >>> [(match.applicant_id, match.mentor_id) for match in batch(rows, model, k=1)]
    [('zoe', 'reef'), ('max', 'type')]
    """
    options = RankingOptions(k, weights, where)
    if not isinstance(execution, Execution):
        raise ConfigError(f"execution must be as matcher.Execution(jobs=2, chunk=500); it is {execution!r:.80}")
    if not isinstance(model, MatchModel | str | Path):
        raise ConfigError(f"model must be a fitted MatchModel or the folder of one; it is {type(model).__name__}")
    source = applicants if isinstance(applicants, str | Path) else _rows(applicants)
    return _matches(source, model, options, execution, columns or {}, on_reject or _refuse)


def _matches(
    source: "str | Path | Iterator[Row | Broken]",
    model: MatchModel | str | Path,
    options: RankingOptions,
    execution: Execution,
    columns: Mapping[str, str],
    on_reject: Callable[[Reject], object],
) -> Iterator[RankedMentor]:
    with ExitStack() as stack:
        table, folder = _open(source, stack)
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="matcher-")))
        saved = ensure_saved(model if isinstance(model, MatchModel) else Path(model), temporary)
        proposal = propose(table.columns, columns, sample=table.sample)
        chosen = required(proposal, table.columns, "the table")
        job = job_of(saved, options, chosen, folder)
        pool = stack.enter_context(local_pool(execution.jobs))
        for rankings, rejects in run_chunks(rankings_of, job, chunks(table.rows, chosen, execution.chunk), pool):
            for reject in rejects:
                on_reject(reject)
            for ranking in rankings:
                yield from ranking


def _open(source: "str | Path | Iterator[Row | Broken]", stack: ExitStack) -> tuple[Table, str]:
    """Return the table, and the folder of its documents."""
    if isinstance(source, str | Path):
        return stack.enter_context(open_table(source)), folder_of(source)
    # the first row has the names of columns; other rows may not be available yet
    first = list(islice(source, 1))
    names = dict.fromkeys(_FIELDS) | {name: None for row in first if isinstance(row, Row) for name in row.cells}
    return Table(tuple(names), chain(first, source), lambda: 0.0), str(Path.cwd())


def _rows(applicants: object) -> Iterator[Row | Broken]:
    return map(_row, given_rows(applicants, "applicants", _ACCEPTED), count(1))


def _row(record: object, number: int) -> Row | Broken:
    if isinstance(record, Profile):
        fields = ("id", "name", "interests", "statement", "avoid")
        return row_of(number, {field: getattr(record, field) for field in fields})
    if not isinstance(record, Mapping):
        raise InputError(f"applicants must be {_ACCEPTED}; row {number} is {type(record).__name__}")
    return row_of(number, with_field_names(record, _FIELDS))


def _refuse(reject: Reject) -> None:
    raise InputError(str(reject))
