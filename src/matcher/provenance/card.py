"""What a run leaves: its card of digests, without text or file name of anybody, and the rankings in its file."""

import hashlib
import json
import os
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

from matcher.applicants import Applicant, documents_digest
from matcher.errors import InputError
from matcher.evaluation.runs import run_rows
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.tables import Row, open_table, read_bytes, write_text
from matcher.tables.read import MAX_TABLE_BYTES

FORMAT = 1
"""Raised whenever a field of a card changes its meaning."""

_MAX_BYTES = 200 * 1024**2


@dataclass(frozen=True)
class RunCard:
    """What must be the same for an output to come out again."""

    command: str
    options: Mapping[str, Any] = field(default_factory=dict)
    """What was asked for; options that name files are in `inputs` by their digests."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each file that was read, by the option that named it."""
    applicants: Mapping[str, str] = field(default_factory=dict)
    """Twelve digits for each text by id: they tell who changed, not what anybody wrote."""
    mentors: Mapping[str, str] = field(default_factory=dict)
    """The same of the mentors."""
    model: str = ""
    """A digest of the fitted numbers."""
    config: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    """Those that this run ranked with."""
    code: str = ""
    """A digest of matcher's source."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Those of Python and of packages."""
    seed: int = 0
    """Of everything random in matcher; it is fixed."""
    outputs: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of what was printed or written."""
    date: str = ""
    """When the run began, in UTC."""
    seconds: float = 0.0


def write_card(card: RunCard, path: str | Path) -> None:
    """Write a card as JSON; the file is there whole or not at all."""
    counts = {"applicants": len(card.applicants), "mentors": len(card.mentors)}
    plain = {"matcher_card": FORMAT, "counts": counts, **asdict(card)}
    write_text(path, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")


def read_card(path: str | Path) -> RunCard:
    """Return the card in a file; raises `InputError` in one line for what is none."""
    try:
        plain = json.loads(read_bytes(path, _MAX_BYTES))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} must be a card that --card wrote; it is not JSON") from error
    if not isinstance(plain, dict) or plain.get("matcher_card") != FORMAT:
        raise InputError(f"{path} must be a card that --card wrote; it is another file, or another version's")
    known = {one.name: plain[one.name] for one in fields(RunCard) if one.name in plain}
    tables = ("options", "inputs", "applicants", "mentors", "config", "weights", "versions", "outputs")
    if "command" not in known or not all(isinstance(known.get(name, {}), dict) for name in tables):
        raise InputError(f"{path} must be a card that --card wrote; it is damaged")
    return RunCard(**known)


class Place(NamedTuple):
    """One mentor's place in one ranking, with the points of each facet where the file has them."""

    rank: int
    score: float
    points: dict[str, float]


Matches = dict[str, dict[str, Place]]
"""The places of a run by applicant and mentor."""


def read_matches(path: str | Path) -> Matches:
    """Return the places of a run; raises `InputError`, naming file and line, for what holds no rankings."""
    data = read_bytes(path, MAX_TABLE_BYTES)
    if data.lstrip()[:1] == b"{" and b'"ranking"' in data:
        return _of_json(data, path)
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


def of_one_length(runs: Sequence[Matches], asked: Sequence[int] = ()) -> tuple[Sequence[Matches], int]:
    """Return runs cut to the length that all of them have, and that length; unchanged, and 0, where it is one.

    `asked` are the lengths that were asked for, as far as they are known.
    """
    k = min(filter(None, asked or map(_length, runs)), default=0)
    if not k or all(at.rank <= k for run in runs for some in run.values() for at in some.values()):
        return runs, 0
    return [
        {who: {lab: at for lab, at in some.items() if at.rank <= k} for who, some in run.items()} for run in runs
    ], k


def _length(run: Matches) -> int:
    """Return the length that most rankings of a run have and none exceeds, as k cuts them; else 0."""
    lengths = [max((place.rank for place in ranking.values()), default=0) for ranking in run.values()]
    longest = max(lengths, default=0)
    return longest if 2 * lengths.count(longest) > len(lengths) else 0


def _of_json(data: bytes, path: str | Path) -> Matches:
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
    """Return twelve digits that change with anything a profile says; its name and id do not count."""
    evidence = (piece for one in profile.evidence for piece in one[:2])
    return _short_digest(profile.interests, profile.statement, profile.avoid, *evidence)


def _short_digest(*texts: str) -> str:
    return text_digest(json.dumps(texts, ensure_ascii=False))[:_SHORT]


def profile_digests(profiles: Iterable[Profile]) -> dict[str, str]:
    """Return the digest of each profile by id, in the order of the ids."""
    return dict(sorted((profile.id, profile_digest(profile)) for profile in profiles))


def row_digests(path: str | Path, columns: Mapping[str, str], options: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each row of a table of applicants by id, with the document that it names; broken rows not.

    `columns` gives the column of each field, `options` has `sheet` and `header_row` where they were given. Names do not
    count.
    """
    folder, digests = os.path.dirname(os.path.abspath(path)), {}
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
    """Return a digest of matcher's own source and word lists: a changed checkout of the same version has another."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for path in package.rglob("*.*") if path.suffix in {".py", ".txt"}):
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
