"""Tables written: read back they say the same, whatever the pieces were, and nothing in them runs."""

import csv
import json
import zipfile

import pytest

from matcher.errors import ConfigError, InputError
from matcher.tables import read_rows, write_table
from matcher.tables.write import FORMATS, format_of, table_of

COLUMNS = {"id": str, "rank": int, "score": float}
ROWS = [("=1+1", 1, 0.5), ('b, "c"\nd', 2, -0.25), ("é", 3, 1 / 3)]
ENDINGS = ("csv", "jsonl", "parquet", "xlsx")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_is_read_back(tmp_path, ending):
    write_table(tmp_path / f"t.{ending}", COLUMNS, ROWS)
    assert (ending == "csv") == (b"'=1+1" in (tmp_path / f"t.{ending}").read_bytes())
    cells = [row.cells for row in read_rows(tmp_path / f"t.{ending}")]
    assert [tuple(c.values()) for c in cells] == [
        ("=1+1", "1", "0.5"),
        ('b, "c"\nd', "2", "-0.25"),
        ("é", "3", str(1 / 3)),
    ]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_rows_give_the_same_bytes_in_any_pieces(tmp_path, ending):
    rows = [(f"r{n}", n, n / 7) for n in range(500)]

    def written(size, name):
        form, path = FORMATS[ending], tmp_path / name
        with path.open("wb") as file:
            form.write(
                COLUMNS, (form.encode(table_of(COLUMNS, rows[at : at + size])) for at in range(0, 500, size)), file
            )
        return path.read_bytes()

    assert written(1, "a") == written(7, "b") == written(500, "c")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_without_rows_keeps_its_header(tmp_path, ending):
    write_table(tmp_path / f"t.{ending}", COLUMNS, [])
    assert read_rows(tmp_path / f"t.{ending}") == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", " =1", "\t=1", "=cmd|' /C calc'!A0", "https://example.org"])
def test_no_text_of_a_workbook_is_a_formula_or_a_link(tmp_path, text):
    write_table(tmp_path / "t.xlsx", {"id": str}, [(text,)])
    with zipfile.ZipFile(tmp_path / "t.xlsx") as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert [row.cells["id"] for row in read_rows(tmp_path / "t.xlsx")] == [text]


def test_numbers_stay_numbers(tmp_path):
    import pyarrow.parquet as pq

    write_table(tmp_path / "t.parquet", COLUMNS, ROWS)
    assert [str(kind) for kind in pq.read_schema(tmp_path / "t.parquet").types] == ["string", "int64", "double"]
    write_table(tmp_path / "t.jsonl", COLUMNS, ROWS)
    first = json.loads((tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first == {"id": "=1+1", "rank": 1, "score": 0.5}
    write_table(tmp_path / "t.csv", COLUMNS, ROWS)
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        assert [row[2] for row in csv.reader(file)] == ["score", "0.5", "-0.25", str(1 / 3)]


def test_the_header_of_a_workbook_stays_in_sight_and_texts_have_room(tmp_path):
    write_table(tmp_path / "t.xlsx", COLUMNS, ROWS)
    sheet = zipfile.ZipFile(tmp_path / "t.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="1"' in sheet
    assert '<col min="1" max="1" width="24' in sheet


def test_a_workbook_goes_on_on_the_next_sheet(tmp_path, monkeypatch):
    from python_calamine import CalamineWorkbook

    monkeypatch.setattr("matcher.tables.spreadsheets._SHEET_ROWS", 3)
    write_table(tmp_path / "t.xlsx", {"n": int}, [(n,) for n in range(5)])
    book = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx"))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert sheets == [[["n"], [0], [1]], [["n"], [2], [3]], [["n"], [4]]]


def test_a_text_that_no_cell_of_a_workbook_holds_is_refused_not_cut(tmp_path):
    with pytest.raises(InputError, match="must hold at most 32767 characters: write CSV instead"):
        write_table(tmp_path / "t.xlsx", {"id": str}, [("x" * 32_768,)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["t.txt", "t", "t.xls"])
def test_an_ending_that_cannot_be_written_is_refused(name):
    with pytest.raises(ConfigError, match=r"must end in \.csv, \.jsonl, \.parquet, \.xlsx"):
        format_of(name)
    assert format_of("-") == "csv"
