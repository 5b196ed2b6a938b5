"""Segments of a line, and the text of runs: words by gaps, spaced letters joined, scripts from right to left."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from matcher.documents.office.pdf_content import composed
from matcher.documents.office.pdf_runs import Run

_WORD_GAP = 0.15
"""The gap between two words, as a share of the font size; kerned letters stay below, justified text above."""


class Segment(NamedTuple):
    """Runs of one line without a gap as wide as a gutter."""

    runs: tuple[Run, ...]

    @property
    def left(self) -> float:
        """Its left edge, in points."""
        return self.runs[0].left

    @property
    def right(self) -> float:
        """Its right edge, in points."""
        return max(run.right for run in self.runs)

    @property
    def text(self) -> str:
        """Its words."""
        return text_of(self.runs)


Row = list[Segment]


def usual_size(runs: Iterable[Run]) -> float:
    """Return the size in points that most letters of the runs have, 0 without a letter."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(run.size, 1)] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def text_of(runs: Iterable[Run]) -> str:
    """Return the text of runs: a gap is a blank, and spaced letters of a heading are one word."""
    runs = list(runs)
    gaps = [(behind.left - before.right) / (before.size or 1.0) for before, behind in pairwise(runs)]
    narrow = _word_gap(runs, gaps)
    words: list[str] = []
    for run, gap in zip(runs, (0.0, *gaps), strict=True):
        if words and gap > narrow and not words[-1][-1:].isspace() and not run.text[:1].isspace():
            words.append(" ")
        words.append(run.text)
    return _in_reading_order(composed(_without_letter_spaces("".join(words))))


def _word_gap(runs: list[Run], gaps: list[float]) -> float:
    """Return the smallest gap between words: wider if most runs are single letters with gaps between them."""
    n_single = sum(len(run.text.strip()) == 1 for run in runs)
    usual = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
    return 1.6 * usual if len(runs) >= 5 and n_single >= 0.8 * len(runs) and usual > _WORD_GAP else _WORD_GAP


def _without_letter_spaces(text: str) -> str:
    """Return a line without the blanks between the letters of a word, as in "A B O U T   M E"."""
    letters = text.split()
    if len(letters) < 5 or any(len(letter) > 1 for letter in letters) or not all(map(str.isalpha, letters)):
        return text
    return " ".join("".join(word.split()) for word in text.strip().replace("  ", "\0").split("\0") if word.strip())


_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RTL_WORDS = re.compile(f"{_RTL.pattern}(?:[^A-Za-z0-9\u00c0-\u024f]*{_RTL.pattern})*")
_LTR_WORDS = re.compile(r"[A-Za-z0-9\u00c0-\u024f](?:[^\u0590-\u08ff\ufb1d-\ufefc\n]*[A-Za-z0-9\u00c0-\u024f])?")


def _in_reading_order(text: str) -> str:
    """Return the letters of a line, given from left to right, in reading order.

    >>> _in_reading_order("reef \u05dc\u05d0 2024") == "reef \u05d0\u05dc 2024"
    True
    """
    n_leftwards = len(_RTL.findall(text))
    if not n_leftwards:
        return text
    if 2 * n_leftwards < sum(map(str.isalpha, text)):
        return _RTL_WORDS.sub(lambda words: words[0][::-1], text)
    return _LTR_WORDS.sub(lambda words: words[0][::-1], text[::-1])


def line_of(row: Row, height: float) -> list[Any] | None:
    """Return a line `[text, size, bold, gap, left, right, n_gaps, key words]`, None for one without a letter.

    `gap` is the step down from `height`, the baseline of the line before, 0 or less at the start of a column; `bold`
    is the share of bold letters; `n_gaps` is the number of gaps wide enough for a border between two cells.
    """
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
    """Drop footnote numbers, which are smaller than their line: they would change the word before them."""
    largest = max(run.size for run in runs)
    kept: list[Run] = []
    for run in runs:
        if not (run.text.strip().isdigit() and run.size < 0.88 * largest):
            kept.append(run)
        elif kept:  # its width is not a gap between words
            kept[-1] = kept[-1]._replace(right=max(kept[-1].right, run.right))
    return kept or runs


def _strong(runs: list[Run]) -> list[str]:
    shown = (run for run in runs if run.text.strip() or run.is_bold or run.is_slanted)
    stretches = groupby(shown, key=lambda run: run.is_bold or run.is_slanted)
    return [text for is_strong, stretch in stretches if is_strong and (text := text_of(stretch).strip())]
