"""Convert plain text to blocks: blank lines, bullets, underlined headings, quotes, exported chats."""

import re
from itertools import groupby

from matcher.documents.blocks import INVISIBLE, Block, ParsedBlocks
from matcher.documents.structure.layout import BULLET
from matcher.documents.structure.quoted import QUOTED, chat_turns

_RULE = re.compile(r"[ \t]*([=\-~_*#–—])(?:[ \t]*\1){2,}[ \t]*")
_QUOTE = re.compile(r"^[ \t]{0,40}(?:>[ \t]?)+")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


def read_plain(text: str) -> ParsedBlocks:
    """Return plain text as blocks; what looks like a tag is text."""
    parsed = ParsedBlocks()
    text = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    turns = chat_turns(text, parsed)
    if turns is None:
        parsed.blocks += _blocks_of(text)
    else:  # each message is a paragraph
        for is_own, run in groupby(turns, key=lambda turn: turn[0]):
            messages = [message for _, message in run]
            quoted = (Block(QUOTED, message) for message in messages if message.strip())
            parsed.blocks += _blocks_of("\n".join(messages)) if is_own else quoted
    return parsed


def _blocks_of(text: str) -> list[Block]:
    blocks: list[Block] = []
    for paragraph in _BLANK.split(text):
        for is_quoted, lines in groupby(paragraph.split("\n"), key=lambda line: bool(_QUOTE.match(line))):
            new = _blocks([_QUOTE.sub("", line) for line in lines])
            blocks += [block._replace(quoted=is_quoted) for block in new]
    return blocks


def _blocks(lines: list[str]) -> list[Block]:
    """Return the lines between two blank lines as blocks: underlined ones as headings, the rest as text."""
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
            kept[-1] += f" {line.strip()}"  # an item continues on an indented line
        elif line.strip():
            kept.append(line)
    return blocks + _text(kept)


def _text(lines: list[str]) -> list[Block]:
    return [Block("text", "\n".join(lines))] if lines else []
