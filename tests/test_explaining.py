import json
import re
import sys
from dataclasses import replace

import numpy as np
import pytest
from conftest import REEF, SOIL, STATEMENTS, TYPE
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from matcher import MatchModel, Profile, read_document
from matcher.config import Wanted
from matcher.errors import InputError
from matcher.explaining import certainty, compare, find_gaps, missing_words, reasons, sentence_pairs, understood
from matcher.explaining.pairs import PairSearch
from matcher.explaining.reason import _Shared
from matcher.explaining.report_records import pair_report
from matcher.explaining.sentences import Sentence, applicant_sentences, split_sentences
from matcher.explaining.strongest import strongest_sentence
from matcher.explaining.words import Text
from matcher.model.cache import fit_files, sample_files
from matcher.records import RankedMentor
from matcher.text.tokens import spans

ZOE = Profile("zoe", statement="I grew up inland. I film coral reefs at night. My cat sleeps.")


@pytest.fixture(scope="module")
def sample():
    return fit_files(sample_files())


@pytest.fixture(scope="module")
def letters():
    return [read_document(path).profile(path.name) for path in STATEMENTS]


def test_a_closing_quotation_mark_stays_with_its_sentence():
    assert split_sentences("Why reefs? “They sing.” I listen…\n- at night") == [
        "Why reefs?",
        "“They sing.”",
        "I listen…",
        "at night",
    ]


def test_what_is_not_wanted_and_who_one_is_are_no_sentences():
    zoe = Profile("zoe", "Zoe Quill", statement="I am Zoe Quill. I love reefs. I do not want to work on soil.")
    assert not re.search("Zoe|Quill|soil", " ".join(sentence.text for sentence in applicant_sentences(zoe)))


def test_a_pair_is_the_two_sentences_that_share_the_words(model):
    [pair, *_] = sentence_pairs(model, ZOE, "reef").pairs
    assert pair.yours.text == "I film coral reefs at night."
    assert pair.theirs.text == "coral reefs"
    assert "coral reefs" in [term.label for term in pair.terms]


@pytest.mark.parametrize("place", [0, 5])
def test_points_of_pairs_and_the_rest_add_up_to_the_points_of_words(sample, letters, place):
    for letter in letters:
        mentor = sample.rank([letter], k=10)[0][place].mentor_id
        found = sentence_pairs(sample, letter, mentor)
        points = dict(sample.explain(letter, mentor).contributions)
        assert sum(pair.points for pair in found.pairs) + found.rest == pytest.approx(found.total, abs=1e-9)
        assert found.total == pytest.approx(points["terms"] + points["interests"], abs=1e-9)


def test_no_term_is_shown_in_two_pairs(sample, letters):
    for letter in letters:
        found = sentence_pairs(sample, letter, sample.rank([letter], k=1)[0][0].mentor_id)
        terms = [term.label for pair in found.pairs for term in pair.terms]
        assert len(terms) == len(set(terms))
        for pair in found.pairs:
            assert sum(term.points for term in pair.terms) == pytest.approx(pair.points)


def test_a_word_in_passing_makes_no_pair_beside_one_of_the_interests():
    zoe = Profile("zoe", statement="I record underwater sound. I once saw a hydrophone in a shop.")
    lab = Profile("lab", interests="underwater sound", statement="A hydrophone hangs in our kitchen.")
    pool = MatchModel().fit([lab, TYPE, SOIL])
    assert [pair.yours.text for pair in sentence_pairs(pool, zoe, "lab").pairs] == ["I record underwater sound."]
    alone = sentence_pairs(pool, replace(zoe, statement=zoe.statement.partition(". ")[2]), "lab")
    assert [pair.terms[0].label for pair in alone.pairs] == ["hydrophone"]
    assert alone.in_passing


@pytest.mark.parametrize(("said", "n_pairs"), [("Bring a hydrophone.", 1), ("You bring your own hydrophone.", 0)])
def test_what_is_said_to_applicants_makes_no_pair_by_a_single_word(said, n_pairs):
    zoe = Profile("zoe", statement="I once saw a hydrophone in a shop.")
    pool = MatchModel().fit([Profile("lab", interests="underwater sound", statement=said), TYPE, SOIL])
    assert len(sentence_pairs(pool, zoe, "lab").pairs) == n_pairs


def test_two_words_in_one_sentence_make_a_pair_beside_one_of_the_interests():
    zoe = Profile("zoe", statement="I record underwater sound. Each hydrophone hangs from a buoy.")
    lab = Profile("lab", interests="underwater sound", statement="A buoy carries one hydrophone. Then we listen.")
    found = sentence_pairs(MatchModel().fit([lab, TYPE, SOIL]), zoe, "lab")
    assert [pair.theirs.text for pair in found.pairs] == ["underwater sound", "A buoy carries one hydrophone."]
    assert not found.in_passing


def test_without_shared_words_there_is_no_pair(model):
    assert sentence_pairs(model, Profile("x", statement="I bake."), "reef").pairs == ()


def _reason(applicant, mentor, terms, strength="good"):
    line = RankedMentor(applicant.id, 1, mentor.id, "", 0.1, (), tuple(terms), strength)
    return reasons(MatchModel().fit([mentor, TYPE]), applicant, [line])[mentor.id]


def test_the_reason_grows_to_the_phrase_that_both_sides_write():
    zoe = Profile("zoe", statement="I like passive acoustic monitoring.")
    lab = Profile("lab", interests="owls", statement="We do passive acoustic monitoring of forests.")
    assert _reason(zoe, lab, ["acoustic"]) == (
        "You both work on passive acoustic monitoring; they also name owls, which your text does not mention."
    )


@pytest.mark.parametrize(
    ("yours", "theirs", "term", "said"),
    [
        ("I built a decoder.", "We like a good decoder.", "decoder", "decoders"),
        ("I like photonics and a laser pulse.", "Laser pulses hurt.", "laser", "laser pulses"),
        ("Regulators disagree.", "Regulators have written pages.", "regulators", "regulators"),
        ("A reynolds number, the Reynolds number: I like Reynolds.", "Reynolds waits.", "reynold", "Reynolds"),
        ("I code in Stata.", "Stata is spoken here.", "stata", "Stata"),
        ("A course in Machine Learning, then.", "We do machine learning.", "machine learning", "machine learning"),
        ("I read judgments of courts.", "Students read judgments.", "judgments", "judgments"),
        ("Fine-grained complexity.", "We prove fine-grained complexity.", "complexity", "fine-grained complexity"),
        ("high reynolds numbers", "flows at high Reynolds numbers", "reynolds number", "Reynolds numbers"),
        ("I like text-to-speech.", "Text-to-speech for all.", "text speech", "text-to-speech"),
        ("I map noise from ships.", "Noise from ships at night.", "noise ship", "noise from ships"),
        ("I WANT MALWARE.", "We take malware apart.", "malware", "malware"),
        ("I gave a speech.", "A speech of five minutes.", "speech", "speeches"),
        ("I gave a speech.", "We do recognition of atypical speech.", "speech", "speech"),
        (
            "My pipeline was slow.",
            "We run one pipeline for all.",
            "pipelines",
            "pipelines",
        ),  # the pool says "pipelines"
    ],
)
def test_shared_words_are_named_as_they_are_written(yours, theirs, term, said):
    reason = _reason(Profile("zoe", statement=yours), Profile("lab", statement=theirs), [term])
    assert reason.removeprefix("You both work on ").removeprefix("You both write about ") == f"{said}."


def test_the_reason_names_no_interest_that_the_text_has_a_word_of():
    assert _reason(ZOE, REEF, ["coral reefs"]).endswith(
        "they also name underwater sound, which your text does not mention."
    )
    both = Profile("a", statement="coral reefs and sound")
    assert _reason(both, REEF, ["coral reefs"]) == "You both work on coral reefs."


LAB = Profile("lab", interests="soft robotic grippers; tactile sensing; fruit", statement="Robotics for orchards.")


def test_a_phrase_in_another_form_is_the_mentor_s_interest():
    zoe, lab = Profile("zoe", statement="I do speculative decode."), Profile("lab", interests="speculative decoding")
    assert _reason(zoe, lab, ["speculative"]) == "You both work on speculative decoding."


def test_words_that_only_describe_others_are_no_subject():
    zoe = Profile("zoe", statement="Handwritten ledgers, stellar light, low-rank matrices.")
    lab = Profile("lab", interests="handwritten text", statement="Ledgers of stellar, low-rank kinds.")
    assert _reason(zoe, lab, ["handwritten", "stellar", "low rank", "ledger"]).startswith(
        "You both write about ledgers. "
    )
    assert _reason(zoe, lab, ["stellar"]).startswith("You both say “stellar”")


@pytest.mark.parametrize(
    ("yours", "theirs", "term", "said"),
    [
        ("It wakes the recorder, a wake-up chip.", "We wake at dawn.", "wake", "wake"),
        (
            "It reconstructs each phase of reconstructed images.",
            "One can reconstruct it.",
            "reconstruct",
            "reconstructs",
        ),
        ("I ask physicists.", "Our physicists answer.", "physicists", "physicists"),
    ],
)
def test_verbs_and_people_of_a_trade_are_no_subject(yours, theirs, term, said):
    both = Profile("zoe", statement=f"{yours} A buoy."), Profile("lab", statement=f"{theirs} A buoy.")
    assert _reason(*both, [term]).startswith(f"You both say “{said}”")
    assert _reason(*both, [term, "buoy"]).removeprefix("You both work on ") == "buoys."


def test_of_a_short_form_and_what_it_stands_for_the_one_you_write_is_named():
    zoe, lab = Profile("zoe", statement="I ran EEG sessions."), Profile("lab", statement="We own an EEG.")
    assert _reason(zoe, lab, ["electroencephalography", "eeg"]) == "You both work on EEG."


def test_single_words_come_with_the_interest_they_stand_in():
    zoe = Profile("zoe", statement="A gripper that feels.")
    assert _reason(zoe, LAB, ["gripper"]) == (
        "You both write about grippers. Their nearest interest is soft robotic grippers; they also "
        "name tactile sensing, which your text does not mention."
    )


def test_a_word_that_is_a_whole_interest_needs_no_other():
    assert _reason(Profile("zoe", statement="I grow fruit."), LAB, ["fruit"]).startswith("You both work on fruit; ")


def test_an_adjective_is_no_subject_beside_others():
    zoe = Profile("zoe", statement="Turbulent flow; turbulence near a wall.")
    lab = Profile("lab", interests="turbulent boundary layers", statement="We measure turbulence.")
    assert _reason(zoe, lab, ["turbulent", "turbulence"]).startswith("You both write about turbulence. ")
    assert _reason(zoe, lab, ["turbulent"]).startswith("You both say “turbulent”. Their nearest interest is turbul")


def test_an_interest_that_the_text_holds_whole_is_named_whole():
    zoe = Profile("zoe", statement="It is a domain (specific) language.")
    lab = Profile("lab", interests="domain-specific languages")
    assert _reason(zoe, lab, ["domain"]) == "You both work on domain-specific languages."


def test_interests_that_only_commas_part_are_phrases_too():
    assert "name sound, which" in _reason(ZOE, replace(REEF, interests="coral reefs, sound, light"), ["coral reefs"])


def test_single_words_of_a_lab_that_does_not_fit_are_no_subject():
    zoe = Profile("zoe", statement="A tidy gripper.")
    assert _reason(zoe, LAB, ["gripper"], "none") == (
        "Only single words in common; they work on soft robotic grippers."
    )


def test_a_third_pair_must_bring_more_than_the_first_two():
    alone, sentences = np.eye(3, dtype=bool), [Sentence(letter, "statement") for letter in "abc"]
    search = PairSearch(sentences, sentences, "abc", alone, alone, np.ones(3), None)
    for last, n in ((0.012, 2), (0.02, 3)):
        assert len([*search.best(np.array([0.05, 0.03, last]), 4, np.ones(3, np.int64))]) == n


@pytest.mark.parametrize(
    ("said", "near", "shown"),
    [("A mesh.", 0.35, True), ("A mesh.", 0.25, False), ("A mesh size.", 0.35, False), ("A mesh size.", 0.45, True)],
)
def test_a_single_word_makes_a_pair_where_the_sentences_are_near_and_a_describing_one_where_they_are_close(
    said, near, shown
):
    one = np.ones((1, 1), dtype=bool)
    ours, theirs = [Sentence(said, "statement")], [Sentence("mesh routing", "interests")]
    points, least = np.array([0.05]), np.ones(1, np.int64)
    search = PairSearch(ours, theirs, ["mesh"], one, one, np.ones(1), np.array([[near]]))
    assert len([*search.best(points, 4, least)]) == shown
    assert len([*search._replace(sizes=np.array([2.0])).best(points, 4, least)]) == 1  # a phrase
    assert len([*search._replace(near=np.array([[np.nan]])).best(points, 4, least)]) == 1  # not known


def test_of_sentences_that_share_the_same_word_the_nearest_is_shown():
    ours = [Sentence(text, "statement") for text in ("My mesh tore.", "I plan a mesh.", "Mesh.")]
    held, near = np.ones((3, 1), dtype=bool), np.array([[0.5], [0.7], [0.6]])
    search = PairSearch(ours, [Sentence("mesh", "interests")], ["mesh"], held, held[:1], np.ones(1), near)
    assert [row for row, _, _ in search.best(np.array([0.05]), 4, np.ones(1, np.int64))] == [1]
    without = search._replace(near=None)
    assert [row for row, _, _ in without.best(np.array([0.05]), 4, np.ones(1, np.int64))] == [0]


def test_without_shared_terms_the_reason_says_so():
    assert _reason(ZOE, SOIL, []).startswith("Your texts share a wider theme, but no specific word; they name ")
    assert _reason(ZOE, SOIL, [], "none").startswith("Nothing specific in common; they work on ")


def test_a_mentor_above_another_one_is_taken_apart(model):
    zoe = Profile("zoe", statement="coral reefs, and a little soil")
    found = compare(model, zoe, "reef", "soil")
    assert found.gap == pytest.approx(found.first.score - found.second.score)
    assert sum(points for _, points in found.contributions) == pytest.approx(found.gap, abs=1e-9)
    assert sum(one.points for one in found.reasons) == pytest.approx(found.gap, abs=1e-9)
    assert {one.label: one.points > 0 for one in found.reasons if one.facet == "terms"}["soil"] is False


def test_a_mentor_is_not_compared_with_itself(model):
    with pytest.raises(InputError, match="'reef' was given twice"):
        compare(model, ZOE, "reef", "reef")


def test_missing_words_bring_what_is_said(model):
    gaps = find_gaps(model, ZOE, "reef", Wanted(5, model.weights))
    assert "hydrophones" in [term.label for term in gaps.missing]
    base = model.explain(ZOE, "reef").score
    for term in gaps.missing:
        more = Profile("zoe", statement=f"{ZOE.statement}\n\n{term.label}.")
        assert model.explain(more, "reef").score - base == pytest.approx(term.points, abs=1e-9)
        assert term.label not in ZOE.statement


def test_missing_words_are_of_subjects_those_of_the_interests_first(mentors):
    night = Profile(
        "night",
        interests="passive acoustic monitoring",
        statement="We were forced to keep lemurs awake, and documented large kinkajous specifically.",
    )
    found = [*missing_words(MatchModel().fit([*mentors, night]), ZOE, "night", {"terms": 1.0})]
    assert {word for label in found for word in label.split()} <= {
        *"passive acoustic monitoring lemurs kinkajous".split()
    }
    assert "acoustic" in found[0]


def test_the_words_that_bring_a_mentor_into_the_first_k_do(sample, letters):
    n_found = 0
    for letter in letters[::4]:
        for mentor in (line.mentor_id for line in sample.rank([letter], k=40)[0][10::10]):
            gaps = find_gaps(sample, letter, mentor, Wanted(5, sample.weights))
            assert gaps.rank > 5
            if gaps.into_first is None:
                continue
            n_found += 1
            added = "\n".join(f"{term}." for term in gaps.into_first)
            more = replace(letter, id="x", statement=f"{letter.statement}\n\n{added}")
            ranks = {line.mentor_id: line.rank for line in sample.rank([more], k=5)[0]}
            assert ranks[mentor] == gaps.rank_with <= 5
    assert n_found > 3


def test_one_who_is_in_the_first_k_needs_nothing(model):
    gaps = find_gaps(model, ZOE, "reef", Wanted(1, model.weights))
    assert (gaps.rank, gaps.into_first, gaps.rank_with) == (1, (), 1)


def test_understood_is_the_share_of_weight_that_the_pool_knows(model):
    known = understood(model, Profile("x", interests="coral reefs", statement="xyzzy plugh xyzzy"))
    assert known.by_part == {"interests": 1.0, "statement": 0.0}
    assert 0 < known.share < 1
    assert known.unknown == ("xyzzy", "plugh")
    assert understood(model, Profile("x", interests="the of", statement="coral")).by_part == {"statement": 1.0}


def test_unknown_words_are_those_that_may_name_a_subject(model):
    known = understood(model, Profile("x", statement="I don't kindly lack 38k, 3rd, 4x or x2 xyzzy; I didn’t plugh."))
    assert known.unknown == ("plugh", "xyzzy")


def test_a_word_in_ing_that_only_describes_others_is_no_subject_beside_others():
    zoe = Profile("zoe", statement="I like superconducting circuits and qubits.")
    lab = Profile("lab", statement="We build superconducting memory and qubits.")
    assert _reason(zoe, lab, ["superconducting", "qubits"]).startswith("You both work on qubits")
    assert _reason(zoe, lab, ["superconducting"]).startswith("You both say “superconducting”")


@pytest.mark.parametrize(("held", "said"), [(0.35, "rodent welfare and cages"), (0.25, "cages")])
def test_an_interest_that_holds_the_shared_word_is_nearer(held, said):
    zoe = Profile("zoe", statement="The welfare of poultry.")
    lab = Profile("lab", interests="rodent welfare; cages")
    line = RankedMentor("zoe", 1, "lab", "", 0.1, (), ("welfare",), "good")
    close = [("The welfare of poultry.", "cages", 0.44), ("The welfare of poultry.", "rodent welfare", held)]
    reason = _Shared(Text.of(zoe.statement), lab, line).sentence(close)
    assert reason.startswith("You both write about welfare. Their nearest interest")
    assert reason.partition(" interest")[2].startswith((f" is {said}", f"s are {said}"))


def test_where_nothing_specific_is_shared_the_interests_close_to_a_sentence_are_named():
    line = RankedMentor("zoe", 1, "lab", "", 0.1, (), (), "none")
    near = {"speculative design": 0.44, "design ethnography": 0.42, "rural mobility": 0.2}
    lab, close = Profile("lab", interests="; ".join(near)), [("Design thinking", *one) for one in near.items()]
    assert _Shared(Text.of("Design thinking"), lab, line).sentence(close) == (
        "Nothing specific in common; nearest to your “Design thinking” are their interests in speculative design and "
        "design ethnography."
    )


def test_a_lone_word_that_only_describes_others_is_no_subject():
    lab = Profile("lab", interests="cobots", statement="Here a robot arm waits.")
    assert _reason(Profile("zoe", statement="I build robot systems."), lab, ["robot"]).startswith(
        "You both say “robot”"
    )
    noun = Profile("zoe", statement="I build a robot.")
    assert _reason(noun, lab, ["robot"]).startswith("You both work on robots")


def test_places_far_apart_are_steady_and_the_same_each_time(model):
    zoe = Profile("zoe", statement="I film coral reefs. I record their sound. Reefs are loud.")
    first = certainty(model, zoe, Wanted(1, model.weights))
    assert [(one.mentor_id, one.verdict, one.stays) for one in first] == [("reef", "steady", pytest.approx(1))]
    assert certainty(model, zoe, Wanted(1, model.weights)) == first


def test_a_place_that_hangs_on_one_sentence_is_a_close_call(model):
    both = Profile("a", statement="I film coral reefs and their sound. I prove compilers and type systems correct.")
    assert {one.verdict for one in certainty(model, both, Wanted(1, model.weights))} == {"close call"}


def test_the_order_of_certainty_is_that_of_the_ranking(sample, letters):
    for letter in letters:
        ranked = [line.mentor_id for line in sample.rank([letter], k=10)[0]]
        sure = certainty(sample, letter, Wanted(10, sample.weights))
        assert [one.mentor_id for one in sure] == ranked
        assert all(0 <= one.stays <= 1 + 1e-9 for one in sure)


def test_how_sure_a_place_is_takes_one_thread(model, monkeypatch):
    def first_stays(scores, _):
        assert {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"} == {1}
        return [1.0] * scores.shape[1]

    monkeypatch.setattr(sys.modules["matcher.explaining.certainty"], "_stays", first_stays)
    with threadpool_limits(limits=2):
        assert certainty(model, ZOE, Wanted(2, model.weights))


def test_of_nothing_known_nothing_is_sure(model):
    assert certainty(model, Profile("x", statement="Fußball"), Wanted(10, model.weights)) == []


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_every_format_says_the_sentence_and_the_place(matcher, tmp_path, form):
    (tmp_path / "me.txt").write_text("I film coral reefs.\n\nAnd I like soil.")
    rows = "".join(f'{m.id},"{m.name}","{m.interests}","{m.statement}"\n' for m in (REEF, SOIL, TYPE))
    (tmp_path / "labs.csv").write_text(f"id,name,interests,statement\n{rows}")
    code, out, _ = matcher(
        "explain", tmp_path / "me.txt", "reef", "--against", "soil", "--pool", tmp_path / "labs.csv", "--format", form
    )
    assert code == 0
    flat = " ".join(out.split())
    assert "You both work on coral reefs; they also name underwater sound" in flat
    assert "it is not advice" in flat.lower() or form == "json"
    if form == "json":
        data = json.loads(out)
        assert data["rank"] == 1
        assert data["against"]["mentor_id"] == "soil"
        assert "coral reefs" in [term["label"] for term in data["pairs"][0]["terms"]]


def test_hostile_words_stay_text_in_every_format(tmp_path, matcher):
    hostile = "<img src=x onerror=alert(1)> **xx** [x](y) $a$ \x1b[2J reefs"
    (tmp_path / "me.txt").write_text(f"I film coral {hostile}.")
    (tmp_path / "labs.jsonl").write_text(
        json.dumps({"id": "h", "name": hostile, "interests": f"coral reefs; {hostile}", "statement": "We film."}) + "\n"
    )
    for form in ("html", "markdown"):
        out = matcher("explain", tmp_path / "me.txt", "h", "--pool", tmp_path / "labs.jsonl", "--format", form)[1]
        assert "<img" not in out
        assert "\x1b" not in out
    assert out.startswith("# &lt;img src=x onerror=alert(1)&gt; \\*\\*xx\\*\\* \\[x\\]")


def test_the_nearest_ids_are_offered_for_an_unknown_mentor(matcher, tmp_path):
    (tmp_path / "me.txt").write_text("stars")
    code, _, err = matcher("explain", tmp_path / "me.txt", "variable-star")
    assert code == 1
    assert "did you mean variable-star-and-transient-observatory" in err


def test_the_strongest_words_matter_more_than_random_ones(sample, letters):
    random = np.random.default_rng(0)
    wins = n = 0
    for letter in letters[::2]:
        for line in sample.rank([letter], k=2)[0]:
            reasons = sample.explain(letter, line.mentor_id).of("terms")
            labels = [one.label for one in reasons if " " not in one.label]
            known = sorted({label for label in labels})
            if len(known) < 6:
                continue
            n += 1
            strongest = _score_without(sample, letter, line.mentor_id, labels[:3])
            other = _score_without(sample, letter, line.mentor_id, random.choice(known, 3, replace=False))
            wins += strongest < other
    assert n >= 6
    assert wins / n >= 0.9


def test_the_sentence_that_counts_most_costs_more_than_any_other(sample, letters):
    wins = n = 0
    for letter in letters[::2]:
        [first, *_] = sample.rank([letter], k=1)[0]
        best = strongest_sentence(sample, letter, first.mentor_id)
        fewer = without_sentence(letter, best.sentence)
        assert best.sentence.text not in fewer.statement + fewer.interests
        left = sample.explain(fewer, first.mentor_id).score
        assert best.points == pytest.approx(first.score - left, abs=1e-9)
        others = [one for one in applicant_sentences(letter) if one != best.sentence]
        scores = [
            sample.explain(one, first.mentor_id).score for other in others if (one := without_sentence(letter, other))
        ]
        n += len(scores)
        wins += sum(left < score for score in scores)
    assert wins >= 0.97 * n


def without_sentence(applicant, sentence):
    field = "interests" if sentence.source == "interests" else "statement"
    left, n = re.subn(rf"(?<!\w){re.escape(sentence.text)}(?!\w)", " ", getattr(applicant, field), count=1)
    return replace(applicant, **{field: left}) if n else None


def test_of_nothing_shared_no_sentence_counts_most(model):
    assert strongest_sentence(model, Profile("x", statement="I bake. I knit."), "reef") is None


def _score_without(model, applicant, mentor, labels):
    stems = {span.stem for label in labels for span in spans(label)}

    def without(text):
        left, place = [], 0
        for span in spans(text):
            if span.stem in stems:
                left, place = [*left, text[place : span.start]], span.end
        return "".join([*left, text[place:]])

    fewer = replace(applicant, statement=without(applicant.statement), interests=without(applicant.interests))
    return model.explain(fewer, mentor).score


WORDS = st.sampled_from("coral reef sound soil carbon type system proof film hydrophone I of the Germany".split())
PHRASE = st.lists(WORDS, max_size=6).map(" ".join)
TEXT = st.lists(st.one_of(PHRASE, PHRASE.map("I do not want to work on {}".format)), max_size=6).map(". ".join)


@given(TEXT, PHRASE, PHRASE, st.tuples(*[st.floats(0.01, 1)] * 3), st.sampled_from(["reef", "soil", "type"]))
@settings(max_examples=40, deadline=None)
def test_a_score_is_the_sum_of_its_named_parts(wary_pool, said, interests, avoid, shares, mentor):
    zoe = Profile("zoe", interests=interests, statement=said, avoid=avoid)
    weights = dict(zip(("terms", "interests", "topics"), (share / sum(shares) for share in shares), strict=True))
    explanation = wary_pool.explain(zoe, mentor, weights)
    score = wary_pool.scores(zoe, weights)[0, wary_pool.fitted.column(mentor)]
    points = dict(explanation.contributions)
    assert explanation.score == pytest.approx(np.nan_to_num(score), abs=1e-9) or np.isnan(score)
    assert sum(points.values()) == pytest.approx(explanation.score, abs=1e-9)
    for facet, value in points.items():
        assert sum(one.points for one in explanation.of(facet)) == pytest.approx(value, abs=1e-9)
    pairs = sentence_pairs(wary_pool, wary_pool.fitted.copies.counted(zoe)[0], mentor, weights)
    assert sum(pair.points for pair in pairs.pairs) + pairs.rest == pytest.approx(
        points["terms"] + points["interests"], abs=1e-9
    )


@pytest.fixture(scope="module")
def wary_pool():
    wary = replace(SOIL, avoid="coral reefs; type systems")
    return MatchModel().fit([REEF, wary, TYPE], [ZOE, Profile("x", statement="I film and proof the sound of types.")])


def test_who_only_copied_a_page_is_told_that_nothing_counts():
    lab = replace(
        REEF, statement="We record the calls of many fish " * 3 + "and count what grows on walls of chalk at night."
    )
    pool = MatchModel().fit([lab, TYPE])
    report = pair_report(pool, Profile("zoe", statement=lab.statement), "reef", Wanted(10, pool.weights))
    assert report.reason == "What counts of your text has nothing in common with theirs."
    assert report.explanation.score == 0
