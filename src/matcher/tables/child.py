"""A process of our own with limits, for what a stranger's file may hurt: its parent's side, and its own.

It is started as a file in Python's isolated mode. Its first act is to limit itself, so that no code has to run between
fork and exec in a parent that has threads; then it loads the one module that its order names and calls its `serve`.
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
"""What Python itself may need to start; nothing else of the parent's environment reaches the child."""
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.dlopen")
_PR_SET_PDEATHSIG = 1


def start(
    module: str, order: Mapping[str, Any], *, memory: int, seconds: int, stdin: Any, light: Collection[str] = ()
) -> "subprocess.Popen[bytes]":
    """Start a child that calls `serve` of a module with an order; what it writes to standard output is its answer.

    The system ends it after so many bytes of address space, `memory`, or seconds of processor time. Packages in `light`
    are stood in for, so that importing what lies in them does not run their `__init__`.
    """
    import subprocess
    import tempfile

    path = [os.path.abspath(place) for place in sys.path]
    given = {"module": module, "order": order, "memory": memory, "seconds": seconds, "light": [*light], "path": path}
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", __file__, json.dumps(given)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        cwd=tempfile.gettempdir(),
        start_new_session=True,
    )


def end(child: "subprocess.Popen[bytes]") -> None:
    """End a child, whatever it does, and take away what is left of it."""
    child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


def main() -> None:
    """Be the child: do what the order in the first argument says."""
    given = json.loads(sys.argv[1])
    _limit(given["memory"], given["seconds"])
    _end_with_parent()
    sys.path[:] = given["path"]
    for name in given["light"]:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(Path(__file__).parents[2].joinpath(*name.split(".")))]
    importlib.import_module(given["module"]).serve(given["order"], lambda: sys.addaudithook(_refuse))


def _limit(memory: int, seconds: int) -> None:
    """Bound this process; where the system has no such limits (Windows) only what the parent looks at remains."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    """Let the system end this process with the one that asked, also where a file takes long."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop whatever would leave this process: a file has no business on the network or in other programs."""
    writes = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"a file may not cause {event}")


if __name__ == "__main__":
    main()
