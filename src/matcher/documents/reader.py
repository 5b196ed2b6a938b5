"""Turn bytes into a document: detect the format, read it, join its lines, split it into parts."""

import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from matcher.documents import limits
from matcher.documents.author import names_in
from matcher.documents.blocks import TAGS, Block, ParsedBlocks, Part, clean, cleaned
from matcher.documents.document import Document
from matcher.documents.formats import LIGHT, OFFICE, hint, office_format, text_format
from matcher.documents.interests import MOST_INTERESTS, emphasised_in
from matcher.documents.readers.plain import read_plain, set_aside_others
from matcher.documents.structure.block_roles import without_unticked
from matcher.documents.structure.layout import lay_out
from matcher.documents.structure.sections import parts_of
from matcher.errors import InputError
from matcher.tables import decode_noted, read_bytes
from matcher.text.identity import MOST_NAMES


def read_document(path: str | Path) -> Document:
    """Return the document in a file, or on standard input for "-".

    Raises `InputError` in one line for a file that cannot be read, or is not a document.
    """
    shown = "standard input" if str(path) == "-" else str(path)
    return parse_document(read_bytes(path, limits.BYTES), shown)


_ReadOffice = Callable[[bytes, str], dict[str, Any]]


def parse_document(data: bytes, name: str, *, read_office: _ReadOffice | None = None) -> Document:
    """Return the document in these bytes.

    `name` appears in messages, and its ending gives the format where the content does not. `read_office` takes the
    bytes and the format of an office file or a PDF. By default they are parsed in a child process; a caller that is
    itself that child passes `read_office`.

    Raises `InputError` in one line for what is not a document, is damaged, or exceeds a limit.
    """
    shown = clean(name).replace("\n", " ") or "the text"
    shown = shown if len(shown) <= 120 else f"{shown[:100]}…{shown[-19:]}"
    if len(data) > limits.BYTES:
        raise InputError(f"{shown} must hold at most {limits.BYTES // 1024**2} MB; it is larger: give a shorter file")
    if not data.strip():
        raise InputError(f"{shown} must hold some text; it is empty")
    try:
        form = office_format(data, shown)
        if form in OFFICE:
            return _of_office(data, shown, form, read_office)
        return _of_text(data, shown)
    except RecursionError:
        raise InputError(f"{shown} must be an ordinary document; it is nested too deeply: paste its text") from None


def _of_text(data: bytes, name: str) -> Document:
    decoded = decode_noted(data, name)
    form = text_format(decoded.text, name)
    if form != "html":
        _check_length(re.sub(r"data:[\w/+.-]{0,80};base64,[A-Za-z0-9+/=]+", "", decoded.text), name)
    parsed = _parsed_text(decoded.text, name, form)
    if decoded.n_repaired:
        parsed.notes.append(f"lines repaired that had been decoded wrongly before: {decoded.n_repaired}")
    return _document(name, form, decoded.encoding, parsed, soft=form in {"text", "markdown"} | LIGHT)


def _of_office(data: bytes, name: str, form: str, read_office: _ReadOffice | None) -> Document:
    if read_office is None:
        from matcher.documents.sandbox import parse_in_child

        reply = parse_in_child(data, name, form)
    else:
        reply = read_office(data, form)
    if "pages" in reply:
        from matcher.documents.readers.pdf_lines import read_pdf_lines

        parsed = read_pdf_lines(reply["pages"])
    else:
        from matcher.documents.readers.html import read_html

        parsed = read_html(str(reply["html"]), name)
    parsed.names.append(str(reply.get("author", "")))
    parsed.dropped.update({str(what): int(n) for what, n in reply.get("dropped", {}).items()})
    n_letters = sum(len(block.text) for block in parsed.blocks)
    if form == "pdf" and n_letters < 200 and (not n_letters or parsed.dropped["pictures"]):
        raise InputError(f"{name} must hold text; its pages are pictures (a scan?): run OCR on it, or paste the text")
    return _document(name, form, "set by the format", parsed, soft=False)


def _parsed_text(text: str, name: str, form: str) -> ParsedBlocks:
    """Return a text as blocks; a library is loaded only for the format that needs it."""
    if form == "text":
        return read_plain(text)
    if form in LIGHT:
        from matcher.documents.readers.light_markup import read_light_markup

        return read_light_markup(text, name, form)
    read = getattr(import_module(f"matcher.documents.readers.{form}"), f"read_{form}")
    parsed: ParsedBlocks = read(text, name)
    return parsed


def _check_length(text: str, name: str) -> None:
    n_lines = max(text.count("\n"), text.count("\r")) + text.count("\f")
    for what, n, limit in (("characters", len(text), limits.CHARACTERS), ("lines", n_lines, limits.LINES)):
        if n > limit:
            raise InputError(f"{name} must have at most {limit:,} {what}; it has {n:,}: give the part about you")


def _document(name: str, form: str, encoding: str, parsed: ParsedBlocks, *, soft: bool) -> Document:
    blocks = [block for block in map(cleaned, parsed.blocks) if block.text]
    _check_length("".join(block.text for block in blocks), name)
    if not any(any(map(str.isalnum, block.text)) for block in blocks) and not parsed.tags:
        reason = "only its head was found" if parsed.head else "nothing in it can be seen as words"
        raise InputError(f"{name} must hold some text; {reason}")
    blocks = set_aside_others(blocks, parsed, quotes_are_others=form == "text")
    blocks, n_unticked = without_unticked(lay_out(blocks, soft=soft))
    parsed.dropped["boxes that are not ticked"] = n_unticked
    emphasised = emphasised_in(block for block in blocks if not _is_all_strong(block))
    authors = [author for author in map(clean, parsed.names) if author]
    names = names_in(blocks, parsed.head, authors)
    if len(names) > MOST_NAMES:
        parsed.notes.append(f"names taken out: the first {MOST_NAMES} of {len(names)}")
        names = names[:MOST_NAMES]
    if len(emphasised) > MOST_INTERESTS:
        parsed.notes.append(f"emphasised phrases looked at: the first {MOST_INTERESTS} of {len(emphasised)}")
        emphasised = emphasised[:MOST_INTERESTS]
    parts = (*_head_parts(parsed), *parts_of(blocks, names))
    return Document(sys.intern(name), form, encoding, parts, tuple(_notes(name, form, parsed)), names, emphasised)


def _is_all_strong(block: Block) -> bool:
    """Tell whether a whole paragraph or table row is bold: it is like a heading, not key words."""
    return _n_letters("".join(block.strong)) >= 0.8 * _n_letters(block.text)


def _n_letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _head_parts(parsed: ParsedBlocks) -> Iterable[Part]:
    """Yield the document's head as parts: its tags are interests, the rest is kept and not counted."""
    tags = [tag for tag in map(clean, parsed.tags) if tag]
    if tags:
        yield Part("interests", TAGS, "\n".join(f"- {tag}" for tag in tags), "tags and categories of the head")
    head = "\n".join(line for line in map(clean, parsed.head) if line)
    if head:
        yield Part("other", "Head", head, "facts about the document, not its text")


def _notes(name: str, form: str, parsed: ParsedBlocks) -> Iterable[str]:
    hinted = hint(name)
    if hinted and hinted != form and not {hinted, form} <= {"text", "markdown"}:
        yield f"the name says {hinted}, the content is {form}"
    yield from parsed.notes
    for what, n in sorted(parsed.dropped.items()):
        if n and what:
            yield f"{what} not read: {n}"
