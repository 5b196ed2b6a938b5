"""Digests of what decides a ranking: files, profiles, fitted models, the code itself; and the lines that name them."""

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from matcher.applicants import Applicant, documents_digest
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.tables import Row, open_table

_SHORT = 12
_PACKAGES = ("matcher", "numpy", "scipy", "scikit-learn", "numba", "pyarrow", "onnxruntime", "tokenizers")


def file_digest(path: str | Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def profile_digest(profile: Profile) -> str:
    """Return twelve digits that change with anything a profile says; its name and id do not count."""
    evidence = (piece for one in profile.evidence for piece in one[:2])
    return _short_digest(profile.interests, profile.statement, profile.avoid, *evidence)


def _short_digest(*texts: str) -> str:
    return text_digest(json.dumps(texts, ensure_ascii=False))[:_SHORT]


def profile_digests(profiles: Iterable[Profile]) -> dict[str, str]:
    """Return the digest of each profile by id, in the order of the ids."""
    return {profile.id: profile_digest(profile) for profile in sorted(profiles, key=lambda one: one.id)}


def row_digests(path: str | Path, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each row of a table of applicants by id, with the document that it names; broken rows not.

    `columns` gives the column of each field. Names do not count.
    """
    folder, digests = os.path.dirname(os.path.abspath(path)), {}
    with open_table(path) as table:
        for row in table.rows:
            if isinstance(row, Row):
                cells = {field: row.cells.get(column, "") for field, column in columns.items() if field != "name"}
                applicant = Applicant(row.line, cells.pop("id", "").strip(), **cells)
                documents = documents_digest(folder, [applicant])
                texts = (applicant.interests, applicant.statement, applicant.avoid, documents)
                digests[applicant.id] = _short_digest(*texts)
    return digests


def combined(digests: Mapping[str, str]) -> str:
    """Return one digest of several, whatever their order."""
    return text_digest(json.dumps(sorted(digests.items())))


def model_digest(model: MatchModel) -> str:
    """Return a digest of all numbers and words that a fitted model ranks with; its settings do not count.

    A model fitted twice on the same tables with the same packages has the same digest; one more statement in the
    reference gives another.
    """
    digest = hashlib.sha256(json.dumps(list(model.fitted.terms.vocabulary.words)).encode())
    for name, values in sorted(model.fitted.arrays().items()):
        array = np.ascontiguousarray(values)
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that take part in a ranking, as far as installed."""
    known = {"python": platform.python_version()}
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            known[package] = version(package)
    return known


@cache
def code_digest() -> str:
    """Return a digest of matcher's own source: a changed checkout of the same version has another."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


_DIGITS = 16


def made_from(model: MatchModel, applicant: Profile, weights: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return name and value of each: date, versions, digests of pool, model and statement, weights."""
    known = versions()
    return [
        ("date", datetime.now(UTC).isoformat(timespec="minutes")),
        ("matcher", f"{known['matcher']}, source {code_digest()[:_DIGITS]}"),
        ("packages", ", ".join(f"{name} {number}" for name, number in known.items() if name != "matcher")),
        ("pool", f"{len(model.mentors):,} mentors, {combined(profile_digests(model.mentors))[:_DIGITS]}"),
        ("fitted model", model_digest(model)[:_DIGITS]),
        ("statement", profile_digest(applicant)),
        ("weights", ", ".join(f"{name} {share:g}" for name, share in weights.items())),
    ]
