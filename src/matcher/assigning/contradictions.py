"""Which rules contradict each other: a smallest set, found by leaving rules out one by one.

Minima are met when every place that must be filled finds an applicant of its own: a matching. Where none exists, the
places that an unfilled one reaches by alternating paths have too few applicants among them (Hall, On representatives of
subsets, 1935), and nothing outside them matters.
"""

from collections import deque
from collections.abc import Callable, Sequence

from matcher.assigning.building import minimum_rule
from matcher.assigning.problem import Problem
from matcher.assigning.records import Rule


def contradiction(problem: Problem) -> tuple[list[Rule], str]:
    """Return an irreducible set of rules that no placement keeps, and what is wrong with them in words.

    Every proper subset of the set can be kept. The minima of the problem must not be possible together.
    """
    minima = [minimum_rule(one) for one in problem.mentors if one.minimum]
    stuck = _Minima(problem, [*problem.conflicts, *problem.eligible, *problem.pins]).stuck(minima)
    minima = [rule for rule in minima if rule.mentor in stuck]
    conflicts = [rule for rule in problem.conflicts if rule.mentor in stuck]
    others = [*conflicts, *problem.eligible, *problem.pins]

    def contradicts(rules: Sequence[Rule]) -> bool:
        some = [rule for rule in rules if rule.kind == "minimum"]
        return bool(_Minima(problem, [rule for rule in rules if rule.kind != "minimum"]).stuck(some))

    rules = irreducible(others, minima, contradicts)
    rest = [rule for rule in rules if rule.kind != "minimum"]
    last = [rule for rule in rules if rule.kind == "minimum"]
    needed = sum(rule.amount for rule in last)
    able = _Minima(problem, rest).places_for(last)
    minima_said = f"a minimum of {needed}" if len(last) == 1 else f"minima of {needed} together"
    return [*last, *rest], f"{minima_said} must not exceed the {able} places of those who can go there"


def irreducible(
    others: Sequence[Rule], minima: Sequence[Rule], contradicts: Callable[[Sequence[Rule]], bool]
) -> list[Rule]:
    """Return a part of the rules that contradicts itself, no proper part of which does.

    Rules are left out in blocks, halved as they turn out to be needed: few checks where few rules matter.
    """
    kept = [*others, *minima]
    n_tried, block = 0, max(1, len(others))
    while n_tried < len(kept):
        block = min(block, len(kept) - n_tried)
        less = kept[:n_tried] + kept[n_tried + block :]
        if contradicts(less):
            kept = less
        elif block > 1:
            block //= 2
        else:
            n_tried += 1
            block = max(1, (len(kept) - n_tried) // 2)
    return kept


class _Minima:
    """Whether minima can be met together, when only some rules hold."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        kinds: dict[str, list[Rule]] = {"conflict": [], "eligible": [], "pin": []}
        for rule in rules:
            kinds[rule.kind].append(rule)
        self.problem, self.pins = problem, kinds["pin"]
        self._barred = {(rule.applicant, rule.mentor) for rule in [*kinds["conflict"], *kinds["pin"]]}
        self._groups = [problem.groups(rule) for rule in kinds["eligible"]]
        self._places = problem.places.tolist()
        for pin in self.pins:
            self._places[problem.position[pin.applicant]] -= 1
        self._known: dict[int, list[int]] = {}

    def stuck(self, minima: Sequence[Rule]) -> set[str]:
        """Return mentors whose minima cannot be met together; empty when all can."""
        problem = self.problem
        pinned = [pin.mentor for pin in self.pins]
        people: list[list[int]] = [[] for _ in problem.applicants]
        """The mentors whose minimum each applicant fills a place of."""
        for rule in minima:
            lab = problem.mentor_position[rule.mentor]
            for _ in range(rule.amount - pinned.count(rule.mentor)):
                reached = self._fill(lab, people)
                if reached:
                    return {problem.mentors[at].id for at in reached}
        return set()

    def _fill(self, lab: int, people: list[list[int]]) -> set[int]:
        """Fill one more place of a mentor; return the mentors it reached when that is impossible."""
        came: dict[int, tuple[int, int]] = {}
        """Of a mentor: by which applicant it was reached, and from which mentor."""
        reached, waiting = {lab}, deque([lab])
        while waiting:
            at = waiting.popleft()
            for who in self._able(at):
                if at in people[who]:
                    continue
                if len(people[who]) < self._places[who]:
                    people[who].append(at)
                    while at != lab:
                        who, back = came[at]
                        people[who].remove(at)
                        people[who].append(back)
                        at = back
                    return set()
                for other in people[who]:
                    if other not in reached:
                        reached.add(other)
                        came[other] = who, at
                        waiting.append(other)
        return reached

    def _able(self, lab: int) -> list[int]:
        """Return who may go to a mentor."""
        if lab not in self._known:
            who, name = self.problem.applicants_of[lab], self.problem.mentors[lab].id
            for mine, theirs in self._groups:
                who = who[mine[who] == theirs[lab]]
            ids = self.problem.applicants
            self._known[lab] = [one for one in who.tolist() if (ids[one].id, name) not in self._barred]
        return self._known[lab]

    def places_for(self, minima: Sequence[Rule]) -> int:
        """Return how many places there are for some minima: of those who may go there, and of those pinned there."""
        labs = [self.problem.mentor_position[rule.mentor] for rule in minima]
        able = {who for lab in labs for who in self._able(lab)}
        inside = {rule.mentor for rule in minima}
        free: int = sum(max(0, self._places[who]) for who in able)
        return free + sum(pin.mentor in inside for pin in self.pins)
