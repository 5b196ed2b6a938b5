from dataclasses import replace

import numpy as np
import pytest

from matcher.explaining.pairs import SentencePairs, with_meanings
from matcher.records import Contribution, Explanation, Profile, Reason
from matcher.semantic.encoder import MOST_TEXTS, CachedEncoder, Tokens, whole_grains


class Counting:
    """An encoder whose vectors count the letters of a text, and which counts its calls."""

    name, digest, width = "counting", "0", 2

    def __init__(self, by_token: bool) -> None:
        self.by_token, self.asked = by_token, 0

    def read(self, text):
        return text[:20]

    def tokens(self, text):
        self.asked += self.by_token
        n = len(text) + 2
        places = np.arange(n)
        return Tokens(np.array([[1.0, place] for place in places]), places, places + 1) if self.by_token else None

    def vector(self, text):
        self.asked += 1
        return whole_grains(np.array([len(text), 1.0]))


@pytest.mark.parametrize("by_token", [True, False])
def test_a_text_is_encoded_once(by_token):
    counting = Counting(by_token)
    encoder = CachedEncoder(counting)
    first = encoder.vector("reef")
    assert (encoder.vector("reef") == first).all()
    assert encoder.tokens("reef") is None or by_token
    assert counting.asked == 1


def test_the_last_texts_are_remembered_and_no_more():
    counting = Counting(True)
    encoder = CachedEncoder(counting)
    for n in range(MOST_TEXTS + 1):
        encoder.vector(f"text {n}")
    encoder.vector(f"text {MOST_TEXTS}")
    assert counting.asked == MOST_TEXTS + 1
    encoder.vector("text 0")
    assert counting.asked == MOST_TEXTS + 2


def test_texts_with_the_same_part_that_is_read_are_encoded_once():
    counting = Counting(True)
    encoder = CachedEncoder(counting)
    first = encoder.vector("I film reefs by night.")
    assert (encoder.vector("I film reefs by night. And whales.") == first).all()
    assert counting.asked == 1
    encoder.vector("I film owls by night.")
    assert counting.asked == 2


def test_sentences_close_in_meaning_are_chosen_by_how_close_they_are():
    yours, theirs = "I film coral reefs all night long.", "We listen to the sea bed after dark."
    reasons = (
        Reason("semantic", "a", 0.05, (yours, theirs), 0.3),
        Reason("semantic", "b", 0.002, (theirs, yours), 0.5),
    )
    explanation = Explanation("zoe", "reef", "Reef Lab", 0.1, (Contribution("semantic", 0.051),), reasons)
    mentor = Profile("reef", interests="coral reefs")
    [pair] = with_meanings(SentencePairs((), 0.0, 0.0), explanation, mentor).pairs
    assert (pair.yours.text, pair.theirs.text, pair.facet, pair.terms) == (theirs, yours, "semantic", ())
    assert pair.points == 0.002
    named = replace(mentor, interests=f"coral reefs; {yours}")
    assert with_meanings(SentencePairs((), 0.0, 0.0), explanation, named).pairs[0].theirs.source == "interests"
    far = explanation._replace(reasons=(reasons[0], reasons[1]._replace(cosine=0.3)))
    of_no_interest = replace(mentor, interests="volcanoes")
    assert with_meanings(SentencePairs((), 0.0, 0.0), far, mentor).pairs == ()
    assert with_meanings(SentencePairs((), 0.0, 0.0), explanation, of_no_interest).pairs == ()


def test_of_sentences_close_in_meaning_those_that_share_a_single_word_come_last():
    game, towns = "Back then a simulation game got hold of me.", "I hope to shape how people get about in towns."
    reasons = tuple(
        Reason("semantic", "", 0.01, (yours, theirs), cosine)
        for yours, theirs, cosine in ((game, "pedestrian simulation", 0.6), (towns, "bus networks", 0.5))
    )
    explanation = Explanation("zoe", "lab", "Lab", 0.1, (Contribution("semantic", 0.02),), reasons)
    mentor = Profile("lab", interests="pedestrian simulation; bus networks")
    pairs = with_meanings(SentencePairs((), 0.0, 0.0), explanation, mentor).pairs
    assert [pair.yours.text for pair in pairs] == [towns, game]


@pytest.mark.parametrize(
    ("yours", "theirs", "cosine", "n"),
    [
        ("I film the sea bed by night.", "coral reefs", 0.47, 1),
        ("I film the sea bed by night.", "coral reefs", 0.45, 0),
        ("I film the sea bed by night.", "We listen to coral after dark.", 0.47, 0),
        ("I film the sea bed by night.", "We listen to coral after dark.", 0.51, 1),
        ("I made catalysts for fuel cells.", "heterogeneous catalysis", 0.43, 1),
        ("I made catalysts for fuel cells.", "catalysts of rhodium", 0.43, 0),  # it makes a pair of its own
        ("- I film the sea bed by night.", "coral reefs", 0.47, 1),
    ],
)
def test_how_close_a_pair_must_be_depends_on_what_it_is(yours, theirs, cosine, n):
    explanation = Explanation("zoe", "lab", "", 0.1, (), (Reason("semantic", "", 0.01, (yours, theirs), cosine),))
    mentor = Profile("lab", interests="coral reefs; heterogeneous catalysis; catalysts of rhodium")
    pairs = with_meanings(SentencePairs((), 0.0, 0.0), explanation, mentor).pairs
    assert [pair.yours.text for pair in pairs] == [yours.removeprefix("- ")] * n
