"""The table of mentors as profiles, with the evidence of a second table."""

from dataclasses import replace
from pathlib import Path

from matcher.errors import InputError
from matcher.records import Evidence, Profile
from matcher.tables import Row, read_rows
from matcher.tables.columns import attributes_of, keyed_rows

_COLUMNS = ("id", "name", "interests", "statement")
_OPTIONAL = ("capacity", "avoid", "url")


def read_pool(path: str | Path, evidence: str | Path | None = None) -> list[Profile]:
    """Return the mentors of a pool table, with their evidence when a second table is given.

    Columns `id`, `name`, `interests`, `statement`, and optionally `capacity`, `avoid`, `url`; every other column
    becomes an attribute. Raises `InputError`, naming file and line, for a missing column, a doubled id, an empty
    profile, a capacity that is not a whole number, evidence of a mentor who is not in the pool.
    """
    rows = keyed_rows(path, _COLUMNS)
    pool = [_mentor(row, path) for row in rows]
    if evidence is not None:
        projects = _evidence(evidence, {mentor.id for mentor in pool})
        pool = [replace(mentor, evidence=tuple(projects.get(mentor.id, ()))) for mentor in pool]
    for row, mentor in zip(rows, pool, strict=True):
        if mentor.is_empty:
            raise InputError(
                f"{path} line {row.line}: {mentor.id!r} must have interests or a statement; both are empty"
            )
    return pool


def _mentor(row: Row, path: str | Path) -> Profile:
    cells = row.cells
    return Profile(
        id=cells["id"].strip(),
        name=cells["name"].strip() or cells["id"].strip(),
        interests=cells["interests"],
        statement=cells["statement"],
        avoid=cells.get("avoid", ""),
        capacity=_capacity(cells.get("capacity", ""), f"{path} line {row.line}"),
        url=cells.get("url", ""),
        attributes=attributes_of(cells, (*_COLUMNS, *_OPTIONAL)),
    )


def _capacity(text: str, where: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isascii() or not text.strip().isdigit():
        raise InputError(f"{where}: capacity must be a whole number of 0 or more; it is {text.strip()!r}")
    return int(text)


def _evidence(path: str | Path, known: set[str]) -> dict[str, list[Evidence]]:
    projects: dict[str, list[Evidence]] = {}
    for row in read_rows(path):
        missing = [column for column in ("mentor_id", "text") if column not in row.cells]
        if missing:
            raise InputError(f"{path} must have the columns mentor_id, text; {', '.join(missing)} is missing")
        mentor, year = row.cells["mentor_id"].strip(), row.cells.get("year", "").strip()
        if mentor not in known:
            raise InputError(f"{path} line {row.line}: mentor_id must be in the pool; {mentor!r} is not")
        project = Evidence(row.cells.get("title", ""), row.cells["text"], int(year) if year.isdecimal() else None)
        projects.setdefault(mentor, []).append(project)
    return projects
