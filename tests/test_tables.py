"""Tables as streams of rows: what is broken is named, what is whole goes on."""

import pytest

from matcher.errors import ConfigError, InputError
from matcher.tables import Broken, Row, open_table, read_rows
from matcher.tables.read import source_of, table_fingerprint


def read(tmp_path, data, name="t.csv"):
    (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    with open_table(tmp_path / name) as table:
        return table.columns, list(table.rows)


def ids(items):
    return [item.cells["id"] for item in items if isinstance(item, Row)]


def broken(items):
    return {item.line: item.reason for item in items if isinstance(item, Broken)}


def test_a_ragged_row_is_named_and_the_next_is_read(tmp_path):
    _, items = read(tmp_path, "id,x\na,1\nb\nc,1,2\nd,1\n")
    assert ids(items) == ["a", "d"]
    assert broken(items) == {
        3: "must have 2 cells like its header; it has 1",
        4: "must have 2 cells like its header; it has 3: put a text with commas in quotes",
    }


def test_lines_with_and_without_quotes_are_cut_as_pythons_reader_cuts_them(tmp_path):
    text = 'id;x\na;1, 2\r\nb;"3; 4"\n\nc; 5" pipe \nd;"six\nlines"\n;\ne;'
    _, items = read(tmp_path, text)
    wanted = [(2, "a", "1, 2"), (3, "b", "3; 4"), (5, "c", ' 5" pipe '), (6, "d", "six\nlines"), (9, "e", "")]
    assert [(item.line, item.cells["id"], item.cells["x"]) for item in items] == wanted


def test_a_quote_left_open_costs_its_row_when_the_next_row_is_quoted(tmp_path):
    _, items = read(tmp_path, 'id,x\na,"1"\nb,"open\nc,"2"\nd,"3"\n')
    assert ids(items) == ["a", "c", "d"]
    assert list(broken(items)) == [3]
    assert "look for a quote left open" in broken(items)[3]


def test_rows_that_a_quote_left_open_swallows_are_each_named(tmp_path):
    _, items = read(tmp_path, 'id,x\na,1\nb,"open\nc,2\n\nd,3\n')
    assert ids(items) == ["a"]
    assert list(broken(items)) == [3, 4, 6]
    assert "quote left open on line 3" in broken(items)[6]


def test_a_quote_left_open_swallows_no_more_than_a_row_may_hold(tmp_path):
    lines = "".join(f"r{n},{'x' * 1000}\n" for n in range(600))
    _, items = read(tmp_path, f'id,x\na,"open\n{lines}')
    assert len(items) == 601
    assert sorted({*broken(items)} | {item.line for item in items}) == list(range(2, 603))
    assert ids(items)[-1] == "r599"
    assert len(ids(items)) > 100


def test_the_rest_of_a_statement_with_bare_quotes_is_never_taken_for_an_applicant(tmp_path):
    _, items = read(tmp_path, 'id,x\na,"They call it\n"reef, sound" and so on\nend"\nb,"fine"\nc,fine\n')
    assert ids(items) == ["b", "c"] or ids(items) == ["c"]
    assert list(broken(items))[:3] == [2, 3, 4]


def test_a_row_of_a_megabyte_is_named_and_not_held(tmp_path):
    _, items = read(tmp_path, "id,x\na," + "x" * 1_000_000 + "\nb,1\n")
    assert broken(items) == {
        2: 'is longer than a row may be; look for a quote left open; one within a text is written ""'
    }
    assert ids(items) == ["b"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_breaks_of_any_system_stand_inside_quotes(tmp_path, end):
    _, items = read(tmp_path, end.join(["id,x", 'a,"one', 'two"', "b,1", ""]))
    assert [(item.line, item.cells) for item in items] == [
        (2, {"id": "a", "x": f"one{end}two"}),
        (4, {"id": "b", "x": "1"}),
    ]


def test_a_header_may_be_quoted_and_hold_delimiters_and_line_breaks(tmp_path):
    columns, items = read(tmp_path, 'id;"Why, you,\nand, why"\na;b\n')
    assert columns == ("id", "Why, you,\nand, why")
    assert ids(items) == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_is_streamed(tmp_path, encoding):
    text = "id,x\n" + "".join(f"r{n},naïve café – reefs\n" for n in range(20_000))
    columns, items = read(tmp_path, text.encode(encoding))
    assert columns == ("id", "x")
    assert len(items) == 20_000
    assert items[-1].cells["x"] == "naïve café – reefs"


def test_a_few_bytes_that_are_no_utf_8_do_not_turn_the_other_rows_into_gibberish(tmp_path):
    good = "".join(f"r{n},naïve café – reefs\n" for n in range(100)).encode()
    _, items = read(tmp_path, b"id,x\na,caf\xe9\n" + good)
    assert items[0].cells["x"] == "caf\udcff"
    assert items[1].cells["x"] == "naïve café – reefs"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "must start with a line of column names; it is empty"),
        (b"id,x,id\n", "must name each column once; check 'id'"),
        (b'id,"x\n' + b"a,b\n" * 3, "is not CSV: .*look for a quote left open"),
    ],
)
def test_a_header_that_makes_no_sense_is_refused(tmp_path, data, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, data)


def test_json_lines_that_are_broken_are_named(tmp_path):
    columns, items = read(
        tmp_path, '{"id": 7, "x": null}\n[1]\n{"id":1,"id":2}\n{\n{"id": "b", "y": ["p", "q"]}\n', "t.jsonl"
    )
    assert columns == ("id", "x", "y")
    assert [item.cells for item in items if isinstance(item, Row)] == [{"id": "7", "x": ""}, {"id": "b", "y": "p; q"}]
    assert list(broken(items)) == [2, 3, 4]


def parquet(path, columns):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path, row_group_size=100)


def test_parquet_comes_in_rows(tmp_path):
    parquet(tmp_path / "t.parquet", {"id": [f"r{n}" for n in range(1000)], "n": list(range(1000))})
    with open_table(tmp_path / "t.parquet") as table:
        first = next(table.rows)
        assert 0 < table.share_read() < 0.1  # the first fifty were looked at
        assert first == Row(1, {"id": "r0", "n": "0"})
        assert len(list(table.rows)) == 999
        assert table.share_read() == 1.0


def test_a_parquet_file_that_is_cut_is_refused(tmp_path):
    parquet(tmp_path / "t.parquet", {"id": ["a"]})
    (tmp_path / "t.parquet").write_bytes((tmp_path / "t.parquet").read_bytes()[:-20])
    with pytest.raises(InputError, match=r"t\.parquet is not a whole Parquet file"), open_table(tmp_path / "t.parquet"):
        pass


def workbook(path, *sheets):
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)


def test_a_workbook_comes_in_rows_numbered_as_the_spreadsheet_does(tmp_path):
    workbook(tmp_path / "t.xlsx", [["id", "x", ""], [7, "reefs"], [], ["b", 1.5], ["c", "x", "too much"]], [["other"]])
    with open_table(tmp_path / "t.xlsx") as table:
        assert table.columns == ("id", "x")
        assert "only its first sheet, 'Sheet1', is read; it has 1 more" in table.note
        items = list(table.rows)
    assert items[:2] == [Row(2, {"id": "7", "x": "reefs"}), Row(4, {"id": "b", "x": "1.5"})]
    assert broken(items) == {5: "must have 2 cells like its header; it has more: name their columns"}


def test_a_workbook_is_a_table_like_any_other(tmp_path):
    workbook(tmp_path / "t.xlsx", [["id", "x"], ["a", "reefs"]])
    assert read_rows(tmp_path / "t.xlsx") == [Row(2, {"id": "a", "x": "reefs"})]


@pytest.mark.parametrize("data", [b"", b"PK\3\4 not really", b"plain text"])
def test_a_workbook_that_is_none_is_refused(tmp_path, data):
    with pytest.raises(InputError, match=r"t\.xlsx is not a (whole )?workbook.*: save it again|save it again, or"):
        read(tmp_path, data, "t.xlsx")


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused_before_it_is_read(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as packed:
        packed.writestr("big", b"")
        packed.filelist[0].file_size = 1100 * 2**20  # what the list of contents will claim
    with pytest.raises(InputError, match="must unpack to at most 1024 MB"), open_table(tmp_path / "t.xlsx"):
        pass


def test_a_look_at_a_file_tells_its_digest(tmp_path):
    import hashlib

    (tmp_path / "t.csv").write_bytes(b"id\na\n")
    assert table_fingerprint(source_of(tmp_path / "t.csv"))[:2] == (hashlib.sha256(b"id\na\n").hexdigest(), 5)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv cannot be read: there is no such file"):
        table_fingerprint(source_of(tmp_path / "gone.csv"))


def test_rows_that_are_wrong_in_the_same_way_are_named_together(tmp_path):
    (tmp_path / "t.csv").write_text("id,x\n" + "a,b,c\n" * 30)
    with pytest.raises(InputError) as raised:
        read_rows(tmp_path / "t.csv")
    assert str(raised.value).endswith(
        "t.csv lines 2 to 31 must have 2 cells like its header; it has 3: put a text with commas in quotes"
    )


def test_a_header_of_nul_is_no_header(tmp_path):
    with pytest.raises(InputError, match="must be text; its header holds NUL characters: save it as CSV in UTF-8"):
        read(tmp_path, b"\0" * 500)


@pytest.mark.parametrize(("name", "option"), [("t.csv", {"sheet": "2"}), ("t.jsonl", {"header_row": 2})])
def test_what_only_a_workbook_has_cannot_be_asked_of_another_file(tmp_path, name, option):
    (tmp_path / name).write_text('{"id": 1}\n')
    with pytest.raises(ConfigError, match="leave it out"), open_table(tmp_path / name, **option):
        pass
