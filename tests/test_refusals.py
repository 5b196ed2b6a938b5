"""What is wanted and what is not, sentence by sentence."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text import refusals as wants
from matcher.text.refusals import split_wants

REFUSALS = {
    "I am not interested in animal experiments.": "animal experiments",
    "I'm not looking for wet-lab genetics or fisheries economics.": "wet-lab genetics or fisheries economics",
    "I’m not really interested in trading.": "trading",
    "I have no interest in marketing, sales or ad targeting.": "marketing, sales or ad targeting",
    "I do not want to work on weapons; I want to work on soil.": "weapons",
    "I also don't want to do lab chemistry.": "lab chemistry",
    "I like theory rather than bench work, and I code daily.": "bench work",
    "Rather than bench work, I like theory.": "bench work",
    "Instead of finance, I want to study rivers.": "finance",
    "Please no blockchain.": "blockchain",
    "No animal testing, please.": "animal testing",
    "I am not a fan of closed-source software.": "closed-source software",
    "I'm tired of advertising models and want to move to hydrology.": "advertising models",
    "I am no longer keen on satellite altimetry.": "satellite altimetry",
    "I am interested in theory, not in laboratory work.": "laboratory work",
    "Wet labs are not for me.": "Wet labs",
    "Stock markets do not interest me.": "Stock markets",
    "I want to avoid pure theory.": "pure theory",
    "I'd love anything but sales.": "sales",
    "My work is not about prediction but about causes.": "prediction",
    "I would rather build instruments than write reviews.": "write reviews",
    "What I don't want is another year of spreadsheets.": "year of spreadsheets",
    "I'd prefer not to work with animals.": "animals",
    "I have had enough of consulting.": "consulting",
    "Less interested in hardware.": "hardware",
    "I prefer field seasons over desk work.": "desk work",
    "I would rather not forecast prices.": "forecast prices",
    "Not battery chemistry: I respect it.": "battery chemistry",
    "I am not after a desk, and that I would rather say now.": "a desk",
    "i don't care about the bees (sorry) i care about the milliwatts": "the bees (sorry)",
}

NO_REFUSALS = [
    "I study not only kelp but also urchins.",
    "I could not do without statistics.",
    "I cannot imagine life without fieldwork.",
    "No one explains tides better than a sailor.",
    "There is nothing I like more than statistics.",
    "I don't want to give up teaching.",
    "I am not just a coder.",
    "I don't just want to publish papers.",
    "I never get tired of maps.",
    "I am not afraid of mathematics.",
    "I would not want to miss the sea.",
    "I am not interested in only writing papers.",
    "I did not like biology until I met the octopus.",
    "I have never worked on proteins, but I would love to.",
    "I do not have experience with R but want to learn it.",
    "Many people are not interested in moss.",
    "The trees have no interest in us.",
    "I wonder whether or not moss sleeps.",
    "I know drives, not grids, and I would like to learn about them.",
    "Not everything works.",
    "Not long ago I built a raft.",
]


@pytest.mark.parametrize(("sentence", "object_"), REFUSALS.items())
def test_a_refusal_takes_its_object_out_of_what_is_wanted(sentence, object_):
    wanted, unwanted = split_wants(sentence)
    assert unwanted == object_
    assert object_ not in wanted


@pytest.mark.parametrize("sentence", NO_REFUSALS)
def test_a_turn_of_phrase_with_a_no_in_it_is_no_refusal(sentence):
    assert split_wants(sentence) == (sentence, "")


def test_what_a_sentence_wants_beside_its_refusal_stays():
    wanted, _ = split_wants("I do not want to work on weapons; I want to work on soil. Tides too.")
    assert wanted == "I want to work on soil. Tides too."


def test_one_sentence_may_refuse_two_things():
    assert split_wants("I am not interested in policy, and I have no interest in trade.").unwanted == "policy; trade"


def test_a_text_that_refuses_nothing_stays_as_it_was_to_the_letter():
    text = "I map reefs.\n\n  - tides \n- and  more, but never less "
    assert split_wants(text) == (text, "")


def test_writers_without_capitals_have_sentences_too():
    wanted, unwanted = split_wants("i map reefs. i don't want to do finance. i like tides.")
    assert (wanted, unwanted) == ("i map reefs. i like tides.", "finance")


@given(
    st.lists(
        st.sampled_from(["I", "not", "want", "rather", "than", "but", "kelp", "tides", ",", ".", "no", "in", "\n"])
    )
)
def test_every_word_about_a_field_is_either_wanted_or_not(pieces):
    text = " ".join(pieces)
    wants = split_wants(text)
    for word in ("kelp", "tides"):
        assert text.count(word) == " ".join(wants).count(word)


@given(st.text(max_size=300))
def test_any_text_can_be_parted(text):
    assert isinstance(split_wants(text).unwanted, str)


MORE_REFUSALS = [
    "I lost interest in retail.",
    "Spreadsheets bore me.",
    "Retail leaves me cold.",
    "Noise puts me off.",
    "I hope to move away from retail.",
    "I plan on leaving behind retail.",
    "Please don't match me with banks.",
]


@given(st.lists(st.sampled_from([*REFUSALS, *NO_REFUSALS, *MORE_REFUSALS, "I map reefs."]), max_size=5))
def test_each_rule_names_all_the_words_it_needs(sentences):
    text = " ".join(sentences)
    everything = mock.patch.multiple(wants, _applying=lambda rules, _: list(rules), _signs=lambda *_: [""])
    with everything:
        careful = split_wants(text)
    assert split_wants(text) == careful
