"""The shared terms shown beside a score: those that add most to it."""

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from matcher.facets.base import Facet
from matcher.facets.interests import Interests
from matcher.facets.terms import Terms
from matcher.index.postings import Floats
from matcher.index.tfidf import ApplicantVectors, TermIndex

N_SHARED_TERMS = 5
"""How many shared terms are shown at most."""

_FIRST_LOOK = 16
_MENTORS_AT_ONCE = 256


def shared_terms(
    applicant: ApplicantVectors,
    mentors: NDArray[np.int64],
    facets: Mapping[str, Facet],
    weights: Mapping[str, float],
    index: TermIndex,
) -> NDArray[np.int32]:
    """Return the terms of one applicant to be shown beside each mentor, by column, shape (n_mentors, 5), else -1.

    They are those that add most to the facets `terms` and `interests` together.
    """
    shown = np.full((len(mentors), N_SHARED_TERMS), -1, np.int32)
    terms, interests = cast(Terms, facets["terms"]), cast(Interests, facets["interests"])
    for start in range(0, len(mentors), _MENTORS_AT_ONCE):
        some = mentors[start : start + _MENTORS_AT_ONCE]
        said = terms.term_contributions(applicant, some)
        points = weights["terms"] * said.values
        points += weights["interests"] * interests.term_contributions(applicant, some).values
        for row, values in zip(shown[start:], points, strict=False):
            columns = shown_terms(values, said.terms, index)
            row[: len(columns)] = columns
    return shown


def shown_terms(points: Floats, terms: NDArray[np.int32], index: TermIndex) -> list[int]:
    """Return the terms of one pair to be shown, by column: those with most points, at most five.

    Parameters
    ----------
    points
        What each of `terms` adds to the score, shape (n_terms,); terms without points are not shared.
    terms
        Columns. Equal points go by label.
    """
    shared = np.flatnonzero(points > 0)
    with_pairs = bool((terms[shared] >= index.n_words).any())
    for n in (_FIRST_LOOK, len(shared)):  # labels are made for the leading terms only, where these are enough
        leading = shared
        if n < len(shared):
            least = np.partition(points[shared], len(shared) - n)[len(shared) - n]
            leading = shared[points[shared] >= least]
        values = zip(points[leading].tolist(), terms[leading].tolist(), strict=True)
        ranked = sorted((-value, index.label(term), term) for value, term in values)
        labels = without_repeats(
            [label for _, label, _ in ranked], N_SHARED_TERMS, len(leading) == len(shared), with_pairs
        )
        if labels is not None:
            column_of = {label: term for _, label, term in ranked}
            return [column_of[label] for label in labels]
    return []


def without_repeats(
    ranked: Sequence[str], n: int, is_complete: bool = True, with_pairs: bool = True
) -> list[str] | None:
    """Return the n first of ranked terms; a word that a pair already shows, or that shows again, is left out.

    None where more of the ranking must be known to tell: a pair further down may show a word further up.

    >>> without_repeats(["reef", "coral", "coral reef", "sound"], 2)
    ['coral reef', 'sound']
    """
    pairs = [term for term in ranked if " " in term][:n]
    kept: list[str] = []
    for term in ranked:
        whole = next((pair for pair in pairs if term in pair.split()), term)
        if not any(set(whole.split()) & set(other.split()) for other in kept):
            kept.append(whole)
        if len(kept) == n:
            break
    is_known = is_complete or (len(kept) == n and (len(pairs) == n or not with_pairs))
    return kept if is_known else None
