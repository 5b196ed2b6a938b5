"""An applicant's row as a profile: one reader for batches, scores, evaluations and references.

Every cell is repaired the same way, and a document that a row names is read only where it lies beside the table.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from matcher.errors import InputError, MatcherError
from matcher.records import Profile
from matcher.tables import Row, read_bytes
from matcher.tables.columns import NEED_ID, Needs
from matcher.tables.keyed_rows import attributes_of, iter_profiles, named_rows, usable_profiles
from matcher.tables.repair import repaired_cell

_EMPTY = "a statement or interests; none was given"
_TEXTS = ("interests", "statement", "avoid", "statement_file", "name")


class Applicant(NamedTuple):
    """One row of a table by its fields; other columns stay behind. The name serves to keep it out of the features."""

    row: int
    id: str
    interests: str = ""
    statement: str = ""
    statement_file: str = ""
    name: str = ""
    avoid: str = ""

    @property
    def document(self) -> str:
        """The name of the document that is read instead of a statement; "" where the row has a statement or none."""
        return "" if self.statement.strip() else self.statement_file.strip()


class FieldError(InputError):
    """A row cannot be read; `field` is the one to blame, and the message does not say what the row says."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def read_applicants(path: str | Path) -> list[Profile]:
    """Return the applicants of a table: `id`, and `interests`, `statement` or `statement_file` (beside the table).

    Every other column becomes an attribute. Raises `InputError`, naming file and lines, for a doubled id, an applicant
    who says nothing, a document that cannot be read.
    """
    return [*iter_applicants(path)]


def iter_applicants(path: str | Path) -> Iterator[Profile]:
    """Yield the applicants of a table as `read_applicants` returns them; rows that are wrong are raised at the end."""
    return iter_profiles(path, NEED_ID, partial(_applicant, folder=os.path.dirname(os.path.abspath(path))), _EMPTY)


def count_applicants(path: str | Path) -> int:
    """Return how many applicants a table has, no document read; raises `InputError` for rows without an own id."""
    named = iter_profiles(path, NEED_ID, lambda row, _: Profile(row.cells.get("id", "").strip(), statement="."), _EMPTY)
    return sum(1 for _ in named)


def _applicant(
    row: Row, problems: list[tuple[int, str]], folder: str = "", fields: Sequence[str] = Applicant._fields[2:]
) -> Profile:
    cells = row.cells
    given = {name: cells[name] for name in fields if name in cells}
    applicant = Applicant(row.line, cells.get("id", "").strip(), **given)
    try:
        return replace(profile_of(applicant, folder), attributes=attributes_of(cells, ("id", *fields)))
    except FieldError as error:
        problems.append((row.line, f": {error.field}: {error}"))
        return Profile(applicant.id)


_WITHOUT_DOCUMENT = tuple(field for field in _TEXTS if field != "statement_file")
check_applicants = partial(usable_profiles, read=partial(_applicant, fields=_WITHOUT_DOCUMENT), empty=_EMPTY)
"""The applicants whose rows can be used, no document read, and a line for each row that cannot."""


def documents_named(path: str | Path) -> list[Path]:
    """Return the documents that the rows of a table name, those that lie beside it; none of them is opened."""
    folder = os.path.dirname(os.path.abspath(path))
    rows = named_rows(path, Needs((), Applicant._fields[1:]))
    names = (row.cells.get("statement_file", "").strip() for row in rows)
    return [document for name in names if name and (document := _path_beside(folder, name))]


def profile_of(row: Applicant, folder: str) -> Profile:
    """Return the profile of a row, which may be empty; `folder` is where its document may lie.

    Raises `FieldError` for a cell that is no text and a document that cannot be read, in a line that holds neither
    what the row says nor the document's name, which may be a person's.
    """
    cells = {}
    for field in _TEXTS:
        try:
            cells[field] = repaired_cell(getattr(row, field))
        except InputError as error:
            raise FieldError(field, str(error)) from error
    row = Applicant(row.row, row.id, **cells)
    if row.document:
        return _document_profile(row, folder)
    return Profile(row.id, row.name, row.interests, row.statement, avoid=row.avoid)


def _document_profile(row: Applicant, folder: str) -> Profile:
    path = _path_beside(folder, row.document)
    if path is None:
        raise FieldError("statement_file", "must lie beside the table; it lies elsewhere")
    if not Path(folder).is_dir():
        raise MatcherError(f"{folder} must lie where every worker finds it, for its documents; one does not have it")
    from matcher.documents import read_document  # most tables name no document

    try:
        read = read_document(path).profile(row.id, interests=row.interests, name=row.name)
    except InputError as error:
        said = str(error).replace(str(path), "the document")  # its name may be a person's
        said = said.replace(path.name, "the document") if path.suffix else said
        raise FieldError("statement_file", said) from error
    except (MemoryError, OSError):
        raise
    except Exception as error:
        # one broken document in ten thousand must not stop the others, whatever its reader stumbles over
        raise FieldError("statement_file", f"the document cannot be read ({type(error).__name__})") from error
    return replace(read, avoid="\n".join(filter(None, [row.avoid, read.avoid])))


def _path_beside(folder: str, name: str) -> Path | None:
    """Return the real path of a document that lies in a folder or below it, links followed; else `None`."""
    try:
        beside, path = os.path.realpath(folder), os.path.realpath(os.path.join(folder, name))
        return Path(path) if os.path.commonpath((beside, path)) == beside else None
    except ValueError:  # a NUL in a name, or another drive
        return None


def documents_digest(folder: str, rows: Iterable[object]) -> str:
    """Return what the documents of some rows hold, as a digest; "" where no row names any."""
    names = [row.document for row in rows if isinstance(row, Applicant) and row.document]
    if not names:
        return ""
    digest = hashlib.sha256()
    for name in names:
        path = _path_beside(folder, name)
        try:
            digest.update(hashlib.sha256(read_bytes(path) if path else b"").digest())
        except InputError:
            digest.update(b"none")
    return digest.hexdigest()
