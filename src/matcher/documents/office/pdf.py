"""Read a PDF with pypdf as lines with their size, weight, gap and edges, column by column."""

import io
from collections.abc import Mapping
from itertools import chain, pairwise
from typing import Any

from matcher.documents.office.archive import Budget, Refused
from matcher.documents.office.pdf_regions import boxes_of, stretches_of, with_initials
from matcher.documents.office.pdf_runs import Run, runs_of
from matcher.documents.office.pdf_segments import Row, Segment, line_of, usual_size

_GUTTER = 0.9
"""The smallest gap between columns, as a share of the font size."""

_SAME_LINE = 0.45
"""Runs are on one line if their baselines differ by less than this share of the font size: superscripts, indices."""

_MOST_CELLS = 8
_MOST_ROWS = 300
"""The largest number of gaps of a line that are tried as gutters, and of lines; a page has fewer."""

_PYPDF = 4
"""How many times longer pypdf's own extraction takes."""

_FEWEST_ROWS = 3
"""The smallest number of lines side by side that are taken for columns."""


def read(data: bytes, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the pages as lists of lines (see `line_of`), the author, and the number of pictures."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("encrypted")
    if _n_pages(reader) > limits["pages"]:
        raise Refused("too many pages")
    pages: list[list[list[Any]]] = []
    n_left, budget = limits["characters"], Budget(limits["steps"])
    for page in reader.pages:
        pages.append(_lines(page, n_left + 1, budget))
        n_left -= sum(len(line[0]) for line in pages[-1])
        if n_left < 0:
            raise Refused("too large")
    return {
        "pages": pages,
        "author": str((reader.metadata.author if reader.metadata else "") or "")[:100],
        "dropped": {"pictures": sum(map(_n_pictures, reader.pages))},
    }


def _n_pages(reader: Any) -> int:
    """Return the number of pages that the file states, or else count them, which is slow."""
    try:
        claimed = int(reader.trailer["/Root"]["/Pages"]["/Count"])
    except (KeyError, TypeError, ValueError):
        claimed = 0
    return max(claimed, 0) or len(reader.pages)


def _n_pictures(page: Any) -> int:
    try:
        objects = page["/Resources"]["/XObject"]
        return sum(objects[name].get("/Subtype") == "/Image" for name in objects)
    except (KeyError, TypeError, AttributeError):
        return 0


def _lines(page: Any, n_most: int, budget: Budget) -> list[list[Any]]:
    """Return the lines of a page; if its content cannot be read, those of pypdf's own extraction."""
    n_steps = budget.n_steps
    try:
        lines = _lines_of(runs_of(page, n_most, budget))
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        lines = []
    if not lines:
        budget.take(_PYPDF * (n_steps - budget.n_steps))
    return lines or [[line, *[0.0] * 5, 0, []] for line in page.extract_text().split("\n") if line.strip()]


def _lines_of(runs: list[Run]) -> list[list[Any]]:
    """Return the lines of a page in reading order; each column, box and cell is read by itself."""
    shown = with_initials([run for run in runs if run.text])
    lines: list[list[Any]] = []
    for box in boxes_of(shown, _by_baseline(shown)):
        rows = [row for row in map(_segments, _by_baseline(box)) if row]
        em = usual_size(run for row in rows for segment in row for run in segment.runs)
        height = 0.0
        for stretch, are_cells in stretches_of(rows):
            ordered = stretch if are_cells else _in_reading_order(stretch, em, 0)
            for row in chain.from_iterable(map(_label_apart, ordered)):
                if line := line_of(row, height):
                    lines.append(line)
                    height = _baseline(row)
    return lines


def _label_apart(row: Row) -> list[Row]:
    """Return a bold label to the left of words, as in a form, as a separate line: it is their heading."""
    label, *words = row
    if not all(run.is_bold for run in label.runs) or any(run.is_bold for segment in words for run in segment.runs):
        return [row]
    n_words = sum(word.strip(",;.").isalpha() for segment in words for word in segment.text.split())
    return [[label], words] if len(label.text.split()) <= 4 and n_words >= 3 else [row]


def _by_baseline(runs: list[Run]) -> list[list[Run]]:
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
        elif run.text != before.text.rstrip() or run.left - before.left > 0.1 * run.size:  # else its shadow
            row[-1].append(run)
            right = max(right, run.right)
    return [Segment(tuple(runs)) for runs in row]


def _baseline(row: Row) -> float:
    return max((run for segment in row for run in segment.runs), key=lambda run: len(run.text)).baseline


def _in_reading_order(rows: list[Row], em: float, depth: int) -> list[Row]:
    """Return the rows with columns one after the other."""
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
    return [[[seg for seg in row if (seg.left >= gutter) == is_right] for row in rows] for is_right in (False, True)]


def _columns_from(rows: list[Row], start: int, em: float) -> tuple[int, float] | None:
    """Return the end of the rows in columns from `start` on, and the place of the gutter; None without columns."""
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
    """Return the part of the gutter from `low` to `high` that a row leaves free, None if it is too narrow."""
    for segment in row:
        if segment.right > low and segment.left < high:
            is_right = segment.left - low > high - segment.right
            low, high = (low, segment.left) if is_right else (segment.right, high)
    return (low, high) if high - low >= narrowest else None


def _without_stray(rows: list[Row], last_both: int, end: int) -> int:
    """Return the end of the columns: the longer one continues only while its line spacing stays the same."""
    for place in range(last_both, end):
        step = _baseline(rows[place - 1]) - _baseline(rows[place])
        size = max(run.size for segment in rows[place] for run in segment.runs)
        if step > 1.9 * size:
            return place
    return end


def _are_columns(rows: list[Row], gutter: float) -> bool:
    """Tell whether rows are columns of text, not a table: drawn one after the other, or with sentences over lines."""
    sides = [[segment for row in side for segment in row] for side in _sides(rows, gutter)]
    widths = [max(segment.right for segment in side) - min(segment.left for segment in side) for side in sides]
    if min(widths) < 4 * rows[0][0].runs[0].size:
        return False
    drawn = sorted((run.order, is_right) for is_right, side in enumerate(sides) for seg in side for run in seg.runs)
    n_switches = sum(side != next_side for (_, side), (_, next_side) in pairwise(drawn))
    if n_switches <= max(2, 0.2 * len(rows)):
        return True
    return all(_runs_on([segment.text for segment in side]) for side in sides)


def _runs_on(texts: list[str]) -> bool:
    """Tell whether lines are running text: many begin in lower case, or follow a line that ends in a comma or dash."""
    n = sum(text[:1].islower() or before[-1:] in ",-–" for before, text in pairwise(texts))
    return len(texts) >= _FEWEST_ROWS and n >= 0.3 * (len(texts) - 1)
