import csv

import numpy as np
import pytest

from matcher.errors import InputError
from matcher.evaluation.runs import Scored, iter_pairs, iter_run, iter_scores, read_run, write_run
from matcher.records import Profile

ZOE = Profile("zoe", statement="The sound of coral reefs; once I measured soil.")
BO = Profile("b, o", statement="compilers")
RUN = {"zoe": [Scored("reef", 0.75), Scored("soil", 0.25), Scored("type", 0.25)], "=1": [Scored("-x y", 0.1)]}


def test_a_run_comes_back_from_csv_as_it_was(tmp_path):
    write_run(RUN.items(), tmp_path / "run.csv")
    assert (tmp_path / "run.csv").read_text().splitlines()[:2] == [
        "applicant_id,rank,mentor_id,score",
        "zoe,1,reef,0.75",
    ]
    assert read_run(tmp_path / "run.csv") == RUN


def test_a_trec_run_has_no_ties_for_any_tool_to_break(tmp_path):
    write_run([("zoe", RUN["zoe"])], tmp_path / "run.trec")
    lines = (tmp_path / "run.trec").read_text().splitlines()
    assert lines[0] == "zoe Q0 reef 1 0.75 matcher"
    scores = [np.float32(line.split()[4]) for line in lines]
    assert scores[1] > scores[2]
    assert scores[2] == pytest.approx(0.25, abs=1e-6)
    assert [line.mentor_id for line in read_run(tmp_path / "run.trec")["zoe"]] == ["reef", "soil", "type"]


def test_a_foreign_trec_run_is_ordered_by_score_then_id(tmp_path):
    (tmp_path / "theirs.run").write_text("zoe Q0 soil 1 0.2 x\nzoe Q0 type 2 0.9 x\n\nzoe Q0 reef 3 0.2 x\n")
    assert [line.mentor_id for line in read_run(tmp_path / "theirs.run")["zoe"]] == ["type", "reef", "soil"]


def test_an_id_with_a_space_is_refused_in_trec_and_nothing_is_written(tmp_path):
    with pytest.raises(InputError, match="an id must have no space in the TREC format; it is '-x y': write CSV"):
        write_run(RUN.items(), tmp_path / "run.trec")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.trec", "zoe Q0 reef 1 0.5\n", "line 1 must read `applicant Q0 mentor rank score name`"),
        ("a.trec", "zoe Q0 reef 1 much x\n", "line 1: score must be a number; it is 'much'"),
        (
            "a.trec",
            "z Q0 reef 1 1 x\nz Q0 reef 2 0 x\n",
            "must name each mentor once; look at applicant 'z'",
        ),
        ("a.csv", "applicant_id,rank,mentor_id\nzoe,1,reef\n", "must have the column score"),
        ("a.csv", "applicant_id;rank;mentor_id;score\nzoe;1;reef;0,5\n", "it is '0,5': write decimals with a point"),
        ("a.csv", "applicant_id,rank,mentor_id,score\nzoe,one,reef,1\n", "line 2: rank must be a number"),
    ],
)
def test_a_broken_run_says_where(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=rf"{name}.*{message}"):
        read_run(tmp_path / name)


def test_a_run_is_what_the_model_ranks(model):
    lines = [(line.mentor_id, line.score) for line in model.rank([ZOE], k=3)[0]]
    [(applicant, run)] = iter_run(model, [ZOE])
    assert applicant == "zoe"
    assert [mentor for mentor, _ in run] == [mentor for mentor, _ in lines]
    assert [score for _, score in run] == pytest.approx([score for _, score in lines])
    assert len(next(iter_run(model, [ZOE], k=1))[1]) == 1


def test_every_pair_has_a_score_zeros_included(model):
    pairs = dict(iter_pairs(model, [BO, ZOE]))
    assert list(pairs) == ["b, o", "zoe"]
    assert [line.mentor_id for line in pairs["b, o"]] == ["reef", "soil", "type"]
    assert pairs["b, o"][0].score == 0
    assert pairs["b, o"][2].score > 0


def test_with_k_only_the_best_pairs_are_scored(model):
    assert [len(lines) for _, lines in iter_pairs(model, [BO, ZOE], k=2)] == [1, 2]


def test_scores_come_a_few_applicants_at_a_time(model, monkeypatch):
    whole = list(iter_pairs(model, [ZOE, BO, ZOE]))
    monkeypatch.setattr("matcher.evaluation.runs._PAIRS_AT_ONCE", 3)
    assert list(iter_pairs(model, [ZOE, BO, ZOE])) == whole


def test_an_id_that_a_spreadsheet_would_run_is_safe_in_csv_and_itself_again_when_read(tmp_path):
    write_run(RUN.items(), tmp_path / "run.csv")
    with (tmp_path / "run.csv").open(newline="") as file:
        assert [*csv.reader(file)][-1] == ["'=1", "1", "'-x y", "0.1"]
    assert "=1" in read_run(tmp_path / "run.csv")


def test_applicants_are_held_a_thousand_at_a_time_whatever_the_pool(model, monkeypatch):
    monkeypatch.setattr("matcher.evaluation.runs._ROWS_AT_ONCE", 2)
    asked = []
    people = (asked.append(one) or one for one in [ZOE, BO] * 3)
    next(iter_scores(model, people))
    assert len(asked) == 2


def test_an_infinite_rank_is_refused_in_one_line(tmp_path):
    (tmp_path / "a.csv").write_text("applicant_id,rank,mentor_id,score\nz,inf,reef,1\n")
    with pytest.raises(InputError, match="line 2: rank must be a number; it is 'inf'"):
        read_run(tmp_path / "a.csv")
