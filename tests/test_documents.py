"""Documents to parts, phrases and profiles: the rules, each on a text a reader can follow."""

import io
import subprocess
import sys
from types import SimpleNamespace

import pytest

from matcher.documents import KINDS, Document, Part, parse_document, read_document
from matcher.documents.structure.kinds import of_heading
from matcher.errors import InputError


def read(text, name="me.md"):
    return parse_document(text.encode(), name)


def kinds(document):
    return [(part.kind, part.title, part.text) for part in document.parts]


HEADINGS = {
    "interests": [
        "Research interests",
        "What excites me",
        "Topics I love",
        "Keywords",
        "What I'd love to work on",
        "Forschungsinteressen",
        "Centres d'intérêt",
        "Intereses",
        "研究兴趣",
        "Questions that keep me up at night",
        "A good fit",
        "What I'm into",
    ],
    "avoid": [
        "Not a good fit",
        "What I do not want",
        "What I'm NOT looking for",
        "Traps",
        "Deal-breakers",
        "Please no",
        "Was ich nicht suche",
        "Lo que no busco",
        "What doesn't interest me",
        "Things I’d rather not do",
        "Red flags",
        "Non-goals",
        "Less interested in",
        "Topics to avoid",
        "I do not enjoy",
        "Not now",
        "Not interested in",
        "Which areas should we avoid? (comma separated)",
    ],
    "experience": [
        "Experience",
        "Projects",
        "Selected publications",
        "Skills",
        "Education",
        "Berufserfahrung",
        "Formation",
        "What I have done",
        "Papers & talks",
    ],
    "goals": [
        "Goals",
        "What I am looking for",
        "Where I'm going",
        "Future plans",
        "Ziele",
        "Objetivos",
        "What I want to learn",
        "My ideal lab",
    ],
    "values": ["Values", "How I work", "Working style", "What matters to me", "Valores", "Collaboration"],
    "other": [
        "Contact",
        "Hobbies",
        "Hobbies and interests",
        "Outside the lab",
        "Thanks",
        "Acknowledgements",
        "Timeline",
        "Fun facts",
        "Family",
        "References",
        "Kontakt",
        "Loisirs",
        "When I'm not at work",
        "Availability",
        "Off the clock",
        "Outside work",
        "When I am not working",
        "Free time",
        "Other things",
        "Practical matters",
    ],
    "statement": [
        "About me",
        "Who am I?",
        "Motivation",
        "Über mich",
        "Sobre mí",
        "Personal statement",
        "Why coral?",
        "1. Introduction",
    ],
}


@pytest.mark.parametrize(("kind", "title"), [(kind, title) for kind, titles in HEADINGS.items() for title in titles])
def test_a_heading_tells_the_kind_of_its_section(kind, title):
    assert of_heading(title) == kind


@pytest.mark.parametrize(
    "title",
    [
        "Coral reefs",
        "Kelp forests in winter",
        "Slow sensing",
        "2019",
        "Ion traps",
        "Robots that avoid people",
        "What kelp does not do",
        "What I never want to stop doing",
        "Things I can't give up",
    ],
)
def test_a_heading_about_a_field_tells_no_kind(title):
    assert of_heading(title) is None


def test_a_section_under_a_heading_of_no_kind_belongs_to_the_one_above():
    document = read(
        "# Ada\n\n## What excites me\n\n### Kelp\n\nForests under water.\n\n## Contact\n\n### Post\n\nA hut."
    )
    assert kinds(document)[1:] == [
        ("interests", "What excites me / Kelp", "Forests under water."),
        ("other", "Contact / Post", "A hut."),
    ]
    assert document.interests == "Kelp; Forests under water"


def test_the_title_of_a_page_speaks_for_no_section_that_stands_beside_named_ones():
    document = read(
        "# What I would like to work on\n\nBy hand.\n\n## Keywords\n\n- kelp\n\n## A day in the hut\n\nI row.\n\n"
        "## Off the clock\n\nI bake.\n\n-- an applicant"
    )
    assert kinds(document) == [
        ("statement", "What I would like to work on", "By hand."),
        ("interests", "Keywords", "- kelp"),
        ("statement", "A day in the hut", "I row."),
        ("other", "Off the clock", "I bake."),
        ("other", "", "-- an applicant"),
    ]
    assert document.interests == "kelp"


def test_a_page_of_unnamed_sections_under_a_title_of_a_kind_has_that_kind():
    document = read("# Research interests\n\n## Kelp\n\nForests under water.\n\n## Ice\n\nFrozen ground.")
    assert document.interests == "Kelp; Forests under water; Ice; Frozen ground"


def test_an_interest_is_a_phrase_and_a_sentence_about_it_stays_in_the_statement():
    document = read(
        "## Interests\n\n- **Type systems** that people can live with: gradual typing, inference, and above all error "
        "messages. My bachelor project was about where a checker should put the blame.\n"
        "- What may a compiler forget? A proof needs all of it."
    )
    assert document.interests.split("; ") == [
        "Type systems",
        "gradual typing",
        "inference",
        "error messages",
    ]
    assert document.statement == (
        "My bachelor project was about where a checker should put the blame.\n"
        "What may a compiler forget?\nA proof needs all of it."
    )
    assert "blame" in document.profile("a", interests="kelp").statement


def test_every_word_of_a_part_about_interests_is_in_the_features():
    items = "- soil; peat, moss, and fog: how they talk\n- I like bogs. They are wet, and nobody asks why."
    profile = read(f"## Interests\n\n{items}\n\nSee the atlas.").profile("a")
    told = f"{profile.interests} {profile.statement}".lower()
    assert [
        word for word in ("soil", "peat", "moss", "fog", "talk", "bogs", "wet", "asks", "atlas") if word not in told
    ] == []


def test_the_hobbies_of_a_cv_are_no_interests():
    document = read("## Skills\n\nR\n\n## Interests\n\nHiking, choir, board games")
    assert (document.parts[-1].kind, document.interests) == ("other", "")
    assert read("## Interests\n\nChoir acoustics, swarms, ice").interests == "Choir acoustics; swarms; ice"


def test_work_beside_research_is_no_private_life_and_a_list_keeps_its_items():
    document = read(
        "## Work\n\n- I keep a plugin alive. Nobody thanks you for that.\n\nBesides research I worked as a tutor."
    )
    assert {part.kind for part in document.parts} == {"experience"}


def test_what_an_unwanted_part_says_stays_in_its_order():
    document = read("## Not a good fit\n\n- No machine learning, please. I know.\n- Web work\n- Demos")
    assert document.avoid == "- machine learning. I know\n- Web work\n- Demos"


def test_a_letter_without_headings_is_told_by_its_sentences():
    document = read(
        "Dear all,\n\nI map reefs with sound.\n\nI hope to learn statistics.\n\nI value plain words.\n\n"
        "In my free time I row.\n\nBest regards,\nAda Quill\nada@example.org",
        "letter.txt",
    )
    assert [part.kind for part in document.parts] == ["other", "statement", "goals", "values", "other"]
    assert document.names == ("Ada Quill",)
    assert document.statement == "I map reefs with sound.\n\nI hope to learn statistics.\n\nI value plain words."


def test_lines_behind_a_colon_are_a_list_without_bullets():
    document = read(
        "i map reefs and i like it.\nwhat i'd love to work on:\nquiet sensors\ntide models\nthanks for reading!",
        "post.txt",
    )
    assert document.interests == "quiet sensors; tide models"
    assert document.parts[-1].kind == "other"


def test_a_label_runs_into_its_paragraph():
    document = read("Interests: kelp, tides, ice\nNot looking for: trade\nHobbies: rowing", "me.txt")
    assert (document.interests, document.avoid, document.statement) == ("kelp; tides; ice", "trade", "")


def test_a_paragraph_that_a_page_break_cut_is_one():
    document = read(
        "I have counted leaves under the same forty trees until\n\nthe trees stopped agreeing.\n\nThen I began again.",
        "me.txt",
    )
    assert document.statement.startswith(
        "I have counted leaves under the same forty trees until the trees stopped agreeing."
    )


def test_wrapped_lines_are_one_paragraph_and_long_lines_one_each():
    wrapped = (
        "I study how water finds its way through frozen ground, and I\nhave a "
        "tent that survived two winters on a hill that nobody\nelse wanted.\n"
    )
    assert "\n" not in read(wrapped, "me.txt").statement
    lines = "\n".join(
        f"In year {n} I counted every tree on the hill, and then I counted again because "
        f"nobody believed me, least of all myself, and so it went on {n} times."
        for n in range(4)
    )
    assert read(lines, "me.txt").statement.count("\n\n") == 3


def test_emphasised_words_and_tags_count_as_interests_and_say_where_they_came_from_and_links_do_not():
    document = read(
        "---\ntags: [peat, moss]\nauthor: Fern Hollow\n---\n"
        "I study **bog carbon** and do **not** rest. See [a bog "
        "atlas](https://example.org/x) or [here](https://example.org/y)."
        " **Note:** ![badge](https://example.org/b.svg)"
    )
    assert document.interests_from == (
        ("peat", 'part "Tags"'),
        ("moss", 'part "Tags"'),
        ("bog carbon", "emphasised"),
    )
    assert "example.org" not in document.statement


def test_a_text_that_is_bold_as_a_whole_emphasises_nothing():
    assert read("**I study kelp. All of it. And tides.** Yes.").interests == ""


def test_what_a_sentence_says_one_is_interested_in_is_an_interest():
    document = read(
        "For years I have built rafts and written about them. I am "
        "most interested in floating islands, because they move.",
        "me.txt",
    )
    assert document.interests_from == (
        ("floating islands", 'sentence "I am most interested in floating islands, because they move."'),
    )


def test_refusals_are_shown_whole_and_leave_the_text_that_counts():
    document = read(
        "## About\n\nI map the **reefs** of the northern bays by sound. I am not interested in **trade**.\n\n##"
        " Not a good fit\n\n- Finance\n"
    )
    assert document.statement == "I map the reefs of the northern bays by sound. I am not interested in trade."
    assert document.refused == (("trade", "I am not interested in trade."),)
    profile = document.profile("zoe")
    assert profile.avoid == "- Finance"  # what the sentence refuses stays in the statement, for every profile alike
    assert document.interests == "reefs"
    assert document.avoid == "- Finance\n\ntrade"


def test_what_does_not_concern_the_match_is_kept_and_not_counted():
    document = read("I map reefs.\n\n## Family\n\nTwo cats.")
    assert document.parts[-1] == Part("other", "Family", "Two cats.", 'heading "Family"')
    profile = document.profile("zoe")
    assert "cats" not in profile.statement + profile.interests + profile.avoid


def test_given_interests_win_and_found_ones_still_count_as_statement():
    document = read("## Interests\n\n- kelp\n- tides\n\n## About\n\nI row.")
    profile = document.profile("zoe", interests="ice")
    assert profile.interests == "ice"
    assert profile.statement == "- kelp\n- tides\n\nI row."


def test_the_profile_holds_no_identity():
    document = read("My name is Ada Quill (she/her), ada@example.org. I map reefs; Ada likes tides.", "me.txt")
    profile = document.profile("zoe", name="Zoe Brandt")
    assert profile.statement == "My name is […]. I map reefs; […] likes tides."
    assert profile.name == "Zoe Brandt"


def test_a_title_over_an_address_is_a_name_also_below_the_navigation_of_a_page():
    document = read(
        "<nav>Home</nav><h1>Ana Bellweather</h1><p>ana@example.org</p>"
        "<h2>Wanted</h2><p>A lab that counts trees, writes Ana twice.</p>",
        "me.html",
    )
    assert document.names == ("Ana Bellweather",)
    assert document.profile("a").statement == "A lab that counts trees, writes […] twice."


def test_a_person_corrects_the_parts():
    document = read("## Contact\n\nKelp and tides.")
    corrected = document.with_parts([Part("interests", "", "- kelp\n- tides", "corrected"), Part("other", "", " ", "")])
    assert corrected.interests == "kelp; tides"
    assert [part.kind for part in corrected.parts] == ["interests"]
    assert document.interests == ""


def test_an_emphasised_word_that_a_person_took_out_counts_no_more():
    document = read("I study **bog carbon** and **quiet sensors**.")
    assert (
        document.with_parts([Part("statement", "", "I study quiet sensors.", "corrected")]).interests == "quiet sensors"
    )


def test_an_answer_struck_out_or_a_page_foot_is_set_aside():
    document = read("<p>I map reefs.</p><footer>made by hand</footer><nav>home</nav><p>~</p>", "me.html")
    assert ("other", "", "made by hand\n\nhome") in kinds(document)


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"I map reefs.")))
    document = read_document("-")
    assert (document.name, document.statement) == ("standard input", "I map reefs.")


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_document(tmp_path / "none.md")


def test_a_document_is_frozen_and_its_kinds_are_known():
    document = read("I map reefs.")
    assert isinstance(document, Document)
    assert KINDS == ("interests", "statement", "experience", "goals", "values", "avoid", "other")
    with pytest.raises(AttributeError):
        document.parts = ()


def test_reading_plain_text_loads_no_library_of_another_format():
    code = (
        "import sys; from matcher.documents import parse_document; "
        "parse_document(b'I map reefs.', 'me.txt').profile('a')\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'ftfy', 'charset_normalizer', 'markdown_it', "
        "'selectolax', 'yaml', 'pypdf', 'mammoth', 'numpy', 'pandas'}))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_a_no_in_a_longer_line_over_a_list_does_not_refuse_the_list():
    document = read(
        "## Ideas\n\nI don't want to go into licences here, but this is my plan:\n\n- moss maps\n- fern counts\n"
    )
    assert document.avoid == ""
    assert "moss maps" in document.statement


def test_a_short_no_over_a_list_refuses_the_list():
    document = read("## About\n\nI map moss.\n\nI do not want to work on:\n\n- stock prices\n- adverts\n")
    assert document.avoid == "- stock prices\n- adverts"


NO_INTERESTS = [
    "University of Northmoor",
    "2019 - 2021",
    "here",
    "MSc Oceanography",
    "Best poster award",
    "hiking",
    "I won it",
    "Intern at a shipyard",
    "thoughts",
    "sobre todo estudio el mar con mis amigos",
    "在第一年里,我将重点学习海洋声学",
]


@pytest.mark.parametrize("item", ["computer music", "lip reading", "plant food", "machine reading"])
def test_a_field_that_ends_in_the_word_for_a_pastime_is_one(item):
    assert read(f"## Research interests\n\n- {item}\n- tides").interests == f"{item}; tides"


def test_an_item_that_opens_with_a_pastime_is_private_and_the_list_goes_on():
    document = read("## Interests\n\n- Tides: I measure them.\n- Sports: I row and run, not for science.\n- Moss")
    assert document.interests == "Tides; Moss"
    assert "row and run" not in document.statement


def test_an_item_that_says_no_is_not_wished_for_in_a_list_of_wishes():
    text = (
        "Things I am looking for:\n\n- a lab with a boat\n- not fish farming\n- no yacht design.\n- not only theory\n"
    )
    document = read(text)
    assert document.avoid == "- fish farming\n- yacht design"
    assert document.statement == "- a lab with a boat\n\n- not only theory"
    assert read("- tides\n- NOT fish farming\n- reefs").avoid == "- fish farming"
    done = read("## Experience\n\n- not one dive failed\n- no fish farming yet")
    assert done.avoid == ""


def test_each_list_follows_the_line_before_it():
    document = parse_document(b"interests:\n- kelp\n- tides\n\navoid:\n- fish farming\n", "me.txt")
    assert (document.interests, document.avoid) == ("kelp; tides", "- fish farming")


def test_a_wish_for_research_under_a_heading_that_names_nothing_is_read():
    document = read(
        "## Interests\n\n- tides\n\n## Anything else?\n\nI knit.\n\nI would love to work on permafrost.\n\nI row."
    )
    assert document.statement == "I would love to work on permafrost."
    assert read("## Hobbies\n\nI want to study chess.\n\n## Misc\n\nI'd like to work on my garden.").statement == ""


def test_tags_that_name_nothing_are_no_sentences_of_the_statement():
    document = read("---\ntags: [about, tides]\n---\nI measure moss.")
    assert (document.interests, document.statement) == ("tides", "I measure moss.")


@pytest.mark.parametrize("item", NO_INTERESTS)
def test_employers_dates_awards_pastimes_and_sentences_are_no_interests(item):
    assert item not in read(f"## Interests\n\n- {item}\n- kelp\n\n## More\n\nI row.").interests


SAID = {
    "My passion is urban beekeeping.": "urban beekeeping",
    "I am drawn to the study of tidal bores.": "tidal bores",
    "I have a strong interest in sea ice.": "sea ice",
    "What draws me is the physics of foam.": "physics of foam",
    "I want to pursue research on cave fish, since they are blind.": "cave fish",
    "I would not like to work on cave fish without light.": "",
    "I hope to study how fish sleep.": "",
    "I am excited about joining your team.": "",
    "I am interested in it.": "",
}


@pytest.mark.parametrize(("sentence", "phrase"), SAID.items())
def test_what_a_sentence_is_drawn_to_is_a_phrase_or_nothing(sentence, phrase):
    assert read(f"My boat is blue and old. It leaks. {sentence}", "me.txt").interests == phrase


def test_a_list_of_names_with_their_addresses_is_a_list_of_names():
    text = "Research interests\n\nI build floats. My boats:\n\nTide floats - https://example.org/a\n"
    text += "Ice rafts (https://example.org/b)\nReef cameras, see https://example.org/c\n"
    assert read(text, "me.txt").interests == "Tide floats; Ice rafts; Reef cameras"


KINDS_OF_HEADINGS = {
    "Personal details": "statement",
    "Academic family": None,
    "Family": "other",
    "Family names": "other",
    "Project time line": "other",
    "Badges": "other",
    "A few other things": None,
    "What I do": "experience",
    "What I work on": "interests",
    "Now": None,
    "Cell culture": None,
    "Development environment": None,
    "Computer vision": None,
    "Science communication": None,
}


@pytest.mark.parametrize(("title", "kind"), KINDS_OF_HEADINGS.items())
def test_a_heading_says_no_more_than_its_words(title, kind):
    assert of_heading(title) == kind


def test_xml_that_is_no_page_is_refused_and_a_page_in_xml_is_read():
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n'
    with pytest.raises(
        InputError, match=r"^me\.fodt must be a document of words; it is XML that a program reads: save"
    ):
        parse_document(f"{opening}<office:document><text:p>Reefs</text:p></office:document>".encode(), "me.fodt")
    page = f"{opening}<!DOCTYPE html><html><body><p>I record reefs.</p></body></html>"
    assert parse_document(page.encode(), "me.xhtml").statement == "I record reefs."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.csv", "id,statement\n1,I record reefs.\n"),
        ("pasted", "ID;Name;Statement\n1;Ana;I record reefs.\n"),
        ("scores.tsv", "who\twhat\nana\treefs\n"),
        ("people.jsonl", '{"id": 1, "statement": "I record reefs."}\n'),
        ("people.json", '[\n  {"id": 1, "interests": "reefs", "statement": "I record reefs."}\n]'),
        ("my people.csv", '"id","statement"\n"1","I record reefs, at night."\n'),
    ],
)
def test_a_table_is_refused_with_the_command_that_takes_it(name, text):
    with pytest.raises(
        InputError, match="must be one document; it is a table: rank for each .* `matcher batch "
    ) as told:
        parse_document(text.encode(), name)
    assert ("'my people.csv'" in str(told.value)) == (name == "my people.csv")


@pytest.mark.parametrize(
    "text",
    ["Dear lab, I record reefs, at night,\nand I like statistics.", "Name: Ana\nStatement: I record reefs.", "id\n1\n"],
)
def test_a_letter_with_commas_is_no_table(text):
    assert parse_document(text.encode(), "me.csv").format == "text"


def test_a_letter_wrapped_by_hand_is_joined_whatever_its_signature_looks_like():
    body = (
        "I count the mites that live in the moss of old roofs, and write down how\n"
        "many there are in each month of the year. In two winters I found that\n"
        "they sleep where the moss is thickest, which nobody had known before, as\n"
        "far as I can tell. Now I want to learn how they know when it is spring,\n"
        "and how it feels to lie so still. I would also like to learn for what rea-\n"
        "son some of them wake in the middle of the winter, and then film a moss-\n"
        "based bed."
    )
    document = read(f"{body}\n\nKind regards,\nUlva\n\nUlva Brandt\nMSc student\nRoof Lab\n+49 30 1234567", "me.txt")
    text = "\n\n".join(part.text for part in document.parts)
    assert "found that they sleep" in text
    assert "for what reason some of them wake" in text
    assert "film a moss-based bed." in text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "Objective | To film moss on roofs\n\nAvoid | weapon systems\n\nSkills | rope work, R",
            ["goals", "avoid", "experience"],
        ),
        ("Not my area: weapons", ["avoid"]),
        ("Uninterested in: weapons", ["avoid"]),
        ("## What I am not after\n\nweapons", ["avoid"]),
        ("## Currently into\n\n- moss", ["interests"]),
        ("I film moss.\n\nFun fact: I juggle.\n\nIn meiner Freizeit segle ich.", ["statement", "other"]),
        ("## Not for me\n\nweapons\n\nMore at my page.\n\nPage 2", ["avoid", "other"]),
    ],
)
def test_rows_labels_and_lines_that_name_their_kind_have_it(text, kinds):
    found = [part.kind for part in read(text, "me.md").parts]
    assert [kind for place, kind in enumerate(found) if place == 0 or found[place - 1] != kind] == kinds


def test_a_label_in_bold_with_a_full_stop_is_a_label():
    document = read(
        "**Interests.** Moss, mites\n\n**Not interested in.** weapons\n\n**Moss.** It grows. **It** is old."
    )
    assert (document.interests, document.avoid) == ("Moss; mites", "weapons")
    assert "It grows." in document.statement


def test_fields_of_a_form_are_labels():
    document = read("Preferred topics: moss, mites\nTopics to be excluded: weapons\nSkills: rope work", "me.txt")
    assert (document.interests, document.avoid) == ("moss; mites", "weapons")
    assert read("# Wants\n\n- roof moss\n- wall mites\n\n# Does not want\n\n- weapons").avoid == "- weapons"
