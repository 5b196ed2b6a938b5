"""The records that all packages share: frozen, one record per item instead of parallel lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


class PickledFields:
    """Base of dataclasses that are copied and pickled without their cached properties."""

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]


class Evidence(NamedTuple):
    """A separate short text that shows a mentor's work, such as a publication or project."""

    title: str
    text: str
    year: int | None = None


PROFILE_TEXTS = ("id", "name", "interests", "statement", "avoid", "url")
"""The fields of a profile that are text."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Profile:
    """What an applicant or a mentor says about themselves.

    Parameters
    ----------
    id
        Unique among applicants or among mentors.
    name
        For display; never part of the features.
    interests
        Phrases, separated by semicolons or line ends.
    statement
        Free text. A profile with neither interests nor statement is empty and matches nobody.
    evidence
        Separate texts, for instance past projects.
    avoid
        What this person does not want.
    goals, values
        What of an applicant's statement tells goals, which count twice, and values, which count half.
    capacity
        How many people a mentor can take; `None` if not given.
    attributes
        Every other column of the profile's table; filters can use them.
    """

    id: str
    name: str = ""
    interests: str = ""
    statement: str = ""
    evidence: tuple[Evidence, ...] = ()
    avoid: str = ""
    capacity: int | None = None
    url: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    goals: str = ""
    values: str = ""

    def __post_init__(self) -> None:
        for name in PROFILE_TEXTS:
            if not isinstance(value := getattr(self, name), str):
                raise InputError(f"{name} of a profile must be text; it is {value!r:.80}")
        if not all(isinstance(piece, Evidence) for piece in self.evidence):
            raise InputError(f"evidence of {self.id!r:.80} must be Evidence(title, text) records")

    @property
    def is_empty(self) -> bool:
        """True if the profile has no text that a facet could read."""
        return not any(text.strip() for text in (self.interests, self.statement, *(e.text for e in self.evidence)))

    def _repr_html_(self) -> str:
        texts = {name: getattr(self, name) for name in PROFILE_TEXTS}
        texts["evidence"] = "; ".join(piece.title or piece.text for piece in self.evidence)
        texts |= self.attributes if self.capacity is None else {"capacity": str(self.capacity), **self.attributes}
        return html_table([], [(name, shortened(text)) for name, text in texts.items() if text.strip()])


def given_rows(given: Any, what: str, accepted: str) -> Iterable[Any]:
    """Return the items of an argument; of a DataFrame its rows, as dicts with `None` for empty cells.

    Raises `InputError`, naming the `accepted` types, for a text, a single profile, and anything without rows.
    """
    if hasattr(given, "notna") and hasattr(given, "columns"):
        if not given.columns.is_unique:
            raise InputError(f"columns of {what} must have different names; check {', '.join(map(str, given.columns))}")
        rows: list[Any] = given.astype(object).where(given.notna(), None).to_dict("records")
        return rows
    if isinstance(given, str | bytes | Mapping | Profile) or not isinstance(given, Iterable):
        reader = f": read a table with read_{'pool' if what == 'mentors' else what}"
        raise InputError(f"{what} must be {accepted}; it is {kind_of(given)}{reader * isinstance(given, str | Path)}")
    return given


def kind_of(thing: object) -> str:
    """Return the type of an object and the start of its text, for a message."""
    return f"{type(thing).__name__} {' '.join(repr(thing).split()):.40}"


class Contribution(NamedTuple):
    """The points that one facet adds to a score; the contributions of a score add up to it.

    The contributor `avoid` (what one side does not want) takes points away: its points are 0 or less.
    """

    facet: str
    points: float


class RankedMentor(NamedTuple):
    """One line of an applicant's ranking.

    `strength` rates the match on an absolute scale: `strong`, `good`, `weak` or `none`; `None` if it is unknown.
    """

    applicant_id: str
    rank: int
    mentor_id: str
    mentor_name: str
    score: float
    contributions: tuple[Contribution, ...]
    shared_terms: tuple[str, ...]
    strength: str | None = None

    @property
    def points(self) -> dict[str, float]:
        """The contributions by facet name, in the order of the facets."""
        return dict(self.contributions)


class Ranking(list[RankedMentor]):
    """One applicant's mentors, best first; empty if no mentor has anything in common with the applicant."""

    @property
    def fits(self) -> bool | None:
        """False if the strength of every line is `none` or there is no line; `None` if no strength is known."""
        steps = {line.strength for line in self}
        return None if steps == {None} else bool(steps - {None, "none"})

    def frame(self) -> "pd.DataFrame":
        """Return one row per mentor, with the columns of a table of matches."""
        import pandas as pd

        columns = ["applicant_id", "rank", "mentor_id", "mentor_name", "score", "shared_terms", "strength"]
        return pd.DataFrame([flat(line) for line in self], columns=None if self else columns)

    def _cells(self) -> list[tuple[str, ...]]:
        return [
            (str(line.rank), line.mentor_name or line.mentor_id, f"{line.score:.3f}", ", ".join(line.shared_terms))
            for line in self
        ]

    def __repr__(self) -> str:
        lines = [f"{rank:>3}  {score}  {name} ({terms})" for rank, name, score, terms in self._cells()]
        return "\n".join([f"Ranking of {self[0].applicant_id}", *lines]) if lines else "Ranking without mentors"

    def _repr_html_(self) -> str:
        return html_table(["rank", "mentor", "score", "shared terms"], self._cells())


class Rankings(list[Ranking]):
    """One ranking per applicant, in their order."""

    def frame(self) -> "pd.DataFrame":
        """Return one row per match, with the columns of a table of matches."""
        return Ranking(line for ranking in self for line in ranking).frame()

    def _left_out(self) -> str:
        return f"and {len(self) - _SHOWN:,} more rankings" if len(self) > _SHOWN else ""

    def __repr__(self) -> str:
        return "\n".join([*map(repr, self[:_SHOWN]), self._left_out()]).rstrip() or "Rankings of nobody"

    def _repr_html_(self) -> str:
        return "".join(ranking._repr_html_() for ranking in self[:_SHOWN]) + f"<p>{self._left_out()}</p>"


_SHOWN = 3  # rankings displayed in a notebook


def flat(line: RankedMentor) -> dict[str, Any]:
    """Return a line of a ranking as a row of a table of matches, with a column of points for each contributor."""
    points = {f"points_{name}": value for name, value in line.contributions}
    cells = {name: getattr(line, name) for name in ("applicant_id", "rank", "mentor_id", "mentor_name", "score")}
    return {**cells, **points, "shared_terms": "; ".join(line.shared_terms), "strength": line.strength or ""}


def shortened(text: str, n: int = 200) -> str:
    """Return a text on one line, cut to n characters."""
    line = " ".join(text.split())
    return line if len(line) <= n else line[: n - 1] + "…"


def html_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table for a notebook; every cell is escaped."""
    from html import escape

    lines = ["".join(f"<td>{escape(str(cell))}</td>" for cell in row) for row in rows]
    head = "<tr>" + "".join(f"<th>{escape(name)}</th>" for name in header) + "</tr>" if header else ""
    return f"<table>{head}" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


class Reason(NamedTuple):
    """The points that one term, topic or pair of sentences adds to a score, with a label in the writers' words.

    `sentences` are the applicant's and the mentor's, if the reason is a pair of sentences close in meaning, or a
    sentence that refuses something with the text it refers to. `cosine` is their closeness in meaning, in [-1, 1].
    """

    facet: str
    label: str
    points: float
    sentences: tuple[str, str] | None = None
    cosine: float | None = None


class Explanation(NamedTuple):
    """Why one mentor has its score: the same arithmetic as the score, split into its parts."""

    applicant_id: str
    mentor_id: str
    mentor_name: str
    score: float
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]

    def _repr_html_(self) -> str:
        rows = [(reason.facet, reason.label, f"{reason.points:+.3f}") for reason in self.reasons]
        return html_table(["facet", "reason", "points"], [*rows, ("", "score", f"{self.score:.3f}")])

    def of(self, facet: str) -> list[Reason]:
        """Return the reasons of one facet, largest first; their points add up to the facet's contribution."""
        return [reason for reason in self.reasons if reason.facet == facet]

    def largest(self, facet: str, n: int = 6) -> tuple[list[Reason], float]:
        """Return the n largest reasons of a facet, and the sum of the points of all its others."""
        reasons = self.of(facet)
        return reasons[:n], sum(reason.points for reason in reasons[n:])
