"""Output to a terminal: without control characters or unprintable ones, and the progress of long runs."""

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
    from matcher.batching.records import Progress
    from matcher.semantic.store import Step


class Terminated(KeyboardInterrupt):
    """SIGTERM: a command ends as after Ctrl-C, so that workers are stopped and temporary files deleted."""


def terminate(number: int, _: object) -> None:
    """Handle the first SIGTERM; a second one ends the process immediately."""
    signal.signal(number, signal.SIG_DFL)
    raise Terminated


def say(text: str) -> None:
    """Print a line for a person on standard error."""
    click.echo(printable(text), err=True)


def output(text: str) -> None:
    """Print a result on standard output; only on a terminal without control characters."""
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


_INTERVAL = 10.0
"""Seconds between two lines of progress."""

_DELAY = 1.0
"""Seconds before progress is shown."""


@contextmanager
def steps_shown(unit: str, sentence: str, *, is_long: bool = False) -> "Iterator[Step]":
    """Yield a function that shows the progress of a run on standard error, if it takes long.

    On a terminal it is a bar, in a file or pipe a line at intervals: `sentence`, with {done}, {total}, {rate} and
    {left}. With `is_long` the bar is shown immediately.
    """
    with ExitStack() as closing:
        steps: list[Step] = []

        def step(n_done: int, n_in_all: int) -> None:
            if not steps:  # mostly everything is cached, and no bar is needed
                steps.append(_bar(unit, closing, is_long) if sys.stderr.isatty() else _Lines(sentence, begun, is_long))
            steps[0](n_done, n_in_all)

        begun = time.monotonic()
        yield step


def _bar(unit: str, closing: ExitStack, is_long: bool) -> "Step":
    from tqdm import tqdm

    settings = {"delay": 0 if is_long else _DELAY, "leave": is_long, "dynamic_ncols": True, "smoothing": 0.05}
    bar = closing.enter_context(tqdm(unit=f" {unit}", **settings))

    def move(n_done: int, n_in_all: int) -> None:
        bar.total = n_in_all
        bar.update(n_done - bar.n)

    return move


class _Lines:
    def __init__(self, sentence: str, begun: float, is_long: bool) -> None:
        self._sentence, self._begun = sentence, begun
        self._next = time.monotonic() + (_INTERVAL if is_long else _DELAY)

    def __call__(self, n_done: int, n_in_all: int) -> None:
        clock = time.monotonic()
        if clock < self._next or not n_done:
            return
        self._next = clock + _INTERVAL
        rate = n_done / max(clock - self._begun, 1e-9)
        left = _span(max(0, n_in_all - n_done) / rate)
        say(self._sentence.format(done=f"{n_done:,}", total=f"{n_in_all:,}", rate=f"{rate:,.0f}", left=left))


@contextmanager
def progress_shown(progress: "Progress") -> Iterator[None]:
    """Show the progress of a batch."""
    with steps_shown("rows", "{done} rows, {rate} a second, about {left} left", is_long=True) as step:
        step(0, 0)  # starts the clock of the bar
        # the number of rows is estimated from the share of the file that has been read
        progress.on_change = lambda state: step(
            state.n_done, max(state.n_rows, round(state.n_rows / (state.share or 1)))
        )
        yield


def encoding_shown(what: str = "passages") -> "AbstractContextManager[Step]":
    """Show how many passages, or statements, have been encoded."""
    return steps_shown(what, "{done} of {total} " + what + " encoded")


@contextmanager
def statements_shown(n_statements: int) -> "Iterator[None]":
    """Show how many of the statements that the context scores have been encoded."""
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
