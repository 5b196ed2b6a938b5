"""Standard baselines to compare with on the same data: TF-IDF with cosine, BM25, LSA.

Each takes the texts of mentors and applicants and returns scores of shape (n_applicants, n_mentors), larger is better,
in no particular range. All mentors are ranked.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse

from matcher.index.postings import Floats

Baseline = Callable[[Sequence[str], Sequence[str]], Floats]

_GRAM_ROWS = 4000
_K1, _B = 1.5, 0.75
"""BM25's usual parameters for saturation of counts and normalisation by length."""


def tfidf_pool(mentors: Sequence[str], applicants: Sequence[str]) -> Floats:
    """Return cosines of TF-IDF vectors of words and pairs, document frequencies counted in the pool alone."""
    rows, queries = _tfidf(mentors, applicants, mentors)
    return (queries @ rows.T).toarray()


def tfidf_both(mentors: Sequence[str], applicants: Sequence[str]) -> Floats:
    """Return the same cosines, document frequencies counted in both sides' texts."""
    rows, queries = _tfidf(mentors, applicants, [*mentors, *applicants])
    return (queries @ rows.T).toarray()


def lsa200(mentors: Sequence[str], applicants: Sequence[str]) -> Floats:
    """Return cosines in the 200 strongest directions of both sides' TF-IDF vectors.

    Source: Deerwester et al., Indexing by latent semantic analysis (1990).
    """
    from sklearn.preprocessing import normalize

    both = normalize(sparse.vstack(_tfidf(mentors, applicants, [*mentors, *applicants]), format="csr"))
    vectors = normalize(_strongest(both, min(200, both.shape[0] - 1)))
    return vectors[len(mentors) :] @ vectors[: len(mentors)].T  # type: ignore[no-any-return]


def tfidf_lsa(mentors: Sequence[str], applicants: Sequence[str]) -> Floats:
    """Return the sum of `tfidf_both` and `lsa200`, each standardised over an applicant's mentors."""
    return _standard(tfidf_both(mentors, applicants)) + _standard(lsa200(mentors, applicants))


def _standard(scores: Floats) -> Floats:
    spread: Floats = scores.std(axis=1, keepdims=True) + 1e-12
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / spread)


def bm25(mentors: Sequence[str], applicants: Sequence[str], stop_words: str | list[str] | None = "english") -> Floats:
    """Return BM25 scores of the mentors' texts for each applicant's words; repeated words count each time.

    scikit-learn's English stop words rank better than Lucene's 33 and than none: bench/quality.md has the figures.

    Source: Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond (2009), with Lucene's
    non-negative idf, log(1 + (N - n + 0.5) / (n + 0.5)).
    """
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(stop_words=stop_words)
    counts = counter.fit_transform(mentors).astype(np.float64)
    queries = counter.transform(applicants)
    return (queries @ bm25_weights(counts, _K1, _B).T).toarray()  # type: ignore[no-any-return]


def bm25_weights(counts: "sparse.csr_matrix[np.float64]", k1: float, b: float) -> "sparse.csr_matrix[np.float64]":
    """Return what one occurrence of a word in a query adds to each text's score, shape (n_texts, n_words)."""
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    document_frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log(1 + (counts.shape[0] - document_frequency + 0.5) / (document_frequency + 0.5))
    weights = counts.copy()
    penalty = np.repeat(k1 * (1 - b + b * lengths / max(lengths.mean(), 1e-12)), np.diff(counts.indptr))
    weights.data = idf[counts.indices] * counts.data / (counts.data + penalty)
    return weights


BASELINES: dict[str, Baseline] = {
    "tfidf-pool": tfidf_pool,
    "tfidf-both": tfidf_both,
    "bm25": bm25,
    "lsa200": lsa200,
    "tfidf+lsa": tfidf_lsa,
}
"""The baselines by name."""


def _tfidf(
    mentors: Sequence[str], applicants: Sequence[str], fit: Sequence[str]
) -> "tuple[sparse.csr_matrix[np.float64], sparse.csr_matrix[np.float64]]":
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(stop_words="english", ngram_range=(1, 2), sublinear_tf=True).fit(fit)
    return vectorizer.transform(mentors), vectorizer.transform(applicants)


def _strongest(rows: "sparse.csr_matrix[np.float64]", k: int) -> Floats:
    """Return rows projected on their k strongest directions, exactly; by the Gram matrix if it is small enough."""
    if rows.shape[0] > _GRAM_ROWS:
        from sklearn.decomposition import TruncatedSVD

        return TruncatedSVD(k, algorithm="arpack", random_state=0).fit_transform(rows)  # type: ignore[no-any-return]
    from scipy.linalg import eigh

    last = rows.shape[0] - 1
    values, vectors = eigh((rows @ rows.T).toarray(), subset_by_index=[last + 1 - k, last])
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))
