"""A profile as the sentences that count, each with where it stands, and the points of its words."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets.base import Applicants
from matcher.facets.terms import Interests, Terms
from matcher.index.postings import Floats
from matcher.index.tfidf import TermIndex
from matcher.model.fitted_pool import FittedPool
from matcher.records import Profile
from matcher.text.identity import without_identity
from matcher.text.profile_text import evidence_text, interest_phrases
from matcher.text.refusals import split_wants

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
