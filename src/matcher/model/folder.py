"""The folder of a saved model: which files belong to it, and its parts, read and checked as untrusted input."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InputError, ModelError, first_line
from matcher.index.postings import check_plain, check_shape, check_within
from matcher.index.vocabulary import pair_keys
from matcher.records import PROFILE_TEXTS, Evidence, Profile
from matcher.registry import BUILT_IN, FACETS, contributor_names
from matcher.tables.files import file_digest, open_ordinary

MANIFEST = "manifest.json"
PROFILE_FIELDS = tuple(field.name for field in fields(Profile) if field.name not in {"goals", "values"})
_LONGEST_JSON = 1024**3
_LONGEST_MANIFEST = 16 * 1024**2


def damaged(folder: Path, what: str) -> ModelError:
    """Return the error for a damaged model."""
    return ModelError(f"{folder} is damaged: {what}; fit the pool again with `matcher fit`")


def is_replaceable(folder: Path, names: set[str]) -> bool:
    """Return whether a folder is empty or holds only files of a model, damaged or not, and so may be overwritten."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    present = {path.name for path in folder.iterdir()}
    try:
        model = model_files(folder)
    except ModelError as error:
        # an unreadable manifest beside files that only a model has
        model = [MANIFEST] if {"idf.npy", "mentors.json"} <= present and error.__cause__ else []
    return not present or (bool(model) and present <= {*model, *names})


def model_files(folder: str | Path) -> list[str]:
    """Return the names of a model's files; raises `ModelError` for a folder without a model's manifest."""
    folder = Path(folder)
    try:
        manifest = read_json(folder, MANIFEST)
    except (OSError, ValueError, InputError) as error:
        raise ModelError(f"{folder} is not a matcher model: its manifest.json cannot be read") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("matcher_model"), int):
        raise ModelError(f"{folder} is not a matcher model: its manifest.json is another program's")
    parts = manifest.get("parts")
    named = [name for name in parts if os.path.basename(name) == name] if isinstance(parts, dict) else []
    return [*named, MANIFEST]


def remove_model(folder: Path) -> None:
    """Remove a model's files, and the folder if it is then empty; do nothing if the folder is not a model."""
    with suppress(ModelError, OSError):
        names = model_files(folder)
        # the manifest is removed last: without it the remaining files would not be recognised as a model's
        for name in names:
            if not (folder / name).is_dir():
                (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def read_json(folder: Path, name: str) -> Any:
    """Return the data of a JSON part; raises `ValueError` if it is too large, too deeply nested or not JSON."""
    limit = _LONGEST_MANIFEST if name == MANIFEST else _LONGEST_JSON
    with open_ordinary(inside(folder, name)) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} is too large for a model")
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError(f"{name} is nested too deeply") from None


def read_array(folder: Path, name: str) -> np.ndarray[Any, Any]:
    """Return an array part, memory-mapped, without executing any of it; raises `ValueError` for an array of objects."""
    path = inside(folder, name)
    try:
        # a plain view: slices of np.memmap objects take several times as long
        array = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except Exception as error:
        # numpy parses the header as a Python literal, which can raise many kinds of errors
        raise ValueError(f"{name} is not an array: {first_line(error)}") from error
    check_plain(name, array)
    return array


def inside(folder: Path, name: str) -> Path:
    """Return the real path of a part; raises `ValueError` for a name or link that points outside the folder."""
    real = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(real, name))
    if os.path.basename(name) != name or os.path.dirname(path) != real:
        raise ValueError(f"{name!r} leads out of the folder")
    return Path(path)


def check_parts(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raise `ModelError` unless every part listed in the manifest is in the folder, unchanged."""
    parts = manifest.get("parts")
    if not isinstance(parts, dict) or not {"terms.json", "mentors.json", "idf.npy"} <= parts.keys():
        raise damaged(folder, "its manifest lists other parts")
    for name, digest in parts.items():
        try:
            is_unchanged = file_digest(inside(folder, name)) == digest
        except (ValueError, InputError):
            is_unchanged = False
        if not is_unchanged:
            raise damaged(folder, f"{name} is missing or changed")


def read_mentors(plain: Any) -> tuple[Profile, ...]:
    """Return the mentors of a pool; raises `ValueError` for invalid data."""
    if not isinstance(plain, list) or not plain:
        raise ValueError("mentors.json must list mentors")
    mentors = tuple(map(_mentor, plain))
    ids = [mentor.id for mentor in mentors]
    if any(first >= second for first, second in zip(ids, ids[1:], strict=False)):
        raise ValueError("mentors must be sorted by id, without repeats")
    return mentors


def _mentor(plain: Any) -> Profile:
    if not isinstance(plain, dict) or plain.keys() != {*PROFILE_FIELDS}:
        raise ValueError("a mentor must have the fields of a profile")
    attributes, capacity = plain["attributes"], plain["capacity"]
    if not isinstance(attributes, dict) or not isinstance(plain["evidence"], list):
        raise ValueError("a mentor must have attributes by name and a list of evidence")
    check_texts("a mentor", [*map(plain.get, PROFILE_TEXTS), *attributes, *attributes.values()])
    if capacity is not None and (type(capacity) is not int or capacity < 0):
        raise ValueError("a capacity must be a whole number of 0 or more")
    return Profile(**{**plain, "evidence": tuple(map(_evidence, plain["evidence"]))})


def _evidence(plain: Any) -> Evidence:
    if not isinstance(plain, list) or len(plain) != len(Evidence._fields):
        raise ValueError("evidence must be a title, a text and a year")
    check_texts("evidence", plain[:2])
    if plain[2] is not None and type(plain[2]) is not int:
        raise ValueError("a year must be a whole number")
    return Evidence(*plain)


def check_texts(what: str, texts: Any) -> list[str]:
    """Return `texts` if it is a list of texts; raises `ValueError` otherwise, and for lone surrogates."""
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"{what} must hold texts")
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise ValueError(f"{what} must hold whole characters") from None
    return texts


def read_terms(plain: Any, n_pairs: int) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, int], dict[str, str]]:
    """Return the words of a vocabulary, the written form of each, closed forms with their columns, and short forms.

    Raises `ValueError` if they do not fit together, or do not fit `n_pairs` pairs of words.
    """
    if not isinstance(plain, dict) or not all(isinstance(plain[name], dict) for name in ("closed", "short_forms")):
        raise ValueError("terms.json must hold words, and closed and short forms by name")
    words, written = (check_texts("terms.json", plain[name]) for name in ("words", "written"))
    closed, short_forms = plain["closed"], plain["short_forms"]
    check_texts("terms.json", [*closed, *short_forms, *short_forms.values()])
    if len(words) != len(written):
        raise ValueError("each word must have one written form")
    if any(first >= second for first, second in zip(words, words[1:], strict=False)):
        raise ValueError("words must be sorted, without repeats")
    if not all(type(column) is int and 0 <= column < len(words) + n_pairs for column in closed.values()):
        raise ValueError("closed forms must have the columns of terms")
    return tuple(words), tuple(written), closed, short_forms


def check_pairs(pairs: NDArray[Any], n_words: int) -> None:
    """Raise `ValueError` for pairs that are not columns of words, not sorted, or not distinct."""
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError("pairs must have two columns")
    check_shape("pairs", pairs, np.int32, (len(pairs), 2))
    check_within("pairs", pairs, 0, n_words - 1)
    if (np.diff(pair_keys(pairs[:, 0], pairs[:, 1], n_words)) <= 0).any():
        raise ValueError("pairs must be in order, each once")


def check_facets(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return the facets of a model; raises `ValueError` unless they are registered facets in the registry's order.

    Raises `ModelError` for a facet that is not available here: without it the scores would differ.
    """
    names, known = check_texts("facets", manifest.get("facets")), {spec.name: spec for spec in FACETS}
    for name in names:
        if name not in known:
            raise ModelError(f"{folder} has the facet {name}, which this matcher does not know; fit the pool again")
        if not known[name].is_available:
            raise ModelError(f"{folder} has the facet {name}: pip install 'matcher[{known[name].extra}]', or fit again")
    order = contributor_names()
    if names != [name for name in order if name in names] or not {*BUILT_IN} <= {*names}:
        raise ValueError(f"facets must be {', '.join(order)}, in this order")
    return names
