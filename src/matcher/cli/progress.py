"""How far a long run is: a bar with rate and time left on a terminal, else a line every so often."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from matcher.cli.terminal import say

if TYPE_CHECKING:
    from matcher.batching.options import Progress

_EVERY = 10.0
"""Seconds between two lines."""


@contextmanager
def shown(progress: "Progress") -> Iterator[None]:
    """Show a run on standard error while it lasts."""
    if not sys.stderr.isatty():
        progress.on_change = _Lines()
        yield
        return
    from tqdm import tqdm

    with tqdm(unit=" rows", dynamic_ncols=True, smoothing=0.05) as bar:

        def move(now: "Progress") -> None:
            bar.total = _in_all(now)
            bar.update(now.n_done - bar.n)

        progress.on_change = move
        yield


class _Lines:
    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()

    def __call__(self, now: "Progress") -> None:
        clock = time.monotonic()
        if clock - self._last < _EVERY:
            return
        self._last = clock
        rate = now.n_done / (clock - self._begun)
        left = max(0, _in_all(now) - now.n_done) / rate if rate else 0
        say(f"{now.n_done:,} rows, {rate:,.0f} a second, about {_span(left)} left")


def _in_all(now: "Progress") -> int:
    """Return how many rows there are, as far as one can tell from the share of the file that has been read."""
    return max(now.n_rows, round(now.n_rows / now.share)) if now.share else now.n_rows


def _span(seconds: float) -> str:
    """Return a time in words.

    >>> _span(50), _span(5000)
    ('50 s', '1 h 23 min')
    """
    minutes = round(seconds) // 60
    return (
        f"{seconds:.0f} s"
        if not minutes
        else f"{minutes // 60} h {minutes % 60} min"
        if minutes > 59
        else f"{minutes} min"
    )
