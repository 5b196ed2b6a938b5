"""Regions of a page that cannot be read line by line: overlapping boxes, cells of a table, initials."""

from collections.abc import Iterator, Mapping
from itertools import accumulate, combinations, groupby, pairwise

from matcher.documents.office.pdf_runs import Run
from matcher.documents.office.pdf_segments import Row, Segment, usual_size

_FEWEST_OVER = 2
"""The smallest number of lines with overlapping runs for which a page is divided into boxes."""
_OVER = 0.7
"""Runs overlap if they share this much of the font size; kerned and slanted letters share less."""
_INITIAL = 1.8
"""A single letter this many times as large as the text is an initial."""

_MOST_INITIALS = 20
_STEP = 1.9
"""The largest step between lines of one cell, in units of the font size."""

_APART = 0.3
"""The space on both sides of a cell, as a share of the font size; words of a sentence are closer."""

_MOST_CELLS = 200


def boxes_of(runs: list[Run], lines: list[list[Run]]) -> list[list[Run]]:
    """Return the runs box by box in drawing order if boxes overlap, else all runs as one box."""
    if sum(map(_overlaps, lines)) < _FEWEST_OVER:
        return [runs]
    boxes: list[list[Run]] = []
    lowest = float("-inf")
    for run in sorted(runs, key=lambda run: run.order):
        if run.baseline > lowest + run.size:  # upwards: another box begins
            boxes.append([])
            lowest = run.baseline
        boxes[-1].append(run)
        lowest = min(lowest, run.baseline)
    return boxes


def _overlaps(line: list[Run]) -> bool:
    return any(
        min(before.right, run.right) - max(before.left, run.left) > _OVER * run.size
        and before.text.strip() != run.text.strip()
        for before, run in pairwise(run for run in line if run.text.strip())
    )


def with_initials(runs: list[Run]) -> list[Run]:
    """Return the runs with each large initial moved to the start of the first line beside it."""
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
    # in "I study" the initial is a word, in "Before" a letter
    letter, rest = initial.text.strip(), first.text.split()[0]
    is_word = letter == "I" and rest[:1] != "n" and rest not in {"t", "f", "s", "ts"}
    text = "I " if is_word else letter
    return initial._replace(text=text, right=first.left, baseline=first.baseline, size=first.size)


def stretches_of(rows: list[Row]) -> Iterator[tuple[list[Row], bool]]:
    """Yield the rows of a page in groups, and whether a group is cells: one line per row, one cell after the other.

    Programs write a table cell by cell, so the order of the content differs from the order of the lines down the page
    if cells have several lines. If pieces that were written together are apart on the page, they are read one after
    the other. In other content out of order (bold words after all others) the pieces overlap, and nothing is changed.
    """
    bands = ((band, _cells(band) if len(band) > 1 else []) for band in _written_together(rows))
    for are_cells, group in groupby(bands, key=lambda band_and_cells: bool(band_and_cells[1])):
        if are_cells:
            yield [[segment] for _, cells in group for cell in cells for segment in cell], True
        else:
            yield [row for band, _ in group for row in band], False


def _written_together(rows: list[Row]) -> Iterator[list[Row]]:
    """Yield the smallest groups of rows such that the content of each group was written before that of the next."""
    orders = [[run.order for segment in row for run in segment.runs] for row in rows]
    earliest = list(accumulate(reversed([min(order) for order in orders]), min))[::-1]  # of each row and all below it
    begin, latest = 0, -1
    for end, order in enumerate(orders, 1):
        latest = max(latest, *order)
        if end == len(rows) or latest < earliest[end]:
            yield rows[begin:end]
            begin = end


_Cell = list[Segment]
"""Lines that were written one after the other, each directly below the one before."""


def _cells(band: list[Row]) -> list[_Cell]:
    """Return the cells of a band in the order written, none if it is not a table with several lines in a cell."""
    orders = sorted(run.order for row in band for segment in row for run in segment.runs)
    ranks = {order: rank for rank, order in enumerate(orders)}  # blanks have an order too, but are not runs here
    pieces = [piece for row in band for segment in row for piece in _pieces_written_together(segment, ranks)]
    cells: list[_Cell] = []
    for piece in sorted(pieces, key=lambda segment: segment.runs[0].order):
        if cells and _continues(cells[-1], piece):
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
            has_lines_beside |= low != other_low or high != other_high  # more than single lines at the same height
    return cells if has_lines_beside else []


def _continues(cell: _Cell, segment: Segment) -> bool:
    last, run = cell[-1].runs[0], segment.runs[0]
    left, right, _, _ = _box_of(cell)
    is_below = 0.5 * run.size < last.baseline - run.baseline <= _STEP * max(run.size, last.size)
    return is_below and segment.left < right and segment.right > left


def _box_of(cell: _Cell) -> tuple[float, float, float, float]:
    """Return the left, right, lowest and highest coordinate of a cell, in points."""
    first, last = cell[0].runs[0], cell[-1].runs[0]
    free = _APART * first.size
    left, right = min(line.left for line in cell) - free, max(line.right for line in cell) + free
    return left, right, last.baseline, first.baseline + 0.7 * first.size


def _pieces_written_together(segment: Segment, ranks: Mapping[int, int]) -> Iterator[Segment]:
    begin = 0
    for place, (before, run) in enumerate(pairwise(segment.runs), 1):
        if ranks[run.order] != ranks[before.order] + 1:
            yield Segment(segment.runs[begin:place])
            begin = place
    yield Segment(segment.runs[begin:])
