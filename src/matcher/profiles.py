"""Tables to profiles: the pool, its evidence, the applicants; and the filter over their attributes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from matcher.documents import read_document
from matcher.errors import ConfigError, InputError
from matcher.records import Evidence, Profile
from matcher.tables import Row, read_rows

_POOL_COLUMNS = ("id", "name", "interests", "statement")
_OPTIONAL = ("capacity", "avoid", "url")


def read_pool(path: str | Path, evidence: str | Path | None = None) -> list[Profile]:
    """Return the mentors of a pool table, with their evidence when a second table is given.

    Columns `id`, `name`, `interests`, `statement`, and optionally `capacity`, `avoid`, `url`; every other column
    becomes an attribute. Raises `InputError`, naming file and line, for a missing column, a doubled id, an empty
    profile, a capacity that is not a whole number, evidence of a mentor who is not in the pool.
    """
    rows = _rows(path, _POOL_COLUMNS)
    pool = [_mentor(row, path) for row in rows]
    if evidence is not None:
        pieces = _evidence(evidence, {mentor.id for mentor in pool})
        pool = [replace(mentor, evidence=tuple(pieces.get(mentor.id, ()))) for mentor in pool]
    for row, mentor in zip(rows, pool, strict=True):
        if mentor.is_empty:
            raise InputError(
                f"{path} line {row.line}: {mentor.id!r} must have interests or a statement; both are empty"
            )
    return pool


def read_applicants(path: str | Path) -> list[Profile]:
    """Return the applicants of a table: `id`, and `interests`, `statement` or `statement_file` (beside the table).

    Every other column becomes an attribute. Raises `InputError`, naming file and line, for a doubled id, an applicant
    who says nothing, a document that cannot be read.
    """
    applicants = []
    for row in _rows(path, ("id",)):
        profile = _applicant(row, Path(path))
        if profile.is_empty:
            raise InputError(
                f"{path} line {row.line}: {profile.id!r} must have a statement or interests; none was given"
            )
        applicants.append(profile)
    return applicants


def _rows(path: str | Path, needed: Iterable[str]) -> list[Row]:
    """Return the rows of a table that has the needed columns, at least one row, and no id twice."""
    rows = read_rows(path)
    if not rows:
        raise InputError(f"{path} must hold at least one row below its header; it holds none")
    missing = [column for column in needed if column not in rows[0].cells]
    if missing:
        had = ", ".join(rows[0].cells)
        raise InputError(
            f"{path} must have the columns {', '.join(needed)}; {', '.join(missing)} is missing among {had}"
        )
    seen: dict[str, int] = {}
    for row in rows:
        key = row.cells.get("id", "").strip()
        if not key:
            raise InputError(f"{path} line {row.line}: id must not be empty")
        if key in seen:
            raise InputError(f"{path} line {row.line}: id must be unique; {key!r} was line {seen[key]} already")
        seen[key] = row.line
    return rows


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
        attributes=_attributes(cells, {*_POOL_COLUMNS, *_OPTIONAL}),
    )


def _applicant(row: Row, table: Path) -> Profile:
    cells = row.cells
    attributes = _attributes(cells, {"id", "name", "interests", "statement", "statement_file", "avoid"})
    given = Profile(
        row.cells["id"].strip(),
        cells.get("name", ""),
        cells.get("interests", ""),
        cells.get("statement", ""),
        avoid=cells.get("avoid", ""),
    )
    document = cells.get("statement_file", "").strip()
    if document and not given.statement.strip():
        try:
            read = read_document(table.parent / document).profile(given.id, interests=given.interests, name=given.name)
        except InputError as error:
            raise InputError(f"{table} line {row.line}: {error}") from error
        given = replace(read, avoid="\n".join(filter(None, [given.avoid, read.avoid])))
    return replace(given, attributes=attributes)


def _attributes(cells: Mapping[str, str], taken: set[str]) -> Mapping[str, str]:
    return MappingProxyType({name: value.strip() for name, value in cells.items() if name not in taken})


def _capacity(text: str, where: str) -> int | None:
    if not text.strip():
        return None
    if not text.strip().isascii() or not text.strip().isdigit():
        raise InputError(f"{where}: capacity must be a whole number of 0 or more; it is {text.strip()!r}")
    return int(text)


def _evidence(path: str | Path, known: set[str]) -> dict[str, list[Evidence]]:
    pieces: dict[str, list[Evidence]] = {}
    for row in read_rows(path):
        missing = [column for column in ("mentor_id", "text") if column not in row.cells]
        if missing:
            raise InputError(f"{path} must have the columns mentor_id, text; {', '.join(missing)} is missing")
        mentor, year = row.cells["mentor_id"].strip(), row.cells.get("year", "").strip()
        if mentor not in known:
            raise InputError(f"{path} line {row.line}: mentor_id must be in the pool; {mentor!r} is not")
        piece = Evidence(row.cells.get("title", ""), row.cells["text"], int(year) if year.isdecimal() else None)
        pieces.setdefault(mentor, []).append(piece)
    return pieces


def eligible(mentors: Iterable[Profile], where: Iterable[str]) -> set[str]:
    """Return the ids of the mentors who meet every condition `column=value`, without regard to case.

    The same column twice means either value. `name`, `id`, `capacity` and `url` can be asked for like an attribute.
    Raises `ConfigError` for a condition that is not written so, a column nobody has, or conditions that nobody meets.
    """
    mentors, wanted = list(mentors), _conditions(where)
    columns = {name: None for mentor in mentors for name in _facts(mentor)}
    strange = [column for column in wanted if column not in columns]
    if strange:
        raise ConfigError(f"where must name one of the pool's columns {', '.join(columns)}; check {strange[0]!r}")
    kept = {mentor.id for mentor in mentors if _meets(_facts(mentor), wanted)}
    if not kept:
        said = ", ".join(f"{column}={'|'.join(sorted(values))}" for column, values in wanted.items())
        raise ConfigError(f"where must leave at least one mentor; nobody has {said}")
    return kept


def _conditions(where: Iterable[str]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals or not column.strip():
            raise ConfigError(f"where must read like field=robotics; it is {condition!r}")
        wanted.setdefault(column.strip(), set()).add(value.strip().casefold())
    return wanted


def _facts(mentor: Profile) -> dict[str, str]:
    own = {"id": mentor.id, "name": mentor.name, "capacity": "" if mentor.capacity is None else str(mentor.capacity)}
    return {**mentor.attributes, **own, "url": mentor.url}


def _meets(facts: Mapping[str, str], wanted: Mapping[str, set[str]]) -> bool:
    return all(facts.get(column, "").casefold() in values for column, values in wanted.items())
