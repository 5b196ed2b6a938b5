"""The commands that measure rankings and learn from judgments: evaluate, tune, score."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.errors import ConfigError

if TYPE_CHECKING:
    from matcher.config import MatchConfig
    from matcher.model.cache import PoolFiles

_OWN = "applicants"
_REFERENCE = f'Statements that show what everybody writes: FILE, "none", or "{_OWN}" for those given.'


def judged_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take the tables of an experiment; the sample's where none is given."""
    for option in (
        click.option("--config", type=Path, metavar="FILE", help="Settings as TOML."),
        click.option("--judgments", type=Path, metavar="FILE", help="Table of applicant_id, mentor_id, grade."),
        click.option("--reference", default=_OWN, show_default=True, metavar="FILE", help=_REFERENCE),
        click.option("--applicants", type=Path, metavar="FILE", help="Table of applicants."),
        click.option("--evidence", type=Path, metavar="FILE", help="Table of the mentors' past projects."),
        click.option("--pool", type=Path, metavar="FILE", help="Table of mentors; the sample pool when left out."),
    ):
        command = option(command)
    return command


@click.command()
@judged_options
@click.option("--baselines", is_flag=True, help="Measure TF-IDF, BM25 and LSA on the same texts too.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", type=Path, metavar="FILE", help="Write the rankings: .csv, or .trec for the TREC format.")
def evaluate(
    pool: Path | None,
    evidence: Path | None,
    applicants: Path | None,
    reference: str,
    judgments: Path | None,
    config: Path | None,
    baselines: bool,
    form: str,
    out: Path | None,
) -> None:
    """Measure how well judged pairs are ranked, each measure with its 95 % interval."""
    from matcher import evaluation
    from matcher.cli.report import EVALUATIONS, left_out_notes
    from matcher.model.cache import model_for
    from matcher.profiles import read_applicants

    tables, people, graded = _tables(pool, evidence, applicants, reference, judgments)
    given, known = evaluation.read_judgments(graded), read_applicants(people)
    model = model_for(tables, _config(config))
    found = evaluation.evaluate(model, known, given, baselines=baselines)
    if out:
        judged = {judgment.applicant_id for judgment in given if judgment.grade > 0}
        evaluation.write_run(evaluation.iter_run(model, [a for a in known if a.id in judged]), out)
    for note in left_out_notes(found.left_out):
        click.echo(note, err=True)
    click.echo(EVALUATIONS[form](found, len(model.mentors), _named(reference, people)), nl=False)


@click.command()
@judged_options
@click.option("--measure", default="ndcg@10", show_default=True, help="What is made larger.")
@click.option("--folds", type=click.IntRange(min=2), default=5, show_default=True, help="Parts to keep aside in turn.")
@click.option("--steps", type=click.IntRange(min=1), help="Whole steps a weight is cut into.  [default: 10 or fewer]")
@click.option("--weights-only", is_flag=True, help="Search no other setting, so the pool is fitted only once.")
@click.option("--out", type=Path, required=True, metavar="FILE", help="The settings file to write, TOML.")
def tune(
    pool: Path | None,
    evidence: Path | None,
    applicants: Path | None,
    reference: str,
    judgments: Path | None,
    config: Path | None,
    measure: str,
    folds: int,
    steps: int | None,
    weights_only: bool,
    out: Path,
) -> None:
    """Learn weights and settings from judged pairs, prove them on applicants kept aside, write the settings."""
    from matcher import evaluation, tuning
    from matcher.cli.report import left_out_notes, tuning_table
    from matcher.config import MatchConfig
    from matcher.profiles import read_applicants, read_pool
    from matcher.tables import written_aside

    search = tuning.Search(measure, steps, folds, {} if weights_only else None)
    tables, people, graded = _tables(pool, evidence, applicants, reference, judgments)
    given, known, before = evaluation.read_judgments(graded), read_applicants(people), _config(config) or MatchConfig()
    others = read_applicants(tables.reference) if tables.reference else []
    found = tuning.tune(read_pool(tables.pool, tables.evidence), known, given, others, before, search)
    with written_aside(out) as fresh:
        fresh.write_text(found.to_toml(), encoding="utf-8")
    for note in left_out_notes(found.left_out):
        click.echo(note, err=True)
    click.echo(tuning_table(found, before), nl=False)
    click.echo(f"Written: {out}. Use it with --config {out}.", err=True)


@click.command()
@click.option("--pool", type=Path, required=True, metavar="FILE", help="Table of mentors.")
@click.option("--evidence", type=Path, metavar="FILE", help="Table of the mentors' past projects.")
@click.option("--applicants", type=Path, required=True, metavar="FILE", help="Table of applicants.")
@click.option("--reference", default=_OWN, show_default=True, metavar="FILE", help=_REFERENCE)
@click.option("--config", type=Path, metavar="FILE", help="Settings as TOML.")
@click.option("--k", type=click.IntRange(min=1), help="Only the k best of each applicant, instead of every pair.")
@click.option("--out", type=Path, required=True, metavar="FILE", help="The table to write, CSV.")
def score(
    pool: Path,
    evidence: Path | None,
    applicants: Path,
    reference: str,
    config: Path | None,
    k: int | None,
    out: Path,
) -> None:
    """Write the score of every pair of applicant and mentor: applicant_id, mentor_id, score."""
    from matcher.evaluation.runs import write_scores
    from matcher.evaluation.scoring import iter_pairs
    from matcher.model.cache import PoolFiles, model_for
    from matcher.profiles import read_applicants

    known = read_applicants(applicants)
    model = model_for(PoolFiles(pool, evidence, _reference(reference, applicants)), _config(config))
    n_pairs = write_scores(iter_pairs(model, known, k), out)
    click.echo(out)
    click.echo(f"{len(known)} applicants, {len(model.mentors)} mentors, {n_pairs} pairs.", err=True)


def _tables(
    pool: Path | None, evidence: Path | None, applicants: Path | None, reference: str, judgments: Path | None
) -> "tuple[PoolFiles, Path, Path]":
    """Return the tables to fit on, the applicants and the judgments; all are the sample's, or none."""
    from matcher.model.cache import PoolFiles, sample_dir, sample_files

    given = {"--pool": pool, "--applicants": applicants, "--judgments": judgments}
    if not evidence and not any(given.values()):
        click.echo("The sample: invented labs and applicants; bring your own with --pool, --applicants.", err=True)
        pool, evidence, _ = sample_files()
        applicants, judgments = sample_dir() / "applicants.csv", sample_dir() / "judgments.tsv"
    if not pool or not applicants or not judgments:
        missing = ", ".join(option for option, path in given.items() if not path)
        raise ConfigError(f"give --pool, --applicants and --judgments together; missing: {missing}")
    return PoolFiles(pool, evidence, _reference(reference, applicants)), applicants, judgments


def _reference(reference: str, applicants: Path) -> Path | None:
    return {_OWN: applicants, "none": None}.get(reference, Path(reference))


def _named(reference: str, applicants: Path) -> str:
    return f"the applicants themselves ({applicants.name})" if reference == _OWN else reference


def _config(path: Path | None) -> "MatchConfig | None":
    from matcher.config import MatchConfig
    from matcher.tables import decode, read_bytes

    return MatchConfig.from_toml(decode(read_bytes(path), str(path)), str(path)) if path else None
