"""Evaluations and tunings, as text a person reads and JSON a program reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from matcher.config import MatchConfig
from matcher.wording import counted, json_text

if TYPE_CHECKING:
    from matcher.evaluation import Compared, Evaluation, Interval
    from matcher.evaluation.judgments import LeftOut
    from matcher.tuning import Tuning

_SHOWN = 5


def evaluation_table(evaluation: "Evaluation", n_mentors: int, reference: str) -> str:
    """Return the measures for a person, with the baselines below each where there are any."""
    lines = [
        f"{counted(evaluation.n_applicants, 'judged applicant')}, {counted(n_mentors, 'mentor')}; "
        f"{evaluation.n_unranked} without a ranking count as 0.",
        f"Reference: {reference}.",
        "",
    ]
    if not evaluation.baselines:
        lines += ["measure      value  95 % interval"]
        lines += [f"{name:<11}  {_cells(value)}" for name, value in evaluation.measures.items()]
        return "\n".join(lines) + "\n"
    lines.append(f"{'':<13}value  95 % interval      matcher minus it          needed")
    for name, value in evaluation.measures.items():
        lines += [name, f"  {'matcher':<11}{_cells(value)}"]
        lines += [_baseline(system, measures[name]) for system, measures in evaluation.baselines.items()]
    lines += ["", "needed: judged applicants that would tell the two apart, where these cannot."]
    return "\n".join(lines) + "\n"


def _baseline(system: str, compared: "Compared") -> str:
    gap = compared.difference
    needed = "" if gap.excludes_zero else f"{compared.n_needed:>8,}" if compared.n_needed else "       -"
    line = f"  {system:<11}{_cells(compared.value)}   {gap.value:+.3f} ({gap.low:+.3f} to {gap.high:+.3f}) {needed}"
    return line.rstrip()


def _cells(value: "Interval") -> str:
    return f"{value.value:.3f}  {value.low:.3f} to {value.high:.3f}"


def evaluation_json(evaluation: "Evaluation", n_mentors: int, reference: str) -> str:
    """Return an evaluation for a program."""
    data: Mapping[str, Any] = {**evaluation.to_dict(), "n_mentors": n_mentors, "reference": reference}
    return json_text(data)


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


def tuning_table(tuning: "Tuning", before: MatchConfig) -> str:
    """Return default and winner side by side on each fold, and what follows from their difference."""
    gap = tuning.difference
    return "\n".join(
        [
            f"{counted(tuning.n_applicants, 'judged applicant')}, {tuning.n_candidates:,} candidates; "
            f"{tuning.measure} on held-out applicants.",
            "",
            "fold  applicants  default  winner  what won on the other folds",
            *(
                f"{n:>4}  {fold.n_applicants:>10}    {fold.default:.3f}   {fold.winner:.3f}  "
                f"{settings_line(fold.config, before)}"
                for n, fold in enumerate(tuning.folds, 1)
            ),
            f" all  {tuning.n_applicants:>10}    {tuning.default.value:.3f}   {tuning.winner.value:.3f}",
            "",
            f"Winner minus default: {gap.value:+.4f} ({gap.low:+.4f} to {gap.high:+.4f}, 95 %).",
            _verdict(tuning, before),
            "",
        ]
    )


def _verdict(tuning: "Tuning", before: MatchConfig) -> str:
    if tuning.config != before:
        return f"The winner is better: {settings_line(tuning.best, before)}."
    if tuning.best == before:
        return "The default wins; it stays."
    needed = f"about {tuning.n_needed:,} judged applicants" if tuning.n_needed else "no number of judged applicants"
    return f"That may be chance, so the default stays; {needed} would tell the two apart."


def settings_line(config: MatchConfig, before: MatchConfig) -> str:
    """Return the weights of a config in one line, and every other setting that differs from `before`."""
    old, new = before.to_dict(), config.to_dict()
    changed = [f"{name} {new[name]}" for name in new if name != "weights" and new[name] != old[name]]
    return ", ".join([*(f"{name} {share:g}" for name, share in config.weights.items() if share), *changed])
