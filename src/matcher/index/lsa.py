"""Latent semantic analysis of a pool, rotated so that each topic is readable."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import eigh
from threadpoolctl import threadpool_limits

from matcher.index.postings import Floats, unit_rows
from matcher.index.tfidf import TermIndex

TEXTS_PER_TOPIC = 4
"""At least so many texts per topic: with one topic for each text, topics would be single texts."""

MOST_TEXTS, SAMPLED_TEXTS = 4000, 2000
"""With more texts than the first number, topics are learned from a sample of the second and refined on all texts: the
time of the decomposition grows with the cube of the number of texts."""

_LABEL_WORDS = 4
_ROUNDS, _TOLERANCE = 50, 1e-4
"""Varimax stops after so many rounds, or when a round improves its objective by less than this share."""

Singles = NDArray[np.float32]


def fit_lsa(
    terms: TermIndex, mentors: sparse.csr_array, reference: sparse.csr_array, n_topics: int
) -> tuple[Singles, tuple[str, ...]]:
    """Learn topics from unit rows, shapes (n_mentors, n_terms) and (n_reference, n_terms).

    Returns the loading of each word on each topic, shape (n_words, n_topics), and the leading words of each topic.
    Topics are learned from single words. Varimax is a rotation, so it changes no cosine and no ranking; it concentrates
    each mentor on few topics, which makes topics readable. Source: Rohe and Zeng, Vintage factor analysis with varimax
    performs statistical inference (2023).

    It runs in one thread: sums in another order differ in their last bits, and the same pool must give the same model
    with any number of processors.
    """
    with threadpool_limits(limits=1):
        words = unit_rows(sparse.vstack([mentors, reference]).tocsr()[:, : terms.n_words]).astype(np.float32)
        directions = _directions(words, min(n_topics, words.shape[0] // TEXTS_PER_TOPIC, words.shape[1] - 1))
        rotation = varimax(_sample(words[: mentors.shape[0]], SAMPLED_TEXTS) @ directions)
        components = directions @ rotation.astype(np.float32)
        # flip each topic so that its large loadings are positive
        skewness = np.einsum("ij,ij,ij->j", components, components, components)
        components *= np.where(skewness < 0, np.float32(-1), np.float32(1))
    return components, tuple(_label(terms, topic) for topic in components.T.copy())


def _directions(words: sparse.csr_array, n: int) -> Singles:
    """Return the n strongest directions of unit rows as columns, shape (n_words, n); approximate for a large pool."""
    if n < 2:  # a single topic distinguishes nobody
        return np.zeros((words.shape[1], 0), np.float32)
    if words.shape[0] <= MOST_TEXTS:
        return _singular_vectors(words, n)
    sample = _sample(words, max(SAMPLED_TEXTS, TEXTS_PER_TOPIC * n))
    return _refined(words, _singular_vectors(sample, n))


def _sample(rows: sparse.csr_array, n: int) -> sparse.csr_array:
    """Return all rows, or n evenly spaced ones if there are more than `MOST_TEXTS`."""
    return rows if rows.shape[0] <= MOST_TEXTS else rows[np.arange(n) * rows.shape[0] // n]


def _singular_vectors(rows: sparse.csr_array, n: int) -> Singles:
    """Return the n strongest right singular vectors of unit rows as columns, shape (n_words, n).

    Exact decompositions rank better than the randomised one; the Gram matrix of the rows is the fastest way.
    """
    last = rows.shape[0] - 1
    strengths, left = eigh((rows @ rows.T).toarray(), subset_by_index=[last - n + 1, last])
    kept = strengths > 1e-5 * strengths[-1]
    right: Singles = rows.T @ (left[:, kept] / np.sqrt(strengths[kept]))
    return right


def _refined(rows: sparse.csr_array, directions: Singles) -> Singles:
    """Refine directions learned from a sample of rows by one round of subspace iteration over all rows.

    This gives loadings to words outside the sample, and moves the directions close to those of all rows.
    """
    iterated = rows.T @ (rows @ directions)
    iterated /= np.sqrt(np.einsum("ij,ij->j", iterated, iterated))
    squares, basis = eigh((iterated.T @ iterated).astype(np.float64))
    kept = squares > 1e-5
    orthogonal: Singles = iterated @ (basis[:, kept] / np.sqrt(squares[kept])).astype(np.float32)
    return orthogonal


def _label(terms: TermIndex, topic: Singles) -> str:
    """Return the leading words of a topic."""
    leading = np.argpartition(-topic, min(_LABEL_WORDS, len(topic) - 1))[:_LABEL_WORDS]
    ordered = sorted(leading[topic[leading] > 0], key=lambda word: (-topic[word], word))
    return ", ".join(terms.written[word] for word in ordered)


def varimax(rows: Floats | Singles) -> Floats:
    """Return the rotation that concentrates each row of `rows` on few columns, shape (n_columns, n_columns).

    The search runs in single precision; the result is orthogonal in double precision.
    Source: Kaiser, The varimax criterion for analytic rotation in factor analysis (1958).
    """
    rows = rows.astype(np.float32, copy=False)
    rotation, strength_before = np.eye(rows.shape[1]), 0.0
    for _ in range(_ROUNDS):
        rotated = rows @ rotation.astype(np.float32)
        squares = rotated * rotated
        rotation, strength = _polar((rows.T @ (rotated * (squares - squares.mean(axis=0)))).astype(np.float64))
        if strength < strength_before * (1 + _TOLERANCE):
            break
        strength_before = strength
    return 1.5 * rotation - 0.5 * rotation @ (rotation.T @ rotation)


def _polar(matrix: Floats) -> tuple[Floats, float]:
    """Return approximately the rotation nearest to a matrix, and the sum of the matrix's singular values.

    Eigenvectors of the small symmetric product take a quarter of the time of a singular value decomposition. The lost
    precision does not matter to the next round, and a Newton-Schulz step restores it after the last. A nearly singular
    matrix takes the full decomposition.
    """
    squares, right = np.linalg.eigh(matrix.T @ matrix)
    if not len(squares) or squares[0] <= 1e-12 * squares[-1]:
        left, strengths, right = np.linalg.svd(matrix)
        return left @ right, float(strengths.sum())
    strengths = np.sqrt(squares)
    return matrix @ ((right / strengths) @ right.T), float(strengths.sum())
