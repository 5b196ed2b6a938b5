"""A table of applicants as chunks of rows; each row has its fields, or the reason why it is rejected."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from matcher.applicants import Applicant
from matcher.tables import Broken, Row
from matcher.tables.keyed_rows import SeenIds

MAX_CELL = 200_000
"""The most characters of a cell; a statement has about 5,000, but an open quote takes in rows until it is closed."""
MAX_ID = 200
"""The most characters of an id, and of a column's name in the rejects."""
_LONGEST_REASON = 500


class Reject(NamedTuple):
    """A row that was not scored: its line, id, column and reason; never its text."""

    row: int
    id: str
    column: str
    reason: str

    def __str__(self) -> str:
        """Return the reject as one line."""
        who = f" ({self.id})" if self.id else ""
        return f"row {self.row}{who}: {self.column} {self.reason}".replace(":  ", ": ")


REJECT_COLUMNS: dict[str, type] = {"row": int, "id": str, "column": str, "reason": str}
"""The columns of a file of rejects."""


class Chunk(NamedTuple):
    """Consecutive rows of a table; `number` counts from 0."""

    number: int
    rows: tuple[Applicant | Reject, ...]


def chunks(rows: Iterable[Row | Broken], columns: Mapping[str, str], size: int) -> Iterator[Chunk]:
    """Yield the rows of a table in chunks; which rows are rejected here does not depend on the chunk size."""
    stream = map(_RowChecker(columns).applicant, rows)
    number = 0
    while chunk_rows := tuple(islice(stream, size)):
        yield Chunk(number, chunk_rows)
        number += 1


class _RowChecker:
    def __init__(self, columns: Mapping[str, str]) -> None:
        self._columns, self._seen = columns, SeenIds()

    def applicant(self, row: Row | Broken) -> Applicant | Reject:
        """Return the fields of a row that scoring needs, or why it cannot be scored."""
        if isinstance(row, Broken):
            # the cells are unknown, so nothing of the row may be shown
            return Reject(row.line, "", "", row.reason[:_LONGEST_REASON])
        cells = {field: row.cells.get(column, "") for field, column in self._columns.items()}
        own_id = cells.pop("id", "").strip()
        if len(own_id) > MAX_ID:
            reason = f"must be at most {MAX_ID} characters; it has {len(own_id)}"
            return Reject(row.line, "", self._columns["id"], reason)
        if reason := self._seen.refuses(own_id, row.line):
            shown = own_id if reason.startswith("must be unique") else ""
            return Reject(row.line, shown, self._columns["id"], reason)
        if long_column := next((name for name, cell in row.cells.items() if len(cell) > MAX_CELL), None):
            reason = f"must be at most {MAX_CELL} characters; it has {len(row.cells[long_column])}"
            return Reject(row.line, own_id, long_column[:MAX_ID], reason)
        return Applicant(row.line, own_id, **cells)
