"""The command that compares two runs: diff."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.options import format_option
from matcher.cli.terminal import output, say

if TYPE_CHECKING:
    from matcher.provenance import RunCard


@click.command()
@click.argument("run1", type=Path)
@click.argument("run2", type=Path)
@click.option(
    "--cards", nargs=2, type=Path, metavar="CARD1 CARD2", help="Their cards.  [default: RUN1.card.json RUN2.card.json]"
)
@click.option("--k", type=click.IntRange(min=1), default=20, show_default=True, help="Changes to list.")
@format_option("matcher.cli.diff_views:DIFFS", "text")
def diff(run1: Path, run2: Path, cards: tuple[Path, Path] | None, k: int, form: str) -> None:
    """Say who moved between two runs of `match` or `batch`, and whether data, model, settings or code differ."""
    from matcher.cli.diff_views import DIFFS
    from matcher.provenance import diff_runs
    from matcher.provenance.matches import read_matches

    before, after = read_matches(run1), read_matches(run2)
    paths = cards or (_beside(run1), _beside(run2))
    known = cards is not None or all(path.is_file() for path in paths)
    if not known:
        missing = " and ".join(str(path) for path in paths if not path.is_file())
        say(f"Note: without cards no cause is known; there is no {missing}. Runs write theirs with --card.")
    pair = (_card(paths[0], run1), _card(paths[1], run2)) if known else None
    output(DIFFS[form](diff_runs(before, after, pair), k))


def _beside(run: Path) -> Path:
    return run.with_name(f"{run.name}.card.json")


def _card(path: Path, run: Path) -> "RunCard":
    from matcher.errors import InputError
    from matcher.provenance import read_card
    from matcher.provenance.digests import file_digest

    card = read_card(path)
    if card.outputs and file_digest(run) not in card.outputs.values():
        raise InputError(f"{path} must be the card of {run}; it is the card of another run, or the file was changed")
    return card
