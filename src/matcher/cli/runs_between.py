"""Runs between two given ones, made so that one cause changes at a time: data, then model, then config.

The inputs of a run are found among the given files by the digests on its card; the card has its settings too.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from matcher.batching.records import FileExecution, Files, Progress, RankingOptions
from matcher.batching.run import batch_files
from matcher.cli.terminal import progress_shown, say
from matcher.config import MatchConfig, Wanted
from matcher.documents import read_document
from matcher.errors import ConfigError, InputError
from matcher.mentors import eligible, read_pool
from matcher.model import MatchModel
from matcher.model.cache import PoolFiles, model_for, sample_files
from matcher.model.store import load
from matcher.provenance import RunCard
from matcher.provenance import card as cards
from matcher.provenance.card import Matches, Place, fitted_digest, read_matches
from matcher.provenance.diff import DATA_FILES, differing, fit_settings
from matcher.tables import Table
from matcher.tables.columns import parse_map, propose, required
from matcher.tables.files import file_digest
from matcher.wording import counted

_POOL_FILES = ("pool", "evidence", "reference")
"""The options that name files of the pool."""
_DATA_OPTIONS = ("maps", "sheet", "header_row")
"""Options for reading a table of applicants; the digests of their texts already show the effect."""


class Run(NamedTuple):
    """A run: its file, its matches and its card."""

    path: Path
    matches: Matches
    card: RunCard


class _Recipe(NamedTuple):
    """A new run with the applicants of one run, the pool of another and the settings of a third."""

    data: Run
    model: Run
    config: Run

    def card(self, model: MatchModel) -> RunCard:
        """Return the card of the new run, made by this program."""
        data, pool, config = (run.card for run in self)
        return replace(
            config,
            command=data.command,
            inputs={name: digest for name, digest in data.inputs.items() if name in DATA_FILES}
            | {name: digest for name, digest in pool.inputs.items() if name in _POOL_FILES},
            options={**config.options, **{name: data.options.get(name) for name in _DATA_OPTIONS}},
            applicants=data.applicants,
            mentors=pool.mentors,
            model=fitted_digest(model),
            code=cards.code_digest(),
            versions=cards.versions(),
            outputs={},
        )


def with_runs_between(runs: Iterable[Run], inputs: Iterable[Path]) -> list[Run]:
    """Return the runs with new ones between them, in which one cause after the other changes.

    `inputs` are the tables, and folders of models, that the runs were made from. Raises `InputError` for an input that
    is on no card, and for a missing one. An old version of the program cannot be run again: its effect is the
    difference between a run and the same run made again.
    """
    runs = [*runs]
    maker = _RunMaker(runs, inputs)
    return [*runs[:1], *(run for pair in pairwise(runs) for run in (*maker.between(*pair), pair[1]))]


def _source(card: RunCard) -> str:
    """Return the option that named the applicants' texts; "" if they came from standard input."""
    return next((name for name in DATA_FILES if name in card.inputs), "")


class _RunMaker:
    """Makes runs from the given files and models, which are found by their digests."""

    def __init__(self, runs: Iterable[Run], inputs: Iterable[Path]) -> None:
        known = {digest for run in runs for digest in (*run.card.inputs.values(), run.card.model)}
        self._files: dict[str, Path] = {}
        self._models: dict[str, MatchModel] = {}
        for path in inputs:
            model = load(path) if path.is_dir() else None
            digest = fitted_digest(model) if model else file_digest(path)
            if digest not in known:
                raise InputError(
                    f"{path} must be an input of one of the runs; no card has its digest, {digest[:12]}: "
                    "give the file as it was then"
                )
            if model:
                self._models[digest] = model
            else:
                self._files[digest] = path

    def between(self, first: Run, last: Run) -> Iterator[Run]:
        """Yield the runs between two, each with one more cause changed; none if fewer than two causes differ."""
        if len(differing(first.card, last.card)) < 2:
            return
        self._check(first, last)
        planned, before = list[tuple[_Recipe, RunCard, MatchModel]](), first.card
        # from the first to the last, including both as made by this program
        for n_changed in range(4):
            recipe = _Recipe(*[last] * n_changed, *[first] * (3 - n_changed))
            try:
                model = self._model(recipe)
            except ConfigError as error:
                if recipe.model is recipe.config:
                    raise
                say(f"Note: the effects of pool and settings cannot be told apart: {error}.")
                continue
            card = recipe.card(model)
            # a recipe with the card of one of the two runs is that run
            if differing(before, card) and differing(card, last.card):
                planned.append((recipe, before := card, model))
        for n, (recipe, card, model) in enumerate(planned, 1):
            say(f"Run {n} of {len(planned)} between {first.path} and {last.path} …")
            yield Run(last.path, self._ranked(recipe, card, model), card)

    def _check(self, first: Run, last: Run) -> None:
        """Raise `InputError` if a needed file is not given."""
        if others := [run for run in (first, last) if run.card.command not in ("match", "batch")]:
            raise InputError(f"--input needs runs of match or batch; {others[0].path} is of another command")
        # the first run is ranked again only if another version of the program made it
        ranked = (
            [last]
            if (first.card.code, first.card.versions) == (cards.code_digest(), cards.versions())
            else [first, last]
        )
        if piped := [run for run in ranked if not _source(run.card)]:
            raise InputError(f"{piped[0].path} was made from standard input: save that as a file, and run it again")
        roles = [(role, run) for run in (first, last) for role in _POOL_FILES]
        roles += [(_source(run.card), run) for run in ranked]
        missing = {
            digest: f"{role} of {run.path}, whose SHA-256 begins with {digest[:12]}"
            for role, run in roles
            if (digest := run.card.inputs.get(role)) and digest not in self._files
        }
        if missing:
            raise InputError(f"--input must name each table that is read again; add {'; '.join(missing.values())}")

    def _model(self, recipe: _Recipe) -> MatchModel:
        """Return the pool of one run fitted with the settings of another; `ConfigError` if that is impossible."""
        run, wanted = recipe.model, recipe.config.card
        config = MatchConfig.from_dict(wanted.config, f"the settings on the card of {recipe.config.path}")
        pool, evidence, reference = (self._files.get(run.card.inputs.get(role, "")) for role in _POOL_FILES)
        if pool:
            model = model_for(PoolFiles(pool, evidence, reference), config)
        elif folder := self._models.get(run.card.model):
            if fit_settings(run.card) != fit_settings(wanted):
                raise ConfigError(f"{run.path} was made with the folder of a model, fitted with other settings")
            model = MatchModel(config)
            model.fitted_ = folder.fitted
        else:
            sample = sample_files()
            if cards.profile_digests(read_pool(sample.pool, sample.evidence)) != run.card.mentors:
                raise InputError(f"{run.path} was made with the folder of a model: give that with --input too")
            model = model_for(sample._replace(reference=reference or sample.reference), config)
        if conditions := wanted.options.get("where"):
            eligible(model.mentors, conditions)
        return model

    def _ranked(self, recipe: _Recipe, card: RunCard, model: MatchModel) -> Matches:
        where = tuple(card.options.get("where") or ())
        wanted = Wanted(card.options.get("k", 10), card.weights, eligible(model.mentors, where) if where else None)
        source = self._files[card.inputs[_source(card)]]
        if card.command == "match":
            [ranking] = model.rank([applicant := read_document(source).profile()], *wanted)
            return {applicant.id: {line.mentor_id: Place(line.rank, line.score, dict(line.points)) for line in ranking}}
        with tempfile.TemporaryDirectory(prefix="matcher-") as folder, progress_shown(progress := Progress()):
            files = Files(
                str(source), f"{folder}/run.csv", f"{folder}/rejects.csv", *map(card.options.get, _DATA_OPTIONS[1:])
            )
            options = RankingOptions(wanted.k, wanted.weights, where)
            batch_files(files, model, lambda table: _columns(table, source, card), options, FileExecution(), progress)
            return read_matches(files.matches)


def _columns(table: Table, source: Path, card: RunCard) -> dict[str, str]:
    """Return the columns that a run read; raises `InputError` if documents that its table names have changed."""
    mapped = parse_map(",".join(card.options.get("maps") or ()))
    columns = required(propose(table.columns, mapped, sample=table.sample), table.columns, str(source), accept=True)
    digests = cards.row_digests(source, columns, card.options)
    if card.applicants and (n := sum(card.applicants.get(row) != digest for row, digest in digests.items())):
        raise InputError(
            f"{source} must be beside the documents that it names, as they were; the text of "
            f"{counted(n, 'applicant')} has changed"
        )
    return columns
