"""A file of applicants to a file of matches: every row is scored or rejected, and finished chunks are kept."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from matcher import __version__
from matcher.applicants import documents_digest
from matcher.batching.checkpoints import Checkpoints, check_sum, finish, tally
from matcher.batching.chunks import Chunk, chunks
from matcher.batching.options import Done, FileExecution, Files, Progress, RankingOptions
from matcher.batching.score_chunk import Job, check_output, ensure_saved, part_of, saved_model_digest
from matcher.batching.workers import Pool, cluster_pool, local_pool, run_chunks
from matcher.errors import ConfigError, InputError
from matcher.model import MatchModel
from matcher.tables import Table, format_of, open_table
from matcher.tables.files import state_of
from matcher.tables.outputs import locked
from matcher.tables.read import TableSource, source_of, spooled_stdin, table_fingerprint

ChooseColumns = Callable[[Table], Mapping[str, str]]


def batch_files(
    files: Files,
    model: MatchModel | Path,
    choose: ChooseColumns,
    options: RankingOptions,
    execution: FileExecution,
    progress: Progress,
) -> Done:
    """Write the matches and the rejects of a table of applicants; return the counts of its rows.

    `choose` returns the column of each field, given the table's columns. Finished chunks are in `<matches>.parts` until
    all are done. With `execution.resume` a stopped run continues; `ConfigError` says what is different from then, if
    anything is. The bytes written do not depend on `execution`.
    """
    files.check()
    with ExitStack() as stack, _checkpoints(files) as parts, _pool(execution) as pool_of:
        source = stack.enter_context(_source(files, parts))
        before = state_of(source.path)
        fingerprint = table_fingerprint(source)
        folder = ensure_saved(model, parts.work)
        with open_table(source, fingerprint.encoding, sheet=files.sheet, header_row=files.header_row) as table:
            job = _job(files, options, folder, choose(table))
            check_output(job)
            facts = {"input": [fingerprint.sha256, fingerprint.n_bytes], **_facts(job, files)}
            chunk_size = _begin(parts, facts, execution)
            progress.begun = True
            n_parts = _score(parts, job, table, chunk_size, pool_of(job), progress)
        if state_of(source.path) != before and table_fingerprint(source) != fingerprint:
            parts.discard()
            progress.n_done = 0
            raise InputError(f"{source.name} was changed while it was read; start again")
        done = tally(parts, n_parts, progress.n_rows)
        finish(parts, n_parts, files, progress)
    return done


@contextmanager
def _checkpoints(files: Files) -> Iterator[Checkpoints]:
    """Yield the folder of the parts; after an error it is kept if any chunk is finished."""
    if files.matches == "-":
        with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
            parts = Checkpoints(Path(folder))
            parts.create()
            yield parts
        return
    parts = Checkpoints(Path(f"{files.matches}.parts"))
    with ExitStack() as stack:
        for written in filter(None, (files.matches, files.rejects)):
            stack.enter_context(locked(Path(written).with_name(f".{Path(written).name}.lock"), written))
        parts.create()
        try:
            yield parts
            parts.remove()
        finally:
            if not parts.holds_any:
                parts.remove()


def _source(files: Files, parts: Checkpoints) -> AbstractContextManager[TableSource]:
    # piped input contains statements: its copy is a file without a name, and the parts contain no text of it
    return spooled_stdin(parts.folder) if files.applicants == "-" else nullcontext(source_of(files.applicants))


def _job(files: Files, options: RankingOptions, folder: Path, columns: Mapping[str, str]) -> Job:
    documents_folder = os.getcwd() if files.applicants == "-" else os.path.dirname(os.path.abspath(files.applicants))
    return Job(
        model=str(Path(folder).absolute()),
        digest=saved_model_digest(folder),
        k=int(options.k),
        weights=tuple(options.weights.items()) if options.weights else None,
        where=tuple(options.where),
        columns=tuple(columns.items()),
        documents_folder=documents_folder,
        output_format=format_of(files.matches),
    )


def _facts(job: Job, files: Files) -> dict[str, Any]:
    """Return what decides the matches besides the input, with lists for tuples, as JSON reads them back."""
    facts = {"model": job.digest, "matcher version": __version__, "k": job.k, "output format": job.output_format}
    facts |= {"sheet": files.sheet, "header row": files.header_row}
    tuples = {"weights": job.weights, "where": job.where, "map": job.columns}
    return facts | {
        name: [list(v) if isinstance(v, tuple) else v for v in value or ()] for name, value in tuples.items()
    }


def _begin(parts: Checkpoints, facts: Mapping[str, Any], execution: FileExecution) -> int:
    """Return the chunk size: that of the resumed run, or that of `execution`."""
    if parts.begun and execution.resume:
        return parts.resume(facts)
    if parts.begun and parts.holds_any:
        raise ConfigError(f"{parts.folder} holds a run that was stopped: go on with --resume, or remove that folder")
    parts.begin(facts, execution.chunk)
    return execution.chunk


@contextmanager
def _pool(execution: FileExecution) -> Iterator[Callable[[Job], Pool | None]]:
    """Yield a function that returns the workers of a job; local workers start while the job is prepared."""
    if execution.backend == "local":
        with local_pool(execution.jobs) as pool:
            yield lambda _: pool
        return
    yield partial(cluster_pool, execution.jobs, execution.scheduler)


def _score(parts: Checkpoints, job: Job, table: Table, chunk_size: int, pool: Pool | None, progress: Progress) -> int:
    """Score every chunk that is not on disk yet; return the number of all chunks."""
    n_parts = 0

    def unfinished() -> Iterator[Chunk]:
        nonlocal n_parts
        for chunk in chunks(table.rows, dict(job.columns), chunk_size):
            n_parts += 1
            progress.n_rows += len(chunk.rows)
            if _is_done(parts, job, chunk):
                progress.add(len(chunk.rows), table.share_read())
            else:
                yield chunk

    for part in run_chunks(part_of, job, unfinished(), pool):
        check_sum(part.n_rows, part.n_scored, len(part.rejects))
        parts.add(part)
        progress.add(part.n_rows, table.share_read())
    return n_parts


def _is_done(parts: Checkpoints, job: Job, chunk: Chunk) -> bool:
    part = parts.get(chunk.number)
    if part is None or part.n_rows != len(chunk.rows):
        return False
    if part.documents != documents_digest(job.documents_folder, chunk.rows):
        raise ConfigError(
            f"{parts.folder} was begun with other documents for rows {chunk.rows[0].row} to {chunk.rows[-1].row}; "
            "use the same as before, or remove the folder and start again"
        )
    return True
