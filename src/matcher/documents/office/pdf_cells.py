"""Cells of a table whose lines stand side by side: each is read whole. Runs in the child.

Programs write a table cell by cell, so the order of the content and that of the lines down the page disagree where
cells have lines of their own. Where pieces that were written in one go lie apart on the page, they are read one
after the other; in whatever else is written out of order (bold words after all others) they overlap, and nothing is
changed. Imports nothing of matcher but its neighbours.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from matcher.documents.office.pdf_runs import Run
from matcher.documents.office.pdf_words import text_of

_STEP = 1.9
"""A line of the same cell is at most so many sizes of its letters lower."""

_APART = 0.3
"""Cells keep this share of a letter's size free on both sides; words of a sentence stand nearer."""

_MOST_CELLS = 200


class Segment(NamedTuple):
    """Runs of one line with no gap as wide as a gutter between them."""

    runs: tuple[Run, ...]

    @property
    def left(self) -> float:
        """Where it begins, in points."""
        return self.runs[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(run.right for run in self.runs)

    @property
    def text(self) -> str:
        """Its words."""
        return text_of(self.runs)


Row = list[Segment]


class _Cell(NamedTuple):
    """Lines that were written one after the other, each right under the last."""

    lines: list[Segment]

    def takes(self, segment: Segment) -> bool:
        """Tell whether a segment is the next line."""
        last, run = self.lines[-1].runs[0], segment.runs[0]
        left, right, _, _ = self.box
        step = last.baseline - run.baseline
        is_below = 0.5 * run.size < step <= _STEP * max(run.size, last.size)
        return is_below and segment.left < right and segment.right > left

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, right, lowest and highest place."""
        first, last = self.lines[0].runs[0], self.lines[-1].runs[0]
        left, right = min(one.left for one in self.lines), max(one.right for one in self.lines)
        free = _APART * first.size
        return left - free, right + free, last.baseline, first.baseline + 0.6 * first.size


def stretches_of(rows: list[Row]) -> Iterator[tuple[list[Row], bool]]:
    """Yield the rows of a page in stretches, and whether one is cells: a line a row, one cell after the other."""
    plain: list[Row] = []
    for band in _written_together(rows):
        cells = _cells(band) if len(band) > 1 else []
        if not cells:
            plain += band
            continue
        if plain:
            yield plain, False
        yield [[segment] for cell in cells for segment in cell.lines], True
        plain = []
    if plain:
        yield plain, False


def _written_together(rows: list[Row]) -> Iterator[list[Row]]:
    """Yield stretches of rows whose content was written in another order than that of the rows."""
    orders = [[run.order for segment in row for run in segment.runs] for row in rows]
    earliest = [0] * len(rows)  # of all rows below each
    below = sum(map(len, orders)) + max(map(max, orders), default=0)
    for place in range(len(rows) - 1, -1, -1):
        earliest[place] = below
        below = min(below, *orders[place])
    begin, latest = 0, -1
    for place, order in enumerate(orders):
        latest = max(latest, *order)
        if latest < earliest[place]:
            yield rows[begin : place + 1]
            begin = place + 1


def _cells(band: list[Row]) -> list[_Cell]:
    """Return the cells of a stretch as they were written, none where it is no table with lines within its cells."""
    pieces = [piece for row in band for segment in row for piece in _written_in_one_go(segment)]
    cells: list[_Cell] = []
    for piece in sorted(pieces, key=lambda one: one.runs[0].order):
        if cells and cells[-1].takes(piece):
            cells[-1].lines.append(piece)
        elif len(cells) == _MOST_CELLS:
            return []
        else:
            cells.append(_Cell([piece]))
    boxes = [cell.box for cell in cells]
    pairs = [(one, other) for place, one in enumerate(boxes) for other in boxes[:place]]
    side_by_side = [(one, other) for one, other in pairs if one[2] < other[3] and other[2] < one[3]]
    if any(one[0] < other[1] and other[0] < one[1] for one, other in side_by_side):
        return []
    tall = {box for box, cell in zip(boxes, cells, strict=True) if len(cell.lines) > 1}
    return cells if any(tall & {*pair} for pair in side_by_side) else []


def _written_in_one_go(segment: Segment) -> Iterator[Segment]:
    """Yield the pieces of a segment between which something else was written."""
    begin = 0
    for place, (before, run) in enumerate(pairwise(segment.runs), 1):
        if run.order != before.order + 1:
            yield Segment(segment.runs[begin:place])
            begin = place
    yield Segment(segment.runs[begin:])
