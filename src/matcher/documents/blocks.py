"""The blocks of text, in reading order, that every format is converted to first, and the data beside them."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
"""Characters that are invisible, or defined by one font only: with nothing else, a document is empty."""

KINDS = ("interests", "statement", "experience", "goals", "values", "avoid", "other")
"""The kinds of parts; `other` (contact, hobbies, thanks) is kept in the record and not used as a feature."""

_SPACES = re.compile(r"[^\S\n]+")
_LINE_SPACES = re.compile(r" ?\n ?")

NEVER_HEADING = -1
QUOTED = "quoted"
"""The role of a block in somebody else's words."""


class Block(NamedTuple):
    """One paragraph, list item, table row or heading, in reading order.

    `role` is one of heading, text, item, note (a footnote), aside (navigation, struck out) or quoted (words of
    somebody else). `level` is the level of a heading, or `NEVER_HEADING` for a text that must not become one. `strong`
    holds the emphasised phrases. `quoted` says that the file formats the text as a quote, whoever wrote it.
    """

    role: str
    text: str
    level: int = 0
    strong: tuple[str, ...] = ()
    quoted: bool = False


_MAX_SEARCHES = 50_000


def piece_of_block(block: Block, role: str, text: str, n_pieces: int) -> Block:
    """Return one of the `n_pieces` pieces of a block, with the emphasised phrases that it contains.

    If pieces times phrases exceed `_MAX_SEARCHES`, as in no real document, no phrase is searched for.
    """
    if len(text) == len(block.text):
        return Block(role, text, block.level, block.strong)
    strong = block.strong if n_pieces * len(block.strong) <= _MAX_SEARCHES else ()
    return Block(role, text, block.level, tuple(phrase for phrase in strong if phrase in text))


TAGS = "Tags"
"""The title of the part that holds a document's tags."""


class Part(NamedTuple):
    """A part of a document: its kind, its heading, its text, and the reason for its kind."""

    kind: str
    title: str
    text: str
    why: str

    @property
    def heading(self) -> str:
        """The innermost heading: the title may contain the headings above it too."""
        return self.title.rpartition(" / ")[2]


@dataclass
class ParsedBlocks:
    """What a format's reader returns: blocks, and the data beside them."""

    blocks: list[Block] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """The writer's names in the document's head."""
    tags: list[str] = field(default_factory=list)
    """Tags, categories and keywords of the head."""
    head: list[str] = field(default_factory=list)
    """The other lines of the head: kept in the record, not part of the text."""
    dropped: Counter[str] = field(default_factory=Counter)
    """The number of things left out, by what they are."""
    notes: list[str] = field(default_factory=list)
    """Other things that were done, in plain words."""


def clean(text: str) -> str:
    """Return normalised text: plain letters for ligatures, full-width or styled ones; single spaces; none invisible.

    >>> clean("eﬃcient\u200b  𝐛𝐨𝐥𝐝 CO₂")
    'efficient bold CO2'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return _LINE_SPACES.sub("\n", _SPACES.sub(" ", INVISIBLE.sub("", text))).strip()


def cleaned(block: Block) -> Block:
    """Return the block with all of its texts normalised by `clean`."""
    strong = (clean(phrase).replace("\n", " ") for phrase in block.strong)
    return block._replace(text=clean(block.text), strong=tuple(filter(None, strong)))
