"""A file of applicants to a file of matches: every row is scored or rejected, and what is done stays done."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from matcher import __version__
from matcher.batch.chunks import Chunk, chunks
from matcher.batch.digests import digest_of
from matcher.batch.engines import Pool, pool_for, run
from matcher.batch.finish import finish, lost, tally
from matcher.batch.order import Done, Effort, Files, Progress, Settings
from matcher.batch.papers import documents_digest
from matcher.batch.parts import Parts
from matcher.batch.scoring import Job, part_of, placed
from matcher.errors import ConfigError
from matcher.model import MatchModel
from matcher.tables import Table, form_of, open_table
from matcher.tables.read import kept_aside, look_at

Choose = Callable[[Table], Mapping[str, str]]


def batch_files(
    files: Files, model: MatchModel | Path, choose: Choose, settings: Settings, effort: Effort, progress: Progress
) -> Done:
    """Write the matches and the rejects of a table of applicants; return what became of its rows.

    `choose` gives the column of each field, once the table's columns are known. What is finished lies in
    `<matches>.parts` until all is; with `effort.resume` a run that was stopped there goes on, and `ConfigError` says
    what differs if anything does. The bytes written do not depend on `effort`.
    """
    files.check()
    with _workplace(files.matches) as parts, _pool(effort) as pool_of:
        path = kept_aside(parts.folder) if files.applicants == "-" else Path(files.applicants)
        seen = look_at(path)
        folder = placed(model, parts.folder)
        with open_table(path, seen.encoding) as table:
            job = _job(files, settings, folder, choose(table))
            facts = {"input": [seen.digest, seen.n_bytes], **_facts(job)}
            size = _begin(parts, facts, effort)
            progress.begun = True
            n_parts = _score(parts, job, table, size, pool_of(job), progress)
        done = tally(parts, n_parts, progress.n_rows)
        finish(parts, n_parts, files, progress)
    return done


@contextmanager
def _workplace(matches: str) -> Iterator[Parts]:
    """Yield the folder of the parts; when something goes wrong it stays, if anything in it is worth going on with."""
    if matches != "-":
        parts = Parts(Path(f"{matches}.parts"))
        parts.create()
        try:
            yield parts
            parts.remove()
        finally:
            # what came through a pipe are statements; the parts hold none
            for spooled in parts.folder.glob("standard-input*"):
                spooled.unlink(missing_ok=True)
            if not parts.holds_any:
                parts.remove()
        return
    with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
        yield Parts(Path(folder))


def _job(files: Files, settings: Settings, folder: Path, columns: Mapping[str, str]) -> Job:
    beside = os.getcwd() if files.applicants == "-" else os.path.dirname(os.path.abspath(files.applicants))
    return Job(
        model=str(Path(folder).absolute()),
        digest=digest_of(folder),
        k=settings.k,
        weights=tuple(settings.weights.items()) if settings.weights else None,
        where=tuple(settings.where),
        columns=tuple(columns.items()),
        folder=beside,
        form=form_of(files.matches),
    )


def _facts(job: Job) -> dict[str, Any]:
    """Return what decides the matches besides the input, as JSON gives it back."""
    same = {"model": job.digest, "matcher version": __version__, "k": job.k, "output format": job.form}
    listed = {"weights": job.weights, "where": job.where, "map": job.columns}
    return same | {
        name: [list(v) if isinstance(v, tuple) else v for v in value or ()] for name, value in listed.items()
    }


def _begin(parts: Parts, facts: Mapping[str, Any], effort: Effort) -> int:
    """Return the size of a chunk: that of the run that goes on, or the one asked for."""
    if parts.begun and effort.resume:
        return parts.resume(facts)
    if parts.begun and parts.holds_any:
        raise ConfigError(f"{parts.folder} holds a run that was stopped: go on with --resume, or remove that folder")
    parts.begin(facts, effort.chunk)
    return effort.chunk


@contextmanager
def _pool(effort: Effort) -> Iterator[Callable[[Job], Pool | None]]:
    """Yield what gives the workers of a job; those of this machine start while the job is made."""
    if effort.backend == "local":
        with pool_for(effort.jobs) as pool:
            yield lambda _: pool
        return
    from matcher.batch.cluster import cluster_pool

    yield partial(cluster_pool, effort.jobs, effort.scheduler)


def _score(parts: Parts, job: Job, table: Table, size: int, pool: Pool | None, progress: Progress) -> int:
    """Do every chunk that is not on the disk yet; return how many there are."""
    n_parts = 0

    def to_do() -> Iterator[Chunk]:
        nonlocal n_parts
        for chunk in chunks(table.rows, dict(job.columns), size):
            n_parts += 1
            progress.n_rows += len(chunk.rows)
            if _is_done(parts, job, chunk):
                progress.add(len(chunk.rows), table.share_read())
            else:
                yield chunk

    for part in run(part_of, job, to_do(), pool):
        if part.n_scored + len(part.rejects) != part.n_rows:
            raise lost(part.n_rows, part.n_scored, len(part.rejects))
        parts.add(part)
        progress.add(part.n_rows, table.share_read())
    return n_parts


def _is_done(parts: Parts, job: Job, chunk: Chunk) -> bool:
    part = parts.get(chunk.number)
    if part is None or part.n_rows != len(chunk.rows):
        return False
    if part.documents != documents_digest(job.folder, chunk):
        raise ConfigError(
            f"{parts.folder} was begun with other documents for rows {chunk.rows[0].row} to {chunk.rows[-1].row}; "
            "give the same as then, or remove the folder and start again"
        )
    return True
