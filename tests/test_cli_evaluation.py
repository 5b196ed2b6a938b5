import json

import pytest
from conftest import ROOT

from matcher.config import MatchConfig
from matcher.evaluation import read_run
from matcher.evaluation.measures import MEASURES
from matcher.tables import read_rows

POOL = (
    "id,name,interests,statement\n"
    "reef,Reef Lab,coral reefs,We record the sound of reefs.\n"
    "soil,Soil Lab,soil carbon,We measure carbon in soil.\n"
    "type,Type Lab,compilers,We prove compilers correct.\n"
)
APPLICANTS = "id,statement\n" + "".join(
    f"a{n:02},{text}\n" for n, text in enumerate(["the sound of reefs", "carbon in soil", "compilers"] * 4)
)
FITTING = ["reef", "soil", "type"] * 4
JUDGMENTS = "applicant_id,mentor_id,grade\n" + "".join(f"a{n:02},{lab},2\n" for n, lab in enumerate(FITTING))


@pytest.fixture
def tables(tmp_path):
    """Write the tables of a small experiment; return their options, which a test can replace one by one."""

    def write(pool=POOL, applicants=APPLICANTS, judgments=JUDGMENTS):
        options = []
        for name, text in (("pool", pool), ("applicants", applicants), ("judgments", judgments)):
            (tmp_path / f"{name}.csv").write_text(text)
            options += [f"--{name}", tmp_path / f"{name}.csv"]
        return options

    return write


def test_the_sample_is_evaluated_when_nothing_is_given(matcher):
    code, out, err = matcher("evaluate")
    assert code == 0
    assert out.splitlines()[:2] == [
        "36 judged applicants, 176 mentors; 0 without a ranking count as 0.",
        "Reference: the applicants themselves (applicants.csv).",
    ]
    assert [line.split()[0] for line in out.splitlines()[4:]] == list(MEASURES)
    assert "Sample: invented labs and applicants" in err


def test_a_perfect_ranking_is_worth_one(matcher, tables):
    data = json.loads(matcher("evaluate", *tables(), "--format", "json")[1])
    assert data["n_applicants"] == 12
    assert data["measures"] == {name: {"value": 1.0, "low": 1.0, "high": 1.0} for name in MEASURES}
    assert data["baselines"] == {}
    assert data["reference"] == "the applicants themselves (applicants.csv)"


def test_any_measure_can_be_asked_for(matcher, tables):
    _, out, _ = matcher("evaluate", *tables(), "--measure", "ndcg@20", "--measure", "precision@3", "--format", "json")
    assert list(json.loads(out)["measures"]) == ["ndcg@20", "precision@3"]


def test_baselines_stand_in_the_same_table(matcher, tables):
    code, out, _ = matcher("evaluate", *tables(), "--baselines")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    for name in ("tfidf-pool", "tfidf-both", "bm25", "lsa200", "tfidf+lsa"):
        assert out.count(f"  {name}") == len(MEASURES)


@pytest.mark.parametrize("choice", ["none", "file"])
def test_the_reference_can_be_changed_and_is_named(matcher, tables, tmp_path, choice):
    (tmp_path / "file").write_text("id,statement\nx,thank you\n")
    reference = {"none": "none", "file": str(tmp_path / "file")}[choice]
    code, out, _ = matcher("evaluate", *tables(), "--reference", reference)
    assert code == 0
    assert out.splitlines()[1] == f"Reference: {reference}."


@pytest.mark.parametrize("name", ["run.csv", "run.trec"])
def test_the_run_is_written(matcher, tables, tmp_path, name):
    matcher("evaluate", *tables(), "--out", tmp_path / name)
    run = read_run(tmp_path / name)
    assert [lines[0].mentor_id for lines in run.values()] == FITTING


def test_settings_come_from_a_file(matcher, tables, tmp_path):
    (tmp_path / "match.toml").write_text("n_topics = 0\n")
    code, _, err = matcher("evaluate", *tables(), "--config", tmp_path / "match.toml")
    assert code == 2
    assert "n_topics must be a whole number of 1 or more; it is 0" in err


def test_what_was_left_out_is_counted_and_listed(matcher, tables):
    more = "".join(f"nemo{n},reef,1\n" for n in range(7)) + "a00,atlantis,1\na01,reef,0\n"
    code, _, err = matcher("evaluate", *tables(judgments=JUDGMENTS.replace("a02,type,2", "a02,type,0") + more))
    assert code == 0
    assert "Note: left out 7 judged ids not among the applicants: nemo0, nemo1, nemo2, nemo3, nemo4 and 2 more." in err
    assert "Note: left out 1 judged id not in the pool: atlantis." in err
    assert "Note: left out 1 judged id without a grade above 0, so there is nothing to find: a02." in err


BAD_JUDGMENTS = {
    "empty": ("", "must start with a line of column names; it is empty"),
    "no rows": ("applicant_id,mentor_id,grade\n", "must hold at least one judgment"),
    "negative": ("applicant_id,mentor_id,grade\na00,reef,-1\n", "line 2: grade must be a number of 0 or more"),
    "words": ("applicant_id,mentor_id,grade\na00,reef,good\n", "line 2: grade must be a number of 0 or more"),
    "twice": ("applicant_id,mentor_id,grade\na00,reef,1\na00,reef,2\n", "line 3: a pair must have one grade"),
    "strangers": ("applicant_id,mentor_id,grade\nx,y,1\n", "none of the 1 does, for example 'x' and 'y'"),
    "none fits": ("applicant_id,mentor_id,grade\na00,reef,0\n", "must hold a grade above 0 for a known pair"),
}


@pytest.mark.parametrize("name", BAD_JUDGMENTS)
def test_bad_judgments_are_one_line_and_exit_1(matcher, tables, tmp_path, name):
    text, message = BAD_JUDGMENTS[name]
    code, out, err = matcher("evaluate", *tables(judgments=text), "--out", tmp_path / "run.csv")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert message in err
    assert not (tmp_path / "run.csv").exists()


def test_tables_that_belong_together_are_asked_for(matcher):
    code, _, err = matcher("evaluate", "--pool", ROOT / "data" / "labs.csv")
    assert code == 2
    assert "give --pool, --applicants and --judgments together; missing: --applicants, --judgments" in err


def test_tuning_shows_both_on_each_fold_and_writes_the_settings(matcher, tables, tmp_path):
    out_file = tmp_path / "match.toml"
    code, out, err = matcher("tune", *tables(), "--weights-only", "--steps", 2, "--out", out_file)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[3:9]] == ["1", "2", "3", "4", "5", "all"]
    assert "Winner minus default: +0.0000 (+0.0000 to +0.0000, 95 %)." in out
    assert "The default wins; it stays." in out
    assert f"Written: {out_file}." in err
    assert MatchConfig.from_toml(out_file.read_text()) == MatchConfig()
    assert matcher("evaluate", *tables(), "--config", out_file)[0] == 0


def test_too_few_judgments_to_split_are_one_line_and_nothing_is_written(matcher, tables, tmp_path):
    few = "\n".join(JUDGMENTS.splitlines()[:5])
    code, out, err = matcher("tune", *tables(judgments=few), "--out", tmp_path / "match.toml")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "tuning must have at least 10 applicants with a grade above 0" in err
    assert not (tmp_path / "match.toml").exists()


def test_an_unknown_measure_is_a_usage_error(matcher, tables, tmp_path):
    code, _, err = matcher("tune", *tables(), "--measure", "luck", "--out", tmp_path / "match.toml")
    assert code == 2
    assert "measure must be one of mrr@k, ndcg@k" in err


def test_every_pair_gets_a_score(matcher, tables, tmp_path):
    code, out, err = matcher("score", *tables()[:4], "--out", tmp_path / "scores.csv")
    lines = (tmp_path / "scores.csv").read_text().splitlines()
    assert (code, out.strip()) == (0, str(tmp_path / "scores.csv"))
    assert err == "12 applicants, 3 mentors, 36 pairs.\n"
    assert lines[0] == "applicant_id,mentor_id,score"
    assert [line.rpartition(",")[0] for line in lines[1:4]] == ["a00,reef", "a00,soil", "a00,type"]


def test_only_the_best_pairs_are_written_on_demand(matcher, tables, tmp_path):
    matcher("score", *tables()[:4], "--k", 1, "--out", tmp_path / "scores.csv")
    lines = (tmp_path / "scores.csv").read_text().splitlines()[1:]
    assert [line.split(",")[1] for line in lines] == FITTING


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_scores_are_written_in_the_format_of_the_ending(matcher, tables, tmp_path, ending):
    pool, applicants = tables()[:2], tables()[2:4]
    code, _, err = matcher("score", *pool, *applicants, "--out", tmp_path / f"s.{ending}", "--reference", "none")
    assert (code, err) == (0, "12 applicants, 3 mentors, 36 pairs.\n")
    rows = read_rows(tmp_path / f"s.{ending}")
    assert [tuple(row.cells)[:2] for row in rows[:1]] == [("applicant_id", "mentor_id")]
    assert [row.cells["mentor_id"] for row in rows[:3]] == ["reef", "soil", "type"]
    assert float(rows[0].cells["score"]) > float(rows[1].cells["score"]) == 0


def test_an_output_that_cannot_be_written_is_refused_before_any_work(matcher, tables, tmp_path):
    options, reads = tables(), tables()[:4]
    (tmp_path / "file").write_text("")
    (tmp_path / "x.csv").mkdir()
    for out, why in (("x.csv", "it is a folder"), ("file/x.csv", "that is no folder"), ("x.odd", "'odd' cannot be")):
        for command in (("score", *reads), ("evaluate", *options)):
            code, said, err = matcher(*command, "--out", tmp_path / out)
            assert (code, said) == (2, "")
            assert why in err
    code, _, err = matcher("audit", *reads, "--out", "/dev/null")
    assert (code, err) == (2, "Error: /dev/null must be a file to write; it is a device: give another\n")


def test_groups_are_found_in_any_letters_and_hinted_at(matcher, tables, tmp_path):
    people = APPLICANTS.replace("id,statement", "id,Programme,statement").replace(",the", ",phd,the")
    people = people.replace(",carbon", ",msc,carbon").replace(",compilers", ",phd,compilers")
    options = tables(applicants=people)[:4]
    code, _, err = matcher("audit", *options, "--swapped", "1")
    assert code == 0
    assert "groups are compared with --groups COLUMN; it could be Programme." in err
    code, out, err = matcher("audit", *options, "--swapped", "1", "--groups", "programme")
    assert (code, err) == (0, "")
    assert "Groups by Programme" in out
