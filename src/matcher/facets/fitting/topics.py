"""The topics of a pool: latent semantic analysis, turned so that each topic reads as one."""

import numpy as np
from scipy import sparse
from scipy.linalg import eigh

from matcher.facets.space import Floats, TermSpace, unit_rows
from matcher.facets.topics import TopicOverlap, grains

TEXTS_PER_TOPIC = 4
"""A topic needs several texts that share it; with one for each text, a topic is a text."""

_LABEL_WORDS = 4
_GRAM_ROWS = 6000


def fit_topics(space: TermSpace, mentors: sparse.csr_array, reference: sparse.csr_array, n_topics: int) -> TopicOverlap:
    """Learn the topics of unit rows, shapes (n_mentors, n_terms) and (n_reference, n_terms).

    Topics are learned from single words. The turn (varimax) is a rotation: it changes no cosine, so it is free for the
    ranking, and it gathers each mentor on few topics, which is what makes them readable. Source: Rohe and Zeng, Vintage
    factor analysis with varimax performs statistical inference (2023).
    """
    words = unit_rows(sparse.vstack([mentors, reference]).tocsr()[:, : space.n_words])
    directions = _directions(words, min(n_topics, words.shape[0] // TEXTS_PER_TOPIC, words.shape[1] - 1))
    turned = directions @ varimax(words[: mentors.shape[0]] @ directions)
    turned *= np.where(np.einsum("ij,ij,ij->j", turned, turned, turned) < 0, -1.0, 1.0)
    rows = grains(mentors[:, : space.n_words] @ turned)
    return TopicOverlap(turned.astype(np.float32), rows, tuple(_label(space, topic) for topic in turned.T))


def _directions(rows: sparse.csr_array, n: int) -> Floats:
    """Return the n strongest right singular vectors of unit rows as columns, shape (n_terms, n).

    Exact decompositions rank better than the randomised one; for a pool of usual size the way over the Gram matrix of
    its rows is also the quickest.
    """
    if n < 2:  # a lone topic tells nobody apart
        return np.zeros((rows.shape[1], 0))
    if rows.shape[0] > _GRAM_ROWS:
        from sklearn.decomposition import TruncatedSVD

        components: Floats = TruncatedSVD(n, algorithm="arpack", random_state=0).fit(rows).components_.T
        return components
    last = rows.shape[0] - 1
    strengths, left = eigh((rows @ rows.T).toarray(), subset_by_index=[last - n + 1, last])
    kept = strengths > 1e-9
    found: Floats = rows.T @ (left[:, kept] / np.sqrt(strengths[kept]))
    return found


def _label(space: TermSpace, topic: Floats) -> str:
    """Return the leading words of a topic."""
    leading = np.argpartition(-topic, min(_LABEL_WORDS, len(topic) - 1))[:_LABEL_WORDS]
    ordered = sorted(leading[topic[leading] > 0], key=lambda word: (-topic[word], word))
    return ", ".join(space.written[word] for word in ordered)


def varimax(rows: Floats, n_rounds: int = 50, tolerance: float = 1e-5) -> Floats:
    """Return the rotation that makes each row of `rows` lean on few columns, shape (n_columns, n_columns).

    Source: Kaiser, The varimax criterion for analytic rotation in factor analysis (1958).
    """
    rotation, before = np.eye(rows.shape[1]), 0.0
    for _ in range(n_rounds):
        turned = rows @ rotation
        squares = turned * turned
        rotation, strength = _polar(rows.T @ (turned * (squares - squares.mean(axis=0))))
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
