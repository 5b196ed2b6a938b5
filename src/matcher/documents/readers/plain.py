"""Plain text to blocks, without any library: blank lines, bullets, underlined headings, quotes, chats."""

import re

from matcher.documents.blocks import INVISIBLE, Block, ParsedBlocks
from matcher.documents.readers.chat_export import without_chat_marks
from matcher.documents.structure.layout import BULLET

_RULE = re.compile(r"[ \t]*([=\-~_*#–—])(?:[ \t]*\1){2,}[ \t]*")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def read_plain(text: str, name: str) -> ParsedBlocks:
    """Return plain text as blocks; what looks like a tag is text here."""
    parsed = ParsedBlocks()
    body = without_chat_marks(INVISIBLE.sub("", text), parsed)
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
