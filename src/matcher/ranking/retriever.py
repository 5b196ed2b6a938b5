"""The plain retriever: all affinities with numpy and scipy, combined and sorted; the reference for the compiled one.

It also finds the phrases to show with each score, of the specific terms that add most to it: overlapping pairs of words
form one phrase, and no word is shown twice. The functions that choose them run as plain Python, and compiled by
`matcher.kernels`, so both retrievers show the same phrases.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import Applicants, Facet
from matcher.facets.terms import Interests, Terms
from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors, TermIndex
from matcher.ranking.top_k import Request, TopK, combined, encoder_of, strengths_of_lines, top_k

_BLOCK = 32
"""How many applicants' affinities with all mentors are in memory at a time."""

_MENTORS_AT_ONCE = 256

N_PHRASES = 5
"""The most phrases shown."""

N_CODES = 8
"""The most terms in the phrases of one score. The code of the first term of a phrase is its column c; the code of a
term that adds one more word is -2 - c; -1 is no term."""

LONGEST = 3
"""The most pairs in a phrase: four words."""


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
        return TopK.joined(lines)

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


def no_matches(n_contributors: int) -> TopK:
    """Return the best mentors of nobody."""
    points, shown = np.empty((0, n_contributors)), np.empty((0, N_CODES), np.int32)
    return TopK(np.zeros(1, np.int64), np.empty(0, np.int64), points, shown, np.empty(0, np.int8))


def shared_terms(
    applicant: ApplicantVectors,
    mentors: NDArray[np.int64],
    facets: Mapping[str, Facet],
    weights: Mapping[str, float],
    index: TermIndex,
) -> NDArray[np.int32]:
    """Return the terms of one applicant to show with each mentor.

    They are the specific terms that add most to the facets `terms` and `interests` together, as codes of phrases, shape
    (n_mentors, N_CODES).
    """
    shown = np.full((len(mentors), N_CODES), -1, np.int32)
    terms, interests = cast("Terms", facets["terms"]), cast("Interests", facets["interests"])
    for start in range(0, len(mentors), _MENTORS_AT_ONCE):
        block = mentors[start : start + _MENTORS_AT_ONCE]
        by_terms = terms.term_contributions(applicant, block)
        by_interests = interests.term_contributions(applicant, block).values
        points = weights["terms"] * by_terms.values
        points += weights["interests"] * by_interests
        may_show = (points > 0) & index.is_specific(by_terms.terms, by_interests > 0)
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


def choose_phrases(points: Any, columns: Any, first: Any, second: Any, shown: Any) -> None:
    """Write the codes of the phrases to show to `shown`.

    Terms are ordered by points, largest first. `first` and `second` are their words as columns; `second` is -1 for a
    single word.
    """
    pairs, chains, sizes = link_pairs(first, second)
    values = add_up_chains(points, first, second, pairs, chains, sizes)
    show_best_chains(columns, first, second, chains, sizes, values, shown)


def link_pairs(first: Any, second: Any) -> Any:
    """Return the positions of the pairs, the chains of overlapping pairs by position, and the sizes of the chains.

    A chain is stored at the position of its pair with most points.
    """
    n = len(first)
    is_used, pairs, n_pairs = second < 0, np.empty(n, np.int64), 0
    chains, sizes = np.full((n, LONGEST), -1), np.zeros(n, np.int64)
    for place in range(n):
        if second[place] >= 0:
            pairs[n_pairs] = place
            n_pairs += 1
    for place in pairs[:n_pairs]:
        if is_used[place]:
            continue
        chain, size, is_used[place], grows = chains[place], 1, True, True
        chain[0] = place
        while grows and size < LONGEST:
            grows = False
            for other in pairs[:n_pairs]:
                if is_used[other]:
                    continue
                closes = first[chain[0]] == second[other] and second[chain[size - 1]] == first[other]
                for member in chain[:size]:
                    closes |= first[member] == second[other] and member != chain[0]
                    closes |= second[member] == first[other] and member != chain[size - 1]
                if closes:
                    continue
                if first[other] == second[chain[size - 1]]:
                    chain[size], grows = other, True
                elif second[other] == first[chain[0]]:
                    for at in range(size, 0, -1):
                        chain[at] = chain[at - 1]
                    chain[0], grows = other, True
                if grows:
                    is_used[other] = True
                    size += 1
                    break
        sizes[place] = size
    return pairs[:n_pairs], chains, sizes


def add_up_chains(points: Any, first: Any, second: Any, pairs: Any, chains: Any, sizes: Any) -> Any:
    """Return the points of each chain; a word's points go to the chain that contains it, else it is its own chain."""
    n = len(points)
    values = np.zeros(n)
    for place in range(n):
        if second[place] >= 0:
            for member in chains[place, : sizes[place]]:
                values[place] += points[member]
            continue
        whole = -1
        for other in pairs:
            for member in chains[other, : sizes[other]]:
                if whole < 0 and (first[place] == first[member] or first[place] == second[member]):
                    whole = other
        if whole < 0:
            chains[place, 0], sizes[place], whole = place, 1, place
        values[whole] += points[place]
    return values


def show_best_chains(columns: Any, first: Any, second: Any, chains: Any, sizes: Any, values: Any, shown: Any) -> None:
    """Write the codes of the chains with most points that share no word to `shown`; `sizes` is overwritten."""
    words, n_words, n_codes, n_shown = np.full(N_PHRASES * (LONGEST + 1), -1), 0, 0, 0
    for _ in range(len(columns)):
        best = -1
        for place in range(len(columns)):
            if sizes[place] > 0 and (best < 0 or values[place] > values[best]):
                best = place
        if best < 0 or n_shown == N_PHRASES:
            break
        chain, size = chains[best], sizes[best]
        sizes[best] = 0
        is_new = n_codes + size <= N_CODES
        for member in chain[:size]:
            for word in words[:n_words]:
                is_new &= word < 0 or (word != first[member] and word != second[member])
        if not is_new:
            continue
        for at in range(size):
            shown[n_codes + at] = columns[chain[at]] if at == 0 else -2 - columns[chain[at]]
            words[n_words + at] = first[chain[at]]
        words[n_words + size] = second[chain[size - 1]]
        n_words += size + 1
        n_codes += size
        n_shown += 1


def phrases_of(codes: Sequence[int], index: TermIndex) -> tuple[str, ...]:
    """Return the phrases of codes, in written form."""
    phrases: list[str] = []
    for code in codes:
        if code >= 0:
            phrases.append(index.label(code))
        elif code < -1:
            phrases[-1] += " " + index.written[int(index.vocabulary.pairs[-2 - code - index.n_words, 1])]
    return tuple(phrases)
