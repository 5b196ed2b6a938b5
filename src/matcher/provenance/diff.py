"""Runs compared: who moved, and which of data, model, settings and code differ.

The changes of a chain of runs add up: a place and a score go from run to run, each step with the cause that its two
cards tell. So runs between two split what changed at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from matcher.provenance.card import Matches, Place, RunCard, of_one_length
from matcher.provenance.causes import CAUSES, differing

_SAME = 1e-12
"""A workbook keeps fifteen digits of a score."""

UNKNOWN = "unknown"
"""The cause where there is no card, or where the cards agree and the runs do not."""


class Change(NamedTuple):
    """One mentor whose place differs between the first run and the last."""

    applicant_id: str
    mentor_id: str
    places: tuple[Place | None, ...]
    """The place in each run, `None` where the mentor is not in that ranking."""
    causes: tuple[str, ...]
    """Of each step from a run to the next: one of `CAUSES`, several joined by " or " where the cards do not distinguish
    them, or `UNKNOWN`."""

    @property
    def before(self) -> Place | None:
        """The place in the first run."""
        return self.places[0]

    @property
    def after(self) -> Place | None:
        """The place in the last run."""
        return self.places[-1]

    @property
    def cause(self) -> str:
        """The causes of the steps in which the place changed, joined by " and "."""
        steps = zip(self.causes, pairwise(self.places), strict=True)
        return " and ".join(dict.fromkeys(cause for cause, (one, other) in steps if _is_moved(one, other)))

    @property
    def parts(self) -> dict[str, float]:
        """How much of the change of the score each cause brought; they add up to it. Empty where a place is missing."""
        parts: dict[str, float] = {}
        for cause, (one, other) in zip(self.causes, pairwise(self.places), strict=True):
            if one is None or other is None:
                return {}
            parts[cause] = parts.get(cause, 0.0) + other.score - one.score
        return parts

    @property
    def points(self) -> dict[str, float]:
        """How many points each facet gained or lost; they add up to the change of the score. Empty for one place."""
        if self.before is None or self.after is None:
            return {}
        names = {**self.before.points, **self.after.points}
        return {name: self.after.points.get(name, 0.0) - self.before.points.get(name, 0.0) for name in names}

    @property
    def n_places(self) -> int:
        """How many places the mentor moved; one that enters or leaves counts as moving past the end of its ranking."""
        if self.before and self.after:
            return abs(self.before.rank - self.after.rank)
        return 10**6 - (self.before or self.after or Place(0, 0.0, {})).rank


def _is_moved(before: Place | None, after: Place | None) -> bool:
    return (before and before.rank) != (after and after.rank)


@dataclass(frozen=True)
class Difference:
    """What differs between the first and the last of some runs."""

    n_applicants: int
    """In either run."""
    n_changed: int
    """Applicants with a ranking that is not the same list."""
    n_rescored: int
    """Pairs with the same place and another score."""
    changes: tuple[Change, ...]
    """All places that differ; the largest moves first."""
    causes: Mapping[str, int]
    """How many of the changes each cause has; they add up to all."""
    differing: Mapping[str, tuple[str, ...]]
    """What differs between the cards, in words, by cause."""
    k: int = 0
    """How many places of each ranking were compared, where the runs have rankings of different lengths; else 0."""
    steps: tuple[str, ...] = ()
    """What differs from each run to the next: causes joined by " or "; empty without cards."""

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, ready for JSON."""
        return {
            "k": self.k or None,
            "steps": list(self.steps),
            "n_applicants": self.n_applicants,
            "n_changed": self.n_changed,
            "n_rescored": self.n_rescored,
            "n_changes": len(self.changes),
            "causes": dict(self.causes),
            "differing": {cause: list(facts) for cause, facts in self.differing.items()},
            "changes": [
                {
                    "applicant_id": change.applicant_id,
                    "mentor_id": change.mentor_id,
                    "rank_before": change.before and change.before.rank,
                    "rank_after": change.after and change.after.rank,
                    "ranks": [place and place.rank for place in change.places],
                    "score_before": change.before and change.before.score,
                    "score_after": change.after and change.after.score,
                    "points": change.points,
                    "cause": change.cause,
                    "parts": change.parts,
                }
                for change in self.changes
            ],
        }


def diff_runs(runs: Sequence[Matches], cards: Sequence[RunCard] = ()) -> Difference:
    """Return what differs between the first and the last of two or more runs.

    Each change has its cause as far as the cards, one for each run or none, tell it. Where several things changed at
    once, runs between in which only one of them changed split what they did. Runs of different lengths are compared as
    far as all of them go.
    """
    runs, k = of_one_length(runs, [int(card.options.get("k") or 0) for card in cards])
    steps = [(*pair, differing(*pair)) for pair in pairwise(cards)]
    before, after, changes = runs[0], runs[-1], list[Change]()
    for applicant in sorted(before.keys() | after.keys()):
        rankings = [run.get(applicant, {}) for run in runs]
        causes = tuple(_cause(applicant, *step) for step in steps) or (UNKNOWN,) * (len(runs) - 1)
        for mentor in sorted(rankings[0].keys() | rankings[-1].keys()):
            places = tuple(ranking.get(mentor) for ranking in rankings)
            if _is_moved(places[0], places[-1]):
                changes.append(Change(applicant, mentor, places, causes))
    changes.sort(key=lambda change: (-change.n_places, change.applicant_id, change.mentor_id))
    return Difference(
        n_applicants=len(before.keys() | after.keys()),
        n_changed=len({change.applicant_id for change in changes}),
        n_rescored=sum(
            place.rank == other.rank and abs(place.score - other.score) > _SAME
            for applicant, ranking in before.items()
            for mentor, place in ranking.items()
            if (other := after.get(applicant, {}).get(mentor))
        ),
        changes=tuple(changes),
        causes=dict(Counter(change.cause for change in changes).most_common()),
        differing={
            cause: tuple(dict.fromkeys(fact for _, _, facts in steps for fact in facts.get(cause, ())))
            for cause in CAUSES
            if any(cause in facts for _, _, facts in steps)
        },
        k=k,
        steps=tuple(" or ".join(facts) or UNKNOWN for _, _, facts in steps),
    )


def _cause(applicant: str, before: RunCard, after: RunCard, facts: Mapping[str, Sequence[str]]) -> str:
    first, then = before.applicants, after.applicants
    # cards of a run from standard input hold no digest of each text: the whole input is all one knows
    another_text = first.get(applicant) != then.get(applicant) if first or then else "data" in facts
    causes = [cause for cause in CAUSES if cause in facts and (cause != "data" or another_text)]
    return " or ".join(causes) or UNKNOWN
