"""Bytes of untrusted files, ordinary ones up to a limit; and files written whole or not at all, never over an input."""

import errno
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
"""The largest document read; a statement is some 10 kB, a scanned book is not a statement."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What says that a disk or somebody's share of it is full."""

_OWN_DESCRIPTOR = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")
"""What the shell puts for `<(command)`: a pipe that was opened for this process, and has a writer."""

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


def open_ordinary(path: str | Path, *, pipes: bool = False) -> BufferedReader:
    """Return an ordinary file, open for reading; waits for nobody to write into a pipe.

    Raises `InputError` for a device, a socket or a pipe (unless `pipes`, and opened for this process), and `OSError`
    as `open` does.
    """
    kind = stat.S_IFMT(os.stat(path).st_mode)
    is_own = pipes and kind != stat.S_IFBLK and _OWN_DESCRIPTOR.fullmatch(str(path))
    if kind in _KINDS and kind != stat.S_IFDIR and not is_own:
        raise InputError(f"{path} must be an ordinary file; it is {_KINDS[kind]}: give - to read standard input")
    # without waiting: the file may have become a pipe since it was looked at
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if kind != stat.S_IFDIR and hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    return os.fdopen(handle, "rb")


@contextmanager
def unchanged(*paths: str | Path | None) -> Iterator[None]:
    """Raise `InputError` where a file is another when the block ends than when it began; for what is read within."""
    before = {path: state_of(path) for path in paths if path is not None}
    yield
    if changed := next((path for path, state in before.items() if state_of(path) != state), None):
        raise InputError(f"{changed} was changed while it was read; start again")


def state_of(path: str | Path) -> tuple[int, ...]:
    """Return what changes whenever a file does, without reading it; nothing where there is no file."""
    try:
        state = os.stat(path)
    except (OSError, ValueError):
        return ()
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


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


@contextmanager
def written_atomically(target: str | Path, *, folder: bool = False, within: Path | None = None) -> Iterator[Path]:
    """Yield a temporary path beside `target` and rename it to `target` when the block ends well.

    When the block raises, nothing of the target has changed and the temporary path is gone. An existing folder
    is replaced only after the new one is complete. A process that is killed leaves the temporary path: `within` names
    a folder of the caller for it, which is used where it lies on the disk of the target.
    """
    target = Path(target)
    try:
        if not folder and target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder, give a file")
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
    """Return why a file cannot be written, and what to do."""
    advice = "; make room and run it again" if error.errno in NO_ROOM else ""
    return InputError(f"{target} cannot be written: {(error.strerror or str(error)).lower()}{advice}")


def write_text(path: str | Path, text: str) -> None:
    """Write a text as UTF-8, its line ends as they are; the file is there whole or not at all."""
    with written_atomically(path) as fresh:
        fresh.write_text(text, encoding="utf-8", newline="")


def _exchange(fresh: Path, target: Path, old: Path) -> None:
    """Put a new folder in the place of an old one; where that fails the old one is back."""
    target.rename(old)
    try:
        os.replace(fresh, target)
    except OSError:
        with suppress(OSError):
            os.replace(old, target)
        raise


def refuse_overwriting(outputs: Iterable[str | Path], inputs: Iterable["str | os.PathLike[str] | None"]) -> None:
    """Raise `ConfigError` where a file to write is also read, or written twice, under whatever spelling or link.

    "-" is standard input or standard output, which are different things; two outputs to it are refused.
    """
    written = [str(output) for output in outputs]
    read = [os.fspath(source) for source in inputs if source is not None and source != "-"]
    for number, output in enumerate(written):
        if any(_is_same(output, other) for other in (*written[:number], *read)):
            shown = output if output == "-" else os.path.realpath(output)
            raise ConfigError(f"what is read and what is written must be different files; check {shown}")


def _is_same(one: str, other: str) -> bool:
    if "-" in (one, other):
        return one == other
    try:
        return os.path.realpath(one) == os.path.realpath(other) or os.path.samefile(one, other)
    except (OSError, ValueError):
        return False


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file until the block ends; the lock dies with this process, whatever ends it.

    Raises `ConfigError` while another process holds it.
    """
    handle = _open_locked(path, what)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)


def _open_locked(path: Path, what: str) -> int:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unwritable(what, error) from error
        try:
            _lock(handle)
        except BlockingIOError as error:
            os.close(handle)
            raise ConfigError(
                f"{what} is being written by another run; wait for that one, or give another --out"
            ) from error
        # whoever held it before has removed the file: then this lock is that of no file, and another may be taken
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)


def _lock(handle: int) -> None:
    """Lock an open file or raise `BlockingIOError`; a file system that has no locks is taken as it is."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        return
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        pass
