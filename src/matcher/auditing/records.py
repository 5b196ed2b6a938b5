"""The results of an audit, as records and sentences: ids and numbers, never an applicant's text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from matcher.evaluation import Interval
from matcher.wording import counted, plain


class Example(NamedTuple):
    """One comparison of two versions of a statement, with the mentor whose score changed most."""

    applicant_id: str
    change: str
    """The difference between the versions, in words."""
    mentor_id: str
    before: float
    """The mentor's score in the first version; 0 if nothing is in common."""
    after: float
    entered: tuple[str, ...] = ()
    """The mentors in the first k of the second version only."""
    left: tuple[str, ...] = ()
    """The mentors in the first k of the first version only."""

    @property
    def size(self) -> float:
        """The absolute change of the score."""
        return abs(self.after - self.before)


class SwapResult(NamedTuple):
    """The changes by swaps of one kind."""

    kind: str
    n_applicants: int
    n_comparisons: int
    """The number of pairs of versions."""
    largest_change: float
    """Of any score of any mentor, in [0, 1]."""
    n_first_changed: int
    """Comparisons in which a mentor enters or leaves the first k."""
    n_order_changed: int
    """Comparisons in which the first k are the same in another order."""
    worst: tuple[Example, ...]
    """The largest changes, by mentors who leave the first k, then by score."""


class Exposed(NamedTuple):
    """A mentor, and the number of applicants whose first ten include it."""

    mentor_id: str
    mentor_name: str
    n: int


@dataclass(frozen=True)
class Exposure:
    """How the places of all rankings are distributed over the mentors."""

    k: int
    """The first places of a ranking, which count as seen."""
    n_rankings: int
    mentors: tuple[Exposed, ...]
    """All mentors in some first k, most often shown first."""
    never: tuple[str, ...]
    """The ids of mentors never in a first k."""
    gini: float
    """The Gini coefficient of all mentors' counts: 0 if all are shown equally, near 1 if a few have all places."""
    gini_even: float
    """The mean coefficient of the same number of places drawn at random; rankings are not expected below it."""
    hubs: tuple[Exposed, ...]
    """Mentors shown at least three times, and at least three times as often as the mean."""


class Length(NamedTuple):
    """Whether long statements score higher: Spearman's correlation of number of words and best score.

    `correlation` is `None` for fewer than three applicants; `points` are the (words, best score) of each applicant.
    """

    correlation: Interval | None
    points: tuple[tuple[int, float], ...]


class Group(NamedTuple):
    """A group of applicants compared with all others."""

    name: str
    n: int
    best: Interval
    """The mean of the best scores."""
    gap: Interval
    """That mean minus the mean of the others."""
    quality: Interval | None = None
    """The mean nDCG@10, if judgments were given and the group has at least two judged applicants."""
    quality_gap: Interval | None = None
    n_judged: int = 0


class Groups(NamedTuple):
    """The groups of a column; those in `left_out` are too small for figures, `n_without` applicants have no value."""

    column: str
    groups: tuple[Group, ...]
    left_out: tuple[str, ...]
    n_without: int


class Language(NamedTuple):
    """The changes by a plainer wording of the same statements."""

    n_applicants: int
    mean_change: Interval
    """Of the best score, plain minus original."""
    largest_change: float
    """Of any score."""
    mean_overlap: float
    """The mean share of the first k that stay, in [0, 1]."""
    n_first_changed: int
    """The number of applicants with another mentor in first place."""
    worst: tuple[Example, ...]


@dataclass(frozen=True)
class Audit:
    """The results of an audit."""

    n_applicants: int
    n_mentors: int
    k: int
    """Changes in the first k places count."""
    n_unknown: int
    """Applicants without a ranking: they have nothing in common with the pool."""
    swaps: tuple[SwapResult, ...]
    exposure: Exposure
    length: Length
    language: Language
    groups: Groups | None = None

    @property
    def n_first_changed(self) -> int:
        """The number of identity swaps in which a mentor enters or leaves the first k."""
        return sum(swap.n_first_changed for swap in self.swaps)

    def to_dict(self) -> dict[str, Any]:
        """Return the audit as plain data, ready for JSON."""
        return {**plain(self), "n_first_changed": self.n_first_changed, "not_shown": list(NOT_SHOWN)}


NOT_SHOWN = (
    "Whether somebody was right to be placed first: only judgments by people can say that.",
    "What a different life would have made somebody write. A swap changes a name, not ten years of school.",
    "What mentors do with a ranking once they see it, and who never applied at all.",
    "Why a group differs. A gap can come from its fields, its language or from the tool; the intervals say only how "
    "sure the gap is.",
    "Traits nobody asked for: without a column there is no group.",
)
"""The limits of an audit, printed on each of its pages."""


def swap_sentence(swaps: Sequence[SwapResult], k: int) -> str:
    """Return the changes by swaps in one sentence."""
    changed = [swap for swap in swaps if swap.n_first_changed]
    if not changed:
        return f"No swap changed anybody's first {k}."
    kinds = ", ".join(f"{swap.kind} ({swap.n_first_changed} of {swap.n_comparisons})" for swap in changed)
    return f"Somebody enters or leaves a first {k} when this is swapped: {kinds}."


def length_sentence(length: Length) -> str:
    """Return the correlation of length and score in one sentence."""
    if length.correlation is None:
        return "Too few applicants to say."
    value, low, high = length.correlation
    direction = f"longer ones score {'higher' if value > 0 else 'lower'}"
    verdict = direction if length.correlation.excludes_zero else "this cannot be told apart from none"
    span = f"95 % interval {low:+.2f} to {high:+.2f}"
    return f"Rank correlation of words with the best score: {value:+.2f} ({span}); {verdict}."


def group_notes(groups: Groups) -> list[str]:
    """Return sentences on applicants who are in no row of the table of groups."""
    too_small = f"Left out, as a group of one is a person: {', '.join(groups.left_out)}."
    without = f"{counted(groups.n_without, 'applicant')} without a value in {groups.column!r} are in no group."
    return [too_small] * bool(groups.left_out) + [without] * bool(groups.n_without)


def language_sentence(language: Language, k: int) -> str:
    """Return the changes by the plainer wording in one sentence."""
    change, low, high = language.mean_change
    return (
        f"{language.mean_overlap:.0%} of the first {k} stay; {language.n_first_changed} of "
        f"{counted(language.n_applicants, 'applicant')} get another first place; the best score changes by "
        f"{change:+.4f} on average ({low:+.4f} to {high:+.4f})."
    )
