"""One spelling: the two ways to write a word meet, and no two words become one."""

import pytest

from matcher.text.lexicon import general_shares, one_spelling, word_list, zipf_of

PAIRS = """
quantisation quantization, behaviour behavior, behavioural behavioral, modelling modeling, modelled modeled,
labelling labeling, fibre fiber, fibres fibers, centre center, centred centered, metre meter, analyse analyze,
analysing analyzing, catalyse catalyze, haematology hematology, haemoglobin hemoglobin, anaesthesia anesthesia,
palaeoclimate paleoclimate, oestrogen estrogen, paediatric pediatric, archaeology archeology, ischaemia ischemia,
sulphur sulfur, tumour tumor, tumours tumors, vapour vapor, colour color, neighbourhood neighborhood, rigour rigor,
catalogue catalog, catalogued cataloged, dialogue dialog, dialogues dialogs, analogue analog, defence defense,
licence license, programme program, programmes programs, artefact artifact, aluminium aluminum, ageing aging,
organisations organizations, optimiser optimizer, generalisable generalizable, travelling traveling,
counsellor counselor, signalling signaling, tunnelling tunneling, mould mold, plough plow, sceptical skeptical,
manoeuvre maneuver, grey gray, fulfil fulfill, enrolment enrollment, judgement judgment, remodelling remodeling,
hypotheses hypothesis, analyses analysis, diarrhoea diarrhea, oedema edema, disc disk, kerb curb
"""


@pytest.mark.parametrize("pair", PAIRS.replace("\n", " ").split(","))
def test_british_and_american_spellings_are_one(pair):
    british, american = pair.split()
    assert one_spelling(british) == one_spelling(american)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("four", "for"),
        ("tour", "tor"),
        ("hour", "hor"),
        ("contour", "contor"),
        ("filled", "filed"),
        ("controlled", "controled"),
        ("falling", "faling"),
        ("calling", "caling"),
        ("modes", "models"),
        ("acre", "acer"),
        ("prise", "prize"),
        ("analyst", "analysis"),
        ("planning", "planing"),
        ("planed", "planned"),
        ("hoping", "hopping"),
        ("story", "store"),
    ],
)
def test_different_words_stay_apart(one, other):
    assert one_spelling(one) != one_spelling(other)


def test_among_the_words_of_general_english_only_spellings_meet():
    """All 77 pairs were read; a new one must be read too."""
    from matcher.text.lexicon import _zipf_values

    meeting: dict[str, list[str]] = {}
    for word in _zipf_values():
        meeting.setdefault(one_spelling(word), []).append(word)
    together = sorted(tuple(sorted(words)) for words in meeting.values() if len(words) > 1)
    assert len(together) == 77
    assert all(abs(len(one) - len(other)) <= 3 for one, other in together)


def test_a_word_of_everyday_stands_in_more_texts_than_one_of_a_field():
    shares = general_shares(lambda word: word)
    assert shares["know"] > shares["language"] > shares["quantum"] > 0
    assert "prosody" not in shares
    assert 6 < zipf_of(shares["know"]) < 6.3
    assert zipf_of(0.0) == 0.0


def test_words_that_count_as_the_same_add_up():
    together = general_shares(lambda word: word.removesuffix("s"))
    assert together["year"] > general_shares(lambda word: word)["year"]


def test_function_words_of_other_languages_are_known_and_english_words_are_not_among_them():
    words = word_list("foreign_function_words")
    assert {"und", "nicht", "avec", "pero", "sono", "jest", "inte"} <= words
    assert not words & {"die", "war", "man", "son", "plus", "era", "cap", "over", "come", "data", "art", "lab"}
