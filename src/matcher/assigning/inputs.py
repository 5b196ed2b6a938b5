"""Tables to the records of a placement; each error names file and line."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from matcher.assigning.records import Applicant, Mentor, Rule, Source
from matcher.errors import ConfigError, InputError
from matcher.records import Profile, given_rows
from matcher.tables import Broken, Row, read_rows
from matcher.tables.columns import NEED_ID
from matcher.tables.keyed_rows import ReadProfiles, SeenIds, attributes_of, same_id
from matcher.tables.read import TableSource
from matcher.tables.rows import flat, joined_problems, listed, refuse_doubled, row_of, whole_cell, without_columns

Given = Any
"""A table as a path, a DataFrame, or rows as mappings or profiles."""

_FOR_ALL = "it for all that lack it: --capacity N, in Python Rules(capacity=N)"
_OWN = frozenset("id name capacity capacity_min places conflicts applicant_id mentor_id score rank reason".split())
_FIELDS = ("id", "name", "interests", "statement", "statement_file", "avoid", "url")

PAIR = ("applicant_id", "mentor_id")
_BOUNDS = ("capacity", "capacity_min")
_ACCEPTED = "a table's path, a DataFrame, or rows"


def rows_of(
    given: Given, name: str, needed: Sequence[str], advice: str = "name them so in its header"
) -> tuple[list[Row], str]:
    """Return the rows of a table in any accepted form, and its name for messages; `advice` is for a missing column."""
    if isinstance(given, str | Path | TableSource):
        rows, file = read_rows(given), str(given)
    else:
        file, lines = (given.file, given.lines) if isinstance(given, ReadProfiles) else (name, count(1))
        records = given_rows(given, name, _ACCEPTED)
        rows = [_row(record, line, file) for line, record in zip(lines, records, strict=False)]
    rows = _under_own_names(rows, file)
    if missing := [column for column in needed if rows and column not in rows[0].cells]:
        raise without_columns(file, missing, rows[0].cells, advice)
    return rows, file


def _under_own_names(rows: list[Row], file: str) -> list[Row]:
    """Return rows whose columns `Applicant ID` or `CAPACITY` are `applicant_id` and `capacity`; others are as given."""
    names = {name: flat(name).casefold().replace(" ", "_") for row in rows for name in row.cells}
    other = {name: own for name, own in names.items() if own in _OWN and own not in names}
    if not other:
        return rows
    for row in rows:
        refuse_doubled(file, {name: other.get(name, name) for name in row.cells})
    return [Row(row.line, {other.get(name, name): cell for name, cell in row.cells.items()}) for row in rows]


def _row(record: object, number: int, name: str) -> Row:
    if isinstance(record, Profile):
        capacity = {} if record.capacity is None else {"capacity": record.capacity}
        record = {"id": record.id, "name": record.name, **capacity, **record.attributes}
    if not isinstance(record, Mapping):
        raise InputError(f"{name} must be {_ACCEPTED}; row {number} is {type(record).__name__}")
    row = row_of(number, record)
    if isinstance(row, Broken):
        raise joined_problems(name, [row.problem])
    return row


def read_mentors(given: Given, capacity: int | None = None) -> list[Mentor]:
    """Return the mentors of a pool with `capacity`, where it is empty the one given, and optionally `capacity_min`."""
    rows, file = rows_of(given, "pool", ("id",), NEED_ID.advice)
    if not rows:
        raise InputError(f"{file} must hold at least one mentor; it holds none")
    if capacity is None and not any("capacity" in row.cells for row in rows):
        what = f"must have a column capacity; it has {listed(rows[0].cells)}"
        raise InputError(f"{file} {what}: add it, or say {_FOR_ALL}")
    mentors, empty = [], []
    for row, own, (most, least) in _checked(rows, file, _BOUNDS):
        if most is None:
            empty.append((row.line, own))
            most = capacity or 0
        name = row.cells.get("name", "").strip() or own
        mentors.append(
            Mentor(own, name, most, least or 0, attributes_of(row.cells, (*_FIELDS, *_BOUNDS)), Source(file, row.line))
        )
    if empty and capacity is None:
        line, who = empty[0]
        more = f" (and {len(empty) - 1:,} more)" if len(empty) > 1 else ""
        raise InputError(
            f"{file} line {line}: capacity must say how many people {who!r} takes; it is empty{more}: "
            f"fill it in, or say {_FOR_ALL}"
        )
    return mentors


def read_people(given: Given, ids: Collection[str] | None = None) -> list[Applicant]:
    """Return the applicants of a table with `places`, 1 if empty; every ranked applicant of `ids` must be there."""
    rows, file = rows_of(given, "applicants", ("id",), NEED_ID.advice)
    people = [
        Applicant(
            own, 1 if places is None else places, attributes_of(row.cells, (*_FIELDS, "places")), Source(file, row.line)
        )
        for row, own, (places,) in _checked(rows, file, ("places",))
    ]
    if ids is not None and (strange := sorted(set(ids) - {person.id for person in people})):
        raise InputError(f"{file} must have every ranked applicant; it lacks {listed(strange, repr)}")
    return people


def _checked(rows: Sequence[Row], file: str, numbers: Sequence[str]) -> Iterator[tuple[Row, str, list[int | None]]]:
    """Yield each row with its id and the whole numbers in some columns; errors are raised together at the end."""
    seen, problems = SeenIds(), list[tuple[int, str]]()
    for row in rows:
        own = row.cells.get("id", "").strip()
        if reason := seen.refuses(own, row.line):
            problems.append((row.line, f": id {reason}"))
        yield row, own, [whole_cell(row, name, problems) for name in numbers]
    if problems:
        raise joined_problems(file, problems)


def pair_of(row: Row) -> tuple[str, str]:
    """Return the ids of the applicant and the mentor in a row, "" for a missing one."""
    applicant, mentor = (row.cells.get(name, "").strip() for name in PAIR)
    return applicant, mentor


def conflicts_of(people: Iterable[Applicant], mentors: Collection[str]) -> list[Rule]:
    """Return the conflicts in the applicants' own column `conflicts`, with ids of mentors separated by semicolons."""
    rules, strange = [], list[tuple[int, str]]()
    for person in people:
        for mentor in dict.fromkeys(map(str.strip, person.attributes.get("conflicts", "").split(";"))):
            if mentor and mentor not in mentors:
                what = f": conflicts must be ids of mentors, as reef; soil; {mentor[:80]!r} is none"
                strange.append((person.source.line, f"{what}: leave the cell empty where there is no conflict"))
            elif mentor:
                rules.append(Rule("conflict", person.id, mentor, source=person.source))
    if strange:
        raise joined_problems(person.source.file, strange)
    return rules


def read_rules(given: Given, kind: str, applicants: Collection[str], mentors: Collection[str]) -> list[Rule]:
    """Return the pins or conflicts of a table: `applicant_id`, `mentor_id`, optionally `reason`; each pair once."""
    rows, file = rows_of(given, f"{kind}s", PAIR)
    rules, strange = [], []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        pair = pair_of(row)
        for who, known, what in ((pair[0], applicants, "applicant"), (pair[1], mentors, "mentor")):
            if who not in known:
                strange.append((row.line, what, who))
        if pair in seen:
            raise InputError(
                f"{file} line {row.line}: a pair must be named once; {pair[0]!r} and {pair[1]!r} were line "
                f"{seen[pair]} already"
            )
        seen[pair] = row.line
        rules.append(Rule(kind, *pair, reason=row.cells.get("reason", "").strip(), source=Source(file, row.line)))
    if strange:
        ids = {same_id(flat(known_id)): known_id for known_id in (*applicants, *mentors)}
        twins = dict.fromkeys(ids[alike] for _, _, who in strange if (alike := same_id(flat(who))) in ids)
        offer = f": did you mean {listed(twins, repr)}?" if twins else ""
        unknown = listed(f"line {line} {what} {who!r}" for line, what, who in strange)
        raise InputError(f"{file} must name applicants and mentors by known ids; unknown: {unknown}{offer}")
    return rules


def read_eligible(texts: Iterable[str], applicants: Sequence[Applicant], mentors: Sequence[Mentor]) -> list[Rule]:
    """Return the rules of `applicants_column=mentors_column`; raises `ConfigError` for a missing column."""
    rules = []
    for text in texts:
        left, equals, right = (part.strip() for part in text.partition("="))
        if not (equals and left and right) or "=" in right:
            raise ConfigError(f"eligible must read like applicants_column=mentors_column; it is {text!r}")
        for column, side, people in ((left, "applicants", applicants), (right, "pool", mentors)):
            lacking = [person for person in people if column not in person.attributes]
            if lacking:
                had = ", ".join(name for name in lacking[0].attributes) or "no columns: give --applicants FILE"
                raise ConfigError(f"eligible must name a column of the {side}; {column!r} is none: it has {had}")
        rules.append(Rule("eligible", reason=f"{left}={right}", source=Source(f"--eligible {left}={right}")))
    return rules
