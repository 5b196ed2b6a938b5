"""Forms and task lists: what is ticked counts without its box, what is not ticked was not chosen."""

import re
from collections.abc import Iterable

from matcher.documents.blocks import Block

_BOX = re.compile(r"(?<![\w\]])(?:\[[xX✓✔]\]|\[ ?\]|[☐☑☒✅⬜🗹🗷])(?=\s|$)|[☐☑☒]")
_TICKED = frozenset(("[x]", "[X]", "[✓]", "[✔]", "☑", "☒", "✅", "🗹", "🗷"))


def chosen(blocks: Iterable[Block]) -> tuple[list[Block], int]:
    """Return the blocks with boxes taken off and what stands behind an empty box left out, and how much that was.

    >>> blocks, n = chosen([Block("item", "[x] Tides"), Block("item", "[ ] Poultry"), Block("text", "☐ No ☒ Kelp")])
    >>> [block.text for block in blocks], n
    (['Tides', 'Kelp'], 2)
    """
    kept: list[Block] = []
    n_left_out = 0
    for block in blocks:
        boxes = list(_BOX.finditer(block.text))
        if not boxes:
            kept.append(block)
            continue
        before = block.text[: boxes[0].start()].strip()
        if before:
            kept.append(_cut(block, before, block.role))
        ends = [*(box.start() for box in boxes[1:]), len(block.text)]
        for box, end in zip(boxes, ends, strict=True):
            text = block.text[box.end() : end].strip()
            if text and box[0] in _TICKED:
                kept.append(_cut(block, text, "item" if block.role == "text" else block.role))
            n_left_out += bool(text) and box[0] not in _TICKED
    return kept, n_left_out


def _cut(block: Block, text: str, role: str) -> Block:
    """Return a piece of a block with the phrases that stand in it."""
    strong = tuple(phrase for phrase in block.strong if phrase in text)
    linked = tuple(phrase for phrase in block.linked if phrase in text)
    return Block(role, text, block.level, strong, linked)
