import json
import math
from importlib import import_module

import pytest

import matcher
from matcher.errors import ConfigError, InputError
from matcher.evaluation import Judgment, evaluate
from matcher.evaluation.evaluator import BASELINES
from matcher.evaluation.measures import MEASURES
from matcher.model import MatchModel
from matcher.records import Profile

ZOE = Profile("zoe", statement="I record the sound of coral reefs. Once I measured soil.")
BO = Profile("bo", statement="compilers")
XY = Profile("xy", statement="xyzzy")
JUDGMENTS = [Judgment("zoe", "soil", 2), Judgment("bo", "type", 1), Judgment("bo", "reef", 0)]


def test_the_measures_are_means_over_judged_applicants(model):
    found = evaluate(model, [ZOE, BO, XY], JUDGMENTS)
    values = {name: interval.value for name, interval in found.measures.items()}
    # zoe finds soil at rank 2, bo finds type at rank 1; xy was not judged
    assert found.n_applicants == 2
    assert values == pytest.approx(
        {
            "mrr": (1 / 2 + 1) / 2,
            "recall@1": (0 + 1) / 2,
            "recall@5": 1,
            "recall@10": 1,
            "ndcg@10": (1 / math.log2(3) + 1) / 2,
            "success@1": (0 + 1) / 2,
        }
    )


def test_an_applicant_without_a_ranking_counts_as_zero_and_is_counted(model):
    found = evaluate(model, [BO, XY], [Judgment("bo", "type", 1), Judgment("xy", "reef", 1)])
    assert (found.n_applicants, found.n_unranked) == (2, 1)
    assert found.measures["mrr"].value == 0.5


def test_a_mentor_with_nothing_in_common_was_not_found(model):
    assert evaluate(model, [BO], [Judgment("bo", "soil", 1)]).measures["mrr"].value == 0


def test_what_cannot_be_used_is_listed(model):
    found = evaluate(model, [ZOE, XY], [*JUDGMENTS, Judgment("zoe", "atlantis", 1), Judgment("xy", "soil", 0)])
    assert found.left_out == (("bo",), ("atlantis",), ("xy",))


def test_weights_move_the_measures_without_refitting(model):
    even = evaluate(model, [ZOE, BO], JUDGMENTS, weights=model.weights)
    assert even == evaluate(model, [ZOE, BO], JUDGMENTS)


def test_baselines_are_measured_on_the_same_pairs(model):
    # bo has nothing in common with soil: a baseline ranks everybody, so it finds soil at the end
    found = evaluate(model, [ZOE, BO], [*JUDGMENTS, Judgment("bo", "soil", 1)], baselines=True)
    assert list(found.baselines) == list(BASELINES)
    assert found.baselines["bm25"]["recall@5"].difference.value == pytest.approx((1 + 1 / 2) / 2 - 1)
    for measures in found.baselines.values():
        for name, (value, difference, _) in measures.items():
            assert difference.value == pytest.approx(found.measures[name].value - value.value)


def test_the_plain_data_has_the_promised_shape(model):
    data = json.loads(json.dumps(evaluate(model, [ZOE, BO], JUDGMENTS, baselines=["bm25"]).to_dict()))
    assert data["n_applicants"] == 2
    assert list(data["measures"]) == list(MEASURES)
    assert set(data["measures"]["mrr"]) == {"value", "low", "high"}
    assert set(data["baselines"]["bm25"]["mrr"]) == {"value", "low", "high", "difference"}
    assert set(data["baselines"]["bm25"]["mrr"]["difference"]) == {"value", "low", "high", "n_needed"}


def test_an_unknown_baseline_is_named(model):
    with pytest.raises(ConfigError, match="baselines must be among tfidf-pool, .*; check 'luck'"):
        evaluate(model, [ZOE], JUDGMENTS, baselines=["luck"])


def test_a_baseline_that_finds_no_word_says_so():
    pool = MatchModel().fit([Profile("c", interests="c++"), Profile("r", interests="r")])
    with pytest.raises(InputError, match="tfidf-pool must find words of two letters or more in the pool"):
        evaluate(pool, [Profile("zoe", interests="c++")], [Judgment("zoe", "c", 1)], baselines=True)


def test_nothing_to_measure_is_refused(model):
    with pytest.raises(InputError, match="judgments must name applicants and mentors of these tables"):
        evaluate(model, [ZOE], [Judgment("nemo", "reef", 1)])


def test_the_function_stays_a_function_whatever_was_imported_before():
    for module in ("matcher.evaluation", "matcher.evaluation.measures"):
        import_module(module)
        assert matcher.evaluate is evaluate
