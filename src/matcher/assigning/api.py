"""Placements in Python: tables, frames or records in, an `Assignment` out."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from matcher.assigning.assignment import Assignment
from matcher.assigning.building import problem_of
from matcher.assigning.inputs import Given, conflicts_of, read_eligible, read_mentors, read_people, read_rules
from matcher.assigning.network import Floats, Ints
from matcher.assigning.pair_scores import AllPairs, bounded_rows, scored_rows
from matcher.assigning.placement import place
from matcher.assigning.problem import Aims, Problem, Scored
from matcher.assigning.read_matches import read_scored
from matcher.assigning.records import PER_POINT, Applicant, Mentor, Rule
from matcher.errors import ConfigError, InputError
from matcher.records import Profile
from matcher.tables.keyed_rows import ReadProfiles

if TYPE_CHECKING:
    from matcher.model import MatchModel

_MAX_IN_MEMORY = 1_000_000
"""Up to this number of pairs all are kept in memory, so that every figure is exact over all of them."""

_SECONDS_PAIR = 2e-6
"""Approximate time per pair, over all rounds, without compiled loops."""


@dataclass(frozen=True)
class Rules:
    """The rules of a placement, and its aims before the total of the scores.

    Parameters
    ----------
    conflicts, pins
        Tables of pairs to exclude, and of pairs to keep: `applicant_id`, `mentor_id`, optionally `reason`.
        Each is a path, a DataFrame, or rows as mappings.
    eligible
        Pairs of columns as `applicants_column=mentors_column`: only pairs in which both are equal are allowed.
    capacity
        The capacity of mentors that have none; without it an empty capacity is an error.
    floor
        As few applicants as possible get less than this share of their own best score, in [0, 1].
    fair
        Raise the lowest share of one's own best score as far as possible, before the total counts.

    Raises
    ------
    ConfigError
        For an invalid floor or capacity.
    """

    conflicts: Given = None
    pins: Given = None
    eligible: Sequence[str] = ()
    capacity: int | None = None
    floor: float = 0.0
    fair: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.floor, int | float) or not 0 <= self.floor <= 1:
            raise ConfigError(f"floor must be a share of one's own best score in [0, 1]; it is {self.floor!r}")
        if self.capacity is not None and (not isinstance(self.capacity, int) or self.capacity < 0):
            raise ConfigError(f"capacity must be a whole number of 0 or more; it is {self.capacity!r}")

    def read(
        self, people: Sequence[Applicant], mentors: Sequence[Mentor]
    ) -> tuple[list[Rule], list[Rule], list[Rule], Aims]:
        """Return conflicts, pins, columns that must be equal, and the aims before the total."""
        ids = {person.id for person in people}, {mentor.id for mentor in mentors}
        columns = [self.eligible] if isinstance(self.eligible, str) else self.eligible
        conflicts = [] if self.conflicts is None else read_rules(self.conflicts, "conflict", *ids)
        named = {(rule.applicant, rule.mentor) for rule in conflicts}
        own = [rule for rule in conflicts_of(people, ids[1]) if (rule.applicant, rule.mentor) not in named]
        return (
            conflicts + own,
            [] if self.pins is None else read_rules(self.pins, "pin", *ids),
            read_eligible(columns, people, mentors),
            Aims(round(self.floor * PER_POINT), self.fair),
        )


def assign(
    matches: Given,
    pool: Given,
    rules: Rules = Rules(),  # noqa: B008
    *,
    applicants: Given = None,
    solver: str = "auto",
    key: str = "",
) -> Assignment:
    """Return the optimal placement under the rules, with its proof.

    Each table is a path, a DataFrame, or rows as mappings; `matches` may be rankings too, `pool` profiles.

    Parameters
    ----------
    matches
        Scored pairs: `applicant_id`, `mentor_id`, `score`, and `rank` where lists may leave pairs out. Or a fitted
        `MatchModel`, which scores `applicants` itself: then the proof is over all pairs.
    pool
        Mentors: `id`, `capacity`, optionally `capacity_min`.
    rules
        Conflicts, pins, and the aims before the total, see `Rules`; by default only the capacities.
    applicants
        `id`, optionally `places` (how many mentors each gets), `conflicts` (ids of mentors, as `reef; soil`) and the
        columns of `eligible`; by default everybody in `matches`, one place each. With a model, a table with
        statements, or profiles.
    solver, key
        See `matcher.assigning.placement.place`.

    Raises
    ------
    InfeasibleError
        For rules that contradict each other; it contains a smallest such set.
    InputError, ConfigError
        For invalid tables and options.

    Examples
    --------
    >>> pool = [{"id": "reef", "capacity": 1}, {"id": "soil", "capacity": 1}]
    >>> scores = {("ann", "reef"): 0.9, ("ann", "soil"): 0.8, ("ben", "reef"): 0.7, ("ben", "soil"): 0.1}
    >>> rows = [{"applicant_id": who, "mentor_id": mentor, "score": score} for (who, mentor), score in scores.items()]
    >>> assignment = assign(rows, pool)
    >>> [(line.applicant_id, line.mentor_id) for line in assignment.lines], assignment.certificate.proven
    ([('ann', 'soil'), ('ben', 'reef')], True)
    >>> pins = [{"applicant_id": "ann", "mentor_id": "reef", "reason": "agreed in May"}]
    >>> [(line.applicant_id, line.mentor_id) for line in assign(rows, pool, Rules(pins=pins)).lines]
    [('ann', 'reef'), ('ben', 'soil')]
    """
    if not isinstance(rules, Rules):
        raise ConfigError(f"rules must be Rules(conflicts=...); this is {type(rules).__name__}")
    mentors = read_mentors(pool, rules.capacity)
    if hasattr(matches, "scores"):
        return _over_all_pairs(matches, applicants, mentors, rules, solver, key)
    name = str(pool) if isinstance(pool, str | Path) else "pool"
    scored = read_scored(matches, {mentor.id for mentor in mentors}, name)
    return Assignment(place(_over_lists(scored, applicants, mentors, rules), solver, key), None, solver, key)


def _over_lists(scored: Scored, applicants: Given, mentors: list[Mentor], rules: Rules) -> Problem:
    """Return the problem of applicants who come with scored pairs."""
    ranked = set(scored.applicants)
    if applicants is None and not ranked:
        raise InputError(f"{scored.file} must hold scored pairs; it has none")
    people = [Applicant(who) for who in ranked] if applicants is None else read_people(applicants, ranked)
    complete = [*scored.complete(len(mentors)), *(person.id for person in people if person.id not in ranked)]
    return problem_of(people, mentors, scored, complete, *rules.read(people, mentors))


def _over_all_pairs(
    model: "MatchModel", applicants: Given, mentors: list[Mentor], rules: Rules, solver: str, key: str
) -> Assignment:
    """Return the placement of applicants that a model scores in chunks."""
    from matcher.applicants import read_applicants
    from matcher.assigning.column_generation import place_all, with_all_pairs
    from matcher.model.as_profiles import as_applicants

    if applicants is None:
        raise ConfigError("applicants must be given for a model to score; there are none")
    is_table = isinstance(applicants, str | Path)
    profiles = [] if is_table else list(as_applicants(applicants))
    people = read_people(applicants if is_table or isinstance(applicants, ReadProfiles) else profiles)
    # read after the people, so that the table is not in memory twice
    profiles = read_applicants(applicants) if is_table else profiles
    profiles.sort(key=lambda profile: profile.id)
    if unknown := [mentor.id for mentor in mentors if mentor.id not in model.fitted.columns]:
        raise InputError(f"pool must be the one the model was fitted on; it does not know {unknown[0]!r}")
    problem = problem_of(people, mentors, None, None, *rules.read(people, mentors))
    n_pairs = len(people) * len(mentors)
    many = n_pairs > _MAX_IN_MEMORY
    with _all_pairs(problem, model, profiles, many) as everything:
        placement = place_all(everything, solver, key) if many else place(with_all_pairs(everything), solver, key)
    return Assignment(placement, n_pairs, solver, key)


@contextmanager
def _all_pairs(problem: Problem, model: "MatchModel", profiles: list[Profile], many: bool) -> Iterator[AllPairs]:
    """Yield all pairs of a problem: by compiled bounds where they save more time than they take to start."""
    from matcher.kernels import should_compile
    from matcher.model.scoring import Scorer, encoded_blocks

    pool, weights = model.fitted, model.signed_weights()
    columns = np.array([pool.columns[mentor.id] for mentor in problem.mentors], np.int64)
    if many and should_compile(len(profiles) * len(columns) * _SECONDS_PAIR):
        from matcher.kernels.backend import COMPILED
        from matcher.kernels.kept_bounds import KeptBounds
        from matcher.kernels.retriever import CompiledRetriever

        blocks = encoded_blocks(pool, weights, profiles, COMPILED)
        with closing(KeptBounds(CompiledRetriever(pool.facets, pool.index), weights, columns, blocks)) as kept:
            yield AllPairs(problem, bounded_rows(kept))
        return
    scorer = Scorer(pool, weights, profiles)

    def scores(who: Ints) -> Floats:
        points = scorer.scores(who)[:, columns]
        # pairs with a score of 0 are not ranked: see decision 3
        return np.where(points > 0, points, np.nan)

    yield AllPairs(problem, scored_rows(scores, len(columns)))
