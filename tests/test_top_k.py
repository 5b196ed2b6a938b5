import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import ConfigError
from matcher.ranking.top_k import TIE_DECIMALS, top_k

scored = st.lists(
    st.one_of(st.just(np.nan), st.sampled_from([0.1, 0.2, 0.3]), st.floats(0, 1)), min_size=1, max_size=30
)


@given(scored, st.integers(1, 35))
def test_no_mentor_left_out_scores_higher_than_one_kept(values, k):
    scores = np.round(np.array(values), TIE_DECIMALS)
    kept = top_k(scores, k).tolist()
    left = [i for i in range(len(values)) if i not in kept and not np.isnan(scores[i])]
    assert all(scores[lost] <= scores[won] for lost in left for won in kept)
    assert len(kept) == min(k, np.count_nonzero(~np.isnan(scores)))


def test_equal_scores_are_ordered_by_position_which_is_that_of_ids():
    assert top_k(np.array([0.5, 0.7, 0.5, 0.5]), 3).tolist() == [1, 0, 2]


def test_scores_that_differ_by_arithmetic_noise_are_equal():
    assert top_k(np.array([0.3, 0.1 + 0.2]), 2).tolist() == [0, 1]


def test_a_nan_score_is_never_ranked():
    assert top_k(np.array([np.nan, 0.1]), 5).tolist() == [1]
    assert top_k(np.array([np.nan]), 5).tolist() == []


@pytest.mark.parametrize("k", [0, -1, 1.5, True, "3"])
def test_a_length_that_makes_no_sense_is_refused(k):
    with pytest.raises(ConfigError, match="k must be a whole number of 1 or more; it is"):
        top_k(np.array([0.1]), k)
