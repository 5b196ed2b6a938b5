"""The lines of a PDF with their positions and usual measures, and the removal of running heads."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any, NamedTuple

from matcher.documents.blocks import ParsedBlocks
from matcher.documents.structure.layout import width_of

_PAGE_NUMBER = re.compile(
    r"(?:page\s{0,9}|seite\s{0,9}|p\.\s{0,9})?[-–—]?\s{0,9}\d{1,4}\s{0,9}[-–—]?(?:\s{0,9}(?:/|of|von|sur|de)\s{0,9}\d{1,4})?",
    re.I,
)
_PRINTED = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}:\d{2}(?: ?[ap]m)?(?:\s.{0,300})?"
    r"|(?:https?|file|\ufb01le):\S{1,2000}(?: \d{1,4}/\d{1,4})?",
    re.I,
)
"""The lines that a browser prints above and below each page: time and title, address and page number."""

_LISTED = 10
"""The largest number of pages that a note lists."""


class Line(NamedTuple):
    """One line of a page; `gap` is the step down from the line before, 0 or less at the start of a column.

    `left` is its left edge and `size` the font size, both in points; `bold` is the share of bold letters.
    """

    text: str
    size: float
    bold: float
    gap: float
    left: float
    right: float = 0.0
    n_gaps: int = 0
    strong: tuple[str, ...] = ()


def line_of(text: str, *measures: Any) -> Line:
    """Return a line from the values in the child's reply."""
    size, bold, gap, left, right = map(float, measures[:5])
    return Line(str(text), size, bold, gap, left, right, int(measures[5]), tuple(map(str, measures[6])))


class Page(NamedTuple):
    """Usual measures of a document: the font size, the step from line to line, the width in letters."""

    size: float
    step: float
    width: int
    edges: dict[Line, float]
    """The right edge of the column of each line, in points."""

    @classmethod
    def of(cls, lines: list[Line]) -> "Page":
        """Return the usual measures of these lines."""
        size = _most_common(line.size for line in lines for _ in range(len(line.text)))
        step = _most_common(line.gap for line in lines if line.gap > 0.8 * line.size)
        width = width_of((line.text, following.text) for line, following in pairwise(lines))
        return cls(size, step, width, _column_edges(lines))


def _column_edges(lines: list[Line]) -> dict[Line, float]:
    """Return the right edge of the column of each line; a column ends where the next line is higher up."""
    edges: dict[Line, float] = {}
    begin = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or lines[end].gap <= 0:
            edges |= dict.fromkeys(lines[begin:end], max(line.right for line in lines[begin:end]))
            begin = end
    return edges


def _most_common(values: Any) -> float:
    counted = Counter(round(value, 1) for value in values)
    return counted.most_common(1)[0][0] if counted else 0.0


def without_running_heads(sheets: list[list[Line]], parsed: ParsedBlocks) -> list[Line]:
    """Return the lines without page numbers and the lines at the edge of most pages."""
    edges: Counter[str] = Counter()
    for sheet in sheets:
        edges.update({_shape(line.text) for line in sheet[:2] + sheet[-2:]})
    repeated = {shape for shape, n in edges.items() if n >= 2 and n > 0.6 * len(sheets)}
    numbered = _numbered(sheets)
    if numbered:
        pages = ", ".join(map(str, numbered[:_LISTED])) + (" and others" if len(numbered) > _LISTED else "")
        where = "page" if len(numbered) == 1 else "pages"
        parsed.notes.append(f"page numbers left out of the text, which was read on every page: on {where} {pages}")
    seen: set[str] = set()
    kept: list[Line] = []
    for number, sheet in enumerate(sheets, 1):
        for place, line in enumerate(sheet):
            shape = _shape(line.text)
            is_edge = place < 2 or place >= len(sheet) - 2
            if is_edge and number in numbered and _PAGE_NUMBER.fullmatch(line.text.strip()):
                continue
            is_repeated = shape in repeated and (shape in seen or place >= 2)
            if is_edge and (is_repeated or _PRINTED.fullmatch(line.text.strip())):
                parsed.dropped["running heads"] += 1
            else:  # a running head is kept once: it may be the title
                kept.append(line)
                seen.add(shape)
    return kept


def _numbered(sheets: list[list[Line]]) -> list[int]:
    """Return the pages with a page number at their edge: "page 3", "3 / 7", or a number that increases by page."""
    certain: set[int] = set()
    steps: dict[int, list[int]] = {}
    for number, sheet in enumerate(sheets, 1):
        for line in sheet[:2] + sheet[2:][-2:]:
            text = line.text.strip()
            if not text.isdecimal() and _PAGE_NUMBER.fullmatch(text):
                certain.add(number)
            elif text.isdecimal() and len(text) < 5:
                steps.setdefault(int(text) - number, []).append(number)
    return sorted(certain.union(*(pages for step, pages in steps.items() if step == 0 or len(set(pages)) > 1)))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(text.split()).lower())
