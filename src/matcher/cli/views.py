"""Rankings, evaluations and tunings as text: tables for people, JSON and CSV for programs."""

import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher import __version__
from matcher.config import MatchConfig
from matcher.records import Profile, RankedMentor, Ranking
from matcher.registry import contributor_names
from matcher.wording import clipped, counted, json_text, strength_length

if TYPE_CHECKING:
    from matcher.evaluation import Compared, Evaluation, Interval
    from matcher.evaluation.judgments import LeftOut
    from matcher.evaluation.probability import Probability
    from matcher.explaining import Certainty
    from matcher.model import MatchModel
    from matcher.tuning import Tuning


class RankingView(NamedTuple):
    """A ranking with everything that is shown beside it."""

    ranking: Sequence[RankedMentor]
    applicant: Profile
    """What of the applicant counts."""
    model: "MatchModel"
    weights: Mapping[str, float]
    known_share: float
    """The share of the applicant's words that the pool knows."""
    places: Mapping[str, "Certainty"] = MappingProxyType({})
    """How sure each place is, by mentor id."""
    probability: "Probability | None" = None
    """The probabilities learned from judgments, if any."""


_BAR = 12


def bar(value: float, longest: float, cells: int = _BAR) -> str:
    """Return a bar for a value; `longest` fills all cells.

    >>> bar(1.0, 2.0, 4), bar(2.0, 2.0, 4)
    ('██', '████')
    """
    return "█" * max(1, round(cells * value / longest)) if value > 0 and longest > 0 else ""


def table(shown: RankingView) -> str:
    """Return a ranking as a readable table: name and score, id and shared words, and the reason in a sentence."""
    from matcher.explaining import reasons

    if not shown.ranking:
        return "No mentor has anything in common with this statement.\n"
    width = max(60, min(120, shutil.get_terminal_size((80, 24)).columns))
    room = width - _BAR - 13
    lines = [f"    {'Mentor':<{room}} Score"]
    if Ranking(shown.ranking).fits is False:
        lines = ["No mentor here fits this statement well; these are the nearest:", "", *lines]
    why = reasons(shown.model, shown.applicant, shown.ranking, shown.weights)
    for line in shown.ranking:
        name = clipped(line.mentor_name, room)
        step = f"{bar(strength_length(line.strength), 1, cells=6)} {line.strength}" if line.strength else ""
        lines.append(f"{line.rank:>3} {name:<{room}} {line.score:.3f}  {step.strip()}".rstrip())
        shared = ", ".join(line.shared_terms)
        lines.append("    " + clipped(" · ".join(filter(None, (line.mentor_id, shared))), width - 4))
        text = clipped(f"{why[line.mentor_id]} {_sure(line, shown)}".rstrip(), 400)
        lines += textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def as_json(shown: RankingView) -> str:
    """Return a ranking as JSON; the points of a line add up to its score."""
    from matcher.explaining import reasons

    why = reasons(shown.model, shown.applicant, shown.ranking, shown.weights)
    data = {
        "fits": Ranking(shown.ranking).fits,
        "applicant": {"id": shown.applicant.id, "known_share": round(shown.known_share, 4)},
        "model": {"matcher": __version__, "n_mentors": len(shown.model.mentors), "weights": dict(shown.weights)},
        "ranking": [_plain(line, why[line.mentor_id], shown) for line in shown.ranking],
    }
    if learned := shown.probability:
        data["probability"] = {name: getattr(learned, name) for name in ("error", "n_applicants", "n_pairs", "k")}
    return json_text(data)


def _sure(line: RankedMentor, shown: RankingView) -> str:
    """Return how sure a place is, in a few words."""
    place, sentences = shown.places.get(line.mentor_id), []
    if place and line.strength != "none":
        sentences.append(f"{place.verdict.capitalize()} ({place.stays:.0%}).")
    if shown.probability:
        sentences.append(shown.probability.sentence(line.score))
    return " ".join(sentences)


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


_SHOWN = 5


def evaluation_table(evaluation: "Evaluation", n_mentors: int, reference: str) -> str:
    """Return the measures as a readable table, with the baselines below each, if any."""
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
    """Return default and winner side by side for each fold, and the verdict on their difference."""
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
