"""Which rules contradict each other: a smallest set, found by leaving rules out one by one.

Minima are met when every place that must be filled finds an applicant of its own: a matching. Where none exists, the
places that an unfilled one reaches by alternating paths have too few applicants among them (Hall, On representatives of
subsets, 1935), and nothing outside them matters.
"""

from collections import Counter, deque
from collections.abc import Sequence

from matcher.assigning.problem import Problem
from matcher.assigning.records import Rule


def contradiction(problem: Problem) -> tuple[list[Rule], str]:
    """Return an irreducible set of rules that no placement keeps, and what is wrong with them in words.

    Every proper subset of the set can be kept. The minima of the problem must not be possible together.
    """
    minima = [one.rule("minimum") for one in problem.mentors if one.minimum]
    rules = [*problem.conflicts, *problem.eligible, *problem.pins, *minima]
    stuck = _Minima(problem, rules).stuck()
    rules = [rule for rule in rules if rule.kind in {"eligible", "pin"} or rule.mentor in stuck]
    rules = _irreducible(problem, rules)
    minima = [rule for rule in rules if rule.kind == "minimum"]
    needed = sum(rule.amount for rule in minima)
    said = f"a minimum of {needed}" if len(minima) == 1 else f"minima of {needed} together"
    able = _Minima(problem, rules).n_places()
    others = [rule for rule in rules if rule.kind != "minimum"]
    return [*minima, *others], f"{said} must not exceed the {able} places of those who can go there"


def _irreducible(problem: Problem, rules: list[Rule]) -> list[Rule]:
    """Return a part of the rules that contradicts itself, no proper part of which does.

    Rules are left out in blocks, halved as they turn out to be needed: few checks where few rules matter.
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
    """Whether the minima among some rules can be met together, when only these rules hold."""

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem = problem
        self._needs = {problem.mentor_position[rule.mentor]: rule.amount for rule in rules if rule.kind == "minimum"}
        self._barred = {(rule.applicant, rule.mentor) for rule in rules if rule.kind in {"conflict", "pin"}}
        self._groups = [problem.groups(rule) for rule in rules if rule.kind == "eligible"]
        who, where = problem.positions([rule for rule in rules if rule.kind == "pin"])
        self._pins, self._places = Counter(where.tolist()), problem.places.tolist()
        for one in who.tolist():
            self._places[one] -= 1
        self._able_for: dict[int, list[int]] = {}

    def stuck(self) -> set[str]:
        """Return mentors whose minima cannot be met together; empty when all can."""
        fills: list[list[int]] = [[] for _ in self.problem.applicants]
        """The mentors whose minimum each applicant fills a place of."""
        for lab, n in self._needs.items():
            for _ in range(n - self._pins[lab]):
                if reached := self._fill(lab, fills):
                    return {self.problem.mentors[at].id for at in reached}
        return set()

    def _fill(self, lab: int, fills: list[list[int]]) -> set[int]:
        """Fill one more place of a mentor; return the mentors it reached when that is impossible."""
        came: dict[int, tuple[int, int]] = {}
        """Of a mentor: by which applicant it was reached, and from which mentor."""
        reached, waiting = {lab}, deque([lab])
        while waiting:
            at = waiting.popleft()
            for who in self._able(at):
                if at in fills[who]:
                    continue
                if len(fills[who]) < self._places[who]:
                    fills[who].append(at)
                    while at != lab:
                        who, back = came[at]
                        fills[who].remove(at)
                        fills[who].append(back)
                        at = back
                    return set()
                for other in fills[who]:
                    if other not in reached:
                        reached.add(other)
                        came[other] = who, at
                        waiting.append(other)
        return reached

    def _able(self, lab: int) -> list[int]:
        """Return who may go to a mentor."""
        if lab not in self._able_for:
            who, name = self.problem.applicants_of[lab], self.problem.mentors[lab].id
            for of_applicants, of_mentors in self._groups:
                who = who[of_applicants[who] == of_mentors[lab]]
            ids = self.problem.applicants
            self._able_for[lab] = [one for one in who.tolist() if (ids[one].id, name) not in self._barred]
        return self._able_for[lab]

    def n_places(self) -> int:
        """Return how many places there are for the minima: of those who may go there, and of those pinned there."""
        able = {who for lab in self._needs for who in self._able(lab)}
        free: int = sum(max(0, self._places[who]) for who in able)
        return free + sum(self._pins[lab] for lab in self._needs)
