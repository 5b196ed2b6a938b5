"""What every format becomes first: blocks of clean text in reading order, and what was seen beside them."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
"""Characters that show nothing, or only in one font: they must not make an empty document look full."""

KINDS = ("interests", "statement", "experience", "goals", "values", "avoid", "other")
"""What a part can be about.

`other` (contact, hobbies, thanks) is kept in the record and left out of the features.
"""

_SPACES = re.compile(r"[^\S\n]+")
_LINE_SPACES = re.compile(r" ?\n ?")


NEVER_HEADING = -1


class Block(NamedTuple):
    """One paragraph, list item, table row or heading, in the order people read.

    `role` is one of heading, text, item, note (a footnote), aside (navigation, struck out) or quoted (words of
    somebody else). `strong` holds the phrases that the writer emphasised, `linked` the texts of links; `level` that of
    a heading, `NEVER_HEADING` for a text that must not be taken for one. `quoted` says that the file sets the text as
    a quote, whoever wrote it.
    """

    role: str
    text: str
    level: int = 0
    strong: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()
    quoted: bool = False


_MOST_SOUGHT = 50_000


def piece_of(block: Block, role: str, text: str, n_pieces: int) -> Block:
    """Return one of so many pieces of a block, with the phrases that stand in it.

    Where both are very many, which nobody writes, none is looked for: that would take their product.
    """
    if len(text) == len(block.text):
        return Block(role, text, block.level, block.strong, block.linked)
    if n_pieces * (len(block.strong) + len(block.linked)) > _MOST_SOUGHT:
        return Block(role, text, block.level)
    strong = tuple(phrase for phrase in block.strong if phrase in text)
    return Block(role, text, block.level, strong, tuple(phrase for phrase in block.linked if phrase in text))


TAGS = "Tags"
"""The title of the part that a document's tags are."""


class Part(NamedTuple):
    """A stretch of a document: its kind, the heading over it, its text, and why it has that kind."""

    kind: str
    title: str
    text: str
    why: str


@dataclass
class ParsedBlocks:
    """A document as its format gave it: blocks, and what stands beside them."""

    blocks: list[Block] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """The writer's name, where the document's head gives it."""
    tags: list[str] = field(default_factory=list)
    """Tags, categories and keywords of the head."""
    head: list[str] = field(default_factory=list)
    """The rest of the head, a line each: kept in the record, not part of the text."""
    dropped: Counter[str] = field(default_factory=Counter)
    """What was seen and not kept, by what it is."""
    notes: list[str] = field(default_factory=list)
    """Other things done on the way, in plain words."""


def clean(text: str) -> str:
    """Return text in one form: ligatures, full-width and styled letters plain, nothing invisible, single spaces.

    >>> clean("eﬃcient\u200b  𝐛𝐨𝐥𝐝 CO₂")
    'efficient bold CO2'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return _LINE_SPACES.sub("\n", _SPACES.sub(" ", INVISIBLE.sub("", text))).strip()


def cleaned(block: Block) -> Block:
    """Return the block with all of its texts in one form."""
    strong = tuple(filter(None, (clean(phrase).replace("\n", " ") for phrase in block.strong)))
    linked = tuple(filter(None, (clean(phrase).replace("\n", " ") for phrase in block.linked)))
    return block._replace(text=clean(block.text), strong=strong, linked=linked)
