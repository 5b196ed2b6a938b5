"""The other pages without a browser: tables in, results out, what a person can mend as one line."""

import io
import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from test_app import act, drawn, the_one_error
from work import Killed

from matcher.ui import pool_source

PAGE = "from matcher.ui.app import {page}_page; {page}_page()"
APPLICANTS = "Email,Why you?\nzoe,I record coral reefs.\nmax,We walk on lava.\nnobody,\n"


@pytest.fixture
def open_page(small_pool):  # noqa: ARG001
    return lambda page: AppTest.from_string(PAGE.format(page=page), default_timeout=300).run()


def bring(screen, key, data, name="table.csv"):
    data = data if isinstance(data, bytes) else data.encode()
    return screen.file_uploader(key=key).set_value((name, data, "text/csv")).run()


def choose(screen, key, value):
    return screen.selectbox(key=key).set_value(value).run()


def tables(screen):
    return [frame.value for frame in screen.dataframe]


class TestScoreAFile:
    @pytest.fixture
    def asked(self, open_page):
        screen = bring(open_page("score"), "score-table", APPLICANTS)
        return choose(screen, "score-table-column-statement", "Why you?")

    def test_columns_are_proposed_and_can_be_corrected(self, open_page):
        screen = bring(open_page("score"), "score-table", APPLICANTS)
        assert screen.selectbox(key="score-table-column-id").value == "Email"
        choose(screen, "score-table-column-statement", "(not in this table)")
        assert "must have a column for: Statement or Interests" in the_one_error(screen)
        choose(screen, "score-table-column-statement", "Email")
        assert "'Email' is chosen twice" in the_one_error(screen)

    def test_the_server_takes_a_table_as_large_as_the_page_says(self, open_page):
        settings = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text())
        said = open_page("score").file_uploader(key="score-table")
        assert said.proto.max_upload_size_mb == settings["server"]["maxUploadSize"]
        assert f"up to {settings['server']['maxUploadSize']} MB" in said.label

    def test_columns_are_proposed_anew_for_another_sheet(self, open_page):
        book = io.BytesIO()
        with pd.ExcelWriter(book, engine="xlsxwriter") as sheets:
            pd.DataFrame([{"note": "read me first"}]).to_excel(sheets, sheet_name="About", index=False)
            pd.DataFrame([{"id": "zoe", "statement": "reefs"}]).to_excel(sheets, sheet_name="People", index=False)
        screen = bring(open_page("score"), "score-table", book.getvalue(), "t.xlsx")
        assert "must have a column for: Id" in the_one_error(screen)
        assert screen.selectbox(key="score-table-sheet").options == ["About", "People"]
        choose(screen, "score-table-sheet", "People")
        assert [screen.selectbox(key=f"score-table-column-{one}").value for one in ("id", "statement")] == [
            "id",
            "statement",
        ]
        assert not screen.error

    def test_every_row_is_scored_or_named_with_its_reason(self, asked):
        screen = asked.button(key="score").click().run()
        assert not screen.exception
        assert "2 of 3 rows scored, 1 not." in drawn(screen)
        _, rejects, matches, *_ = tables(screen)
        assert list(rejects["Applicant"]) == ["nobody"]
        assert [tuple(row) for row in matches[["Applicant", "Lab id"]].to_numpy()][0] == ("zoe", "reef")

    def test_nothing_stays_on_the_disk(self, asked, tmp_path, monkeypatch):
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
        (tmp_path / "temporary").mkdir()
        asked.button(key="score").click().run()
        assert list((tmp_path / "temporary").iterdir()) == []

    @pytest.mark.parametrize(
        ("name", "data", "rule"),
        [
            ("me.docx", b"PK", "must be a table"),
            ("t.csv", b"", "must start with a line of column names"),
            ("t.xlsx", b"PK nonsense", "t.xlsx"),
            ("t.parquet", b"PAR1", "t.parquet"),
        ],
    )
    def test_a_file_that_is_no_table_is_one_line_with_its_name(self, open_page, name, data, rule):
        line = the_one_error(bring(open_page("score"), "score-table", data, name))
        assert rule in line
        assert "/tmp" not in line

    def test_a_workbook_and_json_lines_are_tables_too(self, open_page):
        book = io.BytesIO()
        pd.DataFrame({"id": ["zoe"], "statement": ["coral reefs"]}).to_excel(book, index=False, engine="xlsxwriter")
        for data, name in ((book.getvalue(), "a.xlsx"), (b'{"id": "zoe", "statement": "coral reefs"}\n', "a.jsonl")):
            screen = bring(open_page("score"), "score-table", data, name).button(key="score").click().run()
            assert "1 of 1 row scored, 0 not." in drawn(screen)


class TestPool:
    OWN = (
        "id,name,interests,statement,capacity\n"
        "bee,Bee Lab,bees,,2\nbad,Bad,,,\nbee,Twice,bees,,\nold,Old Lab,moths,,x\n"
    )

    def test_the_pool_at_hand_can_be_searched(self, open_page):
        screen = open_page("pool")
        assert "labs.csv: 3 labs" in drawn(screen)
        screen.text_input(key="browse-text").set_value("LAVA").run()
        assert list(tables(screen)[0]["Name"]) == ["Rock Lab"]

    def test_an_own_pool_is_used_and_its_faults_are_named_by_row(self, open_page):
        screen = bring(open_page("pool"), "pool-table", self.OWN).button(key="use-pool").click().run()
        assert not screen.exception
        assert "table.csv: 1 lab" in drawn(screen)
        assert "3 rows could not be used" in screen.expander[0].label
        for fault in (
            "line 3: &#x27;bad&#x27; must have interests",
            "line 4: id must be unique",
            "line 5: capacity must",
        ):
            assert fault in drawn(screen)
        assert "labs.csv: 3 labs" in drawn(screen.button(key="forget-pool").click().run())

    def test_a_pool_without_one_usable_row_is_one_line(self, open_page):
        screen = (
            bring(open_page("pool"), "pool-table", "id,name,interests\na,A,\n").button(key="use-pool").click().run()
        )
        assert "must" in the_one_error(screen)

    def test_many_labs_are_fitted_by_another_process(self, open_page, monkeypatch):
        monkeypatch.setattr(pool_source, "MIN_FOR_PROCESS", 0)
        screen = bring(open_page("pool"), "pool-table", self.OWN).button(key="use-pool").click().run()
        assert "table.csv: 1 lab" in drawn(screen)
        monkeypatch.setattr(pool_source, "MatchModel", Killed)
        assert "a pool of 1 lab needs more memory" in the_one_error(screen.button(key="use-pool").click().run())

    def test_the_next_visitor_does_not_see_it(self, open_page):
        bring(open_page("pool"), "pool-table", self.OWN).button(key="use-pool").click().run()
        assert "labs.csv: 3 labs" in drawn(open_page("pool"))

    def test_the_page_ranks_the_pool_it_was_started_with(self, open_page, tmp_path, monkeypatch):
        (tmp_path / "given.csv").write_text("id,name,interests,statement\nbee,Bee Lab,bees,\n")
        monkeypatch.setenv("MATCHER_PAGE_POOL", json.dumps({"pool": str(tmp_path / "given.csv")}))
        assert "given.csv: 1 lab" in drawn(open_page("pool"))


class TestWeights:
    PEOPLE = "id,statement\n" + "".join(f"a{n},{text}\n" for n, text in enumerate(["reefs", "lava", "compilers"] * 4))
    GRADES = "applicant_id,mentor_id,grade\n" + "".join(
        f"a{n},{('reef', 'rock', 'type')[n % 3]},1\n" for n in range(12)
    )

    def test_judgments_give_a_verdict_with_its_interval(self, open_page):
        screen = bring(bring(open_page("weights"), "judged-applicants", self.PEOPLE), "judgments", self.GRADES)
        screen.button(key="tune").click().run()
        assert not screen.exception
        assert "The default stays." in drawn(screen)
        assert "95 % interval +0.000 to +0.000" in drawn(screen)

    def test_judgments_of_another_pool_are_one_line(self, open_page):
        grades = "applicant_id,mentor_id,grade\na0,nemo,1\n"
        screen = bring(bring(open_page("weights"), "judged-applicants", self.PEOPLE), "judgments", grades)
        assert "none of the 1 does" in the_one_error(screen.button(key="tune").click().run())


class TestTopicsAndTrust:
    def test_the_themes_stand_in_words_beside_the_map(self, open_page):
        screen = open_page("topics")
        assert not screen.exception
        assert set(tables(screen)[0].columns) == {"Words", "Labs", "Labs with the largest share of it"}

    def test_what_it_is_not_and_where_data_goes(self, open_page):
        page = drawn(open_page("trust"))
        assert "It does not decide." in page
        assert "Everything runs on this machine." in page

    def test_an_audit_can_be_run_on_a_table(self, open_page):
        screen = bring(open_page("trust"), "audit-table", "id,statement\nzoe,I record coral reefs.\nmax,lava\n")
        screen.button(key="run-audit").click().run()
        assert not screen.exception
        assert not screen.error
        assert "2 applicants, 3 labs" in screen.caption[0].value


class TestPlacePeople:
    PEOPLE = "id,statement\nzoe,I record coral reefs.\nmax,Coral reefs at night.\nida,We prove compilers right.\n"

    @pytest.fixture
    def placed(self, open_page):
        screen = bring(open_page("place"), "place-table", self.PEOPLE)
        return screen.button(key="place").click().run()

    def override(self, screen, kind, lab, who=""):
        choose(screen, "change-kind", kind)
        if who:
            choose(screen, "change-who", who)
        return choose(screen, "change-lab", lab)

    def test_everybody_who_can_be_is_placed_with_the_proof(self, placed):
        assert not placed.exception
        page = drawn(placed)
        assert "3 people of 3 placed with 3 mentors (3 places), 0 unmatched." in page
        assert "Proven optimal" in page

    def test_who_cannot_be_placed_is_named_with_the_reason(self, open_page):
        crowd = self.PEOPLE + "ben,coral reefs\n"
        screen = bring(open_page("place"), "place-table", crowd).button(key="place").click().run()
        lacking = next(frame for frame in tables(screen) if "Why" in frame.columns)
        assert "share 2 places at reef" in lacking["Why"][0]

    def test_an_override_says_who_moves_and_can_be_kept_and_taken_back(self, placed):
        before = list(tables(placed)[1]["Lab id"])
        self.override(placed, "forbid", "type", "ida")
        assert "This change alone" in drawn(placed)
        placed.button(key="keep-change").click().run()
        assert "ida: must not go to Type Lab" in drawn(placed)
        assert placed.selectbox(key="change-lab").value is None
        act(placed, "take-back", "forbid=ida:type")
        assert "The change is taken back." in drawn(placed)
        assert list(tables(placed)[1]["Lab id"]) == before

    def test_labs_go_by_their_names_in_every_table(self, open_page):
        screen = bring(open_page("place"), "place-table", self.PEOPLE)
        bring(screen, "place-pins", "applicant_id,mentor_id\nida,reef\n", "yes.csv").button(key="place").click().run()
        labs = [*(frame[name] for frame in tables(screen) for name in ("Lab", "Best alternative") if name in frame)]
        assert {name for column in labs for name in column} == {"Reef Lab", "Rock Lab", "Type Lab", ""}
        assert len(labs) == 4

    def test_what_is_missing_is_an_empty_cell(self, placed):
        results = [frame.proto for frame in placed.dataframe[1:]]  # the first shows the uploaded table
        assert [(one.HasField("placeholder"), one.placeholder) for one in results] == [(True, "")] * 2

    def test_rules_that_contradict_each_other_are_one_line(self, open_page):
        screen = bring(open_page("place"), "place-table", self.PEOPLE)
        bring(screen, "place-conflicts", "applicant_id,mentor_id\nzoe,reef\n", "no.csv")
        bring(screen, "place-pins", "applicant_id,mentor_id\nzoe,reef\n", "yes.csv")
        assert "zoe" in the_one_error(screen.button(key="place").click().run())

    def test_a_conflict_of_an_uploaded_row_is_named_with_file_and_line(self, open_page):
        people = "Applicant ID,conflicts,statement\nida,,\nzoe,reef,coral reefs\n"
        screen = bring(open_page("place"), "place-table", people, "crowd.csv")
        bring(screen, "place-pins", "applicant_id,mentor_id\nzoe,reef\n", "yes.csv")
        assert "crowd.csv line 3" in the_one_error(screen.button(key="place").click().run())
        bring(screen, "place-table", people.replace("zoe,reef", "zoe,kelp"), "crowd.csv")
        assert "crowd.csv line 3: conflicts must be ids of mentors" in the_one_error(
            screen.button(key="place").click().run()
        )

    def test_somebody_unknown_in_the_rules_is_named_with_the_file(self, open_page):
        screen = bring(open_page("place"), "place-table", self.PEOPLE)
        bring(screen, "place-pins", "applicant_id,mentor_id\nnemo,reef\n", "yes.csv")
        line = the_one_error(screen.button(key="place").click().run())
        assert "nemo" in line
        assert "yes.csv" in line
