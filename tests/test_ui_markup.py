"""Whatever people write is shown as text."""

import re

import pytest

from matcher.pages.markup import Html, join, tag
from matcher.registry import facet_names
from matcher.ui.components import chips, stacked_bar, strength_bar
from matcher.ui.mentor_view import marked_text
from matcher.ui.page_parts import literal

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</div></mark><style>*{display:none}</style>",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
class TestEscaping:
    def test_a_child_is_escaped(self, text):
        assert text not in tag("p", text)

    def test_an_attribute_cannot_be_left(self, text):
        assert '"' not in tag("p", title=text).removeprefix('<p title="').removesuffix('"></p>')
        assert "<" not in tag("p", title=text)[1:].removesuffix("</p>")

    def test_marks_chips_and_bars_escape(self, text):
        for html in (marked_text(f"reefs {text}", f"reefs {text}", {"reef"}), chips([text], text)):
            assert text not in html

    def test_marks_leave_the_text_as_it_was(self, text):
        import html
        import re

        plain = re.sub(r"</?mark[^>]*>", "", marked_text(f"reefs {text}", "script alert reefs style div"))
        assert html.unescape(plain) == f"reefs {text}"


def test_html_that_was_made_here_is_not_escaped_twice():
    assert join(tag("b", "a & b"), "<") == "<b>a &amp; b</b>&lt;"


def test_only_the_helper_makes_html():
    assert isinstance(tag("p"), Html)
    assert not isinstance("<p>", Html)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("**bold**", "` **bold** `"),
        ("[x](javascript:alert(1))", "` [x](javascript:alert(1)) `"),
        ("$latex$ :material/x: :red[y]", "` $latex$ :material/x: :red[y] `"),
        ("a ` b", "`` a ` b ``"),
        ("a `` b ``` c", "```` a `` b ``` c ````"),
        ("two\nlines", "` two lines `"),
        ("`", "`` ` ``"),
        ("", ""),
    ],
)
def test_a_label_is_a_code_span_that_the_text_cannot_leave(text, markdown):
    assert literal(text) == markdown


def test_a_bar_is_as_long_as_its_points_beside_the_longest():
    bar = stacked_bar({"terms": 0.1, "interests": 0.0, "topics": 0.3}, 0.8)
    # 0.1 / 0.8 and 0.3 / 0.8; a facet that adds nothing has no segment
    assert "width:12.50%" in bar
    assert "width:37.50%" in bar
    assert bar.count("<span") == 2


def test_a_very_long_text_says_what_is_not_shown():
    assert "5,000 more characters are not shown here" in marked_text("x" * 25_000, "")


def widths(bar: str) -> list[float]:
    return [float(width) for width in re.findall(r"width:([\d.]+)%", bar)]


@pytest.mark.parametrize(("strength", "length"), [("strong", 100), ("good", 62.5), ("weak", 25)])
def test_a_bar_is_as_long_as_the_match_is_strong_whatever_it_scores(strength, length):
    first, second = facet_names()[:2]
    for score in (1.0, 0.1):
        bar = strength_bar({first: 0.75 * score, second: 0.25 * score, "avoid": -0.5}, strength)
        assert widths(bar) == pytest.approx([0.75 * length, 0.25 * length], abs=0.01)


def test_a_match_that_fits_nothing_has_no_bar_and_one_of_unknown_strength_that_of_its_score():
    first = facet_names()[0]
    assert widths(strength_bar({first: 0.4}, "none")) == []
    assert widths(strength_bar({first: 0.4}, None)) == [40.0]
