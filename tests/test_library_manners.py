"""What a program or a notebook may pass, and what it gets back."""

import copy
import pickle

import pandas as pd
import pytest

from matcher import MatchModel, Profile
from matcher.errors import InputError
from matcher.records import Evidence

ROWS = [
    {"id": "reef", "name": "Reef Lab", "interests": "coral reefs", "statement": "We record reefs.", "capacity": 2},
    {"id": "type", "name": "Type Lab", "interests": "compilers", "statement": "We prove compilers correct."},
]
ASKS = "I want to record the sound of reefs."


@pytest.fixture(scope="module")
def fitted():
    return MatchModel().fit(ROWS)


def test_a_pool_is_profiles_or_dicts_or_a_frame(fitted):
    profiles = [
        Profile("reef", "Reef Lab", "coral reefs", "We record reefs.", capacity=2),
        Profile("type", "Type Lab", "compilers", "We prove compilers correct."),
    ]
    for pool in (profiles, pd.DataFrame(ROWS), iter(profiles)):
        assert MatchModel().fit(pool).mentors == fitted.mentors


def test_other_columns_of_a_row_are_its_attributes_and_evidence_may_be_texts():
    row = {
        "id": 7,
        "interests": "reefs",
        "region": "north",
        "evidence": ["Reefs at night.", {"title": "T", "text": "x"}],
    }
    [mentor] = MatchModel().fit([row]).mentors
    assert (mentor.id, dict(mentor.attributes)) == ("7", {"region": "north"})
    assert mentor.evidence == (Evidence("", "Reefs at night."), Evidence("T", "x"))


def test_applicants_are_a_text_or_profiles_or_dicts_or_a_frame(fitted):
    [[best]] = fitted.rank(ASKS)
    assert (best.applicant_id, best.mentor_id) == ("applicant", "reef")
    for applicants in (
        [ASKS],
        [Profile("a", statement=ASKS)],
        [{"statement": ASKS}],
        pd.DataFrame({"statement": [ASKS]}),
    ):
        [[same]] = fitted.rank(applicants)
        assert (same.mentor_id, same.score) == (best.mentor_id, best.score)
    assert fitted.explain(ASKS, "reef").score == best.score
    assert fitted.scores(ASKS).shape == (1, 2)


@pytest.mark.parametrize(
    ("applicants", "message"),
    [
        (7, r"^applicants must be a DataFrame, or a list of profiles or dicts; int 7 is none$"),
        ([7], r"^applicants must be texts, profiles, or rows with a statement; int 7 is none$"),
        (b"bytes", r"^applicants must be a DataFrame, or a list of profiles or dicts; bytes b'bytes' is none$"),
    ],
)
def test_what_is_no_applicant_is_refused_in_one_line(fitted, applicants, message):
    with pytest.raises(InputError, match=message):
        fitted.rank(applicants)


@pytest.mark.parametrize(
    ("mentors", "message"),
    [
        (
            "labs.csv",
            r"a list of profiles or dicts; str 'labs\.csv' is none: read a table with read_pool$",
        ),
        ([{"name": "x"}], r"^mentors must be profiles, or rows with an id; dict .* is none$"),
        ([{"id": "a", "capacity": -1}], r"^capacity must be a whole number of 0 or more; it is -1$"),
    ],
)
def test_what_is_no_pool_is_refused_in_one_line(mentors, message):
    with pytest.raises(InputError, match=message):
        MatchModel().fit(mentors)


def test_rankings_become_flat_columns_with_the_names_of_the_contract(fitted):
    frame = fitted.rank([ASKS, "compilers and reefs"]).frame()
    points = ["points_terms", "points_interests", "points_topics", "points_avoid"]
    assert list(frame) == [
        "applicant_id",
        "rank",
        "mentor_id",
        "mentor_name",
        "score",
        *points,
        "shared_terms",
        "strength",
    ]
    assert frame.applicant_id.tolist() == ["applicant-1", "applicant-2", "applicant-2"]
    assert frame[points].sum(axis=1).to_numpy() == pytest.approx(frame.score.to_numpy())
    assert list(fitted.rank("nothing known").frame())[:3] == ["applicant_id", "rank", "mentor_id"]


def test_a_model_travels_to_other_processes_and_is_copied(fitted):
    before = fitted.rank(ASKS)
    for other in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        assert other.rank(ASKS) == before
        assert other.explain(ASKS, "reef") == fitted.explain(ASKS, "reef")


def test_a_profile_travels_too():
    profile = Profile("a", attributes={"region": "north"})
    assert pickle.loads(pickle.dumps(profile)) == copy.deepcopy(profile) == profile


def test_a_model_says_what_it_is(fitted):
    assert repr(MatchModel()) == "MatchModel(), not fitted"
    assert repr(fitted).startswith("MatchModel(), fitted on 2 mentors, ")


def test_a_notebook_shows_tables_in_which_texts_of_people_are_escaped():
    model = MatchModel().fit([{"id": "<b>", "name": "<script>", "statement": "coral reefs"}])
    shown = [
        model._repr_html_(),
        model.rank(ASKS)._repr_html_(),
        model.mentors[0]._repr_html_(),
        MatchModel()._repr_html_(),
    ]
    assert all(html.startswith("<table>") for html in shown)
    assert not any("<script>" in html or "<b>" in html for html in shown)


def test_completion_knows_what_was_not_imported_yet():
    import matcher

    assert set(matcher.__all__) <= set(dir(matcher))


def test_types_are_shipped():
    from pathlib import Path

    import matcher

    assert Path(matcher.__file__).with_name("py.typed").is_file()
