"""One chunk scored, in any process on any machine: the same rows and the same model give the same part."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher import __version__
from matcher.applicants import Applicant, FieldError, documents_digest, profile_of
from matcher.batching.chunks import Chunk, Reject
from matcher.errors import InputError, ModelError
from matcher.mentors import eligible
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.model.folder import read_json
from matcher.model.store import load, save
from matcher.ranking.strength import STRENGTHS
from matcher.ranking.top_k import TopK
from matcher.records import Profile, Ranking
from matcher.registry import contributor_names
from matcher.tables.spreadsheets import SHEET_CELL
from matcher.tables.write import FORMATS, joined, match_columns, number_array, schema_of, text_array

SHIPPED_MODELS: dict[str, str] = {}
"""Where models lie that were sent to this process, by digest."""

_models_in_memory: dict[str, MatchModel] = {}

_EMPTY = "must hold something, or the interests must; both are empty"
_UNKNOWN = "shares no word with the mentors; is it in another language, or another field?"
_WORDLESS = "must hold words; it holds none"
_DECIDING_FACTS = ("matcher_model", "analysis", "config", "parts")
"""What two models must share to rank alike; when and with which versions they were made does not matter."""


class Job(NamedTuple):
    """What all chunks of a run share: where the model lies and what decides a ranking; small, so that it travels."""

    model: str
    digest: str
    k: int
    weights: tuple[tuple[str, float], ...] | None
    where: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    documents_folder: str
    output_format: str
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


class _Ranked(NamedTuple):
    """The best mentors of a chunk's applicants, and the rows that have none, in the order of rows."""

    model: MatchModel
    applicants: list[str]
    best: TopK
    rejects: list[Reject]


def part_of(job: Job, chunk: Chunk) -> Part:
    """Return the part of a chunk, its matches as bytes of the output file."""
    ranked = _rank(job, chunk)
    matches = FORMATS[job.output_format].encode(match_table(ranked.model.fitted, ranked.applicants, ranked.best))
    n_scored, n_matches = int(np.count_nonzero(np.diff(ranked.best.bounds))), len(ranked.best.mentors)
    documents = documents_digest(job.documents_folder, chunk.rows)
    return Part(chunk.number, len(chunk.rows), n_scored, n_matches, tuple(ranked.rejects), documents, matches)


def rankings_of(job: Job, chunk: Chunk) -> tuple[list[Ranking], list[Reject]]:
    """Return the rankings of a chunk's applicants, and the rejects in the order of rows."""
    ranked = _rank(job, chunk)
    return [ranking for ranking in ranked.model.rankings(ranked.applicants, ranked.best) if ranking], ranked.rejects


def _rank(job: Job, chunk: Chunk) -> _Ranked:
    """Return the best mentors of a chunk's applicants; one of whom the mentors know no word is a reject too."""
    model, names = _loaded(job.model, job.digest, job.version, job.where)
    reader = _ProfileReader(job, chunk)
    profiles = list(reader.profiles())
    # products of one thread are the same to the bit on any machine with any number of cores
    with threadpool_limits(limits=1):
        best = model.top_k(profiles, job.k, dict(job.weights) if job.weights else None, names)
    for applicant, profile, n_lines in zip(reader.read, profiles, np.diff(best.bounds).tolist(), strict=True):
        if not n_lines:
            has_words = any(map(str.isalpha, profile.statement + profile.interests))
            reader.reject(applicant, "statement", _UNKNOWN if has_words else _WORDLESS)
    return _Ranked(model, [profile.id for profile in profiles], best, sorted(reader.rejects))


class _ProfileReader:
    """The rows of a chunk as profiles, and the rejects among them."""

    def __init__(self, job: Job, chunk: Chunk) -> None:
        self._folder, self._columns = job.documents_folder, dict(job.columns)
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
        try:
            profile = profile_of(row, self._folder)
        except FieldError as error:
            self.reject(row, error.field, str(error))
            return None
        if profile.is_empty:
            self.reject(row, "statement", _EMPTY)
            return None
        return profile


@lru_cache(maxsize=2)
def _loaded(
    folder: str, digest: str, version: str, where: tuple[str, ...]
) -> tuple[MatchModel, Collection[str] | None]:
    """Return the model and who may be ranked, loaded once in a process; another model or program is refused."""
    if version != __version__:
        raise ModelError(f"workers must run matcher {version}; this one runs {__version__}")
    folder = SHIPPED_MODELS.get(digest, folder)
    if digest not in _models_in_memory and model_digest(folder) != digest:
        raise ModelError(f"{folder} has changed since the run began; start again with the model as it is now")
    model = _models_in_memory.get(digest) or load(folder)
    return model, eligible(model.mentors, where) if where else None


def ensure_saved(model: MatchModel | Path, folder: Path) -> Path:
    """Return the folder of a model, where other processes find it; this process need not load it again."""
    if isinstance(model, Path):
        return model
    saved = save(model, folder / "model")
    _models_in_memory.clear()
    _models_in_memory[model_digest(saved)] = model
    return saved


def check_output(job: Job) -> None:
    """Raise `InputError` where a mentor could not be written in the format of the output, before hours of work."""
    if job.output_format != "xlsx":
        return
    model, _ = _loaded(job.model, job.digest, job.version, job.where)
    texts = {mentor.id: max(len(mentor.id), len(mentor.name)) for mentor in model.mentors}
    # what stands beside a line are at most five phrases, each of at most four words
    words = {word[:20]: 20 * (len(word) + 1) for word in model.fitted.terms.written}
    for what, lengths in (("mentor", texts), ("word", words)):
        name, longest = max(lengths.items(), key=lambda item: item[1], default=("", 0))
        if longest > SHEET_CELL:
            raise InputError(
                f"a cell of a workbook must hold at most {SHEET_CELL} characters; the {what} {name[:80]!r} needs "
                f"{longest}: write CSV instead"
            )


def model_digest(folder: str | Path) -> str:
    """Return what a saved model is, by its parts and settings; raises `ModelError` for a folder that is none."""
    try:
        manifest = read_json(Path(folder), "manifest.json")
        facts = {name: manifest.get(name) for name in _DECIDING_FACTS}
    except (OSError, ValueError, AttributeError, InputError) as error:
        raise ModelError(f"{folder} is not a matcher model: make one with `matcher fit`") from error
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def match_table(pool: FittedPool, applicants: Sequence[str], best: TopK) -> Any:
    """Return the best mentors of applicants, given by id, as a table of pyarrow.

    It is made of arrays: a thousand lines cost less than a record for each line of one chunk.
    """
    import pyarrow as pa

    n_lines, mentors = np.diff(best.bounds), number_array(best.mentors)
    columns, nothing = contributor_names(), np.zeros(len(best.mentors))
    points = dict(zip(pool.facets, best.points.T, strict=True))
    ranks = np.arange(len(best.mentors)) - np.repeat(best.bounds[:-1], n_lines) + 1
    ids, names, words = pool.columns_of_texts
    return pa.table(
        [
            text_array(applicants).take(number_array(np.repeat(np.arange(len(applicants)), n_lines))),
            number_array(ranks),
            ids.take(mentors),
            names.take(mentors),
            number_array(best.scores),
            *(number_array(points.get(name, nothing)) for name in columns),
            _shared_terms(best.shared_terms, words, pool.terms.vocabulary.pairs),
            text_array([*STRENGTHS, ""]).take(number_array(best.strengths % (len(STRENGTHS) + 1))),
        ],
        schema_of(match_columns(columns)),
    )


def _shared_terms(codes: NDArray[np.int32], words: Any, pairs: NDArray[np.int32]) -> Any:
    """Return the phrases shown beside each line, joined with semicolons: `phrases.written_after` for whole arrays.

    `words` are the forms of the pool's words, and "" behind them.
    """
    import pyarrow.compute as pc

    codes = codes[:, : max(1, int((codes != -1).any(axis=0).sum()))]  # no term stands behind what is no term
    n_words, flat = len(words) - 1, codes.T.ravel()
    columns = np.where(flat < -1, -2 - flat, flat)
    is_pair = columns >= n_words
    first, second = np.where(flat < 0, n_words, columns), np.full(len(flat), n_words)
    first[is_pair], second[is_pair] = pairs[columns[is_pair] - n_words].T
    first[flat < -1] = n_words
    before, between = (
        text_array(["", sign]).take(number_array(is_there.astype(np.int8)))
        for sign, is_there in (("; ", flat >= 0), (" ", is_pair))
    )
    written = joined(before, words.take(number_array(first)), between, words.take(number_array(second)))
    pieces = (written.slice(place * len(codes), len(codes)) for place in range(codes.shape[1]))
    return pc.utf8_slice_codeunits(joined(*pieces), len("; "))
