"""Rows of a table by field: each with an id of its own, the columns found by name whatever their case."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from matcher.errors import InputError
from matcher.tables.columns import Needs, column_named
from matcher.tables.read import read_rows
from matcher.tables.rows import Row, joined_problems, listed


def keyed_rows(path: str | Path, needs: Needs) -> list[Row]:
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


def named_rows(path: str | Path, needs: Needs) -> list[Row]:
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
        raise InputError(f"{path} must have the columns {wanted}; {lacking} is missing among {listed(names)}")
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
