"""How certain a place is: how often a mentor stays in the first k when weights and sentences are resampled."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from matcher.config import Wanted
from matcher.explaining.sentences import LEXICAL, applicant_sentences, occurrence_shares, term_points
from matcher.facets.base import Applicants
from matcher.index.postings import Floats
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.ranking.top_k import top_k
from matcher.records import Profile
from matcher.registry import SEMANTIC

if TYPE_CHECKING:
    from matcher.facets.semantic import Semantic

N_DRAWS = 200
"""The number of draws of weights and sentences; the seed is fixed."""

CONCENTRATION = 40.0
"""Concentration of the Dirichlet distribution around the weights: a weight of .85 has a standard deviation of .055."""

MOST_MENTORS = 1000
"""The draws cover this many mentors, those with the best scores: in a large pool hardly any other comes near the first
places, and memory grows with mentors times draws, facets and terms."""

_PASSAGE_SHARE = 0.5
"""A passage counts in a draw if at least this share of its sentences was drawn."""

STEADY = 0.8
"""A place is called steady from this share of draws."""


class Certainty(NamedTuple):
    """How often a mentor is in the first k when weights and sentences are resampled."""

    mentor_id: str
    rank: int
    stays: float
    """The share of draws in which it is, in [0, 1]."""

    @property
    def verdict(self) -> str:
        """`steady` or `close call`."""
        return "steady" if self.stays >= STEADY else "close call"


_threads = cache(ThreadpoolController)


@contextmanager
def one_thread() -> Iterator[None]:
    """Limit linear algebra to one thread: the products are too small for a second one to help."""
    with _threads().limit(limits=1):
        yield


@one_thread()
def certainty(model: MatchModel, applicant: Profile, wanted: Wanted) -> list[Certainty]:
    """Return for each of an applicant's first k mentors how certain it is that it belongs there.

    Weights are drawn from a Dirichlet distribution around the given ones; sentences are drawn with replacement, as in a
    bootstrap (Efron and Tibshirani, 1993). Points are computed once for each sentence, and a draw is a weighted sum of
    them. Facets without points by sentence stay unchanged.
    """
    pool, (k, weights, eligible) = model.fitted, wanted
    signed = model.signed_weights(weights)
    encoded = pool.encode([applicant], signed)
    affinities = {name: facet.affinities(encoded)[0] for name, facet in pool.facets.items() if signed[name]}
    names = [name for name in affinities if signed[name] > 0]
    if not names:
        return []
    positive, shares = np.stack([affinities[name] for name in names]), np.array([signed[name] for name in names])
    loss = sum((signed[name] * affinities[name] for name in affinities if signed[name] < 0), np.zeros(len(pool.ids)))
    allowed = np.array([eligible is None or id_ in eligible for id_ in pool.ids]) & (shares @ positive > 0)
    scores = np.where(allowed, shares @ positive + loss, np.nan)
    mentors = np.sort(top_k(scores, max(k, MOST_MENTORS)))
    if not len(mentors):
        return []
    positive, loss = positive[:, mentors], loss[mentors]
    generator = np.random.default_rng(0)
    drawn_weights = generator.dirichlet(CONCENTRATION * shares, size=N_DRAWS)
    drawn_affinities = positive * _sentence_ratios(
        pool, applicant, mentors, dict(zip(names, positive, strict=True)), encoded, generator
    )
    stays = _stays((drawn_weights[:, None] @ drawn_affinities)[:, 0] + loss, k)
    first = enumerate(top_k(scores[mentors], k).tolist(), 1)
    return [Certainty(pool.ids[mentors[column]], rank, stays[column]) for rank, column in first]


def _stays(scores: Floats, k: int) -> list[float]:
    """Return the share of draws in which each mentor is in the first k; scores have shape (n_draws, n_mentors)."""
    first = np.concatenate([top_k(draw, k) for draw in scores])
    shares = np.bincount(first, np.full(len(first), 1 / len(scores)), scores.shape[1])
    return [float(share) for share in shares]


def _sentence_ratios(
    pool: FittedPool,
    applicant: Profile,
    mentors: NDArray[np.intp],
    affinities: Mapping[str, Floats],
    encoded: Applicants,
    generator: np.random.Generator,
) -> Floats:
    """Return the ratio of each facet's affinity in each draw of sentences to its affinity in the whole text.

    `affinities` are those of the whole text by facet, each of shape (n_mentors,). The ratios have shape (n_draws,
    n_facets, n_mentors), or (1, 1, 1) if there are fewer than two sentences.
    """
    sentences = applicant_sentences(applicant, pool.terms.vocabulary.analysis.refusals)
    n = len(sentences)
    if n < 2:
        return np.ones((1, 1, 1))
    counts = generator.multinomial(n, np.full(n, 1 / n), size=N_DRAWS).astype(np.float64)
    ratios = np.ones((N_DRAWS, len(affinities), len(mentors)))
    for row, (name, before) in enumerate(affinities.items()):
        if name in LEXICAL:
            terms, values = term_points(pool, encoded, mentors, {facet: float(facet == name) for facet in LEXICAL})
            by_sentence = occurrence_shares(pool.terms, sentences, terms) @ values.T  # (n_sentences, n_mentors)
            # points of terms across two sentences do not change
            changed = counts @ by_sentence + (before - by_sentence.sum(axis=0))
        elif name == SEMANTIC:
            semantic = cast("Semantic", pool.facets[name])
            changed = _semantic_affinities(semantic, encoded, mentors, [text for text, _ in sentences], counts)
        else:
            continue
        ratios[:, row] = np.divide(changed, before, out=np.ones_like(changed), where=before > 0)
    return ratios


def _semantic_affinities(
    facet: "Semantic", encoded: Applicants, mentors: NDArray[np.intp], sentences: Sequence[str], counts: Floats
) -> Floats:
    """Return a facet's affinities in each draw of sentences, (n_draws, n_mentors): those of the passages that are left.

    A passage is left out if fewer than half of its sentences were drawn, or kept if all would be left out. This is
    rare, so few distinct sets of passages occur; each is compared once.
    """
    [applicant], theirs = encoded.encoded[SEMANTIC], facet.pool.of_mentors(mentors)
    passages = applicant.passages.texts
    holds = np.array([[sentence in passage for sentence in sentences] for passage in passages], np.float64)
    shares = (counts > 0) @ holds.T / np.maximum(holds.sum(axis=1), 1)
    kept = (shares >= _PASSAGE_SHARE) | (holds.sum(axis=1) == 0)
    kept[~kept.any(axis=1)] = True
    sets, set_of_draw = np.unique(kept, axis=0, return_inverse=True)
    rows = [applicant.factor * theirs.closeness(applicant.of_passages(np.flatnonzero(left))) for left in sets]
    return np.array(rows)[set_of_draw]
