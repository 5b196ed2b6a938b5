"""The commands that compare rankings, and what they say: audit, with identities swapped, and diff, of several runs."""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import click

from matcher import auditing
from matcher.applicants import read_applicants
from matcher.auditing import Audit
from matcher.auditing.records import NOT_SHOWN, group_notes, language_sentence, length_sentence, swap_sentence
from matcher.cli.card_option import note
from matcher.cli.options import PoolOptions, file_option, format_option, pool_options
from matcher.cli.terminal import output, say, steps_shown
from matcher.errors import InputError
from matcher.evaluation import read_judgments
from matcher.model.cache import sample_dir
from matcher.pages.audit_page import audit_page
from matcher.provenance import RunCard, diff_runs, read_card
from matcher.provenance.card import Place, file_digest, read_matches
from matcher.provenance.diff import UNKNOWN, Change, Difference
from matcher.tables import write_text
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
    words = re.sub(r"\w+", lambda match: _WORDS.get(match.group(), match.group()), cause)
    apart = ", which these runs cannot tell apart: one between them, with one change, can" if " or " in cause else ""
    return f"{cause}: {words}{apart}"


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
    by_cause = change.parts if len(change.parts) > 1 else {}
    for parts in (by_cause, change.points):
        if said := ", ".join(f"{name} {value:+.3f}" for name, value in parts.items() if abs(value) >= 5e-4):
            line += f"\n{'':<15}{said}"
    return line


def _rank(place: Place | None) -> str:
    return "–" if place is None else str(place.rank)


def _score(place: Place | None) -> str:
    return "–" if place is None else f"{place.score:.3f}"


AUDITS: dict[str, Callable[[Audit, str], str]] = {
    "text": audit_text,
    "json": lambda audit, about: json_text({"about": about, **audit.to_dict()}),
    "html": audit_page,
}
DIFFS: dict[str, Callable[[Difference, int], str]] = {
    "text": diff_text,
    "json": lambda difference, _: json_text(difference.to_dict()),
}


@click.command()
@pool_options()
@file_option("--applicants", "Table of applicants.  [default: the sample's]")
@click.option("--groups", metavar="COLUMN", help="Column of the applicants that names their group.")
@file_option("--judgments", "Table of applicant_id, mentor_id, grade, for the groups.")
@click.option("--k", type=click.IntRange(min=1), default=5, show_default=True, help="First places whose changes count.")
@click.option(
    "--swapped", type=click.IntRange(min=1), default=200, show_default=True, help="Applicants to swap at most."
)
@format_option("matcher.cli.comparisons:AUDITS", "text")
@file_option("--out", "Write there instead of to standard output.")
def audit(
    chosen: PoolOptions,
    applicants: Path | None,
    groups: str | None,
    judgments: Path | None,
    k: int,
    swapped: int,
    form: str,
    out: Path | None,
) -> None:
    """Swap names, origins and gaps in applicants' statements and show what the ranking makes of it."""
    chosen.check()
    table = applicants or sample_dir() / "applicants.csv"
    people = read_applicants(table)
    model = chosen.fitted()
    note(applicants=people)
    judged = read_judgments(judgments) if judgments else []
    with steps_shown("applicants", "{done} of {total} applicants swapped") as step:
        result = auditing.audit(model, people, k, groups, judged, swapped, step)
    pool = chosen.model or chosen.pool
    text = AUDITS[form](result, f"Audit of {pool.name if pool else 'the sample pool'} with {table.name}")
    if out is None:
        output(text)
        return
    write_text(out, text)
    click.echo(out)


@click.command()
@click.argument("runs", metavar="RUN1 [BETWEEN]... RUN2", nargs=-1, required=True, type=Path)
@click.option(
    "--cards", nargs=2, type=Path, metavar="CARD1 CARD2", help="Their cards.  [default: RUN1.card.json RUN2.card.json]"
)
@click.option("--k", type=click.IntRange(min=1), default=20, show_default=True, help="Changes to list.")
@format_option("matcher.cli.comparisons:DIFFS", "text")
def diff(runs: tuple[Path, ...], cards: tuple[Path, Path] | None, k: int, form: str) -> None:
    """Say who moved between two runs of `match` or `batch`, and whether data, model, settings or code differ.

    Where several differ at once, give runs between in which one of them changed: the parts add up.
    """
    if len(runs) < 2 or (cards and len(runs) > 2):
        raise click.UsageError("diff must have two runs, and --cards no runs between; give RUN1 and RUN2")
    found = [*map(read_matches, runs)]
    paths = cards or [run.with_name(f"{run.name}.card.json") for run in runs]
    missing = [] if cards else [str(path) for path in paths if not path.is_file()]
    if missing:
        none = " and ".join(missing)
        say(f"Note: without cards no cause is known; there is no {none}. Runs write theirs with --card.")
    known = [] if missing else [*map(_card, paths, runs)]
    output(DIFFS[form](diff_runs(found, known), k))


def _card(path: Path, run: Path) -> RunCard:

    card = read_card(path)
    if card.outputs and file_digest(run) not in card.outputs.values():
        raise InputError(f"{path} must be the card of {run}; it is the card of another run, or the file was changed")
    return card
