"""The text output of `audit` and `diff`."""

import re
import textwrap
from collections.abc import Callable

from matcher.auditing import Audit
from matcher.auditing.records import NOT_SHOWN, group_notes, language_sentence, length_sentence, swap_sentence
from matcher.pages.audit_page import audit_page
from matcher.provenance.diff import UNKNOWN, Change, Difference
from matcher.wording import clipped, counted, json_text


def audit_text(audit: Audit, about: str) -> str:
    """Return an audit for a terminal."""
    lines = [about, "", "Identity swaps", f"  {swap_sentence(audit.swaps, audit.k)}"]
    lines += [
        f"  {'swapped':<25}{'pairs':>7}{'largest change':>16}{f'first {audit.k} changed':>16}{'only reordered':>16}"
    ]
    for swap in audit.swaps:
        numbers = (swap.n_comparisons, swap.largest_change, swap.n_first_changed, swap.n_order_changed)
        lines.append("  {:<25}{:>7,}{:>16.4f}{:>16,}{:>16,}".format(swap.kind, *numbers))
    for example in (example for swap in audit.swaps for example in swap.worst[:1]):
        lines.append(f"  worst: {example.applicant_id}, {example.change}")
        left = f"; leaves the first places: {', '.join(example.left)}" if example.left else ""
        lines.append(f"         {example.mentor_id} {example.before:.4f} to {example.after:.4f}{left}")
    exposure = audit.exposure
    most = ", ".join(f"{mentor.mentor_id} ({mentor.n})" for mentor in exposure.mentors[:3])
    lines += [
        "",
        "Who is shown",
        f"  {counted(len(exposure.never), 'mentor')} of {audit.n_mentors:,} in nobody's first {exposure.k}; Gini "
        f"{exposure.gini:.2f} (at random about {exposure.gini_even:.2f})",
        f"  most often: {most}",
        "",
        "Length",
        f"  {length_sentence(audit.length)}",
        "",
        "Plain English",
        f"  {language_sentence(audit.language, audit.k)}",
    ]
    if audit.groups:
        lines += ["", f"Groups by {audit.groups.column}"]
        lines += ["  group               n   best   gap, 95 % interval"] if audit.groups.groups else []
        for group in audit.groups.groups:
            value, low, high = group.gap
            quality = f"   nDCG@10 {group.quality.value:.3f}" if group.quality else ""
            lines.append(
                f"  {group.name[:16]:<16}{group.n:>5}  {group.best.value:.3f}  "
                f"{value:+.3f} ({low:+.3f} to {high:+.3f}){quality}"
            )
        lines += [f"  {note}" for note in group_notes(audit.groups)]
    lines += ["", "Not shown", *(f"  - {line}" for line in NOT_SHOWN)]
    return "\n".join(_wrapped(line) for line in lines) + "\n"


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip(" -")))
    return "\n".join(textwrap.wrap(line, 100, subsequent_indent=indent)) if len(line) > 100 else line


_WORDS = {
    "data": "what applicants wrote",
    "model": "the pool as it was fitted",
    "config": "settings, weights, length or filters",
    "code": "the program and its packages",
}


def diff_text(difference: Difference, k: int) -> str:
    """Return the changed places and their causes; at most `k` changes are listed."""
    lines = (
        [f"The rankings differ in length; their first {difference.k} places are compared.", ""] if difference.k else []
    )
    if not difference.changes:
        rescored = f" {counted(difference.n_rescored, 'score')} changed." if difference.n_rescored else ""
        lines += [f"The rankings of {counted(difference.n_applicants, 'applicant')} are the same.{rescored}"]
        return "\n".join([*lines, *_differing(difference)]) + "\n"
    is_known = {*difference.causes} != {UNKNOWN}
    changed = f"{counted(len(difference.changes), 'place')} changed"
    steps = [f"What changed from run to run: {', then '.join(difference.steps)}."] if len(difference.steps) > 1 else []
    lines += [
        f"{changed}, in {difference.n_changed:,} of {counted(difference.n_applicants, 'ranking')}.",
        *steps,
        "",
        "Why",
        *(f"{n:>8,}  {_cause(cause)}" for cause, n in difference.causes.items()),
        *([f"{len(difference.changes):>8,}  in all"] if len(difference.causes) > 1 else []),
        *(["", _APART] if any(" or " in cause for cause in difference.causes) else []),
        *_differing(difference),
        "",
        f"{'Applicant':<14} {'Mentor':<34} {'Place':<12} {'Score':<16} {'Cause' * is_known}".rstrip(),
    ]
    lines += [_line(change, change.cause if is_known else "") for change in difference.changes[:k]]
    if (more := len(difference.changes) - k) > 0:
        lines.append(f"and {more:,} more; all are in --format json")
    return "\n".join(lines) + "\n"


_APART = 'To tell apart causes joined by "or", give --input FILE for each table that the runs were made from.'


def _cause(cause: str) -> str:
    if cause == UNKNOWN:
        return "unknown: no card shows it"
    words = re.sub(r"\w+", lambda match: _WORDS.get(match.group(), match.group()), cause)
    return f"{cause}: {words}"


def _differing(difference: Difference) -> list[str]:
    if not difference.differing:
        return []
    facts = [f"  {cause}: {fact}" for cause, facts in difference.differing.items() for fact in facts]
    return ["", "What differs on the cards", *facts]


def _line(change: Change, cause: str) -> str:
    places = (change.before, change.after)
    ranks = " → ".join("–" if place is None else str(place.rank) for place in places)
    scores = " → ".join("–" if place is None else f"{place.score:.3f}" for place in places)
    ids = f"{clipped(change.applicant_id, 14):<14} {clipped(change.mentor_id, 34):<34}"
    line = f"{ids} {ranks:<12} {scores:<16} {cause}".rstrip()
    by_cause = change.parts if len(change.parts) > 1 else {}
    for parts in (by_cause, change.points):
        if points := ", ".join(f"{name} {value:+.3f}" for name, value in parts.items() if abs(value) >= 5e-4):
            line += f"\n{'':<15}{points}"
    return line


AUDITS: dict[str, Callable[[Audit, str], str]] = {
    "text": audit_text,
    "json": lambda audit, about: json_text({"about": about, **audit.to_dict()}),
    "html": audit_page,
}
DIFFS: dict[str, Callable[[Difference, int], str]] = {
    "text": diff_text,
    "json": lambda difference, _: json_text(difference.to_dict()),
}
