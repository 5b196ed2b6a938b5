"""The child: bytes on standard input, one JSON object on standard output, nothing else in or out.

Started as a file in Python's isolated mode, never imported. For the content of an office file it does not load the
house, only the one library that the format needs; for a whole document it does what the parent would do. Its own first
act is to limit itself, so that no code has to run between fork and exec in a parent that has threads.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
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
        ("matcher", folder.parent),
        ("matcher.documents", folder),
        ("matcher.documents.office", folder / "office"),
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
        return _whole(order) if "name" in order else _office_content(order)
    except MemoryError:
        return {"error": "too large"}
    except RecursionError:
        return {"error": "too nested"}
    except Exception as error:  # the libraries raise anything at all on a damaged file
        return {"error": str(error) if type(error).__name__ == "Refused" else "damaged"}


def _office_content(order: dict[str, Any]) -> dict[str, Any]:
    """Return the content of an office file as its reader gives it."""
    _lighten()
    return _read_office(order["format"], order["limits"])(sys.stdin.buffer.read())


def _read_office(form: str, limits: dict[str, int]) -> Callable[[bytes], dict[str, Any]]:
    """Return the reader of a format; when it is loaded, nothing leaves this process any more."""
    read = importlib.import_module(f"matcher.documents.office.{form}").read
    sys.addaudithook(_refuse)
    return lambda data: dict(read(data, limits))


def _whole(order: dict[str, Any]) -> dict[str, Any]:
    """Return a document read to the end, or why the house refuses it.

    What the parent makes of it later is made here once, so that a text that hurts does so here.
    """
    from matcher.documents.reader import parse_document
    from matcher.errors import InputError

    sys.addaudithook(_refuse)
    try:
        document = parse_document(
            sys.stdin.buffer.read(),
            order["name"],
            read_office=lambda data, form: _read_office(form, order["limits"])(data),
        )
        document.profile()
    except InputError as error:
        return {"refused": str(error)}
    fields = ("name", "format", "encoding", "parts", "notes", "names", "marks")
    return {"document": {field: getattr(document, field) for field in fields}}


def main() -> None:
    """Read one document as the parent ordered."""
    order = json.loads(sys.argv[1])
    _limit(order["limits"]["seconds"], order["limits"]["memory"])
    sys.path[:] = order["path"]
    sys.stdout.write(json.dumps(_answer(order)))


if __name__ == "__main__":
    main()
