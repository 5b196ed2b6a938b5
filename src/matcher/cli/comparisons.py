"""The commands that compare rankings: audit with swapped identities, and diff of several runs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.card_option import notes
from matcher.cli.options import PoolOptions, file_option, format_option, pool_options
from matcher.cli.terminal import output, say, steps_shown
from matcher.errors import ConfigError, InputError

if TYPE_CHECKING:
    from matcher.provenance import RunCard
    from matcher.records import Profile


@click.command()
@pool_options()
@file_option("--applicants", "Table of applicants.  [default: the sample's]")
@click.option("--groups", metavar="COLUMN", help="Column of the applicants that names their group.")
@file_option("--judgments", "Table of applicant_id, mentor_id, grade, for the groups.")
@click.option("--k", type=click.IntRange(min=1), default=5, show_default=True, help="First places whose changes count.")
@click.option(
    "--swapped", type=click.IntRange(min=1), default=200, show_default=True, help="Applicants to swap at most."
)
@format_option("matcher.cli.comparison_views:AUDITS", "text")
@file_option("--out", "Write there instead of to standard output.")
def audit(
    chosen: PoolOptions,
    applicants: Path | None,
    groups: str | None,
    judgments: Path | None,
    k: int,
    swapped: int,
    form: str,
    out: Path | None,
) -> None:
    """Swap names, origins and gaps in applicants' statements and show how the rankings change."""
    from matcher import auditing
    from matcher.applicants import read_applicants
    from matcher.cli.comparison_views import AUDITS
    from matcher.evaluation import read_judgments
    from matcher.model.cache import sample_dir
    from matcher.tables import write_text
    from matcher.tables.columns import column_named
    from matcher.tables.rows import listed

    chosen.check()
    table = applicants or sample_dir() / "applicants.csv"
    people = read_applicants(table)
    if groups:
        groups = column_named(groups, [*people[0].attributes], table) or groups
    elif candidates := _groupings(people):
        say(f"Note: groups are compared with --groups COLUMN; it could be {listed(candidates)}.")
    model = chosen.fitted()
    notes().applicants += people
    judged = read_judgments(judgments) if judgments else []
    with steps_shown("applicants", "{done} of {total} applicants swapped") as step:
        result = auditing.audit(model, people, k, groups, judged, swapped, step)
    pool = chosen.model or chosen.pool
    text = AUDITS[form](result, f"Audit of {pool.name if pool else 'the sample pool'} with {table.name}")
    if out is None:
        output(text)
        return
    write_text(out, text)
    click.echo(out)


def _groupings(people: "list[Profile]") -> list[str]:
    """Return the columns with few distinct values, from 2 to 12 and at most half as many as applicants."""
    values = {name: {person.attributes.get(name, "") for person in people} - {""} for name in people[0].attributes}
    return [name for name, distinct in values.items() if 2 <= len(distinct) <= min(12, len(people) // 2)]


@click.command()
@click.argument("runs", metavar="RUN1 [BETWEEN]... RUN2", nargs=-1, required=True, type=Path)
@click.option(
    "--cards", nargs=2, type=Path, metavar="CARD1 CARD2", help="Their cards.  [default: RUN1.card.json RUN2.card.json]"
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    type=Path,
    metavar="FILE",
    help="A table, or folder of a model, that RUN1 or RUN2 was made from; repeatable. Tells causes apart.",
)
@click.option("--k", type=click.IntRange(min=1), default=20, show_default=True, help="Changes to list.")
@format_option("matcher.cli.comparison_views:DIFFS", "text")
def diff(runs: tuple[Path, ...], cards: tuple[Path, Path] | None, inputs: tuple[Path, ...], k: int, form: str) -> None:
    """Show who moved between two runs of `match` or `batch`, and whether data, model, settings or code differ.

    Where several differ at once, give every table that the runs were made from, old and new, with --input: runs
    between the two are made in which first the data change, then the model, then the settings; the rest is due to the
    code. Or give your own runs between, in which one of them changed. The parts add up.
    """
    from matcher.cli.comparison_views import DIFFS
    from matcher.provenance import diff_runs
    from matcher.provenance.card import read_matches

    if len(runs) < 2 or (cards and len(runs) > 2):
        raise click.UsageError("diff must have two runs, and --cards no runs between; give RUN1 and RUN2")
    matches = [*map(read_matches, runs)]
    paths = cards or [run.with_name(f"{run.name}.card.json") for run in runs]
    missing = [] if cards else [*dict.fromkeys(str(path) for path in paths if not path.is_file())]
    if missing:
        names = " and ".join(missing)
        if inputs:
            raise ConfigError(f"--input needs the cards of the runs; there is no {names}. Runs write them with --card")
        say(f"Note: without cards no cause is known; there is no {names}. Runs write them with --card.")
    cards_read = [] if missing else [*map(_card, paths, runs)]
    if inputs:
        from matcher.cli.runs_between import Run, with_runs_between

        all_runs = with_runs_between(map(Run, runs, matches, cards_read), inputs)
        matches, cards_read = [run.matches for run in all_runs], [run.card for run in all_runs]
    output(DIFFS[form](diff_runs(matches, cards_read), k))


def _card(path: Path, run: Path) -> "RunCard":
    from matcher.provenance import read_card
    from matcher.tables.files import file_digest

    card = read_card(path)
    if card.outputs and file_digest(run) not in card.outputs.values():
        raise InputError(f"{path} must be the card of {run}; it is the card of another run, or the file was changed")
    return card
