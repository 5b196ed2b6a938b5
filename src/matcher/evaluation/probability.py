"""The probability that a mentor with a score fits, learned from judgments: isotonic, with a cross-fitted error."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matcher.errors import ConfigError, InputError
from matcher.evaluation.judgments import Judgment
from matcher.evaluation.measures import Floats
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.tables import write_text

LEAST_APPLICANTS = 10
"""Fewer judged applicants are too few to learn a probability."""

_FOLDS, _BINS = 5, 10


@dataclass(frozen=True)
class Probability:
    """The probability that a mentor among the first `k` is judged a fit, by score.

    It was learned from the first `k` mentors of `n_applicants` applicants, `n_pairs` pairs in all.
    """

    scores: tuple[float, ...]
    values: tuple[float, ...]
    """The probability at each of the scores; linear between two scores, constant beyond the first and the last."""
    error: float
    """Expected calibration error of predictions for held-out applicants: the mean gap between predicted and observed
    share over ten groups of pairs, in [0, 1]."""
    n_applicants: int
    n_pairs: int
    k: int
    weights: Mapping[str, float]
    n_mentors: int
    """Of the model whose scores it applies to; scores of another model mean something else."""

    def check(self, weights: Mapping[str, float], n_mentors: int) -> None:
        """Raise `ConfigError` for weights or a pool other than those it was learned from."""
        differs = {name for name in {*weights, *self.weights} if weights.get(name, 0) != self.weights.get(name, 0)}
        if differs or n_mentors != self.n_mentors:
            what = f"weights of {', '.join(sorted(differs))}" if differs else f"a pool of {self.n_mentors} mentors"
            raise ConfigError(f"a probability must be learned from this ranking's scores; it was from others: {what}")

    def of(self, score: float) -> float:
        """Return the probability of a score, in [0, 1]."""
        return float(np.interp(score, self.scores, self.values))

    def sentence(self, score: float) -> str:
        """Return the probability of a score in words."""
        return f"A fit in about {self.of(score):.0%} of judged cases."


def learn_probability(
    model: MatchModel, applicants: Sequence[Profile], judgments: Iterable[Judgment], k: int = 10
) -> Probability:
    """Learn the probability that a mentor among the first k fits (has a grade above 0); unjudged ones count as unfit.

    Source: Zadrozny and Elkan, Transforming classifier scores into accurate multiclass probability estimates (2002).

    Raises `InputError` for fewer than ten judged applicants, or if all or none of the pairs are fits.
    """
    grades: dict[str, dict[str, float]] = {}
    for judgment in judgments:
        grades.setdefault(judgment.applicant_id, {})[judgment.mentor_id] = judgment.grade
    judged = [applicant for applicant in applicants if applicant.id in grades]
    if len(judged) < LEAST_APPLICANTS:
        raise InputError(
            f"a probability must be learned from at least {LEAST_APPLICANTS} judged applicants; there are {len(judged)}"
        )
    lines = [line for ranking in model.rank(judged, k) for line in ranking]
    fold_of = {applicant.id: number % _FOLDS for number, applicant in enumerate(judged)}
    folds, scores = np.array([fold_of[line.applicant_id] for line in lines]), np.array([line.score for line in lines])
    fits = np.array([float(grades[line.applicant_id].get(line.mentor_id, 0.0) > 0) for line in lines])
    if not 0 < fits.sum() < len(fits):
        raise InputError(
            f"a probability must be learned from fits and others; {int(fits.sum())} of {len(fits)} pairs are fits"
        )
    error, weights = _cross_fitted_error(scores, fits, folds), dict(model.weights)
    return Probability(*_isotonic(scores, fits), error, len(judged), len(fits), k, weights, len(model.mentors))


def _isotonic(scores: Floats, fits: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    from sklearn.isotonic import IsotonicRegression

    # add an unfit pair at the top and a fit at the bottom: a few pairs must not give a probability of 0 or 1
    padded_scores, padded_fits = np.append(scores, [scores.max(), scores.min()]), np.append(fits, [0.0, 1.0])
    fitted = IsotonicRegression(out_of_bounds="clip").fit(padded_scores, padded_fits)
    return tuple(map(float, fitted.X_thresholds_)), tuple(map(float, fitted.y_thresholds_))


def _cross_fitted_error(scores: Floats, fits: Floats, folds: np.ndarray) -> float:
    predicted = np.zeros(len(scores))
    for fold in np.unique(folds):
        training, held_out = folds != fold, folds == fold
        predicted[held_out] = np.interp(scores[held_out], *_isotonic(scores[training], fits[training]))
    groups = np.array_split(np.argsort(predicted, kind="stable"), _BINS)
    gaps = [abs(predicted[group].mean() - fits[group].mean()) * len(group) for group in groups if len(group)]
    return float(sum(gaps) / len(scores))


def write_probability(probability: Probability, path: str | Path) -> None:
    """Write a probability as JSON, atomically."""
    write_text(path, json.dumps({"matcher_probability": 1, **asdict(probability)}) + "\n")


def read_probability(path: str | Path) -> Probability:
    """Return the probability in a file; raises `InputError` for an invalid file."""
    try:
        plain: dict[str, Any] = json.loads(Path(path).read_bytes())
        if plain["matcher_probability"] != 1:
            raise ValueError
        scores, values = (tuple(map(float, plain[name])) for name in ("scores", "values"))
        if not len(scores) == len(values) > 0 or not all(0 <= value <= 1 for value in values):
            raise ValueError
        n_applicants, n_pairs, k, n_mentors = (int(plain[n]) for n in ("n_applicants", "n_pairs", "k", "n_mentors"))
        weights = {str(name): float(share) for name, share in plain["weights"].items()}
        return Probability(scores, values, float(plain["error"]), n_applicants, n_pairs, k, weights, n_mentors)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{path} must be what `matcher tune --probability` wrote; it is not") from error
