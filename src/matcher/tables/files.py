"""Files: untrusted ones are read up to a limit; outputs are written atomically, and never over an input."""

import errno
import hashlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from matcher.errors import ConfigError, InputError

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

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors that mean a full disk or an exhausted quota."""


def read_bytes(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file, for "-" of standard input; raises `InputError` if there are more than `limit`."""
    with readable(path):
        if str(path) == "-":
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with open_ordinary(path, pipes=True) as file:
                data = file.read(limit + 1)
    if len(data) > limit:
        raise InputError(f"{path} must hold at most {limit // 1024 // 1024} MB; it is larger: give a shorter file")
    return data


@contextmanager
def readable(path: object) -> Iterator[None]:
    """Raise `InputError`, with the cause in plain words, if the block cannot read a file."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {_cause(error)}") from error


def file_digest(path: str | Path) -> str:
    """Return the SHA-256 of a regular file of any size; raises `InputError` in one line if it cannot be read."""
    if str(path) == "-":
        raise InputError("this table is read twice, standard input only once: save it as a file, and give that")
    with readable(path), open_ordinary(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def _cause(error: Exception) -> str:
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


@contextmanager
def written_atomically(target: str | Path, *, folder: bool = False, within: Path | None = None) -> Iterator[Path]:
    """Yield a temporary path beside `target` and rename it to `target` when the block ends well.

    If the block raises, the target is unchanged and the temporary path is deleted. An existing folder is replaced only
    after the new one is complete. A killed process leaves the temporary path behind: `within` is a folder of the caller
    for it, used if it is on the same disk as the target.
    """
    target = Path(target)
    try:
        if not folder and (kind := odd_kind(target)):
            raise IsADirectoryError(errno.EISDIR, f"it is {kind}, give a file")
        target.parent.mkdir(parents=True, exist_ok=True)
        if within is None or within.stat().st_dev != target.parent.stat().st_dev:
            within = target.parent
        nest = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=within))
    except OSError as error:
        raise unwritable(target, error) from error
    try:
        fresh = nest / target.name
        if folder:
            fresh.mkdir()
        yield fresh
        if folder and target.exists():
            _exchange(fresh, target, nest / "old")
        else:
            os.replace(fresh, target)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise unwritable(target, error) from error
        raise
    finally:
        shutil.rmtree(nest, ignore_errors=True)


def unwritable(target: str | Path, error: OSError) -> InputError:
    """Return an error that says why a file cannot be written, and what to do."""
    advice = "; make room and run it again" if error.errno in NO_ROOM else ""
    return InputError(f"{target} cannot be written: {(error.strerror or str(error)).lower()}{advice}")


def write_text(path: str | Path, text: str) -> None:
    """Write a text as UTF-8 atomically, with its line ends unchanged."""
    with written_atomically(path) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="")


def _exchange(fresh: Path, target: Path, old: Path) -> None:
    """Replace an old folder by a new one; on failure the old one is restored."""
    target.rename(old)
    try:
        os.replace(fresh, target)
    except OSError:
        with suppress(OSError):
            os.replace(old, target)
        raise


def refuse_overwriting(
    outputs: Iterable[str | Path], inputs: Iterable["str | os.PathLike[str] | None"], *, folders: bool = False
) -> None:
    """Raise `ConfigError` if an output is also an input, or is written twice, under any spelling or link.

    Also if it cannot be written, so that this is known before hours of work. "-" as input and as output are different
    (standard input, standard output); two outputs to "-" are refused. `folders`: the outputs are folders.
    """
    written = [str(output) for output in outputs]
    read = [os.fspath(source) for source in inputs if source is not None and source != "-"]
    for number, output in enumerate(written):
        if any(_is_same(output, other) for other in (*written[:number], *read)):
            shown = output if output == "-" else os.path.realpath(output)
            raise ConfigError(f"inputs and outputs must be different files; check {shown}")
        if output != "-" and not folders:
            _refuse_unwritable(Path(output))


def _refuse_unwritable(output: Path) -> None:
    if kind := odd_kind(output):
        raise ConfigError(f"{output} must be a file to write; it is {kind}: give another")
    parent = next((path for path in Path(os.path.abspath(output)).parents if path.exists()), Path())
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        why = "you have no permission to write there" if parent.is_dir() else "that is no folder"
        raise ConfigError(f"{output} cannot be written to {parent}: {why}; give another")


def _is_same(one: str, other: str) -> bool:
    if "-" in (one, other):
        return one == other
    try:
        return os.path.realpath(one) == os.path.realpath(other) or os.path.samefile(one, other)
    except (OSError, ValueError):
        return False
