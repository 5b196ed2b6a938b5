"""Words of the same meaning match, others do not; generic words count little."""

import math
from dataclasses import replace

import numpy as np
import pytest

from matcher.config import MatchConfig
from matcher.documents import parse_document
from matcher.facets.base import pool_pieces
from matcher.index.specificity import ALWAYS, NEVER, OWN, general_english
from matcher.kernels.backend import screen
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.text.profile_text import FOREIGN_SIGNS, profile_text, profile_texts, without_idioms
from matcher.text.rules import wished
from matcher.text.tokens import STOP_WORDS

POOL = [
    Profile("quant", "", "quantisation of neural networks; on-device inference", "We study 4-bit arithmetic."),
    Profile(
        "reef", "", "passive acoustic monitoring; coral reefs", "We record reefs. People know that it takes a year."
    ),
    Profile("fall", "", "falls of older adults", "We prevent falls at home with wearable sensors."),
    Profile("llm", "", "large language models (LLMs)", "We audit LLMs for bias."),
]


@pytest.fixture(scope="module")
def model():
    return MatchModel(MatchConfig(weights={"terms": 0.8, "interests": 0.2}, n_topics=1)).fit(POOL)


def first(model, text):
    [ranking] = model.rank(text, 1)
    return ranking[0].mentor_id if ranking else None


@pytest.mark.parametrize(
    ("statement", "mentor"),
    [
        ("quantization", "quant"),
        ("Quantised", None),
        ("ondevice learning", "quant"),
        ("language models", "llm"),
        ("I work with LLMs", "llm"),
        ("biases", "llm"),
        ("Fall 2027", None),
        ("A bit of everything", None),
        ("bits", "quant"),
        ("a fall", "fall"),
        ("2027", None),
        ("und wir haben", None),
    ],
)
def test_what_meets_what(model, statement, mentor):
    assert first(model, statement) == mentor


def test_an_idiom_is_taken_out_with_its_words_only():
    assert without_idioms("From fall 2026 I read a bit depth map.") == "From  I read a bit depth map."
    assert without_idioms("I ski a bit, fall a bit in spring 2027 and last fall.") == "I ski , fall   and ."


def test_words_that_the_pool_does_not_know_lower_a_score(model):
    [known], [both] = model.rank("coral reefs", 1), model.rank("coral reefs zither glockenspiel", 1)
    assert 0 < both[0].score < known[0].score


def test_one_piece_of_evidence_is_worth_no_more_than_one_of_three():
    """Each has one piece with a cosine of 0.9, the second mentor two others that fit nothing: half of 0.9 / 3."""
    pooled = pool_pieces(np.zeros((1, 2)), np.array([[0.9, 0.9, 0.0, 0.0]]), np.array([0, 1, 4]))
    np.testing.assert_allclose(pooled, [[0.15, 0.15]])


def test_what_is_wanted_counts_twice(model):
    texts = profile_text(
        Profile("a", interests="reefs", statement="I grew up. I want to record reefs."), is_applicant=True, wishes=True
    )
    assert (texts.wished, texts.interests) == ("I want to record reefs.", "reefs")
    wants, has = "I want to study falls. I know reefs.", "I know falls. I want to study reefs."
    assert (first(model, wants), first(model, has)) == ("fall", "reef")


@pytest.mark.parametrize(
    "wish",
    [
        "I am interested in reefs.",
        "I\u2019m curious about reefs.",
        "Reefs fascinate me, and their sound fascinates me more.",
        "My interests include reefs.",
        "What moves me is the reef.",
        "It intrigues me how reefs grow.",
        "\u0130n Oslo I'd love to explore reefs.",
        "Ich interessiere mich f\xfcr Riffe.",
        "Je m'int\xe9resse aux r\xe9cifs.",
        "Me interesan los arrecifes.",
        "I HOPE to record reefs.",
        "What I need is a boat.",
        "In five years: a reef of my own.",
        "In the long run: a reef.",
    ],
)
def test_each_way_to_say_a_wish_is_found_among_other_sentences(wish):
    assert wished(f"Reefs grow.\n{wish} A brother sells shoes.") == wish
    [alone] = profile_texts([Profile("a", statement=wish)], wishes=True, suspects=screen([f"\n{wish}"]))
    assert alone.wished == wish


def test_the_telling_share_is_that_of_the_squared_weights_of_words_without_pairs(model):
    texts = "Coral reefs, year, Oslo", "Year", "Oslo"
    vectors = model.fitted.encode([Profile("a", statement=text) for text in texts]).vectors
    idf, columns = model.fitted.terms.idf, model.fitted.terms.vocabulary.columns
    coral, reef, year = (idf[columns[word]] ** 2 for word in ("coral", "reef", "year"))
    first = (coral + reef) / (coral + reef + year)
    assert vectors.telling == pytest.approx([first, 0, 0])
    assert vectors.take(np.array([2, 0])).telling == pytest.approx([0, first])


def test_without_wishes_all_sentences_count_alike():
    config = MatchConfig(weights={"terms": 1.0}, wishes=False)
    model = MatchModel(config).fit(POOL)
    row = model.fitted.encode([Profile("a", statement="I want to study falls. I know reefs.")]).vectors.whole
    assert np.ptp(row.data / model.fitted.terms.idf[row.indices]) < 1e-12


def levels_of(model):
    terms = model.fitted.terms
    return {terms.label(column): int(level) for column, level in enumerate(terms.specificity)}


def test_a_term_tells_by_its_subject(model):
    levels = levels_of(model)
    for term in ("quantisation", "acoustic monitoring", "passive acoustic", "coral reefs", "language models"):
        assert levels[term] == ALWAYS, term
    for term in ("people", "know", "year", "takes", "home", "people know"):
        assert levels[term] == NEVER, term


def test_numbers_times_and_words_for_what_one_does_are_no_reasons():
    """Each stands in a mentor's text and is rare enough in general English to tell, were it a noun of a field."""
    closed = "forty eleven thursday midnight fortnight hurry insist assisted awkward"
    named = Profile("n", interests="computer-assisted surgery; forty-hertz stimulation; soft tissue; haptics")
    model = MatchModel(MatchConfig(weights={"terms": 1.0})).fit([Profile("m", "", "", f"{closed} lichens."), named])
    levels = levels_of(model)
    assert {word for word in closed.split() if levels[word] != NEVER} == set()
    assert levels["lichens"] == levels["haptics"] == ALWAYS


def test_words_of_character_degree_and_amount_are_no_reasons_and_what_is_done_only_for_who_names_it():
    filler = "doctoral humility magnitude tidy slower cheapest retell unsuitable"
    named = Profile("n", interests="security warnings; model explanation; haptics; surgery")
    model = MatchModel(MatchConfig(weights={"terms": 1.0})).fit([Profile("m", "", "", f"{filler} lichens."), named])
    levels = levels_of(model)
    assert {word for word in filler.split() if levels[word] != NEVER} == set()
    assert (levels["warnings"], levels["explanation"], levels["surgery"]) == (OWN, OWN, ALWAYS)


def test_a_pair_across_a_comma_or_a_small_word_does_not_tell():
    model = MatchModel(MatchConfig(weights={"terms": 1.0})).fit(
        [Profile("m", "", "", "Quasars, lichens. Zeolites of lichens. Zeolite quasars.")]
    )
    levels = levels_of(model)
    assert levels["quasars lichens"] == levels["zeolite lichens"] == NEVER
    assert levels["zeolite quasars"] == ALWAYS


def test_generic_words_count_less_than_words_of_a_field(model):
    shares = dict(
        zip(model.fitted.terms.written, general_english(model.fitted.terms.vocabulary).tolist(), strict=False)
    )
    assert shares["people"] > shares["home"] > shares["quantisation"] == 0


def test_a_closed_form_is_no_part_of_a_pair(model):
    """`ondevice` counts as the words of "on-device"; the word behind it makes no pair with it."""
    row = model.fitted.terms.vectors(["ondevice inference", "device inference"])
    assert row[[0]].nnz == row[[1]].nnz


def test_plain_and_compiled_count_closed_forms_alike(model):
    kernels = pytest.importorskip("matcher.kernels.backend")
    texts = ["ondevice inference ondevice", "LLMs, quantisation of ondevice biases"]
    plain, compiled = model.fitted.terms.counts(texts), model.fitted.terms.counts(texts, kernels.COMPILED)
    assert (plain != compiled).nnz == 0


def test_a_model_without_spelling_keeps_spellings_apart():
    model = MatchModel(replace(MatchConfig(weights={"terms": 1.0}), spelling=False)).fit(POOL)
    assert first(model, "quantization") is None
    assert first(model, "ondevice") is None


def test_small_words_of_another_language_are_not_read_as_english_ones():
    pool = [
        Profile("a", "", "bin packing; test suites; hat matrices", "We pack bins, suite after suite, war or peace."),
        Profile("b", "", "Energie", "Wir speichern Energie."),
    ]
    model = MatchModel(MatchConfig(weights={"terms": 0.8, "interests": 0.2})).fit(pool)
    told = "Ich bin Studentin und die Energie hat mich gepackt. Par la suite je veux une suite de mesures dans le labo."
    [ranking] = model.rank(told, 2)
    assert [line.mentor_id for line in ranking] == ["b"]
    [ranking] = model.rank("I want to pack a bin, suite by suite, and I wear a hat.", 2)
    assert [line.mentor_id for line in ranking] == ["a"]


def test_the_signs_of_other_languages_are_no_words_of_english():
    assert {sign for sign in FOREIGN_SIGNS if sign in STOP_WORDS} == set()


TREES = MatchModel(MatchConfig(weights={"terms": 1.0}, n_topics=1)).fit(
    [Profile(tree, interests=tree) for tree in ("alder", "birch", "cedar", "hazel")]
)


def weights_of(text, trees=TREES):
    """Return what each word that counts weighs, divided by how much it tells; a word counted once is 1."""
    terms = trees.fitted.terms
    row = trees.fitted.encode([parse_document(text.encode(), "me.md").profile()]).vectors.whole
    weights = row.data / terms.idf[row.indices]
    found = {terms.label(column): weight for column, weight in zip(row.indices, weights, strict=True)}
    return {word: weight / found["birch"] for word, weight in found.items()}


def test_interests_count_over_experience_over_values_and_private_life_not_at_all():
    interests, experience = "## Interests\n- cedar", "## Experience\nI planted birch."
    values, private_life = "## Values\nI respect alder.", "## Hobbies\nI paint hazel."
    text = "\n\n".join([interests, experience, values, private_life])
    # counted twice, once, half: 1 + ln 2, 1 + ln 1, and below 1 the count itself
    assert weights_of(text) == pytest.approx({"cedar": 1 + math.log(2), "birch": 1, "alder": 0.5})
    lines = TREES.rank(parse_document(text.encode(), "me.md").profile())[0]
    assert [line.mentor_id for line in lines] == ["cedar", "birch", "alder"]


def test_a_word_of_values_that_experience_holds_too_counts_one_and_a_half_times():
    text = "## Experience\nI planted birch. I cut alder.\n\n## Values\nI respect alder."
    assert weights_of(text) == pytest.approx({"birch": 1, "alder": 1 + math.log(1.5)})


def test_what_tells_values_is_no_passage_unless_it_is_most_of_a_text():
    short, long = "I respect alder.", "I respect alder and many other trees, above all those that grow near a river."
    for values, said in ((short, "I planted birch.\n\n"), (long, f"I planted birch.\n\n{long}")):
        profile = Profile("a", statement=f"I planted birch.\n\n{values}", values=values)
        text = profile_text(profile, is_applicant=True, wishes=True)
        assert (text.said.strip(), text.all_said.split()) == (said.strip(), profile.statement.split())


def test_without_wishes_values_count_as_all_else():
    trees = MatchModel(MatchConfig(weights={"terms": 1.0}, n_topics=1, wishes=False)).fit(TREES.fitted.mentors)
    text = "## Experience\nI planted birch.\n\n## Values\nI respect alder."
    assert weights_of(text, trees) == pytest.approx({"birch": 1, "alder": 1})


def test_goals_count_as_interests_do_where_a_heading_says_so():
    text = "## What now\nCedar, old and new.\n\n## Experience\nI planted birch."
    assert weights_of(text) == pytest.approx({"cedar": 1 + math.log(2), "birch": 1})
    assert weights_of(
        "I planted birch.\n\nWith this page of mine I have the following purposes and aims:\n\n- cedar"
    ) == pytest.approx({"cedar": 1, "birch": 1})


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Now to what I hope to do. Cedar, that is. I sell shoes.", "Now to what I hope to do.\nCedar, that is."),
        ("Now to what I hope to do.\n\nI sell shoes.", "Now to what I hope to do."),
        ("I hope to plant cedars. I sell shoes.", "I hope to plant cedars."),
    ],
)
def test_after_a_wish_that_names_nothing_the_next_sentence_of_its_paragraph_is_the_wish(text, wish):
    assert wished(text) == wish
