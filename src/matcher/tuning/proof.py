"""The result of a search, cross-validated: winners are measured on held-out applicants."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matcher.config import MatchConfig
from matcher.evaluation.judgments import Judged, LeftOut
from matcher.evaluation.measures import Floats, Interval, bootstrap, n_needed
from matcher.tuning.candidates import Search

_DECIMALS = 9


class Fold(NamedTuple):
    """Held-out applicants: the mean of the default on them, and of what won on all the others."""

    n_applicants: int
    default: float
    winner: float
    config: MatchConfig


@dataclass(frozen=True)
class Tuning:
    """The result of a search; `config` is what to use: the winner, or the default where the proof falls short.

    Parameters
    ----------
    default, winner, difference
        Means over all applicants, each held out once, with their intervals: of the default, of what won on the other
        folds, and of the second minus the first, applicant by applicant.
    best
        What wins on all applicants together.
    n_needed
        How many judged applicants would tell the two apart, as far as these let one say.
    """

    measure: str
    n_applicants: int
    n_candidates: int
    folds: tuple[Fold, ...]
    default: Interval
    winner: Interval
    difference: Interval
    n_needed: int | None
    best: MatchConfig
    config: MatchConfig
    left_out: LeftOut

    def to_toml(self) -> str:
        """Return the settings file, with the proof as a comment on top."""
        gap = self.difference
        proof = (
            f"# matcher tune: {self.measure} over {self.n_applicants} judged applicants, each held out once\n"
            f"# default {self.default.value:.4f}, winner {self.winner.value:.4f}, "
            f"difference {gap.value:+.4f} ({gap.low:+.4f} to {gap.high:+.4f})\n"
        )
        return proof + self.config.to_toml()


def _best(values: Floats) -> int:
    """Return the first of the candidates with the largest mean; candidates come nearest to the default first."""
    return int(np.argmax(np.round(values.mean(axis=1), _DECIMALS)))


def proved(candidates: Sequence[MatchConfig], values: Floats, judged: Judged, search: Search) -> Tuning:
    """Return the proof: what wins on some folds, measured on the one held out; `values` as in `tune`'s search."""
    n = len(judged.applicants)
    order = np.random.default_rng(search.seed).permutation(n)
    default, held_out, folds = values[0], np.empty(n), []
    for aside in np.array_split(order, search.n_folds):
        won = _best(np.delete(values, aside, axis=1))
        held_out[aside] = values[won, aside]
        means = float(default[aside].mean()), float(held_out[aside].mean())
        folds.append(Fold(len(aside), *means, candidates[won]))
    gap = held_out - default
    of_default, of_winner, difference = bootstrap(np.column_stack([default, held_out, gap]), search.seed)
    best = candidates[_best(values)]
    return Tuning(
        search.measure,
        n,
        len(candidates),
        tuple(folds),
        of_default,
        of_winner,
        difference,
        n_needed(gap),
        best,
        best if difference.low > 0 else candidates[0],
        judged.left_out,
    )
