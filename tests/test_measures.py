import math

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ConfigError
from matcher.evaluation.evaluator import measured
from matcher.evaluation.judgments import Judgment, match_judgments
from matcher.evaluation.measures import MEASURES, measure_of, ndcg, ranks_of_graded, recall, reciprocal_rank, success
from matcher.evaluation.runs import Scored, read_run, write_run

MENTORS = [f"m{n}" for n in range(30)]
APPLICANTS = ["a", "b", "c"]
THEIRS = {
    "mrr": "recip_rank",
    "recall@1": "recall_1",
    "recall@5": "recall_5",
    "recall@10": "recall_10",
    "ndcg@10": "ndcg_cut_10",
    "success@1": "success_1",
}


def test_the_reciprocal_rank_is_that_of_the_first_who_fits():
    ranks, grades = np.array([[3.0, 2.0], [5.0, np.inf]]), np.array([[1.0, 1.0], [2.0, 0.0]])
    np.testing.assert_allclose(reciprocal_rank(ranks, grades), [1 / 2, 1 / 5])


def test_recall_counts_those_who_fit_among_the_first_k():
    ranks, grades = np.array([[1.0, 4.0, 9.0], [6.0, np.inf, np.inf]]), np.array([[1.0, 1.0, 3.0], [1.0, 0.0, 0.0]])
    np.testing.assert_allclose(recall(ranks, grades, k=5), [2 / 3, 0])


def test_success_asks_only_whether_somebody_who_fits_is_there():
    ranks, grades = np.array([[2.0, 1.0], [2.0, 3.0]]), np.ones((2, 2))
    np.testing.assert_allclose(success(ranks, grades, k=1), [1, 0])


def test_the_gain_is_the_grade_over_the_log_of_the_rank_as_a_share_of_the_best():
    # found 1 at rank 1 and 3 at rank 3; best is 3 at rank 1 and 1 at rank 2
    found, best = 1 / math.log2(2) + 3 / math.log2(4), 3 / math.log2(2) + 1 / math.log2(3)
    np.testing.assert_allclose(ndcg(np.array([[3.0, 1.0]]), np.array([[3.0, 1.0]]), k=10), [found / best])


def test_who_is_ranked_after_k_adds_nothing_but_would_have_been_best():
    np.testing.assert_allclose(
        ndcg(np.array([[11.0, 1.0]]), np.array([[1.0, 1.0]]), k=10), [1 / (1 + 1 / math.log2(3))]
    )


@pytest.mark.parametrize("measure", [*map(measure_of, MEASURES)], ids=MEASURES)
def test_a_missing_ranking_counts_zero(measure):
    np.testing.assert_array_equal(measure(np.full((1, 2), np.inf), np.array([[2.0, 1.0]])), [0])


@pytest.mark.parametrize("measure", [*map(measure_of, MEASURES)], ids=MEASURES)
def test_a_single_mentor_who_fits_at_the_top_is_worth_one(measure):
    np.testing.assert_array_equal(measure(np.array([[1.0, np.inf]]), np.array([[2.0, 0.0]])), [1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mrr", 1 / 3),
        ("mrr@2", 0),
        ("precision@3", 1 / 3),
        ("precision@20", 2 / 20),
        ("recall@20", 2 / 2),
        ("success@3", 1),
        ("ndcg@20", (1 / math.log2(4) + 1 / math.log2(16)) / (1 + 1 / math.log2(3))),
        ("ndcg", (1 / math.log2(4) + 1 / math.log2(16)) / (1 + 1 / math.log2(3))),
        ("ndcg@3", (1 / math.log2(4)) / (1 + 1 / math.log2(3))),
    ],
)
def test_a_measure_takes_any_cut_off(name, value):
    # two who fit, on the ranks 3 and 15
    np.testing.assert_allclose(measure_of(name)(np.array([[3.0, 15.0]]), np.array([[1.0, 1.0]])), [value])


@pytest.mark.parametrize(
    "name", ["luck", "recall", "success", "precision", "ndcg@0", "ndcg@-1", "ndcg@ 5", "ndcg@1.5", ""]
)
def test_an_unknown_measure_is_refused_with_a_list_of_the_known_ones(name):
    with pytest.raises(ConfigError, match="measure must be one of mrr@k, ndcg@k, precision@k, recall@k, success@k"):
        measure_of(name)


def test_ties_break_by_mentor_id_and_noise_is_a_tie():
    ranks = ranks_of_graded(np.array([[0.3, 0.1 + 0.2, 0.5, np.nan]]), np.array([[0, 1, 3]]))
    np.testing.assert_array_equal(ranks, [[2, 3, np.inf]])


grades = st.dictionaries(
    st.tuples(st.sampled_from(APPLICANTS), st.sampled_from(MENTORS)), st.integers(0, 3), min_size=1, max_size=25
)
rows = st.one_of(st.none(), st.lists(st.sampled_from([0.1, 0.25, 0.5]) | st.floats(0.001, 1), min_size=30, max_size=30))


def ranks_in(run, judged):
    """Return the rank of each graded mentor in a run, shaped like `judged.mentors`; inf for one not in the run."""
    ranks = np.full(judged.mentors.shape, np.inf)
    for row, name in enumerate(judged.applicants):
        placed = {line.mentor_id: rank for rank, line in enumerate(run.get(name, ()), 1)}
        ranks[row] = [placed.get(sorted(MENTORS)[column], np.inf) for column in judged.mentors[row]]
    return np.where(judged.mentors < 0, np.inf, ranks)


@given(grades, st.tuples(rows, rows, rows))
def test_the_numbers_are_those_of_trec_eval(tmp_path_factory, grades, scores):
    if not any(grades.values()):
        return
    judged = match_judgments([Judgment(*pair, grade) for pair, grade in grades.items()], APPLICANTS, sorted(MENTORS))
    table = {name: row for name, row in zip(APPLICANTS, scores, strict=True) if row is not None}
    given_scores = np.array([table.get(name, [np.nan] * 30) for name in judged.applicants])
    ours = measured(ranks_of_graded(given_scores, judged.mentors), judged)

    run = {name: in_order(row) for name, row in table.items()}
    path = tmp_path_factory.mktemp("runs") / "run.trec"
    write_run(run.items(), path)
    back = read_run(path)
    assert {name: ids(lines) for name, lines in back.items()} == {name: ids(lines) for name, lines in run.items()}
    np.testing.assert_array_equal(measured(ranks_in(back, judged), judged), ours)

    qrels = {name: {m: grade for (a, m), grade in grades.items() if a == name} for name in judged.applicants}
    found = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank", "recall.1,5,10", "ndcg_cut.10", "success.1"}).evaluate(
        {name: {line.mentor_id: line.score for line in lines} for name, lines in back.items()}
    )
    theirs = [[found.get(name, {}).get(THEIRS[m], 0.0) for m in MEASURES] for name in judged.applicants]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


def in_order(row):
    pairs = sorted(zip(sorted(MENTORS), row, strict=True), key=lambda pair: (-round(pair[1], 9), pair[0]))
    return [Scored(*pair) for pair in pairs]


def ids(lines):
    return [line.mentor_id for line in lines]
