"""Forty real refusals, twenty in each direction: each affects only those whose subject is refused."""

import pytest

from matcher.config import MatchConfig
from matcher.model import MatchModel
from matcher.records import Profile

THINGS = [
    ("I don't want to do {}.", "blockchain"),
    ("I am not interested in {}.", "animal experiments"),
    ("No {} please.", "particle physics"),
    ("I do not want to work on {}.", "reinforcement learning"),
    ("I don't want to work on {}.", "fisheries"),
    ("I am not interested in {}.", "drug discovery"),
    ("I do not want to do {}.", "wet lab chemistry"),
    ("I don't want to do {}.", "quantum chemistry"),
    ("I am not looking for {}.", "robotics"),
    ("I am not interested in {}.", "computer vision"),
    ("I do not want to work on {}.", "genome sequencing"),
    ("I don't want to work on {}.", "speech synthesis"),
    ("I am not interested in {}.", "cosmology"),
    ("I do not want to do {}.", "survey research"),
    ("I don't want to do {}.", "petroleum geology"),
    ("I am not interested in {}.", "malware"),
    ("I do not want to work on {}.", "autonomous driving"),
    ("I don't want to work on {}.", "protein crystallography"),
    ("I am not interested in {}.", "epidemiology"),
    ("I do not want to do {}.", "archaeology"),
]
CONFIG = MatchConfig(weights={"terms": 0.8, "interests": 0.2})


@pytest.fixture(scope="module")
def model():
    pool = [Profile(f"m{n:02}", "", thing, f"We study {thing} and hydrology.") for n, (_, thing) in enumerate(THINGS)]
    return MatchModel(CONFIG).fit(pool)


@pytest.fixture(scope="module")
def choosy():
    pool = [
        Profile(f"m{n:02}", "", "hydrology", "We study rivers.", avoid=thing) for n, (_, thing) in enumerate(THINGS)
    ]
    return MatchModel(CONFIG).fit(pool)


@pytest.mark.parametrize("number", range(len(THINGS)))
def test_what_an_applicant_refuses_takes_points_from_whoever_is_about_it(model, number):
    sentence, thing = THINGS[number]
    [ranking] = model.rank(f"I love hydrology. {sentence.format(thing)}", 20)
    assert [line.mentor_id for line in ranking if line.points["avoid"] < 0] == [f"m{number:02}"]
    assert ranking[-1].mentor_id == f"m{number:02}"


@pytest.mark.parametrize("number", range(len(THINGS)))
def test_what_a_mentor_refuses_takes_points_from_whoever_does_it(choosy, number):
    [ranking] = choosy.rank(f"I love hydrology. For years I have done {THINGS[number][1]}.", 20)
    assert [line.mentor_id for line in ranking if line.points["avoid"] < 0] == [f"m{number:02}"]


@pytest.mark.parametrize(
    "refusal",
    ["I don't want a higher degree.", "I am not interested in current events.", "I don't want to do the best energy."],
)
def test_everyday_words_of_a_refusal_harm_nobody(refusal):
    pool = [Profile("a", "", "higher category theory; energy harvesting", "Best current practice in hydrology.")]
    [[line]] = MatchModel(CONFIG).fit(pool).rank(f"I love hydrology. {refusal}")
    assert line.points["avoid"] == 0


def test_a_word_of_a_longer_thing_is_not_refused():
    """Somebody who does not want catalyst synthesis may want the theory of catalysts."""
    pool = [Profile("a", "", "theory of catalysts", "We compute."), Profile("b", "", "catalyst", "Beakers.")]
    [ranking] = MatchModel(CONFIG).fit(pool).rank("I compute catalysts. I don't want to do zeolite catalyst scaleup.")
    assert {line.points["avoid"] for line in ranking} == {0.0}


def test_what_is_lost_comes_with_the_sentence_that_refuses_it_and_what_it_meets(model, choosy):
    said, thing = "I don't want to work on protein crystallography, ever.", "protein crystallography"
    number = next(n for n, (_, one) in enumerate(THINGS) if one == thing)
    explanation = model.explain(Profile("a", statement=f"I like hydrology. {said}"), f"m{number:02}")
    assert {reason.sentences for reason in explanation.of("avoid")} == {(said, thing)}
    explanation = choosy.explain(Profile("a", statement=f"I like rivers. I love {thing}."), f"m{number:02}")
    assert {reason.sentences for reason in explanation.of("avoid")} == {(f"I love {thing}.", thing)}


LABS = ("animal welfare", "music and law", "direct current grids", "energy markets", "learned preferences", "hydrology")


@pytest.fixture(scope="module")
def labs():
    return MatchModel(CONFIG).fit([Profile(text, "", text, "We study it near rivers.") for text in LABS])


@pytest.mark.parametrize(
    ("avoid", "hit"),
    [
        ("animals; crypto", {"animal welfare"}),
        ("Animals", {"animal welfare"}),
        ("music, energy\nlaw", {"music and law", "energy markets"}),
        ("higher, current", set()),
        ("best, energy", set()),
        ("no preference", set()),
        ("none", set()),
        ("I love my animals", set()),
    ],
)
def test_a_short_list_of_things_acts_and_debris_of_a_sentence_does_not(labs, avoid, hit):
    [ranking] = labs.rank(Profile("zoe", statement="Hydrology of rivers.", avoid=avoid), len(LABS))
    assert {line.mentor_id for line in ranking if line.points["avoid"] < 0} == hit


def test_an_everyday_word_that_a_mentor_refuses_is_not_met_in_passing():
    pool = [Profile("a", "", "hydrology", "Rivers.", avoid="animals"), Profile("b", "", "soil", "Soil and animals.")]
    [ranking] = MatchModel(CONFIG).fit(pool).rank("Hydrology of rivers, where animals drink.", 2)
    assert all(line.points["avoid"] == 0 for line in ranking)
