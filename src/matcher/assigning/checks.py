"""From tables to a problem: ordered by id, and free of what contradicts itself at sight."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from matcher.assigning.network import Ints
from matcher.assigning.problem import TOTAL_ONLY, Aims, Pairs, Problem, Scored, scored_pairs
from matcher.assigning.records import PER_POINT, Applicant, InfeasibleError, Mentor, Rule


def problem_of(
    applicants: Iterable[Applicant],
    mentors: Iterable[Mentor],
    scored: Scored | tuple[Sequence[str], Sequence[str], Sequence[float]] | None,
    complete: Iterable[str] | None = None,
    conflicts: Iterable[Rule] = (),
    pins: Iterable[Rule] = (),
    eligible: Iterable[Rule] = (),
    aims: Aims = TOTAL_ONLY,
) -> Problem:
    """Return a checked problem, ordered by id.

    Parameters
    ----------
    applicants, mentors
        Everybody, each id once.
    scored
        Pairs with their scores, each pair at most once: as read, or as ids of applicants, ids of mentors and scores;
        `None` for none. Ranks are counted by score where they are not given.
    complete
        Ids of the applicants whose every possible mentor is among the pairs; `None` for all.
    conflicts, pins, eligible, aims
        The rules, and the aims after them.

    Raises
    ------
    InputError
        For an id that nobody has, and numbers that make no sense.
    InfeasibleError
        For rules that contradict each other at sight; those that do so only together show when they are placed.
    """
    people = tuple(sorted(applicants, key=lambda one: one.id))
    labs = tuple(sorted(mentors, key=lambda one: one.id))
    if not isinstance(scored, Scored):
        scored = scored_pairs(*(scored or ((), (), ())))
    position = {one.id: at for at, one in enumerate(people)}
    lab_position = {one.id: at for at, one in enumerate(labs)}
    who = np.array([position[one] for one in scored.applicants], np.int64)[scored.applicant]
    where = np.array([lab_position[one] for one in scored.mentors], np.int64)[scored.mentor]
    score = np.rint(scored.score * PER_POINT).astype(np.int64)
    known = set(complete) if complete is not None else set(position)
    return checked(
        Problem(
            people,
            labs,
            ordered_pairs(who, where, score, scored.rank),
            np.array([one.id in known for one in people], np.bool_),
            tuple(sorted(conflicts, key=_order)),
            tuple(sorted(pins, key=_order)),
            tuple(eligible),
            aims,
        )
    )


def ordered_pairs(applicant: Ints, mentor: Ints, score: Ints, rank: Ints | None = None) -> Pairs:
    """Return pairs in their order; ranks are counted by score, then mentor, where they are not given."""
    order = np.lexsort((mentor, applicant))
    applicant, mentor, score = applicant[order], mentor[order], score[order]
    if rank is not None:
        return Pairs(applicant, mentor, score, rank[order])
    best_first = np.lexsort((mentor, -score, applicant))
    counts = np.bincount(applicant, minlength=int(applicant.max(initial=-1)) + 1)
    nth = np.arange(len(applicant)) - np.repeat(np.cumsum(counts) - counts, counts)
    ranks = np.empty(len(applicant), np.int64)
    ranks[best_first] = nth + 1
    return Pairs(applicant, mentor, score, ranks)


def _order(rule: Rule) -> tuple[str, str]:
    return rule.applicant, rule.mentor


def checked(problem: Problem) -> Problem:
    """Return the problem; raises for what contradicts itself at sight, each with the lines that do."""
    for one in problem.mentors:
        if one.minimum > one.capacity:
            rules = [minimum_rule(one), capacity_rule(one)]
            raise InfeasibleError(rules, "a minimum must not exceed the capacity")
    conflicts = {(rule.applicant, rule.mentor): rule for rule in problem.conflicts}
    for pin in problem.pins:
        if (pin.applicant, pin.mentor) in conflicts:
            raise InfeasibleError([pin, conflicts[pin.applicant, pin.mentor]], "a pin must not be a conflict")
    for rule in problem.eligible:
        mine, theirs = problem.groups(rule)
        for pin in problem.pins:
            if mine[problem.position[pin.applicant]] != theirs[problem.mentor_position[pin.mentor]]:
                raise InfeasibleError([pin, rule], "a pin must join two who are eligible for each other")
    _check_pin_counts(problem)
    return with_pinned_pairs(problem)


def with_pinned_pairs(problem: Problem) -> Problem:
    """Return the problem with a pair for each pin: one without a score has the score 0 and the rank 0."""
    who, where = problem.pinned
    missing = problem.find(who, where) < 0
    if not missing.any():
        return problem
    given, nothing = problem.pairs, np.zeros(int(missing.sum()), np.int64)
    added = (who[missing], where[missing], nothing, nothing)
    together = [np.concatenate([column, more]) for column, more in zip(given, added, strict=True)]
    return replace(problem, pairs=ordered_pairs(*together))


def _check_pin_counts(problem: Problem) -> None:
    per_mentor = Counter(pin.mentor for pin in problem.pins)
    for lab in problem.mentors:
        if per_mentor[lab.id] > lab.capacity:
            pins = [pin for pin in problem.pins if pin.mentor == lab.id][: lab.capacity + 1]
            because = f"pins must not exceed the capacity; {lab.id} has {per_mentor[lab.id]} pins"
            raise InfeasibleError([*pins, capacity_rule(lab)], because)
    per_applicant = Counter(pin.applicant for pin in problem.pins)
    for one in problem.applicants:
        if per_applicant[one.id] > one.places:
            pins = [pin for pin in problem.pins if pin.applicant == one.id][: one.places + 1]
            reason = "" if one.source.file else "1 unless a table of applicants says more"
            rule = Rule("places", one.id, amount=one.places, reason=reason, source=one.source)
            because = f"pins must not exceed the places of an applicant; {one.id} has {per_applicant[one.id]} pins"
            raise InfeasibleError([*pins, rule], because)


def minimum_rule(mentor: Mentor) -> Rule:
    """Return what a mentor's minimum says."""
    return Rule("minimum", mentor=mentor.id, amount=mentor.minimum, source=mentor.source)


def capacity_rule(mentor: Mentor) -> Rule:
    """Return what a mentor's capacity says."""
    return Rule("capacity", mentor=mentor.id, amount=mentor.capacity, source=mentor.source)
