"""What reaches a terminal: nothing that it obeys or cannot show, and how far a long run is."""

import io
import itertools
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from matcher.cli.card_option import notes
from matcher.wording import printable

if TYPE_CHECKING:
    from matcher.batching.options import Progress
    from matcher.semantic.store import Step


def forgiving_streams() -> None:
    """Let standard output and error write a character that their encoding lacks as an escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Terminated(KeyboardInterrupt):
    """SIGTERM: a command ends as after Ctrl-C, so that its workers and temporary files go with it."""


def terminate(number: int, _: object) -> None:
    """Take SIGTERM once; a second ends the process at once."""
    signal.signal(number, signal.SIG_DFL)
    raise Terminated


def say(text: str) -> None:
    """Print a line for a person on standard error."""
    click.echo(printable(text), err=True)


def output(text: str) -> None:
    """Print a result on standard output: to a terminal without control characters, to a file or pipe as it is."""
    notes().printed.append(text)
    with standard_output_named():
        click.echo(printable(text) if sys.stdout.isatty() else text, nl=False)


@contextmanager
def standard_output_named() -> Iterator[None]:
    """Let an error of writing within say that it was standard output, as one of a file says which file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard output") from error


_EVERY = 10.0
"""Seconds between two lines."""

_AFTER = 1.0
"""What takes no longer than so many seconds is not shown."""


@contextmanager
def steps_shown(unit: str, sentence: str, *, is_long: bool = False) -> "Iterator[Step]":
    """Yield a function that shows on standard error how far a run is, where that takes long.

    A terminal sees a bar, a file or pipe a line now and then: `sentence`, with {done}, {total}, {rate} and {left}. What
    is known to be long has its bar at once.
    """
    with ExitStack() as closing:
        steps: list[Step] = []

        def step(n_done: int, n_in_all: int) -> None:
            if not steps:  # mostly everything is kept, and no bar is loaded
                steps.append(_bar(unit, closing, is_long) if sys.stderr.isatty() else _Lines(sentence, begun, is_long))
            steps[0](n_done, n_in_all)

        begun = time.monotonic()
        yield step


def _bar(unit: str, closing: ExitStack, is_long: bool) -> "Step":
    from tqdm import tqdm

    settings = {"delay": 0 if is_long else _AFTER, "leave": is_long, "dynamic_ncols": True, "smoothing": 0.05}
    bar = closing.enter_context(tqdm(unit=f" {unit}", **settings))

    def move(n_done: int, n_in_all: int) -> None:
        bar.total = n_in_all
        bar.update(n_done - bar.n)

    return move


class _Lines:
    def __init__(self, sentence: str, begun: float, is_long: bool) -> None:
        self._sentence, self._begun = sentence, begun
        self._next = time.monotonic() + (_EVERY if is_long else _AFTER)

    def __call__(self, n_done: int, n_in_all: int) -> None:
        clock = time.monotonic()
        if clock < self._next or not n_done:
            return
        self._next = clock + _EVERY
        rate = n_done / max(clock - self._begun, 1e-9)
        left = _span(max(0, n_in_all - n_done) / rate)
        say(self._sentence.format(done=f"{n_done:,}", total=f"{n_in_all:,}", rate=f"{rate:,.0f}", left=left))


@contextmanager
def progress_shown(progress: "Progress") -> Iterator[None]:
    """Show how far a batch is while it lasts."""
    with steps_shown("rows", "{done} rows, {rate} a second, about {left} left", is_long=True) as step:
        step(0, 0)  # the clock of a bar runs from the beginning
        # how many rows there are is known by the share of the file that has been read
        progress.on_change = lambda now: step(now.n_done, max(now.n_rows, round(now.n_rows / (now.share or 1))))
        yield


def encoding_shown(what: str = "passages") -> "AbstractContextManager[Step]":
    """Show how many passages, or statements, are encoded."""
    return steps_shown(what, "{done} of {total} " + what + " encoded")


@contextmanager
def statements_shown(n_statements: int) -> "Iterator[None]":
    """Show how many of the statements that are scored within the context are encoded."""
    from matcher.semantic.store import on_encoded

    numbers = itertools.count(1)
    with encoding_shown("statements") as step, on_encoded(lambda: step(next(numbers), n_statements)):
        yield


def _span(seconds: float) -> str:
    """Return a time in words.

    >>> _span(50), _span(5000)
    ('50 s', '1 h 23 min')
    """
    minutes = round(seconds) // 60
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes // 60} h {minutes % 60} min" if minutes > 59 else f"{minutes} min"
