"""The child: bytes on standard input, one JSON object on standard output, nothing else in or out.

Started as a file in Python's isolated mode, never imported: it must not load the house, only the one
library that the format needs. Its own first act is to limit itself, so that no code has to run between fork and exec in
a parent that has threads.
"""

import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.dlopen")


def _limit(seconds: int, memory: int) -> None:
    """Bound this process; where the system has no such limits (Windows) the parent's time limit remains."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _lighten() -> None:
    """Stand in for the packages above this file, so that a reader's import does not run the whole house's."""
    folder = Path(__file__).parent
    for name, place in (
        ("matcher", folder.parents[1]),
        ("matcher.documents", folder.parent),
        ("matcher.documents.office", folder),
    ):
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(place)]


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop whatever would leave this process.

    A document has no business on the network or in other programs.
    """
    writes = event == "open" and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"a document may not cause {event}")


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    try:
        reader = importlib.import_module(f"matcher.documents.office.{order['format']}")
        sys.addaudithook(_refuse)
        reply: dict[str, Any] = reader.read(sys.stdin.buffer.read(), order["limits"])
        return reply
    except MemoryError:
        return {"error": "too large"}
    except RecursionError:
        return {"error": "too nested"}
    except Exception as error:  # the libraries raise anything at all on a damaged file
        return {"error": str(error) if type(error).__name__ == "Refused" else "damaged"}


def main() -> None:
    """Read one document as the parent ordered."""
    order = json.loads(sys.argv[1])
    _limit(order["limits"]["seconds"], order["limits"]["memory"])
    sys.path[:] = order["path"]
    _lighten()
    sys.stdout.write(json.dumps(_answer(order)))


if __name__ == "__main__":
    main()
