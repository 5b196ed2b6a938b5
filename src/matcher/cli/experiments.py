"""The commands that measure rankings and learn from judgments: evaluate, tune, score."""

import shlex
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import options
from matcher.cli.card_option import notes
from matcher.cli.options import COUNT, Decorator, bundled, file_option, format_option, read_config
from matcher.cli.terminal import encoding_shown, output, say, statements_shown
from matcher.config import MatchConfig
from matcher.errors import ConfigError
from matcher.wording import counted, json_text

if TYPE_CHECKING:
    from matcher.evaluation.judgments import Judgment
    from matcher.evaluation.runs import Scored
    from matcher.model import MatchModel
    from matcher.model.cache import PoolFiles
    from matcher.records import Profile
    from matcher.tuning import Search

_OWN = "applicants"
_REFERENCE_HELP = f'Statements that show what all applicants write: FILE, "none", or "{_OWN}" for --applicants.'


@dataclass(frozen=True)
class Experiment:
    """The tables of an experiment."""

    pool: Path
    applicants: Path
    evidence: Path | None = None
    reference: str = _OWN
    config: Path | None = None
    judgments: Path | None = None

    @property
    def files(self) -> "PoolFiles":
        """The tables that a model is fitted on."""
        from matcher.model.cache import PoolFiles

        reference = {_OWN: self.applicants, "none": None}.get(self.reference, Path(self.reference))
        return PoolFiles(self.pool, self.evidence, reference)

    def unchanged(self) -> AbstractContextManager[None]:
        """Raise `InputError` if a table changes while the block reads them."""
        from matcher.tables.files import unchanged

        return unchanged(*self.files, self.applicants, self.judgments, self.config)

    def read(self) -> "tuple[list[Judgment], list[Profile]]":
        """Return the judgments, if any, and the applicants, which are also noted for the run's card."""
        from matcher.applicants import read_applicants
        from matcher.evaluation import read_judgments

        judgments = read_judgments(self.judgments) if self.judgments else []
        applicants = read_applicants(self.applicants)
        notes().applicants += applicants
        return judgments, applicants

    def model(self) -> "MatchModel":
        """Return the model of the pool."""
        from matcher.model.cache import model_for

        with encoding_shown() as step:
            model = model_for(self.files, read_config(self.config), step=step)
        notes().model = model
        return model


def _experiment(pool: Path | None, applicants: Path | None, **others: Any) -> Experiment:
    """Return the given tables, or the sample's if none is given; raises `ConfigError` if some are missing."""
    given = {"--pool": pool, "--applicants": applicants, "--judgments": others.get("judgments", applicants)}
    if not others["evidence"] and not any(given.values()):
        from matcher.model.cache import sample_dir, sample_files

        say("Sample: invented labs and applicants. Use your own with --pool and --applicants.")
        tables = {"evidence": sample_files().evidence, "judgments": sample_dir() / "judgments.tsv"}
        return Experiment(sample_files().pool, sample_dir() / "applicants.csv", **{**others, **tables})
    if pool is None or applicants is None or not all(given.values()):
        missing = ", ".join(option for option, path in given.items() if not path)
        raise ConfigError(f"give --pool, --applicants and --judgments together; missing: {missing}")
    experiment = Experiment(pool, applicants, **others)
    if "-" in map(str, (*experiment.files, applicants)):
        raise ConfigError("these tables are read twice, standard input only once: save it as a file, and give that")
    return experiment


def _experiment_options(*, required: bool = False) -> Decorator:
    """Return the options for the tables of an experiment, with judgments unless pool and applicants are `required`."""
    table_options: dict[str, Decorator] = {
        "pool": file_option("--pool", "Table of mentors.", required=required),
        "evidence": options.evidence_option,
        "applicants": file_option("--applicants", "Table of applicants.", required=required),
        "reference": click.option("--reference", default=_OWN, show_default=True, metavar="FILE", help=_REFERENCE_HELP),
        "config": options.config_option,
    }
    if not required:
        table_options["judgments"] = file_option("--judgments", "Table of applicant_id, mentor_id, grade.")
    return bundled("tables", _experiment, table_options)


def _judged(judgments: "list[Judgment]") -> set[str]:
    return {judgment.applicant_id for judgment in judgments if judgment.grade > 0}


@click.command()
@_experiment_options()
@click.option(
    "--measure", "measures", multiple=True, metavar="NAME", help="As mrr, ndcg@20, recall@5, precision@3; repeatable."
)
@click.option("--baselines", is_flag=True, help="Measure TF-IDF, BM25 and LSA on the same texts too.")
@format_option("table", "json")
@file_option("--out", "Write the rankings: .csv, or .trec for the TREC format.")
def evaluate(tables: Experiment, measures: tuple[str, ...], baselines: bool, form: str, out: Path | None) -> None:
    """Measure how well judged pairs are ranked; each measure has its 95 % interval."""
    from matcher import evaluation
    from matcher.cli.views import evaluation_table, left_out_notes
    from matcher.evaluation.measures import MEASURES

    if out:
        evaluation.runs.check_run(out)
    with tables.unchanged():
        judgments, applicants = tables.read()
        model = tables.model()
    judged = _judged(judgments)
    with statements_shown(len(judged)):
        result = evaluation.evaluate(model, applicants, judgments, measures=measures or MEASURES, baselines=baselines)
    if out:
        with statements_shown(len(judged)):
            evaluation.write_run(evaluation.iter_run(model, [a for a in applicants if a.id in judged]), out)
    for sentence in left_out_notes(result.left_out):
        say(sentence)
    own = f"the applicants themselves ({tables.applicants.name})"
    reference = own if tables.reference == _OWN else tables.reference
    if form == "json":
        output(json_text({**result.to_dict(), "n_mentors": len(model.mentors), "reference": reference}))
    else:
        output(evaluation_table(result, len(model.mentors), reference))


_SEARCH_OPTIONS: dict[str, Decorator] = {
    "measure": click.option(
        "--measure", default="ndcg@10", show_default=True, help="The measure to improve, as mrr or ndcg@20."
    ),
    "folds": click.option(
        "--folds", type=click.IntRange(min=2), default=5, show_default=True, help="Parts, each held out once."
    ),
    "steps": click.option("--steps", type=COUNT, help="Steps between weight 0 and 1.  [default: 10 or fewer]"),
    "weights_only": click.option(
        "--weights-only", is_flag=True, help="Search weights only, so that the pool is fitted once."
    ),
}


def _search(measure: str, folds: int, steps: int | None, weights_only: bool) -> "Search":
    from matcher.tuning import Search

    return Search(measure, steps, folds, {} if weights_only else None)


@click.command()
@_experiment_options()
@bundled("search", _search, _SEARCH_OPTIONS)
@file_option("--out", "The settings file to write, TOML.", required=True)
@file_option("--probability", "Write the probability of a fit by score, for `match`.")
def tune(tables: Experiment, search: "Search", out: Path, probability: Path | None) -> None:
    """Learn weights and settings from judged pairs, test them on held-out applicants, write the settings."""
    from matcher import tuning
    from matcher.applicants import read_applicants
    from matcher.cli.views import left_out_notes, tuning_table
    from matcher.evaluation.probability import learn_probability, write_probability
    from matcher.mentors import read_pool
    from matcher.model import MatchModel
    from matcher.model.cache import kept_vectors
    from matcher.semantic.store import Encoding
    from matcher.tables import write_text

    before, files = read_config(tables.config) or MatchConfig(), tables.files
    with tables.unchanged():
        judgments, applicants = tables.read()
        reference = read_applicants(files.reference) if files.reference else []
        pool = read_pool(files.pool, files.evidence)
    n_encodings = len({*map(tuning.as_encoded, tuning.variations(before, search.settings))})
    with encoding_shown() as step, statements_shown(n_encodings * len(_judged(judgments))):
        encoding = Encoding(kept_vectors(before), step)
        result = tuning.tune(pool, applicants, judgments, reference, before, search, encoding=encoding)
    write_text(out, result.to_toml())
    for sentence in left_out_notes(result.left_out):
        say(sentence)
    output(tuning_table(result, before))
    if probability or notes().is_kept:
        notes().model = model = MatchModel(result.config).fit(pool, reference, encoding=encoding)
        if probability:
            learned = learn_probability(model, applicants, judgments)
            write_probability(learned, probability)
            held_out = f"{learned.n_pairs} pairs of held-out applicants"
            say(f"Probabilities: {probability}, calibration error {learned.error:.3f} on {held_out}.")
    say(f"Written: {out}. Use it with --config {shlex.quote(str(out))}.")


@click.command()
@_experiment_options(required=True)
@click.option("--k", type=COUNT, help="Only the k best of each applicant, instead of every pair.")
@click.option("--out", required=True, metavar="FILE", help="CSV, JSON lines, Parquet or XLSX by ending; - is CSV.")
def score(tables: Experiment, k: int | None, out: str) -> None:
    """Write the score of every pair of applicant and mentor: applicant_id, mentor_id, score."""
    from matcher.applicants import count_applicants, iter_applicants
    from matcher.evaluation.runs import iter_pairs, write_scores

    n_applicants = n_mentors = 0

    def scored() -> "Iterator[tuple[str, Sequence[Scored]]]":
        nonlocal n_applicants, n_mentors
        with tables.unchanged():
            n_applicants, model = count_applicants(tables.applicants), tables.model()
            n_mentors = len(model.mentors)
            with statements_shown(n_applicants):
                yield from iter_pairs(model, iter_applicants(tables.applicants), k)

    n_pairs = write_scores(scored(), out)
    if out != "-":
        click.echo(out)
    say(f"{counted(n_applicants, 'applicant')}, {counted(n_mentors, 'mentor')}, {counted(n_pairs, 'pair')}.")
