"""The public face of the model, with scikit-learn's manners."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import add
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matcher.config import CONTRIBUTORS, FACETS, MatchConfig, Weights
from matcher.errors import ConfigError, ModelError
from matcher.model.combine import fuse
from matcher.model.fitted import FittedPool, contributions, fit_pool
from matcher.model.winners import Wanted, Winners
from matcher.records import Contribution, Explanation, Profile, RankedMentor
from matcher.text.profile_text import told

_CHUNK = 512


class MatchModel:
    """Ranks the mentors of a pool for any applicant, and explains each score.

    Follows scikit-learn: the constructor only stores, `fit` learns, what is learned ends in an underscore. Ranking
    needs numpy and scipy only. An applicant is scored alone: the same model gives the same scores, to the bit,
    whatever else is in the batch.

    Parameters
    ----------
    config
        Everything that decides a ranking; `None` takes the defaults.

    Examples
    --------
    >>> pool = [Profile("ada", "Reef Lab", "coral reefs; underwater sound"), Profile("bo", "Type Lab", "compilers")]
    >>> model = MatchModel().fit(pool)
    >>> [[best]] = model.rank([Profile("zoe", statement="I record the sounds of a coral reef.")], k=1)
    >>> best.mentor_name, best.shared_terms
    ('Reef Lab', ('coral reefs', 'sound'))
    """

    fitted_: FittedPool

    def __init__(self, config: MatchConfig | None = None) -> None:
        self.config = config

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the constructor's arguments, as scikit-learn's tools expect."""
        return {"config": self.config}

    def set_params(self, **params: Any) -> Self:
        """Replace constructor arguments; raises `ConfigError` for an unknown one."""
        strange = sorted(set(params) - {"config"})
        if strange:
            raise ConfigError(f"a model has the one parameter config; check {', '.join(map(repr, strange))}")
        self.config = params.get("config", self.config)
        return self

    def fit(self, mentors: Iterable[Profile], reference: Iterable[Profile] | None = None) -> Self:
        """Learn a pool and return self; the order of `mentors` and `reference` changes nothing.

        `reference` are statements the model reads to learn what every applicant writes. They are never ranked, and no
        word that only they hold is kept. Raises `InputError` for a pool that is empty, doubles an id, or says nothing.
        """
        self.fitted_ = fit_pool(mentors, reference or (), self._config)
        return self

    @property
    def mentors(self) -> tuple[Profile, ...]:
        """The mentors of the pool, ordered by id."""
        return self.fitted.mentors

    @property
    def weights(self) -> Mapping[str, float]:
        """The share of each facet that a ranking uses when no other weights are given."""
        return self._config.weights

    def affinities(self, applicants: Sequence[Profile]) -> dict[str, NDArray[np.float64]]:
        """Return each facet's affinities, shape (n_applicants, n_mentors), in [0, 1], mentors ordered by id.

        They do not depend on the weights: compute them once, fuse them as often as you like. What `penalties` returns
        is to be taken from the fused scores.
        """
        found = self.fitted.affinities(self.fitted.rows(applicants))
        return {facet: found[facet] for facet in FACETS}

    def penalties(self, applicants: Sequence[Profile]) -> NDArray[np.float64]:
        """Return the points lost where one side does not want what the other is about, (n_applicants, n_mentors)."""
        return self._config.avoid * self.fitted.refusals.affinities(self.fitted.rows(applicants))

    def scores(self, applicants: Sequence[Profile], weights: Mapping[str, float] | None = None) -> NDArray[np.float64]:
        """Return the scores, shape (n_applicants, n_mentors), mentors ordered by id; NaN where nothing is in common."""
        return _scores(self.fitted.affinities(self.fitted.rows(applicants)), self._signed(weights))

    def rank(
        self,
        applicants: Iterable[Profile],
        k: int = 10,
        weights: Mapping[str, float] | None = None,
        eligible: Collection[str] | None = None,
    ) -> list[list[RankedMentor]]:
        """Return one ranking per applicant, in their order, each of at most k mentors, the best first.

        A mentor with whom an applicant has nothing in common is left out; the ranking of an applicant of whom the pool
        knows no word is empty. `weights` replace the config's without refitting. `eligible` names the mentors that
        may be ranked; by default all. Raises `ConfigError` for weights or a k that make no sense.
        """
        return list(self.iter_rank(applicants, k, weights, eligible))

    def iter_rank(
        self,
        applicants: Iterable[Profile],
        k: int = 10,
        weights: Mapping[str, float] | None = None,
        eligible: Collection[str] | None = None,
    ) -> Iterator[list[RankedMentor]]:
        """Yield what `rank` returns, with a bounded number of applicants in memory at a time."""
        for chunk in _chunks(applicants):
            yield from self.rankings([one.id for one in chunk], self.winners(chunk, k, weights, eligible))

    def winners(
        self,
        applicants: Sequence[Profile],
        k: int = 10,
        weights: Mapping[str, float] | None = None,
        eligible: Collection[str] | None = None,
        shared_terms: bool = True,
    ) -> Winners:
        """Return what `rank` returns as arrays, without a record for each line; for thousands of applicants.

        `rankings` makes records of them. `shared_terms=False` leaves the shared terms out and saves the time they take.
        """
        if isinstance(k, bool) or not isinstance(k, int) or k < 1:
            raise ConfigError(f"k must be a whole number of 1 or more; it is {k}")
        barred = np.zeros(len(self.fitted.ids), np.bool_)
        if eligible is not None:
            barred[:] = [mentor not in eligible for mentor in self.fitted.ids]
        return self.fitted.winners(applicants, Wanted(k, self._signed(weights), barred, shared_terms))

    def rankings(self, applicants: Sequence[str], best: Winners) -> Iterator[list[RankedMentor]]:
        """Yield the winners of applicants, given by id, as one ranking each."""
        fitted = self.fitted
        label = {column: fitted.space.label(column) for column in np.unique(best.shared_terms).tolist() if column >= 0}
        rows = zip(
            (fitted.mentors[at] for at in best.mentors.tolist()),
            best.scores.tolist(),
            best.points.tolist(),
            best.shared_terms.tolist(),
            strict=True,
        )
        for who, n_lines in zip(applicants, np.diff(best.bounds).tolist(), strict=True):
            yield [
                RankedMentor(
                    who,
                    rank,
                    mentor.id,
                    mentor.name,
                    score,
                    tuple(map(Contribution, CONTRIBUTORS, points)),
                    tuple(label[column] for column in columns if column >= 0),
                )
                for rank, (mentor, score, points, columns) in enumerate(islice(rows, n_lines), 1)
            ]

    def explain(self, applicant: Profile, mentor_id: str, weights: Mapping[str, float] | None = None) -> Explanation:
        """Return what the score of one pair is made of, down to shared terms and topics in the words people wrote.

        The reasons of a facet add up to its contribution, and the contributions to the score. Raises `InputError` for a
        mentor the pool does not have.
        """
        fitted, shares = self.fitted, self._signed(weights)
        mentor, row = fitted.position(mentor_id), fitted.rows([applicant])
        parts = contributions({name: values[0, mentor] for name, values in fitted.affinities(row).items()}, shares)
        reasons = tuple(fitted.reasons(row, mentor, shares))
        score = reduce(add, (part.points for part in parts))
        return Explanation(applicant.id, mentor_id, fitted.mentors[mentor].name, score, parts, reasons)

    def mentor(self, mentor_id: str) -> Profile:
        """Return a mentor's profile; raises `InputError` for one the pool does not have."""
        fitted = self.fitted
        return fitted.mentors[fitted.position(mentor_id)]

    def known_share(self, profile: Profile) -> float:
        """Return the share of a profile's words, stop words aside, that the pool knows, in [0, 1]."""
        vocabulary = self.fitted.space.vocabulary
        analysis, known = vocabulary.analysis, vocabulary.positions
        found = analysis.stems(told(profile, is_applicant=True, refusals=analysis.refusals).said)
        return sum(stem in known for stem in found) / len(found) if found else 0.0

    @property
    def _config(self) -> MatchConfig:
        return self.config or MatchConfig()

    def _signed(self, weights: Mapping[str, float] | None) -> dict[str, float]:
        """Return what each contributor's affinity counts: the facets' weights, and what is not wanted against it."""
        return {**Weights(self.weights if weights is None else weights), "avoid": -self._config.avoid}

    @property
    def fitted(self) -> FittedPool:
        """What `fit` learned; raises `ModelError` before."""
        if not hasattr(self, "fitted_"):
            raise ModelError("a model must be fitted before it ranks; call fit(mentors), or load a saved one")
        return self.fitted_


def _scores(affinities: Mapping[str, NDArray[np.float64]], signed: Mapping[str, float]) -> NDArray[np.float64]:
    scores = fuse(affinities, signed)
    gained = scores - signed["avoid"] * affinities["avoid"]
    return np.where(gained > 0, scores, np.nan)


def _chunks(applicants: Iterable[Profile]) -> Iterator[list[Profile]]:
    stream = iter(applicants)
    while chunk := list(islice(stream, _CHUNK)):
        yield chunk
