"""The documents that rows name: only such as lie beside the table, read one at a time, and what they were."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from matcher.batch.chunks import Applicant, Chunk
from matcher.errors import InputError, MatcherError
from matcher.records import Profile
from matcher.tables import read_bytes


def document(folder: str, row: Applicant) -> Path | None:
    """Return the path of the document that a row names instead of a statement."""
    name = row.statement_file.strip()
    return Path(folder, name) if name and not row.statement.strip() else None


def _lies_in(folder: str, path: Path) -> bool:
    beside = os.path.normpath(folder)
    return os.path.commonpath((beside, os.path.normpath(path))) == beside


def read_profile(path: Path, folder: str, row: Applicant) -> Profile:
    """Return the profile of a row's document; raises `InputError` whose line does not hold the document's name."""
    if not _lies_in(folder, path):
        raise InputError("must lie beside the table; it lies elsewhere")
    if not Path(folder).is_dir():
        raise MatcherError(f"{folder} must lie where every worker finds it, for its documents; one does not have it")
    from matcher.documents import read_document

    try:
        read = read_document(path).profile(row.id, interests=row.interests, name=row.name)
        return replace(read, avoid="\n".join(filter(None, [row.avoid, read.avoid])))
    except InputError as error:
        raise InputError(_nameless(str(error), path)) from error
    except (MemoryError, OSError):
        raise
    except Exception as error:
        # one strange document in ten thousand must not stop the others, whatever its reader stumbles over
        raise InputError(f"the document cannot be read ({type(error).__name__})") from error


def _nameless(message: str, path: Path) -> str:
    """Return a message without the name of the document, which may be a person's."""
    said = message.replace(str(path), "the document")
    return said.replace(path.name, "the document") if path.suffix else said


def documents_digest(folder: str, chunk: Chunk) -> str:
    """Return what the documents of a chunk hold, as a digest; "" where its rows name none."""
    paths = [path for row in chunk.rows if isinstance(row, Applicant) and (path := document(folder, row))]
    if not paths:
        return ""
    digest = hashlib.sha256()
    for path in paths:
        try:
            digest.update(hashlib.sha256(read_bytes(path) if _lies_in(folder, path) else b"").digest())
        except InputError:
            digest.update(b"none")
    return digest.hexdigest()
