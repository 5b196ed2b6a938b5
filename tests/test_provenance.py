import json
import re

import pytest
from conftest import REEF, SOIL, TYPE

from matcher import MatchModel, Profile
from matcher.errors import InputError
from matcher.provenance import RunCard, diff_runs, read_card, write_card
from matcher.provenance.card import Place, code_digest, fitted_digest, profile_digest, read_matches
from matcher.provenance.diff import differing
from matcher.tables.files import file_digest
from matcher.tables.spreadsheets import new_workbook

CARD = RunCard("batch", applicants={"zoe": "1", "bo": "2"}, mentors={"reef": "a"}, model="m", code="c")


def places(*ids, score=0.5):
    return {mentor: Place(rank, score / rank, {"terms": score / rank}) for rank, mentor in enumerate(ids, 1)}


def test_a_card_comes_back_as_it_was_written(tmp_path):
    write_card(CARD, tmp_path / "run.card.json")
    assert read_card(tmp_path / "run.card.json") == CARD


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"matcher_card": 1}', '{"matcher_card": 1, "command": "x", "inputs": 3}']
)
def test_what_is_no_card_is_refused_in_one_line(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(InputError, match=r"^[^\n]*must be a card that --card wrote"):
        read_card(tmp_path / "x.json")


def test_the_digest_of_a_profile_is_of_what_it_says_and_not_of_its_name():
    zoe = Profile("zoe", "Zoe", statement="reefs")
    assert profile_digest(zoe) == profile_digest(Profile("z", "Z", statement="reefs"))
    assert profile_digest(zoe) != profile_digest(Profile("zoe", "Zoe", statement="reef"))


def test_a_model_fitted_twice_has_one_digest_and_another_reference_another():
    def digest(mentors, reference=()):
        return fitted_digest(MatchModel().fit(mentors, reference))

    assert digest([REEF, TYPE, SOIL]) == digest([SOIL, REEF, TYPE])
    assert digest([REEF, TYPE, SOIL]) != digest([REEF, TYPE])
    assert digest([REEF, TYPE, SOIL]) != digest([REEF, TYPE, SOIL], [Profile("a", statement="I love coral and soil")])


def test_the_same_run_twice_has_no_changes():
    run = {"zoe": places("reef", "soil")}
    difference = diff_runs([run, run], (CARD, CARD))
    assert (difference.changes, difference.causes, difference.differing) == ((), {}, {})


def test_every_change_has_one_cause_and_the_causes_add_up():
    before = {"zoe": places("reef", "soil"), "bo": places("type", "soil")}
    after = {"zoe": places("soil", "reef"), "bo": places("type", "reef"), "cy": places("soil")}
    card = RunCard("batch", applicants={"zoe": "9", "bo": "2", "cy": "3"}, mentors={"reef": "b"}, model="n", code="c")
    difference = diff_runs([before, after], (CARD, card))
    # zoe wrote another text and the pool changed too; bo's text is the same, so it is the pool; cy is new
    by_applicant = {change.applicant_id: change.cause for change in difference.changes}
    assert by_applicant == {"zoe": "data or model", "bo": "model", "cy": "data or model"}
    assert sum(difference.causes.values()) == len(difference.changes) == 5
    assert difference.differing["data"] == ("1 applicant added", "1 applicant with another text")
    assert difference.differing["model"] == ("1 mentor with another text",)


def test_points_of_a_change_add_up_to_the_change_of_the_score():
    [change, _] = diff_runs([{"zoe": places("reef", "soil")}, {"zoe": places("soil", "reef")}]).changes
    assert sum(change.points.values()) == pytest.approx(change.after.score - change.before.score)


def test_a_run_between_splits_what_changed_at_once_and_the_parts_add_up():
    first, between, last = {"zoe": places("reef", "soil")}, {"zoe": places("soil", "reef")}, {"zoe": places("soil")}
    other_text = RunCard(**{**vars(CARD), "applicants": {"zoe": "9", "bo": "2"}})
    other_weights = RunCard(**{**vars(other_text), "weights": {"terms": 1.0}})
    assert diff_runs([first, last], (CARD, other_weights)).causes == {"data or config": 2}
    split = diff_runs([first, between, last], (CARD, other_text, other_weights))
    changes = {change.mentor_id: change for change in split.changes}
    assert (changes["soil"].cause, changes["soil"].parts) == ("data", {"data": 0.25, "config": 0.0})
    assert (changes["reef"].cause, changes["reef"].parts) == ("data and config", {})
    assert split.differing.keys() == {"data", "config"}


def test_without_cards_the_cause_is_unknown():
    assert diff_runs([{"zoe": places("reef")}, {"zoe": places("soil")}]).causes == {"unknown": 2}


def test_other_weights_are_named():
    other = RunCard(**{**vars(CARD), "weights": {"terms": 1.0}})
    difference = diff_runs([{"zoe": places("reef")}, {"zoe": places("soil")}], (CARD, other))
    assert difference.causes == {"config": 2}
    assert difference.differing["config"] == ("terms none to 1.0",)


@pytest.fixture
def tables(tmp_path):
    rows = "".join(f"{m.id},{m.name},,{m.statement}\n" for m in (REEF, SOIL, TYPE))
    (tmp_path / "labs.csv").write_text(f"id,name,interests,statement\n{rows}")
    (tmp_path / "people.csv").write_text(
        "id,statement,name\nzoe,coral reefs and compilers,Zoe Quill\nbo,soil carbon,Bo\n"
    )
    return tmp_path


def batch(matcher, tables, out, *options):
    path = tables / out
    code, _, err = matcher(
        *("batch", tables / "people.csv", "--pool", tables / "labs.csv", "--out", path),
        *("--card", tables / f"{out}.card.json", *options),
    )
    assert code == 0, err
    return path


def test_a_card_names_digests_and_nobody(matcher, tables):
    batch(matcher, tables, "a.csv")
    text = (tables / "a.csv.card.json").read_text()
    card = json.loads(text)
    assert card["counts"] == {"applicants": 2, "mentors": 3}
    assert set(card["inputs"]) == {"pool", "applicants"}
    assert set(card["outputs"]) == {"out"}
    assert "Quill" not in text
    assert "people" not in text


@pytest.mark.parametrize("command", ["score", "evaluate", "audit", "assign", "tune"])
def test_every_card_has_the_digest_of_its_model_and_no_name_of_a_file(matcher, tables, command):
    people, labs, card = tables / "people.csv", tables / "labs.csv", tables / "x.card.json"
    ids = tuple("abcdefghij")
    people.write_text("id,statement\n" + "".join(f"{one},coral reefs and compilers\n" for one in ids))
    judged = "".join(f"{one}\treef\t1\n{one}\ttype\t0\n" for one in ids)
    (tables / "judged.tsv").write_text(f"applicant_id\tmentor_id\tgrade\n{judged}")
    options = {
        "score": ("--out", tables / "scores.csv", "--reference", people),
        "evaluate": ("--judgments", tables / "judged.tsv", "--reference", people),
        "audit": ("--out", tables / "audit.txt"),
        "tune": (
            *("--judgments", tables / "judged.tsv", "--out", tables / "tuned.toml"),
            *("--folds", 2, "--steps", 1, "--weights-only", "--probability", tables / "learned.json"),
        ),
        "assign": ("--capacity", 10, "--report", tables / "report.txt"),
    }[command]
    code, _, err = matcher(command, "--pool", labs, "--applicants", people, "--card", card, *options)
    assert code == 0, err
    written = json.loads(card.read_text())
    assert written["model"]
    assert written["counts"]["mentors"] == 3
    assert written["counts"]["applicants"] == len(ids)
    assert str(tables) not in card.read_text()
    files = {str(name).removeprefix("--") for name in options if str(name) in {"--out", "--report", "--probability"}}
    assert set(written["outputs"]) - {"printed"} == files
    assert files.isdisjoint(written["inputs"])


def test_diff_finds_the_applicant_who_wrote_another_text(matcher, tables):
    first = batch(matcher, tables, "a.csv")
    (tables / "people.csv").write_text("id,statement\nzoe,coral reefs and compilers\nbo,coral reefs and soil\n")
    second = batch(matcher, tables, "b.csv")
    code, out, _ = matcher("diff", first, second, "--format", "json")
    data = json.loads(out)
    assert code == 0
    assert {change["applicant_id"] for change in data["changes"]} == {"bo"}
    assert data["causes"] == {"data": data["n_changes"]}


def test_diff_splits_by_a_run_between(matcher, tables):
    first = batch(matcher, tables, "a.csv")
    (tables / "people.csv").write_text("id,statement\nzoe,coral reefs and compilers\nbo,coral reefs and soil\n")
    between = batch(matcher, tables, "b.csv")
    last = batch(matcher, tables, "c.csv", "--weights", "terms=.5,topics=.5")
    assert "data or config" in matcher("diff", first, last)[1]
    code, out, _ = matcher("diff", first, between, last, "--format", "json")
    changes = json.loads(out)["changes"]
    assert code == 0
    assert {cause for change in changes for cause in change["parts"]} <= {"data", "config", "unknown"}
    for change in changes:
        if change["parts"]:
            assert sum(change["parts"].values()) == pytest.approx(change["score_after"] - change["score_before"])


@pytest.mark.parametrize("more", [(), ("b.csv", "c.csv", "--cards", "x", "y")])
def test_diff_of_one_run_alone_or_with_cards_of_two_among_three_is_refused(matcher, tables, more):
    code, _, err = matcher("diff", tables / "a.csv", *more)
    assert code == 2
    assert "diff must have two runs" in err


def test_diff_of_one_run_says_that_nothing_differs(matcher, tables):
    run = batch(matcher, tables, "a.csv")
    assert matcher("diff", run, run)[1] == "The rankings of 2 applicants are the same.\n"


def test_a_card_of_another_run_is_refused(matcher, tables):
    first, second = batch(matcher, tables, "a.csv"), batch(matcher, tables, "b.csv", "--k", 1)
    code, _, err = matcher("diff", first, second, "--cards", f"{second}.card.json", f"{second}.card.json")
    assert code == 1
    assert f"{second}.card.json must be the card of {first}; it is the card of another run" in err


def test_what_match_prints_can_be_compared_too(matcher, tables):
    (tables / "me.txt").write_text("Coral reefs, and compilers.")
    code, out, _ = matcher("match", tables / "me.txt", "--pool", tables / "labs.csv", "--format", "json")
    (tables / "m.json").write_text(out)
    assert code == 0
    assert set(read_matches(tables / "m.json")["applicant"]) == {"reef", "type"}


def test_a_file_without_rankings_is_refused(tables):
    with pytest.raises(InputError, match="must have the columns applicant_id and rank and .*: give what `batch`"):
        read_matches(tables / "labs.csv")


def test_runs_of_different_lengths_are_compared_as_far_as_both_go(matcher, tables):
    short, long = batch(matcher, tables, "a.csv", "--k", "1"), batch(matcher, tables, "b.csv", "--k", "2")
    long.write_text(long.read_text() + "bo,2,reef,Reef,0.1,0,0,0,0,,weak\n")
    (tables / "b.csv.card.json").unlink()
    code, out, _ = matcher("diff", short, long)
    assert code == 0
    assert out == (
        "The rankings differ in length; their first 1 places are compared.\n\n"
        "The rankings of 2 applicants are the same.\n"
    )


def test_a_run_of_whatever_lengths_is_compared_as_far_as_the_other_goes():
    whole = {"zoe": places("reef", "soil", "type"), "bo": places("soil", "reef")}
    found = diff_runs([whole, {"zoe": places("reef"), "bo": places("soil")}])
    assert (found.k, found.changes) == (1, ())


def test_without_a_card_that_nothing_is_known_is_said_once(matcher, tables):
    for name, mentor in (("a.csv", "reef"), ("b.csv", "soil")):
        (tables / name).write_text(f"applicant_id,rank,mentor_id,score\nzoe,1,{mentor},0.5\nbo,1,{mentor},0.5\n")
    code, out, err = matcher("diff", tables / "a.csv", tables / "b.csv")
    assert (code, out.count("unknown")) == (0, 1)
    assert "Cause" not in out
    assert out.startswith("4 places changed, in 2 of 2 rankings.\n")
    assert "without cards no cause is known" in err


def test_a_mentor_named_twice_for_one_applicant_is_refused(tables):
    (tables / "a.csv").write_text("applicant_id,rank,mentor_id,score\nzoe,1,reef,0.5\nzoe,2,reef,0.4\n")
    with pytest.raises(InputError, match="line 3: a ranking must name each mentor once"):
        read_matches(tables / "a.csv")


OTHER_PEOPLE = "id,statement\nzoe,coral reefs and compilers\nbo,coral reefs and soil\n"
OTHER_LABS = (
    "id,name,interests,statement\nreef,Reef Lab,,Reefs and soil\nsoil,Soil Lab,,Soil carbon\nfish,Fish,,coral\n"
)


@pytest.fixture
def changed(tables):
    """Two tables more: other texts, and another pool."""
    (tables / "people2.csv").write_text(OTHER_PEOPLE)
    (tables / "labs2.csv").write_text(OTHER_LABS)
    return tables


def run(matcher, folder, out, people="", labs="", *options):
    path = folder / out
    code, _, err = matcher(
        *("batch", folder / f"people{people}.csv", "--pool", folder / f"labs{labs}.csv", "--out", path),
        *("--card", f"{path}.card.json", *options),
    )
    assert code in (0, 3), err
    return path


def inputs(folder, *names):
    return [word for name in names for word in ("--input", folder / name)]


ALL = ("people.csv", "people2.csv", "labs.csv", "labs2.csv")


def test_what_changed_at_once_is_split_by_runs_between_as_by_those_made_by_hand(matcher, changed):
    weights = ("--weights", "terms=.5,topics=.5")
    first, last = run(matcher, changed, "a.csv"), run(matcher, changed, "d.csv", "2", "2", *weights)
    by_hand = (first, run(matcher, changed, "b.csv", "2"), run(matcher, changed, "c.csv", "2", "2"), last)
    assert "model or config" in matcher("diff", first, last)[1]
    code, out, _ = matcher("diff", first, last, *inputs(changed, *ALL), "--format", "json")
    assert code == 0
    assert out == matcher("diff", *by_hand, "--format", "json")[1]
    split = json.loads(out)
    assert split["steps"] == ["data", "model", "config"]
    assert sum(split["causes"].values()) == split["n_changes"] > 0
    for change in split["changes"]:
        moved = [
            step
            for step, *pair in zip(split["steps"], change["ranks"], change["ranks"][1:], strict=False)
            if pair[0] != pair[1]
        ]
        assert change["cause"] == " and ".join(moved)
        if change["parts"]:
            assert sum(change["parts"].values()) == pytest.approx(change["score_after"] - change["score_before"])


def test_what_is_left_after_all_that_could_be_run_again_is_the_code(matcher, changed):
    first, last = run(matcher, changed, "a.csv"), run(matcher, changed, "b.csv", "2")
    # a program of yesterday had zoe's two places the other way round
    first.write_text(re.sub(r"zoe,(\d)", lambda place: f"zoe,{3 - int(place[1])}", first.read_text()))
    known = vars(read_card(f"{first}.card.json")) | {"code": "yesterday's", "outputs": {"out": file_digest(first)}}
    write_card(RunCard(**known), f"{first}.card.json")
    assert "data or code" in matcher("diff", first, last)[1]
    split = json.loads(matcher("diff", first, last, *inputs(changed, *ALL[:3]), "--format", "json")[1])
    assert split["steps"] == ["code", "data"]
    assert {change["applicant_id"]: change["cause"] for change in split["changes"]} == {"zoe": "code", "bo": "data"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("labs.csv", "labs2.csv"), r"add applicants of .*d\.csv, whose SHA-256 begins with [0-9a-f]{12}$"),
        (("people2.csv",), r"add pool of .*a\.csv, whose .* [0-9a-f]{12}; pool of .*d\.csv, whose "),
        ((*ALL, "other.csv"), r"other\.csv must be an input of one of the runs; no card has its digest"),
        (("gone.csv",), r"gone\.csv cannot be read: there is no such file"),
    ],
)
def test_an_input_that_is_lacking_or_that_no_card_knows_is_one_line(matcher, changed, given, message):
    first, last = run(matcher, changed, "a.csv"), run(matcher, changed, "d.csv", "2", "2")
    (changed / "other.csv").write_text("id,name,statement\nx,X,reefs\n")
    code, out, err = matcher("diff", first, last, *inputs(changed, *given))
    assert (code, out) == (1, "")
    assert re.search(message, err.strip())


def test_inputs_without_cards_or_of_another_command_are_refused(matcher, changed):
    first, last = run(matcher, changed, "a.csv"), run(matcher, changed, "d.csv", "2", "2")
    card = read_card(f"{last}.card.json")
    write_card(RunCard(**{**vars(card), "command": "evaluate"}), f"{last}.card.json")
    code, _, err = matcher("diff", first, last, *inputs(changed, *ALL))
    assert (code, err) == (1, f"Error: --input needs runs of match or batch; {last} is of another command\n")
    (changed / "d.csv.card.json").unlink()
    code, _, err = matcher("diff", first, last, *inputs(changed, *ALL))
    assert code == 2
    assert f"--input needs the cards of the runs; there is no {last}.card.json" in err


def test_documents_that_are_others_than_they_were_are_refused(matcher, changed):
    for name, text in (("people", "zoe,me.txt\n"), ("people2", "zoe,me.txt\nbo,me.txt\n")):
        (changed / f"{name}.csv").write_text(f"id,statement_file\n{text}")
    (changed / "me.txt").write_text("I love coral reefs.")
    first, last = run(matcher, changed, "a.csv"), run(matcher, changed, "d.csv", "2", "2")
    (changed / "me.txt").write_text("I love compilers.")
    code, _, err = matcher("diff", first, last, *inputs(changed, *ALL))
    assert code == 1
    assert "must be beside the documents that it names, as they were; the text of 2 applicants has changed" in err


def test_a_row_is_known_by_its_digest_in_whatever_sheet_and_below_whatever_header_it_stands(matcher, changed):
    for name, text in (("a", "reefs"), ("b", "soil")):
        rows = ["Spring", "by us"], ["id", "statement"], ["zoe", f"compilers and {text}"]
        with (changed / f"{name}.xlsx").open("wb") as file, new_workbook(file) as book:
            book.add_worksheet("Read me").write_row(0, 0, ["id", "statement"])
            sheet = book.add_worksheet("People")
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)

    def ranked(name, labs):
        pool, out = changed / f"{labs}.csv", changed / f"{name}.csv"
        where = ("--sheet", "People", "--header-row", 2, "--pool", pool)
        code, _, err = matcher("batch", changed / f"{name}.xlsx", *where, "--out", out, "--card", f"{out}.card.json")
        assert code == 0, err
        return out

    first, last = ranked("a", "labs"), ranked("b", "labs2")
    assert list(read_card(f"{first}.card.json").applicants) == ["zoe"]
    code, out, _ = matcher("diff", first, last, *inputs(changed, "b.xlsx", "labs.csv", "labs2.csv"), "--format", "json")
    assert code == 0
    assert json.loads(out)["steps"] == ["data", "model"]
    assert "unknown" not in out


def test_a_run_of_a_model_folder_is_split_with_that_folder(matcher, changed):
    for name in ("", "2"):
        code, _, err = matcher("fit", changed / f"labs{name}.csv", "--out", changed / f"model{name}")
        assert code == 0, err

    def of_folder(out, people, name):
        path, model = changed / out, changed / f"model{name}"
        matcher("batch", changed / people, "--model", model, "--out", path, "--card", f"{path}.card.json")
        return path

    first, last = of_folder("a.csv", "people.csv", ""), of_folder("b.csv", "people2.csv", "2")
    code, _, err = matcher("diff", first, last, *inputs(changed, "people2.csv", "model"))
    assert code == 1
    assert f"{last} was made with the folder of a model: give that with --input too" in err
    code, out, _ = matcher("diff", first, last, *inputs(changed, "people2.csv", "model", "model2"))
    assert code == 0
    assert "What changed from run to run: data, then model.\n" in out


def test_inputs_that_were_given_are_not_asked_for_again_where_they_cannot_tell_causes_apart(matcher, changed):
    (changed / "other.toml").write_text("n_topics = 2\navoid = 0.1\n")
    runs = []
    for name, settings in (("", ()), ("2", ("--config", changed / "other.toml"))):
        model, out = changed / f"model{name}", changed / f"run{name}.csv"
        matcher("fit", changed / f"labs{name}.csv", "--out", model, *settings)
        matcher("batch", changed / "people.csv", "--model", model, "--out", out, "--card", f"{out}.card.json")
        runs.append(out)
    asked = matcher("diff", *runs)[1]
    code, out, err = matcher("diff", *runs, *inputs(changed, "people.csv", "model", "model2"))
    assert code == 0
    assert "model or config" in out
    assert "the effects of pool and settings cannot be told apart" in err
    assert ("give --input FILE" in asked, "--input" in out) == (True, False)


def test_two_single_matches_of_other_lengths_are_compared_as_far_as_both_go_and_split(matcher, changed):
    def match(out, statement, labs, *options):
        (changed / statement).write_text(f"{statement[:3]}. Coral reefs, soil carbon and compilers.")
        card = ("--card", changed / f"{out}.card.json")
        printed = matcher("match", changed / statement, "--pool", changed / labs, "--format", "json", *card, *options)
        (changed / out).write_text(printed[1])
        return changed / out

    first = match("a.json", "me1.txt", "labs.csv", "--k", 1)
    last = match("b.json", "me2.txt", "labs2.csv", "--k", 2)
    files = inputs(changed, "me1.txt", "me2.txt", "labs.csv", "labs2.csv")
    code, out, _ = matcher("diff", first, last, *files, "--format", "json")
    split = json.loads(out)
    assert (code, split["k"]) == (0, 1)
    assert split["steps"] == ["data", "model", "config"]
    assert all(rank in (None, 1) for change in split["changes"] for rank in change["ranks"])


def test_a_pool_that_lost_a_mentor_is_no_run_of_another_length(matcher, changed):
    (changed / "people.csv").write_text("id,statement\nzoe,reefs and soil\nbo,soil and reefs\n")
    first = run(matcher, changed, "a.csv")
    (changed / "labs.csv").write_text(re.sub("soil,.*\n", "", (changed / "labs.csv").read_text()))
    difference = json.loads(matcher("diff", first, run(matcher, changed, "b.csv"), "--format", "json")[1])
    assert difference["k"] is None
    assert {change["mentor_id"] for change in difference["changes"] if change["rank_after"] is None} == {"soil"}


def test_facets_that_are_fitted_only_with_a_share_are_settings_and_no_other_fit():
    shares = ({"terms": 1.0}, {"terms": 0.5, "semantic": 0.5})
    cards = [RunCard(**{**vars(CARD), "model": f"{one}", "config": {"weights": one}, "weights": one}) for one in shares]
    assert set(differing(*cards)) == {"config"}


def test_other_attributes_that_a_condition_asks_for_are_of_the_model():
    cards = [RunCard(**{**vars(CARD), "inputs": {"pool": one}, "options": {"where": ["field=x"]}}) for one in "ab"]
    assert set(differing(*cards)) == {"model"}


def test_two_single_rankings_without_cards_are_compared_as_far_as_both_go():
    found = diff_runs([{"zoe": places("reef", "soil", "type")}, {"zoe": places("reef", "soil")}])
    assert (found.k, found.changes) == (2, ())


def test_another_word_list_is_another_program(tmp_path, monkeypatch):
    (tmp_path / "text").mkdir()
    monkeypatch.setattr("matcher.provenance.card.__file__", str(tmp_path / "provenance" / "card.py"))
    digests = set()
    for words in ("the\n", "the\na\n"):
        (tmp_path / "text" / "stop_words.txt").write_text(words)
        digests.add(code_digest.__wrapped__())
    assert len(digests) == 2


def test_texts_from_standard_input_may_be_others_and_options_that_move_nobody_are_no_settings():
    cards = [RunCard("batch", options={"jobs": 2}), RunCard("match", options={"with_name": True}, weights={"terms": 1})]
    assert differing(*cards)["data"] == [
        "perhaps what applicants wrote: it came from standard input, which cards do not record"
    ]
    assert differing(*cards)["config"] == ["terms none to 1"]
    [change, _] = diff_runs([{"zoe": places("reef")}, {"zoe": places("soil")}], cards).changes
    assert change.cause == "data or config"


def test_a_score_with_the_digits_of_a_workbook_is_the_same_score():
    runs = [{"zoe": places("reef", score=score)} for score in (0.6772529277661465, 0.677252927766147)]
    assert diff_runs(runs).n_rescored == 0
    assert diff_runs([runs[0], {"zoe": places("reef", score=0.67725)}]).n_rescored == 1


def test_a_run_of_evaluate_on_the_same_tables_differs_from_a_batch_in_settings_alone(matcher, tables):
    first, run = batch(matcher, tables, "a.csv"), tables / "e.csv"
    (tables / "judged.tsv").write_text("applicant_id\tmentor_id\tgrade\nzoe\treef\t1\nbo\tsoil\t1\n")
    code, _, err = matcher(
        *("evaluate", "--pool", tables / "labs.csv", "--applicants", tables / "people.csv", "--reference", "none"),
        *("--judgments", tables / "judged.tsv", "--out", run, "--card", f"{run}.card.json"),
    )
    assert code == 0, err
    difference = json.loads(matcher("diff", first, run, "--format", "json")[1])
    assert difference["differing"] == {"config": ["k 10 to none"]}
