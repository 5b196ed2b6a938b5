"""Why rules contradict each other, and why an applicant was not placed.

A contradiction is reported as a smallest set of rules, found by leaving rules out one by one. The minima can be met if
a matching fills every required place with a different applicant. If none exists, the places that an unfilled one
reaches by alternating paths have too few applicants (Hall, On representatives of subsets, 1935), and nothing else
matters.
"""

from collections import Counter, deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matcher.assigning.network import INFINITE, split_by
from matcher.assigning.placement import Placement
from matcher.assigning.problem import Problem
from matcher.assigning.records import PER_POINT, Rule, Unmatched
from matcher.wording import counted, people


def contradiction(problem: Problem) -> tuple[list[Rule], str]:
    """Return an irreducible set of rules that no placement can keep, as the minima cannot be met; and why, in words."""
    minima = [mentor.rule("minimum") for mentor in problem.mentors if mentor.minimum]
    rules = [*problem.conflicts, *problem.eligible, *problem.pins, *minima]
    stuck = _Minima(problem, rules).stuck()
    rules = [rule for rule in rules if rule.kind in {"eligible", "pin"} or rule.mentor in stuck]
    rules = _irreducible(problem, rules)
    minima = [rule for rule in rules if rule.kind == "minimum"]
    needed = sum(rule.amount for rule in minima)
    demand = f"a minimum of {needed}" if len(minima) == 1 else f"minima of {needed} together"
    able = _Minima(problem, rules).n_places()
    others = [rule for rule in rules if rule.kind != "minimum"]
    return [*minima, *others], f"{demand} must not exceed the {counted(able, 'place')} of those who can go there"


def _irreducible(problem: Problem, rules: list[Rule]) -> list[Rule]:
    """Return a subset of the rules that is contradictory while none of its proper subsets is.

    Rules are left out in blocks; a block that is needed is halved. So few checks are needed where few rules matter.
    """
    n_tried, block = 0, max(1, sum(rule.kind != "minimum" for rule in rules))
    while n_tried < len(rules):
        block = min(block, len(rules) - n_tried)
        less = rules[:n_tried] + rules[n_tried + block :]
        if _Minima(problem, less).stuck():
            rules = less
        elif block > 1:
            block //= 2
        else:
            n_tried += 1
            block = max(1, (len(rules) - n_tried) // 2)
    return rules


class _Minima:
    """Checks whether the minima among some rules can be met together when only these rules apply."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem = problem
        self._needs = {problem.mentor_position[rule.mentor]: rule.amount for rule in rules if rule.kind == "minimum"}
        self._barred = {(rule.applicant, rule.mentor) for rule in rules if rule.kind in {"conflict", "pin"}}
        self._groups = [problem.groups(rule) for rule in rules if rule.kind == "eligible"]
        who, where = problem.positions([rule for rule in rules if rule.kind == "pin"])
        self._pins, self._places = Counter(where.tolist()), problem.places.tolist()
        for applicant in who.tolist():
            self._places[applicant] -= 1
        self._able_for: dict[int, list[int]] = {}

    def stuck(self) -> set[str]:
        """Return mentors whose minima cannot be met together; empty if all can be met."""
        fills: list[list[int]] = [[] for _ in self.problem.applicants]
        """For each applicant, the mentors at which it fills a place of the minimum."""
        for mentor, n in self._needs.items():
            for _ in range(n - self._pins[mentor]):
                if reached := self._fill(mentor, fills):
                    return {self.problem.mentors[at].id for at in reached}
        return set()

    def _fill(self, mentor: int, fills: list[list[int]]) -> set[int]:
        """Fill one more place of a mentor; return the mentors that were reached if that is impossible."""
        reached_by: dict[int, tuple[int, int]] = {}
        """For each mentor: the applicant by which, and the mentor from which, it was reached."""
        reached, waiting = {mentor}, deque([mentor])
        while waiting:
            at = waiting.popleft()
            for who in self._able(at):
                if at in fills[who]:
                    continue
                if len(fills[who]) < self._places[who]:
                    fills[who].append(at)
                    while at != mentor:
                        who, back = reached_by[at]
                        fills[who].remove(at)
                        fills[who].append(back)
                        at = back
                    return set()
                for other in fills[who]:
                    if other not in reached:
                        reached.add(other)
                        reached_by[other] = who, at
                        waiting.append(other)
        return reached

    def _able(self, mentor: int) -> list[int]:
        """Return the applicants who may be placed with a mentor."""
        if mentor not in self._able_for:
            who, name = self.problem.applicants_of[mentor], self.problem.mentors[mentor].id
            for of_applicants, of_mentors in self._groups:
                who = who[of_applicants[who] == of_mentors[mentor]]
            ids = self.problem.applicants
            self._able_for[mentor] = [
                applicant for applicant in who.tolist() if (ids[applicant].id, name) not in self._barred
            ]
        return self._able_for[mentor]

    def n_places(self) -> int:
        """Return how many places of applicants can count for the minima: of those allowed and of those pinned there."""
        able = {who for mentor in self._needs for who in self._able(mentor)}
        free: int = sum(max(0, self._places[who]) for who in able)
        return free + sum(self._pins[mentor] for mentor in self._needs)


_NAMED = 30
"""Groups with more people, or mentors, are not listed by name."""


class _Group(NamedTuple):
    mentors: frozenset[int]
    n_people: int
    places: int
    people_ids: tuple[str, ...]
    """Their ids; empty if they are too many to list."""
    mentor_ids: tuple[str, ...]


def unmatched(placement: Placement) -> list[Unmatched]:
    """Return the applicants who lack a mentor, ordered by id, each with the reason."""
    problem = placement.problem
    n_missing = problem.places - placement.has
    who = np.flatnonzero(n_missing > 0)
    if not len(who):
        return []
    pair, cost = placement.residual.alternates
    groups, ranked = _Groups(placement), problem.pairs.rank > 0
    scored, eligible, allowed = (
        np.bincount(problem.pairs.applicant[some], minlength=len(problem.applicants)).tolist()
        for some in (ranked, ranked & ~problem.not_eligible, problem.allowed)
    )
    lines = []
    for at in who.tolist():
        one, missing, reason = problem.applicants[at].id, int(n_missing[at]), "no mentor eligible"
        if placement.has[at] < allowed[at]:
            lines.append(_short(placement, at, missing, groups.of(at), int(pair[at]), int(cost[at])))
            continue
        if not eligible[at]:
            because = f"{'no ranked mentor is eligible' if scored[at] else 'no mentor was ranked'} for {one}"
        elif not allowed[at]:
            reason = "all eligible in conflict"
            others = "the only mentor" if eligible[at] == 1 else f"all {eligible[at]} mentors"
            because = f"{others} who could take {one} {'is' if eligible[at] == 1 else 'are'} in conflict"
        else:
            because = f"only {allowed[at]} different mentors are open to {one}"
        lines.append(Unmatched(one, missing, reason, because))
    return lines


def _short(placement: Placement, at: int, n_missing: int, group: _Group, pair: int, cost: int) -> Unmatched:
    problem = placement.problem
    one = problem.applicants[at].id
    who = ", ".join(group.people_ids) or people(group.n_people)
    share_text = f"{who} {'has' if group.n_people == 1 else 'share'}"
    where = f" at {', '.join(group.mentor_ids) or f'{len(group.mentors):,} mentors'}"
    explanation = f"{share_text} {counted(group.places, 'place')}{where}"
    nearest, gain, others = "", None, None
    if pair >= 0 and cost < INFINITE:
        chosen = placement.built.kept[pair]
        nearest = problem.mentors[int(problem.pairs.mentor[chosen])].id
        gained = int(problem.pairs.score[chosen])
        lost = placement.built.levels.worth(cost)
        gain, others = gained / PER_POINT, (lost.score + gained) / PER_POINT
        explanation += f"; a place at {nearest} would cost others {others:.3f}, {one} would gain {gain:.3f}"
    reason = "too few places" if group.people_ids else "outbid"
    sharing = group.n_people, group.places, group.people_ids, group.mentor_ids
    return Unmatched(one, n_missing, reason, explanation, *sharing, nearest, gain, others)


class _Groups:
    """Groups of people who share too few places, each computed once."""

    def __init__(self, placement: Placement) -> None:
        problem = placement.problem
        self._placement, self._known = placement, list[_Group]()
        allowed = problem.pairs.at(problem.allowed)
        self._open = split_by(allowed.applicant, allowed.mentor, len(problem.applicants))
        who, where = placement.placed
        self._placed_at = split_by(where, who, len(problem.mentors))
        self._pinned = set(zip(*(side.tolist() for side in problem.pinned), strict=True))

    def of(self, applicant: int) -> _Group:
        """Return the group of people and mentors that explains why an applicant has no place."""
        mentors = self._open[applicant].tolist()
        for group in self._known:
            if group.mentors.issuperset(mentors):
                return group
        self._known.append(self._closure(applicant))
        return self._known[-1]

    def _closure(self, applicant: int) -> _Group:
        """Return everybody who could be displaced, step by step, and all others who have only these mentors."""
        people, mentors, waiting = {applicant}, set[int](), deque([applicant])
        while waiting:
            for mentor in self._open[waiting.popleft()].tolist():
                if mentor in mentors:
                    continue
                mentors.add(mentor)
                for who in self._placed_at[mentor].tolist():
                    if who not in people and (who, mentor) not in self._pinned:
                        people.add(who)
                        waiting.append(who)
        problem, has = self._placement.problem, self._placement.has
        short = np.flatnonzero(has < problem.places).tolist()
        people |= {who for who in short if len(own := self._open[who]) and mentors.issuperset(own.tolist())}
        places = int(problem.capacity[sorted(mentors)].sum()) - sum(mentor in mentors for _, mentor in self._pinned)
        people_ids = tuple(problem.applicants[who].id for who in sorted(people)) if len(people) <= _NAMED else ()
        mentor_ids = tuple(problem.mentors[mentor].id for mentor in sorted(mentors)) if len(mentors) <= _NAMED else ()
        return _Group(frozenset(mentors), len(people), places, people_ids, mentor_ids)
