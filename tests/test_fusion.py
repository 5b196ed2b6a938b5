import numpy as np
import pytest

from matcher.errors import ConfigError
from matcher.model.combine import fuse


def test_a_score_is_the_weighted_mean_of_the_affinities():
    # 0.6 * 0.5 + 0.4 * 1.0 = 0.7 and 0.6 * 0.0 + 0.4 * 0.25 = 0.1
    scores = fuse({"terms": np.array([[0.5, 0.0]]), "topics": np.array([[1.0, 0.25]])}, {"terms": 0.6, "topics": 0.4})
    np.testing.assert_allclose(scores, [[0.7, 0.1]])


@pytest.mark.parametrize("weights", [{"terms": 1.0}, {"terms": 0.5, "topics": 0.25, "interests": 0.25}])
def test_a_facet_without_weight_or_a_weight_without_facet_is_refused(weights):
    with pytest.raises(ConfigError, match="no pair of affinity and weight for: "):
        fuse({"terms": np.zeros((1, 1)), "topics": np.zeros((1, 1))}, weights)
