"""Reads an applicant's row as a profile: the one reader for batches, scores, evaluations and references.

All cells are repaired the same way. A document named by a row is read only if it lies in the table's folder or below.
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
from matcher.tables.encodings import repaired_cell
from matcher.tables.keyed_rows import attributes_of, iter_profiles, named_rows, usable_profiles

_EMPTY = "a statement or interests; none was given"
_TEXTS = ("interests", "statement", "avoid", "statement_file", "name")


class Applicant(NamedTuple):
    """The fields of one row of a table, without its other columns. `name` is only used to remove it from the text."""

    row: int
    id: str
    interests: str = ""
    statement: str = ""
    statement_file: str = ""
    name: str = ""
    avoid: str = ""

    @property
    def document(self) -> str:
        """The document to read instead of a statement; "" if the row has a statement or names no document."""
        return "" if self.statement.strip() else self.statement_file.strip()


class FieldError(InputError):
    """A row cannot be read because of `field`; the message never quotes the row's text."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def folder_of(path: "str | os.PathLike[str]") -> str:
    """Return the folder of a table, where the documents lie that it names; for "-" it is the current folder."""
    return os.path.dirname(os.path.abspath(path))


def read_applicants(path: str | Path) -> list[Profile]:
    """Return the applicants of a table: `id`, and `interests`, `statement` or `statement_file` (beside the table).

    Every other column becomes an attribute. Raises `InputError`, with file and lines, for a repeated id, an empty
    applicant, or a document that cannot be read.
    """
    return [*iter_applicants(path)]


def iter_applicants(path: str | Path) -> Iterator[Profile]:
    """Yield the applicants that `read_applicants` returns; the error for invalid rows is raised at the end."""
    return iter_profiles(path, NEED_ID, partial(_applicant, folder=folder_of(path)), _EMPTY)


def count_applicants(path: str | Path) -> int:
    """Return the number of applicants in a table, without reading documents.

    Raises `InputError` for rows with a missing or repeated id.
    """
    named = iter_profiles(path, NEED_ID, lambda row, _: Profile(row.cells.get("id", "").strip(), statement="."), _EMPTY)
    return sum(1 for _ in named)


def _applicant(
    row: Row, problems: list[tuple[int, str]], folder: str = "", fields: Sequence[str] = Applicant._fields[2:]
) -> Profile:
    cells = row.cells
    texts = {name: cells[name] for name in fields if name in cells}
    applicant = Applicant(row.line, cells.get("id", "").strip(), **texts)
    try:
        return replace(profile_of(applicant, folder), attributes=attributes_of(cells, ("id", *fields)))
    except FieldError as error:
        problems.append((row.line, f": {error.field}: {error}"))
        return Profile(applicant.id)


_WITHOUT_DOCUMENT = tuple(field for field in _TEXTS if field != "statement_file")
check_applicants = partial(usable_profiles, read=partial(_applicant, fields=_WITHOUT_DOCUMENT), empty=_EMPTY)
"""Return the applicants whose rows are valid, without reading documents, and one line for each invalid row."""


def documents_named(path: str | Path) -> list[Path]:
    """Return the documents named by a table's rows that lie beside the table; none is opened."""
    folder = folder_of(path)
    rows = named_rows(path, Needs((), Applicant._fields[1:]))
    names = (row.cells.get("statement_file", "").strip() for row in rows)
    return [document for name in names if name and (document := _path_beside(folder, name))]


def profile_of(row: Applicant, folder: str) -> Profile:
    """Return the profile of a row, which may be empty; its document must lie in `folder`.

    Raises `FieldError` for a cell that is not text and for a document that cannot be read. The message quotes neither
    the row nor the document's name, which may be a person's.
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
        profile = read_document(path).profile(row.id, interests=row.interests, name=row.name)
    except InputError as error:
        message = str(error).replace(str(path), "the document")  # its name may be a person's
        message = message.replace(path.name, "the document") if path.suffix else message
        raise FieldError("statement_file", message) from error
    except (MemoryError, OSError):
        raise
    except Exception as error:
        # one broken document must not stop a batch of thousands, whatever error its reader raises
        raise FieldError("statement_file", f"the document cannot be read ({type(error).__name__})") from error
    return replace(profile, avoid="\n".join(filter(None, [row.avoid, profile.avoid])))


def _path_beside(folder: str, name: str) -> Path | None:
    """Return the real path of a document in a folder or below it, links resolved; `None` for one outside."""
    try:
        root, path = os.path.realpath(folder), os.path.realpath(os.path.join(folder, name))
        return Path(path) if os.path.commonpath((root, path)) == root else None
    except ValueError:  # a NUL in a name, or another drive
        return None


def documents_digest(folder: str, rows: Iterable[object]) -> str:
    """Return a digest of the contents of the documents that rows name; "" if no row names any."""
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
