import copy
import pickle
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.config import MatchConfig, Weights
from matcher.errors import ConfigError
from matcher.registry import facet_names


def test_a_facet_left_out_counts_nothing():
    assert dict(Weights({"topics": 1.0})) == {"terms": 0.0, "interests": 0.0, "topics": 1.0}


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({"terms": 0.5, "topics": 0.4}, r"^weights must sum to 1, these sum to 0\.9$"),
        ({"terms": 1.5, "topics": -0.5}, r"^weight of topics must be a number of 0 or more; it is -0\.5$"),
        ({"words": 1.0}, r"^weights must name terms, interests, topics; check 'words'$"),
        ({"terms": float("nan")}, r"^weight of terms must be a number of 0 or more; it is nan$"),
        ({"terms": True}, r"^weight of terms must be a number of 0 or more; it is True$"),
        ({}, r"^weights must sum to 1, these sum to 0$"),
    ],
)
def test_weights_that_make_no_sense_are_refused(shares, message):
    with pytest.raises(ConfigError, match=message):
        Weights(shares)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("terms", "must read like terms=0.5,topics=0.5; check 'terms'"),
        ("terms=0.5,terms=0.5", "check 'terms=0.5'"),
        ("terms=half,topics=0.5", "weight of terms must be a number; it is 'half'"),
        ("", "must read like"),
    ],
)
def test_weights_written_wrongly_are_refused(text, message):
    with pytest.raises(ConfigError, match=message):
        Weights.parse(text)


def test_weights_can_be_written_with_spaces():
    assert Weights.parse(" terms = 0.25 , topics = 0.75 ")["topics"] == 0.75


weightings = st.lists(st.integers(0, 60), min_size=3, max_size=3).filter(any)


@given(weightings)
def test_every_weighting_survives_the_trip_to_a_file(parts):
    config = MatchConfig(weights={name: part / sum(parts) for name, part in zip(facet_names(), parts, strict=True)})
    assert MatchConfig.from_toml(config.to_toml()) == config


def test_a_config_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        MatchConfig().n_topics = 3  # type: ignore[misc]


def test_a_config_is_not_changed_by_changing_what_it_was_made_of():
    shares = {"terms": 1.0}
    config = MatchConfig(weights=shares)
    shares["terms"] = 0.0
    assert config.weights["terms"] == 1.0


def test_a_config_can_be_pickled():
    config = MatchConfig(weights={"terms": 1.0})
    assert pickle.loads(pickle.dumps(config)) == copy.deepcopy(config) == config


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("n_topic = 3", r"^a\.toml must name weights, n_topics, .*; check 'n_topic'$"),
        ("n_topics = 'many'", r"^a\.toml: n_topics must be a whole number of 1 or more; it is many"),
        ("weights = 3", r"^a\.toml: weights must be a table of facets; it is 3$"),
        ("n_topics =", r"^a\.toml is not TOML: "),
    ],
)
def test_settings_that_make_no_sense_are_refused(text, message):
    with pytest.raises(ConfigError, match=message):
        MatchConfig.from_toml(text, "a.toml")
