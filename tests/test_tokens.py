import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text.tokens import passages, spans, stems, terms, words


def test_stop_words_and_marks_are_left_out():
    assert words("The sound, and the fury!") == ["sound", "fury"]


def test_languages_with_signs_keep_them():
    assert words("C++, C# and C") == ["c++", "c#", "c"]


def test_a_word_and_its_plural_are_one_term():
    assert stems("reef reefs study studies box boxes") == ["reef", "reef", "study", "study", "box", "box"]


def test_pairs_are_of_neighbours_that_stay_after_stop_words():
    assert terms("recordings of the reef") == ["recording", "reef", "recording reef"]


@given(st.text())
def test_the_passages_put_together_are_the_text(text):
    assert "".join(passages(text, size=12)) == text


def test_a_long_text_is_cut_at_sentence_ends_and_a_short_one_not_at_all():
    sentence = "The sound of a reef carries far. "
    pieces = passages(sentence * 100)
    assert len(pieces) == 3
    assert all(piece.rstrip().endswith("far.") for piece in pieces)
    assert passages(sentence * 40) == [sentence * 40]


@given(st.text())
def test_a_span_is_where_its_word_stands(text):
    found = spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "the of and", "!!! ---"])
def test_a_text_that_says_nothing_has_no_terms(text):
    assert terms(text) == []
