"""How sure a place is: how often a mentor stays in the first k when weights move and sentences are left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matcher.explaining.attribution import LEXICAL, occurrence_shares, term_points, weights_of
from matcher.explaining.sentences import applicant_sentences
from matcher.facets.base import Applicants, Facet
from matcher.index.postings import Floats
from matcher.model import MatchModel
from matcher.ranking.top_k import top_k
from matcher.records import Profile
from matcher.registry import SEMANTIC

N_DRAWS = 200
"""How often weights and sentences are drawn; always the same draws."""

CONCENTRATION = 40.0
"""Of the Dirichlet distribution around the weights: a weight of .85 moves by about .055 (one standard deviation)."""

_PASSAGE_SHARE = 0.5

STEADY = 0.8
"""From this share of draws on a place is called steady."""


class Certainty(NamedTuple):
    """How often a mentor is in the first k of the draws.

    Parameters
    ----------
    stays
        The share of draws of both kinds at once, in [0, 1].
    with_weights, with_sentences
        The same when only weights are drawn, or only sentences.
    """

    mentor_id: str
    rank: int
    stays: float
    with_weights: float
    with_sentences: float

    @property
    def verdict(self) -> str:
        """`steady` or `close call`."""
        return "steady" if self.stays >= STEADY else "close call"


def certainty(
    model: MatchModel,
    applicant: Profile,
    k: int = 10,
    weights: Mapping[str, float] | None = None,
    eligible: Collection[str] | None = None,
    seed: int = 0,
) -> list[Certainty]:
    """Return for each of an applicant's first k mentors how sure its place among them is.

    Weights come from a Dirichlet distribution around those of the config; sentences are drawn with replacement, as in
    a bootstrap (Efron and Tibshirani, 1993). A statement's points are computed once, sentence by sentence, and a draw
    is a weighted sum of them. What a facet does not know by sentence stays as it is.
    """
    pool, signed = model.fitted, weights_of(model, weights)
    encoded = pool.encode([applicant], signed)
    affinities = {name: facet.affinities(encoded)[0] for name, facet in pool.facets.items() if signed[name]}
    if not affinities:
        return []
    names = [name for name in affinities if signed[name] > 0]
    gained = np.stack([affinities[name] for name in names])
    lost = sum((signed[name] * affinities[name] for name in affinities if signed[name] < 0), np.zeros(gained.shape[1]))
    allowed = np.array([eligible is None or one in eligible for one in pool.ids])
    allowed &= np.array([signed[name] for name in names]) @ gained > 0
    shares = np.array([signed[name] for name in names])
    base = _first(shares @ gained + lost, allowed, k)
    if not len(base):
        return []
    generator = np.random.default_rng(seed)
    drawn_weights = generator.dirichlet(CONCENTRATION * shares, size=N_DRAWS)
    ratios = _sentence_ratios(model, applicant, names, gained, signed, encoded, generator)
    both, by_weights, by_sentences = (np.zeros(len(pool.ids)) for _ in range(3))
    for draw in range(N_DRAWS):
        moved = gained * ratios[draw] if ratios is not None else gained
        both[_first(drawn_weights[draw] @ moved + lost, allowed, k)] += 1 / N_DRAWS
        by_weights[_first(drawn_weights[draw] @ gained + lost, allowed, k)] += 1 / N_DRAWS
        by_sentences[_first(shares @ moved + lost, allowed, k)] += 1 / N_DRAWS
    return [
        Certainty(pool.ids[column], rank, float(both[column]), float(by_weights[column]), float(by_sentences[column]))
        for rank, column in enumerate(base.tolist(), 1)
    ]


def _sentence_ratios(
    model: MatchModel,
    applicant: Profile,
    names: list[str],
    gained: Floats,
    signed: Mapping[str, float],
    encoded: Applicants,
    generator: np.random.Generator,
) -> Floats | None:
    """Return by how much each facet's affinity changes in each draw of sentences, (n_draws, n_facets, n_mentors)."""
    pool = model.fitted
    sentences = applicant_sentences(applicant, pool.terms.vocabulary.analysis.refusals)
    n = len(sentences)
    if n < 2:
        return None
    drawn = generator.multinomial(n, np.full(n, 1 / n), size=N_DRAWS).astype(np.float64)
    everybody = np.arange(len(pool.ids))
    ratios = np.ones((N_DRAWS, *gained.shape))
    for row, name in enumerate(names):
        if name in LEXICAL:
            only = {one: float(one == name) for one in signed}
            terms, values = term_points(pool, encoded, everybody, only)
            by_sentence = occurrence_shares(pool.terms, sentences, terms) @ values.T  # (n_sentences, n_mentors)
            # terms across two sentences stay as they are
            changed = drawn @ by_sentence + (gained[row] - by_sentence.sum(axis=0))
        elif name == SEMANTIC:
            changed = _by_meaning(pool.facets[name], encoded, [one.text for one in sentences], drawn)
        else:
            continue
        ratios[:, row] = np.divide(changed, gained[row], out=np.ones_like(changed), where=gained[row] > 0)
    return ratios


def _by_meaning(facet: Facet, encoded: Applicants, sentences: Sequence[str], drawn: Floats) -> Floats:
    """Return a facet's affinities in each draw of sentences, (n_draws, n_mentors): those of the passages that are left.

    A passage is left out where fewer than half of its sentences were drawn. As that is seldom, the same few sets of
    passages come again and again; each is compared once.
    """
    [one] = encoded.encoded[SEMANTIC]
    held = np.array([[sentence in passage for sentence in sentences] for passage in one.passages.texts], np.float64)
    shares = (drawn > 0) @ held.T / np.maximum(held.sum(axis=1), 1)
    kept = (shares >= _PASSAGE_SHARE) | (held.sum(axis=1) == 0)
    kept[~kept.any(axis=1)] = True
    known: dict[bytes, Floats] = {}
    rows = []
    for draw in kept:
        key = draw.tobytes()
        if key not in known:
            left = np.flatnonzero(draw)
            fewer = replace(encoded, encoded={SEMANTIC: [one.of_passages(left)]})
            known[key] = facet.affinities(fewer)[0]
        rows.append(known[key])
    return np.array(rows)


def _first(scores: Floats, allowed: np.ndarray, k: int) -> np.ndarray:
    """Return the columns of the k best among the allowed."""
    return top_k(np.where(allowed, scores, np.nan), k)
