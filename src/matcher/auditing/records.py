"""What an audit found, as plain records: ids and numbers, never a text that an applicant wrote."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from matcher.evaluation import Interval


class Example(NamedTuple):
    """One comparison of two versions of a statement, with the mentor whose score changed most.

    Parameters
    ----------
    change
        What differs between the versions, in words.
    before, after
        The mentor's score in each of them; 0 where nothing is in common.
    entered, left
        Who is in the first k of one version only.
    """

    applicant_id: str
    change: str
    mentor_id: str
    before: float
    after: float
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        """How far the score moved."""
        return abs(self.after - self.before)


class SwapResult(NamedTuple):
    """What the swaps of one kind changed.

    Parameters
    ----------
    kind
        What was swapped: name, pronouns, ...
    n_applicants, n_comparisons
        How many statements were tried, and in how many pairs of versions.
    largest_change
        Of any score of any mentor, in [0, 1].
    n_first_changed
        Comparisons in which somebody enters or leaves the first k.
    n_order_changed
        Comparisons in which the first k are the same and their order is not.
    worst
        Those that change most: the first k first, then the score.
    """

    kind: str
    n_applicants: int
    n_comparisons: int
    largest_change: float
    n_first_changed: int
    n_order_changed: int
    worst: tuple[Example, ...]


class Exposed(NamedTuple):
    """A mentor and in how many applicants' first ten it stands."""

    mentor_id: str
    mentor_name: str
    n: int


@dataclass(frozen=True)
class Exposure:
    """How the places of all rankings are shared among the mentors.

    Parameters
    ----------
    k
        The places of a ranking that count as seen.
    mentors
        Everybody who is in a first k, the most often shown first.
    never
        The ids of those who never are.
    gini
        Of the counts of all mentors: 0 when all are shown alike, near 1 when a few have all places.
    gini_even
        What the same number of places dealt out at random would have on average: no ranking can be expected below.
    hubs
        Those shown at least three times as often as an even deal would, and at least three times.
    """

    k: int
    n_rankings: int
    mentors: tuple[Exposed, ...]
    never: tuple[str, ...]
    gini: float
    gini_even: float
    hubs: tuple[Exposed, ...]


class Length(NamedTuple):
    """Whether long statements score higher.

    Parameters
    ----------
    correlation
        Spearman's rank correlation of the number of words with the best score; `None` for fewer than three applicants.
    points
        (words, best score) of each applicant.
    """

    correlation: Interval | None
    points: tuple[tuple[int, float], ...]


class Group(NamedTuple):
    """One group of applicants beside all others.

    Parameters
    ----------
    best
        The mean of the best scores.
    gap
        That mean minus the others'.
    quality, quality_gap
        The same of nDCG@10, where judgments were given and the group has at least two judged applicants.
    """

    name: str
    n: int
    best: Interval
    gap: Interval
    quality: Interval | None = None
    quality_gap: Interval | None = None
    n_judged: int = 0


class Groups(NamedTuple):
    """The groups of one column; `left_out` names those that are too small to say anything of."""

    column: str
    groups: tuple[Group, ...]
    left_out: tuple[str, ...]
    n_without: int


class Language(NamedTuple):
    """What a plainer wording of the same statements changes.

    Parameters
    ----------
    mean_change
        Of the best score: plain minus original.
    largest_change
        Of any score.
    mean_overlap
        The share of the first k that stay, in [0, 1].
    n_first_changed
        How many applicants have another mentor in the first place.
    """

    n_applicants: int
    mean_change: Interval
    largest_change: float
    mean_overlap: float
    n_first_changed: int
    worst: tuple[Example, ...]


@dataclass(frozen=True)
class Audit:
    """All that an audit found.

    Parameters
    ----------
    k
        The length of the list whose changes count.
    n_unknown
        Applicants of whom the pool knows nothing; they have no ranking.
    """

    n_applicants: int
    n_mentors: int
    k: int
    n_unknown: int
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
        return {**plain(asdict(self)), "n_first_changed": self.n_first_changed, "not_shown": list(NOT_SHOWN)}


NOT_SHOWN = (
    "Whether somebody was right to be placed first: only judgments by people can say that.",
    "What a different life would have made somebody write. A swap changes a name, not ten years of school.",
    "What mentors do with a ranking once they see it, and who never applied at all.",
    "Why a group differs. A gap can come from its fields, its language or from the tool; the intervals say only how "
    "sure the gap is.",
    "Traits nobody asked for: without a column there is no group.",
)
"""What an audit cannot tell, said on every page of it."""


def plain(value: Any) -> Any:
    """Return records as dicts and lists, through all levels."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(item) for name, item in value._asdict().items()}
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
