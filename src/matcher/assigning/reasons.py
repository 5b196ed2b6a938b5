"""Why somebody was not placed: nobody to go to, conflicts, too few places among a few, or outbid, with the figures."""

from collections import deque
from typing import NamedTuple

import numpy as np

from matcher.assigning.network import INFINITE
from matcher.assigning.placement import Placement
from matcher.assigning.records import PER_POINT, Unmatched
from matcher.wording import people

_NAMED = 30
"""Up to this number of people, or of mentors, are named."""


class _Group(NamedTuple):
    mentors: frozenset[int]
    n_people: int
    places: int
    people_ids: tuple[str, ...]
    """Who they are; nobody where they are too many to be named."""
    mentor_ids: tuple[str, ...]


def unmatched(placement: Placement) -> list[Unmatched]:
    """Return everybody who lacks a mentor, ordered by id, each with the reason."""
    problem = placement.problem
    lacking = problem.places - placement.has
    who = np.flatnonzero(lacking > 0)
    if not len(who):
        return []
    pair, cost = placement.residual.alternates
    groups = _Groups(placement)
    scored = np.bincount(problem.pairs.applicant[problem.pairs.rank > 0], minlength=len(problem.applicants))
    eligible = np.bincount(
        problem.pairs.applicant[~problem.not_eligible & (problem.pairs.rank > 0)], minlength=len(problem.applicants)
    )
    allowed = np.bincount(problem.pairs.applicant[problem.allowed], minlength=len(problem.applicants))
    found = []
    for at in who.tolist():
        one = problem.applicants[at]
        missing = int(lacking[at])
        if not scored[at] or not eligible[at]:
            because = "no mentor was ranked" if not scored[at] else "no ranked mentor is eligible"
            found.append(Unmatched(one.id, missing, "no mentor eligible", f"{because} for {one.id}"))
        elif not allowed[at]:
            others = "the only mentor" if eligible[at] == 1 else f"all {eligible[at]} mentors"
            because = f"{others} who could take {one.id} {'is' if eligible[at] == 1 else 'are'} in conflict"
            found.append(Unmatched(one.id, missing, "all eligible in conflict", because))
        elif placement.has[at] >= allowed[at]:
            because = f"only {allowed[at]} different mentors are open to {one.id}"
            found.append(Unmatched(one.id, missing, "no mentor eligible", because))
        else:
            found.append(_short(placement, at, missing, groups.of(at), int(pair[at]), int(cost[at])))
    return found


def _short(placement: Placement, at: int, lacking: int, group: _Group, pair: int, cost: int) -> Unmatched:
    problem = placement.problem
    one = problem.applicants[at].id
    who = ", ".join(group.people_ids) or people(group.n_people)
    said = f"{who} {'has' if group.n_people == 1 else 'share'}"
    where = f" at {', '.join(group.mentor_ids) or f'{len(group.mentors):,} mentors'}"
    explanation = f"{said} {group.places:,} place{'' if group.places == 1 else 's'}{where}"
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
    return Unmatched(one, lacking, reason, explanation, *sharing, nearest, gain, others)


class _Groups:
    """Groups of people who have too few places among them, each found once."""

    def __init__(self, placement: Placement) -> None:
        problem = placement.problem
        self._placement, self._found = placement, list[_Group]()
        allowed = np.flatnonzero(problem.allowed)
        order = np.searchsorted(problem.pairs.applicant[allowed], np.arange(len(problem.applicants) + 1))
        self._open = problem.pairs.mentor[allowed]
        self._starts = order.tolist()
        who, where = placement.placed
        by_mentor = np.argsort(where, kind="stable")
        self._holders, self._holder_starts = (
            who[by_mentor].tolist(),
            np.searchsorted(where[by_mentor], np.arange(len(problem.mentors) + 1)).tolist(),
        )
        pinned = problem.pinned
        self._pinned = set(zip(pinned[0].tolist(), pinned[1].tolist(), strict=True))

    def of(self, applicant: int) -> _Group:
        """Return the people, the mentors and their places that leave an applicant without one."""
        mine = self._mentors(applicant)
        for group in self._found:
            if group.mentors.issuperset(mine):
                return group
        group = self._closure(applicant)
        self._found.append(group)
        return group

    def _mentors(self, applicant: int) -> list[int]:
        mine: list[int] = self._open[self._starts[applicant] : self._starts[applicant + 1]].tolist()
        return mine

    def _closure(self, applicant: int) -> _Group:
        """Return everybody whom somebody could displace, step by step, and all others who have only those places."""
        people, mentors, waiting = {applicant}, set[int](), deque([applicant])
        while waiting:
            for lab in self._mentors(waiting.popleft()):
                if lab in mentors:
                    continue
                mentors.add(lab)
                for who in self._holders[self._holder_starts[lab] : self._holder_starts[lab + 1]]:
                    if who not in people and (who, lab) not in self._pinned:
                        people.add(who)
                        waiting.append(who)
        problem, has = self._placement.problem, self._placement.has
        short = np.flatnonzero(has < problem.places).tolist()
        people |= {who for who in short if (mine := self._mentors(who)) and mentors.issuperset(mine)}
        pins = sum(lab in mentors for _, lab in self._pinned)
        places = int(problem.capacity[sorted(mentors)].sum()) - pins
        people_ids = tuple(problem.applicants[who].id for who in sorted(people)) if len(people) <= _NAMED else ()
        mentor_ids = tuple(problem.mentors[lab].id for lab in sorted(mentors)) if len(mentors) <= _NAMED else ()
        return _Group(frozenset(mentors), len(people), places, people_ids, mentor_ids)
