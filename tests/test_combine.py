import numpy as np
import pytest

from matcher.errors import ConfigError
from matcher.ranking.top_k import combine

BOTH = {"terms": np.array([[0.5, 0.0]]), "topics": np.array([[1.0, 0.25]])}
WEIGHTS = {"terms": 0.6, "topics": 0.4}


def test_a_score_is_the_weighted_mean_of_the_affinities():
    # 0.6 * 0.5 + 0.4 * 1.0 = 0.7 and 0.6 * 0.0 + 0.4 * 0.25 = 0.1
    np.testing.assert_allclose(combine(BOTH, WEIGHTS), [[0.7, 0.1]])


def test_penalties_are_subtracted_and_a_score_may_be_negative():
    np.testing.assert_allclose(combine(BOTH, WEIGHTS, np.array([[0.2, 0.3]])), [[0.5, -0.2]])


def test_without_a_gain_there_is_no_score_whatever_is_lost():
    nothing = {"terms": np.array([0.0, 0.1])}
    np.testing.assert_allclose(combine(nothing, {"terms": 1.0}, np.array([0.2, 0.0])), [np.nan, 0.1])


def test_a_facet_that_does_not_count_need_not_be_computed():
    np.testing.assert_allclose(combine({"terms": np.array([0.5])}, {"terms": 1.0, "topics": 0.0}), [0.5])


@pytest.mark.parametrize("weights", [{"terms": 1.0}, {"terms": 0.5, "topics": 0.25, "interests": 0.25}])
def test_a_facet_without_weight_or_a_weight_without_facet_is_refused(weights):
    with pytest.raises(ConfigError, match="no pair of affinity and weight for: "):
        combine({"terms": np.zeros((1, 1)), "topics": np.zeros((1, 1))}, weights)
