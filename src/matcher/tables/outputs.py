"""Writes files atomically, never over an input, by one run at a time."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from matcher.errors import ConfigError, InputError
from matcher.tables.files import odd_kind

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors that mean a full disk or an exhausted quota."""


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


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock file during the block; the lock is released when this process ends, however it ends.

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
        # the previous holder may have deleted the file: then this lock has no file, and another process could lock too
        with suppress(OSError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)


def _lock(handle: int) -> None:
    """Lock an open file or raise `BlockingIOError`; on a file system without locks do nothing."""
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
