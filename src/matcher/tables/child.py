"""A child process with limits, in which untrusted files are parsed: the parent's side and the child's.

It runs this file in Python's isolated mode. First it limits itself, so that no code has to run between fork and exec in
a parent with threads; then it imports the module that its order names and calls `serve` of it.
"""

import contextlib
import importlib
import json
import os
import signal
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess

_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""The environment variables that Python may need to start; the child gets no others from the parent."""
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.dlopen")
_PR_SET_PDEATHSIG = 1


def start(
    module: str, order: Mapping[str, Any], *, memory: int, seconds: int, stdin: Any, light: Collection[str] = ()
) -> "subprocess.Popen[bytes]":
    """Start a child that calls `serve` of a module with an order; its answer is its standard output.

    The system ends it when it exceeds `memory` bytes of address space or `seconds` of processor time. Packages in
    `light` are replaced by empty modules, so that importing their submodules does not run their `__init__`.
    """
    import subprocess
    import tempfile

    path = [os.path.abspath(folder) for folder in sys.path]
    settings = {"module": module, "order": order, "memory": memory, "seconds": seconds, "light": [*light], "path": path}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", __file__, json.dumps(settings)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        cwd=tempfile.gettempdir(),
        start_new_session=True,
    )


def end(child: "subprocess.Popen[bytes]") -> None:
    """Kill a child and release its resources."""
    child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


def main() -> None:
    """Run in the child: execute the order in the first argument."""
    settings = json.loads(sys.argv[1])
    _limit(settings["memory"], settings["seconds"])
    _end_with_parent()
    sys.path[:] = settings["path"]
    for name in settings["light"]:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(Path(__file__).parents[2].joinpath(*name.split(".")))]
    importlib.import_module(settings["module"]).serve(settings["order"], lambda: sys.addaudithook(_refuse))


def _limit(memory: int, seconds: int) -> None:
    """Limit this process; on systems without such limits (Windows) only the checks of the parent remain."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    """Make the system kill this process when its parent ends, even if a file takes long."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise `PermissionError` for writing files, network access or starting programs: reading a file needs none."""
    writes = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"a file may not cause {event}")


if __name__ == "__main__":
    main()
