"""What reaches a terminal: nothing that it obeys or cannot show, and how far a long run is."""

import io
import itertools
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from matcher.cli.card_option import note
from matcher.wording import printable

if TYPE_CHECKING:
    from matcher.batching.options import Progress
    from matcher.semantic.kept import Step


def forgiving_streams() -> None:
    """Let standard output and error write a character that their encoding lacks as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print a line for a person on standard error."""
    click.echo(printable(text), err=True)


def output(text: str) -> None:
    """Print a result on standard output: to a terminal without control characters, to a file or pipe as it is."""
    note(printed=text)
    click.echo(printable(text) if sys.stdout.isatty() else text, nl=False)


_EVERY = 10.0
"""Seconds between two lines."""

_AFTER = 1.0
"""Encoding that takes no longer than so many seconds is not shown."""


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


@contextmanager
def encoding_shown(what: str = "passages") -> "Iterator[Step]":
    """Yield a function that shows on standard error how many passages (`what`) are encoded, where that takes long."""
    with ExitStack() as closing:
        steps: list[Step] = []

        def step(n_done: int, n_in_all: int) -> None:
            if not steps:  # mostly everything is kept, and no bar is loaded
                steps.append(_bar_of(what, closing) if sys.stderr.isatty() else _EncodedLines(what))
            steps[0](n_done, n_in_all)

        yield step


@contextmanager
def statements_shown(n_statements: int) -> "Iterator[None]":
    """Show in the same way how many of the statements that are scored within the context are encoded."""
    from matcher.semantic.kept import told

    numbers = itertools.count(1)
    with encoding_shown("statements") as step, told(lambda: step(next(numbers), n_statements)):
        yield


def _bar_of(what: str, closing: ExitStack) -> "Step":
    from tqdm import tqdm

    bar = closing.enter_context(tqdm(unit=f" {what}", delay=_AFTER, dynamic_ncols=True, leave=False))

    def move(n_done: int, n_in_all: int) -> None:
        bar.total = n_in_all
        bar.update(n_done - bar.n)

    return move


class _EncodedLines:
    def __init__(self, what: str) -> None:
        self._what, self._next = what, time.monotonic() + _AFTER

    def __call__(self, n_done: int, n_in_all: int) -> None:
        clock = time.monotonic()
        if clock >= self._next:
            self._next = clock + _EVERY
            say(f"{n_done:,} of {n_in_all:,} {self._what} encoded")


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
