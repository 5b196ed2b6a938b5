"""Audit of a model over applicants; each part is a few calls of `MatchModel.scores`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from matcher.auditing.measures import gini, gini_of_chance, group_results, mean, quality, rank_correlation
from matcher.auditing.records import Audit, Example, Exposed, Exposure, Language, Length, SwapResult
from matcher.auditing.versions import LINES, Versions, iter_versions, plain_version
from matcher.config import check_count
from matcher.errors import InputError
from matcher.evaluation import Judgment
from matcher.evaluation.measures import Floats
from matcher.model import MatchModel
from matcher.ranking.top_k import top_k
from matcher.records import Profile
from matcher.text.tokens import forms

N_SWAPPED = 200
"""The most applicants for swaps and rewriting: each is scored about 30 times."""

_WORST = 3
_HUB = 3

Progress = Callable[[int, int], None]


def audit(
    model: MatchModel,
    applicants: Sequence[Profile],
    k: int = 5,
    groups: str | None = None,
    judgments: Iterable[Judgment] = (),
    n_swapped: int = N_SWAPPED,
    progress: Progress = lambda done, n: None,
) -> Audit:
    """Return a model's effect on applicants: identity swaps, exposure, length, groups, language.

    Parameters
    ----------
    k
        Changes in the first k places count; exposure uses the first ten.
    groups
        The attribute of applicants that names their group.
    judgments
        If given, the groups' nDCG@10 is reported too.
    n_swapped
        The most applicants for swaps and rewriting, taken evenly from the list.
    progress
        Called with the number of applicants done and of all, while versions are scored.

    Raises
    ------
    InputError
        If there is no applicant, or for a column that no applicant has.
    """
    k = check_count(k)
    if not applicants:
        raise InputError("an audit must have at least one applicant; none was given")
    names = _column(applicants, groups) if groups is not None else []
    scores = _scores(model, applicants)
    best = scores.max(axis=1)
    rows = np.unique(np.linspace(0, len(applicants) - 1, max(1, n_swapped)).astype(int))
    swaps, language = _versions(model, [applicants[row] for row in rows], k, progress)
    return Audit(
        n_applicants=len(applicants),
        n_mentors=len(model.mentors),
        k=k,
        n_unknown=int(np.sum(best <= 0)),
        swaps=swaps,
        exposure=_exposure(model, scores),
        length=_length(applicants, best),
        language=language,
        groups=group_results(groups, names, best, quality(scores, model, applicants, judgments)) if groups else None,
    )


def _column(applicants: Sequence[Profile], name: str) -> list[str]:
    known = sorted({column for applicant in applicants for column in applicant.attributes})
    if name not in known:
        columns = f"they have {', '.join(known)}" if known else "they have no further columns"
        raise InputError(f"groups must name a column of the applicants; there is no {name!r}: {columns}")
    return [applicant.attributes.get(name, "").strip() for applicant in applicants]


def _scores(model: MatchModel, applicants: Sequence[Profile]) -> Floats:
    """Return scores with 0 where nothing is in common, shape (n_applicants, n_mentors), computed in blocks."""
    parts = [np.nan_to_num(model.scores(applicants[start : start + 256])) for start in range(0, len(applicants), 256)]
    return np.concatenate(parts)


class Compared(NamedTuple):
    """The difference between the rankings of two versions."""

    example: Example
    only_order: bool
    overlap: float
    """The share of the first k that stay, in [0, 1]."""
    best_change: float
    """The best score of the second version minus that of the first."""
    other_first: bool


def _versions(
    model: MatchModel, applicants: Sequence[Profile], k: int, progress: Progress
) -> tuple[tuple[SwapResult, ...], Language]:
    compared: dict[str, list[Compared]] = {kind: [] for kind in (*LINES, "language")}
    for done, applicant in enumerate(applicants, 1):
        versions = [*iter_versions(applicant), plain_version(applicant)]
        for pair, change in zip(versions, _compare_all(model, versions, k), strict=True):
            compared[pair.kind].append(change)
        progress(done, len(applicants))
    plain = compared.pop("language")
    return tuple(_swap_result(kind, changes) for kind, changes in compared.items()), _language(plain)


def _compare_all(model: MatchModel, versions: Sequence[Versions], k: int) -> Iterator[Compared]:
    """Yield the changes of each pair of versions; a version in several pairs is scored once."""
    profiles = {id(profile): profile for pair in versions for profile in (pair.before, pair.after)}
    scores = dict(zip(profiles, _scores(model, [*profiles.values()]), strict=True))
    for pair in versions:
        yield _compare(pair, scores[id(pair.before)], scores[id(pair.after)], model.mentors, k)


def _compare(versions: Versions, before: Floats, after: Floats, mentors: Sequence[Profile], k: int) -> Compared:
    """Return the difference; scores have shape (n_mentors,), 0 where nothing is in common."""
    first_before, first_after = _first(before, k), _first(after, k)
    moved = int(np.argmax(np.abs(after - before)))
    example = Example(
        versions.before.id,
        versions.change,
        mentors[moved].id,
        float(before[moved]),
        float(after[moved]),
        tuple(mentors[column].id for column in first_after if column not in first_before),
        tuple(mentors[column].id for column in first_before if column not in first_after),
    )
    longest = max(len(first_before), len(first_after))
    return Compared(
        example,
        only_order=first_before != first_after and set(first_before) == set(first_after),
        overlap=len(set(first_before) & set(first_after)) / longest if longest else 1.0,
        best_change=float(after.max() - before.max()),
        other_first=first_before[:1] != first_after[:1],
    )


def _first(scores: Floats, k: int) -> list[int]:
    """Return the columns of the first k, ties by id, without mentors of score 0."""
    return list(top_k(np.where(scores > 0, scores, np.nan), k).tolist())


def _swap_result(kind: str, changes: Sequence[Compared]) -> SwapResult:
    return SwapResult(
        kind,
        n_applicants=len({change.example.applicant_id for change in changes}),
        n_comparisons=len(changes),
        largest_change=max((change.example.size for change in changes), default=0.0),
        n_first_changed=sum(bool(change.example.entered or change.example.left) for change in changes),
        n_order_changed=sum(change.only_order for change in changes),
        worst=_worst(changes),
    )


def _worst(changes: Sequence[Compared]) -> tuple[Example, ...]:
    moved = [change.example for change in changes if change.example.size > 0]
    return tuple(sorted(moved, key=lambda example: (-len(example.left), -example.size))[:_WORST])


def _language(changes: Sequence[Compared]) -> Language:
    return Language(
        n_applicants=len(changes),
        mean_change=mean(np.array([change.best_change for change in changes])),
        largest_change=max(change.example.size for change in changes),
        mean_overlap=float(np.mean([change.overlap for change in changes])),
        n_first_changed=sum(change.other_first for change in changes),
        worst=_worst(changes),
    )


def _exposure(model: MatchModel, scores: Floats, k: int = 10) -> Exposure:
    """Return how the first k places of all rankings are distributed; scores are 0 where nothing is in common."""
    ids, firsts = model.fitted.ids, [_first(row, k) for row in scores]
    n_rankings = sum(map(bool, firsts))
    shown = np.bincount(np.concatenate(firsts).astype(np.int64), minlength=len(ids))
    even = shown.sum() / len(ids)
    order = sorted(np.flatnonzero(shown).tolist(), key=lambda column: (-shown[column], ids[column]))
    exposed = tuple(Exposed(ids[column], model.mentors[column].name, int(shown[column])) for column in order)
    return Exposure(
        k=k,
        n_rankings=n_rankings,
        mentors=exposed,
        never=tuple(ids[column] for column in np.flatnonzero(shown == 0)),
        gini=gini(shown),
        gini_even=gini_of_chance(len(ids), n_rankings, k),
        hubs=tuple(mentor for mentor in exposed if mentor.n >= max(_HUB, _HUB * even)),
    )


def _length(applicants: Sequence[Profile], best: Floats) -> Length:
    sizes = [len(forms(f"{applicant.interests}\n{applicant.statement}")) for applicant in applicants]
    return Length(rank_correlation(np.array(sizes, np.float64), best), tuple(zip(sizes, best.tolist(), strict=True)))
