"""The plain retriever: all affinities with numpy and scipy, combined and put in order; what every other is held to."""

from collections.abc import Mapping

import numpy as np

from matcher.facets.base import Applicants, Facet
from matcher.index.postings import Floats
from matcher.index.tfidf import TermIndex
from matcher.ranking.combine import combined
from matcher.ranking.phrases import N_CODES
from matcher.ranking.shown_terms import shared_terms
from matcher.ranking.strength import strengths_of_lines, stretch_of
from matcher.ranking.top_k import Request, TopK, top_k

_BLOCK = 32
"""How many applicants' affinities with all mentors lie in memory at a time."""


class PlainRetriever:
    """Finds the best mentors by computing every affinity.

    Parameters
    ----------
    facets
        All contributors by name: the facets, then the penalties.
    index
        The terms of the pool.
    """

    def __init__(self, facets: Mapping[str, Facet], index: TermIndex) -> None:
        self.facets, self.index = facets, index
        self.stretch = stretch_of(facets)

    def top_k(self, applicants: Applicants, request: Request) -> TopK:
        """Return the best mentors of some applicants."""
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
        points += 0.0  # no point is -0.0 where nothing is lost
        shown, specific = np.full((len(mentors), N_CODES), -1, np.int32), None
        if request.shared_terms and len(mentors):
            vectors = block.vectors.take(np.array([row]))
            shown, specific = shared_terms(vectors, mentors, self.facets, request.weights, self.index)
        n_words = np.full(len(mentors), block.vectors.n_words[row])
        by_name = dict(zip(self.facets, points.T, strict=True))
        steps = strengths_of_lines(n_words, by_name, specific, request.weights, self.stretch)
        return TopK(np.array([0, len(mentors)]), mentors, points, shown, steps)
