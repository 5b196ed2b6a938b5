"""The parent's side: starts the child that parses an office file or a PDF.

And ends it when it takes too much.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from matcher.documents import limits
from matcher.errors import InputError

_turns = threading.BoundedSemaphore(limits.CHILDREN)
_WORKER = str(Path(__file__).with_name("worker.py"))
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What Python itself may need to start; nothing else of the parent's environment reaches the child."""

_ADVICE = {
    "damaged": "cannot be read as {format}: it is damaged or cut short; save it again, or paste the text",
    "encrypted": "must be readable without a password; it is encrypted: save a copy without one",
    "entities": "must not declare XML entities, as {format} ordinarily does not: save it again, or paste it",
    "too nested": "must be {format} without deep nesting; it is nested too deeply: paste the text",
    "too large": "must unpack to the size of {format}; it grows far beyond: give less, or paste the text",
    "too many pages": "must have at most {pages} pages; it has more: give the pages that speak of you",
    "too slow": "must be parsed within {seconds} seconds; it took longer: give less, or paste the text",
}


def parse_in_child(data: bytes, name: str, form: str) -> dict[str, Any]:
    """Return what the child read in the data.

    Raises `InputError` in one line, naming `name`, when it could not.
    """
    with _turns:
        answer, ended = _ask(data, form)
    if ended:
        raise _error(name, form, "too slow")
    try:
        reply = json.loads(answer)
    except ValueError:  # ended by the system: memory or processor time used up
        raise _error(name, form, "too large") from None
    if "error" in reply:
        raise _error(name, form, reply["error"])
    return dict(reply)


def _error(name: str, form: str, cause: str) -> InputError:
    advice = _ADVICE.get(cause, _ADVICE["damaged"])
    shown = {"pdf": "a PDF", "docx": "a Word file", "odt": "an OpenDocument text", "rtf": "rich text"}[form]
    return InputError(f"{name} {advice.format(format=shown, pages=limits.PAGES, seconds=limits.SECONDS)}")


def _order(form: str) -> str:
    bounds = {
        "seconds": limits.SECONDS,
        "memory": limits.MEMORY,
        "entries": limits.ENTRIES,
        "expanded": limits.EXPANDED,
        "pages": limits.PAGES,
        "paragraphs": limits.PARAGRAPHS,
        "groups": limits.GROUPS,
        "characters": limits.CHARACTERS,
    }
    return json.dumps({"format": form, "limits": bounds, "path": [os.path.abspath(place) for place in sys.path]})


def _ask(data: bytes, form: str) -> tuple[bytes, bool]:
    """Return the child's answer and whether it had to be ended; at most `REPLY` bytes are taken from it."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", "-X", "utf8", _WORKER, _order(form)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={key: os.environ[key] for key in _KEPT if key in os.environ},
        cwd=tempfile.gettempdir(),
        start_new_session=True,
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(limits.SECONDS, end)
    clock.start()
    try:
        threading.Thread(target=_feed, args=(child, data), daemon=True).start()
        answer = child.stdout.read(limits.REPLY + 1) if child.stdout else b""
        return (answer if len(answer) <= limits.REPLY else b""), late.is_set()
    finally:
        clock.cancel()
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def _feed(child: "subprocess.Popen[bytes]", data: bytes) -> None:
    """Write the document to the child; a child that has already given up closes its end."""
    with contextlib.suppress(OSError, ValueError):
        if child.stdin:
            child.stdin.write(data)
            child.stdin.close()
