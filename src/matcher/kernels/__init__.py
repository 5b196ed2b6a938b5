"""Loops compiled by numba, the only room that knows it; each gives the same numbers as the arrays it stands in for.

Nothing here is imported before there is work enough: numba takes half a second to start, and half a minute the first
time on a machine, to compile.
"""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

START, COMPILING = 0.25, 8.0
"""After how many seconds of work compiled loops are worth starting, and compiling where that was never done."""


def should_compile(seconds: float) -> bool:
    """Return whether compiled loops are at hand and worth their start for so much work of the plain way."""
    return seconds >= START and installed() and seconds >= (START if _kept() else COMPILING)


@cache
def installed() -> bool:
    """Return whether numba is there: on a Python that is too new for it everything works without, only slower."""
    return find_spec("numba") is not None


def _kept() -> bool:
    """Return whether the loops were compiled before, as far as can be seen without numba."""
    folders = [Path(__file__).parent / "__pycache__"]
    if "NUMBA_CACHE_DIR" in os.environ:
        folders += Path(os.environ["NUMBA_CACHE_DIR"]).glob("*")
    return any(True for folder in folders for _ in folder.glob("top_k.select-*.nbi"))
