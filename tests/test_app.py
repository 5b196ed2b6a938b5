"""The page without a browser: three labs a reader can rank by eye."""

import gc
import json
import re
import weakref
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.testing.v1 import AppTest

from matcher.config import MatchConfig
from matcher.documents import KINDS, limits, parse_document
from matcher.mentors import read_pool
from matcher.model import MatchModel
from matcher.ui import find_input, parsed_view, picks, pool_source
from matcher.ui.app import free_ended_visits

APP = Path(__file__).parents[1] / "app.py"
FILES = Path(__file__).parent / "corpus" / "files"

REEFS = "I want to record the sounds of coral reefs."
BOTH = "Coral reefs grow on lava. Volcanoes and lava and more lava, when it moved."


@pytest.fixture
def screen(small_pool):  # noqa: ARG001
    return AppTest.from_file(str(APP), default_timeout=300).run()


def drawn(screen) -> str:
    """Return all HTML of the page: its own, then that of its blocks."""
    bodies = [element.proto.body for element in screen.get("html")]
    return "\n".join(
        [*bodies, *(json.loads(block.proto.json).get("html", "") for block in screen.get("bidi_component"))]
    )


def act(screen, name: str, value: str = "", text: str = ""):
    """Report the use of a block's control, as a browser does."""
    blocks = screen.get("bidi_component")
    block = next((one for one in blocks if f'data-act=\\"{name}\\"' in one.proto.json), blocks[-1])
    payload = [{"event": "act", "value": {"act": name, "value": value, "text": text}}]
    pressed = WidgetState(
        id=f"$$STREAMLIT_INTERNAL_KEY_{block.proto.id}__events", json_trigger_value=json.dumps(payload)
    )
    states = screen._tree.get_widget_states()
    states.widgets.append(pressed)
    return screen._run(states)


def show_parts(screen):
    """Open the panel that shows what was read."""
    screen.session_state["read-open"] = True
    return screen.run()


def paste(screen, text: str):
    screen.text_area(key="pasted").set_value(text)
    return screen.button(key="rank").click().run()


def upload(screen, data: bytes, name: str = "me.md"):
    return screen.file_uploader(key="upload").set_value((name, data, "text/markdown")).run()


def ranked(screen) -> list[str]:
    rows = re.findall(r'<li class="m-line">.*?</li>', drawn(screen), re.DOTALL)
    return [unescape(re.search('data-act="open" data-value="(.*?)"', row)[1]) for row in rows]


def opened(screen) -> str:
    lab = screen.query_params["lab"]
    return lab if isinstance(lab, str) else lab[-1]


def the_one_error(screen) -> str:
    assert not screen.exception
    [error] = screen.error
    assert "\n" not in error.value
    return error.value


class TestFirstScreen:
    def test_it_says_what_will_happen_and_what_becomes_of_the_text(self, screen):
        assert "matcher ranks 3 labs" in drawn(screen)
        assert "stays on this machine" in drawn(screen)
        assert not screen.error
        assert not screen.exception

    def test_a_pasted_text_is_ranked(self, screen):
        assert ranked(paste(screen, REEFS))[0] == "reef"

    def test_an_uploaded_document_is_ranked(self, screen):
        assert ranked(upload(screen, REEFS.encode()))[0] == "reef"

    def test_a_sample_goes_by_a_title_a_person_understands(self, screen):
        labels = {button.key: button.label for button in screen.button}
        assert labels["sample-letter"] == "Letter: variable stars"
        assert "Career change: nursing and heat" in drawn(screen.button(key="sample-career-change").click().run())

    def test_an_uploaded_text_and_a_long_paste_have_limits_on_their_time(self, screen, monkeypatch):
        monkeypatch.setattr(limits, "SECONDS", 0)
        assert "must be parsed within 0 seconds" in the_one_error(upload(screen, REEFS.encode()))
        screen.file_uploader(key="upload").set_value([])
        assert "must be parsed within 0 seconds" in the_one_error(paste(screen, REEFS * 1_000))
        assert ranked(paste(screen, REEFS))[0] == "reef"

    def test_no_bytes_of_an_upload_are_kept(self, screen):
        upload(screen, REEFS.encode())
        assert "upload" not in screen.session_state
        assert screen.session_state["visit"].document.statement == REEFS

    def test_a_statement_is_not_seen_by_the_next_visitor(self, screen):
        paste(screen, REEFS)
        assert REEFS not in drawn(AppTest.from_file(str(APP), default_timeout=300).run())


class TestSigningIn:
    def test_nobody_who_must_sign_in_sees_a_page_before(self, small_pool, monkeypatch):  # noqa: ARG002
        monkeypatch.setattr("streamlit.user", {"is_logged_in": False})
        screen = AppTest.from_file(str(APP), default_timeout=300).run()
        assert [button.label for button in screen.button] == ["Sign in"]
        assert not screen.text_area
        monkeypatch.setattr("streamlit.user", {"is_logged_in": True})
        assert screen.run().button(key="sign-out").label == "Sign out"
        assert ranked(paste(screen, REEFS))[0] == "reef"

    def test_where_nobody_must_there_is_no_way_out(self, screen):
        assert "sign-out" not in [button.key for button in screen.button]


class TestBadInput:
    @pytest.mark.parametrize(
        ("data", "rule"),
        [
            (b"", "it is empty"),
            (b" \n\t ", "it is empty"),
            (b"\0" * 40, "must be text"),
            (b"\x00\x01\x02\xff" * 30, "must be text"),
            (b"x" * (find_input.MAX_BYTES + 1), "at most 10 MB"),
        ],
    )
    def test_a_document_that_cannot_be_read_is_one_line_with_its_name(self, screen, data, rule):
        line = the_one_error(upload(screen, data))
        assert "me.md" in line
        assert rule in line

    def test_whitespace_pasted_is_one_line(self, screen):
        assert "Pasted text must hold some text" in the_one_error(paste(screen, "  \n "))

    def test_words_the_pool_does_not_know_are_one_line_and_no_ranking(self, screen):
        paste(screen, "Xyzzy plugh qwertz")
        assert "nothing here that the pool knows" in the_one_error(screen)
        assert not ranked(screen)

    def test_a_word_is_too_short_and_no_other_language(self, screen):
        assert "it is too short, or no part of it counts" in the_one_error(paste(screen, "hello"))

    def test_a_paste_over_the_limit_is_said(self, screen):
        line = the_one_error(paste(screen, "reefs " * 40_000))
        assert "Pasted text must have at most 200,000 characters; it has 240,000: give the part about you" in line

    def test_the_paste_area_has_no_limit_of_its_own_that_drops_a_text_unsaid(self, screen):
        assert screen.text_area(key="pasted").max_chars == 0

    def test_few_known_words_are_said(self, screen):
        paste(screen, "Lava, und sonst lauter fremde Worte ohne jeden Sinn")
        assert "know few of these words" in screen.warning[0].value
        assert ranked(screen)[0] == "rock"

    def test_what_was_copied_from_a_lab_and_does_not_count_is_said(self, screen, small_pool):
        said = " ".join(
            f"On day {day} we count corals, hear fish, and write down what the sea brings." for day in "abcdef"
        )
        small_pool.write_text(small_pool.read_text() + f'long,Long Lab,corals,"{said}",,,,\n', encoding="utf-8")
        assert "Not counted: " in paste(screen.run(), f"{said}\n\n{REEFS}").warning[0].value

    def test_what_is_said_again_and_again_is_one_warning(self, screen):
        again = "On every day of the week we count the corals of the reef. "
        [warning] = paste(screen, "\n\n".join(f"{again}Lava {n} moved." for n in "abcdef")).warning
        assert warning.value.count("said before in the same text") == 1

    def test_known_words_bring_no_warning(self, screen):
        assert not paste(screen, REEFS).warning

    def test_the_name_of_a_file_is_no_markdown(self, screen):
        name = "**b** `[x](javascript:alert(1)) $x$ :material"
        line = the_one_error(upload(screen, b"", name))
        assert line.startswith("`` ")
        assert line.endswith(" ``")
        assert "**b** `[x](javascript" in line


class TestSettings:
    def test_moving_a_weight_reranks_without_fitting(self, screen, monkeypatch):
        # two words of Rock Lab's statement against one interest of Reef Lab
        paste(screen, "I walk and moved, walked and moved. Sound.")
        monkeypatch.setattr(pool_source, "model_for", lambda _files: pytest.fail("a slider must not fit"))
        for facet, value in (("topics", 0), ("interests", 0)):
            screen.slider(key=f"weight-{facet}").set_value(value).run()
        assert ranked(screen)[0] == "rock"
        for facet, value in (("interests", 80), ("terms", 0)):
            screen.slider(key=f"weight-{facet}").set_value(value).run()
        assert ranked(screen) == ["reef"]
        assert not screen.exception

    def test_until_a_weight_is_moved_the_page_ranks_as_the_command_line_does(self, small_pool, monkeypatch):
        small_pool.write_text(
            small_pool.read_text("utf-8").replace("Reef Lab", "Reef Room"), "utf-8"
        )  # kept by content
        uneven = MatchConfig(weights={"terms": 0.205, "topics": 0.795})
        model = MatchModel(uneven).fit(read_pool(small_pool))
        monkeypatch.setattr(pool_source, "model_for", lambda *_: model)
        screen = AppTest.from_file(str(APP), default_timeout=300).run()
        paste(screen, REEFS)
        applicant = parse_document(REEFS.encode(), "me.txt").profile()
        [ranking] = model.rank([applicant])
        assert re.findall(r"score </small>([\d.]+)", drawn(screen)) == [f"{line.score:.3f}" for line in ranking]

    def test_sliders_of_any_size_are_shown_as_shares(self, screen):
        paste(screen, REEFS)
        for facet, value in (("terms", 30), ("interests", 30), ("topics", 60)):
            screen.slider(key=f"weight-{facet}").set_value(value).run()
        assert "Shared words<b> 25%" in drawn(screen)
        assert "Themes<b> 50%" in drawn(screen)

    def test_all_weights_at_zero_are_one_line(self, screen):
        paste(screen, REEFS)
        for facet in ("terms", "interests", "topics"):
            screen.slider(key=f"weight-{facet}").set_value(0).run()
        assert "weights must not all be 0" in the_one_error(screen)
        assert not ranked(screen)

    def test_the_weights_can_be_reset(self, screen):
        paste(screen, REEFS)
        screen.slider(key="weight-terms").set_value(0).run()
        screen.button(key="reset-weights").click().run()
        assert screen.slider(key="weight-terms").value == round(100 * MatchConfig().weights["terms"])

    def test_k_is_the_length_of_the_ranking(self, screen):
        paste(screen, BOTH)
        assert len(ranked(screen)) > 1
        assert len(ranked(screen.slider(key="k").set_value(1).run())) == 1

    def test_a_filter_leaves_only_those_who_meet_it(self, screen):
        paste(screen, BOTH)
        screen.multiselect(key="where-region").set_value(["south"]).run()
        assert ranked(screen) == ["reef"]

    def test_filters_that_nobody_meets_are_one_line(self, screen):
        paste(screen, BOTH)
        screen.multiselect(key="where-region").set_value(["south"]).run()
        screen.multiselect(key="where-field").set_value(["geology"]).run()
        assert "nobody has" in the_one_error(screen)

    def test_settings_outlive_the_statement(self, screen):
        paste(screen, REEFS)
        screen.slider(key="weight-terms").set_value(7).run()
        screen.button(key="another").click().run()
        paste(screen, BOTH)
        assert screen.slider(key="weight-terms").value == 7


class TestMentor:
    def test_the_opened_mentor_stands_beside_the_statement_with_shared_words_marked(self, screen):
        paste(screen, REEFS)
        page = drawn(act(screen, "open", "reef"))
        assert "They write" in page
        assert '<mark class="m-strong">reefs</mark> at night' in page
        assert '<mark class="m-strong">reefs</mark>.' in page
        assert "They do not want: </b>rocks" in page
        assert "ecology · south · 2 places" in page

    def test_what_they_write_about_and_the_statement_does_not_is_named_at_once(self, screen):
        paste(screen, REEFS)
        page = drawn(act(screen, "open", "reef"))
        missing = page[page.index("They write about it, your text does not") :]
        assert "<span>underwater</span>" in missing[: missing.index("</section>")]

    def test_it_is_held_by_id_when_the_order_changes(self, screen):
        paste(screen, BOTH)
        act(screen, "open", ranked(screen)[1])
        lab = opened(screen)
        screen.slider(key="weight-interests").set_value(100).run()
        screen.slider(key="weight-terms").set_value(0).run()
        assert opened(screen) == lab

    def test_one_who_leaves_the_ranking_stays_open_and_says_so(self, screen):
        paste(screen, BOTH)
        act(screen, "open", "reef")
        page = drawn(screen.multiselect(key="where-region").set_value(["north"]).run())
        assert "Reef Lab" in page
        assert "no longer in the ranking" in page

    def test_another_statement_closes_it(self, screen):
        paste(screen, BOTH)
        act(screen, "open", "reef")
        screen.button(key="another").click().run()
        paste(screen, REEFS)
        assert "They write" not in drawn(screen)
        assert ranked(screen)

    def test_the_way_back_leads_to_the_ranking(self, screen):
        paste(screen, BOTH)
        first, second = ranked(screen)[:2]
        act(screen, "open", first)
        act(screen, "open", second)
        assert opened(screen) == second
        assert ranked(act(screen, "close"))[:2] == [first, second]


class TestWhatTheAddressHolds:
    def test_settings_and_the_opened_lab_stand_in_it_and_the_text_does_not(self, screen):
        paste(screen, BOTH)
        act(screen, "open", "reef")
        assert list(screen.query_params) == ["lab"]
        assert opened(screen) == "reef"
        bound = {slider.key for slider in screen.slider if slider.proto.query_param_key}
        assert bound == {"weight-terms", "weight-interests", "weight-topics", "k"}

    def test_an_address_brings_the_settings_back_and_says_that_the_text_is_gone(self, small_pool):  # noqa: ARG002
        screen = AppTest.from_file(str(APP), default_timeout=300)
        screen.query_params["weight-terms"], screen.query_params["lab"] = "7", "reef"
        screen.run()
        assert "your text is not, because it was never saved" in drawn(screen)
        paste(screen, REEFS)
        assert screen.slider(key="weight-terms").value == 7

    def test_an_address_that_somebody_made_up_is_no_error(self, small_pool):  # noqa: ARG002
        screen = AppTest.from_file(str(APP), default_timeout=300)
        for name, value in {"weight-terms": "x", "k": "-3", "lab": "<b>", "versus": "nobody", "sort": "1"}.items():
            screen.query_params[name] = value
        paste(screen.run(), REEFS)
        assert not screen.exception
        assert not screen.error
        assert ranked(screen) == ["reef"]


class TestShortlist:
    def test_a_star_puts_a_lab_on_it_and_another_takes_it_off(self, screen):
        paste(screen, BOTH)
        act(screen, "star", "rock")
        assert "★ Shortlist: 1 lab" in drawn(screen)
        act(screen, "star", "rock")
        assert "Shortlist: " not in drawn(screen)

    def test_a_note_is_kept_beside_its_lab_and_comes_along_in_the_export(self, screen, monkeypatch):
        paste(screen, BOTH)
        act(screen, "open", "rock")
        act(screen, "note", "rock", "ask about <b>ash</b>")
        act(screen, "star", "rock")
        act(screen, "close")
        assert "ask about &lt;b&gt;ash&lt;/b&gt;" in drawn(screen)
        taken = {}
        monkeypatch.setattr(picks, "downloads", lambda *_: taken.update(csv=picks.exported(_[-1], "csv")))
        screen.run()
        lines = taken["csv"].decode().splitlines()
        assert lines[0].endswith(",starred,note")
        assert [line for line in lines if line.endswith(",yes,ask about <b>ash</b>")]

    def test_it_is_gone_with_the_statement(self, screen):
        act(paste(screen, BOTH), "star", "rock")
        screen.button(key="another").click().run()
        assert "Shortlist: " not in drawn(paste(screen, BOTH))


class TestCompare:
    def test_two_labs_stand_side_by_side_the_better_first(self, screen):
        paste(screen, BOTH)
        first, second = ranked(screen)[:2]
        act(screen, "compare", second)
        assert "choose “Compare” on another lab" in drawn(screen)
        act(screen, "compare", first)
        assert re.search("Why (Rock|Reef) Lab stands above (Rock|Reef) Lab", drawn(screen))
        assert "stands above" not in drawn(act(screen, "uncompare"))


@pytest.mark.parametrize(
    "payload", [None, 3, {}, {"act": 3}, {"act": "open"}, {"act": "open", "value": ["x"]}, {"act": "rm"}]
)
def test_whatever_a_browser_sends_is_no_error(screen, payload):
    paste(screen, REEFS)
    block = screen.get("bidi_component")[-1]
    states = screen._tree.get_widget_states()
    widget = f"$$STREAMLIT_INTERNAL_KEY_{block.proto.id}__events"
    states.widgets.append(WidgetState(id=widget, json_trigger_value=json.dumps([{"event": "act", "value": payload}])))
    screen._run(states)
    assert not screen.exception
    assert ranked(screen) == ["reef"]


class TestFilters:
    def test_only_labs_that_mention_a_text(self, screen):
        paste(screen, BOTH)
        assert ranked(screen.text_input(key="mentions").set_value("LAVA walk").run()) == ["rock"]

    def test_only_labs_with_places(self, screen):
        paste(screen, BOTH)
        assert ranked(screen.toggle(key="places").set_value(True).run()) == ["reef"]

    def test_the_order_can_be_another_and_the_places_stay(self, screen):
        paste(screen, BOTH)
        screen.selectbox(key="sort").set_value("name").run()
        assert ranked(screen) == ["reef", "rock"]
        screen.selectbox(key="sort").set_value("places").run()
        assert ranked(screen) == ["reef", "rock"]


class TestStrangersText:
    HOSTILE = "<script>x</script><img src=x onerror=alert(1)> **b** [x](javascript:alert(1)) $y$ :material/home:"

    COLUMN = "<b>c</b> **b** $y$ :material/home:"

    @pytest.fixture
    def hostile(self, screen, small_pool):
        cells = self.HOSTILE.replace('"', '""')
        small_pool.write_text(
            f"id,name,interests,statement,avoid,url,{self.COLUMN}\n"
            f'"{cells}","{cells}","{cells}","reefs {cells}","{cells}","{cells}","{cells} 1"\n'
            f'b,B,reefs,"{cells}",,,"{cells} 2"\n',
            encoding="utf-8",
        )
        return paste(screen.run(), f"reefs {self.HOSTILE}")

    def test_it_is_escaped_wherever_it_is_drawn(self, hostile):
        for page in (hostile, act(hostile, "open", self.HOSTILE)):
            assert not page.exception
            assert "<script>x" not in drawn(page)
            assert "<img" not in drawn(page)
            assert "**b**" in unescape(drawn(page))
            assert not [m for m in page.markdown if "**b**" in m.value]

    def test_labels_show_it_letter_by_letter(self, hostile):
        assert hostile.multiselect[0].label == f"` {self.COLUMN} `"


READ = (
    "## Interests\n\n- coral reefs\n- underwater sound\n\n## Past work\n\nVolcanoes and lava.\n\n## Contact\n\nA hut."
)


class TestWhatWasRead:
    @pytest.fixture
    def read(self, screen):
        return show_parts(paste(screen, READ))  # an upload would start a process

    def recast(self, screen, place, kind):
        [box] = [box for box in screen.selectbox if box.key.startswith("kind-") and box.key.endswith(f"-{place}")]
        return box.set_value(kind).run()

    def reword(self, screen, place, text):
        [toggle] = [one for one in screen.toggle if one.key.endswith(f"-{place}")]
        if not toggle.value:
            toggle.set_value(True).run()
        [area] = [one for one in screen.text_area if one.key.endswith(f"-{place}")]
        return area.set_value(text).run()

    def parts(self, screen):
        return [(part.kind, part.text) for part in screen.session_state["visit"].document.parts]

    def test_every_kind_has_a_name_a_person_understands(self):
        assert tuple(parsed_view.KIND_NAMES) == KINDS

    def test_it_shows_the_parts_with_their_reasons_and_what_was_found(self, screen):
        read = show_parts(upload(screen, READ.encode()))
        page = drawn(read)
        assert "Read as Markdown, encoding utf-8." in page
        assert "<small>part &quot;Interests&quot;</small><span>coral reefs</span><span>underwater sound</span>" in page
        assert "<b>Past work</b> <small>by its heading</small>" in page
        assert "Nothing said." in page
        assert [box.value for box in read.selectbox][:3] == ["interests", "experience", "other"]

    def test_the_sentence_that_refuses_something_is_shown_whole(self, screen):
        page = drawn(show_parts(paste(screen, f"{REEFS} I am not interested in volcanoes.")))
        assert "said in: “I am not interested in volcanoes.”" in page

    def test_a_changed_kind_changes_the_ranking(self, read):
        assert ranked(read)[0] == "reef"
        self.recast(self.recast(read, 0, "avoid"), 1, "interests")
        assert ranked(read)[0] == "rock"
        assert "you changed it" in drawn(read)
        assert read.session_state["visit"].document.avoid.split("\n") == ["- coral reefs", "- underwater sound"]

    def test_what_did_not_count_can_be_made_to_count(self, screen):
        show_parts(paste(screen, "## Hobbies\n\nI record coral reefs and underwater sound."))
        assert "nothing here that the pool knows" in the_one_error(screen)
        assert ranked(self.recast(screen, 0, "statement"))[0] == "reef"

    def test_an_edited_text_changes_the_ranking(self, read):
        self.reword(read, 1, "Nothing yet.")
        self.reword(read, 0, "- compilers\n- type systems")
        assert ranked(read)[0] == "type"
        assert read.session_state["visit"].document.interests == "compilers; type systems"

    def test_an_edit_over_the_limit_is_said_and_changes_nothing(self, read):
        before = self.parts(read)
        self.reword(read, 0, "lava " * 50_000)
        assert "The text of this part must have at most 200,000 characters" in the_one_error(read)
        assert self.parts(read) == before

    def test_a_part_left_empty_is_gone_and_the_others_keep_their_own_texts(self, read):
        self.reword(read, 0, "  ")
        assert self.parts(read) == [("experience", "Volcanoes and lava."), ("other", "A hut.")]
        assert [box.value for box in read.selectbox][:2] == ["experience", "other"]
        assert not read.text_area
        assert ranked(read)[0] == "rock"

    def test_one_button_takes_all_corrections_back(self, read):
        before = self.parts(read)
        assert "undo" not in [button.key for button in read.button]
        self.reword(self.recast(read, 1, "other"), 0, "")
        assert "undo" in [button.key for button in read.button]
        read.button(key="undo").click().run()
        assert self.parts(read) == before
        assert [box.value for box in read.selectbox][:3] == ["interests", "experience", "other"]
        assert "undo" not in [button.key for button in read.button]
        assert ranked(read)[0] == "reef"

    def test_a_correction_put_back_by_hand_is_none(self, read):
        self.recast(self.recast(read, 1, "goals"), 1, "experience")
        assert "undo" not in [button.key for button in read.button]

    def test_a_document_without_any_part_left_is_one_line_and_can_be_undone(self, read):
        for _ in range(3):
            self.reword(read, 0, "")
        assert "nothing here that the pool knows" in the_one_error(read)
        assert ranked(read.button(key="undo").click().run())[0] == "reef"

    def test_the_corrections_of_one_document_are_not_those_of_the_next(self, read):
        self.recast(read, 0, "other")
        read.button(key="another").click().run()
        show_parts(paste(read, READ))
        assert read.selectbox[0].value == "interests"
        assert "undo" not in [button.key for button in read.button]

    def test_a_document_of_very_many_parts_is_drawn_in_part_and_counts_whole(self, screen):
        show_parts(paste(screen, "\n\n".join(f"## Reef {n}\n\nCoral {n}." for n in range(200))))
        assert len([box for box in screen.selectbox if box.key.startswith("kind-")]) == 80
        assert "120 more parts not drawn here" in drawn(screen)

    def test_strangers_text_is_escaped_in_it(self, screen):
        hostile = TestStrangersText.HOSTILE
        page = show_parts(paste(screen, f"Interests: {hostile}, reefs\n\nNot looking for: {hostile}"))
        self.reword(page, 1, f"{hostile} lava")
        assert not page.exception
        assert "<img" not in drawn(page)
        assert "<script>x" not in drawn(page)
        labels = [one.label for one in (*page.selectbox, *page.toggle, *page.text_area, *page.button)]
        assert not [label for label in labels if "**b**" in label and not label.startswith("Open `")]

    @pytest.mark.parametrize(
        "name", ["reefs-office.docx", "reefs-chromium.pdf", "reefs-pandoc.odt", "unicode.rtf", "cv.tex"]
    )
    def test_every_format_of_the_reader_is_taken(self, screen, name):
        page = upload(screen, (FILES / name).read_bytes(), name)
        assert not page.exception
        assert page.session_state["visit"].document.name == name

    def test_the_ending_of_a_name_blocks_nothing_and_the_content_decides(self, screen):
        assert not screen.file_uploader(key="upload").proto.type
        upload(screen, (FILES / "reefs-office.docx").read_bytes(), "me.xyz")
        assert "Read as Word." in drawn(show_parts(screen))

    def test_a_refused_format_is_the_one_line_of_the_reader(self, screen):
        assert "it is a picture: give the text itself" in the_one_error(
            upload(screen, b"\x89PNG\r\n\x1a\n" * 9, "me.png")
        )


@pytest.mark.parametrize("path", sorted(FILES.glob("*.md")) + sorted(FILES.glob("*.txt")), ids=lambda path: path.name)
def test_parts_given_back_as_they_were_are_the_document_as_it_was(path):
    document = parse_document(path.read_bytes(), path.name)
    assert document.with_parts(document.parts) == document


def test_how_sure_a_place_is_stands_beside_it_and_is_asked_for_after_a_setting_moved(screen):
    paste(screen, BOTH)
    assert "of draws" in drawn(screen)
    screen.slider(key="weight-topics").set_value(50).run()
    assert "of draws" not in drawn(screen)
    assert "of draws" in drawn(act(screen, "sure"))


def test_what_was_encoded_for_a_visit_is_taken_again_and_kept_nowhere_else():
    from matcher.semantic.encoder import CachedEncoder, cached_in

    class Counting:
        name, digest, width, asked = "counting", "digest", 2, 0

        def read(self, text):
            return text

        def tokens(self, text):  # noqa: ARG002
            return None

        def vector(self, text):
            self.asked += 1
            return [len(text), 0]

    counting = Counting()
    encoder, kept = CachedEncoder(counting), {}
    with cached_in(kept):
        assert encoder.vector("reef") == encoder.vector("reef") == [4, 0]
    assert counting.asked == 1
    assert {key[-1] for key in kept} == {"reef"}
    encoder.vector("reef")
    assert counting.asked == 2


def test_how_sure_a_place_is_is_not_said_of_a_lab_that_is_no_fit(screen, monkeypatch):
    from matcher.ui import ranking_view

    rows = []
    monkeypatch.setattr(ranking_view, "_certainty", lambda sure, line: rows.append((sure, line)) or "")
    paste(screen, BOTH)
    monkeypatch.undo()
    (sure, line), *_ = rows
    assert "of draws" in ranking_view._certainty(sure, line._replace(strength="weak"))
    assert ranking_view._certainty(sure, line._replace(strength="none")) == ""


def test_of_what_does_not_count_page_and_command_line_say_the_same(screen, matcher, small_pool, tmp_path):
    said = "At night I record how coral reefs sound and which fish can be heard there."
    (tmp_path / "me.txt").write_text(f"{said}\n\nLava moves, and I walk on volcanoes. Lava is warm.\n\n{said}")
    paste(screen, (tmp_path / "me.txt").read_text())
    assert "said before in the same text" in screen.warning[0].value
    screen.slider(key="k").set_value(1).run()
    act(screen, "sure")
    shown = {lab: round(place.stays, 4) for lab, place in screen.session_state["visit"].sure[1].items()}
    _, out, _ = matcher("match", tmp_path / "me.txt", "--pool", small_pool, "--format", "json", "--k", 1)
    [line] = json.loads(out)["ranking"]
    assert shown == {line["mentor_id"]: line["stays"]}
    assert line["stays"] < 1
    assert line["reason"] in unescape(drawn(screen))


def test_nothing_here_fits_is_said_first(screen, monkeypatch):
    from matcher.records import Ranking

    monkeypatch.setattr(Ranking, "fits", False)
    assert drawn(paste(screen, REEFS)).index("Nothing here fits.") < drawn(screen).index('<ol class="m-ranking')


def test_a_visit_that_is_over_leaves_the_memory_though_nobody_comes_after_it():
    class Visit:
        id = "a"

    visit = Visit()
    visit.itself = visit  # as Streamlit's are, in a circle
    gc.freeze()
    left, storage = weakref.ref(visit), MemorySessionStorage(ttl_seconds=0)
    storage.save(SimpleNamespace(session=visit))
    del visit
    assert left() is not None
    free_ended_visits(storage)
    assert left() is None
