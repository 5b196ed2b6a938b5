"""`matcher assign` from tables to tables: what is written, what is refused and in which line, and the exit codes."""

import copy
import csv
import json
import pickle
import random
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from placements import random_tables

import matcher as library
from matcher.assigning.assignment import Assignment
from matcher.assigning.building import problem_of
from matcher.assigning.column_generation import place_all
from matcher.assigning.pair_scores import AllPairs, scored_rows
from matcher.assigning.placement import place
from matcher.assigning.problem import Aims, scored_pairs
from matcher.assigning.records import Applicant, InfeasibleError, Mentor
from matcher.errors import ConfigError, InputError
from matcher.records import Profile

POOL = "id,name,capacity,capacity_min,track\nreef,Reef Lab,1,,sea\nsoil,Soil Lab,1,,land\n"
# .9 + .1 loses to .8 + .7
MATCHES = "applicant_id,rank,mentor_id,score\nann,1,reef,0.9\nann,2,soil,0.8\nben,1,reef,0.7\nben,2,soil,0.1\n"
PEOPLE = "id,places,track\nann,1,sea\nben,1,land\n"


@pytest.fixture
def tables(tmp_path):
    """Write the tables of a small placement, and others by name; return the folder."""

    def write(**more):
        texts = {"pool": POOL, "matches": MATCHES, "people": PEOPLE, **more}
        for name, text in texts.items():
            (tmp_path / f"{name}.csv").write_text(text)
        return tmp_path

    return write


@pytest.fixture
def assign(matcher):
    def run(folder, *options, matches="matches.csv"):
        return matcher("assign", folder / matches, "--pool", folder / "pool.csv", *options)

    return run


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_a_placement_is_written_with_its_proof_and_exits_0(tables, assign):
    folder = tables()
    code, out, err = assign(folder, "--out", folder / "a.csv")
    assert code == 0
    assert "Proven optimal: total 1.500000 = dual 1.500000, gap 0; 4 of 4 pairs considered" in out
    first, second = rows(folder / "a.csv")
    # to pin ann to reef would put ben to soil: 1.5 - 1.0
    assert first == {
        "applicant_id": "ann",
        "mentor_id": "soil",
        "mentor_name": "Soil Lab",
        "score": "0.800000",
        "rank": "2",
        "share_of_best": "0.888889",
        "pinned": "",
        "alternate_id": "reef",
        "alternate_name": "Reef Lab",
        "alternate_cost": "0.500000",
        "alternate_unplaces": "0",
    }
    assert (second["applicant_id"], second["mentor_id"]) == ("ben", "reef")
    reef, soil = rows(folder / "a.mentors.csv")
    assert (reef["filled"], reef["one_more"], reef["one_fewer"], reef["one_fewer_unplaces"]) == (
        "1",
        "0.100000",
        "0.700000",
        "1",
    )
    assert rows(folder / "a.unmatched.csv") == []
    assert "Written:" in err


def test_somebody_left_out_exits_3_and_is_named_with_the_reason(tables, assign):
    folder = tables(pool="id,capacity\nreef,1\nsoil,0\n")
    code, _, _ = assign(folder, "--out", folder / "a.csv")
    [lacking] = rows(folder / "a.unmatched.csv")
    assert code == 3
    assert (lacking["applicant_id"], lacking["reason"], lacking["places"]) == ("ben", "too few places", "1")
    assert lacking["explanation"].startswith("ann, ben share 1 place at")


def test_rules_that_contradict_each_other_exit_1_each_with_file_and_line(tables, assign):
    folder = tables(
        pool="id,capacity,capacity_min\nreef,2,2\nsoil,1,0\n",
        conflicts="applicant_id,mentor_id,reason\nann,reef,sister\n",
    )
    code, _, err = assign(folder, "--out", folder / "a.csv", "--conflicts", folder / "conflicts.csv")
    assert code == 1
    assert f"{folder / 'pool.csv'} line 2: reef must take at least 2 people" in err
    assert f"{folder / 'conflicts.csv'} line 2: ann must not go to reef (sister)" in err
    assert "these 2 contradict each other" in err
    assert not (folder / "a.csv").exists()


BAD = {
    "ids in other letters": (
        {"conflicts": "applicant_id,mentor_id\nANN ,reef\nben,Reef\n"},
        ("--conflicts", "conflicts.csv"),
        "unknown: line 2 applicant 'ANN', line 3 mentor 'Reef': did you mean 'ann', 'reef'?",
    ),
    "unknown ids": (
        {"conflicts": "applicant_id,mentor_id\nzoe,reef\nann,kelp\n"},
        ("--conflicts", "conflicts.csv"),
        "unknown: line 2 applicant 'zoe', line 3 mentor 'kelp'",
    ),
    "a pin that is a conflict": (
        {"conflicts": "applicant_id,mentor_id\nann,reef\n", "pins": "applicant_id,mentor_id\nann,reef\n"},
        ("--conflicts", "conflicts.csv", "--pins", "pins.csv"),
        "a pin must not be a conflict",
    ),
    "pins over capacity": (
        {"pins": "applicant_id,mentor_id\nann,reef\nben,reef\n"},
        ("--pins", "pins.csv"),
        "pins must not exceed the capacity; reef has 2 pins",
    ),
    "two pins of one place": (
        {"pins": "applicant_id,mentor_id\nann,reef\nann,soil\n"},
        ("--pins", "pins.csv"),
        "pins must not exceed the places of an applicant; ann has 2 pins",
    ),
    "a pin across tracks": (
        {"pins": "applicant_id,mentor_id\nann,soil\n"},
        ("--pins", "pins.csv", "--applicants", "people.csv", "--eligible", "track=track"),
        "a pin must join two who are eligible for each other",
    ),
    "the same pair twice": (
        {"pins": "applicant_id,mentor_id\nann,reef\nann,reef\n"},
        ("--pins", "pins.csv"),
        "pins.csv line 3: a pair must be named once; 'ann' and 'reef' were line 2 already",
    ),
    "a negative capacity": (
        {"pool": "id,capacity\nreef,-1\nsoil,1\n"},
        (),
        "line 2: capacity must be a whole number of 0",
    ),
    "half a place": (
        {"pool": "id,capacity\nreef,1.5\nsoil,1\n"},
        (),
        "must be a whole number of 0 or more; it is '1.5'",
    ),
    "no capacity": (
        {"pool": "id,capacity\nreef,1\nsoil,\n"},
        (),
        "pool.csv line 3: capacity must say how many people 'soil' takes; it is empty",
    ),
    "no column of capacities": (
        {"pool": "id\nreef\nsoil\n"},
        (),
        "pool.csv must have a column capacity; it has id: add it, or say it for all that lack it: --capacity N",
    ),
    "a minimum above the capacity": (
        {"pool": "id,capacity,capacity_min\nreef,1,2\nsoil,1,\n"},
        (),
        "a minimum must not exceed the capacity",
    ),
    "minima above the people": (
        {"pool": "id,capacity,capacity_min\nreef,2,2\nsoil,2,1\n"},
        (),
        "minima of 3 together must not exceed the 2 places of those who can go there",
    ),
    "a file cut off in a row": ({"matches": MATCHES[:-8]}, (), "matches.csv line 5"),
    "a batch's file cut off in its last cell": (
        {"matches": "applicant_id,rank,mentor_id,score,shared_terms\nann,1,reef,0.9,cor"},
        (),
        "must end with a line end; it was cut off in line 2",
    ),
    "an empty file": ({"matches": ""}, (), "matches.csv must start with a line of column names; it is empty"),
    "another pool": (
        {"pool": "id,capacity\nkelp,1\n"},
        (),
        "line 2: mentor_id must be in the pool",
    ),
    "a score that is none": (
        {"matches": MATCHES.replace("0.8", "high")},
        (),
        "line 3: score must be a number up to 1,000,000; it is 'high'",
    ),
    "a score with a comma": ({"matches": MATCHES.replace("0.8", '"0,8"')}, (), "'0,8': write decimals with a point"),
    "a score that is not finite": ({"matches": MATCHES.replace("0.8", "nan")}, (), "line 3: score must be a number"),
    "a score without measure": (
        {"matches": MATCHES.replace("0.8", "-1e7")},
        (),
        "line 3: score must be a number up to",
    ),
    "a pair that comes twice": ({"matches": MATCHES + "ann,3,reef,0.9\n"}, (), "line 6: a pair must come once"),
    "no score": (
        {"matches": "applicant_id,mentor_id\nann,reef\n"},
        (),
        "matches.csv must have the column score; it has applicant_id, mentor_id: give a file from `batch`, `score`",
    ),
    "ranked and not in the table": (
        {"people": "id\nann\n"},
        ("--applicants", "people.csv"),
        "must have every ranked applicant; it lacks 'ben'",
    ),
    "no rows": (
        {"matches": "applicant_id,mentor_id,score\n"},
        (),
        "matches.csv must hold scored pairs; it has none",
    ),
    "two mentors for one place": (
        {"pins": "applicant_id,mentor_id\nann,reef\nann,soil\n"},
        ("--pins", "pins.csv"),
        "  ann must get at most 1 mentor (1 unless a table of applicants says more)",
    ),
    "places below 0": (
        {"people": "id,places\nann,-1\nben,1\n"},
        ("--applicants", "people.csv"),
        "people.csv line 2: places must be a whole number",
    ),
}


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_input_is_one_clear_message_and_exit_code_1(case, tables, assign):
    texts, options, message = BAD[case]
    folder = tables(**texts)
    given = [folder / option if str(option).endswith(".csv") else option for option in options]
    code, _, err = assign(folder, "--out", folder / "a.csv", *given)
    assert code == 1
    assert message in err
    assert "Traceback" not in err


USAGE = {
    ("--quota", "region=3"): "quota region=3 must not cross the capacities of single mentors",
    ("--floor", "0.4"): "floor must read like share=0.4",
    ("--floor", "share=1.4"): "floor must read like share=0.4",
    ("--eligible", "track"): "eligible must read like applicants_column=mentors_column",
    ("--eligible", "track=track"): "'track' is none: it has no columns: give --applicants FILE",
    ("--report", "r.pdf"): "must end in .txt, .json or .html",
    ("--out", "a.doc"): "'doc' cannot be written",
    ("--what-if", "sell=ann"): "what-if must read like",
}


@pytest.mark.parametrize("options", USAGE, ids=str)
def test_options_that_make_no_sense_exit_2(options, tables, assign):
    folder = tables()
    code, _, err = assign(folder, *([] if "--out" in options else ["--out", folder / "a.csv"]), *options)
    assert code == 2
    assert USAGE[options] in err


def test_neither_matches_nor_applicants_and_nothing_to_write_are_refused(matcher, tables, assign):
    folder = tables()
    assert "give MATCHES" in matcher("assign", "--pool", folder / "pool.csv", "--out", folder / "a.csv")[2]
    assert "give --out ASSIGNMENT" in assign(folder)[2]


def test_a_capacity_for_all_that_are_empty_can_be_given(tables, assign):
    folder = tables(pool="id,capacity\nreef,1\nsoil,\n")
    assert assign(folder, "--out", folder / "a.csv", "--capacity", "1")[0] == 0


def test_equal_scores_all_zero_one_applicant_and_no_places_at_all(tables, assign):
    folder = tables(matches="applicant_id,rank,mentor_id,score\nann,1,reef,0\nann,2,soil,0\n")
    assert assign(folder, "--out", folder / "a.csv")[0] == 0
    folder = tables(pool="id,capacity\nreef,0\nsoil,0\n")
    assert assign(folder, "--out", folder / "a.csv")[0] == 3
    assert rows(folder / "a.csv") == []


@pytest.mark.parametrize("ending", ["", ",note\n"])
def test_a_score_below_zero_is_no_pair_and_no_error(ending, tables, assign):
    """A ranking of all mentors ends with the ones that the applicant does not want."""
    matches = MATCHES.replace("ben,1,reef,0.7\nben,2,soil,0.1", "ben,1,reef,-0.01\nben,2,soil,-0.02")
    if ending:  # and in a table that no batch wrote
        matches = matches.replace("\n", ",x\n").replace("score,x\n", f"score{ending}")
    folder = tables(matches=matches)
    assert assign(folder, "--out", folder / "a.csv")[0] == 3
    assert [one["applicant_id"] for one in rows(folder / "a.unmatched.csv")] == ["ben"]


def test_nobody_eligible_is_said_of_each(tables, assign):
    folder = tables(people="id,track\nann,moon\nben,moon\n")
    options = ("--applicants", folder / "people.csv", "--eligible", "track=track", "--out", folder / "a.csv")
    assert assign(folder, *options)[0] == 3
    assert [one["reason"] for one in rows(folder / "a.unmatched.csv")] == ["no mentor eligible"] * 2


def test_rows_and_columns_shuffled_give_the_same_bytes(tables, assign):
    rng = random.Random(0)
    people, labs = [f"p{at}" for at in range(15)], [f"lab{at}" for at in range(5)]
    cells = [f"{who},{rng.choice(['0.1', '0.2'])},{lab}\n" for who in people for lab in labs]
    pools = [f"{lab},{rng.choice([2, 3])}\n" for lab in labs]
    written = set()
    for _ in range(5):
        rng.shuffle(cells)
        rng.shuffle(pools)
        folder = tables(
            pool="id,capacity\n" + "".join(pools), matches="applicant_id,score,mentor_id\n" + "".join(cells)
        )
        assign(folder, "--out", folder / "a.csv", "--report", folder / "r.json")
        names = ("a.csv", "a.unmatched.csv", "a.mentors.csv", "r.json")
        written.add(tuple((folder / name).read_bytes() for name in names))
    assert len(written) == 1


def test_a_workbook_has_a_sheet_for_each_table_with_a_frozen_header_and_numbers(tables, assign):
    from python_calamine import CalamineWorkbook

    folder = tables(pins="applicant_id,mentor_id\nann,reef\n")
    assert assign(folder, "--out", folder / "a.xlsx", "--pins", folder / "pins.csv")[0] == 0
    book = CalamineWorkbook.from_path(str(folder / "a.xlsx"))
    assert book.sheet_names == ["assignment", "unmatched", "mentors", "certificate", "rules", "blocking"]
    header, first, _ = book.get_sheet_by_name("assignment").to_python()
    assert dict(zip(header, first, strict=True))["score"] == 0.9
    assert book.get_sheet_by_name("rules").to_python()[1][:2] == ["pins", 1.0]
    import zipfile

    sheet = zipfile.ZipFile(folder / "a.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<cols>" in sheet


def test_parquet_and_json_lines_hold_the_same_with_nothing_for_nothing(tables, assign):
    import pyarrow.parquet as pq

    folder = tables(pool="id,capacity\nreef,1\nsoil,0\n")
    assign(folder, "--out", folder / "a.parquet")
    assign(folder, "--out", folder / "a.jsonl")
    [line] = pq.read_table(folder / "a.parquet").to_pylist()
    assert line == json.loads((folder / "a.jsonl").read_text())
    assert (line["applicant_id"], line["score"]) == ("ann", 0.9)
    [lacking] = pq.read_table(folder / "a.unmatched.parquet").to_pylist()
    assert lacking["cost_to_others"] == 0.9


def test_a_parquet_file_of_matches_is_read_too(tables, assign):
    folder = tables()
    pd.read_csv(folder / "matches.csv").to_parquet(folder / "matches.parquet")
    assert assign(folder, "--out", folder / "a.csv", matches="matches.parquet")[0] == 0
    assert len(rows(folder / "a.csv")) == 2


def test_the_report_as_json_and_as_a_page(tables, assign):
    folder = tables(pool=POOL.replace("Reef Lab", "<script>Reef"))
    for ending in ("json", "html", "txt"):
        assert assign(folder, "--report", folder / f"r.{ending}")[0] == 0
    report = json.loads((folder / "r.json").read_text())
    assert report["certificate"]["proven"] is True
    assert report["blocking_pairs"][0]["displacing"] == "ben"
    page = (folder / "r.html").read_text()
    assert "Proven optimal" in page
    assert "<script>" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_an_override_shows_who_moves_and_an_earlier_assignment_can_be_compared(tables, assign):
    folder = tables(pins="applicant_id,mentor_id\nann,reef\n")
    code, out, _ = assign(folder, "--what-if", "pin=ann:reef")
    assert code == 0
    assert "With pin=ann:reef: total -0.500000, +0 people placed." in out
    assign(folder, "--out", folder / "a.csv")
    _, out, _ = assign(folder, "--out", folder / "b.csv", "--pins", folder / "pins.csv", "--against", folder / "a.csv")
    assert f"Since {folder / 'a.csv'}: total -0.500000" in out
    assert "ann        soil    reef" in out
    # who was placed before and is not ranked any more loses what the earlier file says
    (folder / "matches.csv").write_text(MATCHES.replace("ben,1,reef,0.7\nben,2,soil,0.1\n", ""))
    _, out, _ = assign(folder, "--report", "-", "--against", folder / "a.csv")
    assert f"Since {folder / 'a.csv'}: total -0.600000, -1 people placed." in out
    tables(pins="applicant_id,mentor_id\nann,reef\n")
    # the earlier assignment is read before it is written over
    _, out, _ = assign(folder, "--out", folder / "a.csv", "--pins", folder / "pins.csv", "--against", folder / "a.csv")
    assert f"Since {folder / 'a.csv'}: total -0.500000" in out
    _, out, _ = assign(folder, "--out", folder / "a.csv", "--pins", folder / "pins.csv", "--against", folder / "a.csv")
    assert f"Since {folder / 'a.csv'}: total +0.000000, +0 people placed. Nobody moves." in out


def test_the_cost_of_pinning_one_to_every_mentor_is_printed_in_one_go(tables, assign):
    folder = tables()
    _, out, _ = assign(folder, "--pin-costs", "ann")
    assert "soil    0.000000  0" in out
    assert "reef    0.500000  0" in out
    assert "pin costs must name an applicant; 'zoe' is not one" in assign(folder, "--pin-costs", "zoe")[2]


def test_lists_alone_are_bounded_where_they_leave_something_out(tables, assign):
    # both list reef only: who else could take ben is not in the file
    folder = tables(matches="applicant_id,rank,mentor_id,score\nann,1,reef,0.9\nben,1,reef,0.7\n")
    code, out, _ = assign(folder, "--out", folder / "a.csv")
    assert code == 3
    assert "Proven optimal over the lists" in out
    assert "at most 1 place more could be filled" in out


def test_applicants_are_scored_and_the_proof_is_over_all_pairs(matcher, tmp_path):
    pool = "id,name,interests,statement,capacity\nreef,Reef Lab,coral reefs,,1\nsoil,Soil Lab,soil carbon; reefs,,2\n"
    people = "id,statement,places\nann,I love coral reefs.,1\nben,Reefs and soil.,2\ncyd,Poetry.,1\n"
    (tmp_path / "pool.csv").write_text(pool)
    (tmp_path / "people.csv").write_text(people)
    options = ("--applicants", tmp_path / "people.csv", "--pool", tmp_path / "pool.csv", "--out", tmp_path / "a.csv")
    code, out, _ = matcher("assign", *options)
    assert code == 3
    assert "6 of 6 pairs considered, and no other can matter" in out
    [lacking] = rows(tmp_path / "a.unmatched.csv")
    assert (lacking["applicant_id"], lacking["explanation"]) == ("cyd", "no mentor was ranked for cyd")


@pytest.mark.parametrize("n_sample", [None, 4])
@pytest.mark.parametrize("seed", range(24))
def test_all_pairs_without_holding_them_give_the_same_placement(seed, n_sample, monkeypatch):
    n_listed = 8 if n_sample else 3
    monkeypatch.setattr("matcher.assigning.column_generation._LIST", n_listed)
    monkeypatch.setattr("matcher.assigning.column_generation._BEST", min(5, n_listed))
    if n_sample:  # then the first lists are made with the prices of a sample
        monkeypatch.setattr("matcher.assigning.column_generation._SAMPLE", n_sample)
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(5, 40)), int(rng.integers(3, 20))
    scores = np.round(rng.random((n, m)) ** 2, 3)
    scores[rng.random((n, m)) < 0.1] = np.nan
    people = [Applicant(f"a{at:02d}", int(rng.integers(1, 2 + seed % 2)), {"t": str(at % 2)}) for at in range(n)]
    minima = (rng.random(m) < 0.2).astype(int)
    labs = [
        Mentor(f"m{at:02d}", "", int(rng.integers(1, 2 * n // m + 2)), int(minima[at]), {"t": str(at % 2)})
        for at in range(m)
    ]
    rules = random_tables(rng)["eligible"]
    rules = [rule._replace(reason="t=t") for rule in rules]
    aims = [Aims(), Aims(400_000), Aims(fair=True)][seed % 3]
    row, column = np.nonzero(~np.isnan(scores))
    pairs = scored_pairs([people[at].id for at in row], [labs[at].id for at in column], scores[row, column])

    def outcome(make):
        try:
            found = Assignment(make())
        except InfeasibleError as error:
            return str(error)
        return [line[:7] for line in found.lines], [] if aims.fair else found.mentors

    whole = outcome(lambda: place(problem_of(people, labs, pairs, eligible=rules, aims=aims)))
    bare = problem_of(people, labs, None, eligible=rules, aims=aims)
    everything = AllPairs(bare, scored_rows(lambda who: scores[who], scores.shape[1]))
    assert outcome(lambda: place_all(everything)) == whole


def test_python_takes_frames_rankings_and_a_model():
    pool = [Profile("reef", "Reef Lab", "coral reefs", capacity=1), Profile("soil", "Soil Lab", "soil", capacity=1)]
    people = [Profile("ann", statement="coral reefs and soil"), Profile("ben", statement="coral reefs")]
    model = library.MatchModel().fit(pool)
    found = library.assign(model, pool, applicants=people)
    assert [(line.applicant_id, line.mentor_id) for line in found.lines] == [("ann", "soil"), ("ben", "reef")]
    again = library.assign(
        model.rank(people), pd.DataFrame([{"id": "reef", "capacity": 1}, {"id": "soil", "capacity": 1}])
    )
    assert again.frame()["mentor_id"].tolist() == ["soil", "reef"]
    assert repr(again).startswith("<Assignment: 2 placed, 0 unmatched, total ")
    assert "Proven optimal" in again.report()


@pytest.mark.parametrize("written", ["pool.csv", "matches.csv", "a.mentors.csv", "conflicts.csv"])
def test_nothing_that_is_read_is_written_over(written, tables, matcher):
    folder = tables(conflicts="applicant_id,mentor_id\nann,reef\n")
    (folder / "a.mentors.csv").write_text(POOL)
    pool, out = ("a.mentors.csv", "a.csv") if written == "a.mentors.csv" else ("pool.csv", written)
    before = (folder / written).read_bytes()
    given = ["--pool", folder / pool, "--conflicts", folder / "conflicts.csv", "--out", folder / out]
    code, _, err = matcher("assign", folder / "matches.csv", *given)
    assert (code, (folder / written).read_bytes()) == (2, before)
    assert f"inputs and outputs must be different files; check {folder / written}" in err


def test_a_small_file_is_placed_without_loading_what_ranks(tables):
    folder = tables()
    command = [
        "assign",
        str(folder / "matches.csv"),
        "--pool",
        str(folder / "pool.csv"),
        "--out",
        str(folder / "a.csv"),
    ]
    code = f"from matcher.cli import cli; cli.main({command!r}, standalone_mode=False); import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "matcher.assigning.api" in loaded
    assert not {"matcher.model", "matcher.documents", "pandas", "pyarrow", "numba"} & loaded


def test_whole_numbers_may_be_written_as_a_spreadsheet_writes_them(tables, assign):
    folder = tables(pool=POOL.replace(",1,,", ",1.0,,"), matches=MATCHES.replace(",1,", ",1.0,"))
    code, out, err = assign(folder, "--report", "-")
    assert (code, err) == (0, "")
    assert "2 people of 2 placed with 2 mentors (2 places)" in out


def test_rules_in_python_are_one_record():
    rows = [{"applicant_id": "ann", "mentor_id": lab, "score": score} for lab, score in (("reef", 0.9), ("soil", 0.8))]
    conflicts = [{"applicant_id": "ann", "mentor_id": "reef"}]
    found = library.assign(rows, [{"id": "reef"}, {"id": "soil"}], library.Rules(conflicts=conflicts, capacity=1))
    assert [line.mentor_id for line in found.lines] == ["soil"]
    with pytest.raises(ConfigError, match=r"floor must be a share of one's own best score in \[0, 1\]; it is 2"):
        library.Rules(floor=2)
    with pytest.raises(ConfigError, match=r"rules must be Rules\(conflicts=\.\.\.\); this is dict"):
        library.assign(rows, [{"id": "reef"}], {"fair": True})


def test_a_placement_travels_and_a_notebook_shows_it():
    rows = [{"applicant_id": f"<b>{n}", "mentor_id": "reef", "score": 0.5} for n in range(30)]
    found = library.assign(rows, [{"id": "reef", "capacity": 30}])
    for other in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert (other.lines, repr(other)) == (found.lines, repr(found))
    html = found._repr_html_()
    assert "<p>30 people of 30 placed with 1 mentor (30 places), 0 unmatched.</p>" in html
    assert "<p>and 10 more places: frame()</p>" in html
    assert "<b>" not in html


@pytest.mark.parametrize("as_given", [list, pd.DataFrame, lambda rows: [Profile(**row) for row in rows]])
def test_a_model_places_applicants_in_whatever_form_they_are(as_given):
    pool = [{"id": "reef", "interests": "coral reefs", "capacity": 1}, {"id": "soil", "interests": "soil microbes"}]
    people = [{"id": "ann", "statement": "coral reefs and soil"}, {"id": "ben", "statement": "soil microbes"}]
    model = library.MatchModel().fit(pool)
    found = library.assign(model, pool, library.Rules(capacity=1), applicants=as_given(people))
    assert [(line.applicant_id, line.mentor_id) for line in found.lines] == [("ann", "reef"), ("ben", "soil")]


def test_python_refuses_what_is_no_table():
    with pytest.raises(InputError, match="pool must be a table's path, a DataFrame, or rows; it is int 3"):
        library.assign([], 3)
    with pytest.raises(InputError, match="matches must be a table's path, a DataFrame, or rows; row 1 is int"):
        library.assign([3], [{"id": "reef", "capacity": 1}])
    with pytest.raises(ConfigError, match="applicants must be given for a model to score"):
        library.assign(library.MatchModel().fit([Profile("reef", interests="reefs")]), [{"id": "reef", "capacity": 1}])


def test_an_open_quote_swallows_no_rows(tables, assign):
    head = "applicant_id,rank,mentor_id,mentor_name,score\n"
    rows = ['ann,1,reef,"Reef Lab,0.9\n', "ann,2,soil,Soil Lab,0.8\n", 'ben,1,reef,Reef" Lab,0.7\n']
    folder = tables(matches=head + "".join(rows))
    code, _, err = assign(folder, "--out", folder / "a.csv")
    assert code == 1
    assert "the quote left open on line 2" in err


def test_a_scorer_reads_each_statement_once_and_gives_the_models_scores(model):
    from matcher.model.scoring import Scorer

    people = [
        Profile("a", statement="coral reefs"),
        Profile("b", statement="compilers"),
        Profile("c", "", "soil; reefs"),
    ]
    scorer = Scorer(model.fitted, model.signed_weights(), people)
    np.testing.assert_array_equal(scorer.scores(np.array([2, 0])), model.scores([people[2], people[0]]))


def test_headers_in_other_letters_are_those_of_the_tables(tables, assign):
    folder = tables()
    whole = [assign(folder, "--out", folder / "a.csv")[0], (folder / "a.csv").read_bytes()]
    for name, other in (("pool.csv", {"capacity": "CAPACITY"}), ("matches.csv", {"applicant_id": "Applicant ID"})):
        head, _, body = (folder / name).read_text().partition("\n")
        (folder / name).write_text(",".join(other.get(column, column) for column in head.split(",")) + "\n" + body)
    assert [assign(folder, "--out", folder / "a.csv")[0], (folder / "a.csv").read_bytes()] == whole


def test_import_gives_a_pool_the_names_that_a_placement_reads(matcher, tmp_path):
    (tmp_path / "labs.csv").write_text("Code,Lab,About,Slots,At least\nreef,Reef Lab,We map coral reefs.,2,1\n")
    names = "id=Code,name=Lab,statement=About,capacity=Slots,capacity_min=At least"
    code, _, _ = matcher(
        "import", "table", tmp_path / "labs.csv", "--pool", "--map", names, "--out", tmp_path / "p.csv"
    )
    assert (code, rows(tmp_path / "p.csv")[0]["capacity_min"]) == (0, "1")


def test_conflicts_may_stand_in_the_applicants_own_column(tables, assign):
    folder = tables(people="id,Conflicts\nann,soil\nben,\n")
    code, _, _ = assign(folder, "--applicants", folder / "people.csv", "--out", folder / "a.csv")
    assert code == 0
    assert [(line["applicant_id"], line["mentor_id"]) for line in rows(folder / "a.csv")] == [
        ("ann", "reef"),
        ("ben", "soil"),
    ]
    folder = tables(people="id,conflicts\nann,soil; the reef\nben,none\n")
    code, _, err = assign(folder, "--applicants", folder / "people.csv", "--out", folder / "a.csv")
    assert code == 1
    assert "people.csv line 2: conflicts must be ids of mentors, as reef; soil; 'the reef' is none; line 3:" in err
    assert err.endswith("'none' is none: leave the cell empty where there is no conflict\n")


def test_a_pair_in_conflict_twice_is_one_conflict(tables, assign):
    folder = tables(people="id,conflicts\nann,soil\nben,\n", conflicts="applicant_id,mentor_id,reason\nann,soil,kin\n")
    options = ("--applicants", folder / "people.csv", "--conflicts", folder / "conflicts.csv")
    code, out, _ = assign(folder, *options, "--report", "-")
    assert code == 0
    assert re.search(r"\n  conflicts +1 +\+0\.500000", out)


def test_ids_that_a_spreadsheet_would_run_are_the_same_in_every_table(tables, matcher):
    folder = tables(
        pool="id,name,interests,capacity\n@reef,Reef,coral reefs,1\n-soil,Soil,soil carbon,1\n",
        people="id,statement\n=ann,coral reefs\n+49,soil carbon\n",
    )
    tables_of = ("--pool", folder / "pool.csv")
    assert matcher("batch", folder / "people.csv", *tables_of, "--out", folder / "m.csv")[0] == 0
    assert "'=ann" in (folder / "m.csv").read_text()
    placed = (*tables_of, "--applicants", folder / "people.csv", "--out", folder / "a.csv")
    assert matcher("assign", folder / "m.csv", *placed)[0] == 0
    assert [line["applicant_id"] for line in rows(folder / "a.csv")] == ["'+49", "'=ann"]
    assert matcher("assign", folder / "m.csv", *placed, "--against", folder / "a.csv")[1].endswith("Nobody moves.\n")


def test_everything_that_is_wrong_with_a_table_is_said_at_once(tables, assign):
    folder = tables(pool="id,capacity\nreef,two\nREEF,1\n,1\nsoil,-1\n")
    code, _, err = assign(folder, "--out", folder / "a.csv")
    assert code == 1
    for said in ("line 2: capacity", "line 3: id must be unique; 'reef'", "line 4: id must not be", "line 5: capacity"):
        assert said in err


def test_rows_of_json_that_lack_a_cell_are_named(tables, matcher):
    folder = tables()
    (folder / "m.jsonl").write_text('{"applicant_id": "ann", "mentor_id": "reef", "score": 1}\n{"mentor_id": "reef"}\n')
    code, _, err = matcher("assign", folder / "m.jsonl", "--pool", folder / "pool.csv", "--report", "-")
    assert (code, "line 2: applicant_id and mentor_id must not be empty" in err) == (1, True)
