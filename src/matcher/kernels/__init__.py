"""Loops compiled by numba, the only package that imports it; each gives the numbers of the arrays it stands for.

Nothing here is imported before there is work enough: numba takes half a second to start, and half a minute the first
time on a machine, to compile.
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
"""After how many seconds saved compiled loops are worth starting, and compiling where that was never done.

Compiling takes about 35 seconds, once for each version of matcher on a machine."""


def should_compile(seconds: float) -> bool:
    """Return whether compiled loops are at hand and worth their start for so many seconds saved."""
    return seconds >= START and installed() and seconds >= (START if _kept() else COMPILING)


@cache
def installed() -> bool:
    """Return whether numba is there: on a Python that is too new for it everything works without, only slower."""
    return find_spec("numba") is not None


def _kept() -> bool:
    """Return whether the loops were compiled before, as far as can be seen without numba."""
    return any(True for folder in kept_folders() for _ in folder.glob("*/top_k.select-*.nbi"))


def kept_folders() -> Iterator[Path]:
    """Yield where compiled loops of the sources at hand may be kept, best first.

    numba keeps a loop by its own file, and would run it on after a loop or a constant that it takes from another file
    has changed. So each state of all sources has a folder of its own.
    """
    package, given = Path(__file__).parent, os.environ.get("NUMBA_CACHE_DIR")
    name = f"loops-{_digest(package)}"
    yield (Path(given) if given else package / "__pycache__") / name
    if not given:
        from platformdirs import user_cache_path  # it takes a thirtieth of a second

        yield user_cache_path("matcher") / name


def compiled(fast: bool = False, inner: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a loop when it is first called; it runs without holding Python's lock.

    `fast` lets sums be taken in any order, for loops whose result does not depend on it or has room for it. An `inner`
    loop is called by other loops only; without a way in from Python it is compiled sooner.
    """
    from numba import config, njit

    settings: Any = config

    def wrapped(loop: Callable[..., Any]) -> Any:
        options: dict[str, Any] = {"nogil": True, "fastmath": fast, "error_model": "numpy", "forceinline": True}
        options |= {"no_cpython_wrapper": inner}
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
    """Return where loops are kept, None where nothing can be."""
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
    """Remove the loops of other sources beside these, but for a few that another program may run."""
    others = [(folder.stat().st_mtime, folder) for folder in kept.parent.glob("loops-*") if folder != kept]
    for _, folder in sorted(others)[:-_MOST_OTHERS]:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _digest(package: Path) -> str:
    """Return what changes with a loop, and with any constant or function from elsewhere that loops take in."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(package.glob("*.py"))]
    texts = [text for text in texts if "compiled(" in text]
    for module, names in sorted(set(_IMPORT.findall("\n".join(texts)))):
        source = import_module(module)
        taken = [getattr(source, name) for name in names.split(", ")]
        texts += map(repr, taken) if not any(map(callable, taken)) else [inspect.getsource(source)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
