"""The sample pool, and a cache of fitted models, keyed by a digest of all their inputs."""

import hashlib
import os
import re
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from matcher.applicants import documents_named, iter_applicants
from matcher.config import MatchConfig
from matcher.errors import InputError, MatcherError, ModelError
from matcher.mentors import read_pool
from matcher.model import MatchModel
from matcher.model.folder import model_files, remove_model
from matcher.model.store import load, save
from matcher.registry import SEMANTIC
from matcher.semantic.encoders import digest_of, files_of
from matcher.semantic.store import Encoding, Step
from matcher.semantic.store import sample_dir as sample_dir
from matcher.tables import read_bytes
from matcher.tables.files import file_digest

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parents[1]
_KEY = re.compile(r".*-[0-9a-f]{16}")
_KEPT = 12
"""How many fitted models are kept; the least recently used is removed first."""


class PoolFiles(NamedTuple):
    """The tables that a model is fitted on."""

    pool: Path
    evidence: Path | None = None
    reference: Path | None = None


def sample_files() -> PoolFiles:
    """Return the tables of the sample pool; its applicants are the reference."""
    return PoolFiles(*(sample_dir() / name for name in ("labs.csv", "evidence.csv", "applicants.csv")))


def models_dir() -> Path:
    """Return the folder of cached models: `$MATCHER_MODELS`, else `models/` of a checkout, else the user's cache."""
    if folder := os.environ.get("MATCHER_MODELS"):
        return Path(folder)
    if (_CHECKOUT / "models").is_dir() and (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "models"
    from platformdirs import user_cache_path

    return user_cache_path("matcher") / "models"


def fit_files(files: PoolFiles, config: MatchConfig | None = None, encoding: Encoding | None = None) -> MatchModel:
    """Return a model fitted on tables; raises `InputError` for invalid tables."""
    reference = iter_applicants(files.reference) if files.reference else None
    return MatchModel(config).fit(read_pool(files.pool, files.evidence), reference, encoding=encoding)


def kept_vectors(config: MatchConfig | None = None) -> Path:
    """Return an encoder's file of kept vectors: those of pools' passages, never of statements."""
    encoder = (config or MatchConfig()).encoder
    name = encoder if encoder.isalnum() else hashlib.sha256(encoder.encode()).hexdigest()[:12]
    return models_dir() / f".vectors-{name}.npz"


def model_for(
    files: PoolFiles, config: MatchConfig | None = None, *, keep: bool = True, step: Step | None = None
) -> MatchModel:
    """Return the model of tables and config from the cache; if it is not there, fit it and cache it.

    The cache holds the fitted pool, never a matched statement. A cached model that cannot be read is fitted again; if
    the folder cannot be written, the next start fits again. `step` is called with the progress of encoding.
    """
    if not keep:
        return fit_files(files, config, Encoding(step=step))
    marks = _marks(files, config)
    folder = models_dir() / _name(files, marks)
    try:
        model = load(folder)
        os.utime(folder)
    except (ModelError, OSError):
        model = fit_files(files, config, Encoding(kept_vectors(config), step))
        if changed := dict(marks).items() ^ dict(_marks(files, config)).items():
            path = min(path for path, _ in changed)
            whose = ", a part of matcher," if _PACKAGE in path.parents else ""
            raise InputError(f"{path}{whose} was changed while the pool was fitted; start again") from None
        _keep(model, folder)
    return model


def model_key(files: PoolFiles, config: MatchConfig | None = None) -> str:
    """Return the cache key of tables and config; it changes with their contents, each setting and matcher's code."""
    return _name(files, _marks(files, config))


def _name(files: PoolFiles, marks: list[tuple[Path, str]]) -> str:
    digest = hashlib.sha256("\n".join(mark for _, mark in marks).encode())
    return f"{files.pool.stem}-{digest.hexdigest()[:16]}"


def _marks(files: PoolFiles, config: MatchConfig | None) -> list[tuple[Path, str]]:
    """Return what a model depends on: the settings, and each file with a digest or size and time of change."""
    config = config or MatchConfig()
    marks = [(Path(), f"{version('matcher')} {config.to_dict()}")]
    # the code that reads and fits: after a change in a checkout the cached model is outdated
    for path in sorted(path for path in _PACKAGE.rglob("*.*") if path.suffix in {".py", ".txt"}):
        stat = path.stat()
        marks.append((path, f"{stat.st_size} {stat.st_mtime_ns}"))
    marks += [(path or Path(), file_digest(path) if path else "none") for path in files]
    for path in files_of(config.encoder) if config.weights.get(SEMANTIC) else ():
        with suppress(OSError):
            marks.append((Path(path), digest_of(path)))
    for path in documents_named(files.reference) if files.reference else ():
        with suppress(InputError):
            marks.append((path, hashlib.sha256(read_bytes(path)).hexdigest()))
    return marks


def _keep(model: MatchModel, folder: Path) -> None:
    try:
        save(model, folder)
        # only models whose name is a cache key: other models in models/ belong to the user
        cached = [path for path in folder.parent.iterdir() if _KEY.fullmatch(path.name) and _is_model(path)]
        for old in sorted(cached, key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            remove_model(old)
    except (MatcherError, OSError):
        pass


def _is_model(folder: Path) -> bool:
    try:
        return not folder.is_symlink() and bool(model_files(folder))
    except ModelError:
        return False
