import csv
import io
import json
import os
import shlex
import subprocess
import sys

import pytest
from conftest import ROOT, STATEMENTS

from matcher.cli import cli
from matcher.model.cache import sample_files
from matcher.records import Profile
from matcher.text import profile_text
from matcher.text.refusals import split_wants

LETTER = ROOT / "data" / "statements" / "letter.txt"
POOL = (
    "id,name,interests,statement,field\n"
    "reef,Reef Lab,coral reefs,We record the sound of reefs.,ecology\n"
    'type,"=Type, Lab",compilers,We prove compilers correct.,logic\n'
)


@pytest.fixture
def pool(tmp_path):
    (tmp_path / "labs.csv").write_text(POOL)
    return tmp_path / "labs.csv"


@pytest.fixture
def statement(tmp_path):
    (tmp_path / "me.txt").write_text("The sound of coral reefs, and compilers.")
    return tmp_path / "me.txt"


def test_a_document_gets_a_ranking_from_the_sample_pool(matcher):
    code, out, err = matcher("match", LETTER)
    assert code == 0
    assert out.splitlines()[1].split()[:3] == ["1", "Variable", "Star"]
    assert "Sample pool: 176 invented labs." in err
    assert "matcher explain" in err


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.name)
def test_no_line_is_wider_than_a_terminal(matcher, path):
    _, out, _ = matcher("match", path)
    assert max(map(len, out.splitlines())) <= 80
    assert len(out.splitlines()) > 21


def test_one_match_takes_a_statement_apart_once(matcher, monkeypatch):
    matcher("match", LETTER)  # the pool is fitted and kept
    taken_apart = []
    monkeypatch.setattr(profile_text, "split_wants", lambda text: taken_apart.append(text) or split_wants(text))
    assert matcher("match", LETTER, "--format", "json")[0] == 0
    assert len(taken_apart) == 1


def test_what_an_applicant_says_is_forgotten_with_the_profile():
    zoe = Profile("zoe", statement="The sound of coral reefs.")
    known = len(profile_text._texts)
    profile_text.profile_text(zoe, is_applicant=True)
    assert len(profile_text._texts) == known + 1
    del zoe
    assert len(profile_text._texts) == known


def test_json_holds_points_that_add_up_to_the_score(matcher):
    code, out, _ = matcher("match", LETTER, "--format", "json", "--k", 3)
    data = json.loads(out)
    assert code == 0
    assert set(data) == {"fits", "applicant", "model", "ranking"}
    assert [line["rank"] for line in data["ranking"]] == [1, 2, 3]
    for line in data["ranking"]:
        assert set(line) == {
            "rank",
            "mentor_id",
            "mentor_name",
            "score",
            "strength",
            "points",
            "shared_terms",
            "reason",
            "stays",
            "verdict",
        }
        assert sum(line["points"].values()) == pytest.approx(line["score"], abs=1e-9)


def test_csv_has_the_columns_of_the_contract_and_runs_nothing(matcher, pool, statement):
    _, out, _ = matcher("match", statement, "--pool", pool, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == [
        *("applicant_id", "rank", "mentor_id", "mentor_name", "score"),
        *("points_terms", "points_interests", "points_topics", "points_avoid", "shared_terms", "strength"),
    ]
    assert {row["mentor_name"] for row in rows} == {"Reef Lab", "'=Type, Lab"}


def test_a_statement_may_come_from_standard_input(matcher, pool):
    code, out, _ = matcher("match", "-", "--pool", pool, stdin=b"coral reefs")
    assert code == 0
    assert "Reef Lab" in out


def test_k_is_the_length_of_the_ranking(matcher):
    assert len(json.loads(matcher("match", LETTER, "--k", 2, "--format", "json")[1])["ranking"]) == 2


def test_weights_change_the_points(matcher, pool, statement):
    _, out, _ = matcher("match", statement, "--pool", pool, "--weights", "terms=1", "--format", "json")
    data = json.loads(out)
    assert data["model"]["weights"] == {"terms": 1.0, "interests": 0.0, "topics": 0.0}
    assert data["ranking"][0]["points"]["topics"] == 0


def test_where_keeps_only_who_meets_it(matcher, pool, statement):
    _, out, _ = matcher("match", statement, "--pool", pool, "--where", "field=logic")
    assert "Type, Lab" in out
    assert "Reef" not in out


def test_evidence_and_reference_change_the_scores(matcher, tmp_path, pool, statement):
    (tmp_path / "evidence.csv").write_text("mentor_id,title,text,year\nreef,Sound,We proved sound compilers.,2024\n")
    (tmp_path / "people.csv").write_text("id,statement\nx,compilers\ny,compilers and compilers\n")

    def scores(*more):
        data = json.loads(matcher("match", statement, "--pool", pool, "--format", "json", *more)[1])
        return {line["mentor_id"]: line["score"] for line in data["ranking"]}

    plain = scores()
    assert scores("--evidence", tmp_path / "evidence.csv")["reef"] != plain["reef"]
    assert scores("--reference", tmp_path / "people.csv")["type"] < plain["type"]


def test_no_cache_keeps_nothing(matcher, tmp_path, pool, statement, monkeypatch):
    monkeypatch.setenv("MATCHER_MODELS", str(tmp_path / "models"))
    matcher("match", statement, "--pool", pool, "--no-cache")
    assert not (tmp_path / "models").exists()
    matcher("match", statement, "--pool", pool)
    assert (tmp_path / "models").exists()


def test_a_fitted_model_ranks_like_its_pool(matcher, tmp_path, pool, statement):
    (tmp_path / "match.toml").write_text("n_topics = 1\n[weights]\nterms = 1.0\n")
    code, out, err = matcher("fit", pool, "--config", tmp_path / "match.toml", "--out", tmp_path / "model")
    assert (code, out.strip()) == (0, str(tmp_path / "model"))
    assert err.startswith("2 mentors, ")
    with_model = matcher("match", statement, "--model", tmp_path / "model", "--format", "json")[1]
    assert with_model == matcher("match", statement, "--pool", pool, "--weights", "terms=1", "--format", "json")[1]


def test_an_explanation_takes_the_score_apart(matcher, pool, statement):
    code, out, _ = matcher("explain", statement, "reef", "--pool", pool)
    assert code == 0
    assert out.startswith("Reef Lab  score 0.")
    assert "coral reefs" in out
    data = json.loads(matcher("explain", statement, "reef", "--pool", pool, "--format", "json")[1])
    assert sum(data["points"].values()) == pytest.approx(data["score"], abs=1e-9)
    assert sum(reason["points"] for reason in data["reasons"]) == pytest.approx(data["score"], abs=1e-9)


BAD_STATEMENTS = {
    "empty.txt": (b"", "must hold some text; it is empty"),
    "blank.txt": (b" \n\t \n", "must hold some text; it is empty"),
    "nul.txt": (b"\0" * 100, "nul.txt "),
    "big.txt": (b"x" * (50 * 1024 * 1024), "must hold at most 10 MB"),
    "foreign.txt": ("Я изучаю коралловые рифы".encode(), "nothing here that the pool knows"),
    "unknown.txt": (b"xyzzy plugh frotz", "nothing here that the pool knows"),
    "greeting.txt": (b"hello", "it is too short, or no part of it counts: write a few sentences"),
    "blankless.txt": ("我对强化学习感兴趣".encode(), "is it in another language"),
    "short.txt": (b"xyzzy", "it is too short (1 word): write a few sentences"),
    "long.txt": (b"xyzzy plugh frotz " * 9, "is it in another language, or another field?"),
    "stop.txt": (b"the and of it", "nothing here that the pool knows"),
}


@pytest.mark.parametrize("name", BAD_STATEMENTS)
def test_a_bad_statement_is_one_line_and_exit_1(matcher, tmp_path, name):
    content, message = BAD_STATEMENTS[name]
    (tmp_path / name).write_bytes(content)
    code, out, err = matcher("match", tmp_path / name)
    errors = [line for line in err.splitlines() if line.startswith("Error: ")]
    assert (code, out) == (1, "")
    assert len(errors) == 1
    assert message in errors[0]
    assert name in errors[0]


@pytest.mark.parametrize(("name", "message"), [("gone.txt", "there is no such file"), ("", "it is a folder")])
def test_a_name_that_is_no_document_is_one_line_and_exit_1(matcher, tmp_path, name, message):
    code, out, err = matcher("match", tmp_path / name)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert message in err


def test_a_statement_in_another_language_is_noted(matcher, tmp_path, pool):
    (tmp_path / "me.txt").write_text("Ich untersuche den Klang im Riff und manche compilers.")
    code, _, err = matcher("match", tmp_path / "me.txt", "--pool", pool)
    assert code == 0
    assert "Note: the pool knows only" in err
    assert 'matcher[multilingual] and the setting encoder = "use"' in err


def test_unknown_english_is_not_sent_to_another_language(matcher, tmp_path, pool):
    (tmp_path / "me.txt").write_text("I have sold houses, gardens and cars to the people of my town for years.")
    _, _, err = matcher("match", tmp_path / "me.txt", "--pool", pool)
    assert "multilingual" not in err


BAD_POOLS = {
    "none.csv": ("id,name,interests,statement\n", "must hold at least one row"),
    "column.csv": ("id,interests\na,coral reefs\n", "must have the column name; it has id, interests: `matcher import"),
    "doubled.csv": ("id,name,interests,statement\na,A,x,\na,B,y,\n", "line 3: id must be unique"),
    "empty.csv": ("id,name,interests,statement\na,A,,\n", "line 2: 'a' must have interests or a statement"),
}


@pytest.mark.parametrize("name", BAD_POOLS)
@pytest.mark.parametrize("command", ["match", "fit"])
def test_a_bad_pool_is_one_line_and_nothing_is_written(matcher, tmp_path, statement, command, name):
    content, message = BAD_POOLS[name]
    (tmp_path / name).write_text(content)
    out_dir = tmp_path / "model"
    arguments = {"match": [statement, "--pool", tmp_path / name], "fit": [tmp_path / name, "--out", out_dir]}[command]
    code, out, err = matcher(command, *arguments)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert message in err
    assert name in err
    assert not out_dir.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--weights", "terms=0.5"], "weights must sum to 1, these sum to 0.5"),
        (["--weights", "terms=2,topics=-1"], "weight of topics must be a number of 0 or more"),
        (["--weights", "words=1"], "weights must name terms, interests, topics; check 'words'"),
        (["--k", "0"], "'--k'"),
        (["--format", "xml"], "'--format'"),
        (["--where", "field"], "where must read like"),
        (["--where", "colour=red"], "where must name one of the pool's columns"),
        (["--evidence", "e.csv"], "--evidence belongs to a pool"),
        (["--model", "m", "--pool", "p"], "give --model or the tables"),
        (["--colour", "red"], "No such option"),
    ],
)
def test_a_wrong_option_is_a_usage_error(matcher, statement, arguments, message):
    code, out, err = matcher("match", statement, *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_a_folder_that_is_no_model_is_refused(matcher, tmp_path, statement):
    code, _, err = matcher("match", statement, "--model", tmp_path)
    assert code == 1
    assert "is not a matcher model: it has no manifest.json; make one with `matcher fit`" in err


def test_an_unknown_mentor_is_named(matcher, statement, pool):
    code, _, err = matcher("explain", statement, "nemo", "--pool", pool)
    assert code == 1
    assert "there is none with the id 'nemo'" in err


@pytest.mark.parametrize("command", [None, *cli.list_commands(None)])
def test_every_command_says_what_it_does(matcher, command):
    code, out, _ = matcher(*([command] if command else []), "--help")
    assert code == 0
    assert len(out.split("\n\n")[1].strip()) > 20


def test_the_version_is_the_packages(matcher):
    from importlib.metadata import version

    assert matcher("--version")[1] == f"matcher, version {version('matcher')}\n"


def test_a_command_offers_the_formats_that_there_are():
    from matcher.cli import explanation_views, views
    from matcher.documents.document import RENDERERS

    there_are = {"match": views.FORMATS, "read": RENDERERS, "explain": explanation_views.EXPLANATIONS}
    for name, renderers in there_are.items():
        [form] = [option for option in cli.get_command(None, name).params if option.name == "form"]
        assert list(form.type.choices) == list(renderers)
        assert form.default == next(iter(renderers))


def test_no_command_takes_more_than_eight_arguments():
    import inspect

    from matcher.cli import commands, experiments, table_commands

    for module in (commands, experiments, table_commands):
        for name, command in vars(module).items():
            function = inspect.unwrap(getattr(command, "callback", None) or command) if callable(command) else None
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                assert len(inspect.signature(function).parameters) <= 8, name


def test_the_printed_command_works_when_pasted(matcher, tmp_path, monkeypatch):
    import shlex

    monkeypatch.chdir(tmp_path)
    (tmp_path / "my labs.csv").write_text(POOL.replace("reef,Reef", "-reef; rm,Reef"))
    (tmp_path / "it's me.txt").write_text("The sound of coral reefs.")
    options = [
        "--pool",
        "my labs.csv",
        "--no-cache",
        "--weights",
        "terms=0.3333333333333333,interests=0.6666666666666667",
    ]
    _, out, err = matcher("match", "it's me.txt", *options)
    [_, *printed] = shlex.split(err.partition("Why? ")[2])
    assert printed[-1] == "-reef; rm"
    code, explanation, _ = matcher(*printed)
    assert code == 0
    assert explanation.startswith("Reef Lab")
    assert explanation.split()[3] == out.splitlines()[1].split()[3]


def test_nothing_a_stranger_wrote_moves_the_cursor(matcher, tmp_path):
    lab = {"id": "r\x1b[2J", "name": "Reef\x1b]0;x\x07 Lab", "interests": "coral reefs", "statement": "\x9b31m reefs"}
    (tmp_path / "labs.jsonl").write_text(json.dumps(lab))
    (tmp_path / "me.txt").write_text("coral reefs")
    _, out, err = matcher("match", tmp_path / "me.txt", "--pool", tmp_path / "labs.jsonl")
    assert "Reef�]0;x� Lab" in out
    assert not set("\x1b\x07\x9b") & set(out + err)
    _, _, err = matcher("explain", tmp_path / "me.txt", "\x1b[2J", "--pool", tmp_path / "labs.jsonl")
    assert "\x1b" not in err


def test_a_terminal_that_cannot_show_a_character_still_gets_its_line(tmp_path):
    (tmp_path / "labs.csv").write_text("id,name,interests,statement\nr,Riffe ✓ Labor,coral reefs,\n", encoding="utf-8")
    (tmp_path / "me.txt").write_text("coral reefs")
    narrow = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = real("match", tmp_path / "me.txt", "--pool", tmp_path / "labs.csv", env=narrow)
    assert done.returncode == 0
    assert b"Riffe \\u2713 Labor" in done.stdout


def real(*arguments, **options):
    return subprocess.run([sys.executable, "-m", "matcher", *map(str, arguments)], capture_output=True, **options)


def test_the_reader_of_a_pipe_may_leave_early():
    process = subprocess.Popen(
        [sys.executable, "-m", "matcher", "match", str(LETTER), "--k", "150"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0


def test_a_full_disk_is_one_line():
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "wb") as full:
        command, buffered = [sys.executable, "-m", "matcher", "match", str(LETTER)], {"PYTHONUNBUFFERED": ""}
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=os.environ | buffered)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"Error: standard output: no space left on device") == 1


@pytest.mark.parametrize(
    ("closed", "argument", "code", "line"),
    [
        (">&-", LETTER, 1, b"Error: standard output: bad file descriptor"),
        ("<&-", "-", 1, b"Error: - cannot be read: bad file descriptor"),
        ("2>&-", LETTER, 0, b"Variable Star"),
    ],
)
def test_a_standard_stream_that_the_caller_closed_is_no_traceback(closed, argument, code, line):
    command = shlex.join([sys.executable, "-m", "matcher", "match", str(argument), "--k", "1"])
    done = subprocess.run(["/bin/sh", "-c", f"{command} {closed}"], capture_output=True)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)
    assert line in done.stdout + done.stderr


def test_the_words_are_utf_8_in_any_locale():
    done = real("match", LETTER, env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert b"Variable Star" in done.stdout


class TestApp:
    def test_every_setting_of_the_page_is_given_and_none_comes_from_outside(self, monkeypatch):
        from matcher.cli.commands import command_line, environment

        monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_CORS", "false")
        given = command_line(8599, opens_browser=False)
        for flag in ("server.address=127.0.0.1", "server.enableCORS=true", "server.port=8599", "server.headless=true"):
            assert f"--{flag}" in given
        assert "--theme.dark.backgroundColor=#101817" in given
        assert not [name for name in environment({}) if name.startswith("STREAMLIT_")]

    def test_a_port_that_is_taken_is_said_before_anything_is_fitted(self, matcher):
        import socket

        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            code, _, err = matcher("app", "--port", port)
        assert (code, err) == (
            2,
            f"Error: port {port} must be free; another program uses it: give another with --port\n",
        )

    def test_a_browser_opens_only_where_there_is_a_screen(self, monkeypatch):
        from matcher.cli import commands

        monkeypatch.setattr(commands.sys, "platform", "linux")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
            monkeypatch.delenv(name, raising=False)
        assert not commands.can_open_browser()
        monkeypatch.setenv("DISPLAY", ":0")
        assert commands.can_open_browser()
        monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
        assert not commands.can_open_browser()


@pytest.mark.parametrize("option", ["--report", "--card"])
def test_a_table_of_the_sample_is_not_overwritten_by_what_is_made_from_it(matcher, tmp_path, option):
    table = sample_files().pool
    link, before = tmp_path / "page.html", table.read_bytes()
    link.symlink_to(table)
    (tmp_path / "me.txt").write_text("I want to record the sound of coral reefs.")
    code, _, error = matcher("match", tmp_path / "me.txt", option, link)
    assert code == 2
    assert "inputs and outputs must be different files" in error
    assert table.read_bytes() == before
    assert link.is_symlink()


def test_a_report_beside_the_tables_of_the_sample_may_be_written_again(matcher, tmp_path):
    (tmp_path / "me.txt").write_text("I want to record the sound of coral reefs.")
    report = sample_files().pool.with_name(f"{tmp_path.name}.html")
    report.write_text("the report of yesterday")
    try:
        code, _, error = matcher("match", tmp_path / "me.txt", "--report", report)
        assert code == 0, error
        assert "<html" in report.read_text(encoding="utf-8")
    finally:
        report.unlink()
