"""Reads the table of mentors as profiles, with evidence from a second table, and filters who may be ranked.

A condition on a column of the pool is a filter, never a score of 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from matcher.errors import ConfigError, InputError
from matcher.records import Evidence, Profile
from matcher.tables import Row
from matcher.tables.columns import POOL_NEEDS, Needs, column_named
from matcher.tables.encodings import repaired_cell
from matcher.tables.keyed_rows import attributes_of, iter_profiles, named_rows, same_id, usable_profiles
from matcher.tables.rows import joined_problems, whole_cell, whole_number

_EVIDENCE_NEEDS = Needs((("mentor_id",), ("text",)), ("title", "year"))
_EMPTY = "interests or a statement; both are empty"
_TEXTS = ("name", "interests", "statement", "avoid", "url")


def read_pool(path: str | Path, evidence: str | Path | None = None) -> list[Profile]:
    """Return the mentors of a pool table, with their evidence from a second table.

    Columns `id`, `name`, `interests` or `statement`, and optionally `capacity`, `avoid`, `url`; every other column
    becomes an attribute. Raises `InputError`, with file and lines, for a missing column, a repeated id, an empty
    profile, a capacity that is not a whole number, or evidence of a mentor who is not in the pool.
    """
    projects = _evidence(evidence) if evidence is not None else {}
    read = partial(_mentor, evidence={mentor: [piece for _, _, piece in rows] for mentor, rows in projects.items()})
    pool = [*iter_profiles(path, POOL_NEEDS, read, _EMPTY)]
    known = {same_id(mentor.id) for mentor in pool}
    if unknown := [row for mentor, rows in projects.items() if mentor not in known for row in rows]:
        problems = sorted((line, f": mentor_id must be in the pool; {id[:80]!r} is not") for line, id, _ in unknown)
        raise joined_problems(evidence, problems)
    return pool


def _mentor(
    row: Row, problems: list[tuple[int, str]], evidence: Mapping[str, Sequence[Evidence]] = MappingProxyType({})
) -> Profile:
    mentor_id = row.cells.get("id", "").strip()
    texts = {}
    for field in _TEXTS:
        texts[field] = row.cells.get(field, "")
        try:
            texts[field] = repaired_cell(texts[field])
        except InputError as error:
            problems.append((row.line, f": {field} {error}"))
    return Profile(
        mentor_id,
        texts["name"].strip() or mentor_id,
        texts["interests"],
        texts["statement"],
        tuple(evidence.get(same_id(mentor_id), ())),
        avoid=texts["avoid"],
        capacity=whole_cell(row, "capacity", problems),
        url=texts["url"],
        attributes=attributes_of(row.cells, POOL_NEEDS.fields),
    )


check_pool = partial(usable_profiles, read=_mentor, empty=_EMPTY)
"""Return the mentors whose rows are valid, and one line for each invalid row."""


def _evidence(path: str | Path) -> dict[str, list[tuple[int, str, Evidence]]]:
    """Return the evidence by mentor (`same_id` of the id), each with its line and the id as written there."""
    projects: dict[str, list[tuple[int, str, Evidence]]] = {}
    for row in named_rows(path, _EVIDENCE_NEEDS):
        cells = defaultdict(str, row.cells)
        mentor_id = cells["mentor_id"].strip()
        piece = Evidence(cells["title"], cells["text"], whole_number(cells["year"]))
        projects.setdefault(same_id(mentor_id), []).append((row.line, mentor_id, piece))
    return projects


def eligible(mentors: Iterable[Profile], where: Iterable[str]) -> set[str]:
    """Return the ids of the mentors who meet every condition `column=value`, case ignored.

    The same column twice means either value. `name`, `id`, `capacity` and `url` can be used like an attribute.
    Raises `ConfigError` for a condition of another form, an unknown column, or conditions that no mentor meets.
    """
    cells_of, wanted = {mentor.id: _cells(mentor) for mentor in mentors}, dict[str, set[str]]()
    columns = {name: None for cells in cells_of.values() for name in cells}
    for column, value in _conditions(where):
        wanted.setdefault(column_named(column, [*columns], "the pool") or column, set()).add(value)
    unknown = [column for column in wanted if column not in columns]
    if unknown:
        raise ConfigError(f"where must name one of the pool's columns {', '.join(columns)}; check {unknown[0]!r}")
    kept = {
        mentor_id
        for mentor_id, cells in cells_of.items()
        if all(cells.get(column, "").casefold() in values for column, values in wanted.items())
    }
    if not kept:
        conditions = ", ".join(f"{column}={'|'.join(sorted(values))}" for column, values in wanted.items())
        raise ConfigError(f"where must leave at least one mentor; nobody has {conditions}")
    return kept


def _conditions(where: Iterable[str]) -> Iterator[tuple[str, str]]:
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals or not column.strip():
            raise ConfigError(f"where must read like field=robotics; it is {condition!r}")
        yield column.strip(), value.strip().casefold()


def _cells(mentor: Profile) -> dict[str, str]:
    cells = {"id": mentor.id, "name": mentor.name, "capacity": "" if mentor.capacity is None else str(mentor.capacity)}
    return {**mentor.attributes, **cells, "url": mentor.url}


def containing(mentors: Iterable[Profile], text: str) -> set[str]:
    """Return the ids of the mentors whose profile contains every word of a text, case ignored.

    >>> pool = [Profile("a", "Reef Lab", "coral reefs"), Profile("b", "Type Lab", "compilers")]
    >>> containing(pool, "CORAL lab")
    {'a'}
    """
    words = text.casefold().split()
    texts = ((mentor.id, _full_text(mentor)) for mentor in mentors)
    return {mentor_id for mentor_id, full_text in texts if all(word in full_text for word in words)}


def _full_text(mentor: Profile) -> str:
    evidence = (text for piece in mentor.evidence for text in (piece.title, piece.text))
    fields = (mentor.id, mentor.name, mentor.interests, mentor.statement, *mentor.attributes.values(), *evidence)
    return "\n".join(fields).casefold()
