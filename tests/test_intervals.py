import numpy as np
import pytest

from matcher.evaluation.measures import Interval, bootstrap, n_needed


def test_a_mean_of_two_lies_anywhere_between_them():
    # of all resamples of (0, 1) a quarter has mean 0 and a quarter mean 1, far more than 2.5 % each
    assert bootstrap(np.array([[0.0], [1.0]])) == [Interval(0.5, 0.0, 1.0)]


def test_what_is_the_same_for_everybody_is_certain():
    [found] = bootstrap(np.full((40, 1), 0.25))
    assert found == pytest.approx((0.25, 0.25, 0.25))


def test_the_interval_of_many_is_the_normal_one():
    values = np.random.default_rng(3).random((900, 1))
    [found] = bootstrap(values)
    half = 1.96 * values.std() / np.sqrt(900)  # the standard error of a mean
    assert found.high - found.value == pytest.approx(half, rel=0.1)
    assert found.value - found.low == pytest.approx(half, rel=0.1)


def test_the_same_seed_gives_the_same_interval_and_columns_are_resampled_together():
    values = np.random.default_rng(0).random((50, 1))
    pair = bootstrap(np.hstack([values, values - 1]), seed=7)
    assert pair == bootstrap(np.hstack([values, values - 1]), seed=7)
    assert pair[0].low - 1 == pytest.approx(pair[1].low)
    assert bootstrap(values, seed=8) != bootstrap(values, seed=7)


def test_an_interval_excludes_zero_on_either_side():
    assert Interval(0.2, 0.1, 0.3).excludes_zero
    assert Interval(-0.2, -0.3, -0.1).excludes_zero
    assert not Interval(0.1, 0.0, 0.2).excludes_zero


def test_a_difference_half_as_large_needs_four_times_as_many():
    spread = np.array([-1.0, 1.0] * 50)  # standard deviation 1.005 with n - 1
    # ((1.96 + 0.84) * 1.005 / 0.5) squared = 31.71; with 0.25 instead of 0.5 it is 126.8
    assert n_needed(spread + 0.5) == 32
    assert n_needed(spread + 0.25) == 127


def test_no_number_tells_equals_apart():
    assert n_needed(np.zeros(10)) is None
    assert n_needed(np.array([0.5])) is None
