"""Runs between two others, made again so that one cause differs at a time: data, then model, then config.

What a run read is found by the digests on its card among the files that are given; the card holds its settings.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from matcher.batching.options import FileExecution, Files, Progress, RankingOptions
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
from matcher.provenance.card import (
    Matches,
    Place,
    code_digest,
    model_digest,
    profile_digests,
    read_matches,
    row_digests,
    versions,
)
from matcher.provenance.causes import DATA_FILES, DATA_OPTIONS, POOL_FILES, differing, fit_settings
from matcher.tables import Table
from matcher.tables.columns import parse_map, propose, required
from matcher.tables.files import file_digest
from matcher.wording import counted


class Made(NamedTuple):
    """A run with its card, and the file that it is in."""

    path: Path
    matches: Matches
    card: RunCard


class _Recipe(NamedTuple):
    """A run that takes its applicants from one run, its pool from another and its settings from a third."""

    data: Made
    model: Made
    config: Made

    def card(self, model: MatchModel) -> RunCard:
        """Return the card of such a run by this program."""
        data, pool, config = (made.card for made in self)
        return replace(
            config,
            command=data.command,
            inputs={name: digest for name, digest in data.inputs.items() if name in DATA_FILES}
            | {name: digest for name, digest in pool.inputs.items() if name in POOL_FILES},
            options={**config.options, **{name: data.options.get(name) for name in DATA_OPTIONS}},
            applicants=data.applicants,
            mentors=pool.mentors,
            model=model_digest(model),
            code=code_digest(),
            versions=versions(),
            outputs={},
        )


def with_runs_between(runs: Iterable[Made], inputs: Iterable[Path]) -> list[Made]:
    """Return runs with those between them in which one cause after the other changes.

    `inputs` are the tables, and folders of models, that the runs were made from. Raises `InputError` for one that no
    card knows, and where one that is needed was not given. The program as it was cannot be run again: what its
    change did is left between a run and the same made again.
    """
    runs = [*runs]
    again = _Again(runs, inputs)
    return [*runs[:1], *(made for pair in pairwise(runs) for made in (*again.between(*pair), pair[1]))]


def _source(card: RunCard) -> str:
    """Return the option that named what the applicants wrote; "" where it came from standard input."""
    return next((name for name in DATA_FILES if name in card.inputs), "")


class _Again:
    """Makes runs again from what was given, found by its digest."""

    def __init__(self, runs: Iterable[Made], given: Iterable[Path]) -> None:
        known = {digest for run in runs for digest in (*run.card.inputs.values(), run.card.model)}
        self._files: dict[str, Path] = {}
        self._models: dict[str, MatchModel] = {}
        for path in given:
            model = load(path) if path.is_dir() else None
            digest = model_digest(model) if model else file_digest(path)
            if digest not in known:
                raise InputError(
                    f"{path} must be what one of the runs was made from; no card has its digest, {digest[:12]}: "
                    "give it as it was then"
                )
            if model:
                self._models[digest] = model
            else:
                self._files[digest] = path

    def between(self, first: Made, last: Made) -> Iterator[Made]:
        """Yield the runs between two, each with one cause changed, where several causes differ."""
        if len(differing(first.card, last.card)) < 2:
            return
        self._check(first, last)
        planned, before = list[tuple[_Recipe, RunCard, MatchModel]](), first.card
        # from the first to the last, both made again by this program
        for n_changed in range(4):
            recipe = _Recipe(*[last] * n_changed, *[first] * (3 - n_changed))
            try:
                model = self._model(recipe)
            except ConfigError as error:
                if recipe.model is recipe.config:
                    raise
                say(f"Note: what the pool did and what settings did are not told apart: {error}.")
                continue
            card = recipe.card(model)
            # a recipe of what one of the two runs was made from, and nothing else, is that run
            if differing(before, card) and differing(card, last.card):
                planned.append((recipe, before := card, model))
        for n, (recipe, card, model) in enumerate(planned, 1):
            say(f"Run {n} of {len(planned)} between {first.path} and {last.path} …")
            yield Made(last.path, self._ranked(recipe, card, model), card)

    def _check(self, first: Made, last: Made) -> None:
        """Raise `InputError` where a file is needed that was not given."""
        if others := [made for made in (first, last) if made.card.command not in ("match", "batch")]:
            raise InputError(f"--input must be with runs of match or batch; {others[0].path} is of another command")
        # the first run is ranked again only where another program made it
        ranked = [last] if (first.card.code, first.card.versions) == (code_digest(), versions()) else [first, last]
        if piped := [made for made in ranked if not _source(made.card)]:
            raise InputError(f"{piped[0].path} was made from standard input, which is gone: save it, and run it anew")
        roles = [(role, made) for made in (first, last) for role in POOL_FILES]
        roles += [(_source(made.card), made) for made in ranked]
        lacking = {
            digest: f"{role} of {made.path}, whose SHA-256 begins with {digest[:12]}"
            for role, made in roles
            if (digest := made.card.inputs.get(role)) and digest not in self._files
        }
        if lacking:
            raise InputError(f"--input must name each table that is read again; give too {'; '.join(lacking.values())}")

    def _model(self, recipe: _Recipe) -> MatchModel:
        """Return the pool of one run fitted with the settings of another; raises `ConfigError` where that cannot be."""
        made, wanted = recipe.model, recipe.config.card
        config = MatchConfig.from_dict(wanted.config, f"the settings on the card of {recipe.config.path}")
        pool, evidence, reference = (self._files.get(made.card.inputs.get(role, "")) for role in POOL_FILES)
        if pool:
            model = model_for(PoolFiles(pool, evidence, reference), config)
        elif folder := self._models.get(made.card.model):
            if fit_settings(made.card) != fit_settings(wanted):
                raise ConfigError(f"{made.path} was made with the folder of a model, fitted with other settings")
            model = MatchModel(config)
            model.fitted_ = folder.fitted
        else:
            sample = sample_files()
            if profile_digests(read_pool(sample.pool, sample.evidence)) != made.card.mentors:
                raise InputError(f"{made.path} was made with the folder of a model: give that with --input too")
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
            return {applicant.id: {one.mentor_id: Place(one.rank, one.score, dict(one.points)) for one in ranking}}
        with tempfile.TemporaryDirectory(prefix="matcher-") as folder, progress_shown(progress := Progress()):
            files = Files(
                str(source), f"{folder}/run.csv", f"{folder}/rejects.csv", *map(card.options.get, DATA_OPTIONS[1:])
            )
            options = RankingOptions(wanted.k, wanted.weights, where)
            batch_files(files, model, lambda table: _columns(table, source, card), options, FileExecution(), progress)
            return read_matches(files.matches)


def _columns(table: Table, source: Path, card: RunCard) -> dict[str, str]:
    """Return the columns that a run read; raises `InputError` where the documents that its table names are others."""
    given = parse_map(",".join(card.options.get("maps") or ()))
    columns = required(propose(table.columns, given, sample=table.sample), table.columns, str(source), accept=True)
    now = row_digests(source, columns, card.options)
    if card.applicants and (n := sum(card.applicants.get(one) != digest for one, digest in now.items())):
        raise InputError(
            f"{source} must lie beside the documents that it names, as they were; {counted(n, 'applicant')} "
            f"of it {'have' if n > 1 else 'has'} another text now"
        )
    return columns
