"""Fitted models on disk: a folder of plain data, written atomically; loading executes nothing in it."""

import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from matcher.config import MatchConfig
from matcher.errors import MatcherError, ModelError, first_line
from matcher.index.copies import CopyIndex
from matcher.index.corpus import PoolIndex, analysis_of
from matcher.index.postings import Postings, check_shape, check_within
from matcher.index.specificity import unknown_idf
from matcher.index.tfidf import TermIndex
from matcher.index.vocabulary import Vocabulary
from matcher.model.fitted_pool import FittedPool
from matcher.model.folder import (
    MANIFEST,
    PROFILE_FIELDS,
    check_facets,
    check_pairs,
    check_parts,
    damaged,
    is_replaceable,
    read_array,
    read_json,
    read_mentors,
    read_terms,
)
from matcher.model.match_model import MatchModel
from matcher.registry import spec_of
from matcher.tables import written_atomically
from matcher.text.lexicon import lists_digest
from matcher.text.tokens import terms as terms_of

FORMAT = 7
"""The version of the folder's format, raised whenever its meaning changes; other versions are refused.

It need not be raised for word lists and patterns: their digest is in the manifest.
"""

_DAMAGE = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError, RecursionError, EOFError)
"""The errors that reading a damaged part may raise."""
_LARGEST_IDF = 1e3
"""An upper bound of the idf of any term: logarithms of counts stay below 50."""

_MADE_WITH = ("matcher", "numpy", "scipy", "scikit-learn")
_PROBE = (
    "Universities' C++ compilers, reef ecologies & naïve re-analyses of 3D images; studies, studying, studied. "
    "The news of 2027: quantisation und Verhalten, modelling behaviours."
)


def save(model: MatchModel, folder: str | Path) -> Path:
    """Write a fitted model as a folder and return its path; an existing model there is replaced atomically.

    Raises `ModelError` for a folder with other files than a model's, so that no file of the user is overwritten.
    """
    folder, parts = Path(folder), _parts(model.fitted)
    if os.path.lexists(folder) and not is_replaceable(folder, {*parts}):
        raise ModelError(f"{folder} must be new, empty or a matcher model; it holds other files: choose another folder")
    with written_atomically(folder, folder=True) as fresh:
        for name, data in parts.items():
            (fresh / name).write_bytes(data)
        (fresh / MANIFEST).write_bytes(_json(_manifest(model, parts)))
    return folder


def _manifest(model: MatchModel, parts: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "matcher_model": FORMAT,
        "made_with": {package: version(package) for package in _MADE_WITH},
        "analysis": _analysis(),
        "config": (model.config or MatchConfig()).to_dict(),
        "facets": list(model.fitted.facets),
        "pool": {"n_mentors": len(model.mentors), "sha256": _digest(parts["mentors.json"])},
        "n_terms": model.fitted.terms.n_terms,
        "parts": {name: _digest(data) for name, data in sorted(parts.items())},
    }


def _analysis() -> str:
    """Return a digest of how text becomes terms; a model loaded under another one would look up wrong terms."""
    return _digest(_json([terms_of(_PROBE), lists_digest()]))


def _parts(fitted: FittedPool) -> dict[str, bytes]:
    """Return the files of a model: its texts as JSON, its arrays in numpy's format."""
    terms = fitted.terms
    texts = {
        "terms.json": {
            "words": terms.vocabulary.words,
            "written": terms.written,
            "closed": dict(terms.vocabulary.closed),
            "short_forms": dict(terms.short_forms),
        },
        "mentors.json": [
            {name: getattr(mentor, name) for name in PROFILE_FIELDS} | {"attributes": dict(mentor.attributes)}
            for mentor in fitted.mentors
        ],
    }
    return {name: _json(data) for name, data in texts.items()} | {
        f"{name}.npy": _npy(array) for name, array in fitted.arrays().items()
    }


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=None, separators=(",", ":")).encode()


def _npy(array: np.ndarray[Any, Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def load(folder: str | Path) -> MatchModel:
    """Return the model in a folder written by `save`; its arrays are memory-mapped from disk.

    A folder may come from anybody, so every part is fully checked before use. Raises `ModelError`, saying what to do,
    for a folder that is missing, damaged, outdated or not a model.
    """
    folder = Path(folder)
    try:
        manifest = _read_manifest(folder)
        check_parts(folder, manifest)
        facets = check_facets(folder, manifest)
        config = MatchConfig.from_dict(manifest["config"])
        model = MatchModel(config)
        model.fitted_ = _fitted(folder, manifest["parts"], facets, config)
    except ModelError:
        raise
    except (MatcherError, OSError, *_DAMAGE) as error:
        raise damaged(folder, first_line(error)) from error
    return model


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = read_json(folder, MANIFEST)
    except (FileNotFoundError, NotADirectoryError) as error:
        problem = "it is not a folder" if isinstance(error, NotADirectoryError) else "it has no manifest.json"
        raise ModelError(f"{folder} is not a matcher model: {problem}; make one with `matcher fit`") from error
    except json.JSONDecodeError as error:
        raise damaged(folder, "manifest.json is not JSON") from error
    if not isinstance(manifest, dict) or "matcher_model" not in manifest:
        raise ModelError(f"{folder} is not a matcher model: its manifest.json is another program's")
    if manifest["matcher_model"] != FORMAT or manifest.get("analysis") != _analysis():
        raise ModelError(f"{folder} was made by another version of matcher; fit the pool again with `matcher fit`")
    return manifest


def _fitted(folder: Path, parts: Iterable[str], facets: Iterable[str], config: MatchConfig) -> FittedPool:
    mentors = read_mentors(read_json(folder, "mentors.json"))
    arrays = {name.removesuffix(".npy"): read_array(folder, name) for name in parts if name.endswith(".npy")}
    words, written, closed, short_forms = read_terms(read_json(folder, "terms.json"), len(arrays["pairs"]))
    check_pairs(arrays["pairs"], len(words))
    vocabulary = Vocabulary(words, arrays["pairs"], analysis_of(config), closed)
    check_shape("idf", arrays["idf"], np.float64, (vocabulary.n_terms,))
    check_within("idf", arrays["idf"], 0, _LARGEST_IDF)
    check_shape("specificity", arrays["specificity"], np.int8, (vocabulary.n_terms,))
    unknown = unknown_idf(len(mentors), config.weighting)
    terms = TermIndex(vocabulary, written, arrays["idf"], unknown, short_forms, arrays["specificity"])
    index = PoolIndex(mentors, terms, Postings.from_arrays(arrays, "said", (terms.n_terms, len(mentors))))
    fitted = {}
    for name in facets:
        parts_of = {key.removeprefix(f"{name}."): array for key, array in arrays.items() if key.startswith(f"{name}.")}
        fitted[name] = spec_of(name).load().from_arrays(parts_of, index)
    return FittedPool(index, fitted, CopyIndex.from_arrays(arrays["copies.hashes"], arrays["copies.owners"], mentors))
