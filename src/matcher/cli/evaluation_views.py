"""What an evaluation found, as text a person reads and JSON a program reads."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.config import MatchConfig
from matcher.wording import counted

if TYPE_CHECKING:
    from matcher.evaluation import Compared, Evaluation, Interval
    from matcher.evaluation.judgments import LeftOut
    from matcher.tuning import Tuning

_SHOWN = 5


def evaluation_table(found: "Evaluation", n_mentors: int, reference: str) -> str:
    """Return the measures for a person, with the baselines below each where there are any."""
    lines = [
        f"{counted(found.n_applicants, 'judged applicant')}, {counted(n_mentors, 'mentor')}; "
        f"{found.n_unranked} without a ranking count as 0.",
        f"Reference: {reference}.",
        "",
    ]
    if not found.baselines:
        lines += ["measure      value  95 % interval"]
        lines += [f"{name:<11}  {_cells(value)}" for name, value in found.measures.items()]
        return "\n".join(lines) + "\n"
    lines.append(f"{'':<13}value  95 % interval      matcher minus it          needed")
    for name, value in found.measures.items():
        lines += [name, f"  {'matcher':<11}{_cells(value)}"]
        lines += [_baseline(system, measures[name]) for system, measures in found.baselines.items()]
    lines += ["", "needed: judged applicants that would tell the two apart, where these cannot."]
    return "\n".join(lines) + "\n"


def _baseline(system: str, found: "Compared") -> str:
    gap = found.difference
    needed = "" if gap.excludes_zero else f"{found.n_needed:>8,}" if found.n_needed else "       -"
    line = f"  {system:<11}{_cells(found.value)}   {gap.value:+.3f} ({gap.low:+.3f} to {gap.high:+.3f}) {needed}"
    return line.rstrip()


def _cells(value: "Interval") -> str:
    return f"{value.value:.3f}  {value.low:.3f} to {value.high:.3f}"


def evaluation_json(found: "Evaluation", n_mentors: int, reference: str) -> str:
    """Return an evaluation for a program."""
    data: Mapping[str, Any] = {**found.to_dict(), "n_mentors": n_mentors, "reference": reference}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


EVALUATIONS = {"table": evaluation_table, "json": evaluation_json}


def left_out_notes(left_out: "LeftOut") -> Iterator[str]:
    """Yield a line for each kind of judgment that could not be used, with the first ids."""
    kinds: list[tuple[Sequence[str], str]] = [
        (left_out.unknown_applicants, "not among the applicants"),
        (left_out.unknown_mentors, "not in the pool"),
        (left_out.without_positive, "without a grade above 0, so there is nothing to find"),
    ]
    for ids, why in kinds:
        if ids:
            more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
            yield f"Note: left out {counted(len(ids), 'judged id')} {why}: {', '.join(ids[:_SHOWN])}{more}."


def tuning_table(found: "Tuning", before: MatchConfig) -> str:
    """Return default and winner side by side on each fold, and what follows from their difference."""
    gap = found.difference
    return "\n".join(
        [
            f"{counted(found.n_applicants, 'judged applicant')}, {found.n_candidates:,} candidates; {found.measure} on "
            "applicants kept aside.",
            "",
            "fold  applicants  default  winner  what won on the other folds",
            *(
                f"{n:>4}  {fold.n_applicants:>10}    {fold.default:.3f}   {fold.winner:.3f}  "
                f"{settings_line(fold.config, before)}"
                for n, fold in enumerate(found.folds, 1)
            ),
            f" all  {found.n_applicants:>10}    {found.default.value:.3f}   {found.winner.value:.3f}",
            "",
            f"Winner minus default: {gap.value:+.4f} ({gap.low:+.4f} to {gap.high:+.4f}, 95 %).",
            _verdict(found, before),
            "",
        ]
    )


def _verdict(found: "Tuning", before: MatchConfig) -> str:
    if found.config != before:
        return f"The winner is better: {settings_line(found.best, before)}."
    if found.best == before:
        return "The default wins; it stays."
    needed = f"about {found.n_needed:,} judged applicants" if found.n_needed else "no number of judged applicants"
    return f"That may be chance, so the default stays; {needed} would tell the two apart."


def settings_line(config: MatchConfig, before: MatchConfig) -> str:
    """Return the weights of a config in one line, and every other setting that differs from `before`."""
    old, new = before.to_dict(), config.to_dict()
    changed = [f"{name} {new[name]}" for name in new if name != "weights" and new[name] != old[name]]
    return ", ".join([*(f"{name} {share:g}" for name, share in config.weights.items() if share), *changed])
