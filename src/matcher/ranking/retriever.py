"""The plain retriever: all affinities with numpy and scipy, combined and sorted; the reference for the compiled one.

It also finds the shared terms to show with each score: the specific terms that add most to it.
"""

from collections.abc import Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import Applicants, Facet
from matcher.facets.terms import Interests, Terms
from matcher.index.postings import Floats
from matcher.index.specificity import ALWAYS, OWN
from matcher.index.tfidf import ApplicantVectors, TermIndex
from matcher.ranking.phrases import N_CODES, choose_phrases
from matcher.ranking.top_k import Request, TopK, combined, encoder_of, strengths_of_lines, top_k

_BLOCK = 32
"""How many applicants' affinities with all mentors are in memory at a time."""

_MENTORS_AT_ONCE = 256


class PlainRetriever:
    """Finds the best mentors by computing every affinity; `facets` holds the facets by name, then the penalties."""

    def __init__(self, facets: Mapping[str, Facet], index: TermIndex) -> None:
        self.facets, self.index = facets, index
        self.encoder = encoder_of(facets)

    def top_k(self, applicants: Applicants, request: Request) -> TopK:
        """Return the best mentors of applicants."""
        lines = []
        for start in range(0, len(applicants), _BLOCK):
            block = applicants.take(np.arange(start, min(start + _BLOCK, len(applicants))))
            affinities = {name: facet.affinities(block) for name, facet in self.facets.items() if request.weights[name]}
            scores = combined(affinities, request.weights)
            scores[:, request.excluded] = np.nan
            lines += [self._line(block, row, scores[row], affinities, request) for row in range(len(block))]
        return TopK.joined(lines, len(self.facets))

    def _line(
        self, block: Applicants, row: int, scores: Floats, affinities: Mapping[str, Floats], request: Request
    ) -> TopK:
        mentors = top_k(scores, request.k)
        points = np.zeros((len(mentors), len(self.facets)))
        for column, name in enumerate(self.facets):
            if name in affinities:
                points[:, column] = request.weights[name] * affinities[name][row, mentors]
        points += 0.0  # turns -0.0 into 0.0
        vectors, shown = block.vectors.take(np.array([row])), np.full((len(mentors), N_CODES), -1, np.int32)
        if request.shared_terms and len(mentors):
            shown = shared_terms(vectors, mentors, self.facets, request.weights, self.index)
        by_name, owner = dict(zip(self.facets, points.T, strict=True)), np.zeros(len(mentors), np.int64)
        steps = strengths_of_lines(vectors, owner, by_name, request.weights, self.index.n_words, self.encoder)
        return TopK(np.array([0, len(mentors)]), mentors, points, shown, steps)


def shared_terms(
    applicant: ApplicantVectors,
    mentors: NDArray[np.int64],
    facets: Mapping[str, Facet],
    weights: Mapping[str, float],
    index: TermIndex,
) -> NDArray[np.int32]:
    """Return the terms of one applicant to show with each mentor.

    They are the specific terms that add most to the facets `terms` and `interests` together, as codes of
    `matcher.ranking.phrases`, shape (n_mentors, N_CODES).
    """
    shown = np.full((len(mentors), N_CODES), -1, np.int32)
    terms, interests = cast("Terms", facets["terms"]), cast("Interests", facets["interests"])
    for start in range(0, len(mentors), _MENTORS_AT_ONCE):
        block = mentors[start : start + _MENTORS_AT_ONCE]
        by_terms = terms.term_contributions(applicant, block)
        by_interests = interests.term_contributions(applicant, block).values
        points = weights["terms"] * by_terms.values
        points += weights["interests"] * by_interests
        levels = index.specificity[by_terms.terms]
        may_show = (points > 0) & ((levels == ALWAYS) | ((levels == OWN) & (by_interests > 0)))
        for row, values in enumerate(points):
            kept = np.flatnonzero(may_show[row])
            if len(kept):
                _show(values[kept], by_terms.terms[kept], index, shown[start + row])
    return shown


def _show(points: Floats, columns: NDArray[np.int32], index: TermIndex, shown: NDArray[np.int32]) -> None:
    order = np.argsort(-points, kind="stable")
    points, columns = points[order], columns[order]
    words = np.full((len(columns), 2), -1, np.int64)
    is_word = columns < index.n_words
    words[is_word, 0] = columns[is_word]
    words[~is_word] = index.vocabulary.pairs[columns[~is_word] - index.n_words]
    choose_phrases(points, columns, words[:, 0], words[:, 1], shown)
