"""What tells who wrote a text is taken out; what only looks like it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text import identity
from matcher.text.identity import without_identity
from matcher.text.uncounted import without_names

SIGNS = [
    "ada@example.org",
    "ada.quill+lab@mail.example.ac.uk",
    "ada (at) example (dot) org",
    "ada at example dot org",
    "https://ada.example.org/about?x=1",
    "www.example.org",
    "github.com/adaq",
    "linkedin.com/in/ada-quill",
    "adaq.github.io",
    "+44 20 7946 0123",
    "+49 (0)30 1234567",
    "030 1234567",
    "(555) 010-1234",
    "@adaq",
    "@adaq@social.example.org",
    "0000-0002-1825-0097",
    "https://orcid.org/0000-0002-1825-0097",
    "she/her",
    "they/them pronouns",
    "pronouns: she",
    "Ada Quill",
    "ADA QUILL",
    "Quill's",
]

KEPT = [
    "Between 1990 and 2005 I measured 12,000,000 cells at 3.5 GHz.",
    "The years 2019-2021, then 2019/20.",
    "Node.js and ASP.NET, e.g. and i.e. too.",
    "pH 7.4; 10.5 km; p < 0.001; 300 000 km.",
    "Adam and quilling are other words.",
    "C++, C# and TCP/IP and and/or",
    "input/output pairs, he said to her",
]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_of_identity_is_taken_out(sign):
    left = without_identity(f"I study kelp, {sign}, by the sea", ["Ada Quill"])
    assert "".join(left.replace(",", " ").split()) == "Istudykelpbythesea"


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_sign_stays(text):
    assert without_identity(text, ["Ada Quill"]) == text


def test_labels_and_brackets_that_held_a_sign_go_with_it():
    assert (
        without_identity("Ada Quill (she/her)\nEmail: ada@example.org\nPhone: +44 20 7946 0123\nKelp", ["Ada Quill"])
        == "Kelp"
    )


def test_a_text_without_identifiers_stays_as_it_was_to_the_letter():
    text = "  I study kelp  ,  and\ttides \n"
    assert without_identity(text, ["Ada Quill"]) == text


@given(st.lists(st.sampled_from([*SIGNS, *KEPT, "kelp ", " and ", "tides" * 40, ". ", "(", ": "]), max_size=9))
def test_looking_around_traces_finds_what_looking_everywhere_finds(pieces):
    line = " ".join(pieces)
    everywhere = identity._pattern_of(tuple(identity._KINDS))
    assert identity._without_identifiers(line) == identity._USER_NAME.sub(" ", everywhere.sub(" ", line))


KNOWN = {"this", "reefs", "i", "near", "the", "in", "to", "want", "ich"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("This is Ada Quill's cousin writing.", "This is cousin writing."),
        ("Ghent was where I went to school.", "was where I went to school."),
        ("Reefs near Ghent grow. I was born in Ghent.", "Reefs near Ghent grow. I was born in."),
        ("I want to live in Ghent.", "I want to live in Ghent."),
        ("Marine Biology\nPhotography", "Marine Biology\nPhotography"),
        ("Ich habe in Gent gelernt.", "Ich habe in Gent gelernt."),
    ],
)
def test_names_are_left_out_of_sentences_that_say_nothing_else(said, left):
    wished = said if "want" in said else ""
    assert without_names(said, wished, KNOWN.__contains__, lambda text: "reefs" in text.lower()) == left
