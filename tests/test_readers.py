"""Tables as people send them: titles over the header, sheets, arrays of JSON, rows that would poison a whole run."""

import json
import math

import psutil
import pytest

from matcher.errors import ConfigError, InputError
from matcher.tables import Broken, Row, open_table, read_rows, sandbox
from matcher.tables.read import TableSource
from matcher.tables.spreadsheets import new_workbook


def read(path, **options):
    with open_table(path, **options) as table:
        return table, list(table.rows)


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


class TestHeader:
    """The row that names the columns."""

    @pytest.mark.parametrize("title", ["Applied in spring", '"Applied, spring"', "Applied,,", "\nTitle\n"])
    def test_a_title_over_the_header_is_passed_by_and_said(self, tmp_path, title):
        table, rows = read(written(tmp_path / "t.csv", f"{title}\nid,level,statement\na,x,reefs\n"))
        assert table.columns == ("id", "level", "statement")
        assert [row.cells["statement"] for row in rows] == ["reefs"]
        line = title.count("\n") + 2
        assert f"the columns are named on line {line}" in table.note
        assert rows[0].line == line + 1

    @pytest.mark.parametrize(
        ("text", "columns", "note"),
        [
            ("Call of 2026,Call of 2026\nCode,Field\na,reefs\n", ("Code", "Field"), "on line 2; what stands above"),
            ("Name,,Topic\nFirst,Last,\na,b,reefs\n", ("Name First", "Name Last", "Topic"), "on lines 1 to 2"),
            (
                "Who,,Text,\nID,Name,Letter,Keywords\na,b,c,reefs\n",
                ("ID", "Name", "Letter", "Keywords"),
                "on line 2; what",
            ),
            ("Code,,Topic\n,Note,\na,b,reefs\n", ("Code", "Topic"), ""),
            ("Code,,Topic\na,b,reefs\n", ("Code", "Topic"), ""),
            ("id,hours\n(text),[a week]\na,reefs\n", ("id", "hours"), "on lines 1 to 2"),
            ("id,hours\n(a),[b]\n", ("id", "hours"), ""),
            ("id,hours\n(a),[b]\n(b),[c]\n", ("id", "hours"), ""),
            (",,id,topic\n,,a,reefs\n", ("id", "topic"), ""),
        ],
    )
    @pytest.mark.parametrize("ending", ["csv", "xlsx"])
    def test_titles_groups_and_units_are_told_from_names(self, tmp_path, text, columns, note, ending):
        path = written(tmp_path / "t.csv", text)
        if ending == "xlsx":
            path = tmp_path / "t.xlsx"
            with path.open("wb") as file, new_workbook(file) as book:
                sheet = book.add_worksheet()
                for line, row in enumerate(text.splitlines()):
                    sheet.write_row(line, 0, [cell or None for cell in row.split(",")])
        table, rows = read(path)
        assert table.columns == columns
        assert note in table.note
        assert bool(note) == bool(table.note)
        assert list(rows[-1].cells.values())[-1] in ("reefs", "[b]", "[c]")
        assert rows[-1].line == text.count("\n")

    def test_a_table_of_one_known_column_has_no_title(self, tmp_path):
        table, rows = read(written(tmp_path / "t.csv", "id\na\nb,c\n"))
        assert table.columns == ("id",)
        assert rows == [
            Row(2, {"id": "a"}),
            Broken(3, "must have 1 cells like its header; it has 2: put a text with commas in quotes"),
        ]

    def test_the_row_of_the_header_can_be_given(self, tmp_path):
        path = written(tmp_path / "t.csv", "made,by,us\non,a,day\nid,level,statement\na,x,reefs\n")
        table, rows = read(path, header_row=3)
        assert table.columns == ("id", "level", "statement")
        assert rows == [Row(4, {"id": "a", "level": "x", "statement": "reefs"})]
        assert table.note == ""

    def test_a_row_beyond_the_file_is_one_line(self, tmp_path):
        with pytest.raises(InputError, match="must name its columns in row 30; it is empty, or not there"):
            read(written(tmp_path / "t.csv", "id,x\n"), header_row=30)

    def test_columns_without_a_name_are_not_read(self, tmp_path):
        table, rows = read(written(tmp_path / "t.csv", "id,,statement,,\na,1,reefs,2,3\nb,1,sound\n"))
        assert table.columns == ("id", "statement")
        assert rows == [Row(2, {"id": "a", "statement": "reefs"}), Row(3, {"id": "b", "statement": "sound"})]

    def test_a_header_that_is_longer_than_a_row_may_be_is_one_line(self, tmp_path):
        with pytest.raises(InputError, match="is not CSV: its header never ends; look for a quote left open"):
            read(written(tmp_path / "t.csv", "x" * 600_000 + "\na\n"))

    def test_bytes_that_are_no_character_do_not_stay_in_a_name(self, tmp_path):
        good = "é,naïve\n" * 50
        (tmp_path / "t.csv").write_bytes(b"id,caf\xe9\n" + good.encode())
        table, _ = read(tmp_path / "t.csv")
        assert table.columns[0] == "id"
        assert table.columns[1].isprintable()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["I record the sound of reefs.", "我研究珊瑚礁的声音。", "Меня интересует звук рифов."]
)
def test_utf_16_without_a_mark_is_read(tmp_path, encoding, text):
    path = written(tmp_path / "t.csv", "id,statement\n" + f"a,{text}\n" * 3, encoding)
    _, rows = read(path)
    assert [row.cells["statement"] for row in rows] == [text] * 3
    assert [row.cells["statement"] for row in read_rows(path)] == [text] * 3


class TestJson:
    """Lines and arrays."""

    def test_an_array_of_objects_is_a_table(self, tmp_path):
        path = written(
            tmp_path / "t.json", '[{"id": "a, [b]", "x": ["p", "q"]},\n {"id": 2, "x": null, "y": "\\"]"}\n]\n'
        )
        table, rows = read(path)
        assert table.columns == ("id", "x", "y")
        assert rows == [Row(1, {"id": "a, [b]", "x": "p; q"}), Row(2, {"id": "2", "x": "", "y": '"]'})]
        assert read_rows(path) == rows

    def test_an_element_that_is_no_row_costs_no_other(self, tmp_path):
        deep = "[" * 2000 + "]" * 2000
        _, rows = read(written(tmp_path / "t.json", f'[{{"id": 1}}, 7, {{"id": {deep}}}, {{"id": x}}, {{"id": 5}}]'))
        assert [type(row) for row in rows] == [Row, Broken, Broken, Broken, Row]
        assert [row.line for row in rows] == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('{\n"mentors": []}', "must be a JSON array of objects, or one object a line; line 1 is not JSON"),
            ("7", "must be a JSON array of objects, or one object a line; line 1 must be a JSON object; it is int"),
            ('[{"id": 1}, {"id"', "it does not end, or is cut short"),
            ('[{"id": "1}]', "it does not end, or is cut short"),
        ],
    )
    def test_other_json_is_one_line(self, tmp_path, text, message):
        with pytest.raises(InputError, match=message):
            read(written(tmp_path / "t.json", text))

    @pytest.mark.parametrize("ending", [".json", ".jsonl"])
    @pytest.mark.parametrize("text", ['\ufeff [\n{"id": 1},\n{"id": 2}]', '\n{"id": 1}\n\n{"id": 2}\n'])
    def test_lines_and_arrays_are_told_by_what_they_begin_with(self, tmp_path, ending, text):
        path = written(tmp_path / f"t{ending}", text)
        assert [row.cells for row in read(path)[1]] == [{"id": "1"}, {"id": "2"}]
        assert [row.cells for row in read_rows(path)] == [{"id": "1"}, {"id": "2"}]

    @pytest.mark.parametrize("depth", [21, 300, 990, 5000])
    def test_a_deep_value_costs_its_row(self, tmp_path, depth):
        deep = "[" * depth + "]" * depth
        text = f'{{"id": "a", "x": {deep}}}\n{{"id": "b", "x": "fine"}}\n{{"id": "c", "x": {{"y": {deep}}}}}\n'
        _, rows = read(written(tmp_path / "t.jsonl", text))
        assert [type(row) for row in rows] == [Broken, Row, Broken]

    @pytest.mark.parametrize("row", ['{"id": "a", "\\ud800": 1}', '{"id": "a", "x": ' + "9" * 5000 + "}"])
    def test_half_a_character_in_a_name_or_a_number_without_end_costs_its_row(self, tmp_path, row):
        _, rows = read(written(tmp_path / "t.jsonl", f'{row}\n{{"id": "b"}}\n'))
        assert [type(row) for row in rows] == [Broken, Row]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("t.yml", "YAML is not read as a table: save it as CSV or JSON"),
        ("t.ods", "of workbooks only .xlsx is read: save it as that"),
        ("t.csv.gz", "it is packed: unpack it first"),
    ],
)
def test_what_is_known_to_be_no_table_is_refused_by_name(tmp_path, name, message):
    with pytest.raises(InputError, match=message):
        read(written(tmp_path / name, "- id: a\n"))
    with pytest.raises(InputError, match=message):
        read_rows(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("t.csv", b"\x1f\x8b\x08\x00", "it is packed: unpack it first"),
        ("t.csv", b"PK\3\4xl/", "it is a workbook or a packed file: name it .xlsx, or unpack it"),
        ("t.jsonl", b"PAR1\x15", "it is Parquet: name it .parquet"),
        ("t.tsv", b"%PDF-1.5", "it is a PDF: give the table that it was made from"),
        ("t.csv", b"\n<!DOCTYPE html><title>Labs", "it is a web page, or XML: save the table as CSV"),
        ("t.xlsx", b"\xd0\xcf\x11\xe0\xa1", "it is an old or a locked workbook: save it as .xlsx without a password"),
        ("t.xlsx", b"id,x\n", "is not a workbook, whatever its name says: save it again, or name it what it is"),
        ("t.parquet", b"", "is not a Parquet file, whatever its name says"),
    ],
)
def test_what_is_something_else_than_its_name_says_is_named(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read(tmp_path / name)
    with pytest.raises(InputError, match=message):
        read_rows(tmp_path / name)


@pytest.mark.parametrize("encoding", ["utf-32", "utf-16"])
def test_marks_of_wide_encodings_are_told_apart(tmp_path, encoding):
    path = written(tmp_path / "t.csv", "id,x\na,réef\n", encoding)
    assert read(path)[1] == read_rows(path) == [Row(2, {"id": "a", "x": "réef"})]


@pytest.mark.parametrize(
    ("name", "text"), [("t.csv", "\u200bid,\u00a0x\u2060\na,b\n"), ("t.jsonl", '{"id\u200b": "a", "\u00a0x": "b"}\n')]
)
def test_characters_that_nobody_sees_are_no_part_of_a_column_s_name(tmp_path, name, text):
    assert read(written(tmp_path / name, text))[0].columns == ("id", "x")


class TestParquet:
    """Cells that are no value of Python's."""

    def test_a_cell_that_cannot_be_read_costs_its_row_in_whatever_column(self, tmp_path):
        import pyarrow as pa
        import pyarrow.parquet as pq

        bad = pa.array([b"fine", b"\xff\xfe", b"fine"]).cast(pa.binary()).view(pa.binary())
        text = pa.Array.from_buffers(pa.string(), 3, bad.buffers())
        days = pa.array([0, 1, 2**31 - 1], pa.int32()).cast(pa.date32())
        ids = pa.array(["a", "b", "c"])
        pq.write_table(pa.table({"id": ids, "note": text, "born": days}), tmp_path / "t.parquet")
        _, rows = read(tmp_path / "t.parquet")
        assert [type(row) for row in rows] == [Row, Broken, Broken]
        assert rows[0] == Row(1, {"id": "a", "note": "fine", "born": "1970-01-01"})
        assert rows[1].reason == "must be readable in 'note': it holds bytes that are no character"
        assert rows[2].reason == "must be readable in 'born': it is no date or number that can be written"

    def test_a_text_too_long_for_a_cell_costs_its_rows(self, tmp_path):
        import pyarrow as pa

        repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 500, pa.int32()), pa.array(["x" * 4_000_000]))
        path = parquet(tmp_path / "t.parquet", id=[str(n) for n in range(500)], statement=repeated)
        assert path.stat().st_size < 100_000
        _, rows = read(path)
        assert [row.line for row in rows] == list(range(1, 501))
        assert {row.reason for row in rows} == {"must hold shorter cells; 'statement' has 4,000,000 characters"}

    def test_rows_of_nothing_count_too(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sandbox, "OWN", sandbox.OWN._replace(n_bytes=1 << 20))
        path = parquet(tmp_path / "t.parquet", id=[None] * 20_000, statement=[None] * 20_000)
        with pytest.raises(InputError, match="must hold at most 1 MB of text; it has more"):
            read(path)

    def test_a_cell_that_unpacks_beyond_the_memory_is_one_line(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sandbox, "OWN", sandbox.OWN._replace(memory=500 << 20))
        path = parquet(tmp_path / "t.parquet", id=["a"], statement=["x" * 90_000_000])
        with pytest.raises(InputError, match="must take at most 500 MB of memory to read; one of its cells or lists"):
            read(path)

    def test_a_table_that_unpacks_to_far_more_than_it_holds_is_one_line(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sandbox, "OWN", sandbox.OWN._replace(n_bytes=2 << 20))
        path = parquet(tmp_path / "t.parquet", id=[str(n) for n in range(500)], statement=["reefs " * 2000] * 500)
        with pytest.raises(InputError, match="t.parquet must hold at most 2 MB of text; it has more"):
            read(path)


def parquet(path, **columns):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path, compression="zstd", dictionary_pagesize_limit=1 << 28)
    return path


class TestUpload:
    """Tables of strangers, in whatever format, are read by a child."""

    CASES = (
        ("t.csv", "id,statement,\na,reefs,x\nb\n\n  \nd,one,two,three\ne,,\n"),
        ("t.csv", 'Applied in spring\nid,level\na,"x\ny"\nb,"open\nc,d\n'),
        ("t.jsonl", '{"id": "a"}\n{"id": 2, "late": ["p", "q"]}\nnothing\n'),
        ("t.json", '[{"id": "a", "x": "\\ud800"}, {"x": 1, "id": "b"}, 7]'),
    )

    @pytest.mark.parametrize(("name", "text"), CASES)
    def test_it_has_the_same_columns_rows_and_notes(self, tmp_path, name, text):
        path = written(tmp_path / name, text)
        table, rows = read(path)
        again, same = read(TableSource(path, str(path), path.suffix, is_upload=True))
        assert (again.columns, again.note, same) == (table.columns, table.note, rows)
        assert again.sample == table.sample

    @pytest.mark.parametrize("text", ["", "id,id\na,b\n", "a" * 600_000])
    def test_what_is_refused_is_refused_in_the_same_words(self, tmp_path, text):
        path = written(tmp_path / "t.csv", text)
        with pytest.raises(InputError) as refused:
            read(path)
        with pytest.raises(InputError) as again:
            read(TableSource(path, str(path), ".csv", is_upload=True))
        assert str(again.value) == str(refused.value)

    @pytest.mark.parametrize(
        ("bound", "value", "message"),
        [
            ("rows", 99, "must hold at most 99 rows; it has more"),
            ("cells", 150, "must hold at most 150 cells; it has more"),
            ("n_bytes", 1 << 20, "must hold at most 1 MB of text; it has more"),
            ("seconds", 0, "must take at most 0 s of processor time to read"),
        ],
    )
    def test_it_has_bounds_that_are_one_line(self, tmp_path, monkeypatch, bound, value, message):
        monkeypatch.setattr(sandbox, "UPLOAD", sandbox.UPLOAD._replace(**{bound: value}))
        path = written(tmp_path / "t.csv", "id,x\n" + f"a,{'reefs ' * 2000}\n" * 200)
        with pytest.raises(InputError, match=f"mine.csv {message}"):
            read(TableSource(path, "mine.csv", ".csv", is_upload=True))
        assert not [one for one in psutil.Process().children() if "child.py" in " ".join(one.cmdline())]


def workbook(path, **sheets):
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for (row, column), cell in cells.items():
                sheet.write(row, column, cell)
    return path


def grid(*rows, at=(0, 0)):
    return {(at[0] + n, at[1] + m): cell for n, row in enumerate(rows) for m, cell in enumerate(row)}


class TestWorkbook:
    """Sheets, read by a child."""

    def test_a_cell_far_from_the_others_is_one_line(self, tmp_path):
        cells = grid(["id", "statement"], ["a", "reefs"]) | {(1_048_575, 16_383): "x"}
        path = workbook(tmp_path / "t.xlsx", Far=cells)
        assert path.stat().st_size < 10_000
        with pytest.raises(InputError, match="must take at most 2048 MB of memory to read; .* is far from the others"):
            read(path)

    def test_a_title_is_passed_by_and_columns_are_numbered_from_where_they_begin(self, tmp_path):
        path = workbook(tmp_path / "t.xlsx", One=grid(["Applications"], ["id", "", "x"], ["a", "", "b"], at=(2, 1)))
        table, rows = read(path)
        assert table.columns == ("id", "x")
        assert rows == [Row(5, {"id": "a", "x": "b"})]
        assert "the columns are named on line 4" in table.note

    def test_a_sheet_can_be_named_or_numbered(self, tmp_path):
        path = workbook(tmp_path / "t.xlsx", Notes=grid(["a", "b"]), People=grid(["id", "x"], ["zoe", "1"]))
        for name in ("People", "2"):
            table, rows = read(path, sheet=name)
            assert rows == [Row(2, {"id": "zoe", "x": "1"})]
            assert table.note == ""
        with pytest.raises(ConfigError, match="sheet must be one of 'Notes', 'People'; 'Mentors' is none of"):
            read(path, sheet="Mentors")

    def test_the_row_of_the_header_can_be_given(self, tmp_path):
        path = workbook(tmp_path / "t.xlsx", One=grid(["made", "by"], ["id", "x"], ["a", "b"]))
        assert read(path, header_row=2)[1] == [Row(3, {"id": "a", "x": "b"})]

    def test_an_empty_sheet_is_one_line(self, tmp_path):
        with pytest.raises(InputError, match="must start with a line of column names; it is empty"):
            read(workbook(tmp_path / "t.xlsx", One={}))

    def test_numbers_and_dates_are_as_in_other_tables(self, tmp_path):
        path = workbook(tmp_path / "t.xlsx", One=grid(["id", "n", "f"], ["a", 7, 0.5], ["b", 1e20, math.pi]))
        assert [row.cells["n"] for row in read(path)[1]] == ["7", "1e+20"]

    def test_no_child_stays_when_the_rows_are_not_read_to_the_end(self, tmp_path):
        path = workbook(tmp_path / "t.xlsx", One=grid(["id", "x"], *([f"r{n}", "x" * 300] for n in range(5000))))
        with open_table(path) as table:
            assert next(table.rows).cells["id"] == "r0"
        assert not [one for one in psutil.Process().children() if "child.py" in " ".join(one.cmdline())]


def test_a_pipe_that_nobody_fills_is_refused_at_once(tmp_path):
    import os

    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(InputError, match=r"must be an ordinary file; it is a pipe"):
        read(tmp_path / "t.csv")
    with pytest.raises(InputError, match=r"must be an ordinary file; it is a pipe"):
        read_rows(tmp_path / "t.csv")


def test_the_sample_of_a_table_comes_among_its_rows_too(tmp_path):
    lines = "".join(json.dumps({"id": n}) + "\n" for n in range(80))
    table, rows = read(written(tmp_path / "t.jsonl", lines))
    assert [row.cells["id"] for row in rows] == [str(n) for n in range(80)]
    assert rows[: len(table.sample)] == list(table.sample)


def test_a_pipe_of_our_own_is_read_once_and_from_its_start(tmp_path):
    import os

    reading, writing = os.pipe()
    os.write(writing, b"id,x\na,caf\xc3\xa9\n")
    os.close(writing)
    assert read_rows(f"/dev/fd/{reading}") == [Row(2, {"id": "a", "x": "café"})]
    os.close(reading)


def test_one_byte_that_is_no_character_costs_its_row_where_all_rows_are_wanted(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"id,x\na,caf\xe9\n" + "b,naïve\n".encode() * 50)
    with pytest.raises(InputError, match="line 2: x must be text; it holds bytes that are no character$"):
        read_rows(tmp_path / "t.csv")


TITLED = [
    (["Applicants 2026,,exported 3 May", "id,name,statement", "a,Ann,reefs"], 2),
    (["Applicants 2026,spring,exported 3 May", "id,name,statement", "a,Ann,reefs"], 2),
    (["Form,,answers", "", "Key,Mail,Why you?", "a,ann@x.org,reefs", "b,ben@x.org,soil"], 3),
    (["Who,,About", "ann,x,reefs", "ben,y,soil"], 1),
    (["Spring,call,export", "Code,Mail,Points", "a,ann@x.org,3", "b,ben@x.org,4"], 2),
    (["Spring,call,export", "Code,Mail,Points", "a,ann@x.org,3", "b,none,4"], 1),
    (["Code,Mail,Points", "a,unknown,3", "b,ben@x.org,4"], 1),
    (["Code,Mail,Points", "a,unknown,none", "b,ben@x.org,4"], 1),
    (["id,,statement", "name,title,text", "b,x,soil"], 1),
    (["Who,,About", "ann,x,reefs", "ben,7,soil", "cleo,y,sound"], 1),
]


@pytest.mark.parametrize(("lines", "header"), TITLED)
def test_a_title_of_several_cells_is_told_by_what_follows(tmp_path, lines, header):
    table, rows = read(written(tmp_path / "t.csv", "\n".join(lines) + "\n"))
    assert table.columns == tuple(name for name in lines[header - 1].split(",") if name)
    assert rows[0].line == header + 1
    filled = [line.split(",") for line in lines if line]
    sheet, same = read(workbook(tmp_path / "t.xlsx", One=grid(*filled)))
    assert (sheet.columns, [row.cells for row in same]) == (table.columns, [row.cells for row in rows])
