"""An audit as text, JSON or a page."""

import json
import textwrap
from collections.abc import Callable

from matcher.auditing import Audit
from matcher.auditing.records import NOT_SHOWN
from matcher.auditing.sentences import group_notes, language_sentence, length_sentence, swap_sentence
from matcher.pages.audit_page import audit_page
from matcher.wording import counted


def audit_text(audit: Audit, about: str) -> str:
    """Return an audit for a terminal."""
    lines = [about, "", "Identity swaps", f"  {swap_sentence(audit.swaps, audit.k)}", _swap_head(audit.k)]
    for swap in audit.swaps:
        numbers = (swap.n_comparisons, swap.largest_change, swap.n_first_changed, swap.n_order_changed)
        lines.append("  {:<25}{:>7,}{:>16.4f}{:>16,}{:>16,}".format(swap.kind, *numbers))
    for example in (example for swap in audit.swaps for example in swap.worst[:1]):
        lines.append(f"  worst: {example.applicant_id}, {example.change}")
        lines.append(f"         {example.mentor_id} {example.before:.4f} to {example.after:.4f}" + _moved(example.left))
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
        lines += ["", f"Groups by {audit.groups.column}", "  group               n   best   gap, 95 % interval"]
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


def _swap_head(k: int) -> str:
    return f"  {'swapped':<25}{'pairs':>7}{'largest change':>16}{f'first {k} changed':>16}{'only reordered':>16}"


def _moved(left: tuple[str, ...]) -> str:
    return f"; leaves the first places: {', '.join(left)}" if left else ""


def audit_json(audit: Audit, about: str) -> str:
    """Return an audit for a program."""
    return json.dumps({"about": about, **audit.to_dict()}, ensure_ascii=False, indent=2) + "\n"


AUDITS: dict[str, Callable[[Audit, str], str]] = {"text": audit_text, "json": audit_json, "html": audit_page}
