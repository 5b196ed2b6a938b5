"""Arguments that programs and notebooks may pass, and the results they get."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typed_program

from matcher import MatcherError, MatchModel, Profile, Ranking, batch, evaluate, read_document
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
        (7, r"^applicants must be a DataFrame, or a list of profiles or dicts; it is int 7$"),
        (
            pd.DataFrame({"about": [ASKS]}),
            r"^applicants must have a column interests or statement; these have id, about$",
        ),
        ([7], r"^applicants must be texts, profiles, or rows with a statement; one is int 7$"),
        (b"bytes", r"^applicants must be a DataFrame, or a list of profiles or dicts; it is bytes b'bytes'$"),
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
            r"a list of profiles or dicts; it is str 'labs\.csv': read a table with read_pool$",
        ),
        ([{"name": "x"}], r"^mentors must be profiles, or rows with an id; one is dict .*$"),
        (pd.DataFrame(ROWS).drop(columns=["interests", "statement"]), r"^mentors must have a column interests or stat"),
        (pd.DataFrame(ROWS).assign(id=float("nan")), r"^mentors must have an id each; one of them has none$"),
        (
            pd.DataFrame([["a", "x", "y"]], columns=["id", "statement", "statement"]),
            r"must have different names; check",
        ),
        ([{"id": "a", "statement": "x", "capacity": -1}], r"^capacity must be a whole number of 0 or more; it is -1$"),
        (
            [{"id": "a", "statement": "x", "capacity": float("inf")}],
            r"^capacity must be a whole number of 0 or more; it is inf$",
        ),
    ],
)
def test_what_is_no_pool_is_refused_in_one_line(mentors, message):
    with pytest.raises(InputError, match=message):
        MatchModel().fit(mentors)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda model: model.rank(ASKS, k="3"), r"^k must be a whole number of 1 or more; it is '3'$"),
        (
            lambda model: model.rank(ASKS, weights="terms=1"),
            r"^weights must map facets to shares, .*; it is 'terms=1'$",
        ),
        (lambda model: model.rank(ASKS, eligible="reef"), r"^eligible must be a list of mentors' ids; it is the text"),
        (lambda model: model.explain([ASKS, ASKS], "reef"), r"^applicant must be one text or profile; 2 were given$"),
        (lambda model: model.explain(ASKS, 3), r"^mentor must be one of the pool's 2; there is none with the id 3$"),
        (lambda model: MatchModel({}).fit(ROWS), r"^config must be a MatchConfig; MatchConfig.from_dict reads a dict$"),
        (lambda model: Profile("a", statement=7), r"^statement of a profile must be text; it is 7$"),
        (lambda model: Profile("a", evidence=("x",)), r"^evidence of 'a' must be Evidence"),
        (lambda model: evaluate(model, ASKS, "x.tsv"), r"^judgments must be a DataFrame or rows .*: read a table with"),
        (
            lambda model: evaluate(model, ASKS, [7]),
            r"^judgments must be a DataFrame or rows of applicant_id, .* one is 7",
        ),
    ],
)
def test_an_argument_of_another_kind_is_refused_in_one_line(fitted, call, message):
    with pytest.raises(MatcherError, match=message):
        call(fitted)


def test_rows_may_name_their_fields_in_capitals_and_list_their_interests():
    [mentor] = MatchModel().fit([{"ID": "a", " Interests ": ["reefs", "soil"], "Region": "north"}]).mentors
    assert (mentor.id, mentor.interests, dict(mentor.attributes)) == ("a", "reefs; soil", {"Region": "north"})


def test_numbers_and_ids_come_from_numpy_and_pandas_too(fitted):
    both = "compilers and reefs"
    assert len(fitted.rank(both, k=np.int64(1))[0]) == 1
    for ids in (pd.Series(["type"]), (id for id in ["type"]), {"type"}):
        assert [line.mentor_id for ranking in fitted.rank([both, both], eligible=ids) for line in ranking] == [
            "type"
        ] * 2


def test_a_document_is_an_applicant(fitted, tmp_path):
    (tmp_path / "me.txt").write_text(ASKS)
    [[best]] = fitted.rank(read_document(tmp_path / "me.txt"))
    assert (best.applicant_id, best.mentor_id) == ("applicant", "reef")


def test_evaluations_take_frames(fitted):
    people = pd.DataFrame({"id": ["zoe"], "statement": [ASKS]})
    judgments = pd.DataFrame({"applicant_id": ["zoe"], "mentor_id": ["reef"], "grade": [1]})
    for rows in (judgments, judgments.to_dict("records"), [("zoe", "reef", 1)]):
        assert evaluate(fitted, people, rows).measures["mrr"].value == 1


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
    rows = [{"id": "zoe", "statement": ASKS}]
    assert Ranking(batch(rows, fitted)).frame().equals(fitted.rank(rows).frame())


def test_a_model_can_be_pickled_and_copied(fitted):
    before = fitted.rank(ASKS)
    for other in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        assert other.rank(ASKS) == before
        assert other.explain(ASKS, "reef") == fitted.explain(ASKS, "reef")


def test_a_profile_can_be_pickled():
    profile = Profile("a", attributes={"region": "north"})
    assert pickle.loads(pickle.dumps(profile)) == copy.deepcopy(profile) == profile


def test_a_model_says_what_it_is(fitted):
    assert repr(MatchModel()) == "MatchModel(), not fitted"
    assert repr(fitted).startswith("MatchModel(), fitted on 2 mentors, ")


def test_a_ranking_is_read_line_by_line(fitted):
    rankings = fitted.rank([ASKS, "nothing known", ASKS, ASKS])
    score = rankings[0][0].score
    assert repr(rankings[0]) == f"Ranking of applicant-1\n  1  {score:.3f}  Reef Lab (reefs)"
    assert repr(rankings).splitlines()[2:] == [
        "Ranking without mentors",
        *repr(rankings[2]).split("\n"),
        "and 1 more rankings",
    ]


def test_a_notebook_shows_tables_in_which_texts_of_people_are_escaped():
    model = MatchModel().fit([{"id": "<b>", "name": "<script>", "statement": "coral reefs"}])
    shown = [
        model._repr_html_(),
        model.rank(ASKS)._repr_html_(),
        model.mentors[0]._repr_html_(),
        model.explain(ASKS, "<b>")._repr_html_(),
        MatchModel()._repr_html_(),
    ]
    assert all(html.startswith("<table>") for html in shown)
    assert not any("<script>" in html or "<b>" in html for html in shown)


def test_completion_lists_names_that_are_not_imported_yet():
    import matcher

    assert set(matcher.__all__) <= set(dir(matcher))


def test_types_are_shipped_and_a_typed_program_runs(tmp_path):
    import matcher

    assert Path(matcher.__file__).with_name("py.typed").is_file()
    refused = "applicants must be a DataFrame, or a list of profiles or dicts; it is int 3"
    facets = ["terms", "interests", "topics", "avoid"]
    assert typed_program.run(tmp_path / "model") == ["reefs", refused, "reef", "reef", "reef", *facets, "1"]
