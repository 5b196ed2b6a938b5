"""How loops are compiled: once per machine, kept beside the source or in the user's cache."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba import njit

_ROOM = Path(__file__).parent


def compiled(fast: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a loop when it is first called; it runs without holding Python's lock.

    `fast` lets sums be taken in any order, for loops whose result does not depend on it or has room for it.
    """

    def wrapped(loop: Callable[..., Any]) -> Any:
        options: dict[str, Any] = {"nogil": True, "fastmath": fast, "error_model": "numpy"}
        try:
            return njit(cache=True, **options)(loop)
        except RuntimeError:  # no place to keep what was compiled
            return njit(**options)(loop)

    return wrapped


def _forget_outdated() -> None:
    """Remove loops that were compiled from other sources than those at hand.

    numba compiles a loop anew when its own file changes, but not when a loop or a constant of another file does.
    """
    others = "facets/pooling.py", "facets/topics.py", "index/telling.py", "ranking/phrases.py", "ranking/top_k.py"
    sources = [*_ROOM.glob("*.py"), *(_ROOM.parent / name for name in others)]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sorted(sources))).hexdigest()
    kept = _ROOM / "__pycache__"
    stamp = kept / "loops.sha256"
    with suppress(OSError):
        if stamp.is_file() and stamp.read_text() == digest:
            return
        for part in (*kept.glob("*.nbi"), *kept.glob("*.nbc")):
            part.unlink(missing_ok=True)
        fresh = kept / f"loops.{os.getpid()}"
        fresh.write_text(digest)
        fresh.replace(stamp)


_forget_outdated()
