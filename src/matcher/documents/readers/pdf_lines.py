"""The lines of a PDF to blocks: running heads off, words put together again, paragraphs and headings told apart."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any, NamedTuple

from matcher.documents.blocks import Block, ParsedBlocks
from matcher.documents.structure.layout import BULLET, breaks_between, ends_open, width_of

_PAGE_NUMBER = re.compile(
    r"(?:page\s*|seite\s*|p\.\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of|von|sur|de)\s*\d{1,4})?", re.I
)
_HYPHENATED = re.compile(r"[^\W\d_]{2,}[-\u2010\u00ad\ufffe]$")
_KEPT_HYPHENS = frozenset(
    """
    self well non long short high low real state open cross post pre co multi inter intra semi anti
    near mid full half deep large small data two three one time hands peer end human computer
    """.split()  # noqa: SIM905
)
"""First halves of words that are written with a hyphen anyway, so a line end there may be no hyphenation."""


class Line(NamedTuple):
    """One line of a page; `gap` is its step down from the line before, 0 or less where a column begins.

    `left` is where it begins and `size` that of its letters, both in points; `bold` the share of
    bold letters.
    """

    text: str
    size: float
    bold: float
    gap: float
    left: float
    strong: tuple[str, ...] = ()


def _line(text: str, size: float, bold: float, gap: float, left: float, strong: list[str]) -> Line:
    return Line(str(text), float(size), float(bold), float(gap), float(left), tuple(map(str, strong)))


def read_pdf_lines(pages: list[list[list[Any]]], parsed: ParsedBlocks) -> None:
    """Append the blocks of a PDF's pages to `parsed`, and count what was taken off."""
    sheets = [[_line(*line) for line in page] for page in pages]
    lines = _without_running_heads(sheets, parsed)
    if not lines:
        return
    size = _body(line.size for line in lines for _ in range(len(line.text)))
    step = _body(line.gap for line in lines if line.gap > 0)
    known = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+|[^\W\d_]+", " ".join(line.text for line in lines).lower()))
    n_rejoined = 0
    before: list[Line] = []
    is_list = False
    for paragraph in _paragraphs(lines, size, step):
        is_list = _is_indented(before, paragraph, is_list, size)
        text, n = _join_lines([line.text for line in paragraph], known)
        n_rejoined += n
        block = _block(paragraph, text, tuple(phrase for line in paragraph for phrase in line.strong), size)
        parsed.blocks.append(block._replace(role="item") if is_list and block.role == "text" else block)
        before = paragraph
    if n_rejoined:
        parsed.notes.append(f"words put together again at line ends: {n_rejoined}")


def _body(values: Any) -> float:
    counted = Counter(round(value, 1) for value in values)
    return counted.most_common(1)[0][0] if counted else 0.0


def _without_running_heads(sheets: list[list[Line]], parsed: ParsedBlocks) -> list[Line]:
    """Take off page numbers and the lines that stand at the edge of most pages."""
    edges: Counter[str] = Counter()
    for sheet in sheets:
        edges.update({_shape(line.text) for line in sheet[:2] + sheet[-2:]})
    repeated = {shape for shape, n in edges.items() if n >= 2 and n > 0.6 * len(sheets)}
    seen: set[str] = set()
    kept: list[Line] = []
    for sheet in sheets:
        for place, line in enumerate(sheet):
            edge = place < 2 or place >= len(sheet) - 2
            if edge and _PAGE_NUMBER.fullmatch(line.text.strip()):
                parsed.dropped["page numbers"] += 1
            elif edge and _shape(line.text) in repeated and (_shape(line.text) in seen or place >= 2):
                parsed.dropped["running heads"] += 1
            else:  # a running head is kept once: it may be the title
                kept.append(line)
                seen.add(_shape(line.text))
    return kept


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(text.split()).lower())


def _paragraphs(lines: list[Line], size: float, step: float) -> list[list[Line]]:
    """Group lines into paragraphs by their gaps and looks, and where those say nothing by how full they are."""
    width = width_of((line.text, following.text) for line, following in pairwise(lines))
    paragraphs: list[list[Line]] = []
    stands_in = False
    for line in lines:
        before = paragraphs[-1][-1] if paragraphs else None
        if before is None or _begins(before, line, size, step, width) or (stands_in and _opens_item(before, line)):
            stands_in = (
                before is not None
                and line.gap > 0
                and (line.left - before.left > 0.8 * size or (stands_in and abs(line.left - before.left) < 1))
            )
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    return paragraphs


def _opens_item(before: Line, line: Line) -> bool:
    """Tell the next item of a list whose bullets are drawn: a capital where no sentence goes on."""
    return abs(line.left - before.left) < 1 and line.text[:1].isupper() and not ends_open(before.text.rstrip())


def _is_indented(before: list[Line], paragraph: list[Line], is_list: bool, size: float) -> bool:
    """Tell an item whose bullet is drawn, not written: all of its lines stand in from the paragraph before."""
    if not before or paragraph[0].gap <= 0 or len({round(line.left) for line in paragraph}) > 1:
        return False
    step_in = paragraph[0].left - before[-1].left
    if is_list and abs(step_in) < 1:
        return True
    return 0.8 * size < step_in < 6 * size and (len(paragraph) > 1 or len(paragraph[0].text) < 100)


def _begins(before: Line, line: Line, size: float, step: float, width: int) -> bool:
    """Tell whether a line begins a paragraph."""
    if BULLET.match(line.text) or BULLET.match(before.text) and line.gap > 1.4 * step > 0:
        return True
    if line.gap > 0 and line.left - before.left > 0.8 * size > 0 and not BULLET.match(before.text):
        return True
    if line.gap > 0 and before.left - line.left > 1.5 * size > 0 and before.text.rstrip()[-1:] in ".?!:":
        return True
    if abs(line.size - before.size) > 0.08 * size and (_is_large(line, size) != _is_large(before, size)):
        return True
    if (line.bold > 0.9) != (before.bold > 0.9) and (before.bold > 0.9 or len(line.text) < 60):
        return before.bold > 0.9 or not before.text.rstrip().endswith((",", "-"))
    if 0 < line.gap <= 3 * step and step > 0:
        if line.gap > 1.25 * max(step, 0.9 * line.size):
            return True
        return breaks_between(before.text, line.text, width) and before.text.rstrip()[-1:] in ".?!:"
    return breaks_between(before.text, line.text, width) or before.text.rstrip()[-1:] in ".?!:"


def _is_large(line: Line, size: float) -> bool:
    return line.size > 1.08 * size


def _block(paragraph: list[Line], text: str, strong: tuple[str, ...], size: float) -> Block:
    looks_like_heading = len(text) <= 90 and len(paragraph) <= 3 and not text.endswith((".", ",", ";"))
    if looks_like_heading and not BULLET.match(text):
        if _is_large(paragraph[0], size):
            return Block("heading", text, _level(paragraph[0].size / size))
        if all(line.bold > 0.9 for line in paragraph):
            return Block("heading", text, 4)
    if paragraph[0].size < 0.92 * size and re.match(r"\[?\d{1,2}\]?[.)]?\s?\D", text) or text.endswith("↩"):
        return Block("note", re.sub(r"^\[?\d{1,2}\]?[.)]?\s*|↩$", "", text), 0, strong)
    bullet = BULLET.match(text)
    return Block("item", text[bullet.end() :], 0, strong) if bullet else Block("text", text, 0, strong)


def _level(ratio: float) -> int:
    return 1 if ratio > 1.7 else 2 if ratio > 1.3 else 3


def _join_lines(texts: list[str], known: Counter[str]) -> tuple[str, int]:
    """Return the lines as one text, with words that a line end cut in two put together again, and their number."""
    text, n_rejoined = texts[0].strip(), 0
    for following in texts[1:]:
        following = following.strip()
        if _HYPHENATED.search(text) and following[:1].islower():
            first = re.search(r"[^\W\d_]+(?=.$)", text)
            second = re.match(r"[^\W\d_]+", following)
            left, right = (first[0] if first else "").lower(), (second[0] if second else "").lower()
            keeps = known[f"{left}-{right}"] > known[left + right] or (
                not known[left + right] and left in _KEPT_HYPHENS
            )
            text = (text[:-1] + "-" if keeps else text[:-1]) + following
            n_rejoined += not keeps
        else:
            text = f"{text} {following}".strip()
    return text, n_rejoined


def looks_scanned(parsed: ParsedBlocks, n_pictures: int) -> bool:
    """Tell a PDF of pictures from a short one: hardly a letter though pages hold pictures, or no letter at all."""
    n = sum(len(block.text) for block in parsed.blocks)
    return n == 0 or (n < 200 and n_pictures > 0)


__all__ = ["Line", "looks_scanned", "read_pdf_lines"]
