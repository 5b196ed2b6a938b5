"""Boxes of text that lie over each other, and initials over several lines: what no line can be made of as it stands.

Runs in the child; imports nothing of matcher but its neighbours.
"""

from collections import Counter
from itertools import pairwise

from matcher.documents.office.pdf_runs import Run

_FEWEST_OVER = 2
"""So many lines must lie over others before a page is taken apart."""
_OVER = 0.7
"""Runs that share so much of the font's size lie over each other; kerned and slanted letters share less."""
_INITIAL = 1.8
"""A single letter so many times as large as the text is an initial."""

_MOST_INITIALS = 20


def boxes_of(runs: list[Run], lines: list[list[Run]]) -> list[list[Run]]:
    """Return the runs box by box in the order they were drawn, where boxes lie over each other; else as they are."""
    if sum(map(_is_over, lines)) < _FEWEST_OVER:
        return [runs]
    boxes: list[list[Run]] = [[]]
    lowest = float("inf")
    for run in sorted(runs, key=lambda run: run.order):
        if run.baseline > lowest + run.size:  # back up: another box begins
            boxes.append([])
            lowest = float("inf")
        boxes[-1].append(run)
        lowest = min(lowest, run.baseline)
    return boxes


def _is_over(line: list[Run]) -> bool:
    """Tell a line in which different words stand on the same place."""
    written = [run for run in line if run.text.strip()]
    return any(
        min(before.right, run.right) - max(before.left, run.left) > _OVER * run.size
        and before.text.strip() != run.text.strip()
        for before, run in pairwise(written)
    )


def with_initials(runs: list[Run]) -> list[Run]:
    """Return the runs with a large initial as the first letter of the first line beside it."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[round(run.size, 1)] += len(run.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    if sum(_is_initial(run, usual) for run in runs) > _MOST_INITIALS:
        return runs
    return [_lowered(run, runs, usual) if _is_initial(run, usual) else run for run in runs]


def _is_initial(run: Run, usual: float) -> bool:
    return len(run.text.strip()) == 1 and run.text.strip().isalpha() and run.size > _INITIAL * usual > 0


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
    first = max(beside, key=lambda run: run.baseline, default=None)
    if first is None or first.baseline - initial.baseline < 0.5 * usual:
        return initial
    # "I study" begins with a word, "Before" with a letter of one
    rest = first.text.split()[0]
    is_word = initial.text.strip() == "I" and rest[:1] != "n" and rest not in {"t", "f", "s", "ts"}
    return initial._replace(
        text="I " if is_word else initial.text.strip(), right=first.left, baseline=first.baseline, size=first.size
    )
