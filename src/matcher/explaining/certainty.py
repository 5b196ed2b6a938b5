"""How sure a place is: how often a mentor stays in the first k when weights move and sentences are left out."""

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
"""How often weights and sentences are drawn; always the same draws."""

CONCENTRATION = 40.0
"""Of the Dirichlet distribution around the weights: a weight of .85 moves by about .055 (one standard deviation)."""

MOST_MENTORS = 1000
"""So many mentors, those with the best scores, take part in the draws: of a large pool hardly anybody else comes near
the first places, and every mentor takes a number for each draw, facet and term."""

_PASSAGE_SHARE = 0.5

STEADY = 0.8
"""From this share of draws on a place is called steady."""


class Certainty(NamedTuple):
    """How often a mentor is in the first k when weights and sentences are drawn."""

    mentor_id: str
    rank: int
    stays: float
    """The share of draws, in [0, 1]."""

    @property
    def verdict(self) -> str:
        """`steady` or `close call`."""
        return "steady" if self.stays >= STEADY else "close call"


_threads = cache(ThreadpoolController)


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold the linear algebra to one thread: the products are small, a second one would only wait."""
    with _threads().limit(limits=1):
        yield


@one_thread()
def certainty(model: MatchModel, applicant: Profile, wanted: Wanted) -> list[Certainty]:
    """Return for each of an applicant's first k mentors how sure its place among them is.

    Weights come from a Dirichlet distribution around those of the config; sentences are drawn with replacement, as in
    a bootstrap (Efron and Tibshirani, 1993). A statement's points are computed once, sentence by sentence, and a draw
    is a weighted sum of them. What a facet does not know by sentence stays as it is.
    """
    pool, (k, weights, eligible) = model.fitted, wanted
    signed = model.signed_weights(weights)
    encoded = pool.encode([applicant], signed)
    affinities = {name: facet.affinities(encoded)[0] for name, facet in pool.facets.items() if signed[name]}
    names = [name for name in affinities if signed[name] > 0]
    if not names:
        return []
    gained, shares = np.stack([affinities[name] for name in names]), np.array([signed[name] for name in names])
    lost = sum((signed[name] * affinities[name] for name in affinities if signed[name] < 0), np.zeros(len(pool.ids)))
    allowed = np.array([eligible is None or one in eligible for one in pool.ids]) & (shares @ gained > 0)
    scores = np.where(allowed, shares @ gained + lost, np.nan)
    mentors = np.sort(top_k(scores, max(k, MOST_MENTORS)))
    if not len(mentors):
        return []
    gained, lost = gained[:, mentors], lost[mentors]
    generator = np.random.default_rng(0)
    drawn = generator.dirichlet(CONCENTRATION * shares, size=N_DRAWS)
    moved = gained * _sentence_ratios(
        pool, applicant, mentors, dict(zip(names, gained, strict=True)), encoded, generator
    )
    stays = _stays((drawn[:, None] @ moved)[:, 0] + lost, k)
    first = enumerate(top_k(scores[mentors], k).tolist(), 1)
    return [Certainty(pool.ids[mentors[place]], rank, stays[place]) for rank, place in first]


def _stays(scores: Floats, k: int) -> list[float]:
    """Return in which share of draws each mentor is in the first k; scores have shape (n_draws, n_mentors)."""
    first = np.concatenate([top_k(draw, k) for draw in scores])
    shares = np.bincount(first, np.full(len(first), 1 / len(scores)), scores.shape[1])
    return [float(share) for share in shares]


def _sentence_ratios(
    pool: FittedPool,
    applicant: Profile,
    mentors: NDArray[np.intp],
    gained: Mapping[str, Floats],
    encoded: Applicants,
    generator: np.random.Generator,
) -> Floats:
    """Return by how much each facet's affinity changes in each draw of sentences.

    `gained` are the affinities by facet, shape (n_mentors,) each; ratios have shape (n_draws, n_facets, n_mentors), or
    (1, 1, 1) where there are no two sentences to draw.
    """
    sentences = applicant_sentences(applicant, pool.terms.vocabulary.analysis.refusals)
    n = len(sentences)
    if n < 2:
        return np.ones((1, 1, 1))
    drawn = generator.multinomial(n, np.full(n, 1 / n), size=N_DRAWS).astype(np.float64)
    ratios = np.ones((N_DRAWS, len(gained), len(mentors)))
    for row, (name, before) in enumerate(gained.items()):
        if name in LEXICAL:
            terms, values = term_points(pool, encoded, mentors, {one: float(one == name) for one in LEXICAL})
            by_sentence = occurrence_shares(pool.terms, sentences, terms) @ values.T  # (n_sentences, n_mentors)
            # terms across two sentences stay as they are
            changed = drawn @ by_sentence + (before - by_sentence.sum(axis=0))
        elif name == SEMANTIC:
            facet = cast("Semantic", pool.facets[name])
            changed = _by_meaning(facet, encoded, mentors, [one.text for one in sentences], drawn)
        else:
            continue
        ratios[:, row] = np.divide(changed, before, out=np.ones_like(changed), where=before > 0)
    return ratios


def _by_meaning(
    facet: "Semantic", encoded: Applicants, mentors: NDArray[np.intp], sentences: Sequence[str], drawn: Floats
) -> Floats:
    """Return a facet's affinities in each draw of sentences, (n_draws, n_mentors): those of the passages that are left.

    A passage is left out where fewer than half of its sentences were drawn. As that is seldom, the same few sets of
    passages come again and again; each is compared once.
    """
    [one], theirs = encoded.encoded[SEMANTIC], facet.pool.of_mentors(mentors)
    held = np.array([[sentence in passage for sentence in sentences] for passage in one.passages.texts], np.float64)
    shares = (drawn > 0) @ held.T / np.maximum(held.sum(axis=1), 1)
    kept = (shares >= _PASSAGE_SHARE) | (held.sum(axis=1) == 0)
    kept[~kept.any(axis=1)] = True
    sets, draws = np.unique(kept, axis=0, return_inverse=True)
    rows = [one.factor * theirs.closeness(one.of_passages(np.flatnonzero(left))) for left in sets]
    return np.array(rows)[draws]
