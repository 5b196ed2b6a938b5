"""Limits on what a child reads: the parts of a zip file, the steps of a PDF. Imports nothing of matcher."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass


class Refused(Exception):
    """The file breaks a limit or a rule; the message is a key of the parent's advice."""


def open_archive(data: bytes, limits: Mapping[str, int]) -> zipfile.ZipFile:
    """Return the archive if its entries and the size of its XML are within the limits, checked before unpacking.

    No part may have a document type declaration: external or exploding entities need one.

    Raises `Refused` for any other file.
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
        content = archive.read(entry).replace(b"\0", b"")  # without its zeros, UTF-16 looks like ASCII
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Refused("entities")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part of the archive, b"" if it has none of that name."""
    return archive.read(name) if name in archive.namelist() else b""


def n_elements(content: bytes) -> int:
    """Return the number of elements of a part; the time of the libraries grows with it."""
    return content.count(b"<") - content.count(b"</")


@dataclass
class Budget:
    """The number of steps left for reading a document's content."""

    n_steps: int

    def spend(self, content: bytes) -> None:
        """Subtract the words of a content stream before reading it, a string as three; each takes some 1 µs."""
        n_words = len(content) - len(content.translate(None, b" \t\r\n\f\0/[]<("))
        self.take(n_words + 2 * (content.count(b"(") + content.count(b"<")) + len(content) // 8)

    def take(self, n_steps: int) -> None:
        """Subtract steps; raises `Refused` when none are left."""
        self.n_steps -= n_steps
        if self.n_steps < 0:
            raise Refused("too large")
