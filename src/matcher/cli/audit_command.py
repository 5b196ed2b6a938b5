"""The command that asks what a ranking does to applicants: audit."""

from pathlib import Path

import click

from matcher.cli.options import format_option
from matcher.cli.pool_options import PoolOptions, pool_options
from matcher.cli.terminal import output, say


@click.command()
@pool_options()
@click.option("--applicants", type=Path, metavar="FILE", help="Table of applicants.  [default: the sample's]")
@click.option("--groups", metavar="COLUMN", help="Column of the applicants that names their group.")
@click.option("--judgments", type=Path, metavar="FILE", help="Table of applicant_id, mentor_id, grade, for the groups.")
@click.option("--k", type=click.IntRange(min=1), default=5, show_default=True, help="First places whose changes count.")
@click.option(
    "--swapped", type=click.IntRange(min=1), default=200, show_default=True, help="Applicants to swap at most."
)
@format_option("matcher.cli.audit_views:AUDITS", "text")
@click.option("--out", type=Path, metavar="FILE", help="Write there instead of to standard output.")
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
    """Swap names, origins and gaps in applicants' statements and show what the ranking makes of it."""
    from matcher.applicants import read_applicants
    from matcher.auditing import audit as run
    from matcher.cli.audit_views import AUDITS
    from matcher.evaluation import read_judgments
    from matcher.model.cache import sample_dir
    from matcher.tables import written_aside

    chosen.check()
    table = applicants or sample_dir() / "applicants.csv"
    people = read_applicants(table)
    model = chosen.fitted()
    judged = read_judgments(judgments) if judgments else []
    result = run(model, people, k, groups, judged, swapped, _Progress())
    pool = chosen.model or chosen.pool
    text = AUDITS[form](result, f"Audit of {pool.name if pool else 'the sample pool'} with {table.name}")
    if out is None:
        output(text)
        return
    with written_aside(out) as fresh:
        fresh.write_text(text, encoding="utf-8")
    click.echo(out)


class _Progress:
    """Says every tenth part of a long audit on standard error."""

    def __init__(self) -> None:
        self._tenth = 0

    def __call__(self, done: int, n: int) -> None:
        tenth = 10 * done // n
        if n >= 50 and tenth > self._tenth:
            self._tenth = tenth
            say(f"{done} of {n} applicants swapped")
