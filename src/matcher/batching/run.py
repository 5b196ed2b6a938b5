"""A file of applicants to a file of matches: every row is scored or rejected, and finished chunks are kept."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

from matcher import __version__
from matcher.applicants import documents_digest, folder_of
from matcher.batching.checkpoints import Checkpoints, check_sum, finish, tally
from matcher.batching.records import Chunk, Done, FileExecution, Files, Job, Progress, RankingOptions, chunks
from matcher.batching.score_chunk import check_output, ensure_saved, job_of, part_of
from matcher.batching.workers import Pool, cluster_pool, local_pool, run_chunks
from matcher.errors import ConfigError, InputError
from matcher.model import MatchModel
from matcher.tables import Table, format_of, open_table
from matcher.tables.files import state_of, unwritable
from matcher.tables.read import source_of, spooled_stdin, table_fingerprint

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
        # piped input contains statements: its copy is a file without a name, and the parts contain no text of it
        piped = spooled_stdin(parts.folder) if files.applicants == "-" else nullcontext(source_of(files.applicants))
        source = stack.enter_context(piped)
        before = state_of(source.path)
        fingerprint = table_fingerprint(source)
        folder = ensure_saved(model, parts.work)
        with open_table(source, fingerprint.encoding, sheet=files.sheet, header_row=files.header_row) as table:
            documents = folder_of(files.applicants)
            job = job_of(folder, options, choose(table), documents, format_of(files.matches))
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


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file while the block runs or this process lives; raises `ConfigError` while another holds it."""
    handle = _open_locked(path, what)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def _open_locked(path: Path, what: str) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unwritable(what, error) from error
        try:
            _lock(handle)
        except BlockingIOError as error:
            os.close(handle)
            raise ConfigError(
                f"{what} is being written by another run; wait for that one, or give another --out"
            ) from error
        # the previous holder may have deleted the file: then this lock has no file, and another process could lock too
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)


def _lock(handle: int) -> None:
    """Lock an open file or raise `BlockingIOError`; on a file system without locks do nothing."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        return
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        pass


def _facts(job: Job, files: Files) -> dict[str, Any]:
    """Return what decides the matches besides the input, with lists for tuples, as JSON reads them back."""
    facts = {"model": job.digest, "matcher version": __version__, "k": job.k, "output format": job.output_format}
    facts |= {"sheet": files.sheet, "header row": files.header_row}
    facts |= {"weights": job.weights or (), "where": job.where, "map": job.columns}
    return dict(json.loads(json.dumps(facts)))


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
