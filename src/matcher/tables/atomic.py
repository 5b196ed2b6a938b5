"""Whole files or none: written beside their place, then renamed into it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.errors import InputError


@contextmanager
def written_aside(target: str | Path, *, folder: bool = False) -> Iterator[Path]:
    """Yield a temporary path beside `target` and rename it to `target` when the block ends well.

    When the block raises, nothing of the target has changed and the temporary path is gone. An existing folder
    is replaced only after the new one is complete.
    """
    target = Path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        nest = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise InputError(f"{target} cannot be written: {(error.strerror or str(error)).lower()}") from error
    try:
        fresh = nest / target.name
        if folder:
            fresh.mkdir()
        yield fresh
        if folder and target.exists():
            target.rename(nest / "old")
        os.replace(fresh, target)
    finally:
        shutil.rmtree(nest, ignore_errors=True)
