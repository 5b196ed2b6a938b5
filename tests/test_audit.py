import json
import re

import numpy as np
import pytest
from conftest import REEF, SOIL, TYPE

from matcher import MatchModel, Profile
from matcher.auditing import audit
from matcher.auditing.audit import gap, gini
from matcher.auditing.swaps import iter_versions, plainly
from matcher.errors import InputError
from matcher.evaluation import Judgment
from matcher.pages.audit_page import audit_page

ZOE = Profile("zoe", statement="I film coral reefs.", attributes={"level": "master"})
BO = Profile("bo", statement="I write compilers.", attributes={"level": "master"})
CY = Profile("cy", statement="I dig for soil carbon.", attributes={"level": "doctoral"})
CHILD = Profile("child", "Child Lab", "child care", "We study who cares for a child.")


def changed(result, kind):
    return next(swap for swap in result.swaps if swap.kind == kind)


def test_a_name_and_a_pronoun_change_no_score(model):
    result = audit(model, [ZOE, BO, CY], k=1)
    assert changed(result, "name").largest_change == 0
    assert changed(result, "pronouns").largest_change == 0
    assert changed(result, "name").n_comparisons == 3 * 4  # three applicants, five names one after the other


def test_a_name_has_one_length_however_many_words_it_has(model):
    names = ["Wen", "Mohammed Rahman", "Nguyen Thi Lan", "Maria da Silva-Quill"]
    versions = [Profile("zoe", statement=f"This is {name} writing to you. I film coral reefs.") for name in names]
    scores = model.scores(versions)[:, 0]
    assert scores[0] > 0
    assert (scores == scores[0]).all()


def test_a_swap_that_moves_somebody_is_counted_and_shown(mentors):
    # the pool knows the word Nigerian, so saying where one is from reaches this lab
    nigeria = Profile("nigeria", "Nigeria Lab", "Nigerian history", "We read Nigerian archives.")
    result = audit(MatchModel().fit([*mentors, nigeria]), [ZOE], k=2)
    swap = changed(result, "nationality, other words")
    assert swap.n_first_changed == 2  # it comes with "... that says Nigerian." and goes with the next version
    assert swap.worst[0].mentor_id == "nigeria"
    assert "I hold a passport that says Nigerian." in swap.worst[0].change
    assert changed(result, "nationality").largest_change == 0  # said as most people say it, it does not count


def test_origin_pronouns_university_and_gap_in_a_text_are_swapped_and_taken_out():
    text = "She and I grew up in Kenya. I went to the University of Leeds. I took parental leave. I love reefs."
    versions = {pair.change: pair.after.statement for pair in iter_versions(Profile("a", statement=text))}
    assert versions["pronouns in the text, swapped"].startswith("He and I")
    assert "Kenya" not in versions["origin in the text, swapped"]
    assert versions["origin in the text, taken out"].startswith("She and I grew up in .")
    assert "University of Lagos" in versions["universities in the text, swapped"]
    assert "parental" not in versions["sentences about a gap, taken out"]
    assert versions["sentences about a gap, taken out"].endswith("I love reefs.")


def test_the_countries_of_a_study_are_no_origin():
    text = "I study the coast of Kenya and German dialects."
    assert not [pair for pair in iter_versions(Profile("a", statement=text)) if "origin" in pair.change]


def test_exposure_counts_first_places_and_names_who_is_never_shown(model):
    exposure = audit(model, [ZOE, Profile("zu", statement="coral reefs")]).exposure
    assert [(mentor.mentor_id, mentor.n) for mentor in exposure.mentors] == [("reef", 2)]
    assert exposure.never == ("soil", "type")
    assert exposure.gini == pytest.approx(2 / 3)  # one of three has everything: 1 - 1/3


def test_gini_is_zero_for_equals_and_for_nobody():
    assert gini(np.array([2, 2, 2])) == 0
    assert gini(np.array([0, 0])) == 0


def test_a_gap_lies_in_its_interval_and_is_the_same_each_time():
    low, high = np.array([0.1, 0.2, 0.3]), np.array([0.6, 0.7, 0.8])
    first = gap(high, low)
    assert first.value == pytest.approx(0.5)
    assert first.low <= first.value <= first.high
    assert first == gap(high, low)


def test_a_group_of_one_is_left_out_and_reported(model):
    groups = audit(model, [ZOE, BO, CY], groups="level").groups
    assert [group.name for group in groups.groups] == ["master"]
    assert groups.left_out == ("doctoral",)
    assert "a group of one is a person: doctoral" in audit_page(audit(model, [ZOE, BO, CY], groups="level"))


def test_quality_by_group_comes_with_judgments(model):
    judgments = [Judgment("zoe", "reef", 3.0), Judgment("bo", "soil", 3.0)]
    [group] = audit(model, [ZOE, BO, CY], groups="level", judgments=judgments).groups.groups
    assert (group.n_judged, group.quality.value) == (2, 0.5)  # zoe's lab is first, bo's is not ranked


def test_a_column_that_nobody_has_is_refused_with_those_there_are(model):
    with pytest.raises(
        InputError, match=r"^groups must name a column of the applicants; there is no 'sex': they have level$"
    ):
        audit(model, [ZOE], groups="sex")


def test_without_applicants_there_is_no_audit(model):
    with pytest.raises(InputError, match="at least one applicant"):
        audit(model, [])


def test_an_applicant_of_whom_nothing_is_known_is_counted(model):
    assert audit(model, [ZOE, Profile("x", statement="Fußball und Brot")]).n_unknown == 1


def test_plain_wording_keeps_the_nouns():
    plain = plainly("I've recorded the sound of a reef, which isn't easy; I would like to learn the methods.")
    assert plain == "I recorded sound of reef. It is not easy. I want learn methods."


def test_the_page_loads_nothing_and_shows_texts_as_text(model):
    hostile = Profile("<script>alert(1)</script>", statement="coral reefs", attributes={"level": "<b>x</b>"})
    page = audit_page(audit(model, [hostile, ZOE, BO], groups="level"))
    assert "<script" not in page
    assert not re.search(r"\b(?:src|href)=|url\(|@import|https?:", page)
    assert page.count("<svg") >= 2
    assert "What this page does not show" in page


def test_the_command_prints_text_json_and_html(matcher, tmp_path):
    tables = tmp_path / "labs.csv", tmp_path / "people.csv"
    tables[0].write_text(
        "id,name,interests,statement\n" + "".join(f"{m.id},{m.name},,{m.statement}\n" for m in (REEF, SOIL, TYPE))
    )
    tables[1].write_text("id,statement,level\na,coral reefs,x\nb,compilers,x\nc,soil carbon,y\n")
    chosen = ("audit", "--pool", tables[0], "--applicants", tables[1], "--groups", "level")
    code, text, _ = matcher(*chosen)
    assert code == 0
    assert "No swap changed anybody's first 5." in text
    assert "a group of one is a person: y" in text
    data = json.loads(matcher(*chosen, "--format", "json")[1])
    assert data["n_first_changed"] == 0
    kinds = {swap["kind"] for swap in data["swaps"]}
    assert {"name", "name, other words", "pronouns", "nationality", "university", "career gap"} <= kinds
    code, out, _ = matcher(*chosen, "--format", "html", "--out", tmp_path / "audit.html")
    assert (tmp_path / "audit.html").read_text().startswith("<!doctype html>")


def test_a_missing_column_is_one_line(matcher):
    code, _, err = matcher("audit", "--groups", "sex")
    assert (code, err.splitlines()[-1]) == (
        1,
        "Error: groups must name a column of the applicants; there is no 'sex': they have level, region",
    )


def test_no_text_of_an_applicant_is_in_the_audit(model):
    secret = Profile("zoe", statement="She was born in Kenya and films coral reefs at the University of Hull.")
    data = json.dumps(audit(model, [secret]).to_dict())
    assert "Kenya" not in data
    assert "Hull" not in data
