"""What is wanted and what is not, sentence by sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.documents import parse_document
from matcher.text import refusals as wants
from matcher.text.refusals import split_wants
from matcher.text.rules import REFUSALS as PATTERNS
from matcher.text.rules import RULES, words_of
from matcher.text.tokens import sentences_of

REFUSALS = {
    "I am not interested in animal experiments.": "animal experiments",
    "corporate finance please no": "corporate finance",
    "I'm not looking for wet-lab genetics or fisheries economics.": "wet-lab genetics or fisheries economics",
    "I’m not really interested in trading.": "trading",
    "I have no interest in marketing, sales or ad targeting.": "marketing, sales or ad targeting",
    "I do not want to work on weapons; I want to work on soil.": "weapons",
    "I also don't want to do lab chemistry.": "lab chemistry",
    "I like theory rather than bench work, and I code daily.": "bench work",
    "Rather than bench work, I like theory.": "bench work",
    "I want to work on reefs, but not on trade, law or anything legal.": "trade, law or anything legal",
    "I would like to study moss, not ferns, trees, or lichens, and I row.": "ferns, trees, or lichens",
    "I want to study rivers, not lakes, and glaciers or snow.": "lakes",
    "No blockchain pls.": "blockchain",
    "I am now moving away from smart grids and want to work on speech.": "smart grids",
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
    "I would rather build instruments than write reviews.": "write reviews",
    "What I don't want is another year of spreadsheets.": "year of spreadsheets",
    "I'd prefer not to work with animals.": "animals",
    "I have had enough of consulting.": "consulting",
    "I'm not interested in finance or high-frequency trading.": "finance or high-frequency trading",
    "I do not want to work on military applications.": "military applications",
    "I would rather not work with live animals.": "live animals",
    "I don't enjoy wet-lab work.": "wet-lab work",
    "I really do not like spreadsheets.": "spreadsheets",
    "Deep learning for its own sake does not excite me.": "Deep learning for its own sake",
    "Theoretical physics isn't my thing.": "Theoretical physics",
    "I am not looking for a purely computational lab.": "a purely computational lab",
    "I have no desire to do clinical trials.": "clinical trials",
    "I prefer small teams to large ones.": "large ones",
    "I prefer fieldwork over simulations.": "simulations",
    "I'd love anything except sales.": "sales",
    "Please, no blockchain projects.": "blockchain projects",
    "No remote-only labs, please.": "remote-only labs",
    "I want to move away from web development.": "web development",
    "I do not want to do pure mathematics any more.": "pure mathematics any more",
    "I'm looking for experimental work rather than theory.": "theory",
    "I never want to write another grant report.": "write another grant report",
    "We are not interested in animal models.": "animal models",
    "I hate microscopy.": "microscopy",
    "I am not keen on night shifts.": "night shifts",
    "Not interested in robotics.": "robotics",
    "I wish to avoid animal experiments.": "animal experiments",
    "I am tired of image classification.": "image classification",
    "I do not see myself in industry.": "industry",
    "I don't want to spend my years on benchmarks.": "spend my years on benchmarks",
    "I am fed up with dashboards.": "dashboards",
    "I can't stand paperwork.": "paperwork",
    "I would prefer genetics to ecology.": "ecology",
    "Less interested in hardware.": "hardware",
    "I prefer field seasons over desk work.": "desk work",
    "I would rather not forecast prices.": "forecast prices",
    "i dont want to do fish farming.": "fish farming",
    "Not fish farming: I leave it to others.": "fish farming",
    "What I do not want: desk work.": "desk work",
    "Not looking for: a project in finance.": "a project in finance",
    "Fields I would avoid: trade, banking.": "trade, banking",
    "I won't work on weapons.": "weapons",
    "I couldn't care less about stock markets.": "stock markets",
    "Nothing to do with tobacco, please.": "tobacco",
    "Anything but sales, please.": "sales",
    "Do not send me to a trading group.": "a trading group",
    "My interest is in tides, not in fish prices.": "fish prices",
}

SHORT_REFUSALS = {
    "I'm done with web development.": "web development",
    "I am done with consulting.": "consulting",
    "No more fish farming for me.": "fish farming",
    "I built websites for years, so no more apps for me.": "apps",
    "No banking for me, thanks.": "banking",
    "I'll pass on blockchain.": "blockchain",
    "I would skip particle physics.": "particle physics",
    "Keep me away from spreadsheets.": "spreadsheets",
    "Count me out for drug discovery.": "drug discovery",
    "Leave me out of weapons research.": "weapons research",
    "String theory does nothing for me.": "String theory",
    "Finance turns me off.": "Finance",
    "Animal experiments are a no-go for me.": "Animal experiments",
    "Weapons are a no-go.": "Weapons",
    "Fintech: no thanks.": "Fintech",
    "string theory | not interested": "string theory",
    "Ad tech - not for me.": "Ad tech",
    "Robotics – no thanks!": "Robotics",
    "NOT CRYPTO.": "CRYPTO",
    "Ich möchte nicht mit Tierversuchen arbeiten.": "Tierversuchen",
    "Ich will nicht an Waffen forschen.": "Waffen",
    "Ich habe kein Interesse an Finanzmärkten.": "Finanzmärkten",
    "Kein Interesse an Blockchain.": "Blockchain",
    "Ich interessiere mich nicht für Robotik.": "Robotik",
    "Ich möchte keine Tierversuche machen, sondern Theorie.": "Tierversuche",
    "Ich möchte nicht mehr in der Werbung arbeiten.": "der Werbung",
    "Ich würde lieber nicht mit Tieren arbeiten.": "Tieren",
    "No quiero trabajar con animales.": "animales",
    "No quiero trabajar en finanzas, sino en ríos.": "finanzas",
    "No me interesa la robótica.": "la robótica",
    "No tengo interés en la minería.": "la minería",
    "No busco un laboratorio de química.": "un laboratorio de química",
    "Je ne veux pas travailler sur les armes.": "les armes",
    "Je ne souhaite pas travailler avec des animaux.": "animaux",
    "Je ne m'intéresse pas à la finance.": "finance",
    "Je n'ai aucun intérêt pour la publicité.": "publicité",
    "Je ne veux plus faire de chimie.": "chimie",
    "Non voglio lavorare con gli animali.": "gli animali",
    "Non mi interessa la finanza.": "la finanza",
    "Não quero trabalhar com animais.": "animais",
    "Não tenho interesse em finanças.": "finanças",
    "Ik wil niet met dieren werken.": "dieren",
    "Geen interesse in robotica.": "robotica",
}
"""Ways that were missed once, and the plainest in six other languages."""

NO_REFUSALS = [
    "No lab in my school had a microscope, so I built one.",
    "It is not that I dislike laboratory work, only that I never had a laboratory.",
    "No experience with R yet, but I learn fast.",
    "I measured heat, not light, in that study.",
    "The sensor is interested in change, not level.",
    "I want a place in the group, no matter the month.",
    "I am interested in reefs, not always in what eats them.",
    "I want a project on kelp, no doubt about it.",
    "Ich suche keine einfachen Antworten.",
    "Por favor, no olvidéis mi carta sobre olas.",
    "我不想只做理论。",
    "我不想做一个普通人。",
    "很多人对科学不感兴趣。",
    "我不仅研究海浪，也研究潮汐。",
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
    "I don't want to bore you with details.",
    "I don't want to pretend that I know it all.",
    "I do not like to brag.",
    "I would not want to miss this chance.",
    "I don't think I want anything else.",
    "My model uses graphs rather than tables.",
    "Instead of averaging I take the median.",
    "I want to predict rivers from rainfall rather than from gauges.",
    "I want to see how cells move rather than where they sit.",
    "I don't like it when code is untested.",
    "At first I did not like the sea.",
    "I was not interested in chemistry as a child.",
    "I'm not interested in the money.",
    "I did not want to become a doctor.",
    "I am not interested in results alone.",
    "I do not want my students to fear statistics.",
    "I don't want to leave research.",
    "I am not looking for perfection.",
    "I could not be more interested in soil.",
    "I would like to work with proteins, not because they fold but because they move.",
    "Who would not want to study whales?",
    '"I don\'t want to do math," said my brother.',
    "I don't want to limit myself to one method.",
    "I no longer believe in magic.",
    "I'm not opposed to theory.",
    "We don't need more data.",
    "The parser avoids copies rather than making them twice.",
    "I do not work on weekends.",
    "I would like to build tools instead of waiting for them.",
    "I am interested in why models fail rather than in scores.",
    "I love theory, not that I am any good at it.",
    "I'm not into it.",
    "I do not care.",
    "I don't know much about biology but I'd like to learn.",
    "I am not sure I want to stay in physics.",
    "Not only do I like maps, I draw them.",
    "I don't plan to stop here.",
    "I do not want to work on it alone.",
    "I would rather ask than guess.",
    "I'd rather be outside than inside.",
    "I hope to learn rather than teach.",
    "I am not looking forward to winter.",
    "I want to use less energy rather than more.",
    "I don't want to choose between theory and practice.",
    "I am not a fan of mondays.",
    "It is not my field, but I would love to learn.",
    "Nobody likes paperwork.",
    "I don't want to work without a supervisor.",
    "I do not want to do this unless the data are open.",
    "I never enjoy a day without code.",
    "My work is not about prediction but about causes.",
    "As a student I decided that I didn't like trees, and now I plant them.",
    "Was a licence needed? Not for this survey.",
    "The notebook lets me plan the dive rather than argue with a form.",
    "We sort the calls with a forest rather than using a threshold.",
    "The planner offers a handful of routes rather than the shortest one.",
    "I do not want to argue here for tides as a topic, but the outline would be:",
    "I am not interested in weapons per se.",
    "I would not work on prices unless the data were open.",
    "I do not like models, but I am open to them.",
    "Not long ago: we sank the buoy.",
    "Not only tides: I map reefs too.",
    "I want to avoid overfitting.",
    "I try to avoid sand in the gears when I dive.",
    "I hate waste.",
    "I am tired of hearing that tides are simple.",
    "I would rather fail at a hard thing than succeed at a simple one.",
    "I am not looking for easy answers.",
    "We don't want to run each of them.",
    "I could not care more about reefs.",
    "I'm done with my thesis.",
    "I am done with exams in July.",
    "Once I'm done with data cleaning, I write it up.",
    "When I am done with field work I want to teach.",
    "I'm done with the first draft.",
    "I am finished with coursework.",
    "I am through with it.",
    "No more questions for now.",
    "No more than two weeks for me.",
    "No problem for me.",
    "No one does it better than me.",
    "No time for me to lose.",
    "NOT BAD.",
    "NOT YET.",
    "NOT SURE.",
    "NOT EASY.",
    "NO IDEA.",
    "NO PROBLEM.",
    "NOTE: bring a pencil.",
    "I passed on the message.",
    "I skip lunch when the tide is low.",
    "I will pass on what I learn.",
    "I'd skip it.",
    "It does nothing for me that a pencil could not do.",
    "Noise turns me off the road.",
    "Driving licence: no.",
    "Allergies: none.",
    "Experience with R: not yet.",
    "CUDA | not at all",
    "Interested? Not yet.",
    "Previous degree: not finished",
    "Keep me posted about tides.",
    "Count me in for field work.",
    "Nothing gets me out of the house like rain.",
    "I have never done it with animals.",
    "I had it with me on the boat.",
    "Finished with a degree in physics, I moved to Ghent.",
    "I worked with animals, no more and no less.",
    "Ich möchte nicht nur mit Modellen arbeiten.",
    "Ich möchte nicht, dass jemand mit Tieren arbeiten muss.",
    "Ich will nicht lange mit Vorreden arbeiten.",
    "Ich weiß nicht, wie man mit Tieren arbeiten kann.",
    "Früher wollte ich nicht mit Tieren arbeiten.",
    "Ich kann nicht ohne Statistik arbeiten.",
    "Man hat kein Interesse an der Wahrheit.",
    "Ich habe nicht mit Tieren gearbeitet.",
    "No sólo me interesa la teoría.",
    "No quiero perder la oportunidad.",
    "No tengo experiencia en robótica.",
    "No me interesa solo la teoría.",
    "No busco fama.",
    "No sé si quiero trabajar con animales.",
    "Je ne veux pas seulement travailler sur la théorie.",
    "Je ne veux pas perdre de temps.",
    "Je ne connais pas la robotique.",
    "Je n'ai pas travaillé sur les armes.",
    "Je ne sais pas travailler sur les armes.",
    "Non voglio perdere tempo.",
    "Non mi interessa solo la teoria.",
    "Não quero perder tempo.",
    "Não tenho experiência em robótica.",
    "Não sei trabalhar com animais.",
    "Ik wil niet alleen met modellen werken.",
    "Ik weet niet hoe ik met dieren werken moet.",
    "I'm not done with reefs yet.",
    "I am not finished with tides.",
    "I'm never done with maps.",
    "I could skip a stone over the lake.",
    "We pass on genes.",
    "The crew was done with fishing.",
    "My brother is done with law.",
    "Is he done with physics?",
    "As a student I was done with maths.",
    "I'm nearly done with it all.",
    "I'm almost done with calculus.",
    "Not a problem.",
    "Not my best result.",
    "No pain, no gain.",
    "No wonder I love reefs.",
    "No paper yet, but a draft.",
    "I'm done with school in June.",
    "I'm done with the course and free from May.",
    "When I was done with law school I travelled.",
    "We were done with sampling by noon.",
    "The project is done with care.",
    "I'm through with customs at last.",
    "No more, no less.",
    "I need no more than a desk.",
    "There are no more fish in the bay.",
    "No lab is too far for me.",
    "No, thanks to my sister I know it already.",
    "Languages: English, Czech, no French",
    "Experience with mice: no",
    "Dependents: none",
    "Pass on my regards.",
    "I would pass on everything I learn to others.",
    "I'd skip the details here.",
    "Turn me off after noon, said the lamp.",
    "This keeps me away from screens.",
    "Noise keeps me out of the library.",
    "Ich bin nicht mit dem Auto da, ich arbeite hier.",
    "Ich kann nicht mit Excel arbeiten.",
    "Ich arbeite nicht mit Tieren, sondern mit Pflanzen.",
    "Ich möchte nicht zu viel versprechen.",
    "Ich möchte nicht nur mit Tieren arbeiten, sondern auch mit Pflanzen.",
    "Mein Bruder hat kein Interesse an Physik.",
    "Kein Interesse an der Wahrheit hatte der König.",
    "Nicht jeder will mit Tieren arbeiten.",
    "No tengo miedo de trabajar con animales.",
    "No quiero que nadie trabaje con animales.",
    "Mi hermano no quiere trabajar con animales.",
    "No quiero hacerme rico.",
    "Je ne veux pas travailler seul.",
    "Je ne travaille pas sur les armes.",
    "Mon frère ne veut pas travailler sur les armes.",
    "Je ne veux pas travailler le dimanche.",
    "Non lavoro con gli animali.",
    "Non voglio lavorare da solo.",
    "Não trabalho com animais.",
    "Não quero trabalhar sozinho.",
]


@pytest.mark.parametrize(("sentence", "object_"), (REFUSALS | SHORT_REFUSALS).items())
def test_a_refusal_takes_its_object_out_of_what_is_wanted(sentence, object_):
    wanted, unwanted, _ = split_wants(sentence)
    assert unwanted == object_
    assert object_ not in wanted


@pytest.mark.parametrize("sentence", NO_REFUSALS)
def test_a_turn_of_phrase_with_a_no_in_it_is_no_refusal(sentence):
    assert split_wants(sentence)[:2] == (sentence, "")


def test_what_a_sentence_wants_beside_its_refusal_stays():
    wanted, *_ = split_wants("I do not want to work on weapons; I want to work on soil. Tides too.")
    assert wanted == "I want to work on soil. Tides too."


def test_a_list_goes_on_behind_what_is_refused_in_it():
    assert split_wants("I want to work on reefs, not trade, and tides.").wanted == "I want to work on reefs and tides."


def test_one_sentence_may_refuse_two_things():
    assert split_wants("I am not interested in policy, and I have no interest in trade.").unwanted == "policy; trade"


def test_a_text_that_refuses_nothing_stays_as_it_was_to_the_letter():
    text = "I map reefs.\n\n  - tides \n- and  more, but never less "
    assert split_wants(text)[:2] == (text, "")


def test_writers_without_capitals_have_sentences_too():
    wanted, unwanted, _ = split_wants("i map reefs. i don't want to do finance. i like tides.")
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
        assert text.count(word) == " ".join(wants[:2]).count(word)


@given(st.text(max_size=300))
def test_any_text_can_be_parted(text):
    assert isinstance(split_wants(text).unwanted, str)


MORE_REFUSALS = [
    "No interest in animal experiments.",
    "Please, nothing involving animals.",
    "I do not want to be matched with robotics groups.",
    "Interested in coral reefs, seagrass, not fisheries.",
    "My interests are graph theory, logic, not statistics.",
    "Looking for projects on soil, water, not on livestock.",
    "I want theory, no field work.",
    "Bitte keine Laborarbeit.",
    "Ich suche keine Industriestelle.",
    "Por favor, nada de finanzas.",
    "Pas de travail en laboratoire, s'il vous plaît.",
    "我不想做动物实验。",
    "我研究海浪，对金融不感兴趣。",
    "我研究海浪。不希望做湿实验。",
    "I lost interest in retail.",
    "Spreadsheets bore me.",
    "Retail leaves me cold.",
    "Noise puts me off.",
    "I hope to move away from retail.",
    "I plan on leaving behind retail.",
    "Please don't match me with banks.",
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_names_all_the_words_it_needs(rule):
    texts = [*REFUSALS, *NO_REFUSALS, *MORE_REFUSALS, *SHORT_REFUSALS]
    for sentence in (sentence for text in texts for sentence, _, _ in sentences_of(text)):
        flat, words = wants._flattened(sentence)[0], words_of(sentence)
        matches = PATTERNS[rule.name].finditer(flat)
        if any(wants._bounds(flat, match, rule.kind) for match in matches):
            assert rule.may_apply(words), sentence
            assert any(sign in sentence.lower() for sign in wants._signs([rule], words)), sentence


@pytest.mark.parametrize(
    ("sentence", "thing"),
    [
        ("No interest in animal experiments.", "animal experiments"),
        ("I do not want to be matched with robotics groups.", "robotics groups"),
        ("Interested in coral reefs, seagrass, not fisheries.", "fisheries"),
        ("Looking for projects on soil, water, not on livestock.", "livestock"),
        ("I want theory, no field work.", "field work"),
        ("Bitte keine Laborarbeit.", "Laborarbeit"),
        ("我研究海浪，对金融不感兴趣。", "金融"),
        ("我研究海浪。不希望做湿实验。", "湿实验"),
    ],
)
def test_who_refuses_may_be_left_out(sentence, thing):
    assert split_wants(sentence).unwanted == thing


def test_a_refusal_is_found_where_it_stands_with_the_whole_of_its_sentence():
    text = "I map reefs. I  am not interested in trade, but I love tides. I sail."
    [refusal] = split_wants(text).refusals
    assert text[refusal.start : refusal.end] == "I  am not interested in trade"
    assert refusal.sentence == "I  am not interested in trade, but I love tides."


def test_a_sentence_of_a_thousand_letters_is_a_list_and_refuses_nothing():
    assert split_wants("I do not want " + "kelp, " * 200).unwanted == ""


@pytest.mark.parametrize(
    "text",
    [
        "Ich messe gern Wellen. Tierversuche kommen für mich nicht in Frage.",
        "J'étudie la mer et les algues. La chimie, ce n'est pas pour moi.",
        "我喜欢海洋。我不想当银行家。",
    ],
)
def test_a_refusal_in_another_language_that_is_not_found_is_told_of(text):
    document = parse_document(text.encode(), "me.txt")
    assert document.avoid == ""
    assert any("another language" in note for note in document.cuts)


@pytest.mark.parametrize("text", ["Ich messe gern Wellen und Tiden.", "I do not care about cats; I study the sea."])
def test_who_says_no_such_thing_is_told_nothing(text):
    assert parse_document(text.encode(), "me.txt").cuts == ()


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("## What I want\n\n- graphs\n- NOT CRYPTO.\n- compilers", "CRYPTO"),
        (
            "## Interests\n\n| topic | wish |\n|---|---|\n| knots | very |\n| string theory | not at all |",
            "string theory",
        ),
        ("## Topics\n\nknots: yes\n\nstring theory: not at all", "string theory"),
    ],
)
def test_a_list_of_wishes_may_say_no_to_an_entry(text, thing):
    document = parse_document(text.encode(), "me.md")
    assert document.avoid.removeprefix("- ") == thing
    assert thing not in document.profile().interests


WISHED_AND_REFUSED = [
    ("# Interests\n\n- lichens\n- moss\n\nNo animal testing.\n", "lichens; moss", "- animal testing"),
    ("# Interests\n\n- lichens\n\nEverything but advertising.\n", "lichens", "- advertising"),
    ("Q: What topics would you like to work on?\nA: Anything but weapons.\n", "", "- weapons"),
    ("Research interests: lichens, moss. No gene editing, please.\n", "lichens; moss", "- gene editing"),
    ("Interests: lichens, moss, but nothing with cattle.\n", "lichens; moss", "- cattle"),
    ("## Topics\n\n- lichens (no farming)\n- definitely no adverts\n", "lichens", "- farming\n- adverts"),
    ("## What I am looking for\n\nA thesis on moss. No night shifts.\n", "", "- night shifts"),
]


@pytest.mark.parametrize(("text", "interests", "avoid"), WISHED_AND_REFUSED)
def test_among_wishes_a_sentence_or_clause_that_says_no_is_a_refusal(text, interests, avoid):
    document = parse_document(text.encode(), "me.md")
    assert (document.interests, document.avoid) == (interests, avoid)
    assert avoid.split("\n")[0].removeprefix("- ") not in document.statement


@pytest.mark.parametrize(
    "text",
    [
        "# Interests\n\n- lichens\n\nNo stone is too small for me.\n",
        "# Interests\n\nMoss is anything but dull.\n",
        "# Interests\n\nAnything but easy.\n",
        "# Topics\n\n- no arbitrage\n- learning with no teacher\n",
        "# Interests\n\n- lichens\n\nNo lichen grows twice the same way. No preference otherwise.\n",
        "Q: Do you need a visa?\nA: No visa.\n",
        "## Experience\n\n- moss survey\n\nNo animal testing. No formal training.\n",
        "## What I am looking for\n\nA thesis on moss. No funding needed. No deadline.\n",
        "Research interests: moss. No sensors deployed yet.\n",
    ],
)
def test_a_sentence_that_opens_with_a_no_and_refuses_no_field_is_no_refusal(text):
    assert parse_document(text.encode(), "me.md").avoid == ""


@pytest.mark.parametrize(
    ("sentence", "thing"),
    [
        ("Anything except weapons works for me.", "weapons"),
        ("Not wanted: gene editing.", "gene editing"),
    ],
)
def test_what_suits_somebody_except_one_thing_refuses_that_thing(sentence, thing):
    assert split_wants(f"I map moss. {sentence}").unwanted == thing


@pytest.mark.parametrize("answer", ["None", "No.", "nothing in particular", "I don't mind", "no preference", "N/A"])
def test_who_answers_that_nothing_is_refused_refuses_nothing(answer):
    asked = f"Q: Topics of interest?\nA: moss\n\nQ: Topics you would rather not be matched with?\nA: {answer}\n"
    document = parse_document(asked.encode(), "me.txt")
    assert document.avoid == ""
    told = parse_document(asked.replace(answer, "weapons").encode(), "me.txt")
    assert (told.interests, told.avoid) == ("moss", "weapons")
