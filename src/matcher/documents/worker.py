"""The child's side of the sandbox: a document on standard input, one JSON object on standard output.

For the content of an office file it loads only the library that the format needs, not the rest of matcher; for a whole
document it does all of the reading.
"""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

LIGHT = ("matcher", "matcher.documents", "matcher.documents.office")
"""Packages that the child does not load for the content of an office file."""


def serve(order: dict[str, Any], close_doors: Callable[[], None]) -> None:
    """Read one document as ordered by the parent; `close_doors` locks the process once all modules are loaded."""
    try:
        answer = (_whole if "name" in order else _office_content)(order, close_doors)
    except MemoryError:
        answer = {"error": "too large"}
    except RecursionError:
        answer = {"error": "too nested"}
    except Exception as error:  # the libraries may raise any exception on a damaged file
        answer = {"error": str(error) if type(error).__name__ == "Refused" else "damaged"}
    sys.stdout.write(json.dumps(answer))


def _office_content(order: dict[str, Any], close_doors: Callable[[], None]) -> dict[str, Any]:
    read = _reader(order["format"])
    close_doors()
    return dict(read(sys.stdin.buffer.read(), order["limits"]))


def _reader(form: str) -> Callable[[bytes, dict[str, int]], dict[str, Any]]:
    read: Callable[[bytes, dict[str, int]], dict[str, Any]]
    read = importlib.import_module(f"matcher.documents.office.{form}").read
    return read


def _whole(order: dict[str, Any], close_doors: Callable[[], None]) -> dict[str, Any]:
    """Return a document, or why it is refused.

    The profile is also made here, so that a text that takes too long for it fails in the child, not in the parent.
    """
    from matcher.documents.reader import parse_document
    from matcher.errors import InputError

    close_doors()
    try:
        document = parse_document(
            sys.stdin.buffer.read(),
            order["name"],
            read_office=lambda data, form: dict(_reader(form)(data, order["limits"])),
        )
        document.profile()
    except InputError as error:
        return {"refused": str(error)}
    fields = ("name", "format", "encoding", "parts", "notes", "names", "emphasised")
    return {"document": {field: getattr(document, field) for field in fields}}
