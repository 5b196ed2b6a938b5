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
    groups, ranked = _Groups(placement), problem.pairs.rank > 0
    scored, eligible, allowed = (
        np.bincount(problem.pairs.applicant[some], minlength=len(problem.applicants)).tolist()
        for some in (ranked, ranked & ~problem.not_eligible, problem.allowed)
    )
    lines = []
    for at in who.tolist():
        one, missing, reason = problem.applicants[at].id, int(lacking[at]), "no mentor eligible"
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
    """Groups of people who have too few places among them, each looked for once."""

    def __init__(self, placement: Placement) -> None:
        problem = placement.problem
        self._placement, self._known = placement, list[_Group]()
        allowed = problem.pairs.at(problem.allowed)
        self._open = np.split(allowed.mentor, np.searchsorted(allowed.applicant, np.arange(1, len(problem.applicants))))
        who, where = placement.placed
        order = np.argsort(where, kind="stable")
        self._placed_at = np.split(who[order], np.searchsorted(where[order], np.arange(1, len(problem.mentors))))
        self._pinned = set(zip(*(side.tolist() for side in problem.pinned), strict=True))

    def of(self, applicant: int) -> _Group:
        """Return the people, the mentors and their places that leave an applicant without one."""
        labs = self._open[applicant].tolist()
        for group in self._known:
            if group.mentors.issuperset(labs):
                return group
        self._known.append(self._closure(applicant))
        return self._known[-1]

    def _closure(self, applicant: int) -> _Group:
        """Return everybody whom somebody could displace, step by step, and all others who have only those places."""
        people, mentors, waiting = {applicant}, set[int](), deque([applicant])
        while waiting:
            for lab in self._open[waiting.popleft()].tolist():
                if lab in mentors:
                    continue
                mentors.add(lab)
                for who in self._placed_at[lab].tolist():
                    if who not in people and (who, lab) not in self._pinned:
                        people.add(who)
                        waiting.append(who)
        problem, has = self._placement.problem, self._placement.has
        short = np.flatnonzero(has < problem.places).tolist()
        people |= {who for who in short if len(labs := self._open[who]) and mentors.issuperset(labs.tolist())}
        places = int(problem.capacity[sorted(mentors)].sum()) - sum(lab in mentors for _, lab in self._pinned)
        people_ids = tuple(problem.applicants[who].id for who in sorted(people)) if len(people) <= _NAMED else ()
        mentor_ids = tuple(problem.mentors[lab].id for lab in sorted(mentors)) if len(mentors) <= _NAMED else ()
        return _Group(frozenset(mentors), len(people), places, people_ids, mentor_ids)
