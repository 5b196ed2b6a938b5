"""A PDF to lines with their size, weight and gap, by pypdf. Runs in the child.

Imports nothing of the house.
"""

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

from matcher.documents.office.archive import Refused

_SLANTED = ("italic", "oblique", "slanted")
_BOLD = ("bold", "black", "heavy", "semibold", "demi")


def read(data: bytes, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the pages as lists of lines `[text, size, bold, gap, left, key words]`.

    And how many pictures the pages hold.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("encrypted")
    if _n_pages(reader) > limits["pages"]:
        raise Refused("too many pages")
    pages = [page for page in reader.pages]
    lines = [_lines(page) for page in pages]
    if sum(len(line[0]) for page in lines for line in page) > limits["characters"]:
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


class _Run(NamedTuple):
    """A run of text in one font; `left` and `height` say where on the page it begins, in points."""

    text: str
    size: float
    is_bold: bool
    is_slanted: bool
    left: float
    height: float


class _Lines:
    """Lines gathered from the runs of text that pypdf hands over, in reading order."""

    def __init__(self) -> None:
        self.lines: list[list[Any]] = []
        self.runs: list[_Run] = []
        self.last_height = 0.0

    def run(self, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        """Take one run: its text, the two matrices that place it, its font and size."""
        height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        scale = abs(tm[3] * cm[3] - tm[1] * cm[2]) ** 0.5 or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower()
        for index, written in enumerate(text.split("\n")):
            if index:
                self.close()
            if written:
                bold, slanted = (any(word in name for word in words) for words in (_BOLD, _SLANTED))
                self.runs.append(_Run(written, size * scale, bold, slanted, left, height))

    def close(self) -> None:
        """End the line: its size is that of most of its letters, its gap the step down from the line before."""
        runs, self.runs = _without_raised_digits(self.runs), []
        text = "".join(run.text for run in runs)
        n = len("".join(text.split()))
        if not n:
            return
        biggest = max(runs, key=lambda run: len(run.text.strip()))
        bold = sum(len("".join(run.text.split())) for run in runs if run.is_bold) / n
        left = next(run.left for run in runs if run.text.strip())
        marked = [run.text.strip() for run in runs if run.is_bold or run.is_slanted]
        strong = [phrase for phrase in marked if phrase] if bold < 0.9 else []
        gap = self.last_height - biggest.height
        self.lines.append([text, round(biggest.size, 1), round(bold, 2), round(gap, 1), round(left, 1), strong])
        self.last_height = biggest.height


def _without_raised_digits(runs: list[_Run]) -> list[_Run]:
    """Drop the numbers of footnotes, smaller than their line; left in, they change the word before."""
    largest = max((run.size for run in runs if run.text.strip()), default=0.0)
    kept = [run for run in runs if not (run.text.strip().isdigit() and run.size < 0.88 * largest)]
    return kept or runs


def _lines(page: Any) -> list[list[Any]]:
    gathered = _Lines()
    plain = page.extract_text(visitor_text=gathered.run)
    gathered.close()
    n_seen = sum(len("".join(line[0].split())) for line in gathered.lines)
    n_wanted = len("".join(plain.split()))
    if n_seen < 0.9 * n_wanted:  # the runs missed something; the plain text did not
        return [[line, 0.0, 0.0, 0.0, 0.0, []] for line in plain.split("\n") if line.strip()]
    return gathered.lines
