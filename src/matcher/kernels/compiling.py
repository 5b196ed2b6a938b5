"""How loops are compiled: once per machine, kept beside the source or in the user's cache."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from numba import config, njit

from matcher.kernels import kept_folders, remove_outdated

_settings: Any = config


def compiled(fast: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a loop when it is first called; it runs without holding Python's lock.

    `fast` lets sums be taken in any order, for loops whose result does not depend on it or has room for it.
    """

    def wrapped(loop: Callable[..., Any]) -> Any:
        options: dict[str, Any] = {"nogil": True, "fastmath": fast, "error_model": "numpy"}
        if _folder() is None:
            return njit(**options)(loop)
        before, _settings.CACHE_DIR = _settings.CACHE_DIR, str(_folder())
        try:
            return njit(cache=True, **options)(loop)
        finally:
            _settings.CACHE_DIR = before

    return wrapped


@cache
def _folder() -> Path | None:
    """Return where loops are kept, None where nothing can be."""
    for folder in kept_folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                remove_outdated(folder)
                return folder
        except OSError:
            continue
    return None
