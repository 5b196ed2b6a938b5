"""The group of commands, and what becomes of an error: one line on standard error and an exit code."""

import sys
from collections.abc import Callable

import click

from matcher import __version__
from matcher.cli.assign_command import assign
from matcher.cli.batch_command import batch
from matcher.cli.card_option import with_card
from matcher.cli.commands import app, explain, fit, match, read
from matcher.cli.comparisons import audit, diff
from matcher.cli.experiments import evaluate, score, tune
from matcher.cli.imports import import_
from matcher.cli.terminal import forgiving_streams, say
from matcher.errors import ConfigError, MatcherError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="matcher")
def cli() -> None:
    """Rank the labs and mentors that fit a person's statement, and say why.

    \b
    matcher match my-statement.md              against the sample pool
    matcher match my-statement.md --pool labs.csv
    matcher read my-statement.md               what was read from it
    matcher explain my-statement.md LAB-ID     what the score is made of
    matcher batch applicants.csv --out matches.csv
    matcher assign matches.csv --out assignment.csv
    matcher app                                the same in the browser
    """  # noqa: D301 (click wants the character itself)


for _command in (match, read, explain, batch, assign, fit, score, evaluate, tune, audit):
    cli.add_command(with_card(_command))
for _command in (diff, import_, app):
    cli.add_command(_command)


def main() -> None:
    """Run the command line: exit 0 when fine, 1 failed, 2 usage error, 3 done with rejected rows, 130 Ctrl-C."""
    forgiving_streams()
    sys.exit(_exit_code(lambda: cli.main(prog_name="matcher", standalone_mode=False)))


def _exit_code(run: Callable[[], object]) -> int:
    try:
        result = run()
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MatcherError as error:
        say(f"Error: {error}")
        return 2 if isinstance(error, ConfigError) else 1
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        return 130
    except SystemExit:
        # out of standalone mode click exits by itself only when the reader of the pipe has gone, as in `| head`
        return 0
    except OSError as error:
        say(f"Error: {error.strerror or error}")
        return 1
