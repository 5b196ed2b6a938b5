"""Placements in Python: tables, frames or records in, an `Assignment` out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from matcher.assigning.checks import problem_of
from matcher.assigning.inputs import Given, parse_aims, parse_eligible, read_mentors, read_people, read_rules
from matcher.assigning.network import Ints
from matcher.assigning.placement import place
from matcher.assigning.problem import Aims, Floats
from matcher.assigning.read_matches import read_scored
from matcher.assigning.records import Applicant, Mentor, Rule
from matcher.assigning.results import Assignment
from matcher.errors import ConfigError, InputError

_HELD = 1_000_000
"""Up to this number of pairs all are held, which makes every figure exact over all of them."""


def assign(
    matches: Given,
    pool: Given,
    *,
    applicants: Given = None,
    capacity: int | None = None,
    conflicts: Given = None,
    pins: Given = None,
    eligible: Sequence[str] = (),
    floor: str | None = None,
    fair: bool = False,
    solver: str = "auto",
    key: str = "",
) -> Assignment:
    """Return who goes to which mentor: optimal under the rules, with the proof.

    Each table is a path, a DataFrame, or rows as mappings; `matches` may be rankings too, `pool` profiles.

    Parameters
    ----------
    matches
        Scored pairs: `applicant_id`, `mentor_id`, `score`, and `rank` where lists may leave pairs out. Or a fitted
        `MatchModel`, which scores `applicants` itself: then the proof is over all pairs.
    pool
        Mentors: `id`, `capacity`, optionally `capacity_min`.
    applicants
        `id`, optionally `places` (how many mentors each gets) and the columns of `eligible`; by default everybody in
        `matches`, one place each. With a model, a table with statements, or profiles.
    capacity
        Taken where a mentor has none; without it an empty capacity is refused.
    conflicts, pins
        Pairs that must not, and pairs that must be: `applicant_id`, `mentor_id`, optionally `reason`.
    eligible
        `applicants_column=mentors_column`: only pairs in which the two are equal.
    floor
        `share=0.4`: as few as possible get less than this share of their own best score.
    fair
        Raise the worst share of one's own best score as far as it goes, before the total counts.
    solver, key
        See `matcher.assigning.placement.place`.

    Raises
    ------
    InfeasibleError
        For rules that contradict each other; it has a smallest set of them.
    InputError, ConfigError
        For tables and options that make no sense.

    Examples
    --------
    >>> pool = [{"id": "reef", "capacity": 1}, {"id": "soil", "capacity": 1}]
    >>> scores = {("ann", "reef"): 0.9, ("ann", "soil"): 0.8, ("ben", "reef"): 0.7, ("ben", "soil"): 0.1}
    >>> rows = [{"applicant_id": who, "mentor_id": lab, "score": score} for (who, lab), score in scores.items()]
    >>> found = assign(rows, pool)
    >>> [(line.applicant_id, line.mentor_id) for line in found.lines], found.certificate.proven
    ([('ann', 'soil'), ('ben', 'reef')], True)
    """
    mentors, aims = read_mentors(pool, capacity), parse_aims(floor, fair)
    rules = _Rules(conflicts, pins, tuple(eligible))
    if hasattr(matches, "scores"):
        return _over_all_pairs(matches, applicants, mentors, rules, aims, solver, key)
    scored = read_scored(matches, {one.id for one in mentors}, str(pool) if isinstance(pool, str | Path) else "pool")
    ranked = set(scored.applicants)
    people = [Applicant(who) for who in ranked] if applicants is None else read_people(applicants, ranked)
    unranked = [one.id for one in people if one.id not in ranked]
    problem = problem_of(
        people,
        mentors,
        scored,
        [*scored.complete(len(mentors)), *unranked],
        *rules.read(people, mentors),
        aims,
    )
    return Assignment(place(problem, solver, key), None, solver, key)


class _Rules(NamedTuple):
    """The tables of rules, and which columns must be equal."""

    conflicts: Given
    pins: Given
    eligible: tuple[str, ...]

    def read(self, people: Sequence[Applicant], mentors: Sequence[Mentor]) -> tuple[list[Rule], list[Rule], list[Rule]]:
        """Return conflicts, pins and columns that must be equal."""
        ids = {one.id for one in people}, {one.id for one in mentors}
        return (
            [] if self.conflicts is None else read_rules(self.conflicts, "conflict", *ids),
            [] if self.pins is None else read_rules(self.pins, "pin", *ids),
            parse_eligible(self.eligible, people, mentors),
        )


def _over_all_pairs(
    model: Any, applicants: Given, mentors: list[Mentor], rules: _Rules, aims: Aims, solver: str, key: str
) -> Assignment:
    """Return the placement of applicants whom a model scores, a chunk at a time."""
    from matcher.applicants import read_applicants
    from matcher.assigning.all_pairs import place_all, with_all_pairs
    from matcher.model.scoring import Scorer

    if applicants is None:
        raise ConfigError("applicants must be given for a model to score; there are none")
    profiles = read_applicants(applicants) if isinstance(applicants, str | Path) else list(applicants)
    people = read_people(applicants if isinstance(applicants, str | Path) else profiles)
    column = {one.id: at for at, one in enumerate(model.mentors)}
    if strange := [one.id for one in mentors if one.id not in column]:
        raise InputError(f"pool must be the one the model was fitted on; it does not know {strange[0]!r}")
    problem = problem_of(people, mentors, None, None, *rules.read(people, mentors), aims)
    columns = np.array([column[one.id] for one in problem.mentors], np.int64)
    scorer = Scorer(model, sorted(profiles, key=lambda profile: profile.id))

    def scores(who: Ints) -> Floats:
        points = scorer.scores(who)[:, columns]
        # what is worth nothing is not ranked: see decision 3
        return np.where(points > 0, points, np.nan)

    n_pairs = len(people) * len(mentors)
    if n_pairs <= _HELD:
        placed = place(with_all_pairs(problem, scores), solver, key)
    else:
        placed = place_all(problem, scores, solver, key)
    return Assignment(placed, n_pairs, solver, key)
