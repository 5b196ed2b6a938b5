"""Rows of a table by field, and as profiles with an id each; columns are found by name whatever their case."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from matcher.errors import InputError
from matcher.records import Profile
from matcher.tables.columns import POOL_NEEDS, Needs, column_named
from matcher.tables.read import LONGEST_WHOLE, TableSource, open_table, whole_rows
from matcher.tables.rows import Broken, Row, joined_problems, listed

_Problem = tuple[int, str]


class _Read(Protocol):
    def __call__(self, row: Row, problems: list[_Problem], /) -> Profile:
        """Return the profile of a row, and add what is wrong with it to the problems."""


def named_rows(path: str | Path | TableSource, needs: Needs) -> Iterator[Row]:
    """Yield the rows of a table with their cells under the names of fields; other columns keep their names.

    Raises `InputError` for a needed column that is missing, and at the end for rows that cannot be read.
    """
    with open_table(path, longest=LONGEST_WHOLE) as table:
        names = table.columns
        field_of = {column: field for field in needs.fields if (column := column_named(field, names))}
        missing = [" or ".join(group) for group in needs.groups if not {*group} & {*field_of.values()}]
        for row in whole_rows(table.rows, path):
            if missing:
                kind = "--pool " if needs is POOL_NEEDS else ""
                how = f": `matcher import table {kind}FILE --out FILE` gives columns these names"
                how *= "interests" in needs.fields
                what = f"column{'s' * (len(missing) > 1)} {' and '.join(missing)}"
                raise InputError(f"{path} must have the {what}; it has {listed(names)}{how}")
            yield Row(row.line, {field_of.get(name, name): cell for name, cell in row.cells.items()})


def iter_profiles(path: str | Path | TableSource, needs: Needs, read: _Read, empty: str) -> Iterator[Profile]:
    """Yield the profiles of a table whose columns have the names of fields, as long as every row can be used.

    Raises `InputError` for a table without rows or without a needed column, and at the end one that names every row
    that cannot be used; `empty` says what a row must hold that says nothing.
    """
    n_rows, problems = 0, list[_Problem]()
    for n_rows, (profile, wrong) in enumerate(_profiles(named_rows(path, needs), read, empty), 1):  # noqa: B007
        problems += wrong
        if not problems:
            yield profile
    if not n_rows:
        raise InputError(f"{path} must hold at least one row below its header; it holds none")
    if problems:
        raise joined_problems(path, problems)


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
        found = [*_profiles(rows, read, empty)]
    problems = [f"line {line}{reason}" for _, wrong in found for line, reason in wrong]
    return [profile for profile, wrong in found if not wrong], problems


def _profiles(rows: Iterable[Row | Broken], read: _Read, empty: str) -> Iterator[tuple[Profile, list[_Problem]]]:
    """Yield the profile of each row and what is wrong with it; an id is that of the first row that can be used."""
    first_of: dict[str, tuple[int, str]] = {}
    for row in rows:
        if isinstance(row, Broken):
            yield Profile(""), [row.problem]
            continue
        wrong: list[_Problem] = []
        profile = read(row, wrong)
        key = same_id(profile.id)
        if not profile.id:
            wrong = [(row.line, ": id must not be empty")]
        elif first := first_of.get(key):
            wrong = [(row.line, f": id must be unique; {first[1][:80]!r} was line {first[0]} already")]
        elif not wrong and profile.is_empty:
            wrong = [(row.line, f": {profile.id[:80]!r} must have {empty}")]
        elif not wrong:
            first_of[key] = row.line, profile.id
        yield profile, wrong


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
