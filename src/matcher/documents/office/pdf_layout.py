"""Runs of a page to its lines, column by column, words apart by the gaps between them. Runs in the child.

Imports nothing of matcher but its neighbours.
"""

import re
from itertools import pairwise
from typing import Any

from matcher.documents.office.pdf_regions import boxes_of, stretches_of, with_initials
from matcher.documents.office.pdf_runs import Run
from matcher.documents.office.pdf_segments import Row, Segment, text_of, usual_size

_GUTTER = 0.9
"""Columns are at least this share of the font's size apart."""

_SAME_LINE = 0.45
"""Runs whose baselines differ by less of the font's size are one line: raised numbers, lowered indices."""

_MOST_CELLS = 8
_MOST_ROWS = 300
"""So many gaps of a line are tried as gutters, over so many lines: a page has fewer."""

_FEWEST_ROWS = 3
"""So many lines must stand side by side before they are taken for columns."""


def lines_of(runs: list[Run]) -> list[list[Any]]:
    """Return the lines of a page in reading order, `[text, size, bold, gap, left, right, n_gaps, key words]` each.

    `gap` is the step down from the line before, 0 or less where a column begins; `bold` the share of bold letters;
    `n_gaps` counts the places wide enough to be between two cells.
    """
    shown = with_initials([run for run in runs if run.text])
    lines: list[list[Any]] = []
    for box in boxes_of(shown, _by_baseline(shown)):
        rows = [row for row in map(_segments, _by_baseline(box)) if row]
        em = usual_size(run for row in rows for segment in row for run in segment.runs)
        height = 0.0
        for stretch, are_cells in stretches_of(rows):
            for row in stretch if are_cells else _in_reading_order(stretch, em, 0):
                if written := _written(row, height):
                    lines.append(written)
                    height = _baseline(row)
    return lines


def _by_baseline(runs: list[Run]) -> list[list[Run]]:
    """Return the runs line by line from the top, each line from the left."""
    lines: list[list[Run]] = []
    top = size = 0.0
    for run in sorted(runs, key=lambda run: -run.baseline):
        if lines and top - run.baseline <= _SAME_LINE * max(size, run.size):
            lines[-1].append(run)
            size = max(size, run.size)
        else:
            lines.append([run])
            top, size = run.baseline, run.size
    return [sorted(line, key=lambda run: (run.left, run.order)) for line in lines]


def _segments(line: list[Run]) -> Row:
    row: list[list[Run]] = []
    right = 0.0
    for run in line:
        before = row[-1][-1] if row else None
        if not run.text.strip():
            if before and not before.text[-1].isspace() and run.left - right < run.size:
                row[-1][-1] = before._replace(text=before.text + " ")
        elif before is None or run.left - right > _GUTTER * min(run.size, before.size):
            row.append([run])
            right = run.right
        elif run.text != before.text.rstrip() or run.left - before.left > 0.1 * run.size:  # else a shadow of the last
            row[-1].append(run)
            right = max(right, run.right)
    return [Segment(tuple(runs)) for runs in row]


def _baseline(row: Row) -> float:
    return max((run for segment in row for run in segment.runs), key=lambda run: len(run.text)).baseline


def _in_reading_order(rows: list[Row], em: float, depth: int) -> list[Row]:
    """Return the rows with columns one after the other, where rows lie in columns."""
    ordered: list[Row] = []
    place = 0
    while place < len(rows):
        end, gutter = (_columns_from(rows, place, em) if depth < 3 else None) or (place, 0.0)
        if end == place:
            ordered.append(rows[place])
            end += 1
        else:
            for side in _sides(rows[place:end], gutter):
                ordered += _in_reading_order([row for row in side if row], em, depth + 1)
        place = end
    return ordered


def _sides(rows: list[Row], gutter: float) -> list[list[Row]]:
    """Return what of each row stands left of a place, and what right of it."""
    return [[[one for one in row if (one.left >= gutter) == is_right] for row in rows] for is_right in (False, True)]


def _columns_from(rows: list[Row], start: int, em: float) -> tuple[int, float] | None:
    """Return where rows that lie in columns from `start` on end, and where the second begins; None without columns."""
    for before, behind in pairwise(rows[start][:_MOST_CELLS]):
        low, high = before.right, behind.left
        end = last_both = start
        n_both = 0
        while end < min(len(rows), start + _MOST_ROWS):
            narrower = _free(rows[end], low, high, 0.8 * _GUTTER * em)
            if narrower is None:
                break
            low, high = narrower
            if rows[end][0].right <= low and rows[end][-1].left >= high:
                n_both, last_both = n_both + 1, end
            end += 1
        end = _without_stray(rows, last_both + 1, end)
        gutter = (low + high) / 2
        if n_both >= _FEWEST_ROWS and _are_columns(rows[start:end], gutter):
            return end, gutter
    return None


def _free(row: Row, low: float, high: float, narrowest: float) -> tuple[float, float] | None:
    """Return what of the gutter from `low` to `high` a row leaves free, None where it leaves too little."""
    for segment in row:
        if segment.right > low and segment.left < high:
            is_right = segment.left - low > high - segment.right
            low, high = (low, segment.left) if is_right else (segment.right, high)
    return (low, high) if high - low >= narrowest else None


def _without_stray(rows: list[Row], last_both: int, end: int) -> int:
    """Return where columns end: a column longer than the other goes on only in steps as even as before."""
    for place in range(last_both, end):
        step = _baseline(rows[place - 1]) - _baseline(rows[place])
        size = max(run.size for segment in rows[place] for run in segment.runs)
        if step > 1.9 * size:
            return place
    return end


def _are_columns(rows: list[Row], gutter: float) -> bool:
    """Tell columns of running text from a table: written one after the other, or with lines that go on below."""
    sides = [[one for row in side for one in row] for side in _sides(rows, gutter)]
    widths = [max(one.right for one in side) - min(one.left for one in side) for side in sides]
    if min(widths) < 4 * rows[0][0].runs[0].size:
        return False
    written = sorted((run.order, is_right) for is_right, side in enumerate(sides) for one in side for run in one.runs)
    n_switches = sum(one != other for (_, one), (_, other) in pairwise(written))
    if n_switches <= max(2, 0.2 * len(rows)):
        return True
    return all(_runs_on([one.text for one in side]) for side in sides)


def _runs_on(texts: list[str]) -> bool:
    """Tell lines of running text: a good share begins in lower case, or stands behind a line that ends open."""
    n = sum(text[:1].islower() or before[-1:] in ",-–" for before, text in pairwise(texts))
    return len(texts) >= _FEWEST_ROWS and n >= 0.3 * (len(texts) - 1)


def _written(row: Row, height: float) -> list[Any] | None:
    """Return a line as the parent takes it, None for one without a letter."""
    runs = _without_raised_digits([run for segment in row for run in segment.runs])
    text = text_of(runs)
    n = len("".join(text.split()))
    if not n:
        return None
    largest = max(runs, key=lambda run: len(run.text.strip()))
    bold = sum(len("".join(run.text.split())) for run in runs if run.is_bold) / n
    strong = _strong(runs) if bold < 0.9 else []
    gap = height - largest.baseline
    n_gaps = sum(behind.left - before.right > 1.5 * largest.size for before, behind in pairwise(runs))
    n_gaps += len(re.findall(r"\S(?:\s{3,}|\t)\S", "".join(run.text for run in runs)))
    edges = round(runs[0].left, 1), round(max(run.right for run in runs), 1)
    return [text, round(largest.size, 1), round(bold, 2), round(gap, 1), *edges, n_gaps, strong]


def _without_raised_digits(runs: list[Run]) -> list[Run]:
    """Drop the numbers of footnotes, smaller than their line; left in, they change the word before."""
    largest = max(run.size for run in runs)
    kept: list[Run] = []
    for run in runs:
        if not (run.text.strip().isdigit() and run.size < 0.88 * largest):
            kept.append(run)
        elif kept:  # its place is no gap between words
            kept[-1] = kept[-1]._replace(right=max(kept[-1].right, run.right))
    return kept or runs


def _strong(runs: list[Run]) -> list[str]:
    """Return the stretches of a line that are bold or slanted."""
    stretches: list[list[Run]] = [[]]
    for run in runs:
        if run.is_bold or run.is_slanted:
            stretches[-1].append(run)
        elif run.text.strip() and stretches[-1]:
            stretches.append([])
    return [text for text in (text_of(stretch).strip() for stretch in stretches if stretch) if text]
