"""Records of a run: its card of digests, without anybody's texts or file names, and the rankings in its output file."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from matcher.applicants import Applicant, documents_digest, folder_of
from matcher.errors import InputError
from matcher.evaluation.runs import run_rows
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.tables import Row, open_table, read_bytes, write_text
from matcher.tables.read import MAX_TABLE_BYTES

FORMAT = 1
"""Format version of cards; increased when a field changes its meaning."""

_MAX_BYTES = 200 * 1024**2


@dataclass(frozen=True)
class RunCard:
    """What must be equal to reproduce an output."""

    command: str
    options: Mapping[str, Any] = field(default_factory=dict)
    """The options that were given; files are in `inputs` instead, as digests."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each input file, by the option that named it."""
    applicants: Mapping[str, str] = field(default_factory=dict)
    """A digest of twelve digits of each applicant's texts, by id: it shows who changed, not what anybody wrote."""
    mentors: Mapping[str, str] = field(default_factory=dict)
    """The same for the mentors."""
    model: str = ""
    """A digest of the fitted model."""
    config: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    """The weights of this run."""
    code: str = ""
    """A digest of matcher's source code."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Versions of Python and of packages."""
    seed: int = 0
    """The seed of everything random in matcher; it is fixed."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each output, printed or written."""
    date: str = ""
    """When the run began, in UTC."""
    seconds: float = 0.0


def write_card(card: RunCard, path: str | Path) -> None:
    """Write a card as JSON; the file is complete, or not written at all."""
    counts = {"applicants": len(card.applicants), "mentors": len(card.mentors)}
    plain = {"matcher_card": FORMAT, "counts": counts, **asdict(card)}
    write_text(path, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")


def read_card(path: str | Path) -> RunCard:
    """Return the card in a file; raises `InputError` if it is not a card."""
    try:
        plain = json.loads(read_bytes(path, _MAX_BYTES))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} must be a card that --card wrote; it is not JSON") from error
    if not isinstance(plain, dict) or plain.get("matcher_card") != FORMAT:
        raise InputError(f"{path} must be a card that --card wrote; it is another file, or another version's")
    values = {field.name: plain[field.name] for field in fields(RunCard) if field.name in plain}
    tables = ("options", "inputs", "applicants", "mentors", "config", "weights", "versions", "outputs")
    if "command" not in values or not all(isinstance(values.get(name, {}), dict) for name in tables):
        raise InputError(f"{path} must be a card that --card wrote; it is damaged")
    return RunCard(**values)


class Place(NamedTuple):
    """One mentor's place in one ranking, with the points of each facet if the file has them."""

    rank: int
    score: float
    points: dict[str, float]


Matches = dict[str, dict[str, Place]]
"""The places of a run by applicant and mentor."""


def read_matches(path: str | Path) -> Matches:
    """Return the places of a run; raises `InputError`, with file and line, if the file holds no rankings."""
    data = read_bytes(path, MAX_TABLE_BYTES)
    if data.lstrip()[:1] == b"{" and b'"ranking"' in data:
        return _json_matches(data, path)
    matches: Matches = {}
    for row, applicant, rank, (mentor, score) in run_rows(path):
        try:
            points = {name[7:]: float(cell) for name, cell in row.cells.items() if name.startswith("points_") and cell}
        except ValueError as error:
            raise InputError(f"{path} line {row.line}: points must be numbers; one is not") from error
        places = matches.setdefault(applicant, {})
        if mentor in places:
            raise InputError(f"{path} line {row.line}: a ranking must name each mentor once; {mentor!r} came already")
        places[mentor] = Place(rank, score, points)
    return matches


def cut_to_shortest(runs: Sequence[Matches], ks: Sequence[int] = ()) -> tuple[Sequence[Matches], int]:
    """Return runs cut to the shortest length of a run, and that length; unchanged and 0 if no ranking is longer.

    `ks` are the lengths that the runs were made with, 0 where unknown.
    """
    k = min(filter(None, ks or map(_length, runs)), default=0)
    if not k or all(place.rank <= k for run in runs for ranking in run.values() for place in ranking.values()):
        return runs, 0

    def cut(ranking: Mapping[str, Place]) -> dict[str, Place]:
        return {mentor: place for mentor, place in ranking.items() if place.rank <= k}

    return [{applicant: cut(ranking) for applicant, ranking in run.items()} for run in runs], k


def _length(run: Matches) -> int:
    """Return the length of the longest ranking if most rankings have it, as they do when cut at k; else 0."""
    lengths = [max((place.rank for place in ranking.values()), default=0) for ranking in run.values()]
    longest = max(lengths, default=0)
    return longest if 2 * lengths.count(longest) > len(lengths) else 0


def _json_matches(data: bytes, path: str | Path) -> Matches:
    try:
        plain = json.loads(data)
        places = {
            line["mentor_id"]: Place(int(line["rank"]), float(line["score"]), dict(line.get("points", {})))
            for line in plain["ranking"]
        }
        return {str(plain["applicant"]["id"]): places}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path} must be what `matcher match --format json` prints; it is not") from error


_SHORT = 12
_PACKAGES = ("matcher", "numpy", "scipy", "scikit-learn", "numba", "pyarrow", "onnxruntime", "tokenizers")


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def profile_digest(profile: Profile) -> str:
    """Return twelve digits that depend on all texts of a profile, not on its name and id."""
    evidence = (text for item in profile.evidence for text in item[:2])
    return _short_digest(
        profile.interests, profile.statement, profile.avoid, *filter(None, [profile.goals, profile.values]), *evidence
    )


def _short_digest(*texts: str) -> str:
    return text_digest(json.dumps(texts, ensure_ascii=False))[:_SHORT]


def profile_digests(profiles: Iterable[Profile]) -> dict[str, str]:
    """Return the digest of each profile by id, sorted by id."""
    return dict(sorted((profile.id, profile_digest(profile)) for profile in profiles))


def row_digests(path: str | Path, columns: Mapping[str, str], options: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each row of a table of applicants by id, without broken rows.

    A digest covers the document that the row names, but not the applicant's name. `columns` gives the column of each
    field; `options` has `sheet` and `header_row` if they were given.
    """
    folder, digests = folder_of(path), {}
    with open_table(path, sheet=options.get("sheet"), header_row=options.get("header_row")) as table:
        for row in table.rows:
            if isinstance(row, Row):
                cells = {field: row.cells.get(column, "") for field, column in columns.items() if field != "name"}
                applicant = Applicant(row.line, cells.pop("id", "").strip(), **cells)
                documents = documents_digest(folder, [applicant])
                texts = (applicant.interests, applicant.statement, applicant.avoid, documents)
                digests[applicant.id] = _short_digest(*texts)
    return digests


def combined(digests: Mapping[str, str]) -> str:
    """Return one digest of several, independent of their order."""
    return text_digest(json.dumps(sorted(digests.items())))


def fitted_digest(model: MatchModel) -> str:
    """Return a digest of the vocabulary and all arrays of a fitted model, without its settings.

    A model fitted twice on the same tables with the same packages has the same digest; one more statement in the
    reference changes it.
    """
    digest = hashlib.sha256(json.dumps(list(model.fitted.terms.vocabulary.words)).encode())
    for name, values in sorted(model.fitted.arrays().items()):
        array = np.ascontiguousarray(values)
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that a ranking depends on, if they are installed."""
    numbers = {"python": platform.python_version()}
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            numbers[package] = version(package)
    return numbers


@cache
def code_digest() -> str:
    """Return a digest of matcher's source and word lists; it tells changed code of the same version apart."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for path in package.rglob("*.*") if path.suffix in {".py", ".txt"}):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


_DIGITS = 16


def made_from(model: MatchModel, applicant: Profile, weights: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return names and values of: date, versions, digests of pool, model and statement, weights."""
    installed = versions()
    return [
        ("date", datetime.now(UTC).isoformat(timespec="minutes")),
        ("matcher", f"{installed['matcher']}, source {code_digest()[:_DIGITS]}"),
        ("packages", ", ".join(f"{name} {number}" for name, number in installed.items() if name != "matcher")),
        ("pool", f"{len(model.mentors):,} mentors, {combined(profile_digests(model.mentors))[:_DIGITS]}"),
        ("fitted model", fitted_digest(model)[:_DIGITS]),
        ("statement", profile_digest(applicant)),
        ("weights", ", ".join(f"{name} {share:g}" for name, share in weights.items())),
    ]
