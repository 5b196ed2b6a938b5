"""Rows of a table by field, and as profiles with an id each; columns are found by name whatever their case."""

import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from matcher.errors import InputError
from matcher.records import Profile
from matcher.tables.columns import Needs, column_named
from matcher.tables.read import TableSource, open_table, read_rows
from matcher.tables.rows import Broken, Row, joined_problems, listed


def named_rows(path: str | Path | TableSource, needs: Needs) -> list[Row]:
    """Return the rows of a table with their cells under the names of fields; other columns keep their names.

    Raises `InputError` for a needed column that is missing.
    """
    rows = read_rows(path)
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    field_of = {column: field for field in needs.fields if (column := column_named(field, names))}
    missing = [" or ".join(group) for group in needs.groups if not {*group} & {*field_of.values()}]
    if missing and rows:
        wanted = ", ".join(" or ".join(group) for group in needs.groups)
        lacking = ", ".join(missing)
        how = ": `matcher import table` gives columns these names" if "interests" in needs.fields else ""
        raise InputError(f"{path} must have the columns {wanted}; {lacking} is missing among {listed(names)}{how}")
    return [Row(row.line, {field_of.get(name, name): cell for name, cell in row.cells.items()}) for row in rows]


class _Read(Protocol):
    def __call__(self, row: Row, problems: list[tuple[int, str]], /) -> Profile:
        """Return the profile of a row, and add what is wrong with it to the problems."""


def read_profiles(path: str | Path | TableSource, needs: Needs, read: _Read, empty: str) -> list[Profile]:
    """Return the profiles of a table whose columns have the names of fields.

    Raises `InputError` for a table without rows or without a needed column, and one that names every row that cannot
    be used.
    """
    rows = named_rows(path, needs)
    if not rows:
        raise InputError(f"{path} must hold at least one row below its header; it holds none")
    profiles, problems = _profiles(rows, read, empty)
    if problems:
        raise joined_problems(path, problems)
    return profiles


def usable_profiles(
    source: str | Path | TableSource,
    columns: Mapping[str, str],
    *,
    read: _Read,
    empty: str,
    sheet: str | None = None,
    header_row: int | None = None,
) -> tuple[list[Profile], list[str]]:
    """Return the profiles of the rows that can be used, and a line for each row that cannot.

    `columns` holds the column of each field; every other column becomes an attribute.
    """
    with open_table(source, sheet=sheet, header_row=header_row) as table:
        rows = (row._replace(cells=renamed(row.cells, columns)) if isinstance(row, Row) else row for row in table.rows)
        profiles, problems = _profiles(rows, read, empty)
    return profiles, [f"line {line}{reason}" for line, reason in problems]


def _profiles(rows: Iterable[Row | Broken], read: _Read, empty: str) -> tuple[list[Profile], list[tuple[int, str]]]:
    """Return the profiles of the rows that can be used, and the line and the reason of the others.

    An id is that of the first row that can be used. `empty` names what a row must hold that says nothing.
    """
    profiles: list[Profile] = []
    problems: list[tuple[int, str]] = []
    first_of: dict[str, tuple[int, str]] = {}
    for row in rows:
        if isinstance(row, Broken):
            problems.append(row.problem)
            continue
        wrong: list[tuple[int, str]] = []
        profile = read(row, wrong)
        if not profile.id:
            wrong = [(row.line, ": id must not be empty")]
        elif first := first_of.get(same_id(profile.id)):
            wrong = [(row.line, f": id must be unique; {first[1][:80]!r} was line {first[0]} already")]
        elif not wrong and profile.is_empty:
            wrong = [(row.line, f": {profile.id[:80]!r} must have {empty}")]
        elif not wrong:
            profiles.append(profile)
            first_of[same_id(profile.id)] = row.line, profile.id
        problems += wrong
    return profiles, problems


def same_id(own: str) -> str:
    """Return what two ids share that are one: upper and lower case, and letters put together, make no other person."""
    return own.casefold() if own.isascii() else unicodedata.normalize("NFC", own).casefold()


def attributes_of(cells: Mapping[str, str], fields: Iterable[str]) -> Mapping[str, str]:
    """Return the cells of a row that are no fields, for filters and tables of results."""
    taken = set(fields)
    return {name: value.strip() for name, value in cells.items() if name not in taken}


def renamed(cells: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return cells under the names of fields; a column in the way of a field's name keeps its cells as `own <name>`."""
    taken = set(columns.values())
    rest = {
        (f"own {name}" if name.strip().casefold() in columns else name): cell
        for name, cell in cells.items()
        if name not in taken
    }
    return {**{field: cells.get(column, "") for field, column in columns.items()}, **rest}
