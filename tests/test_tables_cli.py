"""Tables on the command line: never written over, asked about where in doubt, brought to the columns that are known."""

import os
import signal

import pytest
from processes import STEPS, Processes

from matcher import batch
from matcher.errors import InputError
from matcher.tables import read_rows
from matcher.tables.spreadsheets import new_workbook

LABS = "id,name,interests,statement\nreef,Reef Lab,coral reefs,We record reefs.\nsoil,Soil Lab,soil carbon,We dig.\n"
PEOPLE = "id,statement,statement_file\nana,The sound of reefs.,\nben,,letter.txt\n"
JUDGED = "applicant_id,mentor_id,grade\nana,reef,1\nben,soil,1\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a pool, applicants (one with a document), and judgments."""
    for name, text in {
        "labs.csv": LABS,
        "people.csv": PEOPLE,
        "judged.csv": JUDGED,
        "letter.txt": "I measure carbon in the soil.",
        "c.toml": "n_topics = 2\n",
        "evidence.csv": "mentor_id,text\nreef,We dived.\n",
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "link.csv").symlink_to(tmp_path / "labs.csv")
    os.link(tmp_path / "people.csv", tmp_path / "hard.csv")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def processes():
    run = Processes("matcher.cli")
    yield run
    run.close()


POOL = ["--pool", "labs.csv"]
ALL = [*POOL, "--evidence", "evidence.csv", "--applicants", "people.csv"]
COMMANDS = {
    "batch": ["batch", "people.csv", *POOL, "--evidence", "evidence.csv"],
    "score": ["score", *ALL],
    "evaluate": ["evaluate", *ALL, "--judgments", "judged.csv"],
    "tune": ["tune", *ALL, "--judgments", "judged.csv", "--config", "c.toml"],
    "import": ["import", "table", "labs.csv", "--pool"],
}
INPUTS = {
    "batch": ["people.csv", "labs.csv", "evidence.csv", "link.csv", "hard.csv", "./labs.csv"],
    "score": ["people.csv", "labs.csv", "evidence.csv", "link.csv", "hard.csv", "letter.txt"],
    "evaluate": ["people.csv", "labs.csv", "judged.csv", "link.csv", "letter.txt"],
    "tune": ["people.csv", "labs.csv", "judged.csv", "c.toml", "letter.txt"],
    "import": ["labs.csv", "link.csv", "../{}/labs.csv"],
}


@pytest.mark.parametrize(("command", "out"), [(command, out) for command, outs in INPUTS.items() for out in outs])
def test_no_command_writes_over_what_it_reads(place, matcher, command, out):
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    code, _, err = matcher(*COMMANDS[command], "--out", out.format(place.name))
    assert code == 2
    assert "inputs and outputs must be different files; check " in err
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["audit", *POOL, "--applicants", "people.csv", "--out", "people.csv"], "people.csv"),
        (["match", "letter.txt", *POOL, "--report", "letter.txt"], "letter.txt"),
        (["match", "letter.txt", *POOL, "--card", "link.csv"], "labs.csv"),
        (["read", "letter.txt", "--card", "./letter.txt"], "letter.txt"),
        (["batch", "people.csv", *POOL, "--out", "m.csv", "--card", "m.csv"], "m.csv"),
    ],
)
def test_nor_does_any_report_or_card(place, matcher, arguments, written):
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    code, _, err = matcher(*arguments)
    assert code == 2
    assert f"must be different files; check {place / written}" in err
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_what_finds_no_room_is_one_line_and_leaves_nothing(place, processes):
    names = {path.name for path in place.iterdir()}
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))"
    for out in ("x.csv", "x.xlsx"):
        ended = processes(*COMMANDS["import"], "--out", out, before=limit)
        said = f"Error: {out} cannot be written: file too large; make room and run it again\n"
        assert (ended.returncode, ended.stderr.decode()[-len(said) :]) == (1, said)
        assert "Traceback" not in ended.stderr.decode()
        assert {path.name for path in place.iterdir()} == names


@pytest.mark.parametrize("option", ["--pool", "--applicants"])
def test_tables_that_are_read_twice_are_no_standard_input(place, matcher, option):
    code, _, err = matcher(*COMMANDS["score"], "--out", "s.csv", option, "-", stdin=b"id\n")
    assert (code, "these tables are read twice, standard input only once: save it as a file" in err) == (2, True)


@pytest.mark.parametrize("command", ["import", "score"])
def test_a_folder_is_no_file_to_write(place, matcher, command):
    (place / "d.csv").mkdir()
    code, _, err = matcher(*COMMANDS[command], "--out", "d.csv")
    assert (code, err.splitlines()[-1]) == (2, "Error: d.csv must be a file to write; it is a folder: give another")


def test_the_word_to_end_leaves_no_temporary_file(place, processes):
    names = {path.name for path in place.iterdir()}
    act = "os.kill(os.getpid(), signal.SIGTERM)"
    ended = processes(
        *COMMANDS["score"], "--out", "s.csv", before=f"{STEPS}\nat_every_step(lambda n, _: n == 0 and {act})"
    )
    assert (ended.returncode, ended.stderr.decode()) == (128 + signal.SIGTERM, "\nStopped.\n")
    assert {path.name for path in place.iterdir()} == names


def test_the_rejects_are_not_written_over_an_input_either(place, matcher):
    code, _, err = matcher(*COMMANDS["batch"], "--out", "m.csv", "--rejects", "labs.csv")
    assert code == 2
    assert "must be different files" in err


def test_scores_are_safe_in_a_spreadsheet(place, matcher):
    (place / "labs.csv").write_text(LABS.replace("reef,", "=HYPERLINK(1),"))
    (place / "people.csv").write_text("id,statement\n@SUM(1),reefs\n")
    assert matcher("score", *POOL, "--applicants", "people.csv", "--out", "s.csv")[0] == 0
    assert [line.split(",")[:2] for line in (place / "s.csv").read_text().splitlines()[1:]] == [
        ["'@SUM(1)", "'=HYPERLINK(1)"],
        ["'@SUM(1)", "soil"],
    ]
    assert {row.cells["mentor_id"] for row in read_rows("s.csv")} == {"=HYPERLINK(1)", "soil"}


def test_a_pool_that_was_imported_is_a_pool(place, matcher):
    (place / "form.csv").write_text("Our labs\nKey,Lab,About the lab,Max mentees\nreef,Reef Lab,We record reefs.,3\n")
    told = "id=Key,name=Lab,statement=About the lab,capacity=Max mentees"
    code, _, err = matcher("import", "table", "form.csv", "--pool", "--map", told, "--out", "pool.csv")
    assert code == 0, err
    assert "the columns are named on line 2; what stands above is taken for a title." in err
    code, out, _ = matcher("batch", "people.csv", "--pool", "pool.csv", "--out", "-")
    assert "ana,1,reef,Reef Lab," in out


@pytest.mark.parametrize(
    ("options", "head", "cells", "message"),
    [
        (("--pool",), "id,name,interests,capacity", "reef,Reef,reefs,1.5", "capacity must be a whole number of 0"),
        (("--pool", "--map", "capacity=Slots"), "id,name,interests,Slots", "reef,Reef,reefs,two", "Slots must be a wh"),
        (("--pool",), "id,name,interests,capacity_min", "reef,Reef,reefs,-1", "capacity_min must be a whole number"),
        ((), "id,interests,places", "zoe,reefs,0.5", "places must be a whole number of 0 or more; it is '0.5'"),
    ],
)
def test_a_number_that_the_next_command_would_refuse_is_not_imported(place, matcher, options, head, cells, message):
    (place / "form.csv").write_text(f"{head}\n{cells.rpartition(',')[0]},2.0\n{cells}\n")
    code, _, err = matcher("import", "table", "form.csv", *options, "--out", "out.csv")
    assert (code, (place / "out.csv").exists()) == (1, False)
    assert f"form.csv line 3: {message}" in err


def test_of_two_columns_that_differ_in_case_none_is_taken_unasked(place, matcher):
    (place / "people.csv").write_text("ID,Id,interests\nzoe,1,reefs\n")
    code, _, err = matcher("batch", "people.csv", *POOL, "--out", "m.csv")
    assert (code, "which column is which? Accept this with --yes, or change it: --map id=ID" in err) == (2, True)
    assert matcher("batch", "people.csv", *POOL, "--map", "id=Id", "--out", "m.csv")[0] == 0
    assert {row.cells["applicant_id"] for row in read_rows("m.csv")} == {"1"}
    code, _, err = matcher("score", *POOL, "--applicants", "people.csv", "--out", "s.csv")
    assert (code, "people.csv must have one column id; it has 'ID', 'Id': rename the others" in err) == (1, True)
    code, _, err = matcher("assign", "m.csv", *POOL, "--capacity", "1", "--applicants", "people.csv", "--out", "a.csv")
    assert (code, "people.csv must have one column id; it has 'ID', 'Id': rename the others" in err) == (1, True)


def test_neither_is_one_of_two_such_keys_of_a_row():
    with pytest.raises(InputError, match=r"a row must have one column id; it has 'ID', 'Id': rename the others"):
        list(batch([{"ID": "zoe", "Id": "1", "interests": "reefs"}], "no model is read"))


def test_commas_within_a_cell_make_no_row_of_names(place, matcher):
    long = "Our recorders hang under buoys, and they listen to whales and to ships through the night."
    (place / "form.csv").write_text(f"Kennung;Motiv;Ort\nana;reefs, fish, kelp, crabs;We film\nbo;soil;{long}\n")
    code, out, err = matcher("batch", "form.csv", *POOL, "--map", "id=Kennung,statement=Motiv", "--out", "-")
    assert (code, "named on line" in err) == (0, False), err
    assert "ana,1,reef," in out


@pytest.mark.parametrize("field", ["id", "name", "interests", "statement", "statement_file", "avoid"])
def test_every_field_of_an_applicant_can_be_told(place, matcher, field):
    (place / "form.csv").write_text("k,z,t\na,x,The sound of reefs\n")
    told = {"id": "k", "statement": "t"} | {field: {"id": "k", "statement": "t"}.get(field, "z")}
    mapped = ",".join(f"{name}={column}" for name, column in told.items())
    code, _, err = matcher("batch", "form.csv", *POOL, "--map", mapped, "--out", "m.csv")
    assert code == 0, err


LONG = "I record the sound of reefs at night and want to learn how statistics can tell one animal from the other."


def test_long_texts_are_not_left_out_unasked_and_yes_takes_what_was_shown(place, matcher):
    rows = "".join(f"{who},reefs,{LONG} {who}\n" for who in ("ana", "ben", "eve"))
    (place / "form.csv").write_text(f"id,statement,Background\n{rows}")
    code, _, err = matcher("batch", "form.csv", *POOL, "--out", "m.csv")
    assert code == 2
    assert "which column is which? (long texts in 'Background' would not be read) Accept this with --yes" in err
    shown = err.rsplit("--map ", 1)[1].strip().strip("'")
    code, _, err = matcher("batch", "form.csv", *POOL, "--out", "m.csv", "--yes")
    assert code == 0
    assert f"Columns: {shown}; not read: Background" in err


def test_a_sheet_and_a_row_of_the_header_can_be_given(place, matcher):
    import xlsxwriter

    with xlsxwriter.Workbook("form.xlsx") as book:
        book.add_worksheet("Notes").write_row(0, 0, ["a", "b"])
        people = book.add_worksheet("People")
        for line, cells in enumerate((["made", "today"], ["id", "statement"], ["ana", "The sound of reefs"])):
            people.write_row(line, 0, cells)
    options = ["--sheet", "People", "--header-row", "2"]
    code, out, err = matcher("batch", "form.xlsx", *POOL, "--out", "-", *options)
    assert code == 0, err
    assert "ana,1,reef" in out
    code, _, err = matcher("batch", "form.xlsx", *POOL, "--out", "-", "--sheet", "People", "--header-row", "0")
    assert code == 2
    assert "--header-row" in err


def test_a_pool_may_be_an_array_of_json(place, matcher):
    (place / "labs.json").write_text('[{"id": "reef", "name": "Reef Lab", "interests": ["coral reefs", "sound"]}]')
    code, out, _ = matcher("batch", "people.csv", "--pool", "labs.json", "--out", "-")
    assert "ana,1,reef,Reef Lab," in out
    (place / "labs.yml").write_text("- id: reef\n")
    code, _, err = matcher("batch", "people.csv", "--pool", "labs.yml", "--out", "-")
    assert code == 1
    advice = "YAML is not read as a table: save it as CSV or JSON"
    assert err == f"Error: labs.yml must be CSV, JSON, JSON lines, Parquet or XLSX; {advice}\n"


@pytest.mark.parametrize("command", ["score", "evaluate", "tune"])
def test_a_table_that_is_changed_while_it_is_read_is_an_error(place, matcher, monkeypatch, command):
    import matcher.applicants as room

    read = room.iter_profiles

    def change_after_reading(*given):
        yield from read(*given)
        (place / "people.csv").write_text(PEOPLE.replace("sound", "noise"))

    monkeypatch.setattr(room, "iter_profiles", change_after_reading)
    code, _, err = matcher(*COMMANDS[command], "--out", "out.csv")
    assert code == 1
    assert "changed while it was read; start again" in err
    assert not (place / "out.csv").exists()


def test_two_outputs_are_two_files(place, matcher):
    code, _, err = matcher(*COMMANDS["tune"], "--out", "o.toml", "--probability", "./o.toml")
    assert code == 2
    assert "must be different files" in err


@pytest.mark.parametrize("option", ["--pool", "--applicants"])
def test_a_workbook_of_which_the_first_sheet_alone_is_read_is_named(matcher, place, option):
    with (place / "t.xlsx").open("wb") as file, new_workbook(file) as book:
        for name in ("2025", "2026"):
            for line, row in enumerate([("id", "name", "statement"), ("reef", "Reef Lab", "coral reefs")]):
                (book.get_worksheet_by_name(name) or book.add_worksheet(name)).write_row(line, 0, row)
    tables = {"--pool": "labs.csv", "--applicants": "people.csv"} | {option: "t.xlsx"}
    code, _, err = matcher("score", *(word for pair in tables.items() for word in pair), "--out", "s.csv")
    assert code == 0
    assert (
        "Note: t.xlsx: only its first sheet, '2025', is read; it has 1 more: `matcher import table FILE --sheet" in err
    )


def test_one_row_and_one_match_are_said_as_one(matcher, place):
    (place / "one.csv").write_text("id,statement\nana,The sound of reefs.\n")
    code, out, err = matcher("import", "table", "one.csv", "--out", "-")
    assert (code, err) == (0, "1 row.\n")
    code, _, err = matcher("batch", "one.csv", "--pool", "labs.csv", "--out", "m.csv", "--k", 1)
    assert (code, err) == (0, "1 row: 1 scored, 0 rejected (m.rejects.csv). 1 match in m.csv.\n")
