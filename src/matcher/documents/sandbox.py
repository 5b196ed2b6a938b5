"""The parent's side: starts the child that parses what may hurt, and ends it when it takes too much.

An office file or a PDF is always parsed there; a stranger's file, of whatever format, as a whole.
"""

import contextlib
import json
import subprocess
import threading
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import KINDS, Part, clean
from matcher.documents.document import Document
from matcher.documents.formats import office_format
from matcher.documents.interests import Mark
from matcher.documents.worker import LIGHT
from matcher.errors import InputError
from matcher.tables import child as children

_turns = threading.BoundedSemaphore(limits.CHILDREN)
_SHOWN = {"pdf": "a PDF", "docx": "a Word file", "odt": "an OpenDocument text", "rtf": "rich text"}

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
    """Return the content of an office file or a PDF, as the child's reader gives it.

    Raises `InputError` in one line, naming `name`, when it could not.
    """
    reply, error = _reply(data, {"format": form})
    if error:
        raise _error(name, form, error)
    return reply


def parse_sandboxed(data: bytes, name: str) -> Document:
    """Return the document in these bytes as `parse_document` does, but every step of reading is done by the child.

    Raises `InputError` in one line for what is no document, is damaged, goes beyond a limit or takes too long.
    """
    reply, error = _reply(data, {"name": name[-1_000:]})
    if error:
        raise _error(clean(name)[:120], office_format(data, name) or "", error)
    if "refused" in reply:
        raise InputError(clean(str(reply["refused"])).replace("\n", " ")[:500])
    read = reply["document"]
    return Document(
        str(read["name"]),
        str(read["format"]),
        str(read["encoding"]),
        tuple(Part(*map(str, part)) for part in read["parts"] if part[0] in KINDS),
        tuple(map(str, read["notes"])),
        tuple(map(str, read["names"])),
        tuple(Mark(*map(str, mark)) for mark in read["marks"]),
    )


def _reply(data: bytes, order: dict[str, str]) -> tuple[dict[str, Any], str]:
    with _turns:
        answer, is_late = _ask(data, order)
    if is_late:
        return {}, "too slow"
    try:
        reply = dict(json.loads(answer))
    except ValueError:  # ended by the system: memory or processor time used up
        return {}, "too large"
    return reply, str(reply.get("error", ""))


def _error(name: str, form: str, cause: str) -> InputError:
    advice = _ADVICE.get(cause, _ADVICE["damaged"])
    shown = _SHOWN.get(form, "an ordinary document")
    return InputError(f"{name} {advice.format(format=shown, pages=limits.PAGES, seconds=limits.SECONDS)}")


def _ask(data: bytes, order: dict[str, str]) -> tuple[bytes, bool]:
    """Return the child's answer and whether it had to be ended; at most `REPLY` bytes are taken from it."""
    child = children.start(
        "matcher.documents.worker",
        {**order, "limits": {name.lower(): value for name, value in vars(limits).items() if name.isupper()}},
        memory=limits.MEMORY,
        seconds=limits.SECONDS,
        stdin=subprocess.PIPE,
        light=() if "name" in order else LIGHT,
    )
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    clock = threading.Timer(limits.SECONDS, end)
    clock.start()
    feeder = threading.Thread(target=_feed, args=(child, data), daemon=True)
    feeder.start()
    try:
        answer = child.stdout.read(limits.REPLY + 1) if child.stdout else b""
        return (answer if len(answer) <= limits.REPLY else b""), late.is_set()
    finally:
        clock.cancel()
        child.kill()
        feeder.join()
        children.end(child)


def _feed(child: "subprocess.Popen[bytes]", data: bytes) -> None:
    """Write the document to the child; a child that has already given up closes its end."""
    if child.stdin:
        with contextlib.suppress(OSError), child.stdin:
            child.stdin.write(data)
