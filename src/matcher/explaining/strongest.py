"""The applicant's sentence that a score depends on most."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from matcher.explaining.sentences import (
    ApplicantText,
    Sentence,
    applicant_text,
    occurrence_shares,
    term_points,
    without_semantic,
)
from matcher.index.postings import Floats
from matcher.model import MatchModel
from matcher.ranking.top_k import combined
from matcher.records import Profile
from matcher.registry import SEMANTIC
from matcher.semantic.closeness import EncodedApplicant, affinity_factor
from matcher.semantic.encoder import Vector, centred, whole_grains
from matcher.semantic.passages import SIZE
from matcher.text.profile_text import ProfileText

if TYPE_CHECKING:
    from matcher.facets.semantic import Semantic
    from matcher.model.fitted_pool import FittedPool


class Strongest(NamedTuple):
    """The applicant's sentence that a score depends on most.

    `points` is how much lower the score is without it; `None` if the loss in the semantic facet is only estimated.
    """

    sentence: Sentence
    points: float | None


_WORDS_ALONE, _WITH_MEANING = 2, 5
"""How many sentences are removed, one at a time, to score the rest."""

_CLOSE, _SHORT = 0.002, SIZE // 2
"""Losses that differ by less are compared again with the text encoded, if it has at most so many characters: encoding a
whole passage twice would take longer than all else in an explanation."""


def strongest_sentence(
    model: MatchModel,
    applicant: Profile,
    mentor_id: str,
    weights: Mapping[str, float] | None = None,
    text: ApplicantText | None = None,
) -> Strongest | None:
    """Return the sentence without which the score is lowest; `None` if no sentence adds anything.

    The loss without each sentence is estimated; for the few largest the words are scored again. The loss in the
    semantic facet stays an estimate, unless two sentences are close and the statement is short: it is then encoded
    without each of the two. `text` is the applicant's text if it was already read.
    """
    signed = model.signed_weights(weights)
    text = text or applicant_text(model, applicant, weights)
    statement = _Statement(model.fitted, text, model.fitted.column(mentor_id), signed)
    is_semantic = bool(signed.get(SEMANTIC))
    order = np.argsort(-statement.estimates, kind="stable")[: _WITH_MEANING if is_semantic else _WORDS_ALONE].tolist()
    losses = statement.losses_without(order)
    best = sorted(losses, key=losses.__getitem__, reverse=True)[:2]
    is_close = len(best) == 2 and losses[best[0]] - losses[best[1]] < _CLOSE
    if is_encoded := is_semantic and is_close and len(statement.text.said) <= _SHORT:
        losses = statement.losses_without(best, encode=True)
    if not best or losses[first := max(best, key=losses.__getitem__)] <= 0:
        return None
    return Strongest(statement.sentences[first], None if is_semantic and not is_encoded else float(losses[first]))


class _Statement:
    """A statement, its sentences, and an estimate of how much a mentor's score loses without each."""

    def __init__(self, pool: "FittedPool", applicant: ApplicantText, mentor: int, weights: Mapping[str, float]) -> None:
        self._pool, self._mentor, self._weights = pool, mentor, weights
        self.sentences, encoded = applicant.sentences, applicant.encoded
        [self.text] = encoded.texts
        self._affinities = pool.affinities(encoded, weights)
        self._score = np.nan_to_num(combined(self._affinities, weights))[0, mentor]
        terms, values = term_points(pool, encoded, np.array([mentor]), weights)
        self.estimates = occurrence_shares(pool.terms, self.sentences, terms) @ values[0]
        self._closeness = np.zeros(len(self.sentences))
        if weights.get(SEMANTIC):
            [in_meaning] = encoded.encoded[SEMANTIC]
            facet = cast("Semantic", pool.facets[SEMANTIC])
            self._closeness = _closeness_without(facet, in_meaning, self.sentences, mentor)
            # an estimate: the share of telling words in the rest is taken to be that of the whole text
            shares = np.array([len(text) for text, _ in self.sentences]) / len(self.text.said)
            n_words, telling = encoded.vectors.n_words, encoded.vectors.telling
            self.estimates -= weights[SEMANTIC] * affinity_factor(n_words * (1 - shares), telling) * self._closeness

    def losses_without(self, rows: Sequence[int], *, encode: bool = False) -> dict[int, float]:
        """Return how much the score loses without each of the given sentences; one not found verbatim is left out.

        The loss in the semantic facet is an estimate, unless `encode` asks to encode the rest of the text.
        """
        rests = {row: rest for row in rows if (rest := _without(self.text, self.sentences[row])) != self.text}
        weights = self._weights if encode else without_semantic(self._weights)
        encoded = self._pool.encode_texts([*rests.values()], weights)
        changed = self._pool.affinities(encoded, weights)
        if self._weights.get(SEMANTIC) and not encode:
            factors = affinity_factor(encoded.vectors.n_words, encoded.vectors.telling)
            changed[SEMANTIC] = (factors * self._closeness[[*rests]])[:, None]
        scores = np.nan_to_num(combined({**self._affinities, **changed}, self._weights))[:, self._mentor]
        return dict(zip(rests, (self._score - scores).tolist(), strict=True))


def _without(text: ProfileText, sentence: Sentence) -> ProfileText:
    """Return a text without a sentence, or the same text if the sentence is not in it verbatim."""
    # a sentence cut before a refusal ends with a full stop that the text does not have
    pattern = re.compile(rf"(?<!\w){re.escape(sentence.text.removesuffix('.'))}(?!\w)\.?")
    interests, rest = text.interests, text.said[len(text.interests) :]
    if sentence.source == "interests" and interests:
        interests = pattern.sub(" ", interests, count=1)
    else:
        rest = pattern.sub(" ", rest, count=1)
    wished, valued = (pattern.sub(" ", part, count=1) for part in (text.wished, text.valued))
    return ProfileText(interests + rest, text.refused, wished, interests, valued)


def _closeness_without(
    facet: "Semantic", applicant: EncodedApplicant, sentences: Sequence[Sentence], mentor: int
) -> Floats:
    """Return an estimate of the closeness of a statement to a mentor without each sentence, shape (n_sentences,).

    Passages are not cut again, and the vectors of the other tokens stay as encoded together with the sentence.
    """
    theirs, pairs = facet.pool.of_mentors(np.array([mentor])), facet.pool.pairs(applicant, mentor)
    whole, passages = float(theirs.closeness(applicant)[0]), applicant.passages.texts
    counted = [passages[pair.yours] if pair.are_passages else applicant.sentences[pair.yours] for pair in pairs]

    def closeness(sentence: str) -> float:
        if not any(sentence in text or text in sentence for text in counted):
            return whole
        is_left = np.array([text not in sentence for text in applicant.sentences], np.int16)
        encoded_passages = zip(passages, applicant.vectors, strict=True)
        vectors = np.array([_vector_without(facet, *passage, sentence) for passage in encoded_passages], np.int16)
        rest = applicant._replace(vectors=vectors, sentence_vectors=applicant.sentence_vectors * is_left[:, None])
        return float(theirs.closeness(rest.of_passages(np.flatnonzero(vectors.any(axis=1))))[0])

    return np.array([closeness(text) for text, _ in sentences])


def _vector_without(facet: "Semantic", passage: str, vector: Vector, sentence: str) -> Vector:
    """Return the vector of a passage without a sentence, zeros if nothing else is in it."""
    start = passage.find(sentence)
    if start < 0:
        return vector
    if (tokens := facet.encoder.tokens(passage)) is None:
        return centred(facet.encoder.vector(passage.replace(sentence, " ", 1)), facet.centre)
    is_outside = (tokens.ends > 0) & ((tokens.ends <= start) | (tokens.starts >= start + len(sentence)))
    return centred(whole_grains(tokens.vectors[is_outside].sum(axis=0)), facet.centre)
