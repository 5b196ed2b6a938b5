"""Comparison of runs: which mentors moved, and whether data, model, settings or code differ.

In a chain of runs, each step from one run to the next has the causes that its two cards show, and the steps add up to
the whole change. So runs in between separate causes that changed at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from matcher.provenance.card import Matches, Place, RunCard, cut_to_shortest
from matcher.registry import FACETS
from matcher.wording import counted

CAUSES = ("data", "model", "config", "code")
"""In the order of display: applicants' texts; the fitted pool; settings, weights, k, filters; the program."""
DATA_FILES = ("statement", "applicants")
"""The options that name files of applicants' texts."""
_DECIDING = {"k", "where", "reference"}
"""Options that change a ranking and are in no other field of the card."""
_SAME = 1e-12
"""Scores this close count as equal: a workbook keeps fifteen digits."""
UNKNOWN = "unknown"
"""The cause if there are no cards, or if the cards agree but the runs do not."""


class Change(NamedTuple):
    """One mentor whose place differs between the first run and the last."""

    applicant_id: str
    mentor_id: str
    places: tuple[Place | None, ...]
    """The place in each run, `None` where the mentor is not in that ranking."""
    causes: tuple[str, ...]
    """For each step from a run to the next one of `CAUSES`, several with " or " if cards cannot tell, or `UNKNOWN`."""

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
        return " and ".join(dict.fromkeys(cause for cause, ends in steps if _is_moved(ends)))

    @property
    def parts(self) -> dict[str, float]:
        """The share of each cause in the change of the score; they add up to it. Empty if a place is missing."""
        parts: dict[str, float] = {}
        for cause, (start, end) in zip(self.causes, pairwise(self.places), strict=True):
            if start is None or end is None:
                return {}
            parts[cause] = parts.get(cause, 0.0) + end.score - start.score
        return parts

    @property
    def points(self) -> dict[str, float]:
        """How many points each facet gained or lost; they add up to the score's change. Empty if a place is missing."""
        if self.before is None or self.after is None:
            return {}
        names = {**self.before.points, **self.after.points}
        return {name: self.after.points.get(name, 0.0) - self.before.points.get(name, 0.0) for name in names}

    @property
    def n_places(self) -> int:
        """How many places the mentor moved; entering or leaving counts as a move to or from beyond the end."""
        if self.before and self.after:
            return abs(self.before.rank - self.after.rank)
        return 10**6 - (self.before or self.after or Place(0, 0.0, {})).rank


@dataclass(frozen=True)
class Difference:
    """The differences between the first and the last of several runs."""

    n_applicants: int
    """Applicants of either run."""
    n_changed: int
    """Applicants with a different list of mentors."""
    n_rescored: int
    """Pairs with the same place and another score."""
    changes: tuple[Change, ...]
    """All places that differ, the largest moves first."""
    causes: Mapping[str, int]
    """The number of changes by cause; they add up to all."""
    differing: Mapping[str, tuple[str, ...]]
    """The differences between the cards, in words, by cause."""
    k: int = 0
    """How many places of each ranking were compared if the runs have rankings of different lengths; else 0."""
    steps: tuple[str, ...] = ()
    """The causes of each step from a run to the next, joined by " or "; empty without cards."""

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
    """Return the differences between the first and the last of two or more runs.

    Each change has its cause as far as the cards show it; there is one card for each run, or none. Runs of different
    lengths are compared up to the shortest.
    """
    runs, k = cut_to_shortest(runs, [int(card.options.get("k") or 0) for card in cards])
    steps = [(*pair, differing(*pair)) for pair in pairwise(cards)]
    before, after, changes = runs[0], runs[-1], list[Change]()
    applicants = sorted(before.keys() | after.keys())
    for applicant in applicants:
        rankings = [run.get(applicant, {}) for run in runs]
        causes = tuple(_cause(applicant, *step) for step in steps) or (UNKNOWN,) * (len(runs) - 1)
        for mentor in sorted(rankings[0].keys() | rankings[-1].keys()):
            places = tuple(ranking.get(mentor) for ranking in rankings)
            if _is_moved(places):
                changes.append(Change(applicant, mentor, places, causes))
    changes.sort(key=lambda change: (-change.n_places, change.applicant_id, change.mentor_id))
    return Difference(
        n_applicants=len(applicants),
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


def _is_moved(places: Sequence[Place | None]) -> bool:
    return (places[0] and places[0].rank) != (places[-1] and places[-1].rank)


def _cause(applicant: str, before: RunCard, after: RunCard, facts: Mapping[str, Sequence[str]]) -> str:
    first, then = before.applicants, after.applicants
    # the card of a run from standard input has no digest of each text: only the whole input can be compared
    has_new_text = first.get(applicant) != then.get(applicant) if first or then else "data" in facts
    causes = [cause for cause in CAUSES if cause in facts and (cause != "data" or has_new_text)]
    return " or ".join(causes) or UNKNOWN


def differing(before: RunCard, after: RunCard) -> dict[str, list[str]]:
    """Return the differences between two cards, in words, by cause."""
    checks = {"data": _data, "model": _model, "config": _config, "code": _code}
    return {cause: facts for cause, check in checks.items() if (facts := check(before, after))}


def _data(before: RunCard, after: RunCard) -> list[str]:
    # the digests of a batch are of the table's rows, those of other commands of the profiles that were read from them
    are_alike = (before.command == "batch") == (after.command == "batch")
    if are_alike and before.applicants and after.applicants:
        return _members("applicant", before.applicants, after.applicants)
    if any(before.inputs.get(name) != after.inputs.get(name) for name in DATA_FILES):
        return ["other input"]
    is_known = any(name in before.inputs for name in DATA_FILES)
    return [] if is_known else ["perhaps what applicants wrote: it came from standard input, which cards do not record"]


def _members(noun: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    numbers = (
        (len(after.keys() - before.keys()), "added"),
        (len(before.keys() - after.keys()), "removed"),
        (sum(before[id_] != after[id_] for id_ in before.keys() & after.keys()), "with another text"),
    )
    return [f"{counted(n, noun)} {change}" for n, change in numbers if n]


def _model(before: RunCard, after: RunCard) -> list[str]:
    facts = _members("mentor", before.mentors, after.mentors)
    if before.inputs.get("reference") != after.inputs.get("reference"):
        facts.append("another reference")
    has_conditions = any(card.options.get("where") for card in (before, after))
    if not facts and has_conditions and before.inputs.get("pool") != after.inputs.get("pool"):
        facts.append("mentors with other attributes, which conditions ask for")
    # other settings or other code also change the fitted numbers, and are causes of their own
    explained = facts or fit_settings(before) != fit_settings(after) or before.code != after.code
    if not explained and before.model != after.model:
        facts.append("another fit of the same pool")
    return facts


def fit_settings(card: RunCard) -> dict[str, Any]:
    """Return the settings that a fitted pool depends on."""
    settings = {name: value for name, value in card.config.items() if name not in {"weights", "avoid"}}
    shares = card.config.get("weights") or {}
    # a facet of an extra is fitted only if it has a weight
    return {**settings, "fitted": [spec.name for spec in FACETS if spec.extra and shares.get(spec.name)]}


def _config(before: RunCard, after: RunCard) -> list[str]:
    facts = []
    for kind in ("config", "weights", "options"):
        old, new = getattr(before, kind), getattr(after, kind)
        for name in sorted(old.keys() | new.keys()):
            first, then = old.get(name), new.get(name)
            is_compared = name in _DECIDING if kind == "options" else (kind, name) != ("config", "weights")
            if (first or None) != (then or None) and _shown(first) != _shown(then) and is_compared:
                facts.append(f"{name} {_shown(first)} to {_shown(then)}")
    return facts


def _shown(value: Any) -> str:
    return "none" if value in (None, [], ()) else f"{value}"


def _code(before: RunCard, after: RunCard) -> list[str]:
    old, new = before.versions, after.versions
    names = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    facts = [f"{name} {old.get(name, 'none')} to {new.get(name, 'none')}" for name in names]
    return facts + ["matcher's source"] * (before.code != after.code)
