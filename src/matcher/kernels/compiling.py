"""How loops are compiled: once per machine, kept beside the source or in the user's cache."""

from collections.abc import Callable
from typing import Any

from numba import njit


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
