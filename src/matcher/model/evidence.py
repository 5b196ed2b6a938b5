"""The words shown beside a score: the shared terms that add most to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.facets import TermSpace
from matcher.facets.parts import BEST_PASSAGES, BEST_PIECES, SHARE
from matcher.model.pairs import Applicant, PairScorer

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

N_SHARED_TERMS = 5
_LOOKED_AT = 16


class _Share(NamedTuple):
    """Some rows of the mentors' vectors, each with the pair it belongs to, the text it meets there and its share."""

    matrix: sparse.csr_array
    rows: Places
    pairs: Places
    texts: Places
    shares: Floats


def term_points(scorer: PairScorer, applicant: Applicant, mentors: Places, weights: Mapping[str, float]) -> Floats:
    """Return what each term adds to the scores of the applicant taken up, shape (n_mentors, n_terms + 1).

    The columns are the rows of the applicant's weights. The largest cosines decide which passages and pieces count,
    the first among equals.
    """
    n, keys, values = len(applicant.weights), [], []
    for matrix, rows, pairs, texts, shares in _shares(scorer, applicant, mentors, weights):
        places, bounds = scorer.entries(matrix, rows)
        of = np.repeat(np.arange(len(rows)), np.diff(bounds))
        slots = scorer.slots[matrix.indices[places]]
        keys.append(pairs[of] * n + slots)
        values.append(shares[of] * (applicant.weights[slots, texts[of]] * matrix.data[places]))
    # bincount adds up in the order given, which is that of the shares
    found = np.bincount(np.concatenate(keys), np.concatenate(values), minlength=len(mentors) * n)
    return np.asarray(found.reshape(len(mentors), n), np.float64)


def _shares(
    scorer: PairScorer, applicant: Applicant, mentors: Places, weights: Mapping[str, float]
) -> Iterator[_Share]:
    """Yield what a score's term points are made of: all a mentor says, the best pieces, the interests."""
    arrays, everyone = scorer.mentors, np.arange(len(mentors))
    found, pieces = scorer.mixed(applicant, mentors)
    sizes = np.diff(arrays.bounds)[mentors]
    texts = [(np.zeros(len(mentors), np.int64), 1.0)]
    if found.shape[1] > 1:
        best = np.argsort(-found[:, 1:], axis=1, kind="stable")[:, :BEST_PASSAGES] + 1
        texts = [(texts[0][0], 1 - SHARE), *((text, SHARE / BEST_PASSAGES) for text in best.T)]
    for text, share in texts:
        shares = weights["terms"] * share * np.where(sizes, 1 - SHARE, 1.0)
        yield _Share(arrays.everything, mentors, everyone, text, shares)
    shown = np.flatnonzero(sizes)
    for (text, share), place in product(texts, range(BEST_PIECES if len(shown) else 0)):
        order = np.argsort(-pieces[shown, :, text[shown]], axis=1, kind="stable")
        some = shown[sizes[shown] > place]
        rows = arrays.bounds[mentors[some]] + order[sizes[shown] > place, place]
        shares = weights["terms"] * share * (SHARE / np.clip(sizes[some], 1, BEST_PIECES))
        yield _Share(arrays.pieces, rows, some, text[some], shares)
    yield _Share(arrays.interests, mentors, everyone, texts[0][0], np.full(len(mentors), weights["interests"]))


def leading(points: Floats, columns: NDArray[np.int32], space: TermSpace) -> tuple[int, ...]:
    """Return the terms of one pair to be shown, by column: those with most points, at most five.

    `points` belong to `columns`; terms without points are not shared. Equal points go by label.
    """
    shared = np.flatnonzero(points > 0)
    with_pairs = bool((columns[shared] >= space.n_words).any())
    for n in (_LOOKED_AT, len(shared)):
        some = shared
        if n < len(shared):
            least = np.partition(points[shared], len(shared) - n)[len(shared) - n]
            some = shared[points[shared] >= least]
        ranked = sorted((-value, space.label(column), column) for value, column in _items(points, columns, some))
        kept = lead([text for _, text, _ in ranked], N_SHARED_TERMS, len(some) == len(shared), with_pairs)
        if kept is not None:
            column_of = {text: column for _, text, column in ranked}
            return tuple(column_of[text] for text in kept)
    return ()


def _items(points: Floats, columns: NDArray[np.int32], some: Places) -> Iterable[tuple[float, int]]:
    return zip(points[some].tolist(), columns[some].tolist(), strict=True)


def lead(ranked: Sequence[str], n: int, complete: bool = True, with_pairs: bool = True) -> list[str] | None:
    """Return the n first of ranked terms; a word that a pair already shows, or that shows again, is left out.

    None where more of the ranking must be known to tell: a pair further down may show a word further up.

    >>> lead(["reef", "coral", "coral reef", "sound"], 2)
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
    return kept if complete or (len(kept) == n and (len(pairs) == n or not with_pairs)) else None
