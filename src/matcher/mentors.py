"""The table of mentors as profiles, with the evidence of a second table."""

from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

from matcher.errors import InputError
from matcher.records import Evidence, Profile
from matcher.tables import Row
from matcher.tables.columns import POOL_NEEDS, Needs
from matcher.tables.keyed_rows import attributes_of, keyed_rows, named_rows, same_id, usable_rows
from matcher.tables.repair import repaired_cell
from matcher.tables.rows import joined_problems, whole_number

_EVIDENCE_NEEDS = Needs((("mentor_id",), ("text",)), ("title", "year"))
_EMPTY = "interests or a statement; both are empty"
_TEXTS = ("name", "interests", "statement", "avoid", "url")


def read_pool(path: str | Path, evidence: str | Path | None = None) -> list[Profile]:
    """Return the mentors of a pool table, with their evidence when a second table is given.

    Columns `id`, `name`, `interests` or `statement`, and optionally `capacity`, `avoid`, `url`; every other column
    becomes an attribute. Raises `InputError`, naming file and lines, for a missing column, a doubled id, an empty
    profile, a capacity that is not a whole number, evidence of a mentor who is not in the pool.
    """
    rows = keyed_rows(path, POOL_NEEDS)
    problems: list[tuple[int, str]] = []
    pool = [_mentor(row, problems) for row in rows]
    if problems:
        raise joined_problems(path, problems)
    if evidence is not None:
        projects = _evidence(evidence, {same_id(mentor.id): mentor.id for mentor in pool})
        pool = [replace(mentor, evidence=tuple(projects.get(mentor.id, ()))) for mentor in pool]
    if empty := [
        (row.line, f": {mentor.id[:80]!r} must have {_EMPTY}")
        for row, mentor in zip(rows, pool, strict=True)
        if mentor.is_empty
    ]:
        raise joined_problems(path, empty)
    return pool


def _mentor(row: Row, problems: list[tuple[int, str]]) -> Profile:
    """Return the profile of a row; what is wrong with it is added to the problems."""
    own = row.cells.get("id", "").strip()
    texts = {}
    for field in _TEXTS:
        texts[field] = row.cells.get(field, "")
        try:
            texts[field] = repaired_cell(texts[field])
        except InputError as error:
            problems.append((row.line, f": {field} {error}"))
    capacity = row.cells.get("capacity", "").strip()
    places = whole_number(capacity)
    if capacity and places is None:
        problems.append((row.line, f": capacity must be a whole number of 0 or more; it is {capacity[:80]!r}"))
    return Profile(
        own,
        texts["name"].strip() or own,
        texts["interests"],
        texts["statement"],
        avoid=texts["avoid"],
        capacity=places,
        url=texts["url"],
        attributes=attributes_of(row.cells, POOL_NEEDS.fields),
    )


check_pool = partial(usable_rows, read=_mentor, empty=_EMPTY)
"""The mentors whose rows can be used, and one line for each row that cannot: see `usable_rows`."""


def _evidence(path: str | Path, known: dict[str, str]) -> dict[str, list[Evidence]]:
    """Return the projects of each mentor by id; `known` are the ids of the pool by what makes them one."""
    projects: dict[str, list[Evidence]] = {}
    problems = []
    for row in named_rows(path, _EVIDENCE_NEEDS):
        text_of = defaultdict(str, row.cells)
        own, year = text_of["mentor_id"].strip(), text_of["year"].strip()
        mentor = known.get(same_id(own))
        if mentor is None:
            problems.append((row.line, f": mentor_id must be in the pool; {own[:80]!r} is not"))
            continue
        known_year = whole_number(year)
        project = Evidence(text_of["title"], text_of["text"], known_year)
        projects.setdefault(mentor, []).append(project)
    if problems:
        raise joined_problems(path, problems)
    return projects
