import os

import pytest

from matcher.errors import InputError
from matcher.tables import MAX_BYTES, decode, read_bytes, read_rows, spreadsheet_safe, written_atomically


def test_a_file_comes_back_whole(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"reefs")
    assert read_bytes(tmp_path / "a.txt") == b"reefs"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.txt", r"nowhere\.txt cannot be read: there is no such file$"),
        (".", r"cannot be read: it is a folder, give a file$"),
        ("a\0b", r"cannot be read: this is not a file name$"),
        ("x" * 300, r"cannot be read: file name too long$"),
    ],
)
def test_a_name_that_is_no_file_is_named(tmp_path, name, message):
    with pytest.raises(InputError, match=message):
        read_bytes(tmp_path / name)


@pytest.fixture
def nobody():
    """Take root's rights away for a while: root may read everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_a_file_without_permission_is_named(tmp_path, request):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.txt").chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(InputError, match=r"a\.txt cannot be read: you have no permission to read it"):
        read_bytes(tmp_path / "a.txt")


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole(tmp_path):
    with open(tmp_path / "big.txt", "wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(InputError, match="must hold at most 10 MB; it is larger"):
        read_bytes(tmp_path / "big.txt")
    assert MAX_BYTES == 10 * 1024 * 1024


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_with_or_without_a_mark_is_read(encoding):
    assert decode("naïve reefs".encode(encoding), "a") == "naïve reefs"


def test_a_stray_nul_becomes_a_blank():
    assert decode(b"coral\0reefs" + b" and sound" * 200, "me.txt").startswith("coral reefs and")


def test_nul_characters_are_not_text():
    with pytest.raises(InputError, match="a.bin "):
        decode(b"\0\0\0\0", "a.bin")


def write_half(target):
    with written_atomically(target) as fresh:
        fresh.write_text("half")
        raise ZeroDivisionError


def test_a_stray_nul_is_a_blank_and_the_rest_is_read():
    text = "many letters " * 100
    assert decode(f"the \0lters of {text}".encode(), "a.txt") == f"the  lters of {text}"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError):
        write_half(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    with written_atomically(target) as fresh:
        fresh.write_text("new")
    assert target.read_text() == "new"


def rows_of(tmp_path, text, name="t.csv"):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_rows(tmp_path / name)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_of_any_delimiter_is_read(tmp_path, delimiter):
    text = f"id{delimiter}name\n007{delimiter}NA\n"
    assert [row.cells for row in rows_of(tmp_path, text)] == [{"id": "007", "name": "NA"}]


def test_a_row_is_named_by_the_line_it_starts_on(tmp_path):
    rows = rows_of(tmp_path, 'id,text\na,"two\nlines"\n\nb,one\n')
    assert [(row.line, row.cells["id"]) for row in rows] == [(2, "a"), (5, "b")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"t\.csv must start with a line of column names; it is empty"),
        ("id,id\na,b\n", r"t\.csv must name each column once; check 'id'"),
        ("id,name\na\n", r"t\.csv line 2 must have 2 cells like its header; it has 1"),
        ("id,name\na,b\nc,d,e\n", r"t\.csv line 3 must have 2 cells like its header; it has 3"),
        ('id,name\na,"open\nb,c\n', r"t\.csv line 3 is not CSV: .*look for a quote left open"),
    ],
)
def test_a_table_that_is_broken_says_where(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        rows_of(tmp_path, text)


def test_json_lines_and_parquet_say_the_same_as_csv(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": ["a"], "interests": [["x", "y"]], "capacity": [2]}), tmp_path / "t.parquet")
    lines = rows_of(tmp_path, '{"id": "a", "interests": ["x", "y"], "capacity": 2}\n', "t.jsonl")
    comma = rows_of(tmp_path, "id,interests,capacity\na,x; y,2\n")
    assert lines[0].cells == comma[0].cells == read_rows(tmp_path / "t.parquet")[0].cells


@pytest.mark.parametrize(
    ("text", "message"), [("{\n", "line 1 is not JSON"), ("[1]\n", "line 1 must be a JSON object")]
)
def test_json_lines_that_are_broken_say_where(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        rows_of(tmp_path, text, "t.jsonl")


def test_a_parquet_file_that_is_none_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not a whole Parquet file"):
        rows_of(tmp_path, "PAR1 not really", "t.parquet")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", " =1", "\t=1", "\r=1", "\0=1"])
def test_a_text_that_a_spreadsheet_would_run_stays_text(cell):
    assert spreadsheet_safe(cell) == "'" + cell


@pytest.mark.parametrize("cell", [-0.5, 3, "reefs", "", "a=b", "3-1"])
def test_what_no_spreadsheet_runs_is_left_alone(cell):
    assert spreadsheet_safe(cell) == cell
