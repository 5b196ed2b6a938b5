"""The sentence of an applicant's on which a score rests most."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from matcher.explaining.sentences import Sentence, applicant_sentences, occurrence_shares, term_points, without_meaning
from matcher.index.postings import Floats
from matcher.model import MatchModel
from matcher.ranking.top_k import combined
from matcher.records import Profile
from matcher.registry import SEMANTIC
from matcher.semantic.closeness import EncodedApplicant, affinity_factor
from matcher.semantic.encoder import Vector, centred, whole_grains
from matcher.semantic.passages import cut
from matcher.text.profile_text import ProfileText, wished

if TYPE_CHECKING:
    from matcher.facets.semantic import Semantic
    from matcher.model.fitted_pool import FittedPool


class Strongest(NamedTuple):
    """The sentence of an applicant's on which a score rests most.

    `points` is what the score is less without it, scored again; `None` where what its meaning costs is estimated.
    """

    sentence: Sentence
    points: float | None


_WORDS_ALONE, _WITH_MEANING = 2, 5
"""How many sentences are taken out in turn."""

_CLOSE = 0.002


def strongest_sentence(
    model: MatchModel, applicant: Profile, mentor_id: str, weights: Mapping[str, float] | None = None
) -> Strongest | None:
    """Return the sentence without which the score is least; `None` where no sentence adds anything.

    What each sentence costs is estimated; without the few that cost most the words are scored again. What a meaning
    costs stays an estimate, but where two are close: a statement of one passage is then encoded anew without each.
    """
    signed = model.signed_weights(weights)
    said = _Statement(model.fitted, applicant, model.fitted.column(mentor_id), signed)
    has_meaning = bool(signed.get(SEMANTIC))
    order = np.argsort(-said.estimates, kind="stable")[: _WITH_MEANING if has_meaning else _WORDS_ALONE].tolist()
    losses = said.losses_without(order)
    best = sorted(losses, key=losses.__getitem__, reverse=True)[:2]
    is_close = len(best) == 2 and losses[best[0]] - losses[best[1]] < _CLOSE
    if is_anew := has_meaning and is_close and len(cut(said.text.said)) == 1:
        losses = said.losses_without(best, anew=True)
    if not best or losses[first := max(best, key=losses.__getitem__)] <= 0:
        return None
    return Strongest(said.sentences[first], None if has_meaning and not is_anew else float(losses[first]))


class _Statement:
    """A statement, its sentences, and about what a mentor's score is less without each."""

    def __init__(self, pool: "FittedPool", applicant: Profile, mentor: int, weights: Mapping[str, float]) -> None:
        self._pool, self._mentor, self._weights = pool, mentor, weights
        self.sentences = applicant_sentences(applicant, pool.terms.vocabulary.analysis.refusals)
        self._encoded = pool.encode([applicant], weights)
        [self.text] = self._encoded.texts
        self._affinities = pool.affinities(self._encoded, weights)
        self._now = np.nan_to_num(combined(self._affinities, weights))[0, mentor]
        terms, values = term_points(pool, self._encoded, np.array([mentor]), weights)
        self.estimates = occurrence_shares(pool.terms, self.sentences, terms) @ values[0]
        self._closeness = np.zeros(len(self.sentences))
        if weights.get(SEMANTIC):
            [one] = self._encoded.encoded[SEMANTIC]
            facet = cast("Semantic", pool.facets[SEMANTIC])
            self._closeness = _closeness_without(facet, one, self.sentences, mentor)
            # until the words that are left are counted, as large a share of them tells
            shares = np.array([len(one.text) for one in self.sentences]) / len(self.text.said)
            n_words, telling = self._encoded.vectors.n_words, self._encoded.vectors.telling
            self.estimates -= weights[SEMANTIC] * affinity_factor(n_words * (1 - shares), telling) * self._closeness

    def losses_without(self, places: Sequence[int], *, anew: bool = False) -> dict[int, float]:
        """Return what the score is less without each of some sentences, by place; one not found as it is is left out.

        What the meaning costs stays an estimate, or else the text is encoded `anew`.
        """
        fewer = {place: text for place in places if (text := _without(self.text, self.sentences[place])) != self.text}
        weights = self._weights if anew else without_meaning(self._weights)
        left = self._pool.encode_texts([*fewer.values()], weights)
        changed = self._pool.affinities(left, weights)
        if self._weights.get(SEMANTIC) and not anew:
            factors = affinity_factor(left.vectors.n_words, left.vectors.telling)
            changed[SEMANTIC] = (factors * self._closeness[[*fewer]])[:, None]
        scores = np.nan_to_num(combined({**self._affinities, **changed}, self._weights))[:, self._mentor]
        return dict(zip(fewer, (self._now - scores).tolist(), strict=True))


def _without(text: ProfileText, sentence: Sentence) -> ProfileText:
    """Return a text without a sentence; the same text where the sentence does not stand in it as it is."""
    # a sentence that ends where something is refused has a full stop that the text has not
    pattern = re.compile(rf"(?<!\w){re.escape(sentence.text.removesuffix('.'))}(?!\w)\.?")
    interests, rest = text.interests, text.said[len(text.interests) :]
    if sentence.source == "interests" and interests:
        interests = pattern.sub(" ", interests, count=1)
    else:
        rest = pattern.sub(" ", rest, count=1)
    return text._replace(said=interests + rest, interests=interests, wished=text.wished and wished(rest))


def _closeness_without(facet: "Semantic", one: EncodedApplicant, sentences: Sequence[Sentence], mentor: int) -> Floats:
    """Return about how close a statement is to a mentor without each sentence, shape (n_sentences,).

    The passages stay cut where they are, and their other words keep the vectors that they have beside the sentence.
    """
    theirs, pairs = facet.pool.of_mentors(np.array([mentor])), facet.pool.pairs(one, mentor)
    whole = float(theirs.closeness(one)[0])
    paying = [one.passages.texts[pair.yours] if pair.are_passages else one.sentences[pair.yours] for pair in pairs]

    def closeness(sentence: str) -> float:
        if not any(sentence in text or text in sentence for text in paying):
            return whole
        is_left = np.array([said not in sentence for said in one.sentences], np.int16)
        passages = zip(one.passages.texts, one.vectors, strict=True)
        vectors = np.array([_vector_without(facet, *passage, sentence) for passage in passages], np.int16)
        fewer = one._replace(vectors=vectors, sentence_vectors=one.sentence_vectors * is_left[:, None])
        return float(theirs.closeness(fewer.of_passages(np.flatnonzero(vectors.any(axis=1))))[0])

    return np.array([closeness(text) for text, _ in sentences])


def _vector_without(facet: "Semantic", passage: str, vector: Vector, sentence: str) -> Vector:
    """Return the vector of a passage without a sentence, zeros where nothing else stands there."""
    place = passage.find(sentence)
    if place < 0:
        return vector
    if (tokens := facet.encoder.tokens(passage)) is None:
        return centred(facet.encoder.vector(passage.replace(sentence, " ", 1)), facet.centre)
    is_outside = (tokens.ends > 0) & ((tokens.ends <= place) | (tokens.starts >= place + len(sentence)))
    return centred(whole_grains(tokens.vectors[is_outside].sum(axis=0)), facet.centre)
