"""Short forms: defined in a text, agreed on by a pool, shared by fields."""

import pytest

from matcher.text.abbreviations import COMMON, ShortFormSigns, agreed, definitions, spelt_out
from matcher.text.tokens import forms


@pytest.mark.parametrize(
    ("text", "short", "words"),
    [
        ("We audit large language models (LLMs).", "LLM", "large language models"),
        ("Passive acoustic monitoring (PAM) of forests", "PAM", "passive acoustic monitoring"),
        ("human-robot interaction (HRI) in homes", "HRI", "human-robot interaction"),
        ("the Internet of Things (IoT)", "IoT", "internet of things"),
        ("quality of service (QoS) and more", "QoS", "quality of service"),
        ("PDEs (partial differential equations)", "PDE", "partial differential equations"),
        ("a study of how the point-spread function (PSF) drifts", "PSF", "point-spread function"),
        ("low- and middle-income countries (LMICs)", "LMIC", "low- and middle-income countries"),
    ],
)
def test_a_text_defines_its_short_forms(text, short, words):
    assert definitions(text) == {short: words}


@pytest.mark.parametrize(
    "text",
    [
        "Oslo (NO)",
        "in the summer (JUNE)",
        "I was born (USA) and raised",
        "see the table (A)",
        "rates rose (see B2)",
        "(((",
    ],
)
def test_what_only_stands_in_brackets_is_no_definition(text):
    assert definitions(text) == {}


def test_a_pool_agrees_on_a_short_form_that_all_define_alike():
    texts = [
        "random forests (RF)",
        "radio frequency (RF)",
        "passive acoustic monitoring (PAM)",
        "Passive acoustic monitoring (PAM)",
    ]
    assert agreed(texts) == {"PAM": "passive acoustic monitoring"}


def test_one_and_many_are_the_same_reading():
    assert agreed(["a language model (LM)", "language models (LMs)"]) == {"LM": "language model"}


def test_what_a_text_defines_wins_over_what_fields_share():
    assert spelt_out("Molecular learning (ML). I love ML.") == ""
    assert spelt_out("I love ML.") == COMMON["ML"] == "machine learning"


def test_words_that_a_text_writes_itself_are_not_added():
    assert spelt_out("Machine learning is what I love; ML it is.") == ""


def test_lower_case_is_no_short_form():
    assert spelt_out("I ml and rl my way through, and say OK.") == ""


def test_a_long_text_of_capitals_takes_no_time():
    assert spelt_out("A" * 50_000 + " (" + "B " * 50_000 + ")") == ""


@pytest.mark.parametrize("short", ["LLM", "IoT", "R&D", "Q&A", "C3-X", "LiDAR"])
@pytest.mark.parametrize("text", ["We like {}.", "({}s)", "{}-based work", "x ({})", "{}’s"])
def test_a_text_that_uses_a_short_form_is_never_passed_over(short, text):
    text = text.format(short)
    signs = ShortFormSigns.of([short])
    assert spelt_out(text, {short: "spelt out"})
    assert not signs.tokens.isdisjoint(forms(text)) or signs.any_in(text)


def test_a_text_without_the_tokens_of_a_short_form_is_passed_over():
    signs = ShortFormSigns.of(["LLM", "Q&A"])
    assert signs.tokens.isdisjoint(forms("Language models answer."))
    assert not signs.any_in("Language models answer.")
