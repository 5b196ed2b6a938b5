"""Two runs compared: who moved, and which of data, model, settings and code differ; every change has one cause."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from matcher.provenance.card import Matches, Place, RunCard
from matcher.provenance.digests import combined
from matcher.wording import counted

CAUSES = ("data", "model", "config", "code")
"""In the order they are shown: applicants' texts; the fitted pool; settings, weights, k, filters; the program."""

UNKNOWN = "unknown"
"""The cause where there is no card, or where the cards agree and the runs do not."""


class Change(NamedTuple):
    """One mentor whose place differs.

    Parameters
    ----------
    before, after
        The place in each run, `None` where the mentor is not in that ranking.
    cause
        One of `CAUSES`, several joined by " or " where the cards do not distinguish them, or `UNKNOWN`.
    """

    applicant_id: str
    mentor_id: str
    before: Place | None
    after: Place | None
    cause: str

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


@dataclass(frozen=True)
class Difference:
    """What differs between two runs.

    Parameters
    ----------
    n_applicants
        In either run.
    n_changed
        Applicants with a ranking that is not the same list.
    n_rescored
        Pairs with the same place and another score.
    changes
        All places that differ; the largest moves first.
    causes
        How many of the changes each cause has; they add up to `len(changes)`.
    differing
        What differs between the cards, in words, by cause.
    """

    n_applicants: int
    n_changed: int
    n_rescored: int
    changes: tuple[Change, ...]
    causes: Mapping[str, int]
    differing: Mapping[str, tuple[str, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data, ready for JSON."""
        return {
            "n_applicants": self.n_applicants,
            "n_changed": self.n_changed,
            "n_rescored": self.n_rescored,
            "n_changes": len(self.changes),
            "causes": dict(self.causes),
            "differing": {cause: list(facts) for cause, facts in self.differing.items()},
            "changes": [_plain(change) for change in self.changes],
        }


def _plain(change: Change) -> dict[str, Any]:
    before, after = change.before, change.after
    return {
        "applicant_id": change.applicant_id,
        "mentor_id": change.mentor_id,
        "rank_before": before and before.rank,
        "rank_after": after and after.rank,
        "score_before": before and before.score,
        "score_after": after and after.score,
        "points": change.points,
        "cause": change.cause,
    }


def diff_runs(before: Matches, after: Matches, cards: tuple[RunCard, RunCard] | None = None) -> Difference:
    """Return what differs between two runs, each change with its cause as far as the cards tell it."""
    differing = _differing(*cards) if cards else {}
    changes = sorted(
        _changes(before, after, cards, differing),
        key=lambda change: (-change.n_places, change.applicant_id, change.mentor_id),
    )
    return Difference(
        n_applicants=len(before.keys() | after.keys()),
        n_changed=len({change.applicant_id for change in changes}),
        n_rescored=_rescored(before, after),
        changes=tuple(changes),
        causes=dict(Counter(change.cause for change in changes).most_common()),
        differing=differing,
    )


def _changes(
    before: Matches, after: Matches, cards: tuple[RunCard, RunCard] | None, differing: Mapping[str, tuple[str, ...]]
) -> Iterator[Change]:
    for applicant in sorted(before.keys() | after.keys()):
        old, new = before.get(applicant, {}), after.get(applicant, {})
        cause = _cause(applicant, cards, differing)
        for mentor in sorted(old.keys() | new.keys()):
            first, then = old.get(mentor), new.get(mentor)
            if first is None or then is None or first.rank != then.rank:
                yield Change(applicant, mentor, first, then, cause)


def _cause(applicant: str, cards: tuple[RunCard, RunCard] | None, differing: Mapping[str, tuple[str, ...]]) -> str:
    if cards is None:
        return UNKNOWN
    first, then = (card.applicants for card in cards)
    # cards of a run from standard input hold no digest of each text: the whole input is all one knows
    another_text = first.get(applicant) != then.get(applicant) if first or then else "data" in differing
    causes = [cause for cause in CAUSES if cause in differing and (cause != "data" or another_text)]
    return " or ".join(causes) or UNKNOWN


def _rescored(before: Matches, after: Matches) -> int:
    return sum(
        place.rank == after[applicant][mentor].rank and place.score != after[applicant][mentor].score
        for applicant, places in before.items()
        for mentor, place in places.items()
        if mentor in after.get(applicant, {})
    )


def _differing(before: RunCard, after: RunCard) -> dict[str, tuple[str, ...]]:
    facts = {
        "data": _data(before, after),
        "model": _model(before, after),
        "config": _config(before, after),
        "code": _code(before, after),
    }
    return {cause: tuple(said) for cause, said in facts.items() if said}


def _data(before: RunCard, after: RunCard) -> list[str]:
    said = _members("applicant", before.applicants, after.applicants)
    if said or before.applicants or after.applicants:
        return said
    names = ("statement", "applicants")
    return ["other input"] if any(before.inputs.get(name) != after.inputs.get(name) for name in names) else []


def _members(noun: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    numbers = (
        (len(after.keys() - before.keys()), "added"),
        (len(before.keys() - after.keys()), "removed"),
        (sum(before[one] != after[one] for one in before.keys() & after.keys()), "with another text"),
    )
    return [f"{counted(n, noun)} {what}" for n, what in numbers if n]


def _model(before: RunCard, after: RunCard) -> list[str]:
    said = _members("mentor", before.mentors, after.mentors)
    same_pool = combined(before.mentors) == combined(after.mentors)
    if before.inputs.get("reference") != after.inputs.get("reference"):
        said.append("another reference")
    # a fit with other settings or by other code gives other numbers too: that is not the model's doing
    explained = said or _fit_settings(before) != _fit_settings(after) or before.code != after.code
    if same_pool and not explained and before.model != after.model:
        said.append("another fit of the same pool")
    return said


def _fit_settings(card: RunCard) -> dict[str, Any]:
    return {name: value for name, value in card.config.items() if name not in {"weights", "avoid"}}


def _config(before: RunCard, after: RunCard) -> list[str]:
    said = []
    for kind in ("config", "weights", "options"):
        old, new = getattr(before, kind), getattr(after, kind)
        for name in sorted(old.keys() | new.keys()):
            first, then = old.get(name), new.get(name)
            if first != then and not (kind == "config" and name == "weights") and name not in _NO_MATTER:
                said.append(f"{name} {_said(first)} to {_said(then)}")
    return said


_NO_MATTER = {"form", "jobs", "chunk", "backend", "scheduler", "resume", "no_cache", "weights"}
"""Options that do not change a ranking, or that stand elsewhere on the card."""


def _said(value: Any) -> str:
    return "none" if value in (None, [], ()) else f"{value}"


def _code(before: RunCard, after: RunCard) -> list[str]:
    said = []
    for name in sorted(before.versions.keys() | after.versions.keys()):
        first, then = before.versions.get(name, "none"), after.versions.get(name, "none")
        if first != then:
            said.append(f"{name} {first} to {then}")
    if before.code != after.code:
        said.append("matcher's source")
    return said
