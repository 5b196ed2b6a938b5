from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matcher
from matcher.applicants import read_applicants
from matcher.config import MatchConfig
from matcher.errors import ConfigError, InputError
from matcher.evaluation import Judgment, evaluate
from matcher.evaluation.judgments import Judged
from matcher.mentors import read_pool
from matcher.model import MatchModel
from matcher.model.cache import sample_dir, sample_files
from matcher.records import Profile
from matcher.registry import facet_names
from matcher.tuning import Search, nearest_first, proved, simplex, tune, variations, whole_steps

DEFAULT = MatchConfig()
ONLY_WEIGHTS = Search(steps=2, settings={})
PEOPLE = [Profile(f"a{n:02}", statement=text) for n, text in enumerate(["coral reefs", "soil", "compilers"] * 4)]
FITTING = [Judgment(person.id, lab, 1) for person, lab in zip(PEOPLE, ["reef", "soil", "type"] * 4, strict=True)]


@given(st.integers(1, 5), st.integers(1, 12))
def test_every_weighting_in_whole_steps_comes_once_and_sums_to_one(n_facets, steps):
    grid = list(simplex(n_facets, steps))
    assert len(grid) == len(set(grid)) > 0
    assert all(sum(round(share * steps) for share in shares) == steps for shares in grid)


def test_the_default_comes_first_and_then_what_is_nearest_to_it():
    weightings = nearest_first(DEFAULT.weights, 10)
    distances = [sum(abs(w[name] - DEFAULT.weights[name]) for name in facet_names()) for w in weightings]
    assert weightings[0] == DEFAULT.weights
    assert distances == pytest.approx(sorted(distances), abs=1e-8)
    assert len(set(weightings)) == len(weightings)


def test_a_search_stays_within_a_thousand_weightings():
    # of 5 facets in 10 steps there are 14 over 4 = 1,001; of 6 in 7 steps 12 over 5 = 792, in 8 steps 1,287
    assert [whole_steps(n) for n in (1, 3, 5, 6, 2000)] == [10, 10, 10, 7, 1]


def test_one_setting_is_changed_at_a_time():
    found = variations(DEFAULT, {"n_topics": [DEFAULT.n_topics, 7, 9]})
    assert found == [DEFAULT, replace(DEFAULT, n_topics=7), replace(DEFAULT, n_topics=9)]
    assert variations(DEFAULT, {}) == [DEFAULT]


def test_the_settings_worth_trying_are_declared_where_the_settings_are():
    declared = {f.name: f.metadata["tries"] for f in fields(MatchConfig) if "tries" in f.metadata}
    assert len(variations(DEFAULT)) == 1 + sum(v != getattr(DEFAULT, n) for n, vs in declared.items() for v in vs)


@pytest.mark.parametrize("name", ["weights", "colour"])
def test_a_setting_that_cannot_be_tried_is_named(name):
    with pytest.raises(ConfigError, match=f"must be settings other than weights; check {name}"):
        variations(DEFAULT, {name: [1]})


def judged(n):
    return Judged(tuple(f"a{i}" for i in range(n)), np.zeros((n, 1), np.intp), np.ones((n, 1)))


def candidates(n):
    return [replace(DEFAULT, weights=weights) for weights in nearest_first(DEFAULT.weights)[:n]]


def test_a_winner_that_is_better_for_everybody_replaces_the_default():
    values = np.vstack([np.full(20, 0.5), np.full(20, 0.4), np.full(20, 0.7)])
    found = proved(candidates(3), values, judged(20), Search())
    assert found.config == found.best == candidates(3)[2]
    assert found.difference == pytest.approx((0.2, 0.2, 0.2))
    assert found.config.to_dict() == MatchConfig.from_toml(found.to_toml()).to_dict()


def test_the_default_stays_when_the_interval_includes_zero():
    rng = np.random.default_rng(1)
    values = np.vstack([rng.random(20), rng.random(20) + 0.02])
    found = proved(candidates(2), values, judged(20), Search())
    assert found.difference.low <= 0
    assert found.config == DEFAULT
    assert found.n_needed > 20


def test_among_equals_the_nearest_to_the_default_wins():
    values = np.vstack([np.full(10, 0.5), np.full(10, 0.7), np.full(10, 0.7 + 1e-13)])
    assert proved(candidates(3), values, judged(10), Search()).best == candidates(3)[1]
    assert proved(candidates(3), np.full((3, 10), 0.5), judged(10), Search()).best == DEFAULT


def test_each_applicant_is_held_out_once_and_never_helps_to_choose_its_winner():
    # candidate 1 is right for the first half kept aside and nobody else, candidate 2 for the second half
    first, second = np.array_split(np.random.default_rng(0).permutation(20), 2)
    values = np.zeros((3, 20))
    values[1, first], values[2, second] = 1, 1
    found = proved(candidates(3), values, judged(20), Search(n_folds=2))
    assert [(fold.n_applicants, fold.config) for fold in found.folds] == [
        (10, candidates(3)[2]),
        (10, candidates(3)[1]),
    ]
    assert found.winner.value == 0


def test_the_values_of_a_search_are_those_of_an_evaluation():
    pool, people = read_pool(sample_files().pool)[:50], read_applicants(sample_dir() / "applicants.csv")
    judgments = matcher.read_judgments(sample_dir() / "judgments.tsv")
    found = matcher.tune(pool, people, judgments, search=ONLY_WEIGHTS)
    expected = evaluate(MatchModel().fit(pool), people, judgments).measures["ndcg@10"]
    assert found.default.value == pytest.approx(expected.value, abs=1e-12)
    assert found.n_candidates == len(nearest_first(DEFAULT.weights, 2))


def test_the_same_search_finds_the_same(mentors):
    assert tune(mentors, PEOPLE, FITTING, search=ONLY_WEIGHTS) == tune(
        mentors[::-1], PEOPLE, FITTING, (), None, ONLY_WEIGHTS
    )


def test_too_few_judged_applicants_are_refused(mentors):
    with pytest.raises(
        InputError, match="at least 10 applicants with a grade above 0, two for each of 5 folds; there are 9"
    ):
        tune(mentors, PEOPLE, FITTING[:9])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"measure": "luck"}, "measure must be one of mrr@k, .*; it is 'luck'"),
        ({"steps": 0}, "steps must be a whole number of 1 or more; it is 0"),
        ({"n_folds": 1}, "folds must be a whole number of 2 or more; it is 1"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(wrong, message):
    with pytest.raises(ConfigError, match=message):
        Search(**wrong)
