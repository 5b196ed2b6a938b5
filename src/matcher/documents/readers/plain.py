"""Plain text to blocks, without any library: blank lines, bullets, underlined headings, quotes, exported chats."""

import re

from matcher.documents.blocks import INVISIBLE, Block, ParsedBlocks
from matcher.documents.structure.layout import BULLET

_RULE = re.compile(r"[ \t]*([=\-~_*#–—])(?:[ \t]*\1){2,}[ \t]*")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[ \u202f]?[ap]\.?m\.?)?"
_MESSAGE = re.compile(
    rf"^[ \t]{{0,40}}(?:\[(?:{_DATE}[, ]{{1,3}})?{_TIME}\][ \t]{{0,9}}"
    rf"|{_DATE},?[ \t]{{1,9}}{_TIME}[ \t]{{1,9}}[-–][ \t]{{1,9}})"
    r"([^:\n]{1,40}):\s",
    re.MULTILINE | re.IGNORECASE,
)
_OMITTED = re.compile(
    r"^[^\w\n]{0,9}(?:<[^<>\n]{3,30} omitted>|(?:image|video|audio|sticker|GIF) omitted)[^\w\n]{0,9}$",
    re.MULTILINE | re.IGNORECASE,
)


def read_plain(text: str, name: str) -> ParsedBlocks:
    """Return plain text as blocks; what looks like a tag is text here."""
    parsed = ParsedBlocks()
    body = _without_chat_marks(INVISIBLE.sub("", text), parsed)
    body = _QUOTE.sub("", body.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    for paragraph in _BLANK.split(body):
        parsed.blocks += _blocks(paragraph.split("\n"))
    return parsed


def _blocks(lines: list[str]) -> list[Block]:
    """Return the lines between two blank ones as blocks: a heading where one is underlined, the rest as text."""
    blocks: list[Block] = []
    kept: list[str] = []
    for line in lines:
        if _RULE.fullmatch(line):
            if kept and len(kept[-1].strip()) <= 80 and re.fullmatch(r"\s*(?:=+|-+|~+)\s*", line):
                blocks += [*_text(kept[:-1]), Block("heading", kept[-1], 1 if "=" in line else 2)]
            else:
                blocks += _text(kept)
            kept = []
        elif kept and re.match(r"[ \t]{2,}\S", line) and BULLET.match(kept[-1]) and not BULLET.match(line):
            kept[-1] += f" {line.strip()}"  # an item goes on under its own text
        elif line.strip():
            kept.append(line)
    return blocks + _text(kept)


def _text(lines: list[str]) -> list[Block]:
    return [Block("text", "\n".join(lines))] if lines else []


def _without_chat_marks(text: str, parsed: ParsedBlocks) -> str:
    """Return the messages of an exported chat, a paragraph each; any other text as it was.

    Who said it and when stands before each message, and is not what was said.
    """
    marks = list(_MESSAGE.finditer(text))
    if len(marks) < 3 or len(marks) < 0.5 * len([line for line in text.splitlines() if line.strip()]):
        return text
    parsed.names += dict.fromkeys(mark[1].strip() for mark in marks)
    parsed.notes.append(f"names and times before messages taken off: {len(marks)}")
    text, n_omitted = _OMITTED.subn("", _MESSAGE.sub("\n", text))
    parsed.dropped["pictures and sounds of a chat"] = n_omitted
    return text
