"""Convert the lines of a PDF to blocks: remove running heads, rejoin words, find paragraphs and headings."""

import math
import re
from typing import Any

from matcher.documents.blocks import NEVER_HEADING, Block, ParsedBlocks
from matcher.documents.readers.pdf_page import Line, Page, line_of, without_running_heads
from matcher.documents.structure import heading_kinds, paragraph_kinds
from matcher.documents.structure.hyphens import joined_lines, words_written
from matcher.documents.structure.layout import BULLET, breaks_between, ends_open
from matcher.documents.structure.paragraph_kinds import PARAGRAPHS

_REFERENCES = re.compile(
    r"(?:(?:selected|cited|key) )?(?:references?|bibliography|works cited|literature(?: cited)?|literatur)"
)
_OPENS_ITEM = re.compile(rf"{BULLET.pattern}|\[\d{{1,3}}\]\s")
"""A bullet, or the number of a reference."""


def read_pdf_lines(pages: list[list[list[Any]]], parsed: ParsedBlocks) -> None:
    """Append the blocks of a PDF's pages to `parsed`, and count what was removed."""
    sheets = [[line_of(*line) for line in page] for page in pages]
    lines = without_running_heads(sheets, parsed)
    if not lines:
        return
    page = Page.of(lines)
    known = words_written(" ".join(line.text for line in lines))
    n_rejoined = 0
    before: list[Line] = []
    is_list = in_references = False
    for paragraph in _paragraphs(lines, page):
        text, n = joined_lines([line.text for line in paragraph], known)
        is_list = _is_indented(before, paragraph, text, is_list, page.size)
        n_rejoined += n
        block = _block(paragraph, text, page, in_references=in_references)
        if block.role == "heading":
            in_references = bool(_REFERENCES.fullmatch(heading_kinds.normal(text)))
        parsed.blocks.append(block._replace(role="item") if is_list and block.role == "text" else block)
        before = paragraph
    if n_rejoined:
        parsed.notes.append(f"words put together again at line ends: {n_rejoined}")


def _paragraphs(lines: list[Line], page: Page) -> list[list[Line]]:
    """Group lines into paragraphs by gaps and format, or by how full the lines are if those do not tell."""
    paragraphs: list[list[Line]] = []
    is_indented = False
    for line in lines:
        before = paragraphs[-1][-1] if paragraphs else None
        if before is None or _begins(paragraphs[-1], line, page) or (is_indented and _opens_item(before, line, page)):
            indent = line.left - before.left if before and line.gap > 0 else -math.inf
            is_indented = indent > 0.8 * page.size or (is_indented and abs(indent) < 1)
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


def _opens_item(before: Line, line: Line, page: Page) -> bool:
    """Tell whether a line starts an item whose bullet is drawn: it has a capital, or the line before has free space."""
    if abs(line.left - before.left) >= 1 or ends_open(before.text.rstrip()):
        return False
    return line.text[:1].isupper() or _has_room(before, line, page, 0.25)


def _is_indented(before: list[Line], paragraph: list[Line], text: str, is_list: bool, size: float) -> bool:
    """Tell whether a paragraph is an item whose bullet is drawn, not text: all of its lines are indented."""
    if not before or paragraph[0].gap <= 0 or len({round(line.left) for line in paragraph}) > 1:
        return False
    if text.endswith(",") or paragraph_kinds.is_thanks(text) or PARAGRAPHS["farewell"].match(text):
        return False  # the indented end of a letter
    indent = paragraph[0].left - before[-1].left
    if abs(indent) < 1:
        return is_list
    return 0.8 * size < indent < 6 * size and (len(paragraph) > 1 or len(paragraph[0].text) < 100)


def _begins(paragraph: list[Line], line: Line, page: Page) -> bool:
    """Tell whether a line begins a paragraph: by its bullet, indent, format, gap, or free space in the line before."""
    before, size, step = paragraph[-1], page.size, page.step
    if _OPENS_ITEM.match(line.text) or _OPENS_ITEM.match(before.text) and line.gap > 1.4 * step > 0:
        return True
    is_ended = before.text.rstrip()[-1:] in ".?!:"
    if line.gap > 0 and line.left - before.left > 0.8 * size > 0 and not _OPENS_ITEM.match(before.text):
        is_hanging = len(paragraph) == 1 and not is_ended and not _has_room(before, line, page, 0.0)
        return not is_hanging
    if line.gap > 0 and before.left - line.left > 1.5 * size > 0 and is_ended:
        return True
    if abs(line.size - before.size) > 0.08 * size and (_is_large(line, size) != _is_large(before, size)):
        return True
    if (line.bold > 0.9) != (before.bold > 0.9) and (before.bold > 0.9 or len(line.text) < 60):
        return before.bold > 0.9 or not before.text.rstrip().endswith((",", "-"))
    if 0 < line.gap <= 3 * step and step > 0:
        if line.gap > 1.25 * max(step, 0.9 * line.size):
            return True
        if _stops_short(paragraph, line, page):
            return True
        return breaks_between(before.text, line.text, page.width) and is_ended
    return breaks_between(before.text, line.text, page.width) or is_ended


def _stops_short(paragraph: list[Line], line: Line, page: Page) -> bool:
    """Tell whether a line end is intended: the next word would have fitted, and no sentence continues."""
    before = paragraph[-1]
    if _is_large(before, page.size) or not line.text[:1].isupper() or ends_open(before.text.rstrip()):
        return False
    if len(paragraph) == 1 and heading_kinds.is_plain_heading(before.text.strip()):
        return True
    return _has_room(before, line, page, 0.02)


def _has_room(before: Line, line: Line, page: Page, share: float) -> bool:
    """Tell whether the next word would have fitted on a line, with a share of the column width left over."""
    edge = page.edges.get(before, 0.0)
    width = edge - before.left
    if width <= 0 or line.right <= line.left:
        return False
    word = len(line.text.split()[0]) / len(line.text) * (line.right - line.left)
    return before.right + 0.25 * before.size + word + share * width <= edge


def _is_large(line: Line, size: float) -> bool:
    return line.size > 1.08 * size


def _block(paragraph: list[Line], text: str, page: Page, *, in_references: bool) -> Block:
    first, size = paragraph[0], page.size
    strong = tuple(phrase for line in paragraph for phrase in line.strong)
    looks_like_heading = len(text) <= 90 and len(paragraph) <= 3 and not text.endswith((".", ",", ";"))
    if _is_labels(paragraph, page):
        return Block("text", text, NEVER_HEADING, strong)
    if looks_like_heading and not BULLET.match(text):
        if _is_large(first, size):
            larger = first.size / size
            return Block("heading", text, 1 if larger > 1.7 else 2 if larger > 1.3 else 3)
        if all(line.bold > 0.9 for line in paragraph):
            return Block("heading", text, 4)
    if in_references:
        return Block("item", text, 0, strong)
    if first.size < 0.92 * size and re.match(r"\[?\d{1,2}\]?[.)]?\s?\D", text) or text.endswith("↩"):
        return Block("note", re.sub(r"^\[?\d{1,2}\]?[.)]?\s*|↩$", "", text), 0, strong)
    bullet = BULLET.match(text)
    return Block("item", text[bullet.end() :], 0, strong) if bullet else Block("text", text, 0, strong)


def _is_labels(paragraph: list[Line], page: Page) -> bool:
    """Tell whether a line is labels of a figure: few short words or numbers with wide gaps, not a sentence."""
    line = paragraph[0]
    if len(paragraph) > 1 or not line.n_gaps or len(line.text) > 60:
        return False
    return line.n_gaps >= 2 or (line.bold <= 0.9 and not _is_large(line, page.size))


def looks_scanned(parsed: ParsedBlocks, n_pictures: int) -> bool:
    """Tell whether a PDF is a scan, not just short: few letters and some pictures, or no letters."""
    n = sum(len(block.text) for block in parsed.blocks)
    return n == 0 or (n < 200 and n_pictures > 0)
