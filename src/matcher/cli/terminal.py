"""What reaches a terminal: no control character of a stranger's text, and no character that it cannot show."""

import io
import sys

import click

from matcher.cli.card_option import note
from matcher.wording import printable


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
