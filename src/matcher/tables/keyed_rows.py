"""Rows of a table by field, and as profiles with unique ids; the case of column names does not matter."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from matcher.errors import InputError
from matcher.records import Profile
from matcher.tables.columns import Needs, column_named
from matcher.tables.encodings import repaired_cell
from matcher.tables.read import LONGEST_WHOLE, TableSource, open_table, whole_rows
from matcher.tables.rows import Broken, Row, joined_problems, without_columns

_Problem = tuple[int, str]
_Read = Callable[[Row, list[_Problem]], Profile]
"""Returns the profile of a row, and adds its problems to the list."""


class ReadProfiles(list[Profile]):
    """Profiles of a table with their line numbers."""

    def __init__(self, file: str, places: Iterable[tuple[int, Profile]]) -> None:
        places = [*places]
        super().__init__(profile for _, profile in places)
        self.file = file
        self.lines = [line for line, _ in places]


class SeenIds:
    """Every id of a table and its first line, in a temporary file of SQLite, not in memory."""

    def __init__(self) -> None:
        import sqlite3  # most commands read no table of profiles

        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.execute("PRAGMA synchronous=OFF")
        self._seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, line INTEGER, own TEXT) WITHOUT ROWID")
        self._seen.execute("BEGIN")

    def refuses(self, own: str, line: int) -> str:
        """Return why an id is refused; "" if it is valid and new, and then it is recorded."""
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
    """Yield the rows of a table with fields as columns; raises `InputError` for a missing column, last for bad rows."""
    with open_table(path, longest=LONGEST_WHOLE) as table:
        names = table.columns
        field_of = {column: field for field in needs.fields if (column := column_named(field, names, path))}
        missing = [" or ".join(group) for group in needs.groups if not {*group} & {*field_of.values()}]
        for row in whole_rows(table.rows, path):
            if missing:
                raise without_columns(path, missing, names, needs.advice)
            yield Row(row.line, {field_of.get(name, name): cell for name, cell in row.cells.items()})


def iter_profiles(path: str | Path | TableSource, needs: Needs, read: _Read, empty: str) -> Iterator[Profile]:
    """Yield the profiles of a table whose columns are named like the fields; stops at the first faulty row.

    Raises `InputError` for a table without rows or without a required column, and at the end one that names every
    faulty row; `empty` says what an empty row must have.
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
    """Return the profiles of the usable rows, and a line for each other row; `columns` has the column of each field."""
    with open_table(source, sheet=sheet, header_row=header_row) as table:
        rows = (row._replace(cells=renamed(row.cells, columns)) if isinstance(row, Row) else row for row in table.rows)
        profiles = [*_profiles(rows, read, empty)]
    problems = [f"line {line}{reason}" for _, _, wrong in profiles for line, reason in wrong]
    return ReadProfiles(str(source), ((line, profile) for line, profile, wrong in profiles if not wrong)), problems


def _profiles(rows: Iterable[Row | Broken], read: _Read, empty: str) -> Iterator[tuple[int, Profile, list[_Problem]]]:
    """Yield line, profile and problems of each row; a repeated id is a problem of the later row."""
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
    """Return a key that is equal for ids that differ only in case or in Unicode composition."""
    return own.casefold() if own.isascii() else unicodedata.normalize("NFC", own).casefold()


def attributes_of(cells: Mapping[str, str], fields: Iterable[str]) -> Mapping[str, str]:
    """Return the cells of a row that belong to no field, for filters and tables of results."""
    taken = set(fields)
    return {name: value.strip() for name, value in cells.items() if name not in taken}


def renamed(cells: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return cells by field; another column that has the name of a field is renamed to `own <name>`."""
    taken = set(columns.values())
    rest = {
        (f"own {name}" if name.strip().casefold() in columns else name): cell
        for name, cell in cells.items()
        if name not in taken
    }
    return {**{field: cells.get(column, "") for field, column in columns.items()}, **rest}
