"""What differs between two runs, as text or JSON."""

import json
from collections.abc import Callable

from matcher.provenance.diff import UNKNOWN, Change, Difference
from matcher.provenance.matches import Place
from matcher.wording import clipped, counted

_WORDS = {
    "data": "what applicants wrote",
    "model": "the pool as it was fitted",
    "config": "settings, weights, length or filters",
    "code": "the program and its packages",
}


def diff_text(difference: Difference, k: int) -> str:
    """Return who moved and why; at most k changes are listed."""
    if not difference.changes:
        rescored = f" {counted(difference.n_rescored, 'score')} differ." if difference.n_rescored else ""
        lines = [f"The rankings of {counted(difference.n_applicants, 'applicant')} are the same.{rescored}"]
        return "\n".join([*lines, *_differing(difference)]) + "\n"
    lines = [
        f"{counted(len(difference.changes), 'place')} differ, in {difference.n_changed:,} of "
        f"{counted(difference.n_applicants, 'ranking')}.",
        "",
        "Why",
        *(f"{n:>8,}  {_cause(cause)}" for cause, n in difference.causes.items()),
        f"{len(difference.changes):>8,}  in all",
        *_differing(difference),
        "",
        f"{'Applicant':<14} {'Mentor':<34} {'Place':<12} {'Score':<16} Cause",
    ]
    for change in difference.changes[:k]:
        lines.append(_line(change))
    if (more := len(difference.changes) - k) > 0:
        lines.append(f"and {more:,} more; all are in --format json")
    return "\n".join(lines) + "\n"


def _cause(cause: str) -> str:
    if cause == UNKNOWN:
        return "unknown: the cards do not tell"
    words = " or ".join(_WORDS[one] for one in cause.split(" or "))
    return f"{cause}: {words}" + (", which these two runs cannot tell apart" if " or " in cause else "")


def _differing(difference: Difference) -> list[str]:
    if not difference.differing:
        return []
    facts = [f"  {cause}: {fact}" for cause, facts in difference.differing.items() for fact in facts]
    return ["", "What differs on the cards", *facts]


def _line(change: Change) -> str:
    line = (
        f"{clipped(change.applicant_id, 14):<14} {clipped(change.mentor_id, 34):<34} "
        f"{_rank(change.before) + ' → ' + _rank(change.after):<12} "
        f"{_score(change.before) + ' → ' + _score(change.after):<16} {change.cause}"
    )
    points = {name: value for name, value in change.points.items() if abs(value) >= 5e-4}
    by_facet = ", ".join(f"{name} {value:+.3f}" for name, value in points.items())
    return f"{line}\n{'':<15}{by_facet}" if by_facet else line


def _rank(place: Place | None) -> str:
    return "–" if place is None else str(place.rank)


def _score(place: Place | None) -> str:
    return "–" if place is None else f"{place.score:.3f}"


def diff_json(difference: Difference, k: int) -> str:  # noqa: ARG001
    """Return all that differs, for a program."""
    return json.dumps(difference.to_dict(), ensure_ascii=False, indent=2) + "\n"


DIFFS: dict[str, Callable[[Difference, int], str]] = {"text": diff_text, "json": diff_json}
