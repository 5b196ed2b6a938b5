"""A table of applicants as chunks of rows, each row with its fields or with the reason why it has none."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from matcher.batch.rejects import MAX_CELL, MAX_ID, Reject, of_broken, unreadable
from matcher.tables import Broken, Row


class Applicant(NamedTuple):
    """What scoring needs of one row; the name only to keep it out of the features. Other columns stay behind."""

    row: int
    id: str
    interests: str
    statement: str
    statement_file: str
    name: str = ""
    avoid: str = ""


class Chunk(NamedTuple):
    """Some rows of a table, in order; `number` counts from 0."""

    number: int
    rows: tuple[Applicant | Reject, ...]


def chunks(rows: Iterable[Row | Broken], columns: Mapping[str, str], size: int) -> Iterator[Chunk]:
    """Yield the rows of a table in chunks; which rows are rejected here does not depend on the size of a chunk."""
    checked = _Checked(columns)
    stream = map(checked.applicant, rows)
    number = 0
    while some := tuple(islice(stream, size)):
        yield Chunk(number, some)
        number += 1


class _Checked:
    """Rows as applicants; knows every id it has seen, in a file that SQLite throws away, not in memory."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._columns = columns
        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.execute("PRAGMA synchronous=OFF")
        self._seen.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._seen.execute("BEGIN")

    def applicant(self, row: Row | Broken) -> Applicant | Reject:
        """Return what scoring needs of a row, or why it cannot be scored."""
        if isinstance(row, Broken):
            return of_broken(row)
        cells = {field: row.cells.get(column, "") for field, column in self._columns.items()}
        who = cells.get("id", "").strip()
        if reason := self._wrong_id(who, row.line):
            shown = who if reason.startswith("must be unique") else ""
            return Reject(row.line, shown, self._columns["id"], reason)
        if long := next((name for name, cell in row.cells.items() if len(cell) > MAX_CELL), None):
            return Reject(row.line, who, long, f"must be at most {MAX_CELL} characters; it has {len(row.cells[long])}")
        fields = (cells.get(field, "") for field in Applicant._fields[2:])
        return Applicant(row.line, who, *fields)

    def _wrong_id(self, who: str, line: int) -> str:
        if not who:
            return "must not be empty"
        if len(who) > MAX_ID:
            return f"must be at most {MAX_ID} characters; it has {len(who)}"
        if reason := unreadable(who):
            return reason
        if self._seen.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (who, line)).rowcount:
            return ""
        [first] = self._seen.execute("SELECT line FROM seen WHERE id = ?", (who,)).fetchone()
        return f"must be unique; row {first} has it already"
