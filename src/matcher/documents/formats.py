"""Detect the format of a document, from its content first and its name second."""

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from matcher.errors import InputError
from matcher.text.lexicon import Lexicon

ENDINGS = {
    "text": (".txt", ".text"),
    "markdown": (".md", ".markdown", ".mkd", ".mdown", ".mdx", ".qmd", ".rmd"),
    "html": (".html", ".htm", ".xhtml"),
    "latex": (".tex", ".latex", ".ltx"),
    "org": (".org",),
    "asciidoc": (".adoc", ".asciidoc", ".asc"),
    "rst": (".rst", ".rest"),
    "typst": (".typ",),
    "notebook": (".ipynb",),
    "json": (".json",),
    "pdf": (".pdf",),
    "docx": (".docx", ".docm", ".dotx"),
    "odt": (".odt", ".ott"),
    "rtf": (".rtf",),
}
"""The formats that are read, each with its file endings."""

OFFICE = frozenset({"pdf", "docx", "odt", "rtf"})
"""The formats that are parsed in a child process."""

LIGHT = frozenset({"org", "asciidoc", "rst", "typst", "notebook", "json"})
"""The formats that are converted to Markdown first."""

_PASTE = "save it as PDF, or paste the text"
_FOREIGN = (
    ("a picture", "give the text itself: paste it", (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")),
    ("a packed file", "unpack it and give the document", (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")),
    ("a program", "give a document", (b"\x7fELF", b"MZ\x90")),
    ("PostScript", _PASTE, b"%!PS"),
    ("a database", "give a document", b"SQLite format 3"),
    ("a Parquet table", "use `matcher batch` for tables", b"PAR1"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_FORMATS = Lexicon("documents/formats.txt")


def office_format(data: bytes, name: str) -> str | None:
    """Return the format of a PDF or office file, None for possible text.

    Raises `InputError` with advice for other files.
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(f"{name} must be readable without a password; it is encrypted: save a copy without one")
    if data.startswith(_OLE):
        raise InputError(f"{name} is in the old Word format or a like one, which is not read: save it as .docx or .pdf")
    if data.startswith(b"PK"):
        return _zipped(data, name)
    for kind, advice, signatures in _FOREIGN:
        if data.startswith(signatures):
            raise InputError(f"{name} must be a document; it is {kind}: {advice}")
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in {b"WEBP", b"WAVE", b"AVI "}):
        raise InputError(f"{name} must be a document; it is a picture, a sound or a film: paste the text")
    return None


def _zipped(data: bytes, name: str) -> str:
    """Return the format of a zip file; the names of its entries are in it uncompressed."""
    if data[30:].startswith(_ODT) or b"opendocument.text" in data[:300]:
        return "odt"
    if b"word/document" in data:
        return "docx"
    kinds = ((b"xl/", "a spreadsheet"), (b"ppt/", "slides"), (b"epub", "an e-book"), (b"opendocument", "not a text"))
    kind = next((kind for signature, kind in kinds if signature in data), "a packed file")
    ending = PurePath(name).suffix.lower()
    if kind == "a packed file" and ending in ENDINGS["docx"] + ENDINGS["odt"]:
        return "docx" if ending in ENDINGS["docx"] else "odt"  # cut or damaged: its reader reports it
    raise InputError(f"{name} must be a document of words; it is {kind}: {_PASTE}")


def text_format(text: str, name: str) -> str:
    """Return the format of decoded text, one of `ENDINGS` that is not in `OFFICE`.

    Raises `InputError` for a table, and for XML that is not a page.

    >>> text_format("# About me", ""), text_format("I like reefs.", "me.txt")
    ('markdown', 'text')
    >>> text_format("<p>Hi</p>", "a.html")
    'html'
    """
    head = text[:20_000]
    ending = PurePath(name).suffix.lower()
    if _FORMATS["page"].match(head, after_comments(head)):
        return "html"
    hinted = hint(name)
    if hinted in LIGHT - {"json"}:
        return hinted
    if (profile := profile_of(text)) and ending not in {".jsonl", ".ndjson"}:
        return "notebook" if "nbformat" in profile else "json"
    if _is_table(head, ending):
        command = f"matcher batch {shlex.quote(name)} --out matches.csv"
        raise InputError(f"{name} must be one document; it is a table: rank for each of its rows with `{command}`")
    if ending in ENDINGS["latex"] or (ending not in ENDINGS["markdown"] and _FORMATS["latex"].search(head)):
        return "latex"
    if ending in ENDINGS["html"] and _FORMATS["tags"].search(head):
        return "html"
    if ending in ENDINGS["markdown"]:
        return "markdown"
    for form in ("org", "asciidoc"):
        if _FORMATS[form].match(head):
            return form
    n_tags = len(_FORMATS["tags"].findall(head))
    if n_tags >= 4 and n_tags * 120 > len(head):
        return "html"
    if head.lstrip().startswith("<?xml"):
        raise InputError(f"{name} must be a document of words; it is XML that a program reads: {_PASTE}")
    return "markdown" if _FORMATS["markdown"].search(head) else "text"


def _is_table(head: str, ending: str) -> bool:
    """Tell whether a text is a table of applicants or mentors, by its column names, or by its ending and equal rows."""
    lines = [line for line in head.split("\n", 20) if line.strip()][:3]
    if not lines:
        return False
    keys = set(re.findall(r'"(\w{1,30})"\s{0,9}:', head[:2_000])) if lines[0].lstrip()[:1] in {"[", "{"} else set()
    if ending in {".jsonl", ".ndjson"} or "statement" in keys or len(keys & _FORMATS.words("columns")) > 1:
        return True
    delimiter = max(",;\t|", key=lines[0].count)
    names = {name.strip(' "\r').casefold() for name in lines[0].split(delimiter)}
    if len(names & _FORMATS.words("columns")) > 1:
        return True
    n_delimiters = [line.count(delimiter) for line in lines]
    return (
        ending in {".csv", ".tsv"} and len(lines) > 1 and n_delimiters[0] > 0 and min(n_delimiters) >= n_delimiters[0]
    )


def profile_of(text: str) -> Mapping[str, Any] | None:
    """Return a JSON object that is not a table of people, None for any other text.

    >>> profile_of('{"bio": "I map reefs."}'), profile_of("{reefs}"), profile_of("[1]")
    ({'bio': 'I map reefs.'}, None, None)
    """
    if text.lstrip("\ufeff \t\r\n")[:1] != "{":
        return None
    try:
        data = json.loads(text.lstrip("\ufeff \t\r\n"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    second_entries = (entry for value in data.values() if isinstance(value, list) for entry in value[1:2])
    is_table = any(isinstance(entry, Mapping) and "statement" in entry for entry in second_entries)
    return data if isinstance(data, Mapping) and not is_table else None


def after_comments(text: str) -> int:
    """Return the place where a text begins after blanks, XML declarations and comments."""
    return len(text) - len(_FORMATS["prologue"].sub("", text, 1))


def hint(name: str) -> str:
    """Return the format that the ending of a name stands for, "" for none."""
    ending = PurePath(name).suffix.lower()
    return next((form for form, endings in ENDINGS.items() if ending in endings), "")
