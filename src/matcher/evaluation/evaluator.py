"""Evaluation of a model: measures over judged applicants, compared with standard baselines on the same texts.

A baseline takes the texts of mentors and applicants and returns scores of shape (n_applicants, n_mentors), larger is
better, in no particular range. It ranks all mentors.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from matcher.errors import ConfigError, InputError
from matcher.evaluation.judgments import Judged, JudgmentLike, LeftOut, match_judgments
from matcher.evaluation.measures import MEASURES, Floats, Interval, bootstrap, measure_of, n_needed, ranks_of_graded
from matcher.evaluation.runs import iter_scores
from matcher.model import MatchModel
from matcher.model.as_profiles import ApplicantLike, as_applicants
from matcher.records import Profile
from matcher.text.profile_text import whole_text
from matcher.wording import plain


class Compared(NamedTuple):
    """A baseline's value, the paired difference of the model and it, and the applicants needed to tell them apart."""

    value: Interval
    difference: Interval
    n_needed: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data, ready for JSON."""
        return {**self.value._asdict(), "difference": {**self.difference._asdict(), "n_needed": self.n_needed}}


@dataclass(frozen=True)
class Evaluation:
    """The measures of a model over judged applicants."""

    n_applicants: int
    """The number of judged applicants, those with at least one grade above 0."""
    n_unranked: int
    """How many of them got no ranking; they count as 0."""
    measures: Mapping[str, Interval]
    """The model's mean of each measure, with its interval."""
    baselines: Mapping[str, Mapping[str, Compared]] = field(default_factory=dict)
    """The same for each baseline, with the difference to it."""
    left_out: LeftOut = LeftOut()
    """Ids in the judgments that could not be used."""

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as plain data, ready for JSON."""
        compared = {
            name: {measure: value.to_dict() for measure, value in measures.items()}
            for name, measures in self.baselines.items()
        }
        return {**plain(self), "baselines": compared}


def evaluate(
    model: MatchModel,
    applicants: ApplicantLike,
    judgments: JudgmentLike,
    *,
    weights: Mapping[str, float] | None = None,
    measures: Sequence[str] = MEASURES,
    baselines: bool | Iterable[str] = False,
    seed: int = 0,
) -> Evaluation:
    """Return how well a fitted model ranks judged applicants: each measure with its 95 % interval over applicants.

    An applicant without a ranking counts as 0. Pairs with an unknown id and applicants without a grade above 0 are
    left out and listed.

    Parameters
    ----------
    measures
        Names such as `mrr`, `ndcg@20`, `precision@3`.
    baselines
        True evaluates every baseline on the same texts too, with paired differences; or the names of some.

    Raises
    ------
    InputError
        If no judgment can be used.
    ConfigError
        For an unknown measure or baseline.

    Examples
    --------
    >>> pool = [Profile("ada", interests="coral reefs"), Profile("bo", interests="compilers")]
    >>> evaluation = evaluate(MatchModel().fit(pool), [Profile("zoe", interests="reefs")], [("zoe", "ada", 1)])
    >>> evaluation.measures["mrr"]
    Interval(value=1.0, low=1.0, high=1.0)
    """
    wanted = list(BASELINES if baselines is True else baselines or ())
    if unknown := [name for name in wanted if name not in BASELINES]:
        raise ConfigError(f"baselines must be among {', '.join(BASELINES)}; check {', '.join(map(repr, unknown))}")
    names, people = list(dict.fromkeys(measures)), list(as_applicants(applicants))
    judged = match_judgments(judgments, [a.id for a in people], [mentor.id for mentor in model.mentors])
    ranks, unranked = _model_ranks(model, people, judged, weights)
    values = measured(ranks, judged, names)
    compared = {}
    for name in wanted:
        theirs = measured(_baseline_ranks(name, model, people, judged), judged, names)
        compared[name] = dict(zip(names, _compared(values, theirs, seed), strict=True))
    of_model = dict(zip(names, bootstrap(values, seed), strict=True))
    return Evaluation(len(judged.applicants), unranked, of_model, compared, judged.left_out)


def _compared(values: Floats, theirs: Floats, seed: int) -> Iterable[Compared]:
    gaps = values - theirs
    return map(Compared, bootstrap(theirs, seed), bootstrap(gaps, seed), map(n_needed, gaps.T))


def measured(ranks: Floats, judged: Judged, measures: Sequence[str] = MEASURES) -> Floats:
    """Return all measures of all judged applicants, shape (n_applicants, n_measures)."""
    return np.column_stack([measure_of(name)(ranks, judged.grades) for name in measures])


def judged_applicants(applicants: Iterable[Profile], judged: Judged) -> list[Profile]:
    """Return the profiles of the judged applicants, in their order."""
    profiles = {applicant.id: applicant for applicant in applicants}
    return [profiles[name] for name in judged.applicants]


def _model_ranks(
    model: MatchModel, applicants: Sequence[Profile], judged: Judged, weights: Mapping[str, float] | None
) -> tuple[Floats, int]:
    """Return the ranks of the graded mentors, and the number of applicants without a ranking."""
    ranks, unranked, start = [], 0, 0
    for chunk, scores in iter_scores(model, judged_applicants(applicants, judged), weights):
        ranks.append(ranks_of_graded(scores, judged.mentors[start : start + len(chunk)]))
        unranked += int(np.sum(np.all(np.isnan(scores), axis=1)))
        start += len(chunk)
    return np.vstack(ranks), unranked


def _baseline_ranks(name: str, model: MatchModel, applicants: Sequence[Profile], judged: Judged) -> Floats:
    row = {applicant.id: n for n, applicant in enumerate(applicants)}
    try:
        scores = BASELINES[name]([*map(whole_text, model.mentors)], [*map(whole_text, applicants)])
    except ValueError as error:
        if "empty vocabulary" not in str(error):
            raise
        raise InputError(f"{name} must find words of two letters or more in the pool; it finds none") from error
    return ranks_of_graded(scores[[row[name] for name in judged.applicants]], judged.mentors)


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


BASELINES: dict[str, Callable[[Sequence[str], Sequence[str]], Floats]] = {
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
