"""Loops compiled by numba, the only package that imports it; each gives the same numbers as the numpy code it replaces.

It is imported only if there is enough work: numba takes half a second to start, and half a minute to compile the first
time on a machine.
"""

import hashlib
import inspect
import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_IMPORT = re.compile(r"^from (matcher\.(?!kernels)[\w.]+) import (.*)", re.MULTILINE)
_MOST_OTHERS = 2

START, COMPILING = 0.25, 20.0
"""The saved seconds from which compiled loops are worth starting, and worth compiling if that was never done.

Compiling takes about 25 seconds, once for each version of matcher on a machine."""


def should_compile(seconds: float) -> bool:
    """Return whether compiled loops are available and save enough to be worth their start."""
    return seconds >= START and installed() and seconds >= (START if _is_compiled() else COMPILING)


@cache
def installed() -> bool:
    """Return whether numba is installed: on a Python that is too new for it all works without it, only slower."""
    return find_spec("numba") is not None


def _is_compiled() -> bool:
    """Return whether the loops were compiled before, judged without importing numba."""
    return any(True for folder in kept_folders() for _ in folder.glob("*/top_k.select-*.nbi"))


def kept_folders() -> Iterator[Path]:
    """Yield the possible cache folders of loops compiled from the current sources, best first.

    numba caches a loop by its own source file, and would still run it after a loop or constant that it takes from
    another file has changed. So each state of all sources has its own folder.
    """
    package, cache_dir = Path(__file__).parent, os.environ.get("NUMBA_CACHE_DIR")
    name = f"loops-{_digest(package)}"
    yield (Path(cache_dir) if cache_dir else package / "__pycache__") / name
    if not cache_dir:
        from platformdirs import user_cache_path  # the import takes a thirtieth of a second

        yield user_cache_path("matcher") / name


def compiled(fast: bool = False, inner: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a loop at its first call; it runs without holding Python's lock.

    `fast` allows sums in any order, for loops whose result does not depend on it or may vary within its slack. An
    `inner` loop is called by other loops only; without a Python wrapper it compiles faster.
    """
    from numba import config, njit

    settings: Any = config

    def wrapped(loop: Callable[..., Any]) -> Any:
        options: dict[str, Any] = {"nogil": True, "fastmath": fast, "error_model": "numpy", "forceinline": True}
        # no loop is called from C, and a wrapper for that takes a fourteenth of the time of compiling
        options |= {"no_cpython_wrapper": inner, "no_cfunc_wrapper": True}
        if _folder() is None:
            return njit(**options)(loop)
        before, settings.CACHE_DIR = settings.CACHE_DIR, str(_folder())
        try:
            return njit(cache=True, **options)(loop)
        finally:
            settings.CACHE_DIR = before

    return wrapped


@cache
def _folder() -> Path | None:
    """Return the cache folder of compiled loops, None if no folder can be written."""
    for folder in kept_folders():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                _remove_outdated(folder)
                return folder
        except OSError:
            continue
    return None


def _remove_outdated(kept: Path) -> None:
    """Remove the loops of other states of the sources, except a few that another program may use."""
    others = [(folder.stat().st_mtime, folder) for folder in kept.parent.glob("loops-*") if folder != kept]
    for _, folder in sorted(others)[:-_MOST_OTHERS]:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _digest(package: Path) -> str:
    """Return a digest of all loops, and of the constants and functions that they import from other packages."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(package.glob("*.py"))]
    texts = [text for text in texts if "compiled(" in text]
    for module, names in sorted(set(_IMPORT.findall("\n".join(texts)))):
        source = import_module(module)
        imported = [getattr(source, name) for name in names.split(", ")]
        texts += map(repr, imported) if not any(map(callable, imported)) else [inspect.getsource(source)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
