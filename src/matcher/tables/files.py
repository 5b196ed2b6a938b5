"""Reads untrusted files: regular files up to a limit; digests; checks that a file did not change."""

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from matcher.errors import InputError

MAX_BYTES = 10 * 1024 * 1024
"""The largest document that is read; a statement has about 10 kB."""

_OWN_DESCRIPTOR = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")
"""The path that a shell passes for `<(command)`: a pipe that is open for this process and has a writer."""

_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file, or of standard input for "-".

    Raises `InputError` in one line for a file that is missing, a folder, not readable, or larger than `limit` bytes.
    """
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with open_ordinary(path, pipes=True) as file:
                data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {cause(error)}") from error
    if len(data) > limit:
        raise InputError(f"{path} must hold at most {limit // 1024 // 1024} MB; it is larger: give a shorter file")
    return data


def file_digest(path: str | Path) -> str:
    """Return the SHA-256 of a regular file of any size; raises `InputError` in one line if it cannot be read."""
    if str(path) == "-":
        raise InputError("this table is read twice, standard input only once: save it as a file, and give that")
    try:
        with open_ordinary(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {cause(error)}") from error


def open_ordinary(path: str | Path, *, pipes: bool = False) -> BufferedReader:
    """Return a regular file, open for reading; never waits for the writer of a pipe.

    Raises `InputError` for a device, a socket or a pipe (unless `pipes`, and opened for this process), and `OSError`
    as `open` does.
    """
    kind = stat.S_IFMT(os.stat(path).st_mode)
    is_own = pipes and kind != stat.S_IFBLK and _OWN_DESCRIPTOR.fullmatch(str(path))
    if kind in _KINDS and kind != stat.S_IFDIR and not is_own:
        raise InputError(f"{path} must be an ordinary file; it is {_KINDS[kind]}: give - to read standard input")
    # non-blocking: the file may have become a pipe since the check
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if kind != stat.S_IFDIR and hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    return os.fdopen(handle, "rb")


@contextmanager
def unchanged(*paths: str | Path | None) -> Iterator[None]:
    """Raise `InputError` if a file changes during the block, which reads it."""
    before = {path: state_of(path) for path in paths if path is not None}
    yield
    if changed := next((path for path, state in before.items() if state_of(path) != state), None):
        raise InputError(f"{changed} was changed while it was read; start again")


def state_of(path: str | Path) -> tuple[int, ...]:
    """Return a state that changes whenever the file does, without reading it; empty if there is no file."""
    try:
        state = os.stat(path)
    except (OSError, ValueError):
        return ()
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


def odd_kind(path: str | Path) -> str:
    """Return the kind of a path that is no regular file, "" for a file or a missing one."""
    try:
        return _KINDS.get(stat.S_IFMT(os.stat(path).st_mode), "")
    except (OSError, ValueError):
        return ""


def cause(error: Exception) -> str:
    """Return in plain words why a file cannot be read."""
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
