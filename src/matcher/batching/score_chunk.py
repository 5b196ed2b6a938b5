"""Scoring of one chunk in any process on any machine: the same rows and the same model give the same part."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from matcher import __version__
from matcher.applicants import Applicant, FieldError, documents_digest, profile_of
from matcher.batching.records import Chunk, Job, Part, RankingOptions, Reject
from matcher.errors import InputError, ModelError
from matcher.mentors import eligible
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.model.folder import read_json
from matcher.model.store import load, save
from matcher.ranking.top_k import STRENGTHS, TopK
from matcher.records import Profile, Ranking
from matcher.registry import contributor_names
from matcher.tables.spreadsheets import SHEET_CELL
from matcher.tables.write import FORMATS, joined, match_columns, number_array, schema_of, text_array

SHIPPED_MODELS: dict[str, str] = {}
"""The folders of models that were sent to this process, by digest."""

_models_in_memory: dict[str, MatchModel] = {}

_EMPTY = "must have text, or the interests must; both are empty"
_UNKNOWN = "shares no word with the mentors; is it in another language, or another field?"
_WORDLESS = "must have words; it has none"
_DECIDING_FACTS = ("matcher_model", "analysis", "config", "parts")
"""The facts of a model that decide its rankings, unlike the date and the versions it was made with."""


def part_of(job: Job, chunk: Chunk) -> Part:
    """Return the part of a chunk."""
    model, applicants, best, rejects = _rank(job, chunk)
    matches = FORMATS[job.output_format].encode(match_table(model.fitted, applicants, best))
    n_scored, n_matches = int(np.count_nonzero(np.diff(best.bounds))), len(best.mentors)
    documents = documents_digest(job.documents_folder, chunk.rows)
    return Part(chunk.number, len(chunk.rows), n_scored, n_matches, tuple(rejects), documents, matches)


def rankings_of(job: Job, chunk: Chunk) -> tuple[list[Ranking], list[Reject]]:
    """Return the rankings of a chunk's applicants, and the rejects in the order of rows."""
    model, applicants, best, rejects = _rank(job, chunk)
    return [ranking for ranking in model.rankings(applicants, best) if ranking], rejects


def _rank(job: Job, chunk: Chunk) -> tuple[MatchModel, list[str], TopK, list[Reject]]:
    """Return the model, the ids of a chunk's applicants, their best mentors, and the rejects in the order of rows."""
    model, eligible_ids = _loaded(job.model, job.digest, job.version, job.where)
    rejects = [row for row in chunk.rows if isinstance(row, Reject)]
    scored, profiles = list[Applicant](), list[Profile]()
    for row in chunk.rows:
        if isinstance(row, Applicant) and (profile := _profile(job, row, rejects)):
            scored.append(row)
            profiles.append(profile)
    # with one thread, products are the same to the bit on any machine with any number of cores
    with threadpool_limits(limits=1):
        best = model.top_k(profiles, job.k, dict(job.weights) if job.weights else None, eligible_ids)
    for applicant, profile, n_lines in zip(scored, profiles, np.diff(best.bounds).tolist(), strict=True):
        if not n_lines:
            has_words = any(map(str.isalpha, profile.statement + profile.interests))
            rejects.append(_reject(job, applicant, "statement", _UNKNOWN if has_words else _WORDLESS))
    return model, [profile.id for profile in profiles], best, sorted(rejects)


def _profile(job: Job, row: Applicant, rejects: list[Reject]) -> Profile | None:
    """Return the profile of a row; one that cannot be scored is added to the rejects."""
    try:
        profile = profile_of(row, job.documents_folder)
    except FieldError as error:
        rejects.append(_reject(job, row, error.field, str(error)))
        return None
    if profile.is_empty:
        rejects.append(_reject(job, row, "statement", _EMPTY))
        return None
    return profile


def _reject(job: Job, applicant: Applicant, field: str, reason: str) -> Reject:
    columns = dict(job.columns)
    return Reject(applicant.row, applicant.id, columns.get(field) or columns.get("interests") or "", reason)


@lru_cache(maxsize=2)
def _loaded(
    folder: str, digest: str, version: str, where: tuple[str, ...]
) -> tuple[MatchModel, Collection[str] | None]:
    """Return the model and the ids of eligible mentors, loaded once in a process; refuses another model or version."""
    if version != __version__:
        raise ModelError(f"workers must run matcher {version}; this one runs {__version__}")
    folder = SHIPPED_MODELS.get(digest, folder)
    if digest not in _models_in_memory and saved_model_digest(folder) != digest:
        raise ModelError(f"{folder} has changed since the run began; start again with the model as it is now")
    model = _models_in_memory.get(digest) or load(folder)
    return model, eligible(model.mentors, where) if where else None


def ensure_saved(model: MatchModel | Path, folder: Path) -> Path:
    """Return the folder of a model for other processes, saving it if necessary; this process keeps it in memory."""
    if isinstance(model, Path):
        return model
    saved = save(model, folder / "model")
    _models_in_memory.clear()
    _models_in_memory[saved_model_digest(saved)] = model
    return saved


def job_of(
    model: Path, options: RankingOptions, columns: Mapping[str, str], documents_folder: str, output_format: str = ""
) -> Job:
    """Return what all chunks of a run share, for a model that is saved in a folder."""
    weights = tuple(options.weights.items()) if options.weights else None
    deciding = int(options.k), weights, tuple(options.where), tuple(columns.items())
    return Job(str(model.absolute()), saved_model_digest(model), *deciding, documents_folder, output_format)


def check_output(job: Job) -> None:
    """Raise `InputError` before a long run if a mentor's texts are too long for a cell of the output."""
    if job.output_format != "xlsx":
        return
    model, _ = _loaded(job.model, job.digest, job.version, job.where)
    texts = {mentor.id: max(len(mentor.id), len(mentor.name)) for mentor in model.mentors}
    # the shared terms of a line are at most five phrases, each of at most four words
    words = {word[:20]: 20 * (len(word) + 1) for word in model.fitted.terms.written}
    for noun, lengths in (("mentor", texts), ("word", words)):
        name, longest = max(lengths.items(), key=lambda item: item[1], default=("", 0))
        if longest > SHEET_CELL:
            raise InputError(
                f"a cell of a workbook must hold at most {SHEET_CELL} characters; the {noun} {name[:80]!r} needs "
                f"{longest}: write CSV instead"
            )


def saved_model_digest(folder: str | Path) -> str:
    """Return a digest of a saved model's parts and settings; raises `ModelError` for a folder without a model."""
    try:
        manifest = read_json(Path(folder), "manifest.json")
        facts = {name: manifest.get(name) for name in _DECIDING_FACTS}
    except (OSError, ValueError, AttributeError, InputError) as error:
        raise ModelError(f"{folder} is not a matcher model: make one with `matcher fit`") from error
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def match_table(pool: FittedPool, applicants: Sequence[str], best: TopK) -> Any:
    """Return the best mentors of applicants as a pyarrow table, from whole arrays: records would take much longer."""
    import pyarrow as pa

    n_lines, mentors = np.diff(best.bounds), number_array(best.mentors)
    columns, zeros = contributor_names(), np.zeros(len(best.mentors))
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
            *(number_array(points.get(name, zeros)) for name in columns),
            _shared_terms(best.shared_terms, words, pool.terms.vocabulary.pairs),
            text_array([*STRENGTHS, ""]).take(number_array(best.strengths % (len(STRENGTHS) + 1))),
        ],
        schema_of(match_columns(columns)),
    )


def _shared_terms(codes: NDArray[np.int32], words: Any, pairs: NDArray[np.int32]) -> Any:
    """Return the shared terms of each line, joined with semicolons: `ranking.retriever:phrases_of` for whole arrays.

    `words` are the written forms of the pool's words, followed by "".
    """
    import pyarrow.compute as pc

    codes = codes[:, : max(1, int((codes != -1).any(axis=0).sum()))]  # after a code of -1 there are no terms
    n_words, flat = len(words) - 1, codes.T.ravel()
    columns = np.where(flat < -1, -2 - flat, flat)
    is_pair = columns >= n_words
    first, second = np.where(flat < 0, n_words, columns), np.full(len(flat), n_words)
    first[is_pair], second[is_pair] = pairs[columns[is_pair] - n_words].T
    first[flat < -1] = n_words
    before, between = (
        text_array(["", separator]).take(number_array(has_separator.astype(np.int8)))
        for separator, has_separator in (("; ", flat >= 0), (" ", is_pair))
    )
    written = joined(before, words.take(number_array(first)), between, words.take(number_array(second)))
    code_columns = (written.slice(column * len(codes), len(codes)) for column in range(codes.shape[1]))
    return pc.utf8_slice_codeunits(joined(*code_columns), len("; "))
