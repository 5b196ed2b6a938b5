"""Bytes from a file a stranger gave, and text from bytes."""

import sys
from pathlib import Path

from matcher.errors import InputError
from matcher.tables.encodings import decode_noted

MAX_BYTES = 10 * 1024 * 1024
"""The largest document read; a statement is some 10 kB, a scanned book is not a statement."""


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file, or of standard input for "-".

    Raises `InputError` in one line for a file that is missing, a folder, not readable, or larger than `limit` bytes.
    """
    try:
        data = sys.stdin.buffer.read(limit + 1) if str(path) == "-" else _head(Path(path), limit + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {_cause(error)}") from error
    if len(data) > limit:
        raise InputError(f"{path} must hold at most {limit // 1024 // 1024} MB; it is larger: give a shorter file")
    return data


def _head(path: Path, n_bytes: int) -> bytes:
    with path.open("rb") as file:
        return file.read(n_bytes)


def _cause(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file"
        case IsADirectoryError():
            return "it is a folder, give a file"
        case PermissionError():
            return "you have no permission to read it"
        case OSError():
            return (error.strerror or str(error)).lower()
        case _:
            return "this is not a file name"


def decode(data: bytes, where: str) -> str:
    """Return the text of bytes in UTF-8, UTF-16, cp1252 or another encoding of `files.encodings`, repaired.

    Raises `InputError` naming `where` for bytes that are not text.
    """
    return decode_noted(data, where).text
