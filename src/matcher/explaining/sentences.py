"""A profile as the sentences that count, the points of their words, and their closeness in meaning."""

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
from matcher.records import Profile
from matcher.registry import SEMANTIC
from matcher.semantic.encoder import Vector, all_centred, cosines
from matcher.semantic.passages import part_vectors
from matcher.text.identity import without_identity
from matcher.text.profile_text import evidence_text, interest_phrases
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
    """Return the sentences of a text, without blanks around them; the end of a line also ends a sentence.

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
    sentences = map(without_bullet, pieces)
    return [sentence for sentence in sentences if any(map(str.isalnum, sentence))]


def without_bullet(line: str) -> str:
    """Return the text of a list item or heading, without the mark and blanks around it."""
    return _BULLET.sub("", line).strip()


def applicant_sentences(applicant: Profile, refusals: bool = True) -> list[Sentence]:
    """Return an applicant's sentences without identifying words and, with `refusals`, without what is not wanted."""
    names = [applicant.name]
    statement = split_wants(applicant.statement).wanted if refusals else applicant.statement
    return [
        *(Sentence(text, "interests") for text in interest_phrases(without_identity(applicant.interests, names))),
        *(Sentence(text, "statement") for text in split_sentences(without_identity(statement, names))),
    ]


def mentor_sentences(mentor: Profile, refusals: bool = True) -> list[Sentence]:
    """Return a mentor's interests phrase by phrase, and the sentences of statement and evidence."""
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
    """Return terms of the vocabulary and their points for the given mentors, shape (n_mentors, n_terms).

    They add up to the points of the lexical facets.
    """
    terms = cast("Terms", pool.facets["terms"]).term_contributions(applicant.vectors, mentors)
    values = weights["terms"] * terms.values
    if weights["interests"]:
        interests = cast("Interests", pool.facets["interests"]).term_contributions(applicant.vectors, mentors)
        values = values + weights["interests"] * interests.values
    return terms.terms, values


def occurrence_shares(index: TermIndex, sentences: Sequence[Sentence], terms: NDArray[np.int32]) -> sparse.csc_array:
    """Return the share of each term's occurrences that is in each sentence, shape (n_sentences, n_terms).

    The column of a term that is in no single sentence, as a pair of words across a full stop, is empty.
    """
    counts = index.counts([sentence.text for sentence in sentences]).tocsc()[:, terms]
    totals = np.asarray(counts.sum(axis=0)).ravel()
    scale = np.divide(1.0, totals, out=np.zeros(len(totals)), where=totals > 0)
    shares: sparse.csc_array = (counts @ sparse.diags_array(scale)).tocsc()
    return shares


def without_semantic(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights without the semantic facet, so that texts are scored without being encoded."""
    return {name: 0.0 if name == SEMANTIC else share for name, share in weights.items()}


class ApplicantText(NamedTuple):
    """The sentences of an applicant, prepared for the search of sentence pairs.

    `vectors` are those of the sentences, shape (n_sentences, width), zeros for one that was not encoded; `None` if the
    semantic facet does not count, or the encoder gives no vectors of tokens.
    """

    sentences: Sequence[Sentence]
    encoded: Applicants
    vectors: Vector | None

    def nearness(self, pool: FittedPool, mentor: int, n_theirs: int) -> Floats | None:
        """Return the cosines of the sentences with a mentor's interests, which are the first of the mentor's sentences.

        Shape (n_sentences, n_theirs): -1 for the mentor's other sentences, NaN for a sentence that was not encoded.
        `None` if there are no vectors, or the mentor lists no interests.
        """
        if self.vectors is None:
            return None
        interests = cast("Semantic", pool.facets[SEMANTIC]).pool.phrases_of(mentor)
        near = np.full((len(self.sentences), n_theirs), -1.0)
        near[:, : len(interests)] = cosines(self.vectors, interests)
        near[~self.vectors.any(axis=1)] = np.nan
        return near if len(interests) else None


def applicant_text(model: MatchModel, applicant: Profile, weights: Mapping[str, float] | None = None) -> ApplicantText:
    """Return an applicant's text, read once for many mentors."""
    pool, signed = model.fitted, model.signed_weights(weights)
    sentences = applicant_sentences(applicant, pool.terms.vocabulary.analysis.refusals)
    encoded = pool.encode([applicant], signed)
    if not signed.get(SEMANTIC):
        return ApplicantText(sentences, encoded, None)
    facet, passages = cast("Semantic", pool.facets[SEMANTIC]), encoded.encoded[SEMANTIC][0].passages.texts
    vectors = np.zeros((len(sentences), facet.centre.size), np.int16)
    for passage in reversed(passages):  # the passage of wishes comes first, and repeats a part of another one
        if facet.encoder.tokens(passage) is None:
            return ApplicantText(sentences, encoded, None)
        starts = {row: passage.find(text) for row, (text, _) in enumerate(sentences) if text in passage}
        parts = [(start, start + len(sentences[row].text)) for row, start in starts.items()]
        vectors[[*starts]] = all_centred(part_vectors(facet.encoder, passage, parts), facet.centre)
    return ApplicantText(sentences, encoded, vectors)
