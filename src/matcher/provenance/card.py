"""What a run leaves: its card, without text or file name of anybody, and the rankings in the file it wrote."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple

from matcher.errors import InputError
from matcher.tables import read_bytes, read_rows, write_text
from matcher.tables.read import MAX_TABLE_BYTES

FORMAT = 1
"""Raised whenever a field of a card changes its meaning."""

_MAX_BYTES = 200 * 1024**2


@dataclass(frozen=True)
class RunCard:
    """What must be the same for an output to come out again.

    Parameters
    ----------
    command, options
        What was asked for; options that name files are in `inputs` by their digests.
    inputs
        The SHA-256 of each file that was read, by the option that named it.
    applicants, mentors
        Twelve digits for each text by id: they tell who changed, not what anybody wrote.
    model, config, weights
        A digest of the fitted numbers; all settings; the weights that this run ranked with.
    code, versions
        A digest of matcher's source; versions of Python and packages.
    seed
        Of everything random in matcher; it is fixed.
    outputs
        The SHA-256 of what was printed or written.
    date, seconds
        When the run began, in UTC, and how long it took.
    """

    command: str
    options: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    applicants: Mapping[str, str] = field(default_factory=dict)
    mentors: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    code: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    outputs: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
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


_COLUMNS = ("applicant_id", "rank", "mentor_id", "score")


class Place(NamedTuple):
    """One mentor's place in one ranking, with the points of each facet where the file has them."""

    rank: int
    score: float
    points: dict[str, float]


_HOW = "compare what `matcher batch`, or `matcher match` with --format csv or json, wrote"

Matches = dict[str, dict[str, Place]]
"""The places of a run by applicant and mentor."""


def read_matches(path: str | Path) -> Matches:
    """Return the places of a run; raises `InputError`, naming file and line, for what holds no rankings."""
    data = read_bytes(path, MAX_TABLE_BYTES)
    if data.lstrip()[:1] == b"{" and b'"ranking"' in data:
        return _of_json(data, path)
    matches: Matches = {}
    for row in read_rows(path):
        missing = [column for column in _COLUMNS if column not in row.cells]
        if missing:
            raise InputError(
                f"{path} must have the columns {', '.join(_COLUMNS)}; {', '.join(missing)} is missing: {_HOW}"
            )
        cells = row.cells
        try:
            points = {name[7:]: float(cell) for name, cell in cells.items() if name.startswith("points_") and cell}
            place = Place(int(float(cells["rank"])), float(cells["score"]), points)
        except ValueError as error:
            raise InputError(f"{path} line {row.line}: rank, score and points must be numbers; one is not") from error
        matches.setdefault(cells["applicant_id"], {})[cells["mentor_id"]] = place
    return matches


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
