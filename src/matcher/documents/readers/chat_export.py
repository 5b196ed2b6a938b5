"""Exported chats: who said it and when stands before each message, and is not what was said."""

import re

from matcher.documents.blocks import ParsedBlocks

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


def without_chat_marks(text: str, parsed: ParsedBlocks) -> str:
    """Return the messages of an exported chat, a paragraph each; any other text as it was."""
    marks = list(_MESSAGE.finditer(text))
    if len(marks) < 3 or len(marks) < 0.5 * len([line for line in text.splitlines() if line.strip()]):
        return text
    parsed.names += dict.fromkeys(mark[1].strip() for mark in marks)
    parsed.notes.append(f"names and times before messages taken off: {len(marks)}")
    text, n_omitted = _OMITTED.subn("", _MESSAGE.sub("\n", text))
    parsed.dropped["pictures and sounds of a chat"] = n_omitted
    return text
