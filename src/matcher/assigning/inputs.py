"""Tables into the records of a placement: the pool, the applicants, rules; each mistake with its file and line."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from matcher.assigning.problem import Aims
from matcher.assigning.records import PER_POINT, Applicant, Mentor, Rule, Source
from matcher.errors import ConfigError, InputError
from matcher.records import Profile
from matcher.tables import Broken, Row, read_rows
from matcher.tables.rows import row_of

Given = Any
"""A table as a path, a DataFrame, or rows as mappings or profiles."""

_SHOWN = 10
_FIELDS = ("id", "name", "interests", "statement", "statement_file", "avoid", "url")


def rows_of(given: Given, name: str) -> tuple[list[Row], str]:
    """Return the rows of a table given in any way, and its name in messages.

    Raises `InputError` for what is no table, and for a row that cannot be read.
    """
    if isinstance(given, str | Path):
        return read_rows(given), str(given)
    if hasattr(given, "to_dict") and hasattr(given, "notna"):
        given = given.astype(object).where(given.notna(), None).to_dict("records")
    if isinstance(given, Mapping | Profile) or not isinstance(given, Iterable):
        raise InputError(f"{name} must be a table's path, a DataFrame, or rows; this is {type(given).__name__}")
    rows = [_row(record, number, name) for number, record in enumerate(given, 1)]
    return rows, name


def _row(record: object, number: int, name: str) -> Row:
    if isinstance(record, Profile):
        record = {"id": record.id, "name": record.name, "capacity": record.capacity, **record.attributes}
    if not isinstance(record, Mapping):
        raise InputError(
            f"{name} must be a table's path, a DataFrame, or rows; row {number} is {type(record).__name__}"
        )
    row = row_of(number, record)
    if isinstance(row, Broken):
        raise row.error(name)
    return row


def read_mentors(given: Given, capacity: int | None = None) -> list[Mentor]:
    """Return the mentors of a pool with `capacity`, and `capacity_min` where there is one.

    `capacity` is taken where a cell is empty; without it an empty cell raises `InputError`, as does a number that is
    not whole, or below 0, or a minimum above the capacity.
    """
    rows, file = rows_of(given, "pool")
    _check_columns(rows, ("id",), file)
    mentors, empty = [], []
    for row in _once_each(rows, file):
        cells, source = row.cells, Source(file, row.line)
        most = _whole(cells.get("capacity", ""), "capacity", source)
        if most is None:
            empty.append((row.line, cells["id"].strip()))
        least = _whole(cells.get("capacity_min", ""), "capacity_min", source)
        mentors.append(
            Mentor(
                cells["id"].strip(),
                cells.get("name", "").strip() or cells["id"].strip(),
                capacity if most is None and capacity is not None else most or 0,
                least or 0,
                _attributes(cells, ("capacity", "capacity_min")),
                source,
            )
        )
    if empty and capacity is None:
        line, who = empty[0]
        more = f" (and {len(empty) - 1:,} more)" if len(empty) > 1 else ""
        raise InputError(
            f"{file} line {line}: capacity must say how many people {who!r} takes; it is empty{more}: "
            "fill it in, or give --capacity N for all that are empty"
        )
    return mentors


def read_people(given: Given, ids: Collection[str] | None = None) -> list[Applicant]:
    """Return the applicants of a table with `places`, 1 where the cell is empty.

    `ids` are those who were ranked, each of whom must be in the table. Raises `InputError` else, and for places that
    are not a whole number of 0 or more.
    """
    rows, file = rows_of(given, "applicants")
    _check_columns(rows, ("id",), file)
    people = []
    for row in _once_each(rows, file):
        source = Source(file, row.line)
        places = _whole(row.cells.get("places", ""), "places", source)
        attributes = _attributes(row.cells, ("places",))
        people.append(Applicant(row.cells["id"].strip(), 1 if places is None else places, attributes, source))
    known = {one.id for one in people}
    if ids is not None and (strange := sorted(set(ids) - known)):
        raise InputError(f"{file} must have everybody who was ranked; {_some(strange)} are not in it")
    return people


def read_rules(given: Given, kind: str, applicants: Collection[str], mentors: Collection[str]) -> list[Rule]:
    """Return the pins or the conflicts of a table: `applicant_id`, `mentor_id`, and `reason` where there is one.

    Raises `InputError` naming all ids that nobody has, and for the same pair twice.
    """
    rows, file = rows_of(given, f"{kind}s")
    _check_columns(rows, ("applicant_id", "mentor_id"), file)
    rules, strange = [], []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        pair = row.cells["applicant_id"].strip(), row.cells["mentor_id"].strip()
        for who, known, what in ((pair[0], applicants, "applicant"), (pair[1], mentors, "mentor")):
            if who not in known:
                strange.append(f"line {row.line} {what} {who!r}")
        if pair in seen:
            raise InputError(
                f"{file} line {row.line}: a pair must be named once; {pair[0]!r} and {pair[1]!r} were line "
                f"{seen[pair]} already"
            )
        seen[pair] = row.line
        rules.append(Rule(kind, *pair, reason=row.cells.get("reason", "").strip(), source=Source(file, row.line)))
    if strange:
        raise InputError(f"{file} must name applicants and mentors that there are; unknown: {', '.join(strange)}")
    return rules


def read_assignment(given: Given) -> dict[str, tuple[str, ...]]:
    """Return the mentors of each applicant in an assignment that was made before."""
    rows, file = rows_of(given, "assignment")
    _check_columns(rows, ("applicant_id", "mentor_id"), file)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.cells["applicant_id"].strip(), []).append(row.cells["mentor_id"].strip())
    return {who: tuple(sorted(labs)) for who, labs in found.items()}


def parse_eligible(texts: Iterable[str], applicants: Sequence[Applicant], mentors: Sequence[Mentor]) -> list[Rule]:
    """Return what `applicants_column=mentors_column` asks for; raises `ConfigError` for a column that is not there."""
    rules = []
    for text in texts:
        mine, equals, theirs = (part.strip() for part in text.partition("="))
        if not (equals and mine and theirs) or "=" in theirs:
            raise ConfigError(f"eligible must read like applicants_column=mentors_column; it is {text!r}")
        for column, side, people in ((mine, "applicants", applicants), (theirs, "pool", mentors)):
            lacking = [one for one in people if column not in one.attributes]
            if lacking:
                had = ", ".join(name for name in lacking[0].attributes) or "no columns: give --applicants FILE"
                raise ConfigError(f"eligible must name a column of the {side}; {column!r} is none: it has {had}")
        rules.append(Rule("eligible", reason=f"{mine}={theirs}", source=Source(f"--eligible {mine}={theirs}")))
    return rules


def parse_aims(floor: str | None, fair: bool) -> Aims:
    """Return the aims of `--floor share=0.4` and `--fair`; raises `ConfigError` for a share outside [0, 1]."""
    if floor is None:
        return Aims(0, fair)
    name, _, number = floor.partition("=")
    try:
        share = float(number) if name.strip() == "share" else -1.0
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ConfigError(f"floor must read like share=0.4, a share of one's own best score in [0, 1]; it is {floor!r}")
    return Aims(round(share * PER_POINT), fair)


def refuse_quotas(quotas: Iterable[str]) -> None:
    """Raise `ConfigError` for quotas over groups, naming them and what is possible instead."""
    if named := ", ".join(quotas):
        raise ConfigError(
            f"quota {named} must not cross the capacities of single mentors: such quotas are no flow, and an optimum "
            "could not be proven. Possible instead: capacity and capacity_min of each mentor, --eligible for groups "
            "that stay among themselves, or one placement for each group with capacities shared out before"
        )


def _once_each(rows: Sequence[Row], file: str) -> Iterable[Row]:
    seen: dict[str, int] = {}
    for row in rows:
        who = row.cells["id"].strip()
        if not who:
            raise InputError(f"{file} line {row.line}: id must not be empty")
        if who in seen:
            raise InputError(f"{file} line {row.line}: id must be unique; {who!r} was line {seen[who]} already")
        seen[who] = row.line
        yield row


def _check_columns(rows: Sequence[Row], needed: Sequence[str], file: str) -> None:
    missing = [name for name in needed if rows and name not in rows[0].cells]
    if missing:
        had = ", ".join(rows[0].cells)
        raise InputError(
            f"{file} must have the columns {', '.join(needed)}; {', '.join(missing)} is missing among {had}"
        )


def _whole(text: str, column: str, source: Source) -> int | None:
    """Return a cell as a whole number of 0 or more, `None` for an empty one."""
    number = text.strip()
    if not number:
        return None
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise InputError(f"{source}: {column} must be a whole number of 0 or more; it is {number!r}")
    return int(number)


def _attributes(cells: Mapping[str, str], own: Sequence[str]) -> Mapping[str, str]:
    return {name: value for name, value in cells.items() if name not in own and name not in _FIELDS}


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(map(repr, names[:_SHOWN])) + more
