import random
from dataclasses import replace

import numpy as np
import pytest
from conftest import REEF, SOIL, TYPE
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from matcher.applicants import read_applicants
from matcher.config import MatchConfig
from matcher.errors import ConfigError, InputError, ModelError
from matcher.model import MatchModel
from matcher.model.cache import fit_files, sample_dir, sample_files
from matcher.ranking.retriever import N_CODES, choose_phrases
from matcher.ranking.top_k import combine
from matcher.records import Profile
from matcher.registry import contributor_names, facet_names

ZOE = Profile("zoe", statement="I record the sound of coral reefs with hydrophones. Once I measured soil.")


@pytest.fixture(scope="module")
def sample():
    return fit_files(sample_files())


@pytest.fixture(scope="module")
def sample_applicants():
    return read_applicants(sample_dir() / "applicants.csv")


def test_the_mentor_who_says_the_same_comes_first(model):
    [ranking] = model.rank([ZOE])
    assert [line.mentor_id for line in ranking] == ["reef", "soil"]
    assert [line.rank for line in ranking] == [1, 2]


def test_a_mentor_with_nothing_in_common_is_left_out(model):
    assert model.rank([Profile("bo", statement="compilers")])[0][0].mentor_id == "type"
    assert model.rank([Profile("xy", statement="xyzzy")]) == [[]]


def test_one_ranking_comes_back_for_each_applicant_in_their_order(model):
    rankings = model.rank([Profile("b", statement="reefs"), Profile("none"), Profile("a", statement="compilers")])
    assert [[line.applicant_id for line in ranking[:1]] for ranking in rankings] == [["b"], [], ["a"]]


def test_contributions_add_up_to_the_score(sample, sample_applicants):
    lines = [line for ranking in sample.rank(sample_applicants) for line in ranking]
    assert len(lines) == 360
    for line in lines:
        assert sum(line.points.values()) == pytest.approx(line.score, abs=1e-9)
        assert tuple(line.points) == contributor_names()
        assert line.points["avoid"] <= 0 < line.points["terms"] + line.points["topics"]


def test_an_explanation_is_the_arithmetic_of_the_score(sample, sample_applicants):
    for applicant in sample_applicants[::5]:
        [best, *_] = sample.rank([applicant])[0]
        why = sample.explain(applicant, best.mentor_id)
        assert why.score == best.score
        assert why.contributions == best.contributions
        for facet, points in why.contributions:
            assert sum(reason.points for reason in why.of(facet)) == pytest.approx(points, abs=1e-9)


def test_an_explanation_is_in_words_that_people_wrote(model):
    labels = {reason.label for reason in model.explain(ZOE, "reef").of("terms")}
    assert {"coral reefs", "reefs", "record"} <= labels


def test_what_an_applicant_does_not_want_takes_points_away_and_says_so(model):
    keen = Profile("zoe", statement="I love coral reefs and soil carbon.")
    wary = Profile("zoe", statement="I love coral reefs and soil carbon.", avoid="field trials")
    soil = {line.mentor_id: line for line in model.rank([wary])[0]}["soil"]
    assert soil.points["avoid"] < 0
    assert soil.score < {line.mentor_id: line for line in model.rank([keen])[0]}["soil"].score
    lost = model.explain(wary, "soil").of("avoid")
    assert {reason.label for reason in lost} == {"field trials"}
    assert sum(reason.points for reason in lost) == pytest.approx(soil.points["avoid"], abs=1e-9)


def test_a_sentence_that_refuses_adds_no_points(model):
    [ranking] = model.rank([Profile("zoe", statement="I record reefs. I am not interested in compilers.")])
    assert [line.mentor_id for line in ranking] == ["reef"]


def test_a_phrase_that_an_applicant_refuses_brings_its_lab_no_points(model):
    plain = Profile("zoe", statement="I measure soil carbon in field trials, and I love reefs.")
    wary = replace(plain, avoid="Soil carbon; field trials")
    first = [model.rank([who])[0][0].mentor_id for who in (plain, wary)]
    assert first == ["soil", "reef"]


def test_what_a_mentor_does_not_want_takes_points_away(mentors):
    picky = [replace(mentor, avoid="no sonar please") if mentor.id == "reef" else mentor for mentor in mentors]
    films = replace(ZOE, statement=f"{ZOE.statement} I build sonar.")
    plain, wary = (MatchModel().fit(pool).rank([films])[0][0] for pool in (mentors, picky))
    assert plain.points["avoid"] == 0
    assert wary.points["avoid"] < 0


def test_how_many_points_are_lost_is_a_setting(mentors):
    wary = Profile("zoe", statement="I love coral reefs.", avoid="sound")
    lost = [MatchModel(MatchConfig(avoid=a)).fit(mentors).rank([wary])[0][0].points["avoid"] for a in (0, 0.5, 1.0)]
    assert lost[0] == 0
    assert lost[2] == pytest.approx(2 * lost[1])


def test_the_affinities_combined_less_the_penalties_are_the_scores(sample, sample_applicants):
    scores = combine(sample.affinities(sample_applicants), sample.weights, sample.penalties(sample_applicants))
    for row, ranking in enumerate(sample.rank(sample_applicants, k=1)):
        assert ranking[0].score == pytest.approx(np.nanmax(scores[row]), abs=1e-9)


def test_names_and_addresses_are_not_features(mentors):
    pool = [
        *mentors,
        Profile("quill", "Quill Lab", "example org", "Ada Quill wrote to reef@coral.example about lawns."),
    ]
    model = MatchModel().fit(pool)
    asks = Profile(
        "z", "Ada Quill", statement="Ada Quill (she/her), ada@example.org, https://reef.example/lawns: compilers."
    )
    assert [line.mentor_id for line in model.rank([asks])[0]] == ["type"]


def test_other_weights_rank_like_a_model_fitted_with_them(mentors, model):
    shares = {"terms": 0.2, "topics": 0.8}
    refitted = MatchModel(MatchConfig(weights=shares)).fit(mentors)
    assert model.rank([ZOE], weights=shares) == refitted.rank([ZOE])
    assert model.rank([ZOE], weights=shares) != model.rank([ZOE])


def test_other_weights_do_not_change_the_model(model):
    before = model.rank([ZOE])
    model.rank([ZOE], weights={"terms": 1.0})
    assert model.rank([ZOE]) == before


def test_only_the_eligible_are_ranked(model):
    assert [line.mentor_id for line in model.rank([ZOE], eligible={"soil", "type"})[0]] == ["soil"]


def test_the_order_of_mentors_and_reference_changes_nothing(mentors):
    reference = [Profile("r1", statement="thank you reefs"), Profile("r2", statement="thank you soil")]
    one = MatchModel().fit(mentors, reference).rank([ZOE])
    other = MatchModel().fit(mentors[::-1], reference[::-1]).rank([ZOE])
    assert one == other


def test_no_word_that_only_a_reference_holds_is_kept(mentors):
    model = MatchModel().fit(mentors, [Profile("r", statement="zanzibar")])
    assert "zanzibar" not in model.fitted.terms.vocabulary.words


def test_an_applicant_is_scored_alone_to_the_bit(sample, sample_applicants):
    together = sample.affinities(sample_applicants)
    shuffled = sample_applicants[:]
    random.Random(5).shuffle(shuffled)
    other = sample.affinities(shuffled)
    for row, applicant in enumerate(shuffled):
        alone = sample.affinities([applicant])
        at = sample_applicants.index(applicant)
        for facet in facet_names():
            assert alone[facet][0].tobytes() == other[facet][row].tobytes() == together[facet][at].tobytes()


def test_the_chunk_size_does_not_change_rankings(sample, sample_applicants):
    many = sample_applicants * 8
    assert sample.rank(many)[: len(sample_applicants)] == sample.rank(sample_applicants)


def test_the_model_follows_the_conventions_of_scikit_learn(mentors):
    config = MatchConfig(weights={"terms": 1.0})
    model = MatchModel(config)
    assert clone(model).get_params() == {"config": config}
    assert model.set_params(config=None).config is None
    assert model.fit(mentors) is model
    with pytest.raises(ConfigError, match="a model has the one parameter config; check 'n_topics'"):
        model.set_params(n_topics=3)


def test_fitting_again_replaces_the_first_pool(mentors):
    model = MatchModel().fit(mentors).fit([TYPE, SOIL])
    assert [mentor.id for mentor in model.mentors] == ["soil", "type"]


def test_a_model_that_is_not_fitted_says_so():
    with pytest.raises(ModelError, match=r"must be fitted before it ranks; call fit\(mentors\)"):
        MatchModel().rank([ZOE])


def test_a_pool_that_makes_no_sense_is_refused():
    with pytest.raises(InputError, match="a pool must hold at least one mentor"):
        MatchModel().fit([])
    with pytest.raises(InputError, match="mentors must have unique ids; check 'reef'"):
        MatchModel().fit([REEF, REEF])


def test_a_mentor_who_is_not_there_cannot_be_explained(model):
    with pytest.raises(InputError, match="there is none with the id 'nemo'"):
        model.explain(ZOE, "nemo")


def test_a_pool_of_one_mentor_is_a_pool():
    [ranking] = MatchModel().fit([REEF]).rank([ZOE])
    assert ranking[0].mentor_id == "reef"


@given(st.lists(st.text(), min_size=1, max_size=4), st.text())
def test_any_text_is_ranked_or_left_out_but_never_breaks(statements, question):
    pool = [Profile(f"m{i}", statement=text) for i, text in enumerate([*statements, "reef"])]
    for line in MatchModel().fit(pool).rank([Profile("q", statement=question)])[0]:
        assert np.isfinite(line.score)
        assert 0 < line.score <= 1 + 1e-12


def test_the_share_of_known_words_is_counted_without_stop_words(model):
    assert model.known_share(Profile("q", statement="the reefs and a xyzzy")) == 0.5
    assert model.known_share(Profile("q")) == 0.0


def test_a_pair_is_shown_once_and_not_again_as_its_words():
    """Words 0 to 4 are reef, coral, sound, passive, soil; pairs: coral reef, passive sound."""
    first, second = np.array([0, 1, 1, 2, 3, 4, 3]), np.array([-1, -1, 0, -1, -1, -1, 2])
    columns, points = np.array([0, 1, 5, 2, 3, 4, 6]), np.array([0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.05])
    shown = np.full(N_CODES, -1, np.int32)
    choose_phrases(points, columns, first, second, shown)
    assert shown.tolist() == [5, 6, 4, -1, -1, -1, -1, -1]


def test_pairs_that_overlap_are_one_phrase():
    shown = np.full(N_CODES, -1, np.int32)
    choose_phrases(np.array([0.2, 0.1]), np.array([7, 8]), np.array([1, 0]), np.array([2, 1]), shown)
    assert shown[:3].tolist() == [8, -2 - 7, -1]


def test_no_more_than_five_phrases_are_shown():
    shown, words = np.full(N_CODES, -1, np.int32), np.arange(9)
    choose_phrases(np.linspace(1, 0.1, 9), words, words, np.full(9, -1), shown)
    assert shown.tolist() == [0, 1, 2, 3, 4, -1, -1, -1]


def test_the_sample_of_a_long_reference_does_not_depend_on_its_order(mentors, monkeypatch):
    reference = [
        Profile(f"r{n}", statement=f"coral {word}") for n, word in enumerate(["reefs", "soil", "sound", "sea"])
    ]
    whole = MatchModel().fit(mentors, reference).fitted.terms.idf
    monkeypatch.setattr("matcher.model.fitted_pool.MOST_REFERENCE", 2)
    some = MatchModel().fit(mentors, iter(reference)).fitted.terms.idf
    assert (some == MatchModel().fit(mentors, reference[::-1]).fitted.terms.idf).all()
    assert (some != whole).any()
