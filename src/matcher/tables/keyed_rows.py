"""Rows of a table by field, and as profiles with an id each; columns are found by name whatever their case."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from matcher.errors import InputError
from matcher.records import Profile
from matcher.tables.columns import Needs, column_named
from matcher.tables.read import LONGEST_WHOLE, TableSource, open_table, whole_rows
from matcher.tables.repair import repaired_cell
from matcher.tables.rows import Broken, Row, joined_problems, without_columns

_Problem = tuple[int, str]
_Read = Callable[[Row, list[_Problem]], Profile]
"""Returns the profile of a row, and adds what is wrong with it to the problems."""


class ReadProfiles(list[Profile]):
    """Profiles of a table, which know where they stood there."""

    def __init__(self, file: str, places: Iterable[tuple[int, Profile]]) -> None:
        places = [*places]
        super().__init__(profile for _, profile in places)
        self.file = file
        self.lines = [line for line, _ in places]


class SeenIds:
    """Every id of a table and the line it first stood on, in a file that SQLite throws away, not in memory."""

    def __init__(self) -> None:
        import sqlite3  # most commands read no table of profiles

        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.execute("PRAGMA synchronous=OFF")
        self._seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER, own TEXT) WITHOUT ROWID")
        self._seen.execute("BEGIN")

    def refuses(self, own: str, line: int) -> str:
        """Return why an id cannot be that of a row, or "" where it can; it is then taken."""
        if not own:
            return "must not be empty"
        try:
            repaired_cell(own)
        except InputError as error:
            return str(error)
        key = same_id(own)
        if self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (key, line, own)).rowcount:
            return ""
        first, before = self._seen.execute("SELECT line, own FROM seen WHERE key = ?", (key,)).fetchone()
        return f"must be unique; {before[:80]!r} was line {first} already: leave one out, or give it another id"


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
                raise without_columns(path, missing, names, needs.advice)
            yield Row(row.line, {field_of.get(name, name): cell for name, cell in row.cells.items()})


def iter_profiles(path: str | Path | TableSource, needs: Needs, read: _Read, empty: str) -> Iterator[Profile]:
    """Yield the profiles of a table whose columns have the names of fields, as long as every row can be used.

    Raises `InputError` for a table without rows or without a needed column, and at the end one that names every row
    that cannot be used; `empty` says what a row must hold that says nothing.
    """
    n_rows, problems = 0, list[_Problem]()
    for n_rows, (_, profile, wrong) in enumerate(_profiles(named_rows(path, needs), read, empty), 1):  # noqa: B007
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
) -> tuple[ReadProfiles, list[str]]:
    """Return the profiles of the rows that can be used, and a line for each row that cannot.

    `columns` holds the column of each field; every other column becomes an attribute.
    """
    with open_table(source, sheet=sheet, header_row=header_row) as table:
        rows = (row._replace(cells=renamed(row.cells, columns)) if isinstance(row, Row) else row for row in table.rows)
        found = [*_profiles(rows, read, empty)]
    problems = [f"line {line}{reason}" for _, _, wrong in found for line, reason in wrong]
    return ReadProfiles(str(source), ((line, profile) for line, profile, wrong in found if not wrong)), problems


def _profiles(rows: Iterable[Row | Broken], read: _Read, empty: str) -> Iterator[tuple[int, Profile, list[_Problem]]]:
    """Yield line and profile of each row and what is wrong with it; an id is that of the first row that has it."""
    seen = SeenIds()
    for row in rows:
        if isinstance(row, Broken):
            yield row.line, Profile(""), [row.problem]
            continue
        wrong: list[_Problem] = []
        profile = read(row, wrong)
        if reason := seen.refuses(profile.id, row.line):
            wrong = [(row.line, f": id {reason}")]
        elif not wrong and profile.is_empty:
            wrong = [(row.line, f": {profile.id[:80]!r} must have {empty}")]
        yield row.line, profile, wrong


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
