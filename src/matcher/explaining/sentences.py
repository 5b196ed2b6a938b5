"""A profile as the sentences that count, the points of their words, and the one on which a score rests most."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.base import Applicants
from matcher.facets.terms import Interests, Terms
from matcher.index.postings import Floats
from matcher.index.tfidf import TermIndex
from matcher.model import MatchModel
from matcher.model.fitted_pool import FittedPool
from matcher.ranking.top_k import combined
from matcher.records import Profile
from matcher.registry import SEMANTIC
from matcher.semantic.closeness import EncodedApplicant, affinity_factor
from matcher.semantic.encoder import Vector, centred, whole_grains
from matcher.semantic.passages import cut
from matcher.text.identity import without_identity
from matcher.text.profile_text import ProfileText, evidence_text, interest_phrases, wished
from matcher.text.refusals import split_wants

if TYPE_CHECKING:
    from matcher.facets.semantic import Semantic


_BREAK = re.compile(r"""(?<=[.!?…])["'”’)\]]*\s+|\n+""")
_BULLET = re.compile(r"^\s*(?:[-*+•·–—]\s+|#+\s+)")


class Sentence(NamedTuple):
    """A sentence or phrase of a profile; `source` is `interests`, `statement`, or the title of a piece of evidence."""

    text: str
    source: str


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, blanks trimmed; a line end ends one too.

    >>> split_sentences('I dive. "Why?" I film reefs!')
    ['I dive.', '"Why?"', 'I film reefs!']
    """
    starts, ends = [0], []
    for match in _BREAK.finditer(text):
        # a closing quotation mark belongs to the sentence before it
        cut = match.start() + len(match.group().rstrip()) if match.group().strip() else match.start()
        ends.append(cut)
        starts.append(match.end())
    pieces = (text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True))
    sentences = (_BULLET.sub("", piece).strip() for piece in pieces)
    return [sentence for sentence in sentences if any(map(str.isalnum, sentence))]


def applicant_sentences(applicant: Profile, refusals: bool = True) -> list[Sentence]:
    """Return what an applicant says, without what tells who it is and without what is not wanted."""
    names = [applicant.name]
    statement = split_wants(applicant.statement).wanted if refusals else applicant.statement
    return [
        *(Sentence(text, "interests") for text in interest_phrases(without_identity(applicant.interests, names))),
        *(Sentence(text, "statement") for text in split_sentences(without_identity(statement, names))),
    ]


def mentor_sentences(mentor: Profile, refusals: bool = True) -> list[Sentence]:
    """Return what a mentor says: interests phrase by phrase, the statement, each piece of evidence."""
    statement = split_wants(mentor.statement).wanted if refusals else mentor.statement
    return [
        *(Sentence(text, "interests") for text in interest_phrases(mentor.interests)),
        *(Sentence(text, "statement") for text in split_sentences(without_identity(statement))),
        *(
            Sentence(text, piece.title or "past project")
            for piece in mentor.evidence
            for text in split_sentences(without_identity(evidence_text(piece)))
        ),
    ]


LEXICAL = ("terms", "interests")
"""The facets whose points belong to words that both sides wrote."""


def term_points(
    pool: FittedPool, applicant: Applicants, mentors: NDArray[np.int64], weights: Mapping[str, float]
) -> tuple[NDArray[np.int32], Floats]:
    """Return terms of the vocabulary and their points with some mentors, shape (n_mentors, n_terms).

    They add up to the points of the lexical facets.
    """
    terms = cast("Terms", pool.facets["terms"]).term_contributions(applicant.vectors, mentors)
    values = weights["terms"] * terms.values
    if weights["interests"]:
        interests = cast("Interests", pool.facets["interests"]).term_contributions(applicant.vectors, mentors)
        values = values + weights["interests"] * interests.values
    return terms.terms, values


def occurrence_shares(index: TermIndex, sentences: Sequence[Sentence], terms: NDArray[np.int32]) -> sparse.csc_array:
    """Return which share of each term's occurrences stands in each sentence, shape (n_sentences, n_terms).

    The column of a term that stands in no single sentence, as a pair of words on both sides of a full stop, is empty.
    """
    counts = index.counts([sentence.text for sentence in sentences]).tocsc()[:, terms]
    totals = np.asarray(counts.sum(axis=0)).ravel()
    scale = np.divide(1.0, totals, out=np.zeros(len(totals)), where=totals > 0)
    shares: sparse.csc_array = (counts @ sparse.diags_array(scale)).tocsc()
    return shares


def without_meaning(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights by which texts are scored by their words and topics alone: nothing is encoded for these."""
    return {name: 0.0 if name == SEMANTIC else share for name, share in weights.items()}


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
    pool, signed = model.fitted, model.signed_weights(weights)
    mentor = pool.column(mentor_id)
    sentences = applicant_sentences(applicant, pool.terms.vocabulary.analysis.refusals)
    encoded = pool.encode([applicant], signed)
    terms, values = term_points(pool, encoded, np.array([mentor]), signed)
    loss = occurrence_shares(pool.terms, sentences, terms) @ values[0]
    closeness = np.zeros(len(sentences))
    if has_meaning := bool(signed.get(SEMANTIC)):
        [one] = encoded.encoded[SEMANTIC]
        closeness = _closeness_without(cast("Semantic", pool.facets[SEMANTIC]), one, sentences, mentor)
        # until the words that are left are counted, as large a share of them tells
        shares = np.array([len(one.text) for one in sentences]) / len(encoded.texts[0].said)
        factors = affinity_factor(encoded.vectors.n_words * (1 - shares), encoded.vectors.telling)
        loss -= signed[SEMANTIC] * factors * closeness
    order = np.argsort(-loss, kind="stable")[: _WITH_MEANING if has_meaning else _WORDS_ALONE].tolist()
    fewer = {place: _without(encoded.texts[0], sentences[place]) for place in order}
    tried = [place for place, text in fewer.items() if text != encoded.texts[0]]
    affinities = pool.affinities(encoded, signed)
    now = np.nan_to_num(combined(affinities, signed))[0, mentor]

    def losses_without(places: Sequence[int], weights: Mapping[str, float]) -> Floats:
        left = pool.encode_texts([fewer[place] for place in places], weights)
        changed = pool.affinities(left, weights)
        if has_meaning and SEMANTIC not in changed:
            factors = affinity_factor(left.vectors.n_words, left.vectors.telling)
            changed[SEMANTIC] = (factors * closeness[places])[:, None]
        return np.asarray(now - np.nan_to_num(combined({**affinities, **changed}, signed))[:, mentor])

    losses = dict(zip(tried, losses_without(tried, without_meaning(signed)), strict=True))
    best = sorted(losses, key=losses.__getitem__, reverse=True)[:2]
    is_close = len(best) == 2 and losses[best[0]] - losses[best[1]] < _CLOSE
    if is_anew := has_meaning and is_close and len(cut(encoded.texts[0].said)) == 1:
        losses = dict(zip(best, losses_without(best, signed), strict=True))
    if not best or losses[first := max(best, key=losses.__getitem__)] <= 0:
        return None
    return Strongest(sentences[first], None if has_meaning and not is_anew else float(losses[first]))


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
