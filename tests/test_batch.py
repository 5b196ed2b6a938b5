"""Many applicants in Python: every row scored or rejected, the same bytes however the work was done."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from work import die, refuse

import matcher
from matcher.batching.checkpoints import Checkpoints, RowsLostError
from matcher.batching.records import Chunk, Execution, FileExecution, Files, Progress, RankingOptions, Reject
from matcher.batching.run import batch_files
from matcher.errors import ConfigError, InputError, MatcherError, ModelError
from matcher.model.store import save
from matcher.tables import read_rows
from matcher.tables.columns import propose, required

ROWS = [
    {"id": "zoe", "statement": "The sound of coral reefs."},
    {"id": "max", "statement": "Proofs about compilers and types."},
    {"id": "eve", "interests": "soil carbon"},
]
TABLE = (
    "id,interests,statement,statement_file,level\n"
    "zoe,,The sound of coral reefs.,,x\n"
    "zoe,,Twice,,x\n"
    ",,No id,,x\n"
    "max,,Proofs about compilers and types.,,x\n"
    "ragged,1\n"
    "empty,, ,,x\n"
    "odd,,xyzzy plugh,,x\n"
    "nul,,re\0efs,,x\n"
    "gone,,,secret-name.txt,x\n"
    "out,,,../secret.txt,x\n"
    f"long,,{'reef ' * 60_000},,x\n"
    "doc,,,doc.txt,x\n"
    'open,,"reefs and\n'
    'eve,"soil carbon","",,x\n'
)
ONE_EACH = "leave one out, or give it another id"
REASONS = {
    3: ("zoe", "id", f"must be unique; 'zoe' was line 2 already: {ONE_EACH}"),
    4: ("", "id", "must not be empty"),
    6: ("", "", "must have 5 cells like its header; it has 2"),
    7: ("empty", "statement", "must have text, or the interests must; both are empty"),
    8: ("odd", "statement", "shares no word with the mentors; is it in another language, or another field?"),
    9: ("nul", "statement", "must be text; it holds a NUL character"),
    10: ("gone", "statement_file", "the document cannot be read: there is no such file"),
    11: ("out", "statement_file", "must lie beside the table; it lies elsewhere"),
    12: ("long", "statement", "must be at most 200000 characters; it has 300000"),
}


@pytest.fixture
def table(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("coral reefs")
    (tmp_path / "in" / "doc.txt").write_text("Field trials of soil.")
    (tmp_path / "in" / "people.csv").write_text(TABLE, newline="")
    return tmp_path / "in" / "people.csv"


@pytest.fixture
def run(tmp_path, model):
    def run(table, out="m.csv", settings=None, use=None, progress=None, **effort):
        files = Files(str(table), str(tmp_path / out), str(tmp_path / "rejects.csv"))
        progress = progress or Progress()
        settings = settings or RankingOptions(2)
        done = batch_files(files, use or model, certain, settings, FileExecution(**effort), progress)
        return done, (tmp_path / out).read_bytes(), (tmp_path / "rejects.csv").read_bytes()

    return run


def certain(table):
    return required(propose(table.columns, {}), table.columns, "t")


def test_every_row_is_scored_or_rejected_by_name(run, table):
    done, _, _ = run(table)
    rejects = [
        Reject(int(row.cells["row"]), *list(row.cells.values())[1:])
        for row in read_rows(table.parents[1] / "rejects.csv")
    ]
    told = {r.row: (r.id, r.column, r.reason) for r in rejects}
    assert {row: reason for row, reason in told.items() if row in REASONS} == REASONS
    assert "look for a quote left open" in told[14][2]
    assert set(told) == {*REASONS, 14}
    # four applicants have words in common with one lab each, topics with more
    assert done[:3] == (14, 4, 10)
    assert {row.cells["applicant_id"] for row in read_rows(table.parents[1] / "m.csv")} == {"zoe", "max", "doc", "eve"}


def test_no_reject_says_what_the_row_says(run, table):
    _, _, rejects = run(table)
    for said in (b"secret", b"xyzzy", b"plugh", b"Twice", b"ragged", b"reefs and"):
        assert said not in rejects


def test_matches_are_those_of_the_model(run, table, model):
    from matcher.records import Profile

    run(table)
    [expected] = model.rank([Profile("zoe", statement="The sound of coral reefs.")], 2)
    rows = [row.cells for row in read_rows(table.parents[1] / "m.csv") if row.cells["applicant_id"] == "zoe"]
    assert [(row["mentor_id"], int(row["rank"]), float(row["score"])) for row in rows] == [
        (line.mentor_id, line.rank, line.score) for line in expected
    ]


@pytest.mark.parametrize("out", ["m.csv", "m.jsonl", "m.parquet", "m.xlsx"])
def test_the_chunk_size_changes_no_byte(run, table, out):
    assert run(table, out, chunk=1) == run(table, out)


@pytest.mark.parametrize("ending", [".jsonl", ".parquet", ".xlsx"])
def test_the_format_of_the_input_changes_no_byte(run, table, ending):
    from matcher.tables import write_table

    names = {"id": str, "interests": str, "statement": str}
    for name in ("same.csv", f"same{ending}"):
        write_table(table.parent / name, names, [[row.get(column, "") for column in names] for row in ROWS])
    assert run(table.parent / f"same{ending}")[1] == run(table.parent / "same.csv")[1]


def stop_after(n_chunks):
    progress = Progress()

    def stop(now):
        nonlocal n_chunks
        n_chunks -= 1
        if not n_chunks:
            raise KeyboardInterrupt

    progress.on_change = stop
    return progress


def test_a_run_that_was_stopped_goes_on_where_it_was(run, table, tmp_path):
    whole = run(table)
    (tmp_path / "m.csv").unlink()
    with pytest.raises(KeyboardInterrupt):
        run(table, chunk=2, progress=stop_after(3))
    assert not (tmp_path / "m.csv").exists()
    assert len(list((tmp_path / "m.csv.parts").glob("*.part"))) == 3
    again = Progress()
    assert run(table, chunk=5, resume=True, progress=again) == whole
    assert not (tmp_path / "m.csv.parts").exists()


def stopped(run, table):
    with pytest.raises(KeyboardInterrupt):
        run(table, chunk=2, progress=stop_after(6))


def test_a_run_that_was_stopped_is_not_begun_anew_by_mistake(run, table):
    stopped(run, table)
    with pytest.raises(
        ConfigError, match=r"m\.csv\.parts holds a run that was stopped: go on with --resume, or remove"
    ):
        run(table)


def test_a_row_of_signs_is_said_to_hold_no_words(tmp_path, run):
    (tmp_path / "p.csv").write_text("id,statement\na,-\nb,...\nc,n/a\n")
    run(tmp_path / "p.csv")
    reasons = [row.cells["reason"] for row in read_rows(tmp_path / "rejects.csv")]
    assert reasons[:2] == ["must have words; it has none"] * 2
    assert reasons[2].startswith("shares no word with the mentors")


def test_resume_refuses_another_input(run, table):
    stopped(run, table)
    with table.open("a") as file:
        file.write("new,,reefs,,x\n")
    with pytest.raises(
        ConfigError, match="holds a run that differs in input; use the same as before, or remove the folder"
    ):
        run(table, resume=True)


def test_resume_refuses_another_model(run, table, mentors):
    from matcher.model import MatchModel

    stopped(run, table)
    with pytest.raises(ConfigError, match="holds a run that differs in model"):
        run(table, resume=True, use=MatchModel().fit(mentors[:2]))


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (RankingOptions(3), "k"),
        (RankingOptions(2, {"terms": 1.0}), "weights"),
        (RankingOptions(2, None, ["id=reef"]), "where"),
    ],
)
def test_resume_refuses_other_settings(run, table, settings, name):
    stopped(run, table)
    with pytest.raises(ConfigError, match=f"holds a run that differs in {name};"):
        run(table, settings=settings, resume=True)


def test_resume_refuses_another_document(run, table):
    stopped(run, table)
    (table.parent / "doc.txt").write_text("compilers")
    with pytest.raises(ConfigError, match="was begun with other documents for rows 12 to 13"):
        run(table, resume=True)


def test_resume_refuses_a_document_that_has_come(run, table):
    stopped(run, table)
    (table.parent / "secret-name.txt").write_text("compilers")
    with pytest.raises(ConfigError, match="was begun with other documents for rows 10 to 11"):
        run(table, resume=True)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\0" * 100])
def test_a_part_that_the_disk_lost_is_done_again(run, table, tmp_path, damage):
    whole = run(table)
    stopped(run, table)
    (tmp_path / "m.csv.parts" / "0000001.part").write_bytes(damage)
    assert run(table, resume=True) == whole


def test_a_folder_of_parts_without_a_sound_manifest_is_refused(run, table, tmp_path):
    stopped(run, table)
    (tmp_path / "m.csv.parts" / "manifest.json").write_text("{")
    with pytest.raises(ConfigError, match="is damaged; remove it and start again without --resume"):
        run(table, resume=True)


def test_resume_with_nothing_to_resume_begins(run, table):
    assert run(table, resume=True)[0].n_rows == 14


def test_a_row_that_is_lost_is_an_error(run, table, monkeypatch):
    real = Checkpoints.add
    monkeypatch.setattr(Checkpoints, "add", lambda self, part: real(self, part._replace(rejects=())))
    with pytest.raises(RowsLostError, match=r"rows scored and rejected must be the rows read; 4 \+ 0 is not 14"):
        run(table)


def test_a_run_that_fails_at_once_leaves_nothing(run, table, tmp_path):
    table.write_text("name,level\na,b\n")
    with pytest.raises(InputError, match="must have a column for id"):
        run(table)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "secret.txt"]


@pytest.mark.parametrize(
    ("matches", "rejects", "message"),
    [
        ("people.csv", None, "inputs and outputs must be different files; check .*people.csv"),
        ("m.csv", "m.csv", "must be different files; check .*m.csv"),
        ("-", "-", "must be different files; check -"),
        (".", None, "must end in|is a folder"),
        ("m.doc", None, r"m\.doc must end in"),
    ],
)
def test_files_that_would_overwrite_each_other_are_refused_at_once(
    table, model, monkeypatch, matches, rejects, message
):
    monkeypatch.chdir(table.parent)
    files = Files("people.csv", matches, rejects)
    with pytest.raises(ConfigError, match=message):
        batch_files(files, model, certain, RankingOptions(), FileExecution(), Progress())


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"digest": "0" * 64}, "has changed since the run began"),
        ({"version": "0.0.0"}, "workers must run matcher 0.0.0"),
    ],
)
def test_a_worker_refuses_another_model_and_another_program(model, tmp_path, changed, message):
    from matcher.batching.records import Job
    from matcher.batching.score_chunk import rankings_of, saved_model_digest

    folder = save(model, tmp_path / "model")
    job = Job(str(folder), saved_model_digest(folder), 1, None, (), (), "", "csv")
    with pytest.raises(ModelError, match=message):
        rankings_of(job._replace(**changed), Chunk(0, ()))


def test_a_worker_without_the_folder_of_the_documents_stops_the_run(model, tmp_path):
    from matcher.batching.records import Applicant, Job
    from matcher.batching.score_chunk import rankings_of, saved_model_digest

    folder = save(model, tmp_path / "model")
    job = Job(str(folder), saved_model_digest(folder), 1, None, (), (), str(tmp_path / "nowhere"), "csv")
    with pytest.raises(MatcherError, match="nowhere must lie where every worker finds it"):
        rankings_of(job, Chunk(0, (Applicant(2, "zoe", "", "", "cv.txt"),)))


def test_where_keeps_who_may_be_ranked(run, table):
    _, matches, _ = run(table, settings=RankingOptions(2, None, ("id=soil",)))
    assert b",soil," in matches
    assert b",reef," not in matches


def test_a_part_of_another_run_is_never_used(run, table, tmp_path):
    stopped(run, table)
    (tmp_path / "m.csv.parts" / "manifest.json").unlink()
    table.write_text(TABLE.replace("coral reefs", "compilers"), newline="")
    mixed = run(table, chunk=2)
    assert mixed == run(table, "other.csv", chunk=2)


def test_parts_that_lost_their_manifest_do_not_stop_a_new_run(run, table, tmp_path):
    whole = run(table)
    stopped(run, table)
    (tmp_path / "m.csv.parts" / "manifest.json").unlink()
    assert run(table, chunk=2) == whole
    assert not (tmp_path / "m.csv.parts").exists()


@pytest.mark.parametrize("output", ["m.csv", "rejects.csv"])
def test_a_second_run_on_one_output_is_refused(run, table, tmp_path, output):
    def second(_):
        name, other = ("m.csv", "r2.csv") if output == "m.csv" else ("n.csv", "rejects.csv")
        files = Files(str(table), str(tmp_path / name), str(tmp_path / other))
        with pytest.raises(ConfigError, match=rf"{output} is being written by another run; wait for that one"):
            batch_files(files, None, certain, RankingOptions(), FileExecution(), Progress())
        refused.append(output)

    refused = []
    whole = run(table, "whole.csv")
    assert run(table, chunk=5, progress=Progress(on_change=second))[1:] == whole[1:]
    assert refused


def test_the_folder_of_the_output_is_made(run, table, tmp_path):
    whole = run(table)
    assert run(table, "new/folder/m.csv") == whole
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["m.csv"]


def test_a_lock_dies_with_its_process(run, table, tmp_path):
    held = """
import os, signal, sys
from pathlib import Path
from matcher.batching.run import locked
with locked(Path(sys.argv[1]), "m.csv"):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    lock = tmp_path / ".m.csv.lock"
    assert subprocess.run([sys.executable, "-c", held, lock]).returncode == -signal.SIGKILL
    assert lock.exists()
    run(table)
    assert not lock.exists()


@pytest.mark.parametrize("name", ["thesis/chapter.txt", "0000001.part", "0000099.part", "whole.csv", "notes.part"])
def test_what_is_not_matchers_stays_in_the_folder_of_parts(run, table, tmp_path, name):
    mine = tmp_path / "m.csv.parts" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("three years of work")
    run(table)
    assert mine.read_text() == "three years of work"
    assert [path for path in (tmp_path / "m.csv.parts").rglob("*") if path.is_file()] == [mine]


def test_a_folder_of_parts_that_is_another_programs_is_refused(run, table, tmp_path):
    (tmp_path / "m.csv.parts").mkdir()
    (tmp_path / "m.csv.parts" / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(ConfigError, match=r"m\.csv\.parts holds files that are not matcher's; give another --out"):
        run(table)
    assert (tmp_path / "m.csv.parts" / "manifest.json").read_text() == '{"name": "a web page"}'


def test_a_folder_of_parts_that_is_a_link_is_refused(run, table, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "m.csv.parts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="m.csv.parts cannot be written: it is a link"):
        run(table)


@pytest.mark.parametrize("change", ["cut", "grown", "other"])
def test_an_input_that_changes_while_it_is_read_is_an_error(run, table, tmp_path, change):
    text = table.read_text()
    others = {"cut": text[:200], "grown": text + "new,,reefs,,x\n", "other": text.replace("coral", "moral")}

    def overwrite(_):
        table.write_text(others[change], newline="")

    with pytest.raises(InputError, match=r"people\.csv was changed while it was read; start again"):
        run(table, chunk=2, progress=Progress(on_change=overwrite))
    assert not (tmp_path / "m.csv").exists()
    assert not (tmp_path / "m.csv.parts").exists()


def test_an_input_that_is_only_touched_is_none(run, table):
    whole = run(table)
    assert run(table, chunk=2, progress=Progress(on_change=lambda _: table.touch())) == whole


def test_a_table_with_name_and_avoid_is_scored_as_its_profiles_are(run, model, tmp_path):
    from matcher.applicants import read_applicants

    rows = ["a,Soil Karlsen,Soil Karlsen records the sound of reefs.,", "b,,Reefs and field trials.,soil carbon"]
    text = "\n".join(["ID,Name,Statement,Avoid", *rows, ""])
    (tmp_path / "t.csv").write_text(text)
    run(tmp_path / "t.csv")
    rows = [row.cells for row in read_rows(tmp_path / "m.csv")]
    expected = model.rank(read_applicants(tmp_path / "t.csv"), 2)
    assert [(row["applicant_id"], row["mentor_id"], float(row["score"])) for row in rows] == [
        (line.applicant_id, line.mentor_id, line.score) for ranking in expected for line in ranking
    ]
    assert [row["mentor_id"] for row in rows if row["applicant_id"] == "a"] == ["reef"]
    assert any(float(row["points_avoid"]) < 0 for row in rows if row["applicant_id"] == "b")


def test_ids_that_differ_in_case_only_are_one(run, tmp_path):
    (tmp_path / "t.csv").write_text("id,statement\nAna@x.org,reefs\nana@X.ORG,soil\n")
    run(tmp_path / "t.csv")
    [reject] = read_rows(tmp_path / "rejects.csv")
    assert reject.cells["reason"] == f"must be unique; 'Ana@x.org' was line 2 already: {ONE_EACH}"


POISON = {
    "a deep value": '{"id": "p", "statement": "reefs", "x": ' + "[" * 700 + "]" * 700 + "}",
    "a deep value in a name": '{"id": "p", "statement": {"x": ' + "[" * 700 + "]" * 700 + "}}",
    "half a character in a name": '{"id": "p", "\\udfff": "' + "x" * 300_000 + '"}',
    "half a character in a text": '{"id": "p", "statement": "reefs \\ud83d"}',
    "half a character in a person's name": '{"id": "p", "name": "\\ud83d", "statement": "reefs"}',
    "half a character in an id": '{"id": "p\\ud83d", "statement": "reefs"}',
    "a long name of a column": '{"id": "p", "' + "n" * 100_000 + '": "' + "x" * 300_000 + '"}',
    "no object": "[1]",
}


@pytest.mark.parametrize("what", POISON)
def test_a_poison_row_costs_itself_and_no_other(run, tmp_path, what):
    (tmp_path / "t.jsonl").write_text(
        f'{{"id": "a", "statement": "reefs"}}\n{POISON[what]}\n{{"id": "b", "statement": "soil"}}\n'
    )
    done, _, _ = run(tmp_path / "t.jsonl")
    assert done[:3] == (3, 2, 1)
    [reject] = read_rows(tmp_path / "rejects.csv")
    assert reject.cells["row"] == "2"
    assert len(reject.cells["column"]) <= 200


def test_a_mentor_that_no_workbook_holds_is_said_before_the_work(run, table, tmp_path):
    from matcher.model import MatchModel
    from matcher.records import Profile

    model = MatchModel().fit([Profile("reef", "R" * 40_000, "coral reefs"), Profile("soil", "S", "soil carbon")])
    read = []
    with pytest.raises(InputError, match=r"at most 32767 characters; the mentor 'reef' needs 40000: write CSV instead"):
        run(table, "m.xlsx", use=model, progress=Progress(on_change=read.append))
    assert read == []
    run(table, "m.csv", use=model)


class TestRecords:
    """`matcher.batch(...)`."""

    def test_records_come_in_the_order_of_rows(self, model):
        found = list(matcher.batch(iter(ROWS), model, k=1))
        assert [(line.applicant_id, line.mentor_id) for line in found] == [
            ("zoe", "reef"),
            ("max", "type"),
            ("eve", "soil"),
        ]

    def test_they_come_before_the_last_row_is_read(self, model):
        def rows():
            yield from ROWS
            raise ZeroDivisionError

        stream = matcher.batch(rows(), model, k=1, execution=Execution(chunk=1))
        assert next(stream).applicant_id == "zoe"
        stream.close()

    def test_jobs_change_nothing(self, model):
        two = matcher.batch(ROWS, model, execution=Execution(jobs=2, chunk=1))
        assert list(two) == list(matcher.batch(ROWS, model))

    def test_a_saved_model_and_a_table_do_too(self, model, table, tmp_path):
        rejects = []
        found = list(matcher.batch(table, save(model, tmp_path / "model"), on_reject=rejects.append))
        assert {line.applicant_id for line in found} == {"zoe", "max", "doc", "eve"}
        assert [reject.row for reject in rejects] == [*REASONS, 14]

    def test_the_first_row_that_cannot_be_scored_is_an_error_unless_somebody_listens(self, model):
        with pytest.raises(InputError, match="row 2: id must not be empty"):
            list(matcher.batch([ROWS[0], {"statement": "reefs"}], model))

    def test_columns_can_be_told(self, model, tmp_path):
        (tmp_path / "t.csv").write_text("Email,Why you?\nz@x,reefs\n")
        found = list(matcher.batch(tmp_path / "t.csv", model, columns={"id": "Email", "statement": "Why you?"}))
        assert found[0].applicant_id == "z@x"

    def test_a_table_with_long_texts_that_nobody_reads_is_refused_until_that_is_meant(self, model, tmp_path):
        essay = "I listen to reefs and count the shrimps that snap in them night after night. " * 4
        lines = [f"p{n},reefs {n},{essay}{n}" for n in range(5)]
        (tmp_path / "t.csv").write_text("\n".join(["id,interests,Essay", *lines]))
        with pytest.raises(InputError, match="the columns must be certain|long texts in 'Essay' would not be read"):
            list(matcher.batch(tmp_path / "t.csv", model))
        (tmp_path / "t.csv").write_text("\n".join(["id,statement,Essay", *lines]))
        with pytest.raises(InputError, match="the table: long texts in 'Essay' would not be read; say which column"):
            list(matcher.batch(tmp_path / "t.csv", model))
        assert len(list(matcher.batch(tmp_path / "t.csv", model, k=1, columns={"statement": "statement"}))) == 5

    def test_the_function_is_called_whoever_imported_its_package_before(self):
        code = """
import matcher.batching.run
from matcher import MatchModel, Profile
import matcher
model = MatchModel().fit([Profile("reef", interests="coral reefs"), Profile("type", interests="compilers")])
[line] = matcher.batch([dict(id="z", statement="reefs")], model)
assert line.mentor_id == "reef"
"""
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_it_is_a_function_with_a_signature(self):
        import inspect

        assert inspect.isfunction(matcher.batch)
        assert list(inspect.signature(matcher.batch).parameters)[:3] == ["applicants", "model", "k"]

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"execution": 2}, r"execution must be as matcher.Execution\(jobs=2, chunk=500\); it is 2"),
            ({"k": 0}, "k must be a whole number of 1 or more; it is 0"),
            ({"k": True}, "k must be a whole number of 1 or more; it is True"),
            ({"weights": {"terms": 2.0}}, "weights must sum to 1"),
            ({"where": "id=reef"}, "where must be a list of conditions"),
        ],
    )
    def test_an_impossible_argument_raises_at_the_call(self, model, arguments, message):
        with pytest.raises(ConfigError, match=message):
            matcher.batch(ROWS, model, **arguments)

    @pytest.mark.parametrize("counts", [{"chunk": 0}, {"chunk": -1}, {"jobs": 0}, {"jobs": 1.5}])
    def test_the_work_is_in_whole_numbers(self, counts):
        [(name, value)] = counts.items()
        with pytest.raises(ConfigError, match=f"{name} must be a whole number of 1 or more; it is {value}"):
            Execution(**counts)

    def test_a_data_frame_and_profiles_give_what_rows_give(self, model):
        import numpy as np
        import pandas as pd

        from matcher.records import Profile

        whole = list(matcher.batch(ROWS, model))
        assert list(matcher.batch(pd.DataFrame(ROWS), model, k=np.int64(10))) == whole
        assert list(matcher.batch([Profile(**row) for row in ROWS], model)) == whole

    @pytest.mark.parametrize("rows", [7, None, {"id": "a", "statement": "reefs"}, [3], ["reefs"]])
    def test_what_is_no_list_of_rows_is_one_line(self, model, rows):
        with pytest.raises(
            InputError, match="applicants must be a table's path, a DataFrame, or a list of Profiles or"
        ):
            list(matcher.batch(rows, model))

    def test_a_model_of_another_kind_is_one_line(self):
        with pytest.raises(ConfigError, match="model must be a fitted MatchModel or the folder of one; it is dict"):
            matcher.batch(ROWS, {})

    def test_numbers_and_nothing_are_read_as_in_a_table(self, model):
        [line] = matcher.batch([{"id": 7, "statement": "reefs", "interests": None}], model, k=1)
        assert line.applicant_id == "7"


def command_of(pid):
    """Return the command of a process, or nothing when it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_two_jobs_change_no_byte_even_if_a_process_dies_and_its_chunks_are_scored_again(run, table):
    whole = run(table, "m.parquet")
    killed = []

    def kill_one(_):
        children = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True).stdout.split()
        workers = [int(pid) for pid in children if "popen_loky" in command_of(pid)]
        if workers and not killed:
            killed.append(workers[0])
            os.kill(workers[0], signal.SIGKILL)

    assert run(table, "m.parquet", chunk=1, jobs=2, progress=Progress(on_change=kill_one)) == whole
    assert killed


def test_workers_that_die_again_and_again_are_one_line(monkeypatch):
    from matcher.batching.workers import WorkersLostError, local_pool, run_chunks

    monkeypatch.setattr("matcher.batching.workers._RETRIES", 1)
    with local_pool(1, always=True) as pool, pytest.raises(WorkersLostError, match="workers died repeatedly"):
        list(run_chunks(die, None, [1, 2], pool))


def test_an_error_in_a_worker_is_the_error_here():
    from matcher.batching.workers import local_pool, run_chunks

    with local_pool(1, always=True) as pool, pytest.raises(MatcherError, match="^chunk 1 is bad$"):
        list(run_chunks(refuse, None, [1, 2], pool))


def test_the_manifest_tells_what_the_parts_belong_to(run, table, tmp_path):
    stopped(run, table)
    manifest = json.loads((tmp_path / "m.csv.parts" / "manifest.json").read_bytes())
    assert set(manifest) == {
        *("matcher_batch", "chunk", "input", "model", "matcher version", "k", "output format"),
        *("weights", "where", "map", "sheet", "header row"),
    }
