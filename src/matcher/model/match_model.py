"""The public model, following scikit-learn's conventions."""

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

    Follows scikit-learn: the constructor only stores its arguments, `fit` learns, attributes set by `fit` end in an
    underscore. Ranking needs numpy and scipy only. Applicants are scored independently: the same model gives the same
    scores, to the bit, whatever else is in the batch.

    Parameters
    ----------
    config
        Everything that affects a ranking; `None` for the defaults.

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
        """Return the constructor's arguments, for scikit-learn's tools."""
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
        """Fit a pool and return self; the order of `mentors` and `reference` does not matter.

        Parameters
        ----------
        mentors
            Profiles, or a DataFrame or dicts with the columns of a pool table.
        reference
            Statements from which the model learns which words every applicant writes. They are never ranked, and no
            word that only they contain is kept.
        encoding
            The file that keeps vectors of the pool's passages for the next fit, and a function called with progress.

        Raises
        ------
        InputError
            For an empty pool, a repeated id, a pool without words, and an item that is not a profile.
        """
        statements = as_applicants(reference) if reference is not None else ()
        self.fitted_ = fit_pool(as_mentors(mentors), statements, self._config, encoding or Encoding())
        return self

    @property
    def mentors(self) -> tuple[Profile, ...]:
        """The mentors of the pool, ordered by id."""
        return self.fitted.mentors

    @property
    def weights(self) -> Mapping[str, float]:
        """The weights that a ranking uses when no others are given."""
        return self._config.weights

    def signed_weights(self, weights: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return the factor of each contributor's affinity: 0 or more for a facet, 0 or less for a penalty.

        `None` takes the config's weights. Raises `ConfigError` for invalid weights, or a weight of a facet that the
        pool was not fitted with.
        """
        pool, shares = self.fitted, Weights(self.weights if weights is None else weights)
        lost = {spec.name: -float(getattr(self._config, spec.name)) for spec in penalties() if spec.name in pool.facets}
        names = [name for name in pool.facets if name not in lost]
        unknown = sorted(name for name, share in shares.items() if share and name not in names)
        if unknown:
            facets = f"facets of this model, {', '.join(names)}"
            raise ConfigError(f"weights must name {facets}; check {', '.join(unknown)}")
        return {name: shares.get(name, 0.0) for name in names} | lost

    def affinities(self, applicants: ApplicantLike) -> dict[str, Floats]:
        """Return each facet's affinities, shape (n_applicants, n_mentors), in [0, 1], mentors ordered by id.

        They do not depend on the weights: compute them once and combine them with any weights by
        `ranking.top_k.combine`, which also takes the result of `penalties`.
        """
        encoded, left_out = self.fitted.encode(list(as_applicants(applicants))), {spec.name for spec in penalties()}
        return {name: facet.affinities(encoded) for name, facet in self.fitted.facets.items() if name not in left_out}

    def penalties(self, applicants: ApplicantLike) -> Floats:
        """Return the points lost because one side does not want what the other does, (n_applicants, n_mentors)."""
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
        """Return one ranking per applicant, in their order, each of at most k mentors, best first.

        Mentors with nothing in common with the applicant are left out; if that is all mentors, the ranking is empty.

        Parameters
        ----------
        applicants
            A statement; or profiles, or a DataFrame or dicts with the columns of a table of applicants.
        k
            The maximum length of a ranking.
        weights
            Replace the config's weights, without refitting.
        eligible
            The ids of the mentors that may be ranked; by default all.

        Raises
        ------
        ConfigError
            For an invalid k or invalid weights.
        InputError
            For an item that is not an applicant.
        """
        people, eligible = iter(as_applicants(applicants)), None if eligible is None else as_ids(eligible)
        rankings: list[Ranking] = []
        while chunk := list(islice(people, _CHUNK)):
            rankings += self.rankings([applicant.id for applicant in chunk], self.top_k(chunk, k, weights, eligible))
        return Rankings(rankings)

    def top_k(
        self,
        applicants: Sequence[Profile],
        k: int = 10,
        weights: Mapping[str, float] | None = None,
        eligible: Iterable[str] | None = None,
        shared_terms: bool = True,
    ) -> TopK:
        """Return the result of `rank` as arrays instead of records, for thousands of applicants.

        `rankings` turns it into records. `shared_terms=False` leaves out the shared terms to save time.
        """
        excluded = np.zeros(len(self.fitted.ids), np.bool_)
        if eligible is not None:
            kept = as_ids(eligible)
            excluded[:] = [mentor not in kept for mentor in self.fitted.ids]
        return self.fitted.top_k(
            applicants, Request(check_count(k), self.signed_weights(weights), excluded, shared_terms)
        )

    def rankings(self, applicants: Sequence[str], best: TopK) -> Iterator[Ranking]:
        """Yield the result of `top_k` as one ranking for each applicant; `applicants` are ids."""
        return rankings_of(self.fitted, applicants, best)

    def explain(
        self, applicant: ApplicantLike, mentor_id: str, weights: Mapping[str, float] | None = None
    ) -> Explanation:
        """Return the parts of the score of one pair; raises `InputError` for a mentor who is not in the pool.

        The reasons of a facet add up to its contribution, and the contributions add up to the score.
        """
        return explain(self.fitted, as_applicant(applicant), mentor_id, self.signed_weights(weights))

    def closest_sentences(
        self, applicant: ApplicantLike, mentor_ids: Sequence[str], weights: Mapping[str, float] | None = None
    ) -> dict[str, list[tuple[str, str, float]]]:
        """Return by mentor id each interest with the applicant's closest sentence and their cosine in (.1, 1].

        The closest pair comes first. For a mentor without interests it is the closest sentence. If the facet `semantic`
        has no weight, the result is empty.
        """
        if not mentor_ids or not self.signed_weights(weights).get(SEMANTIC):
            return {}
        return closest_sentences(self.fitted, as_applicant(applicant), mentor_ids)

    def mentor(self, mentor_id: str) -> Profile:
        """Return a mentor's profile; raises `InputError` for an id that is not in the pool."""
        return self.fitted.mentors[self.fitted.column(mentor_id)]

    def known_share(self, profile: Profile) -> float:
        """Return the share of a profile's words, without stop words, that are in the vocabulary, in [0, 1]."""
        return known_share(self.fitted.terms.vocabulary, profile)

    @property
    def fitted(self) -> FittedPool:
        """The result of `fit`; raises `ModelError` if the model is not fitted."""
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
