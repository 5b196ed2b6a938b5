"""Bytes from a file a stranger gave: ordinary files only, never more of them than a limit."""

import sys
from pathlib import Path

from matcher.errors import InputError

MAX_BYTES = 10 * 1024 * 1024
"""The largest document read; a statement is some 10 kB, a scanned book is not a statement."""


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file, or of standard input for "-".

    Raises `InputError` in one line for a file that is missing, a folder, not readable, or larger than `limit` bytes.
    """
    try:
        data = sys.stdin.buffer.read(limit + 1) if str(path) == "-" else _head(Path(path), limit + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {cause(error)}") from error
    if len(data) > limit:
        raise InputError(f"{path} must hold at most {limit // 1024 // 1024} MB; it is larger: give a shorter file")
    return data


def _head(path: Path, n_bytes: int) -> bytes:
    with path.open("rb") as file:
        return file.read(n_bytes)


def cause(error: Exception) -> str:
    """Return why a file cannot be read, in words a person knows."""
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
