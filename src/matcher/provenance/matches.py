"""The rankings of a file that `match` or `batch` wrote: CSV, JSON, JSON lines, Parquet or XLSX."""

import json
from pathlib import Path
from typing import NamedTuple

from matcher.errors import InputError
from matcher.tables import read_bytes, read_rows
from matcher.tables.read import MAX_TABLE_BYTES

_COLUMNS = ("applicant_id", "rank", "mentor_id", "score")


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
    for row in read_rows(path):
        missing = [column for column in _COLUMNS if column not in row.cells]
        if missing:
            raise InputError(f"{path} must have the columns {', '.join(_COLUMNS)}; {', '.join(missing)} is missing")
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
