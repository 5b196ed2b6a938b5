"""The parent's side of the sandbox: start the child process that parses a file, and end it at its limits.

An office file or a PDF is always parsed in a child. For an uploaded file of any format, the child does all of the
reading.
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
from matcher.documents.worker import LIGHT
from matcher.errors import InputError
from matcher.tables import child as children

_slots = threading.BoundedSemaphore(limits.CHILDREN)
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
    """Return the content of an office file or a PDF, as the child's reader returns it.

    Raises `InputError` in one line, with `name` in it, if the child cannot read it.
    """
    reply, error = _reply(data, {"format": form})
    if error:
        raise _error(name, form, error)
    return reply


def parse_sandboxed(data: bytes, name: str) -> Document:
    """Return the document in these bytes as `parse_document` does, with all reading done in a child process.

    Raises `InputError` in one line for what is not a document, is damaged, exceeds a limit or takes too long.
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
        tuple(map(str, read["emphasised"])),
    )


def _reply(data: bytes, order: dict[str, str]) -> tuple[dict[str, Any], str]:
    with _slots:
        answer, is_timed_out = _ask(data, order)
    if is_timed_out:
        return {}, "too slow"
    try:
        reply = dict(json.loads(answer))
    except ValueError:  # ended by the system: out of memory or processor time
        return {}, "too large"
    return reply, str(reply.get("error", ""))


def _error(name: str, form: str, cause: str) -> InputError:
    advice = _ADVICE.get(cause, _ADVICE["damaged"])
    shown = _SHOWN.get(form, "an ordinary document")
    return InputError(f"{name} {advice.format(format=shown, pages=limits.PAGES, seconds=limits.SECONDS)}")


def _ask(data: bytes, order: dict[str, str]) -> tuple[bytes, bool]:
    """Return the child's answer, "" if longer than `REPLY` bytes, and whether it ran out of time."""
    child = children.start(
        "matcher.documents.worker",
        {**order, "limits": {name.lower(): value for name, value in vars(limits).items() if name.isupper()}},
        memory=limits.MEMORY,
        seconds=limits.SECONDS,
        stdin=subprocess.PIPE,
        light=() if "name" in order else LIGHT,
    )
    timed_out = threading.Event()

    def end() -> None:
        timed_out.set()
        child.kill()

    timer = threading.Timer(limits.SECONDS, end)
    timer.start()
    feeder = threading.Thread(target=_feed, args=(child, data), daemon=True)
    feeder.start()
    try:
        answer = child.stdout.read(limits.REPLY + 1) if child.stdout else b""
        return (answer if len(answer) <= limits.REPLY else b""), timed_out.is_set()
    finally:
        timer.cancel()
        child.kill()
        feeder.join()
        children.end(child)


def _feed(child: "subprocess.Popen[bytes]", data: bytes) -> None:
    """Write the document to the child; a child that has stopped early has closed its end of the pipe."""
    if child.stdin:
        with contextlib.suppress(OSError), child.stdin:
            child.stdin.write(data)
