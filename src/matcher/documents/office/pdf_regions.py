"""Regions of a page that cannot be read line by line: boxes over each other, cells of a table, initials."""

from collections.abc import Iterator, Mapping
from itertools import accumulate, combinations, groupby, pairwise

from matcher.documents.office.pdf_runs import Run
from matcher.documents.office.pdf_segments import Row, Segment, usual_size

_FEWEST_OVER = 2
"""So many lines must lie over others before a page is taken apart."""
_OVER = 0.7
"""Runs that share so much of the font's size lie over each other; kerned and slanted letters share less."""
_INITIAL = 1.8
"""A single letter so many times as large as the text is an initial."""

_MOST_INITIALS = 20
_STEP = 1.9
"""A line of the same cell is at most so many sizes of its letters lower."""

_APART = 0.3
"""Cells keep this share of a letter's size free on both sides; words of a sentence stand nearer."""

_MOST_CELLS = 200


def boxes_of(runs: list[Run], lines: list[list[Run]]) -> list[list[Run]]:
    """Return the runs box by box in the order they were drawn, where boxes lie over each other; else as they are."""
    if sum(map(_is_over, lines)) < _FEWEST_OVER:
        return [runs]
    boxes: list[list[Run]] = []
    lowest = float("-inf")
    for run in sorted(runs, key=lambda run: run.order):
        if run.baseline > lowest + run.size:  # back up: another box begins
            boxes.append([])
            lowest = run.baseline
        boxes[-1].append(run)
        lowest = min(lowest, run.baseline)
    return boxes


def _is_over(line: list[Run]) -> bool:
    return any(
        min(before.right, run.right) - max(before.left, run.left) > _OVER * run.size
        and before.text.strip() != run.text.strip()
        for before, run in pairwise(run for run in line if run.text.strip())
    )


def with_initials(runs: list[Run]) -> list[Run]:
    """Return the runs with a large initial as the first letter of the first line beside it."""
    usual = usual_size(runs)
    initials = [
        run
        for run in runs
        if run.size > _INITIAL * usual > 0 and len(run.text.strip()) == 1 and run.text.strip().isalpha()
    ]
    if len(initials) > _MOST_INITIALS:
        return runs
    lowered = {initial: _lowered(initial, runs, usual) for initial in initials}
    return [lowered.get(run, run) for run in runs] if lowered else runs


def _lowered(initial: Run, runs: list[Run], usual: float) -> Run:
    top = initial.baseline + 0.8 * initial.size
    beside = [
        run
        for run in runs
        if run.text.strip()
        and run.size < 1.2 * usual
        and initial.baseline - 0.5 * usual < run.baseline < top
        and -0.2 * usual < run.left - initial.right < 1.5 * usual
    ]
    first = max(beside, key=lambda run: run.baseline, default=initial)
    if first.baseline - initial.baseline < 0.5 * usual:
        return initial
    # "I study" begins with a word, "Before" with a letter of one
    letter, rest = initial.text.strip(), first.text.split()[0]
    is_word = letter == "I" and rest[:1] != "n" and rest not in {"t", "f", "s", "ts"}
    text = "I " if is_word else letter
    return initial._replace(text=text, right=first.left, baseline=first.baseline, size=first.size)


def stretches_of(rows: list[Row]) -> Iterator[tuple[list[Row], bool]]:
    """Yield the rows of a page in stretches, and whether one is cells: a line a row, one cell after the other.

    Programs write a table cell by cell, so the order of the content and that of the lines down the page disagree where
    cells have lines of their own. Where pieces that were written in one go lie apart on the page, they are read one
    after the other; in whatever else is written out of order (bold words after all others) they overlap, and nothing
    is changed.
    """
    bands = ((band, _cells(band) if len(band) > 1 else []) for band in _written_together(rows))
    for are_cells, group in groupby(bands, key=lambda one: bool(one[1])):
        if are_cells:
            yield [[segment] for _, cells in group for cell in cells for segment in cell], True
        else:
            yield [row for band, _ in group for row in band], False


def _written_together(rows: list[Row]) -> Iterator[list[Row]]:
    """Yield stretches of rows whose content was written in another order than that of the rows."""
    orders = [[run.order for segment in row for run in segment.runs] for row in rows]
    earliest = list(accumulate(reversed([min(order) for order in orders]), min))[::-1]  # of each row and all below it
    begin, latest = 0, -1
    for end, order in enumerate(orders, 1):
        latest = max(latest, *order)
        if end == len(rows) or latest < earliest[end]:
            yield rows[begin:end]
            begin = end


_Cell = list[Segment]
"""Lines that were written one after the other, each right under the last."""


def _cells(band: list[Row]) -> list[_Cell]:
    """Return the cells of a stretch as they were written, none where it is no table with lines within its cells."""
    orders = sorted(run.order for row in band for segment in row for run in segment.runs)
    ranks = {order: rank for rank, order in enumerate(orders)}  # blanks were written too, and are no runs here
    pieces = [piece for row in band for segment in row for piece in _written_in_one_go(segment, ranks)]
    cells: list[_Cell] = []
    for piece in sorted(pieces, key=lambda one: one.runs[0].order):
        if cells and _goes_on(cells[-1], piece):
            cells[-1].append(piece)
        elif len(cells) == _MOST_CELLS:
            return []
        else:
            cells.append([piece])
    has_lines_beside = False
    for (left, right, low, high), (other_left, other_right, other_low, other_high) in combinations(
        map(_box_of, cells), 2
    ):
        if low < other_high and other_low < high:  # side by side
            if left < other_right and other_left < right:
                return []
            has_lines_beside |= low != other_low or high != other_high  # more than cells of one line on the same height
    return cells if has_lines_beside else []


def _goes_on(cell: _Cell, segment: Segment) -> bool:
    last, run = cell[-1].runs[0], segment.runs[0]
    left, right, _, _ = _box_of(cell)
    is_below = 0.5 * run.size < last.baseline - run.baseline <= _STEP * max(run.size, last.size)
    return is_below and segment.left < right and segment.right > left


def _box_of(cell: _Cell) -> tuple[float, float, float, float]:
    """Return a cell's left, right, lowest and highest place, in points."""
    first, last = cell[0].runs[0], cell[-1].runs[0]
    free = _APART * first.size
    left, right = min(one.left for one in cell) - free, max(one.right for one in cell) + free
    return left, right, last.baseline, first.baseline + 0.7 * first.size


def _written_in_one_go(segment: Segment, ranks: Mapping[int, int]) -> Iterator[Segment]:
    begin = 0
    for place, (before, run) in enumerate(pairwise(segment.runs), 1):
        if ranks[run.order] != ranks[before.order] + 1:
            yield Segment(segment.runs[begin:place])
            begin = place
    yield Segment(segment.runs[begin:])
