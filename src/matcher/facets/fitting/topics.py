"""The topics of a pool: latent semantic analysis, turned so that each topic reads as one."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import eigh

from matcher.facets.space import Floats, TermSpace, unit_rows
from matcher.facets.topics import TopicOverlap, grains

TEXTS_PER_TOPIC = 4
"""A topic needs several texts that share it; with one for each text, a topic is a text."""

MOST_TEXTS, LEARNED_FROM = 4000, 2000
"""Of more than so many texts topics are learned from some, and mended by all: decomposing costs their number cubed."""

_LABEL_WORDS = 4

Singles = NDArray[np.float32]


def fit_topics(space: TermSpace, mentors: sparse.csr_array, reference: sparse.csr_array, n_topics: int) -> TopicOverlap:
    """Learn the topics of unit rows, shapes (n_mentors, n_terms) and (n_reference, n_terms).

    Topics are learned from single words. The turn (varimax) is a rotation: it changes no cosine, so it is free for the
    ranking, and it gathers each mentor on few topics, which is what makes them readable. Source: Rohe and Zeng, Vintage
    factor analysis with varimax performs statistical inference (2023).
    """
    words = unit_rows(sparse.vstack([mentors, reference]).tocsr()[:, : space.n_words]).astype(np.float32)
    directions = _learned(words, min(n_topics, words.shape[0] // TEXTS_PER_TOPIC, words.shape[1] - 1))
    turned = directions @ varimax(_spread(words[: mentors.shape[0]], LEARNED_FROM) @ directions).astype(np.float32)
    turned *= np.where(np.einsum("ij,ij,ij->j", turned, turned, turned) < 0, np.float32(-1), np.float32(1))
    rows = grains(mentors[:, : space.n_words].astype(np.float32) @ turned)
    return TopicOverlap(turned, rows, tuple(_label(space, topic) for topic in turned.T.copy()))


def _learned(words: sparse.csr_array, n: int) -> Singles:
    """Return the n strongest directions of unit rows as columns, shape (n_words, n); those of a large pool nearly."""
    if n < 2:  # a lone topic tells nobody apart
        return np.zeros((words.shape[1], 0), np.float32)
    if words.shape[0] <= MOST_TEXTS:
        return _directions(words, n)
    some = _spread(words, max(LEARNED_FROM, TEXTS_PER_TOPIC * n))
    return _mended(words, _directions(some, n))


def _spread(rows: sparse.csr_array, n: int) -> sparse.csr_array:
    """Return rows, of more than `MOST_TEXTS` only n, evenly spread."""
    return rows if rows.shape[0] <= MOST_TEXTS else rows[np.arange(n) * rows.shape[0] // n]


def _directions(rows: sparse.csr_array, n: int) -> Singles:
    """Return the n strongest right singular vectors of unit rows as columns, shape (n_words, n).

    Exact decompositions rank better than the randomised one; the way over the Gram matrix of the rows is the quickest.
    """
    last = rows.shape[0] - 1
    strengths, left = eigh((rows @ rows.T).toarray(), subset_by_index=[last - n + 1, last])
    kept = strengths > 1e-5 * strengths[-1]
    found: Singles = rows.T @ (left[:, kept] / np.sqrt(strengths[kept]))
    return found


def _mended(rows: sparse.csr_array, directions: Singles) -> Singles:
    """Return directions that were learned from some rows after one round of subspace iteration over all of them.

    It gives the words that only other rows have their place, and brings a direction near to that of all rows.
    """
    found = rows.T @ (rows @ directions)
    found /= np.sqrt(np.einsum("ij,ij->j", found, found))
    squares, turn = eigh((found.T @ found).astype(np.float64))
    kept = squares > 1e-5
    mended: Singles = found @ (turn[:, kept] / np.sqrt(squares[kept])).astype(np.float32)
    return mended


def _label(space: TermSpace, topic: Singles) -> str:
    """Return the leading words of a topic."""
    leading = np.argpartition(-topic, min(_LABEL_WORDS, len(topic) - 1))[:_LABEL_WORDS]
    ordered = sorted(leading[topic[leading] > 0], key=lambda word: (-topic[word], word))
    return ", ".join(space.written[word] for word in ordered)


def varimax(rows: Floats | Singles, n_rounds: int = 50, tolerance: float = 1e-4) -> Floats:
    """Return the rotation that makes each row of `rows` lean on few columns, shape (n_columns, n_columns).

    It is looked for in single precision; that it is a rotation holds in double precision.
    Source: Kaiser, The varimax criterion for analytic rotation in factor analysis (1958).
    """
    rows = rows.astype(np.float32, copy=False)
    rotation, before = np.eye(rows.shape[1]), 0.0
    for _ in range(n_rounds):
        turned = rows @ rotation.astype(np.float32)
        squares = turned * turned
        rotation, strength = _polar((rows.T @ (turned * (squares - squares.mean(axis=0)))).astype(np.float64))
        if strength < before * (1 + tolerance):
            break
        before = strength
    return rotation


def _polar(matrix: Floats) -> tuple[Floats, float]:
    """Return the rotation nearest to a matrix, and the sum of the matrix's singular values.

    Eigenvectors of the small symmetric product take a fourth of the time of a singular value decomposition; what they
    lose in precision one Newton-Schulz step gives back. A matrix near to singular takes the long way.
    """
    squares, right = eigh(matrix.T @ matrix)
    if not len(squares) or squares[0] < 1e-12 * squares[-1]:
        left, strengths, right = np.linalg.svd(matrix)
        return left @ right, float(strengths.sum())
    strengths = np.sqrt(squares)
    near = matrix @ ((right / strengths) @ right.T)
    return 1.5 * near - 0.5 * near @ (near.T @ near), float(strengths.sum())
