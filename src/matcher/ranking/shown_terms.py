"""The shared terms shown beside a score: those that tell, and of them those that add most to it."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import Facet
from matcher.facets.terms import Interests, Terms
from matcher.index.postings import Floats
from matcher.index.specificity import ALWAYS, OWN
from matcher.index.tfidf import ApplicantVectors, TermIndex
from matcher.ranking.phrases import N_CODES, choose_phrases

_MENTORS_AT_ONCE = 256


def shared_terms(
    applicant: ApplicantVectors,
    mentors: NDArray[np.int64],
    facets: Mapping[str, Facet],
    weights: Mapping[str, float],
    index: TermIndex,
) -> tuple[NDArray[np.int32], Floats]:
    """Return the terms of one applicant to be shown beside each mentor, and the points of all terms that tell.

    The terms are those that add most to the facets `terms` and `interests` together, as codes of
    `matcher.ranking.phrases`, shape (n_mentors, N_CODES); the points have shape (n_mentors,).
    """
    shown, specific = np.full((len(mentors), N_CODES), -1, np.int32), np.zeros(len(mentors))
    terms, interests = cast(Terms, facets["terms"]), cast(Interests, facets["interests"])
    for start in range(0, len(mentors), _MENTORS_AT_ONCE):
        some = mentors[start : start + _MENTORS_AT_ONCE]
        said = terms.term_contributions(applicant, some)
        listed = interests.term_contributions(applicant, some).values
        points = weights["terms"] * said.values
        points += weights["interests"] * listed
        levels = index.specificity[said.terms]
        tells = (points > 0) & ((levels == ALWAYS) | ((levels == OWN) & (listed > 0)))
        for row, values in enumerate(points):
            kept = np.flatnonzero(tells[row])
            if len(kept):
                specific[start + row] = np.cumsum(values[kept])[-1]
                _show(values[kept], said.terms[kept], index, shown[start + row])
    return shown, specific


def _show(points: Floats, columns: NDArray[np.int32], index: TermIndex, shown: NDArray[np.int32]) -> None:
    order = np.argsort(-points, kind="stable")
    points, columns = points[order], columns[order]
    words = np.full((len(columns), 2), -1, np.int64)
    is_word = columns < index.n_words
    words[is_word, 0] = columns[is_word]
    words[~is_word] = index.vocabulary.pairs[columns[~is_word] - index.n_words]
    choose_phrases(points, columns, words[:, 0], words[:, 1], shown)


def phrases_of(codes: Sequence[int], index: TermIndex) -> tuple[str, ...]:
    """Return the phrases that codes stand for, as people write them."""
    return tuple("".join(written_after(code, index, "\n") for code in codes).split("\n")[1:])


def written_after(code: int, index: TermIndex, separator: str) -> str:
    """Return what a code adds to the phrases written before it: a phrase behind a separator, a word more, nothing."""
    if code >= 0:
        return separator + index.label(code)
    if code < -1:
        return " " + index.written[int(index.vocabulary.pairs[-2 - code - index.n_words, 1])]
    return ""
