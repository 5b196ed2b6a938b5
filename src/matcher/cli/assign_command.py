"""The command that places applicants under capacities."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.card_option import notes
from matcher.cli.options import Decorator, PoolOptions, bundled, file_option, pool_options
from matcher.cli.terminal import output, say
from matcher.errors import ConfigError

if TYPE_CHECKING:
    from matcher.assigning.api import Rules
    from matcher.assigning.assignment import Assignment

_SOLVERS = ["auto", "scipy", "compiled", "ortools"]
_RULE_OPTIONS: dict[str, Decorator] = {
    "capacity": click.option(
        "--capacity", type=click.IntRange(min=0), metavar="N", help="Places of a mentor whose capacity is empty."
    ),
    "conflicts": file_option("--conflicts", "Pairs to exclude: applicant_id, mentor_id, reason."),
    "pins": file_option("--pins", "Pairs to keep: applicant_id, mentor_id, reason."),
    "eligible": click.option(
        "--eligible", multiple=True, metavar="MINE=THEIRS", help="Columns of both sides that must agree; repeatable."
    ),
    "floor": click.option(
        "--floor", metavar="share=0.4", help="As few as possible below this share of their own best score."
    ),
    "fair": click.option("--fair", is_flag=True, help="Raise the lowest share as far as possible, then the total."),
}
_VIEW_OPTIONS: dict[str, Decorator] = {
    "out": click.option("--out", metavar="ASSIGNMENT", help="CSV, JSON lines, Parquet or XLSX by ending; - is CSV."),
    "report": click.option("--report", metavar="FILE", help="The report as .txt, .json or .html; - prints it."),
    "what_if": click.option(
        "--what-if",
        multiple=True,
        metavar="CHANGE",
        help="pin=A:M, forbid=A:M, capacity=M:+1 or places=A:+1: who would move, at what cost; repeatable.",
    ),
    "pin_costs": click.option("--pin-costs", metavar="APPLICANT", help="What pinning to each mentor would cost."),
    "against": file_option("--against", "An earlier assignment: who moved since, and at what cost."),
}


def _rules(floor: str | None, **values: Any) -> "Rules":
    from matcher.assigning.api import Rules
    from matcher.tables.rows import number_of

    name, _, number = (floor or "share=0").partition("=")
    share = number_of(number) if name.strip() == "share" else -1.0
    if not 0 <= share <= 1:
        raise ConfigError(f"floor must read like share=0.4, a share of one's own best score in [0, 1]; it is {floor!r}")
    return Rules(floor=share, **values)


def _refuse_quotas(context: click.Context, option: click.Parameter, quotas: tuple[str, ...]) -> None:  # noqa: ARG001
    if quotas:
        raise ConfigError(
            f"quota {', '.join(quotas)} must not cross the capacities of single mentors: such quotas are no flow, and "
            "an optimum could not be proven. Possible instead: capacity and capacity_min of each mentor, --eligible "
            "for groups that stay among themselves, or one placement for each group with capacities shared out before"
        )


@dataclass(frozen=True)
class ViewOptions:
    """Which parts of a placement are written and printed."""

    out: str | None
    report: str | None
    what_if: tuple[str, ...]
    pin_costs: str | None
    against: Path | None

    def __post_init__(self) -> None:
        if not (self.out or self.report or self.what_if or self.pin_costs):
            raise ConfigError("give --out ASSIGNMENT, --report FILE, --what-if CHANGE or --pin-costs APPLICANT")
        if self.report and self.report != "-" and Path(self.report).suffix.lower() not in {".txt", ".json", ".html"}:
            raise ConfigError(f"report {self.report} must end in .txt, .json or .html")


@click.command()
@click.argument("matches", required=False, type=Path, metavar="[MATCHES]")
@file_option("--applicants", "Table of applicants, with places; without MATCHES they are scored.")
@pool_options()
@bundled("rules", _rules, _RULE_OPTIONS)
@bundled("views", ViewOptions, _VIEW_OPTIONS)
@click.option("--solver", type=click.Choice(_SOLVERS), default="auto", show_default=True)
@click.option(
    "--quota",
    multiple=True,
    metavar="RULE",
    expose_value=False,
    callback=_refuse_quotas,
    help="Refused, with what is possible instead.",
)
@click.option("--tie-key", default="", metavar="TEXT", help="Another key prefers others among equal placements.")
def assign(
    matches: Path | None,
    applicants: Path | None,
    chosen: PoolOptions,
    rules: "Rules",
    views: ViewOptions,
    solver: str,
    tie_key: str,
) -> int:
    """Place applicants with mentors under capacities: optimal, with the proof, and what every rule costs.

    MATCHES is the file of a batch; without it the applicants of --applicants are scored, and the proof is over all
    pairs. Exit code 0 means proven and all placed, 3 some unmatched or not proven, 1 that rules contradict each other.
    """
    from matcher.assigning.api import assign as assigned
    from matcher.assigning.effects import Earlier

    if not matches and not applicants:
        raise ConfigError("give MATCHES, the file of a batch, or --applicants FILE to score them")
    source, pool = _source(matches, chosen)
    before = Earlier.read(views.against) if views.against else None  # read first: `--out` may overwrite it
    assignment = assigned(source, pool, rules, applicants=applicants, solver=solver, key=tie_key)
    _show(assignment, views)
    if before is not None:
        from matcher.assigning.output import difference_text

        output(f"\n{difference_text(assignment.since(before), f'Since {views.against}')}")
    return assignment.exit_code


def _source(matches: Path | None, chosen: PoolOptions) -> tuple[Any, Any]:
    """Return the scores, as a file of matches or a model, and the pool."""
    chosen.check()
    pool = chosen.pool
    if pool is None:
        from matcher.model.cache import sample_files

        pool = sample_files().pool
    if matches is None:
        model = chosen.fitted()
        notes().model = model
        return model, (list(model.mentors) if chosen.model else pool)
    if chosen.model or chosen.config or chosen.evidence or chosen.reference:
        raise ConfigError("give MATCHES, which has its scores, or what applicants are scored with, not both")
    if not chosen.pool:
        say("Sample pool: its invented labs have the capacities. Use your own with --pool FILE.")
    return matches, pool


def _show(assignment: "Assignment", views: ViewOptions) -> None:
    """Write the files and print the rest: a change, the costs of a pin, or the report."""
    from matcher.assigning.output import Sheet, difference_text, json_report, pin_costs_text, write_assignment

    if views.what_if:
        output(difference_text(assignment.what_if(*views.what_if), f"With {', '.join(views.what_if)}"))
    if views.pin_costs:
        output(pin_costs_text(assignment, views.pin_costs))
    if views.report and views.report != "-":
        from matcher.pages.report_page import assignment_page
        from matcher.tables import write_text

        renderers = {".txt": type(assignment).report, ".json": json_report, ".html": assignment_page}
        write_text(views.report, renderers[Path(views.report).suffix.lower()](assignment))
    if views.out == "-":
        output(Sheet.of(assignment, "assignment").csv_text())
    elif views.out:
        paths = write_assignment(assignment, views.out)
        say(f"Written: {', '.join([*paths, *([views.report] if views.report else [])])}")
    if (views.out or views.report == "-") and views.out != "-":
        output(assignment.report())
