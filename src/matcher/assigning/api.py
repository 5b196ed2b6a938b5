"""Placements in Python: tables, frames or records in, an `Assignment` out."""

from collections.abc import Sequence

from matcher.assigning.checks import problem_of
from matcher.assigning.inputs import Given, parse_aims, parse_eligible, read_mentors, read_people, read_rules
from matcher.assigning.matches import read_scored
from matcher.assigning.placement import place
from matcher.assigning.problem import Problem
from matcher.assigning.records import Applicant, Mentor
from matcher.assigning.results import Assignment


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
        Scored pairs: `applicant_id`, `mentor_id`, `score`, and `rank` where lists may leave pairs out.
    pool
        Mentors: `id`, `capacity`, optionally `capacity_min`.
    applicants
        `id`, optionally `places` (how many mentors each gets) and the columns of `eligible`; by default everybody in
        `matches`, one place each.
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
    mentors = read_mentors(pool, capacity)
    scored = read_scored(matches, {one.id for one in mentors}, str(pool) if isinstance(pool, str) else "pool")
    ranked = set(scored.applicant)
    people = [Applicant(who) for who in ranked] if applicants is None else read_people(applicants, ranked)
    rules = read_all_rules(people, mentors, conflicts, pins, eligible)
    problem = problem_of(
        people,
        mentors,
        scored.pairs,
        scored.rank,
        scored.complete(len(mentors)) + [one.id for one in people if one.id not in ranked],
        aims=parse_aims(floor, fair),
        **rules,
    )
    return assignment_of(problem, solver, key)


def read_all_rules(
    people: Sequence[Applicant], mentors: Sequence[Mentor], conflicts: Given, pins: Given, eligible: Sequence[str]
) -> dict[str, list]:  # type: ignore[type-arg]
    """Return the rules as `problem_of` takes them."""
    ids = {one.id for one in people}, {one.id for one in mentors}
    return {
        "conflicts": [] if conflicts is None else read_rules(conflicts, "conflict", *ids),
        "pins": [] if pins is None else read_rules(pins, "pin", *ids),
        "eligible": parse_eligible(eligible, people, mentors),
    }


def assignment_of(problem: Problem, solver: str = "auto", key: str = "") -> Assignment:
    """Return the finished placement of a problem."""
    return Assignment(place(problem, solver, key), solver=solver, key=key)
