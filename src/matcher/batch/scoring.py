"""One chunk scored, in any process on any machine: the same rows and the same model give the same part."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from matcher import __version__
from matcher.batch.chunks import Applicant, Chunk
from matcher.batch.digests import digest_of
from matcher.batch.matches import match_table
from matcher.batch.papers import document, documents_digest, read_profile
from matcher.batch.rejects import Reject
from matcher.errors import InputError, ModelError
from matcher.model import MatchModel
from matcher.model.store import load, save
from matcher.model.winners import Winners
from matcher.profiles import eligible
from matcher.records import Profile, RankedMentor
from matcher.tables.encodings import mended
from matcher.tables.write import FORMS

SHIPPED: dict[str, str] = {}
"""Where models lie that were sent to this process, by digest."""

_present: dict[str, MatchModel] = {}

_EMPTY = "must hold something, or the interests must; both are empty"
_STRANGE = "shares no word with the mentors; is it in another language, or another field?"


class Job(NamedTuple):
    """What all chunks of a run share: where the model lies and what decides a ranking; small, so that it travels."""

    model: str
    digest: str
    k: int
    weights: tuple[tuple[str, float], ...] | None
    where: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    folder: str
    form: str
    version: str = __version__


class Part(NamedTuple):
    """What became of one chunk: every row of it is scored or rejected."""

    number: int
    n_rows: int
    n_scored: int
    n_matches: int
    rejects: tuple[Reject, ...]
    documents: str
    """Digest of the documents the rows name."""
    matches: bytes


def part_of(job: Job, chunk: Chunk) -> Part:
    """Return the part of a chunk, its matches as a piece of the output file."""
    found = _found(job, chunk)
    piece = FORMS[job.form].piece(match_table(found.model.fitted, found.applicants, found.best))
    n_scored, n_matches = int(np.count_nonzero(np.diff(found.best.bounds))), len(found.best.mentors)
    documents = documents_digest(job.folder, chunk)
    return Part(chunk.number, len(chunk.rows), n_scored, n_matches, tuple(found.rejects), documents, piece)


def scored(job: Job, chunk: Chunk) -> tuple[list[list[RankedMentor]], list[Reject]]:
    """Return the rankings of a chunk's applicants, and the rejects in the order of rows."""
    found = _found(job, chunk)
    return [ranking for ranking in found.model.rankings(found.applicants, found.best) if ranking], found.rejects


class _Found(NamedTuple):
    """What was found for one chunk."""

    model: MatchModel
    applicants: list[str]
    best: Winners
    rejects: list[Reject]


def _found(job: Job, chunk: Chunk) -> _Found:
    """Return the winners of a chunk's applicants; one of whom the mentors know no word is a reject too."""
    model, names = _loaded(job.model, job.digest, job.version, job.where)
    reading = _Reading(job, chunk)
    profiles = list(reading.profiles())
    # products of one thread are the same to the bit on any machine with any number of cores
    with threadpool_limits(limits=1):
        best = model.winners(profiles, job.k, dict(job.weights) if job.weights else None, names)
    for applicant, n_lines in zip(reading.read, np.diff(best.bounds).tolist(), strict=True):
        if not n_lines:
            reading.reject(applicant, "statement", _STRANGE)
    return _Found(model, [profile.id for profile in profiles], best, sorted(reading.rejects))


@lru_cache(maxsize=2)
def _loaded(
    folder: str, digest: str, version: str, where: tuple[str, ...]
) -> tuple[MatchModel, Collection[str] | None]:
    """Return the model and who may be ranked, loaded once in a process; another model or program is refused."""
    if version != __version__:
        raise ModelError(f"workers must run matcher {version}; this one runs {__version__}")
    folder = SHIPPED.get(digest, folder)
    if digest not in _present and digest_of(folder) != digest:
        raise ModelError(f"{folder} has changed since the run began; start again with the model as it is now")
    model = _present.get(digest) or load(folder)
    return model, eligible(model.mentors, where) if where else None


def placed(model: MatchModel | Path, folder: Path) -> Path:
    """Return the folder of a model, where other processes find it; this process need not load it again."""
    if isinstance(model, Path):
        return model
    saved = save(model, folder / "model")
    _present.clear()
    _present[digest_of(saved)] = model
    return saved


class _Reading:
    """The rows of a chunk as profiles, and the rejects among them."""

    def __init__(self, job: Job, chunk: Chunk) -> None:
        self._folder, self._columns = job.folder, dict(job.columns)
        self._rows = chunk.rows
        self.read: list[Applicant] = []
        self.rejects = [row for row in chunk.rows if isinstance(row, Reject)]

    def profiles(self) -> Iterator[Profile]:
        """Yield the profiles that can be scored; documents are read as they are asked for."""
        for row in self._rows:
            if isinstance(row, Applicant) and (profile := self._profile(row)):
                self.read.append(row)
                yield profile

    def reject(self, applicant: Applicant, field: str, reason: str) -> None:
        """Note that an applicant was not scored."""
        column = self._columns.get(field) or self._columns.get("interests") or ""
        self.rejects.append(Reject(applicant.row, applicant.id, column, reason))

    def _profile(self, row: Applicant) -> Profile | None:
        cells: dict[str, str] = {}
        for field in ("interests", "statement", "avoid", "statement_file"):
            try:
                cells[field] = mended(getattr(row, field))
            except InputError as error:
                self.reject(row, field, str(error))
                return None
        try:
            path = document(self._folder, row)
            profile = read_profile(path, self._folder, row) if path else _inline(row, cells)
        except InputError as error:
            self.reject(row, "statement_file" if row.statement_file else "statement", str(error))
            return None
        if profile.is_empty:
            self.reject(row, "statement", _EMPTY)
            return None
        return profile


def _inline(row: Applicant, cells: Mapping[str, str]) -> Profile:
    return Profile(row.id, row.name, cells["interests"], cells["statement"], avoid=cells["avoid"])
