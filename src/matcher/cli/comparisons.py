"""The commands that compare rankings, with what they print: audit with swapped identities, and diff of several runs."""

import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli.card_option import notes
from matcher.cli.options import COUNT, PoolOptions, file_option, format_option, pool_options
from matcher.cli.terminal import output, say, steps_shown
from matcher.errors import ConfigError, InputError
from matcher.wording import clipped, counted, json_text

# the library is imported inside the functions: --help and usage errors answer without numpy
if TYPE_CHECKING:
    from matcher.auditing import Audit
    from matcher.auditing.records import Groups
    from matcher.provenance import RunCard
    from matcher.provenance.diff import Change, Difference
    from matcher.records import Profile


@click.command()
@pool_options()
@file_option("--applicants", "Table of applicants.  [default: the sample's]")
@click.option("--groups", metavar="COLUMN", help="Column of the applicants that names their group.")
@file_option("--judgments", "Table of applicant_id, mentor_id, grade, for the groups.")
@click.option("--k", type=COUNT, default=5, show_default=True, help="First places whose changes count.")
@click.option("--swapped", type=COUNT, default=200, show_default=True, help="Applicants to swap at most.")
@format_option("text", "json", "html")
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
    """Swap names, origins and gaps in applicants' statements and show how the rankings change."""
    from matcher import auditing
    from matcher.applicants import read_applicants
    from matcher.evaluation import read_judgments
    from matcher.model.cache import sample_dir
    from matcher.pages.audit_page import audit_page
    from matcher.tables import write_text

    chosen.check()
    table = applicants or sample_dir() / "applicants.csv"
    people = read_applicants(table)
    groups = _group_column(groups, people, table)
    model = chosen.fitted()
    notes().applicants += people
    judged = read_judgments(judgments) if judgments else ()
    with steps_shown("applicants", "{done} of {total} applicants swapped") as step:
        result = auditing.audit(model, people, k, groups, judged, swapped, step)
    pool = chosen.model or chosen.pool
    about = f"Audit of {pool.name if pool else 'the sample pool'} with {table.name}"
    render = audit_page if form == "html" else _audit_text
    text = json_text({"about": about, **result.to_dict()}) if form == "json" else render(result, about)
    if out is None:
        output(text)
    else:
        write_text(out, text)
        click.echo(out)


def _group_column(given: str | None, people: "list[Profile]", table: Path) -> str | None:
    """Return the column that was meant; where none was given, print those with few distinct values, from 2 to 12."""
    from matcher.tables.columns import column_named
    from matcher.tables.rows import listed

    if given:
        return column_named(given, [*people[0].attributes], table) or given
    values = {name: {person.attributes.get(name, "") for person in people} - {""} for name in people[0].attributes}
    if columns := [name for name, distinct in values.items() if 2 <= len(distinct) <= min(12, len(people) // 2)]:
        say(f"Note: groups are compared with --groups COLUMN; it could be {listed(columns)}.")
    return None


def _audit_text(audit: "Audit", about: str) -> str:
    from matcher.auditing.records import NOT_SHOWN, language_sentence, length_sentence

    exposure = audit.exposure
    most = ", ".join(f"{mentor.mentor_id} ({mentor.n})" for mentor in exposure.mentors[:3])
    parts = {
        "Identity swaps": _swap_lines(audit),
        "Who is shown": [
            f"{counted(len(exposure.never), 'mentor')} of {audit.n_mentors:,} in nobody's first {exposure.k}; Gini "
            f"{exposure.gini:.2f} (at random about {exposure.gini_even:.2f})",
            f"most often: {most}",
        ],
        "Length": [length_sentence(audit.length)],
        "Plain English": [language_sentence(audit.language, audit.k)],
        **({f"Groups by {audit.groups.column}": _group_lines(audit.groups)} if audit.groups else {}),
        "Not shown": [f"- {line}" for line in NOT_SHOWN],
    }
    lines = [about]
    for title, part in parts.items():
        lines += ["", title, *(f"  {line}" for line in part)]
    return "\n".join(_wrapped(line) for line in lines) + "\n"


def _swap_lines(audit: "Audit") -> list[str]:
    from matcher.auditing.records import swap_sentence

    changed = f"first {audit.k} changed"
    lines = [swap_sentence(audit.swaps, audit.k)]
    lines.append(f"{'swapped':<25}{'pairs':>7}{'largest change':>16}{changed:>16}{'only reordered':>16}")
    for swap in audit.swaps:
        numbers = (swap.n_comparisons, swap.largest_change, swap.n_first_changed, swap.n_order_changed)
        lines.append("{:<25}{:>7,}{:>16.4f}{:>16,}{:>16,}".format(swap.kind, *numbers))
    for example in (example for swap in audit.swaps for example in swap.worst[:1]):
        left = f"; leaves the first places: {', '.join(example.left)}" if example.left else ""
        lines.append(f"worst: {example.applicant_id}, {example.change}")
        lines.append(f"       {example.mentor_id} {example.before:.4f} to {example.after:.4f}{left}")
    return lines


def _group_lines(groups: "Groups") -> list[str]:
    from matcher.auditing.records import group_notes

    lines = ["group               n   best   gap, 95 % interval"] if groups.groups else []
    for group in groups.groups:
        value, low, high = group.gap
        quality = f"   nDCG@10 {group.quality.value:.3f}" if group.quality else ""
        gap = f"{value:+.3f} ({low:+.3f} to {high:+.3f})"
        lines.append(f"{group.name[:16]:<16}{group.n:>5}  {group.best.value:.3f}  {gap}{quality}")
    return lines + group_notes(groups)


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip(" -")))
    return "\n".join(textwrap.wrap(line, 100, subsequent_indent=indent)) if len(line) > 100 else line


_INPUT_HELP = "A table, or folder of a model, that RUN1 or RUN2 was made from; repeatable. Tells causes apart."


@click.command()
@click.argument("runs", metavar="RUN1 [BETWEEN]... RUN2", nargs=-1, required=True, type=Path)
@click.option(
    "--cards", nargs=2, type=Path, metavar="CARD1 CARD2", help="Their cards.  [default: RUN1.card.json RUN2.card.json]"
)
@click.option("--input", "inputs", multiple=True, type=Path, metavar="FILE", help=_INPUT_HELP)
@click.option("--k", type=COUNT, default=20, show_default=True, help="Changes to list.")
@format_option("text", "json")
def diff(runs: tuple[Path, ...], cards: tuple[Path, Path] | None, inputs: tuple[Path, ...], k: int, form: str) -> None:
    """Show who moved between two runs of `match` or `batch`, and whether data, model, settings or code differ.

    Where several differ at once, give every table that the runs were made from, old and new, with --input: runs
    between the two are made in which first the data change, then the model, then the settings; the rest is due to the
    code. Or give your own runs between, in which one of them changed. The parts add up.
    """
    from matcher.provenance import diff_runs
    from matcher.provenance.card import read_matches

    if len(runs) < 2 or (cards and len(runs) > 2):
        raise click.UsageError("diff must have two runs, and --cards no runs between; give RUN1 and RUN2")
    matches = [*map(read_matches, runs)]
    paths = cards or [run.with_name(f"{run.name}.card.json") for run in runs]
    missing = [] if cards else [*dict.fromkeys(str(path) for path in paths if not path.is_file())]
    if missing:
        names = " and ".join(missing)
        if inputs:
            raise ConfigError(f"--input needs the cards of the runs; there is no {names}. Runs write them with --card")
        say(f"Note: without cards no cause is known; there is no {names}. Runs write them with --card.")
    cards_read = [] if missing else [*map(_card, paths, runs)]
    if inputs:
        from matcher.cli.runs_between import Run, with_runs_between

        all_runs = with_runs_between(map(Run, runs, matches, cards_read), inputs)
        matches, cards_read = [run.matches for run in all_runs], [run.card for run in all_runs]
    difference = diff_runs(matches, cards_read)
    output(json_text(difference.to_dict()) if form == "json" else _diff_text(difference, k, told_apart=bool(inputs)))


def _card(path: Path, run: Path) -> "RunCard":
    from matcher.provenance import read_card
    from matcher.tables.files import file_digest

    card = read_card(path)
    if card.outputs and file_digest(run) not in card.outputs.values():
        raise InputError(f"{path} must be the card of {run}; it is the card of another run, or the file was changed")
    return card


_WORDS = {
    "data": "what applicants wrote",
    "model": "the pool as it was fitted",
    "config": "settings, weights, length or filters",
    "code": "the program and its packages",
}
"""What each cause is, in words."""

_APART = 'To tell apart causes joined by "or", give --input FILE for each table that the runs were made from.'


def _diff_text(difference: "Difference", k: int, *, told_apart: bool) -> str:
    """Return the changed places and their causes; at most `k` changes are listed.

    `told_apart`: runs between were made from given inputs, so causes still joined by "or" cannot be told apart.
    """
    from matcher.provenance.diff import UNKNOWN

    changes, causes, lines = difference.changes, difference.causes, list[str]()
    if difference.k:
        lines += [f"The rankings differ in length; their first {difference.k} places are compared.", ""]
    facts = [f"  {cause}: {fact}" for cause, facts in difference.differing.items() for fact in facts]
    differing = ["", "What differs on the cards", *facts] if facts else []
    if not changes:
        rescored = f" {counted(difference.n_rescored, 'score')} changed." if difference.n_rescored else ""
        lines.append(f"The rankings of {counted(difference.n_applicants, 'applicant')} are the same.{rescored}")
        return "\n".join([*lines, *differing]) + "\n"
    n_rankings = counted(difference.n_applicants, "ranking")
    lines.append(f"{counted(len(changes), 'place')} changed, in {difference.n_changed:,} of {n_rankings}.")
    if len(difference.steps) > 1:
        lines.append(f"What changed from run to run: {', then '.join(difference.steps)}.")
    lines += ["", "Why"]
    for cause, n in causes.items():
        words = re.sub(r"\w+", lambda match: _WORDS.get(match.group(), match.group()), cause)
        lines.append(f"{n:>8,}  {cause}: {'no card shows it' if cause == UNKNOWN else words}")
    if len(causes) > 1:
        lines.append(f"{len(changes):>8,}  in all")
    if not told_apart and any(" or " in cause for cause in causes):
        lines += ["", _APART]
    is_known = {*causes} != {UNKNOWN}
    head = f"{'Applicant':<14} {'Mentor':<34} {'Place':<12} {'Score':<16} {'Cause' * is_known}".rstrip()
    lines += [*differing, "", head, *(_line(change, change.cause if is_known else "") for change in changes[:k])]
    if (more := len(changes) - k) > 0:
        lines.append(f"and {more:,} more; all are in --format json")
    return "\n".join(lines) + "\n"


def _line(change: "Change", cause: str) -> str:
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
