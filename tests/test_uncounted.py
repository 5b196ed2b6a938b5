import pytest
from conftest import REEF, SOIL, TYPE
from hypothesis import given
from hypothesis import strategies as st

from matcher import MatchModel, Profile
from matcher.index.copies import CopyIndex
from matcher.text.profile_text import profile_texts, screened
from matcher.text.shingles import shingles
from matcher.text.uncounted import may_hold, without_stuffing

LAB = Profile(
    "owl",
    "Owl Lab",
    "passive acoustic monitoring; owls",
    "We strap recorders to old trees in the northern forests, and every card fills up in nineteen days of hooting. "
    "Somebody has to listen to all of it, and mostly that somebody is a neural network which errs on windy nights.",
)
HONEST = "I walk at night and write down which owls I hear. I would like to learn how to count them from recordings."


@pytest.fixture
def copies():
    return CopyIndex.of((LAB, REEF, SOIL, TYPE))


def test_the_same_eight_words_have_one_number_whatever_stands_between_them():
    one = shingles(b"We strap recorders to old trees, in the north.")
    other = shingles(b"we STRAP recorders to-old trees in; the")
    assert one.hashes[0] == other.hashes[0]
    assert len(shingles(b"only seven words are not one shingle").hashes) == 0


def test_copied_text_is_found_said_and_taken_out_to_the_word(copies):
    copied = LAB.statement.split(". ")[0]
    counted, [notice] = copies.counted(Profile("a", statement=f"{HONEST} {copied}. Thank you!"))
    assert (notice.kind, notice.mentor_id) == ("copied", "owl")
    assert "strap" not in counted.statement
    assert counted.statement.startswith(HONEST)
    assert counted.statement.endswith("Thank you!")


def test_a_title_of_the_lab_may_be_quoted(copies):
    quoted = Profile("a", statement=f"{HONEST} You strap recorders to old trees in the northern forests, and so do I.")
    assert copies.counted(quoted) == (quoted, [])


def test_pasting_the_page_of_a_lab_does_not_pay():
    model = MatchModel().fit([LAB, REEF, SOIL, TYPE])
    honest, padded = Profile("a", statement=HONEST), Profile("b", statement=f"{HONEST}\n\n{LAB.statement}")
    alone, pasted = (model.explain(one, "owl").score for one in (honest, padded))
    assert alone > 0
    assert pasted <= alone + 1e-9


def test_what_is_said_twice_counts_once(copies):
    twice = Profile("a", statement=f"{HONEST}\n\n{HONEST}")
    counted, [notice] = copies.counted(twice)
    assert notice.kind == "repeated"
    assert counted.statement.strip(" .\n") == HONEST.strip(" .")


def test_a_list_of_words_counts_up_to_its_fortieth():
    words = ", ".join(f"word{n}" for n in range(60))
    text, [notice] = without_stuffing(f"I like reefs. My skills: {words}")
    assert notice.kind == "list"
    assert "word30" in text
    assert "word50" not in text


def test_a_list_of_sentences_is_no_list_of_words():
    text = "; ".join(f"we measured {n} reefs at site {n + 1} in year {n + 2}" for n in range(60))
    assert without_stuffing(text)[1] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I took two years off to care for my child. I love kelp.", "I love kelp."),
        ("After parental leave I came back to kelp.", "I came back to kelp."),
        ("I was ill for two years. I love kelp.", "I love kelp."),
        ("I was unemployed for two years. I love kelp.", "I love kelp."),
    ],
)
def test_why_somebody_was_away_does_not_count(text, left):
    assert without_stuffing(text)[0].strip() == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("My name is Nguyen Thi Lan and I film kelp.", "and I film kelp."),
        ("I film kelp.\n\nYours sincerely,\nÁlvaro de la Cruz", "I film kelp.\n\nYours"),
        ("I film kelp.\n\nKind regards\nAda Quill\n", "I film kelp.\n\nKind"),
    ],
)
def test_a_name_of_any_length_does_not_count(text, left):
    assert without_stuffing(text)[0].strip() == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I am German. I film kelp.", ". I film kelp."),
        ("I come from Kenya and film kelp.", "and film kelp."),
        ("I was born in South Africa, near reefs.", ", near reefs."),
        ("I studied at the University of Oxford. I film kelp.", "I studied. I film kelp."),
        ("I have a degree from Delft University of Technology in biology.", "I have a degree in biology."),
    ],
)
def test_where_somebody_is_from_and_studied_does_not_count(text, left):
    assert without_stuffing(text)[0].strip() == left


@pytest.mark.parametrize(
    "text",
    [
        "I took a year off to build a reef buoy.",
        "I study parental leave policies.",
        "I was sick of spreadsheets.",
        "Plants that are ill turn yellow.",
        "We set out to find kelp.",
        "The name is Latin.",
        "I study the coast of Kenya and German dialects.",
        "I read the archive of Oxford University Press.",
        "With regards to kelp\nI know little.",
    ],
)
def test_what_only_sounds_like_an_absence_counts(text):
    assert without_stuffing(text) == (text, [])


def test_a_plain_statement_stays_the_same_object(copies):
    honest = Profile("a", statement=HONEST, interests="owls; acoustics")
    assert copies.counted(honest)[0] is honest


@pytest.mark.parametrize("text", [f"{HONEST} {HONEST}", "I was ill for a year.", ", ".join(map(str, range(60)))])
def test_the_first_look_misses_nothing_that_would_be_cut(text):
    assert without_stuffing(text)[1]
    assert may_hold(text, shingles(text.encode()).hashes)


def test_odd_characters_do_not_move_what_is_cut(copies):
    odd = f"Ünïcödé 🦉 first. {LAB.statement} Then 🦉 last."
    counted, _ = copies.counted(Profile("a", statement=odd))
    assert counted.statement.startswith("Ünïcödé 🦉 first.")
    assert counted.statement.endswith("Then 🦉 last.")


WORDS = st.lists(
    st.sampled_from(
        "I was ill off out to leave parental career break gap year laid sick, because; the reef owl recorders".split()
        + "old trees | we strap to old trees in the northern forests and card ünïcödé 🦉 unemployed family".split()
        + [
            "\u212a",
            "\n",
            "My name is",
            "Ada",
            "sincerely",
            "regards,",
            "I am German",
            "born in Kenya",
            "the University of Hull",
        ]
    ),
    max_size=80,
)


@pytest.mark.fuzz
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_the_compiled_look_misses_nothing_that_would_be_cut(texts):
    from matcher.kernels.backend import screen

    index = CopyIndex.of((LAB, REEF, SOIL, TYPE))
    profiles = [Profile("a", statement=" ".join(words), interests="owls; acoustics") for words in texts]
    suspects = screened(profiles, screen, index.hash_set)
    for profile, marked in zip(profiles, suspects.uncounted, strict=True):
        assert marked or not index.counted(profile)[1]
    counted = index.all_counted(profiles, suspects)
    assert counted == index.all_counted(profiles)
    assert profile_texts(counted, are_applicants=True, suspects=suspects) == profile_texts(counted, are_applicants=True)


def test_the_compiled_look_leaves_plain_statements_alone(copies):
    from matcher.kernels.backend import screen

    plain, pasted, away = HONEST, f"{HONEST} {LAB.statement}", f"{HONEST} Then I was ill."
    texts = [plain, pasted, away, f"{HONEST} {HONEST}"]
    assert screen(texts, copies.hash_set).uncounted == [False, True, True, True]


def test_no_run_of_words_goes_on_from_one_mentor_to_the_next():
    halves = tuple(Profile(f"m{n}", statement=f"{' '.join('abcdefg')} {n}.") for n in range(200))
    joined = CopyIndex.of(halves)
    alone = [CopyIndex.of((half,)).hashes for half in halves]
    assert len(joined.hashes) > 0
    assert sorted(joined.hashes.tolist()) == sorted(int(number) for one in alone for number in one)
    for number, owner in zip(joined.hashes, joined.owners, strict=True):
        assert number in alone[owner]
