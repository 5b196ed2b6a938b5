"""A PDF to lines with their size, weight, gap and edges, by pypdf: runs to lines, column by column."""

import io
from collections.abc import Mapping
from itertools import chain, pairwise
from typing import Any

from matcher.documents.office.archive import Budget, Refused
from matcher.documents.office.pdf_regions import boxes_of, stretches_of, with_initials
from matcher.documents.office.pdf_runs import Run, runs_of
from matcher.documents.office.pdf_segments import Row, Segment, line_of, usual_size

_GUTTER = 0.9
"""Columns are at least this share of the font's size apart."""

_SAME_LINE = 0.45
"""Runs whose baselines differ by less of the font's size are one line: raised numbers, lowered indices."""

_MOST_CELLS = 8
_MOST_ROWS = 300
"""So many gaps of a line are tried as gutters, over so many lines: a page has fewer."""

_PYPDF = 4
"""So many times as long pypdf's own extraction takes."""

_FEWEST_ROWS = 3
"""So many lines must stand side by side before they are taken for columns."""


def read(data: bytes, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the pages as lists of lines, see `line_of`, and how many pictures the pages hold."""
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
    """Return the number of pages the file claims, read in no time, or else counts, which walks the tree."""
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
    """Return the lines of a page; where its content cannot be followed, those of pypdf's own extraction."""
    n_steps = budget.n_steps
    try:
        lines = _lines_of(runs_of(page, n_most, budget))
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        lines = []
    if not lines:
        budget.take(_PYPDF * (n_steps - budget.n_steps))
    return lines or [[line, *[0.0] * 5, 0, []] for line in page.extract_text().split("\n") if line.strip()]


def _lines_of(runs: list[Run]) -> list[list[Any]]:
    """Return the lines of a page in reading order, columns, boxes and cells each for themselves."""
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
    """Return a bold label that stands left of words, as in a form, as a line of its own; it is their heading."""
    label, *words = row
    if not all(run.is_bold for run in label.runs) or any(run.is_bold for one in words for run in one.runs):
        return [row]
    n_words = sum(word.strip(",;.").isalpha() for one in words for word in one.text.split())
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
