"""A PDF to lines with their size, weight, gap and edges, by pypdf. Runs in the child.

Imports nothing of matcher but its neighbours.
"""

import io
from collections.abc import Mapping
from typing import Any

from matcher.documents.office.archive import Refused
from matcher.documents.office.pdf_layout import lines_of
from matcher.documents.office.pdf_runs import runs_of


def read(data: bytes, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the pages as lists of lines `[text, size, bold, gap, left, right, n_gaps, key words]`.

    And how many pictures the pages hold.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("encrypted")
    if _n_pages(reader) > limits["pages"]:
        raise Refused("too many pages")
    pages = list(reader.pages)
    lines: list[list[list[Any]]] = []
    n_left = limits["characters"]
    for page in pages:
        lines.append(_lines(page, n_left + 1))
        n_left -= sum(len(line[0]) for line in lines[-1])
        if n_left < 0:
            raise Refused("too large")
    return {
        "pages": lines,
        "author": str((reader.metadata.author if reader.metadata else "") or "")[:100],
        "dropped": {"pictures": sum(_n_pictures(page) for page in pages)},
    }


def _n_pages(reader: Any) -> int:
    """Return the number of pages the file claims, or has.

    A claim is read in no time, a count walks the tree.
    """
    try:
        claimed = int(reader.trailer["/Root"]["/Pages"]["/Count"])
    except (KeyError, TypeError, ValueError):
        claimed = 0
    return max(claimed, 0) or len(reader.pages)


def _n_pictures(page: Any) -> int:
    try:
        objects = page["/Resources"]["/XObject"]
        return sum(1 for name in objects if objects[name].get("/Subtype") == "/Image")
    except (KeyError, TypeError, AttributeError):
        return 0


def _lines(page: Any, n_most: int) -> list[list[Any]]:
    """Return the lines of a page; where its content cannot be followed, those of pypdf's own extraction."""
    try:
        lines = lines_of(runs_of(page, n_most))
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        lines = []
    if lines:
        return lines
    return [[line, 0.0, 0.0, 0.0, 0.0, 0.0, 0, []] for line in page.extract_text().split("\n") if line.strip()]
