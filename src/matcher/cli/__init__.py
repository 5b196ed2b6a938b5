"""The command line: reads arguments, calls the library and prints; it decides nothing else.

Here is the group of commands; an error becomes one line on standard error and an exit code.
"""

import gc
import io
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module

import click

from matcher import __version__
from matcher.cli.card_option import with_card
from matcher.cli.terminal import Terminated, say, standard_output_named, terminate
from matcher.errors import ConfigError, MatcherError

_COMMANDS = {
    "app": "commands:app",
    "assign": "assign_command:assign",
    "audit": "comparisons:audit",
    "batch": "table_commands:batch",
    "diff": "comparisons:diff",
    "evaluate": "experiments:evaluate",
    "explain": "commands:explain",
    "fit": "commands:fit",
    "import": "table_commands:import_",
    "match": "commands:match",
    "read": "commands:read",
    "score": "experiments:score",
    "tune": "experiments:tune",
}
_WITHOUT_CARD = {"app", "diff", "import"}


class _Commands(click.Group):
    """The commands by name; a module is imported when its command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name in _COMMANDS and cmd_name not in self.commands:
            module, _, name = _COMMANDS[cmd_name].partition(":")
            command: click.Command = getattr(import_module(f"matcher.cli.{module}"), name)
            self.add_command(command if cmd_name in _WITHOUT_CARD else with_card(command), cmd_name)
        return self.commands.get(cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
    """  # noqa: D301 (click needs the character itself)


def main() -> None:
    """Run the command line; exit codes: 0 done, 1 failed, 2 usage error, 3 done with rejected rows, 130 Ctrl-C."""
    # a short command makes little garbage: collecting it took 4 % of the time, and another 10 % at exit
    gc.set_threshold(20_000, 20, 20)
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a character that the encoding lacks becomes an escape, no error
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, terminate)
    code = _exit_code(lambda: cli.main(prog_name="matcher", standalone_mode=False))
    gc.freeze()
    sys.exit(code)


def _open_closed_streams() -> None:
    """Open standard streams that the caller closed (`>&-`), so that no file gets their numbers.

    Reading from or writing to them is then an error like others; what is said on standard error is lost.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_RDONLY if name == "stdout" else os.O_WRONLY)  # the lowest free number is taken
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w", closefd=False))


def _exit_code(run: Callable[[], object]) -> int:
    try:
        result = run()
        with standard_output_named():
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MatcherError as error:
        say(f"Error: {error}")
        return 2 if isinstance(error, ConfigError) else 1
    except (click.Abort, KeyboardInterrupt) as stop:
        say("Stopped.")
        return 128 + signal.SIGTERM if isinstance(stop.__cause__, Terminated) else 130
    except SystemExit:
        # outside standalone mode click exits by itself only when the reader of a pipe has closed it, as in `| head`
        return 0
    except OSError as error:
        say(f"Error: {error.filename or 'what was asked for'}: {(error.strerror or str(error)).lower()}")
        try:
            sys.stdout.flush()
        except OSError:  # discard it: at exit Python would try again, and end with another exit code
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
