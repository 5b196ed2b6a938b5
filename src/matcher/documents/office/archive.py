"""What a child may read, under limits: the parts of a zip, the steps of a PDF. Imports nothing of matcher."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass


class Refused(Exception):
    """The file breaks a limit or a rule; its text is a key of the parent's advice."""


def open_archive(data: bytes, limits: Mapping[str, int]) -> zipfile.ZipFile:
    """Return the archive when its entries and the XML in it are within the limits, told before it is unpacked.

    No part may hold a document type, the only way to external and exploding entities.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise Refused("damaged") from None
    entries = archive.infolist()
    xml = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
    if len(entries) > limits["entries"] or sum(entry.file_size for entry in xml) > limits["expanded"]:
        raise Refused("too large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")
    for entry in xml:
        content = archive.read(entry).replace(b"\0", b"")  # UTF-16 looks like ASCII without its zeros
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refused("entities")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part of the archive, b"" where it has none of that name."""
    return archive.read(name) if name in archive.namelist() else b""


def n_elements(content: bytes) -> int:
    """Return the number of elements of a part, which take the libraries their time, whatever they are."""
    return content.count(b"<") - content.count(b"</")


@dataclass
class Budget:
    """The steps that reading a document's content may still take."""

    n_steps: int

    def spend(self, content: bytes) -> None:
        """Count the words of a content stream, a string as three, before they are read; some 1 microsecond each."""
        n_words = len(content) - len(content.translate(None, b" \t\r\n\f\0/[]<("))
        self.take(n_words + 2 * (content.count(b"(") + content.count(b"<")) + len(content) // 8)

    def take(self, n_steps: int) -> None:
        """Count so many steps."""
        self.n_steps -= n_steps
        if self.n_steps < 0:
            raise Refused("too large")
