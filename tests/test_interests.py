"""Interests found are interests, and most of those written are found: counted on texts, and kind by kind."""

import importlib.util
from pathlib import Path

import pytest

from matcher.documents import parse_document

ROOT = Path(__file__).parents[1]
_SPEC = importlib.util.spec_from_file_location("bench_interests", ROOT / "bench" / "interests.py")
bench = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bench)


@pytest.mark.parametrize(("name", "recall"), [("interests.txt", 0.9), ("interests_kept_aside.txt", 0.85)])
def test_nine_of_ten_found_are_interests_and_few_are_missed(name, recall):
    counts = [(case, bench.counted(case)) for case in bench.cases(ROOT / "tests" / name)]
    n_right = sum(len(count.right) for _, count in counts)
    n_wrong = sum(len(count.wrong) for _, count in counts)
    n_missed = sum(len(count.missed) for _, count in counts)
    n_written = sum(len(case.expected) for case, _ in counts)
    assert n_right >= 0.95 * (n_right + n_wrong)
    assert n_written - n_missed >= recall * n_written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am interested in soil mites, nitrogen, and how drought, frost and fire change what they eat.", 2),
        ("I am interested in, among other things, kelp genetics and tides.", 2),
        ("I want to continue working on bioacoustics.", 1),
        ("I'm into explainable AI, also a bit curious about IT security.", 2),
        ("My interests range from number theory to cryptography.", 2),
        ("Interests: explainable AI, IT security", 2),
        ("Rust of wheat fascinates me.", 1),
        ("I want to study storms these days.", 1),
        ("I hope to remain in research close to a hospital.", 0),
        ("I want to study in Ghent, and to work in a bank.", 0),
        ("As a child I became interested in comets.", 0),
        ("Ich interessiere mich für Gezeiten, Wellenmodelle und Küstenschutz.", 3),
        ("Meine Schwerpunkte liegen in der Moorökologie. Ich möchte gern an Mooren forschen.", 2),
        ("Mich begeistern Quantensensoren und Photonik.", 2),
        ("Ich habe mich an der Küste ausgeruht.", 0),
        ("Me interesan la ecología de turberas y el ciclo del carbono.", 2),
        ("I would like to study again.", 0),
        ("I work on tidal turbines. I work on a farm, and I work on it each day.", 1),
        ("I work on campus, I work on time, and I work on Fridays. I work on time series.", 1),
        ("I research online. My work is about people. I want to work on something new.", 0),
        ("My thesis is about pulsating stars. My work is about to end.", 1),
        ("My research lies in sieve methods.", 1),
        ("What I want to study now is sediment transport. What I want to do is up to you.", 1),
        ("What pulled me in was type theory.", 1),
        ("My favourite subject is soil microbiology.", 1),
        ("Tribology is my field, and bearing wear is what I want to understand. Ghent is where I live.", 2),
        ("My aim is to do research on water desalination, with a focus on membrane fouling.", 2),
        ("I have a desk with a focus on light.", 0),
        ("I film moss. Topics I enjoy: bilingualism, eye tracking.", 2),
        ("I left to do a PhD on storage engines.", 1),
        ("I'm fascinated by kelp and by tides of shallow bays.", 2),
        ("I'm fascinated by models that forget on purpose.", 0),
        ("I'd like to spend my doctorate on insect glue. Moss on roofs is the question that keeps me up.", 2),
        ("I need an internship on cheese microbiology. I am looking for a thesis about either.", 1),
        ("What I'd like:\n- railway history\n- land registers", 2),
        ("Ulva Brandt is a botanist. She works on peat mosses. Her interests include bog mosses and tides.", 3),
        ("By Ulva Brandt\n\nBrandt's research concerns peat mosses. It focuses on light. He was tired.", 1),
        ("My teacher was kind. She works on peat mosses. Her interests include bogs and tides.", 0),
        ("Je m’intéresse surtout à l'écologie des tourbières et aux mousses, car elles durent.", 2),
        ("Mes recherches portent sur la glace de mer, les courants et la bioacoustique.", 3),
        ("Ma passion est la cryptographie, mais je joue aussi du piano.", 1),
        ("J'aimerais travailler sur les capteurs autonomes.", 1),
        ("Je ne m'intéresse pas à la finance. Je m'intéresse peu à la mode.", 0),
        ("Mes recherches sont terminées. Je suis intéressée par votre équipe.", 0),
        ("Je m'intéresse au fait que les poissons dorment. Ma passion est née ici.", 0),
        ("Me apasionan los corales y estoy interesada en su genética.", 2),
        ("Tenho interesse em ecologia. Mi interessa la fisica.", 0),
    ],
)
def test_an_interest_is_found_by_how_people_say_it(text, expected):
    assert len(parse_document(text.encode(), "me.txt").interests_from) == expected


def test_a_preposition_that_is_said_again_is_no_part_of_an_interest():
    document = parse_document("Je m'intéresse aux récifs, à l'acoustique et à la biologie.".encode(), "me.txt")
    assert [phrase for phrase, *_ in document.interests_from] == ["récifs", "acoustique", "biologie"]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            ["kelp genetics", "a supervisor who meets every week", "urchin physiology"],
            "kelp genetics; urchin physiology",
        ),
        (["a project on soil carbon", "weekly meetings", "funding for a visit"], "soil carbon"),
        (["weekly meetings", "a friendly team", "kelp genetics"], ""),
        (["field methods", "feedback on drafts"], ""),
    ],
)
def test_a_list_of_what_somebody_looks_for_names_subjects_where_it_is_one_of_subjects(items, expected):
    text = "## What I am looking for\n\n" + "".join(f"- {item}\n" for item in items)
    assert parse_document(text.encode(), "me.md").interests == expected


def test_what_somebody_would_like_to_do_is_a_goal():
    assert kinds("## What I would like to do\n\n- film reefs\n- model them\n")[0][0] == "goals"


def kinds(text):
    return [(part.kind, part.text) for part in parse_document(text.encode(), "me.md").parts]


def test_one_list_has_one_kind_that_of_most_of_its_items():
    text = "Some words about me.\n\n- I built a buoy.\n- I wrote its code.\n- A talk on kelp.\n- I measured tides.\n"
    assert [kind for kind, _ in kinds(text)] == ["statement", "experience"]


def test_an_item_that_says_another_kind_by_itself_keeps_it():
    text = "Some words about me.\n\n- I built a buoy.\n- I wrote code.\n- I hope to teach.\n- I ran a ship.\n- Kelp.\n"
    assert [kind for kind, _ in kinds(text)] == ["statement", "experience", "goals", "experience"]


def test_a_list_of_mostly_pastimes_is_private_as_a_whole():
    document = parse_document(b"## Interests\n\n- Hiking\n- Chess\n- Sourdough\n", "me.md")
    assert [part.kind for part in document.parts] == ["other"]
    assert document.interests == ""
    document = parse_document(b"## Interests\n\n- Swarms\n- Signal processing\n- Chess\n", "me.md")
    assert document.interests == "Swarms; Signal processing"
