import json
import os

import pytest
from conftest import ROOT

from matcher.applicants import count_applicants, documents_named, iter_applicants, read_applicants
from matcher.errors import ConfigError, InputError
from matcher.mentors import eligible, read_pool
from matcher.records import Evidence, Profile

POOL = "id,name,interests,statement,capacity,avoid,field,mode\n"


def pool_of(tmp_path, *rows, header=POOL):
    (tmp_path / "labs.csv").write_text(header + "".join(f"{row}\n" for row in rows))
    return read_pool(tmp_path / "labs.csv")


def test_a_row_becomes_a_mentor_with_its_other_columns_as_attributes(tmp_path):
    [mentor] = pool_of(tmp_path, "a,Reef Lab,reefs,We dive.,2,no labs,ecology,remote")
    assert mentor == Profile(
        "a", "Reef Lab", "reefs", "We dive.", (), "no labs", 2, "", {"field": "ecology", "mode": "remote"}
    )


def test_a_mentor_without_a_name_is_shown_by_id(tmp_path):
    assert pool_of(tmp_path, "a,,reefs,,,,,")[0].name == "a"


def test_a_capacity_may_be_left_open(tmp_path):
    assert [mentor.capacity for mentor in pool_of(tmp_path, "a,A,x,,,,,", "b,B,x,,0,,,")] == [None, 0]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], r"labs\.csv must hold at least one row below its header"),
        (["a,A,x,,1,,,", "a,B,y,,1,,,"], r"line 3: id must be unique; 'a' was line 2 already"),
        ([",A,x,,1,,,"], r"line 2: id must not be empty"),
        (["a,A,,,1,,,"], r"line 2: 'a' must have interests or a statement; both are empty"),
        (["a,A,x,,two,,,"], r"line 2: capacity must be a whole number of 0 or more; it is 'two'"),
        (["a,A,x,,-1,,,"], r"line 2: capacity must be a whole number of 0 or more; it is '-1'"),
    ],
)
def test_a_pool_that_makes_no_sense_says_where(tmp_path, rows, message):
    with pytest.raises(InputError, match=message):
        pool_of(tmp_path, *rows)


def test_a_missing_column_is_named_among_those_there(tmp_path):
    with pytest.raises(
        InputError, match="must have the column name; it has id, interests: `matcher import table --pool FILE"
    ):
        pool_of(tmp_path, "a,x", header="id,interests\n")


def test_a_pool_may_say_all_in_one_column_and_write_its_header_in_capitals(tmp_path):
    [mentor] = pool_of(tmp_path, "a,A,We dive.,3", header="ID,Name,Statement,Capacity\n")
    assert mentor == Profile("a", "A", "", "We dive.", capacity=3)


def test_all_rows_that_make_no_sense_are_named_at_once(tmp_path):
    rows = ["a,A,x,,two,,,", "b,B,x,,,,,", "c,C,x,,-1,,,"]
    with pytest.raises(InputError, match=r"line 2: capacity must be .*; it is 'two'; line 4: capacity .*; it is '-1'$"):
        pool_of(tmp_path, *rows)
    empty = [f"m{n},M,,,,,," for n in range(12)]
    with pytest.raises(InputError, match=r"line 2: 'm0' must have .* line 11: 'm9' .*empty; and 2 more$"):
        pool_of(tmp_path, *empty)


def test_ids_that_differ_in_case_only_are_one(tmp_path):
    with pytest.raises(InputError, match=r"line 3: id must be unique; 'Ada@x\.org' was line 2 already"):
        pool_of(tmp_path, "Ada@x.org,A,x,,,,,", "ada@X.org,A,x,,,,,")


def test_a_pool_of_any_format_has_its_cells_repaired(tmp_path):
    (tmp_path / "labs.jsonl").write_text('{"id": "a", "name": "A", "interests": "it\u00e2\u20ac\u2122s reefs"}\n')
    [mentor] = read_pool(tmp_path / "labs.jsonl")
    assert mentor.interests == "it’s reefs"
    for row in (
        '{"id": "a", "name": "\\ud800", "interests": "reefs"}',
        '{"id": "a", "name": "A", "interests": "x", "at": "\\ud800"}',
    ):
        (tmp_path / "labs.jsonl").write_text(row + "\n")
        with pytest.raises(InputError, match="line 1: (name|at) must be text; it holds bytes that are no character"):
            read_pool(tmp_path / "labs.jsonl")


def evidence_of(tmp_path, text):
    (tmp_path / "labs.csv").write_text(POOL + "a,A,x,,,,,\n")
    (tmp_path / "evidence.csv").write_text(text)
    return read_pool(tmp_path / "labs.csv", tmp_path / "evidence.csv")


def test_evidence_goes_to_its_mentor(tmp_path):
    [mentor] = evidence_of(tmp_path, "mentor_id,title,text,year\na,T,we dived,2024\na,U,again,\n")
    assert mentor.evidence == (Evidence("T", "we dived", 2024), Evidence("U", "again", None))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mentor_id,text\nb,x\n", r"evidence\.csv line 2: mentor_id must be in the pool; 'b' is not"),
        ("mentor,text\na,x\n", r"evidence\.csv must have the column mentor_id; it has mentor, text"),
    ],
)
def test_evidence_that_makes_no_sense_says_where(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        evidence_of(tmp_path, text)


def test_an_applicant_may_bring_a_document_that_lies_beside_the_table(tmp_path):
    (tmp_path / "zoe.txt").write_text("I dive.")
    (tmp_path / "people.csv").write_text("id,interests,statement,statement_file,level\nz,reefs,,zoe.txt,master\n")
    [zoe] = read_applicants(tmp_path / "people.csv")
    assert (zoe.id, zoe.interests, zoe.statement, dict(zoe.attributes)) == (
        "z",
        "reefs",
        "I dive.",
        {"level": "master"},
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("z,,,", r"people\.csv line 2: 'z' must have a statement or interests; none was given"),
        ("z,,,gone.txt", r"people\.csv line 2: statement_file: the document cannot be read: there is no such file"),
    ],
)
def test_an_applicant_who_says_nothing_is_named(tmp_path, row, message):
    (tmp_path / "people.csv").write_text(f"id,interests,statement,statement_file\n{row}\n")
    with pytest.raises(InputError, match=message):
        read_applicants(tmp_path / "people.csv")


@pytest.fixture
def place(tmp_path):
    """A folder with a table, and documents inside and outside the folder that a row may name."""
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("coral reefs")
    (folder / "letter.txt").write_text("I record coral reefs.")
    (folder / "inside.txt").symlink_to(folder / "letter.txt")
    (folder / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.txt")
    return folder


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../secret.txt", "must lie beside the table; it lies elsewhere"),
        ("outside.txt", "must lie beside the table; it lies elsewhere"),
        ("up/secret.txt", "must lie beside the table; it lies elsewhere"),
        ("/etc/passwd", "must lie beside the table; it lies elsewhere"),
        ("pipe.txt", "the document must be an ordinary file; it is a pipe"),
        ("-", "the document|-.* cannot be read: there is no such file"),
        (".", "cannot be read: it is a folder, give a file"),
        ("a\0b", "must be text; it holds a NUL character"),
        ("x" * 5000, "must be at most|cannot be read: file name too long"),
    ],
)
@pytest.mark.parametrize("relative", [False, True])
def test_a_document_is_read_only_where_it_lies_beside_the_table(place, monkeypatch, name, message, relative):
    monkeypatch.chdir(place)
    monkeypatch.setattr("sys.stdin", None)
    (place / "people.jsonl").write_text(json.dumps({"id": "z", "statement_file": name}) + "\n")
    with pytest.raises(InputError, match=f"people.jsonl line 1: statement_file:? .*({message})"):
        read_applicants("people.jsonl" if relative else place / "people.jsonl")


@pytest.mark.parametrize("name", ["letter.txt", "inside.txt", "./letter.txt", "up/in/letter.txt"])
def test_a_document_beside_the_table_is_read_however_it_is_spelt(place, name):
    (place / "people.csv").write_text(f"id,statement_file\nz,{name}\n")
    assert read_applicants(place / "people.csv")[0].statement == "I record coral reefs."


def test_nuls_in_place_of_a_pdfs_ligatures_are_gaps(tmp_path):
    statement = (
        "We \0nd out how re\0ection and re\0 ow of solder di\0er between boards. " + "Boards of copper are cut. " * 15
    )
    (tmp_path / "people.csv").write_text(f"id,statement\nz,{statement}\n")
    [applicant] = read_applicants(tmp_path / "people.csv")
    assert applicant.statement == statement.replace("\0", " ")


def test_the_documents_of_a_table_are_those_beside_it(place):
    (place / "people.csv").write_text("id,Statement_File\nz,inside.txt\ny,outside.txt\nx,gone.txt\nw,\n")
    assert documents_named(place / "people.csv") == [place / "letter.txt", place / "gone.txt"]


MENTORS = [
    Profile("a", capacity=0, attributes={"field": "Ecology", "mode": "remote"}),
    Profile("b", capacity=2, attributes={"field": "ecology", "mode": "on site"}),
    Profile("c", attributes={"field": "law", "mode": "remote"}),
]


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        (["field=ecology"], {"a", "b"}),
        (["field=ecology", "mode=remote"], {"a"}),
        (["field=ecology", "field=law"], {"a", "b", "c"}),
        (["capacity=0"], {"a"}),
        ([], {"a", "b", "c"}),
    ],
)
def test_a_filter_keeps_who_meets_every_condition(where, kept):
    assert eligible(MENTORS, where) == kept


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("field", "where must read like field=robotics; it is 'field'"),
        ("fields=law", "where must name one of the pool's columns field, mode, .*; check 'fields'"),
        ("field=art", "where must leave at least one mentor; nobody has field=art"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(where, message):
    with pytest.raises(ConfigError, match=message):
        eligible(MENTORS, [where])


@pytest.fixture(scope="module")
def labs():
    return read_pool(ROOT / "data" / "labs.csv", ROOT / "data" / "evidence.csv")


class TestSampleData:
    """The sample is as `data/README.md` describes it."""

    def test_there_are_many_labs_of_many_fields(self, labs):
        assert len(labs) == 176
        assert len({lab.attributes["field"] for lab in labs}) == 44

    def test_each_says_enough_and_not_too_much(self, labs):
        for lab in labs:
            assert 5 <= len(lab.interests.split(";")) <= 12, lab.id
            assert 80 <= len(lab.statement.split()) <= 200, lab.id
            assert lab.capacity is not None, lab.id

    def test_no_two_labs_share_a_sentence(self, labs):
        import re

        owners = {}
        for lab in labs:
            for sentence in set(re.split(r"(?<=[.!?])\s+", lab.statement)):
                assert owners.setdefault(sentence.strip().lower(), lab.id) == lab.id, sentence

    def test_many_labs_show_three_projects(self, labs):
        shown = [lab.evidence for lab in labs if lab.evidence]
        assert len(shown) == 82
        assert {len(evidence) for evidence in shown} == {3}
        assert all(40 <= len(piece.text.split()) <= 80 for evidence in shown for piece in evidence)

    def test_the_applicants_can_be_read(self):
        assert len(read_applicants(ROOT / "data" / "applicants.csv")) == 36

    def test_the_judgments_name_who_is_there(self, labs):
        from matcher.tables import read_rows

        rows = [row.cells for row in read_rows(ROOT / "data" / "judgments.tsv")]
        applicants = {applicant.id for applicant in read_applicants(ROOT / "data" / "applicants.csv")}
        assert {row["applicant_id"] for row in rows} == applicants
        assert {row["mentor_id"] for row in rows} <= {lab.id for lab in labs}
        assert {row["grade"] for row in rows} == {"0", "1", "2", "3"}


def test_applicants_come_one_by_one_and_what_is_wrong_with_them_is_all_named_at_the_end(tmp_path):
    (tmp_path / "people.csv").write_text("id,statement\na,reefs\nb,\nc,soil\na,sound\n")
    stream = iter_applicants(tmp_path / "people.csv")
    assert next(stream).id == "a"
    doubled = "line 5: id must be unique; 'a' was line 2 already: leave one out"
    with pytest.raises(InputError, match=f"line 3: 'b' must have .*; {doubled}"):
        next(stream)
    with pytest.raises(InputError, match="line 5: id must be unique"):
        count_applicants(tmp_path / "people.csv")
