"""Convert the lines of a PDF to blocks: remove running heads, rejoin words, find paragraphs and headings."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from matcher.documents.blocks import NEVER_HEADING, Block, ParsedBlocks
from matcher.documents.structure import kinds
from matcher.documents.structure.kinds import PARAGRAPHS
from matcher.documents.structure.layout import BULLET, breaks_between, ends_open, joined_lines, width_of, words_written

_LISTED = 10
"""The largest number of pages that a note lists."""

_OPENS_ITEM = re.compile(rf"{BULLET.pattern}|\[\d{{1,3}}\]\s")
"""A bullet, or the number of a reference."""


class _Line(NamedTuple):
    """One line of a page; `gap` is the step down from the line before, 0 or less at the start of a column.

    `left` is its left edge and `size` the font size, both in points; `bold` is the share of bold letters.
    """

    text: str
    size: float
    bold: float
    gap: float
    left: float
    right: float
    n_gaps: int
    strong: tuple[str, ...]


def _line_of(text: Any, *measures: Any) -> _Line:
    """Return a line from the values in the child's reply."""
    size, bold, gap, left, right = map(float, measures[:5])
    return _Line(str(text), size, bold, gap, left, right, int(measures[5]), tuple(map(str, measures[6])))


class _Page(NamedTuple):
    """Usual measures of a document: the font size, the step from line to line, the width in letters."""

    size: float
    step: float
    width: int
    edges: dict[_Line, float]
    """The right edge of the column of each line, in points."""

    @classmethod
    def of(cls, lines: list[_Line]) -> "_Page":
        size = _most_common(line.size for line in lines for _ in range(len(line.text)))
        step = _most_common(line.gap for line in lines if line.gap > 0.8 * line.size)
        width = width_of((line.text, following.text) for line, following in pairwise(lines))
        return cls(size, step, width, _column_edges(lines))


def read_pdf_lines(pages: list[list[list[Any]]]) -> ParsedBlocks:
    """Return the pages of a PDF, given as the lines that the child found, as blocks."""
    parsed = ParsedBlocks()
    lines = _without_running_heads([[_line_of(*line) for line in page] for page in pages], parsed)
    page = _Page.of(lines)
    known = words_written(" ".join(line.text for line in lines))
    n_rejoined = 0
    before: list[_Line] = []
    is_list = in_references = False
    for paragraph in _paragraphs(lines, page):
        text, n = joined_lines([line.text for line in paragraph], known)
        is_list = _is_indented(before, paragraph, text, is_list, page.size)
        n_rejoined += n
        block = _block(paragraph, text, page, in_references=in_references)
        if block.role == "heading":
            in_references = bool(PARAGRAPHS["references"].fullmatch(kinds.normal(text)))
        parsed.blocks.append(block._replace(role="item") if is_list and block.role == "text" else block)
        before = paragraph
    if n_rejoined:
        parsed.notes.append(f"words put together again at line ends: {n_rejoined}")
    return parsed


def _paragraphs(lines: list[_Line], page: _Page) -> list[list[_Line]]:
    """Group lines into paragraphs by gaps and format, or by how full the lines are if those do not tell."""
    paragraphs: list[list[_Line]] = []
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


def _opens_item(before: _Line, line: _Line, page: _Page) -> bool:
    """Tell whether a line starts an item whose bullet is drawn: it has a capital, or the line before has free space."""
    if abs(line.left - before.left) >= 1 or ends_open(before.text.rstrip()):
        return False
    return line.text[:1].isupper() or _has_room(before, line, page, 0.25)


def _is_indented(before: list[_Line], paragraph: list[_Line], text: str, is_list: bool, size: float) -> bool:
    """Tell whether a paragraph is an item whose bullet is drawn, not text: all of its lines are indented."""
    if not before or paragraph[0].gap <= 0 or len({round(line.left) for line in paragraph}) > 1:
        return False
    if text.endswith(",") or kinds.is_thanks(text) or PARAGRAPHS["farewell"].match(text):
        return False  # the indented end of a letter
    indent = paragraph[0].left - before[-1].left
    if abs(indent) < 1:
        return is_list
    return 0.8 * size < indent < 6 * size and (len(paragraph) > 1 or len(paragraph[0].text) < 100)


def _begins(paragraph: list[_Line], line: _Line, page: _Page) -> bool:
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
    breaks = breaks_between(before.text, line.text, page.width)
    if 0 < line.gap <= 3 * step:
        is_far = line.gap > 1.25 * max(step, 0.9 * line.size)
        return is_far or _stops_short(paragraph, line, page) or (breaks and is_ended)
    return breaks or is_ended


def _stops_short(paragraph: list[_Line], line: _Line, page: _Page) -> bool:
    """Tell whether a line end is intended: the next word would have fitted, and no sentence continues."""
    before = paragraph[-1]
    if _is_large(before, page.size) or not line.text[:1].isupper() or ends_open(before.text.rstrip()):
        return False
    is_heading = len(paragraph) == 1 and kinds.is_plain_heading(before.text.strip())
    return is_heading or _has_room(before, line, page, 0.02)


def _has_room(before: _Line, line: _Line, page: _Page, share: float) -> bool:
    """Tell whether the next word would have fitted on a line, with a share of the column width left over."""
    edge = page.edges.get(before, 0.0)
    width = edge - before.left
    if width <= 0 or line.right <= line.left:
        return False
    word = len(line.text.split()[0]) / len(line.text) * (line.right - line.left)
    return before.right + 0.25 * before.size + word + share * width <= edge


def _is_large(line: _Line, size: float) -> bool:
    return line.size > 1.08 * size


def _block(paragraph: list[_Line], text: str, page: _Page, *, in_references: bool) -> Block:
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


def _is_labels(paragraph: list[_Line], page: _Page) -> bool:
    """Tell whether a line is labels of a figure: few short words or numbers with wide gaps, not a sentence."""
    line = paragraph[0]
    is_gapped = line.n_gaps >= 2 or (line.n_gaps == 1 and line.bold <= 0.9 and not _is_large(line, page.size))
    return len(paragraph) == 1 and len(line.text) <= 60 and is_gapped


def _column_edges(lines: list[_Line]) -> dict[_Line, float]:
    """Return the right edge of the column of each line; a column ends where the next line is higher up."""
    edges: dict[_Line, float] = {}
    begin = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or lines[end].gap <= 0:
            edges |= dict.fromkeys(lines[begin:end], max(line.right for line in lines[begin:end]))
            begin = end
    return edges


def _most_common(values: Iterable[float]) -> float:
    counted = Counter(round(value, 1) for value in values)
    return counted.most_common(1)[0][0] if counted else 0.0


def _without_running_heads(sheets: list[list[_Line]], parsed: ParsedBlocks) -> list[_Line]:
    """Return the lines without page numbers and the lines at the edge of most pages."""
    edges = Counter(shape for sheet in sheets for shape in {_shape(line.text) for line in sheet[:2] + sheet[-2:]})
    repeated = {shape for shape, n in edges.items() if n >= 2 and n > 0.6 * len(sheets)}
    numbered = _numbered(sheets)
    if numbered:
        pages = ", ".join(map(str, numbered[:_LISTED])) + (" and others" if len(numbered) > _LISTED else "")
        where = "page" if len(numbered) == 1 else "pages"
        parsed.notes.append(f"page numbers left out of the text, which was read on every page: on {where} {pages}")
    seen: set[str] = set()
    kept: list[_Line] = []
    for number, sheet in enumerate(sheets, 1):
        for place, line in enumerate(sheet):
            shape = _shape(line.text)
            is_edge = place < 2 or place >= len(sheet) - 2
            if is_edge and number in numbered and PARAGRAPHS["page_number"].fullmatch(line.text.strip()):
                continue
            is_repeated = shape in repeated and (shape in seen or place >= 2)
            if is_edge and (is_repeated or PARAGRAPHS["printed"].fullmatch(line.text.strip())):
                parsed.dropped["running heads"] += 1
            else:  # a running head is kept once: it may be the title
                kept.append(line)
                seen.add(shape)
    return kept


def _numbered(sheets: list[list[_Line]]) -> list[int]:
    """Return the pages with a page number at their edge: "page 3", "3 / 7", or a number that increases by page."""
    certain: set[int] = set()
    steps: dict[int, list[int]] = {}
    for number, sheet in enumerate(sheets, 1):
        for line in sheet[:2] + sheet[2:][-2:]:
            text = line.text.strip()
            if not text.isdecimal() and PARAGRAPHS["page_number"].fullmatch(text):
                certain.add(number)
            elif text.isdecimal() and len(text) < 5:
                steps.setdefault(int(text) - number, []).append(number)
    return sorted(certain.union(*(pages for step, pages in steps.items() if step == 0 or len(set(pages)) > 1)))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(text.split()).lower())
