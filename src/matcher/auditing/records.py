"""What an audit found, as plain records and in sentences: ids and numbers, never a text that an applicant wrote."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from matcher.evaluation import Interval
from matcher.wording import counted


class Example(NamedTuple):
    """One comparison of two versions of a statement, with the mentor whose score changed most."""

    applicant_id: str
    change: str
    """What differs between the versions, in words."""
    mentor_id: str
    before: float
    """The mentor's score in the first version; 0 where nothing is in common."""
    after: float
    entered: tuple[str, ...] = ()
    """Who is in the first k of the second version only."""
    left: tuple[str, ...] = ()
    """Who is in the first k of the first version only."""

    @property
    def size(self) -> float:
        """How far the score moved."""
        return abs(self.after - self.before)


class SwapResult(NamedTuple):
    """What the swaps of one kind changed."""

    kind: str
    n_applicants: int
    n_comparisons: int
    """In how many pairs of versions."""
    largest_change: float
    """Of any score of any mentor, in [0, 1]."""
    n_first_changed: int
    """Comparisons in which somebody enters or leaves the first k."""
    n_order_changed: int
    """Comparisons in which the first k are the same and their order is not."""
    worst: tuple[Example, ...]
    """Those that change most: the first k first, then the score."""


class Exposed(NamedTuple):
    """A mentor and in how many applicants' first ten it stands."""

    mentor_id: str
    mentor_name: str
    n: int


@dataclass(frozen=True)
class Exposure:
    """How the places of all rankings are shared among the mentors."""

    k: int
    """The places of a ranking that count as seen."""
    n_rankings: int
    mentors: tuple[Exposed, ...]
    """Everybody who is in a first k, the most often shown first."""
    never: tuple[str, ...]
    """The ids of those who never are."""
    gini: float
    """Of the counts of all mentors: 0 when all are shown alike, near 1 when a few have all places."""
    gini_even: float
    """What the same number of places dealt out at random would have on average: no ranking can be expected below."""
    hubs: tuple[Exposed, ...]
    """Those shown at least three times as often as an even deal would, and at least three times."""


class Length(NamedTuple):
    """Whether long statements score higher: Spearman's correlation of words with the best score, by applicant.

    `correlation` is `None` for fewer than three applicants; `points` are (words, best score) of each.
    """

    correlation: Interval | None
    points: tuple[tuple[int, float], ...]


class Group(NamedTuple):
    """One group of applicants beside all others."""

    name: str
    n: int
    best: Interval
    """The mean of the best scores."""
    gap: Interval
    """That mean minus the others'."""
    quality: Interval | None = None
    """The mean nDCG@10, where judgments were given and the group has at least two judged applicants."""
    quality_gap: Interval | None = None
    n_judged: int = 0


class Groups(NamedTuple):
    """The groups of one column; `left_out` are too small to say anything of."""

    column: str
    groups: tuple[Group, ...]
    left_out: tuple[str, ...]
    n_without: int


class Language(NamedTuple):
    """What a plainer wording of the same statements changes."""

    n_applicants: int
    mean_change: Interval
    """Of the best score, plain minus original."""
    largest_change: float
    """Of any score."""
    mean_overlap: float
    """The share of the first k that stay, in [0, 1]."""
    n_first_changed: int
    """How many applicants have another mentor in the first place."""
    worst: tuple[Example, ...]


@dataclass(frozen=True)
class Audit:
    """All that an audit found."""

    n_applicants: int
    n_mentors: int
    k: int
    """The length of the list whose changes count."""
    n_unknown: int
    """Applicants of whom the pool knows nothing; they have no ranking."""
    swaps: tuple[SwapResult, ...]
    exposure: Exposure
    length: Length
    language: Language
    groups: Groups | None = None

    @property
    def n_first_changed(self) -> int:
        """In how many swaps of identity somebody enters or leaves the first k."""
        return sum(swap.n_first_changed for swap in self.swaps)

    def to_dict(self) -> dict[str, Any]:
        """Return the audit as plain data, ready for JSON."""
        return {**_plain(asdict(self)), "n_first_changed": self.n_first_changed, "not_shown": list(NOT_SHOWN)}


NOT_SHOWN = (
    "Whether somebody was right to be placed first: only judgments by people can say that.",
    "What a different life would have made somebody write. A swap changes a name, not ten years of school.",
    "What mentors do with a ranking once they see it, and who never applied at all.",
    "Why a group differs. A gap can come from its fields, its language or from the tool; the intervals say only how "
    "sure the gap is.",
    "Traits nobody asked for: without a column there is no group.",
)
"""What an audit cannot tell, said on every page of it."""


def _plain(value: Any) -> Any:
    """Return records as dicts and lists, through all levels."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [*map(_plain, value)] if isinstance(value, list | tuple) else value


def swap_sentence(swaps: Sequence[SwapResult], k: int) -> str:
    """Return what the swaps changed, in one sentence."""
    changed = [swap for swap in swaps if swap.n_first_changed]
    if not changed:
        return f"No swap changed anybody's first {k}."
    kinds = ", ".join(f"{swap.kind} ({swap.n_first_changed} of {swap.n_comparisons})" for swap in changed)
    return f"Somebody enters or leaves a first {k} when this is swapped: {kinds}."


def length_sentence(length: Length) -> str:
    """Return how length and score go together, in one sentence."""
    if length.correlation is None:
        return "Too few applicants to say."
    value, low, high = length.correlation
    told = f"longer ones score {'higher' if value > 0 else 'lower'}"
    verdict = told if length.correlation.excludes_zero else "this cannot be told apart from none"
    span = f"95 % interval {low:+.2f} to {high:+.2f}"
    return f"Rank correlation of words with the best score: {value:+.2f} ({span}); {verdict}."


def group_notes(groups: Groups) -> list[str]:
    """Return who is in no row, in sentences."""
    alone = f"Left out, as a group of one is a person: {', '.join(groups.left_out)}."
    without = f"{counted(groups.n_without, 'applicant')} without a value in {groups.column!r} are in no group."
    return [alone] * bool(groups.left_out) + [without] * bool(groups.n_without)


def language_sentence(language: Language, k: int) -> str:
    """Return what the plainer wording changed, in one sentence."""
    change, low, high = language.mean_change
    return (
        f"{language.mean_overlap:.0%} of the first {k} stay; {language.n_first_changed} of "
        f"{counted(language.n_applicants, 'applicant')} get another first place; the best score changes by "
        f"{change:+.4f} on average ({low:+.4f} to {high:+.4f})."
    )
