"""Text out of bytes in the encodings people send."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.errors import InputError, MatcherError
from matcher.tables import decode, decode_noted
from matcher.tables.encodings import repaired_cell

SHORT = "Naïve café reefs – “quoted”, £5."
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf_16_le",
    "utf-16-be": "utf_16_be",
    "cp1252": "cp1252",
    "mac_roman": "mac_roman",
}


@pytest.mark.parametrize(("encoding", "found"), ENCODINGS.items())
def test_a_short_western_text_is_read_in_each_encoding(encoding, found):
    assert decode_noted(SHORT.encode(encoding), "me.txt") == (SHORT, found, 0)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("我对海洋声学和珊瑚礁生态学感兴趣。", "gb18030"),
        ("私は海洋音響学とサンゴ礁に興味があります。", "shift_jis"),
        ("Меня интересует морская акустика и экология.", "cp1251"),
        ("저는 해양 음향학에 관심이 있습니다.", "euc_kr"),
    ],
)
def test_other_scripts_are_read_too(text, encoding):
    assert decode(text.encode(encoding), "me.txt") == text


@pytest.mark.parametrize("wrong", ["latin-1", "mac_roman"])
@pytest.mark.parametrize("times", [1, 2])
def test_text_decoded_wrongly_before_is_repaired(wrong, times):
    text = "It’s a “test” – with an octopus 🐙 and a café"
    damaged = text
    for _ in range(times):
        damaged = damaged.encode("utf-8").decode(wrong)
    assert decode_noted(damaged.encode("utf-8"), "me.txt") == (text, "utf-8", 1)


def test_a_line_too_short_to_tell_is_repaired_like_its_neighbours():
    damaged = "It’s a café\nMálaga and Århus".encode().decode("mac_roman")
    assert decode(damaged.encode(), "me.txt") == "It’s a café\nMálaga and Århus"


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\0" * 100, b"\x7fELF" + bytes(range(200)) * 9])
def test_bytes_that_are_no_text_are_refused_in_one_line(data):
    with pytest.raises(InputError, match=r"^me\.txt must be text"):
        decode(data, "me.txt")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_ascii_lines_are_never_changed(text):
    ascii_ = text.encode("ascii", "ignore").decode()
    if ascii_.isprintable():
        assert decode(ascii_.encode(), "x") == ascii_


@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing_but_our_error(data):
    message = ""
    try:
        decode(data, "x")
    except MatcherError as error:
        message = str(error)
    assert "\n" not in message


ODD = st.text(alphabet="ab ?\n\x01\x7f\x85\xa0ÂÃâéñ–’\u3000\ufffd\ufeff世😀", max_size=16)


@given(ODD)
@example("donâ€™t")
@example("PaweÅ‚")
@example("Ã ")
@example("a\x85b")
@example("\ufeff\n\ufffd")
def test_a_cell_is_mended_as_the_same_text_in_a_file(text):
    try:
        expected = decode(text.encode(), "letter.txt")
    except InputError:
        expected = None
    try:
        found = repaired_cell(text)
    except InputError:
        found = None
    assert found == (text if text.isascii() else expected)
