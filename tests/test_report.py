import json
import re

import pytest

from matcher.pages.markup import table
from matcher.tables.files import file_digest

LETTER = """Ada Quill
12 Harbour Street, 4021 Portville
ada.quill@example.org

Dear committee,

I film coral reefs and record their sound with hydrophones. Reefs are loud at night. I was ill for two years.

I do not want to work on compilers.

Yours sincerely,
Ada Quill
"""
LABS = (
    "id,name,interests,statement\n"
    "reef,Reef Lab,coral reefs; underwater sound,We record the sound of coral reefs with hydrophones.\n"
    "type,Type <b>Lab</b>,compilers; sound types,We prove compilers correct.\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ada-quill.txt").write_text(LETTER)
    (tmp_path / "labs.csv").write_text(LABS)
    return tmp_path


def written(matcher, folder, *options):
    path = folder / "report.html"
    code, out, err = matcher(
        "match", folder / "ada-quill.txt", "--pool", folder / "labs.csv", "--report", path, *options
    )
    assert code == 0, err
    return path.read_text(), out, err


def test_a_report_stands_alone_and_holds_ranking_reason_pair_and_certainty(matcher, folder):
    page, _, _ = written(matcher, folder)
    assert page.startswith("<!doctype html>")
    assert not re.search(r"<script|\b(?:src|href)=|url\(|@import|https?:", page)
    assert "1. Reef Lab" in page
    assert "You both work on" in page
    assert "Steady: stays in this list in 100% of draws." in page
    assert "Type &lt;b&gt;Lab&lt;/b&gt;" in page
    assert "@media print" in page
    assert "prefers-color-scheme: dark" in page


def test_a_report_says_how_strong_each_match_is_and_when_none_fits(matcher, folder):
    page, _, _ = written(matcher, folder)
    assert re.search(r"1\. Reef Lab</span><span>(?:strong|good) 0\.\d{3}</span>", page)
    assert "the best first: Reef Lab." in page
    (folder / "ada-quill.txt").write_text("I bake bread and like the sound of an old oven. My dog sleeps all day long.")
    page, _, _ = written(matcher, folder)
    assert re.search(r"No mentor here fits this statement well; these \d mentors? of 2 are the nearest\.", page)


def test_a_table_of_many_columns_names_them_in_each_cell_for_narrow_screens():
    rows = [["x", "1", "2", "3"]]
    assert '<td data-name="c&lt;">' in table(["a", "b", "c<", "d"], rows)
    assert "data-name" not in table(["a", "b"], [["x", "1"]])


def test_a_report_names_nobody_unless_asked(matcher, folder):
    page, _, _ = written(matcher, folder)
    for private in ("Quill", "Ada", "Harbour Street", "example.org", "ada-quill"):
        assert private not in page
    assert "Mentors for Ada Quill" in written(matcher, folder, "--with-name")[0]


def test_why_somebody_was_away_is_said_not_to_count_and_is_not_repeated(matcher, folder):
    page, _, err = written(matcher, folder)
    assert "Not counted: 6 words about an absence" in err
    assert "ill for two years" not in page


def test_the_card_of_a_match_has_the_digest_of_what_was_printed_and_of_the_report(matcher, folder):
    _, out, _ = written(matcher, folder, "--format", "json", "--card", folder / "card.json")
    (folder / "out.json").write_text(out)
    card = json.loads((folder / "card.json").read_text())
    assert card["outputs"] == {
        "report": file_digest(folder / "report.html"),
        "printed": file_digest(folder / "out.json"),
    }
    assert card["counts"] == {"applicants": 1, "mentors": 2}
    assert "quill" not in (folder / "card.json").read_text().lower()


def test_each_line_of_a_match_says_the_reason(matcher, folder):
    _, out, _ = written(matcher, folder)
    assert "You both work on" in out
    data = json.loads(written(matcher, folder, "--format", "json")[1])
    assert all(line["reason"].endswith(".") for line in data["ranking"])


def test_a_statement_of_one_word_has_a_report_too(matcher, folder):
    (folder / "ada-quill.txt").write_text("Sound.")
    (folder / "labs.csv").write_text(LABS.replace("sound types", "types"))
    page, _, _ = written(matcher, folder)
    assert "mentor" in page
