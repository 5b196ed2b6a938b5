"""The parts of a zipped office file, under limits. Runs in the child; imports nothing of matcher."""

import io
import zipfile
from collections.abc import Mapping


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
