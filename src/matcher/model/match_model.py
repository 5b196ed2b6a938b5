"""The public model, by scikit-learn's conventions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Self

import numpy as np

from matcher.config import MatchConfig, Weights, check_count
from matcher.errors import ConfigError, ModelError
from matcher.index.postings import Floats
from matcher.model.as_profiles import ApplicantLike, MentorLike, as_applicant, as_applicants, as_ids, as_mentors
from matcher.model.fitted_pool import FittedPool, fit_pool
from matcher.model.scoring import closest_sentences, explain, known_share, rankings_of
from matcher.ranking.top_k import Request, TopK, combined
from matcher.records import Explanation, Profile, Ranking, Rankings, html_table
from matcher.registry import SEMANTIC, penalties
from matcher.semantic.store import Encoding

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
    >>> [[best]] = model.rank("I record the sounds of a coral reef.", k=1)
    >>> best.mentor_name, best.shared_terms
    ('Reef Lab', ('coral reefs',))
    """

    fitted_: FittedPool

    def __init__(self, config: MatchConfig | None = None) -> None:
        self.config = config

    def __repr__(self) -> str:
        config = "" if self.config is None else repr(self.config)
        if not hasattr(self, "fitted_"):
            return f"MatchModel({config}), not fitted"
        return f"MatchModel({config}), fitted on {len(self.mentors):,} mentors, {self.fitted.terms.n_terms:,} terms"

    def _repr_html_(self) -> str:
        if not hasattr(self, "fitted_"):
            return html_table([], [("MatchModel", "not fitted")])
        sizes = {"mentors": f"{len(self.mentors):,}", "terms": f"{self.fitted.terms.n_terms:,}"}
        weights = {name: f"{weight:g}" for name, weight in self.weights.items()}
        return html_table(["MatchModel", ""], [*sizes.items(), *weights.items()])

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the constructor's arguments, as scikit-learn's tools expect."""
        return {"config": self.config}

    def set_params(self, **params: Any) -> Self:
        """Replace constructor arguments; raises `ConfigError` for an unknown one."""
        unknown = sorted(set(params) - {"config"})
        if unknown:
            raise ConfigError(f"a model has the one parameter config; check {', '.join(map(repr, unknown))}")
        self.config = params.get("config", self.config)
        return self

    def fit(
        self, mentors: MentorLike, reference: "ApplicantLike | None" = None, *, encoding: Encoding | None = None
    ) -> Self:
        """Learn a pool and return self; the order of `mentors` and `reference` changes nothing.

        Parameters
        ----------
        mentors
            Profiles, or a DataFrame or dicts with the columns of a pool table.
        reference
            Statements the model reads to learn what every applicant writes. They are never ranked, and no word that
            only they hold is kept.
        encoding
            Where vectors of the pool's passages are kept for the next fit, and what is called as they are encoded.

        Raises
        ------
        InputError
            For a pool that is empty, doubles an id, or says nothing, and for what is no profile.
        """
        others = as_applicants(reference) if reference is not None else ()
        self.fitted_ = fit_pool(as_mentors(mentors), others, self._config, encoding or Encoding())
        return self

    @property
    def mentors(self) -> tuple[Profile, ...]:
        """The mentors of the pool, ordered by id."""
        return self.fitted.mentors

    @property
    def weights(self) -> Mapping[str, float]:
        """The share of each facet that a ranking uses when no other weights are given."""
        return self._config.weights

    def signed_weights(self, weights: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return what each contributor's affinity counts: of a facet 0 or more, of a penalty 0 or less.

        `None` takes the config's weights. Raises `ConfigError` for weights that make no sense, or a weight of a facet
        the pool was not fitted with.
        """
        pool, shares = self.fitted, Weights(self.weights if weights is None else weights)
        lost = {one.name: -float(getattr(self._config, one.name)) for one in penalties() if one.name in pool.facets}
        names = [name for name in pool.facets if name not in lost]
        unknown = sorted(name for name, share in shares.items() if share and name not in names)
        if unknown:
            facets = f"facets of this model, {', '.join(names)}"
            raise ConfigError(f"weights must name {facets}; check {', '.join(unknown)}")
        return {name: shares.get(name, 0.0) for name in names} | lost

    def affinities(self, applicants: ApplicantLike) -> dict[str, Floats]:
        """Return each facet's affinities, shape (n_applicants, n_mentors), in [0, 1], mentors ordered by id.

        They do not depend on the weights: compute them once, combine them as often as you like with
        `ranking.top_k.combine`, which also takes what `penalties` returns.
        """
        encoded, lost = self.fitted.encode(list(as_applicants(applicants))), {one.name for one in penalties()}
        return {name: facet.affinities(encoded) for name, facet in self.fitted.facets.items() if name not in lost}

    def penalties(self, applicants: ApplicantLike) -> Floats:
        """Return the points lost where one side does not want what the other is about, (n_applicants, n_mentors)."""
        pool = self.fitted
        signed = {name: min(weight, 0.0) for name, weight in self.signed_weights().items()}
        encoded = pool.encode(list(as_applicants(applicants)), signed)
        lost = np.zeros((len(encoded), len(pool.mentors)))
        for name, affinities in pool.affinities(encoded, signed).items():
            lost -= signed[name] * affinities
        return lost

    def scores(self, applicants: ApplicantLike, weights: Mapping[str, float] | None = None) -> Floats:
        """Return the scores, shape (n_applicants, n_mentors), mentors ordered by id; NaN where nothing is in common."""
        signed = self.signed_weights(weights)
        encoded = self.fitted.encode(list(as_applicants(applicants)), signed)
        return combined(self.fitted.affinities(encoded, signed), signed)

    def rank(
        self,
        applicants: ApplicantLike,
        k: int = 10,
        weights: Mapping[str, float] | None = None,
        eligible: Iterable[str] | None = None,
    ) -> Rankings:
        """Return one ranking per applicant, in their order, each of at most k mentors, the best first.

        A mentor with whom an applicant has nothing in common is left out; the ranking of an applicant of whom the pool
        knows no word is empty.

        Parameters
        ----------
        applicants
            A statement; or profiles, or a DataFrame or dicts with the columns of a table of applicants.
        k
            The length of a ranking at most.
        weights
            Replace the config's without refitting.
        eligible
            The ids of the mentors that may be ranked; by default all.

        Raises
        ------
        ConfigError
            For weights or a k that make no sense.
        InputError
            For what is no applicant.
        """
        people, eligible = iter(as_applicants(applicants)), None if eligible is None else as_ids(eligible)
        rankings: list[Ranking] = []
        while chunk := list(islice(people, _CHUNK)):
            rankings += self.rankings([one.id for one in chunk], self.top_k(chunk, k, weights, eligible))
        return Rankings(rankings)

    def top_k(
        self,
        applicants: Sequence[Profile],
        k: int = 10,
        weights: Mapping[str, float] | None = None,
        eligible: Iterable[str] | None = None,
        shared_terms: bool = True,
    ) -> TopK:
        """Return what `rank` returns as arrays, without a record for each line; for thousands of applicants.

        `rankings` makes records of them. `shared_terms=False` leaves the shared terms out and saves the time they take.
        """
        excluded = np.zeros(len(self.fitted.ids), np.bool_)
        if eligible is not None:
            kept = as_ids(eligible)
            excluded[:] = [mentor not in kept for mentor in self.fitted.ids]
        return self.fitted.top_k(
            applicants, Request(check_count(k), self.signed_weights(weights), excluded, shared_terms)
        )

    def rankings(self, applicants: Sequence[str], best: TopK) -> Iterator[Ranking]:
        """Yield the best mentors of applicants, given by id, as one ranking each."""
        return rankings_of(self.fitted, applicants, best)

    def explain(
        self, applicant: ApplicantLike, mentor_id: str, weights: Mapping[str, float] | None = None
    ) -> Explanation:
        """Return what the score of one pair is made of; raises `InputError` for a mentor the pool does not have.

        The reasons of a facet add up to its contribution, and the contributions to the score.
        """
        return explain(self.fitted, as_applicant(applicant), mentor_id, self.signed_weights(weights))

    def closest_sentences(
        self, applicant: ApplicantLike, mentor_ids: Sequence[str], weights: Mapping[str, float] | None = None
    ) -> dict[str, list[tuple[str, str, float]]]:
        """Return by mentor id each interest with the applicant's sentence closest to it and their cosine in (.1, 1].

        The closest comes first. Of who names no interests it is the closest sentence; where nothing is compared, no
        mentor is returned.
        """
        if not mentor_ids or not self.signed_weights(weights).get(SEMANTIC):
            return {}
        return closest_sentences(self.fitted, as_applicant(applicant), mentor_ids)

    def mentor(self, mentor_id: str) -> Profile:
        """Return a mentor's profile; raises `InputError` for one the pool does not have."""
        return self.fitted.mentors[self.fitted.column(mentor_id)]

    def known_share(self, profile: Profile) -> float:
        """Return the share of a profile's words, stop words aside, that the pool knows, in [0, 1]."""
        return known_share(self.fitted.terms.vocabulary, profile)

    @property
    def fitted(self) -> FittedPool:
        """What `fit` learned; raises `ModelError` before."""
        if not hasattr(self, "fitted_"):
            raise ModelError("a model must be fitted before it ranks; call fit(mentors), or load a saved one")
        return self.fitted_

    @property
    def _config(self) -> MatchConfig:
        if not isinstance(self.config, MatchConfig | None):
            raise ConfigError(
                f"config must be a MatchConfig; MatchConfig.from_dict reads a {type(self.config).__name__}"
            )
        return self.config or MatchConfig()
