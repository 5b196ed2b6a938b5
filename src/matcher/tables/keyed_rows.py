"""Rows of a table by field: each with an id of its own, the columns found by name whatever their case."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from matcher.errors import InputError
from matcher.records import Profile
from matcher.tables.columns import Needs, column_named
from matcher.tables.read import TableSource, open_table, read_rows
from matcher.tables.rows import Broken, Row, joined_problems, listed


def keyed_rows(path: str | Path | TableSource, needs: Needs) -> list[Row]:
    """Return the rows of a table with their cells under the names of fields, each with an id of its own.

    Raises `InputError` for a table without rows or without a needed column, and one that names every row whose id is
    missing or came before.
    """
    rows = named_rows(path, needs)
    if not rows:
        raise InputError(f"{path} must hold at least one row below its header; it holds none")
    if problems := [*_unreadable(rows), *_wrong_ids(rows)]:
        raise joined_problems(path, problems)
    return rows


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


def _unreadable(rows: Iterable[Row]) -> Iterator[tuple[int, str]]:
    """Yield the rows with a cell that cannot be written anywhere: half a character, as JSON can hold."""
    for row in rows:
        for name, cell in row.cells.items():
            try:
                cell.encode()
            except UnicodeEncodeError:
                yield row.line, f": {name[:80]} must be text; it holds bytes that are no character"


def _wrong_ids(rows: Iterable[Row]) -> list[tuple[int, str]]:
    seen: dict[str, Row] = {}
    problems = []
    for row in rows:
        own = row.cells.get("id", "").strip()
        first = seen.setdefault(same_id(own), row)
        if not own:
            problems.append((row.line, ": id must not be empty"))
        elif first is not row:
            before = first.cells["id"].strip()
            problems.append((row.line, f": id must be unique; {before[:80]!r} was line {first.line} already"))
    return problems


def usable_rows(
    source: str | Path | TableSource,
    columns: Mapping[str, str],
    *,
    read: Callable[[Row, list[tuple[int, str]]], Profile],
    empty: str,
    sheet: str | None = None,
    header_row: int | None = None,
) -> tuple[list[Profile], list[str]]:
    """Return the profiles of the rows that can be used, and a line for each row that cannot; a first id keeps its row.

    Parameters
    ----------
    columns
        The column of each field; every other column becomes an attribute.
    read
        Returns the profile of a row, and adds what is wrong with it to a list.
    empty
        What a row must hold that says nothing.
    """
    profiles: dict[str, Profile] = {}
    problems: list[tuple[int, str]] = []
    with open_table(source, sheet=sheet, header_row=header_row) as table:
        for row in table.rows:
            if isinstance(row, Broken):
                problems.append(row.problem)
                continue
            wrong: list[tuple[int, str]] = []
            profile = read(Row(row.line, renamed(row.cells, columns)), wrong)
            if not wrong:
                wrong = [(row.line, f": {reason}") for reason in _unusable(profile, profiles, empty)]
            if not wrong:
                profiles[same_id(profile.id)] = profile
            problems += wrong
    return list(profiles.values()), [f"line {line}{reason}" for line, reason in problems]


def _unusable(profile: Profile, known: Collection[str], empty: str) -> list[str]:
    if not profile.id:
        return ["id must not be empty"]
    if same_id(profile.id) in known:
        return [f"id must be unique; {profile.id[:80]!r} came before"]
    return [f"{profile.id[:80]!r} must have {empty}"] if profile.is_empty else []


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
