import json

import pytest
from conftest import REEF, SOIL, TYPE

from matcher import MatchModel, Profile
from matcher.errors import ConfigError, InputError
from matcher.evaluation import Judgment
from matcher.evaluation.probability import learn_probability, read_probability, write_probability

PEOPLE = [
    *(Profile(f"r{n}", statement=f"I film coral reefs, year {n}; once I saw soil.") for n in range(8)),
    *(Profile(f"t{n}", statement=f"I prove compilers correct {n}; once I saw a field.") for n in range(8)),
]
JUDGMENTS = [
    *(Judgment(f"r{n}", "reef", 3.0) for n in range(8)),
    *(Judgment(f"t{n}", "type", 2.0) for n in range(8)),
    *(Judgment(f"t{n}", "soil", 0.0) for n in range(8)),
]


@pytest.fixture
def learned(model):
    return learn_probability(model, PEOPLE, JUDGMENTS)


def test_a_higher_score_is_at_least_as_likely_a_fit(model, learned):
    values = [learned.of(score / 20) for score in range(21)]
    assert values == sorted(values)
    assert all(0 < value < 1 for value in values)
    [ranking] = model.rank([PEOPLE[0]])
    assert learned.of(ranking[0].score) > 0.5 > learned.of(ranking[-1].score)


def test_the_error_is_that_of_held_out_applicants(learned):
    assert 0 <= learned.error < 0.3
    assert (learned.n_applicants, learned.n_mentors) == (16, 3)


def test_it_comes_back_as_it_was_written(learned, tmp_path):
    write_probability(learned, tmp_path / "p.json")
    assert read_probability(tmp_path / "p.json") == learned


def test_too_few_judged_applicants_are_refused_for_a_probability(model):
    with pytest.raises(InputError, match="at least 10 judged applicants; there are 3"):
        learn_probability(model, PEOPLE[:3], JUDGMENTS)


def test_judgments_that_are_all_fits_are_refused():
    model = MatchModel().fit([REEF])
    people = [Profile(f"r{n}", statement="coral reefs") for n in range(12)]
    with pytest.raises(InputError, match="12 of 12 pairs are fits"):
        learn_probability(model, people, [Judgment(one.id, "reef", 1.0) for one in people])


def test_scores_of_other_weights_or_another_pool_are_refused(model, learned):
    learned.check(model.weights, 3)
    with pytest.raises(ConfigError, match="weights of"):
        learned.check({"terms": 1.0}, 3)
    with pytest.raises(ConfigError, match="a pool of 3 mentors"):
        learned.check(model.weights, 4)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"matcher_probability": 1, "scores": [], "values": []}'])
def test_a_file_that_is_not_a_probability_is_refused(tmp_path, text):
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(InputError, match="must be what `matcher tune --probability` wrote"):
        read_probability(tmp_path / "p.json")


def test_match_shows_a_probability_only_where_one_was_learned(matcher, tmp_path, learned):
    rows = "".join(f'{m.id},"{m.name}","{m.interests}","{m.statement}"\n' for m in (REEF, SOIL, TYPE))
    (tmp_path / "labs.csv").write_text(f"id,name,interests,statement\n{rows}")
    (tmp_path / "me.txt").write_text("I film coral reefs.")
    write_probability(learned, tmp_path / "p.json")
    chosen = ("match", tmp_path / "me.txt", "--pool", tmp_path / "labs.csv", "--format", "json")
    without = json.loads(matcher(*chosen)[1])
    with_it = json.loads(matcher(*chosen, "--probability", tmp_path / "p.json")[1])
    assert "probability" not in without
    assert "probability" not in without["ranking"][0]
    assert with_it["probability"]["n_applicants"] == 16
    assert 0 < with_it["ranking"][0]["probability"] < 1
    assert without["ranking"][0]["verdict"] in {"steady", "close call"}
