"""Results as text: tables a person reads, JSON and CSV a program reads."""

import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher import __version__
from matcher.records import Profile, RankedMentor, Ranking
from matcher.registry import contributor_names
from matcher.wording import clipped, json_text, strength_length

if TYPE_CHECKING:
    from matcher.explaining import Certainty
    from matcher.model import MatchModel
    from matcher.tuning.probability import Probability


class RankingView(NamedTuple):
    """A ranking with what is shown beside it.

    Parameters
    ----------
    known_share
        The share of the applicant's words that the pool knows.
    places
        How sure each place is, by mentor.
    probability
        What was learned from judgments, where there were any.
    """

    ranking: Sequence[RankedMentor]
    applicant: Profile
    model: "MatchModel"
    weights: Mapping[str, float]
    known_share: float
    places: Mapping[str, "Certainty"] = MappingProxyType({})
    probability: "Probability | None" = None


_BAR = 12
_STEP_CELLS = 6

NOTHING_FITS = "No mentor here fits this statement well; these are the nearest:"


def _width() -> int:
    return max(60, min(120, shutil.get_terminal_size((80, 24)).columns))


def bar(value: float, longest: float, cells: int = _BAR) -> str:
    """Return a bar as long as a value is beside the longest one.

    >>> bar(1.0, 2.0, 4), bar(2.0, 2.0, 4)
    ('██', '████')
    """
    return "█" * max(1, round(cells * value / longest)) if value > 0 and longest > 0 else ""


def table(shown: RankingView) -> str:
    """Return a ranking for a person: name and score, id and shared words, and the reason in a sentence."""
    if not shown.ranking:
        return "No mentor has anything in common with this statement.\n"
    width = _width()
    room = width - _BAR - 13
    lines = [f"    {'Mentor':<{room}} Score"]
    if Ranking(shown.ranking).fits is False:
        lines = [NOTHING_FITS, "", *lines]
    why = _reasons(shown)
    for line in shown.ranking:
        name = clipped(line.mentor_name, room)
        step = _step(line.strength)
        lines.append(f"{line.rank:>3} {name:<{room}} {line.score:.3f}  {step}".rstrip())
        shared = ", ".join(line.shared_terms)
        lines.append("    " + clipped(" · ".join(filter(None, (line.mentor_id, shared))), width - 4))
        said = clipped(f"{why[line.mentor_id]} {_sure(line, shown)}".rstrip(), 400)
        lines += textwrap.wrap(said, width, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def _step(strength: str | None) -> str:
    return "" if strength is None else f"{bar(strength_length(strength), 1, _STEP_CELLS)} {strength}".strip()


def as_json(shown: RankingView) -> str:
    """Return a ranking for a program; the points of a line add up to its score."""
    why = _reasons(shown)
    data = {
        "fits": Ranking(shown.ranking).fits,
        "applicant": {"id": shown.applicant.id, "known_share": round(shown.known_share, 4)},
        "model": {"matcher": __version__, "n_mentors": len(shown.model.mentors), "weights": dict(shown.weights)},
        "ranking": [_plain(line, why[line.mentor_id], shown) for line in shown.ranking],
    }
    if learned := shown.probability:
        data["probability"] = {name: getattr(learned, name) for name in ("error", "n_applicants", "n_pairs", "k")}
    return json_text(data)


def _reasons(shown: RankingView) -> dict[str, str]:
    from matcher.explaining import reasons

    return reasons(shown.model, shown.applicant, shown.ranking, shown.weights)


def _sure(line: RankedMentor, shown: RankingView) -> str:
    """Return how sure a place is, in a few words."""
    place = shown.places.get(line.mentor_id)
    said = [] if place is None or line.strength == "none" else [f"{place.verdict.capitalize()} ({place.stays:.0%})."]
    if shown.probability:
        said.append(f"A fit in about {shown.probability.of(line.score):.0%} of judged cases.")
    return " ".join(said)


def _plain(line: RankedMentor, why: str, shown: RankingView) -> dict[str, Any]:
    names = ("rank", "mentor_id", "mentor_name", "score", "strength", "points", "shared_terms")
    plain = {name: getattr(line, name) for name in names} | {"reason": why}
    if place := shown.places.get(line.mentor_id):
        plain |= {"stays": round(place.stays, 4), "verdict": place.verdict}
    if shown.probability:
        plain["probability"] = round(shown.probability.of(line.score), 4)
    return plain


def as_csv(shown: RankingView) -> str:
    """Return a ranking as a table of matches, safe to open in a spreadsheet."""
    from matcher.tables import matches_csv

    return matches_csv(shown.ranking, contributor_names())


FORMATS: dict[str, Callable[[RankingView], str]] = {"table": table, "json": as_json, "csv": as_csv}
