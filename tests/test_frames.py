import numpy as np
import pytest

from matcher.errors import InputError
from matcher.evaluation import Judgment, evaluate
from matcher.evaluation.measures import MEASURES
from matcher.frames import applicants_frame, map_frame, pairs_frame, ranking_frame, reasons_frame, topics_frame
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.registry import facet_names

ZOE = Profile("zoe", statement="I record the sound of coral reefs. Once I measured soil.")
BO = Profile("bo", statement="compilers")
JUDGMENTS = [Judgment("zoe", "soil", 2), Judgment("zoe", "reef", 1), Judgment("bo", "type", 1)]


def test_every_pair_of_a_judged_applicant_is_a_row(model):
    pairs = pairs_frame(model, [ZOE, BO, Profile("xy", statement="soil")], JUDGMENTS).set_index(
        ["applicant_id", "mentor_id"]
    )
    assert len(pairs) == 6
    assert set(facet_names()) <= set(pairs.columns)
    assert pairs.grade["zoe", "soil"] == 2
    assert np.isnan(pairs.grade["zoe", "type"])
    assert (pairs["rank"]["zoe", "reef"], pairs["rank"]["zoe", "soil"]) == (1, 2)
    assert np.isnan(pairs["rank"]["zoe", "type"])
    assert pairs.ideal["zoe", "type"] == pytest.approx(2 / np.log2(2) + 1 / np.log2(3))


def test_the_means_of_the_applicants_are_the_measures(model):
    frame = applicants_frame(model, [ZOE, BO], JUDGMENTS)
    report = evaluate(model, [ZOE, BO], JUDGMENTS)
    assert list(frame.first_fit) == [1, 1]
    assert {name: frame[name].mean() for name in MEASURES} == pytest.approx(
        {name: found.value for name, found in report.measures.items()}
    )


def test_a_ranking_shows_the_first_and_all_who_were_judged(model):
    frame = ranking_frame(model, ZOE, JUDGMENTS, k=1)
    assert list(frame.mentor_id) == ["reef", "soil"]
    assert list(frame.grade) == [1, 2]
    assert frame[list(facet_names())].sum(axis=1).to_numpy() == pytest.approx(frame.score.to_numpy())


@pytest.fixture
def topical(mentors):
    """A model with topics: three mentors alone are too few for any."""
    return MatchModel().fit(mentors, mentors * 3)


def test_a_pool_without_topics_has_no_map(model):
    assert topics_frame(model).empty
    with pytest.raises(InputError, match="a map needs topics; this pool is too small to have any"):
        map_frame(model, [ZOE])


def test_reasons_come_largest_first(topical):
    frame = reasons_frame(topical, ZOE, ["reef", "soil"], n=3)
    assert list(frame.mentor_id) == ["reef"] * 3 + ["soil"] * 3
    assert list(frame.points[:3]) == sorted(frame.points[:3], reverse=True)


def test_topics_have_words_and_mentors(topical):
    frame = topics_frame(topical)
    assert frame.n_mentors.sum() == 3
    assert all(frame.topic)


def test_everybody_has_a_place_on_the_map(topical):
    frame = map_frame(topical, [ZOE, BO])
    assert list(frame.kind) == ["mentor"] * 3 + ["applicant"] * 2
    assert list(frame.id) == ["reef", "soil", "type", "zoe", "bo"]
    assert np.isfinite(frame[["x", "y"]].to_numpy()).all()
