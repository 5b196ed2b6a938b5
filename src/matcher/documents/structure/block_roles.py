"""Decide from format and neighbours which blocks are items or headings, and drop what a form leaves unticked."""

import re
from collections.abc import Iterable

from matcher.documents.blocks import NEVER_HEADING, Block, piece_of_block
from matcher.documents.structure import kinds
from matcher.documents.structure.kinds import PARAGRAPHS

SENTENCE_END = re.compile(r"[.?!…][)\]\"'”’»]*$")
"""The end of a line that ends a sentence."""


def mark_items(blocks: list[Block]) -> list[Block]:
    """Turn the short lines after a line that opens a list into items: a list without bullets."""
    marked: list[Block] = []
    is_list = False
    for place, block in enumerate(blocks):
        if block.role == "text" and is_list and _is_entry(block.text):
            marked.append(block._replace(role="item"))
            continue
        n_needed = 1 if block.text.endswith(":") else 2
        entries = [entry for entry in blocks[place + 1 : place + 1 + n_needed] if _is_entry(entry.text)]
        is_list = block.role == "text" and opens_list(block.text) and len(entries) == n_needed
        marked.append(block)
    return marked


def opens_list(text: str) -> bool:
    """Tell whether a line introduces a list: with a colon, or in a chat a short one like "things i did so far".

    >>> opens_list("things i did so far"), opens_list("things went well.")
    (True, False)
    """
    is_short = len(text) <= 60 and text[-1].isalnum() and bool(_THINGS.match(text))
    return text.endswith(":") or (is_short and kinds.of_heading(text) is not None)


_THINGS = re.compile(r"(?:(?:some|the|a few|other|my) )?(?:things|stuff|topics|ideas|projects|what i)\b")
_SPEAKING = re.compile(r"(?:i|i'm|i’m|i've|i’ve|my|we|thanks|thank|best|kind|cheers|dear|yours)\b", re.IGNORECASE)


def _is_entry(text: str) -> bool:
    """Tell whether a line may be in a list: short, one clause, and not a sentence about what the writer did."""
    short = len(text) <= 100 and not text.endswith((":", "!", "?")) and not _SPEAKING.match(text)
    return short and (not SENTENCE_END.search(text) or len(text.split()) <= 8) and not kinds.is_plain_heading(text)


def mark_headings(blocks: list[Block]) -> list[Block]:
    """Turn paragraphs that can only be headings into headings, and headings that are sentences into paragraphs."""
    marked: list[Block] = []
    questions = _form_questions(blocks)
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if place in questions:
            block = Block("heading", block.text, 7)
        elif place - 1 in questions:
            pass  # an answer, as short as it may be
        elif place == 0 and following is not None and _is_title(block, following):
            block = block._replace(role="heading", level=1, strong=())
        elif block.role == "heading" and (len(block.text) > 150 or len(block.text.split()) > 22):
            block = block._replace(role="text", level=0)
        elif block.role in {"text", "item"} and following is not None and _is_heading(block, marked[-1:], following):
            block = block._replace(role="heading", level=8 if _NUMBERED.match(block.text) else 7, strong=())
        marked.append(block)
    return marked


def _form_questions(blocks: list[Block]) -> set[int]:
    """Return the places of a form's questions, each above its answer: single items, or lines that address "you".

    A question answered with "yes" is not a heading: its words count as the writer's.
    """
    items = [place for place, block in enumerate(blocks[:-1]) if block.role == "item"]
    are_alone = all(blocks[place + 1].role == "text" and _is_asked(blocks[place].text) for place in items)
    if len(items) > 2 and are_alone and any(blocks[place].text.rstrip(" )").endswith("?") for place in items):
        return set(items)
    texts = [place for place, block in enumerate(blocks[:-1]) if block.role == "text" and asks_reader(block.text)]
    asked = [place for place in texts if blocks[place + 1].role == "text" and place + 1 not in texts]
    headings = [place for place in asked if not PARAGRAPHS["plain_yes"].fullmatch(blocks[place + 1].text)]
    return set(headings) if len(asked) > 2 else set()


def _is_asked(text: str) -> bool:
    return len(text.split()) <= 20 and not text.endswith((".", "!", ";"))


def asks_reader(text: str) -> bool:
    """Tell whether a line asks the person who fills in a form: it says "you", not "I" or "we"."""
    is_line = len(text.split()) <= 20 and not text.endswith((",", "!"))
    return is_line and bool(_YOU.search(text)) and not _WE.search(text)


_YOU = re.compile(r"\byou(?:rs?)?\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|[Tt]hank|[Dd]ear)\b")


def _is_title(block: Block, following: Block) -> bool:
    """Tell whether the first line of plain text is a title above a paragraph, not a greeting, name or sentence."""
    text = block.text
    words = text.split()
    is_line = block.role == "text" and 3 <= len(words) <= 10 and len(text) <= 70 and text[-1].isalnum()
    shows_more = following.role == "text" and len(following.text) > 120
    names_kind = kinds.of_heading(text) is not None
    return is_line and shows_more and names_kind and text[0].isupper() and not PARAGRAPHS["greeting"].match(text)


_NUMBERED = re.compile(r"\d{1,2}\.\d{1,2}\.?\s+[^\W\d_]")
"""A second-level heading, as in "3.1 Noise"."""


def _is_heading(block: Block, before: list[Block], following: Block) -> bool:
    text = block.text
    label, colon, _ = text.partition(": ")
    is_row = colon and kinds.of_heading(label) in {"avoid", "interests"} and kinds.is_label(label)
    if block.level == NEVER_HEADING or bold_label(block) or is_row:
        return False
    neighbours = (*before, following)
    is_certain = kinds.is_plain_heading(text) and kinds.of_heading(text) in {"avoid", "interests", "other"}
    are_lines = all(near.role == "text" and len(near.text) <= 25 and near.text[-1].isalnum() for near in neighbours)
    if before and are_lines and not is_certain:
        return False  # one of many short lines: an address, or a table with one cell per line
    if len(text) > 70 or len(text.split()) > 9 or text.endswith((".", ",", ";", "!")):
        return False
    if block.role == "item":
        among_items = following.role == "item" or any(previous.role == "item" for previous in before)
        return _stands_alone(block, before, following) or (not among_items and kinds.is_plain_heading(text))
    is_all_strong = block.strong and len(" ".join(block.strong)) >= len(text) - 3
    is_upper_case = text.isupper() and len(text) > 3 and len(re.findall(r"[^\W\d_]", text)) > 0.6 * len(text)
    is_marked = bool(is_all_strong or is_upper_case or kinds.is_plain_heading(text))
    return is_marked or bool(_NUMBERED.match(text)) or _stands_alone(block, before, following)


def bold_label(block: Block) -> str:
    """Return the bold label, ended by a full stop, at the start of a paragraph, "" for none."""
    label, stop, _ = block.text.partition(". ")
    return label if stop and block.strong and block.strong[0].rstrip(".") == label else ""


def _stands_alone(block: Block, before: list[Block], following: Block) -> bool:
    """Tell whether an unmarked line is a heading by its place: a few words above a paragraph of sentences."""
    text = re.sub(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+", "", block.text)
    is_line = len(text.split()) <= 6 and len(text) <= 50 and (text[-1].isalnum() or text[-1] == "?")
    over_sentences = following.role == "text" and bool(SENTENCE_END.search(following.text)) and len(following.text) > 25
    after_more = bool(before) and (before[-1].role == "heading" or len(before[-1].text) > 60 or block.role == "item")
    after_item = bool(before) and before[-1].role == "item"
    return is_line and text[0].isupper() and over_sentences and after_more and not (after_item and block.role == "item")


_BOX = re.compile(r"(?<![\w\]])(?:\[[xX✓✔]\]|\[ ?\]|[☐☑☒✅⬜🗹🗷])(?=\s|$)|[☐☑☒]")
_TICKED = frozenset(("[x]", "[X]", "[✓]", "[✔]", "☑", "☒", "✅", "🗹", "🗷"))


def without_unticked(blocks: Iterable[Block]) -> tuple[list[Block], int]:
    """Return the blocks of a form or a task list without the unticked choices, and their number.

    >>> form = [Block("item", "[x] Tides"), Block("item", "[ ] Poultry"), Block("text", "☐ No ☒ Kelp")]
    >>> blocks, n_unticked = without_unticked(form)
    >>> [block.text for block in blocks], n_unticked
    (['Tides', 'Kelp'], 2)
    """
    kept: list[Block] = []
    n_unticked = 0
    for block in blocks:
        boxes = list(_BOX.finditer(block.text))
        if not boxes:
            kept.append(block)
            continue
        before = block.text[: boxes[0].start()].strip()
        if before:
            kept.append(piece_of_block(block, block.role, before, len(boxes)))
        ends = [*(box.start() for box in boxes[1:]), len(block.text)]
        for box, end in zip(boxes, ends, strict=True):
            text = block.text[box.end() : end].strip()
            if text and box[0] in _TICKED:
                role = "item" if block.role == "text" else block.role
                kept.append(piece_of_block(block, role, text, len(boxes)))
            n_unticked += bool(text) and box[0] not in _TICKED
    return kept, n_unticked
