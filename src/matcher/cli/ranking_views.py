"""Results as text: tables a person reads, JSON and CSV a program reads."""

import json
import shutil
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher import __version__
from matcher.records import Profile, RankedMentor
from matcher.registry import contributor_names
from matcher.wording import clipped

if TYPE_CHECKING:
    from matcher.model import MatchModel

Show = Callable[[Sequence[RankedMentor], Profile, "MatchModel", Mapping[str, float]], str]

_BAR = 20


def _width() -> int:
    return max(60, min(120, shutil.get_terminal_size((80, 24)).columns))


def bar(value: float, longest: float, cells: int = _BAR) -> str:
    """Return a bar as long as a value is beside the longest one.

    >>> bar(1.0, 2.0, 4), bar(2.0, 2.0, 4)
    ('██', '████')
    """
    return "█" * max(1, round(cells * value / longest)) if value > 0 and longest > 0 else ""


def table(
    ranking: Sequence[RankedMentor], applicant: Profile, model: "MatchModel", weights: Mapping[str, float]
) -> str:
    """Return a ranking for a person: name and score, id and shared words, and the reason in a sentence."""
    if not ranking:
        return "No mentor has anything in common with this statement.\n"
    width, best = _width(), ranking[0].score
    room = width - _BAR - 13
    lines = [f"    {'Mentor':<{room}} Score"]
    for line in ranking:
        name = clipped(line.mentor_name, room)
        lines.append(f"{line.rank:>3} {name:<{room}} {line.score:.3f}  {bar(line.score, best)}".rstrip())
        lines.append(
            "    " + clipped(f"{line.mentor_id} · {', '.join(line.shared_terms) or 'shared topics only'}", width - 4)
        )
        said = clipped(_reason(line, applicant, model), 400)
        lines += textwrap.wrap(said, width, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def as_json(
    ranking: Sequence[RankedMentor], applicant: Profile, model: "MatchModel", weights: Mapping[str, float]
) -> str:
    """Return a ranking for a program; the points of a line add up to its score."""
    data = {
        "applicant": {"id": applicant.id, "known_share": round(model.known_share(applicant), 4)},
        "model": {"matcher": __version__, "n_mentors": len(model.mentors), "weights": dict(weights)},
        "ranking": [{**_plain(line), "reason": _reason(line, applicant, model)} for line in ranking],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _reason(line: RankedMentor, applicant: Profile, model: "MatchModel") -> str:
    from matcher.explaining import reason

    return reason(applicant, model.mentor(line.mentor_id), line.shared_terms, line.contributions)


def _plain(line: RankedMentor) -> dict[str, Any]:
    shown = ("rank", "mentor_id", "mentor_name", "score", "points", "shared_terms")
    return {name: getattr(line, name) for name in shown}


def as_csv(
    ranking: Sequence[RankedMentor], applicant: Profile, model: "MatchModel", weights: Mapping[str, float]
) -> str:
    """Return a ranking as a table of matches, safe to open in a spreadsheet."""
    from matcher.tables import matches_csv

    return matches_csv(ranking, contributor_names())


FORMATS: dict[str, Show] = {"table": table, "json": as_json, "csv": as_csv}
