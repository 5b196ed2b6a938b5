"""The writer's name, where a document gives it by its form: "my name is", a signature, a title that is a name."""

import re
from collections.abc import Iterable, Iterator

from matcher.documents.blocks import Block
from matcher.documents.structure import heading_kinds
from matcher.text.identity import without_identity

_NAME = r"[A-ZÀ-ÞĀ-Ž][\w'’-]+(?:\s+(?:[A-Z]\.|de|da|van|von|der|den|la|el|bin|al|[A-ZÀ-ÞĀ-Ž][\w'’-]+)){0,4}"
_SAID = re.compile(rf"\b(?:[Mm]y name is|[Ii]ch heiße|[Jj]e m'appelle|[Mm]e llamo)\s+({_NAME})")
_LABELLED = re.compile(rf"^(?:[Ff]ull )?[Nn]ame\s*:\s*({_NAME})")
_I_AM = re.compile(
    r"^(?:(?:Hi|Hello|Hey)(?: there| all| everyone)?\W{0,6})?"
    r"(?:I am|I'm|I’m)\s+([A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+){0,2})"
    r"(?=\s*[,.!(]|\s+and\b|\s*$)"
)
_FAREWELL = re.compile(
    r"(?:.{0,20}\b(?:regards|wishes|sincerely|faithfully|truly)|cheers|best|warmly|thanks|respectfully"
    r"|mit freundlichen grüßen|cordialement|saludos)"
    r"[\s,.!]*",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"(?:{_NAME}\s*[,|–—-]?\s*)(?:\(.{{1,20}}\))?")
_PLACES = frozenset(
    """
    European American German Dutch British French Spanish Indian Italian Curious Bayesian
    """.split()  # noqa: SIM905
)


def names_in(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the names by which a document's writer is known from its own form.

    Nothing is guessed from other words.
    """
    blocks = list(blocks)
    for block in blocks:
        for match in (_SAID.search(block.text), _I_AM.match(block.text), _LABELLED.match(block.text)):
            if match and match[1].split()[0] not in _PLACES:
                yield match[1].strip(" ,.")
    for before, block in zip(blocks, blocks[1:], strict=False):
        if _FAREWELL.fullmatch(before.text) and _WHOLE.fullmatch(block.text) and len(block.text.split()) <= 4:
            yield block.text.strip(" ,.-")
    for block in blocks:
        signed = re.search(
            rf"(?:[Rr]egards|[Ww]ishes|[Ss]incerely|[Cc]heers|[Ss]aludos)\s*,\s*({_NAME})\s*$", block.text
        )
        if signed:
            yield signed[1]
    yield from _titled([block for block in blocks if block.role != "aside"])


def _titled(blocks: list[Block]) -> Iterator[str]:
    """Yield a title that is a name, known by the address right under it."""
    if len(blocks) < 2 or not 2 <= len(blocks[0].text.split()) <= 4 or heading_kinds.kind_of(blocks[0].text):
        return
    under = " ".join(block.text for block in blocks[1:4])[:300]
    first = blocks[0].text.split("|")[0].strip()
    if _WHOLE.fullmatch(first) and without_identity(under) != under:
        yield first
