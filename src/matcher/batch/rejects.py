"""A row that was not scored: where it is, whose it is, what is wrong; never what it says."""

from typing import NamedTuple

from matcher.tables import Broken

MAX_CELL = 200_000
"""The most characters of a cell; a statement is some 5,000, and an open quote swallows rows until it ends."""
MAX_ID = 200


class Reject(NamedTuple):
    """One row of the input that has no place in the matches."""

    row: int
    id: str
    column: str
    reason: str

    def __str__(self) -> str:
        """Return the reject as one line."""
        who = f" ({self.id})" if self.id else ""
        return f"row {self.row}{who}: {self.column} {self.reason}".replace(":  ", ": ")


COLUMNS: dict[str, type] = {"row": int, "id": str, "column": str, "reason": str}
"""The columns of a file of rejects."""


def of_broken(row: Broken) -> Reject:
    """Return the reject of a row whose cells cannot be told apart, so that nothing of it may be shown."""
    return Reject(row.line, "", "", row.reason)


def unreadable(text: str) -> str:
    """Return why a text cannot be read, or "" when it can."""
    if "\0" in text:
        return "must be text; it holds a NUL character"
    try:
        # half a character is where bytes said none; encoding finds it ten times sooner than a search
        text.encode()
    except UnicodeEncodeError:
        return "must be text; it holds bytes that are no character"
    return ""
