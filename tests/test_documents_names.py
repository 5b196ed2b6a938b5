"""The writer's name, by every form in which documents give it; and what looks like a name and is none."""

import pytest

from matcher.documents import parse_document

TEXT = "I count puffins on the cliffs each May and write the numbers into a wet book."
NAMED = {
    "my name is": f"My name is Ulva Brandt. {TEXT}",
    "I, name, am": f"I, Ulva Brandt, am a student of birds. {TEXT}",
    "I am": f"Hi, I am Ulva Brandt. {TEXT}",
    "I am, within": f"Hello from the north! I am Ulva Brandt, and the sea is cold. {TEXT}",
    "Ich bin": f"Ich bin Ulva Brandt, Biologin, und zähle Vögel.\n\n{TEXT}",
    "Ich heiße": f"Ich heiße Ulva Brandt und zähle Vögel.\n\n{TEXT}",
    "Mein Name ist": f"Mein Name ist Ulva Brandt und ich zähle Vögel.\n\n{TEXT}",
    "Mi nombre es": f"Mi nombre es Ulva Brandt y cuento aves.\n\n{TEXT}",
    "Me llamo": f"Me llamo Ulva Brandt y cuento aves.\n\n{TEXT}",
    "Je m'appelle": f"Je m'appelle Ulva Brandt et je compte les oiseaux.\n\n{TEXT}",
    "Mi chiamo": f"Mi chiamo Ulva Brandt e conto gli uccelli.\n\n{TEXT}",
    "Chinese": "我叫乌尔娃,研究海鸟。\n\n我在北方数海鸟。",
    "Name:": f"Name: Ulva Brandt\n\n{TEXT}",
    "Full name:": f"Full name: Ulva Brandt\n\n{TEXT}",
    "Applicant's Name:": f"Applicant's Name: Ulva Brandt\n\n{TEXT}",
    "Applicant’s name, a heading": f"## Applicant’s name\n\nUlva Brandt\n\n## About\n\n{TEXT}",
    "Candidate:": f"Candidate: Ulva Brandt\n\n{TEXT}",
    "Nombre:": f"Nombre: Ulva Brandt\n\n{TEXT}",
    "a row of a table": f"| Name | Ulva Brandt |\n|---|---|\n| City | Vik |\n\n{TEXT}",
    "a title over an address": f"# Ulva Brandt\n\nulva@example.org\n\n{TEXT}",
    "I, name, hereby": f"I, Ulva Brandt, hereby apply. {TEXT}",
    "my name's": f"Hi, my name's Ulva Brandt and I like the north. {TEXT}",
    "here": f"Hello everyone! Ulva Brandt here. {TEXT}",
    "Jeg heter": f"Jeg heter Ulva Brandt og teller fugler.\n\n{TEXT}",
    "Nazywam się": f"Nazywam się Ulva Brandt i liczę ptaki.\n\n{TEXT}",
    "Меня зовут": f"Меня зовут Улва Брандт, я считаю птиц.\n\n{TEXT}",
    "Με λένε": f"Με λένε Ούλβα Μπραντ και μετρώ πουλιά.\n\n{TEXT}",
    "Korean": f"제 이름은 울바입니다. 저는 새를 셉니다.\n\n{TEXT}",
    "Arabic": f"اسمي أولفا برانت وأدرس الطيور.\n\n{TEXT}",
    "Japanese": f"山田太郎と申します。\n\n{TEXT}",
    "with a particle before": f"My name is van der Brandt Ulva. {TEXT}",
    "with Jr.": f"Name: Ulva Brandt Jr.\n\n{TEXT}",
    "with a sign of its own over a letter": f"My name is U\u0323\u0300lva Brandt. {TEXT}",
    "a last line behind one paragraph": f"{TEXT}\n\nUlva Brandt",
    "С уважением": f"{TEXT}\n\nС уважением,\nУлва Брандт",
    "in the third person": f"Ulva Brandt is a marine biologist. {TEXT}",
    "in the third person, by trade": f"Ulva Brandt is an ornithologist from Vik. {TEXT}",
    "a title over a trade": f"# Ulva Brandt\n\nOrnithologist, Vik\n\n{TEXT}",
    "a mail's head": f"From: Ulva Brandt <ub@example.org>\nTo: a@example.org\nSubject: Puffins\n\n{TEXT}",
    "a letter's head": f"Ulva Brandt\n12 Cliff Road\nVik\n+47 55 12 34 56\n\nDear all,\n\n{TEXT}",
    "surname first in a list": (
        f"{TEXT}\n\n## Publications\n\n1. **Brandt, U.**, Vik, O. (2020). Cold birds.\n"
        "2. Vik, O., **Brandt, U.** (2021). Wet books."
    ),
    "a title over a role": f"Ulva Brandt\nPhD student\n\n{TEXT}\n",
    "a shouted title": f"ULVA BRANDT\n\nulva@example.org\n\n{TEXT}",
    "a title with initials": f"**U. K. Brandt**\n\nubrandt@example.org\n\n{TEXT}",
    "a title that says so": f"# Curriculum vitae: Ulva Brandt\n\nPhD candidate\n\n{TEXT}",
    "a title of the head": f"---\ntitle: Ulva Brandt\nrole: PhD candidate\n---\n{TEXT}",
    "an author of the head": f"---\nauthor: Ulva Brandt\n---\n{TEXT}",
    "a byline": f"# Puffins\n\nby Ulva Brandt\n\n{TEXT} Brandt out.",
    "a farewell": f"{TEXT}\n\nKind regards,\nUlva Brandt",
    "a farewell in another block": f"{TEXT}\n\nSincerely yours,\n\nUlva Brandt",
    "a farewell in a sentence": f"{TEXT} With best wishes, Ulva Brandt",
    "Mit freundlichen Grüßen": f"{TEXT}\n\nMit freundlichen Grüßen\n\nUlva Brandt",
    "a short last line": f"{TEXT}\n\n{TEXT} It is cold there, and I like it.\n\nUlva Brandt",
    "a byline with its date": f"Wet books\n\nPosted by Ulva Brandt on 3 May 2022\n\n{TEXT}",
    "surnames and given names, a row each": f"Surname(s): Brandt\nGiven name(s): Ulva\nCity: Vik\n\n{TEXT}",
    "with small particles": f"# Birds\n\nUlva van den Brandt\n\n{TEXT}",
    "in the third person, by what she does": f"# About\n\nUlva Brandt (Vik) works at a bird station.\n\n{TEXT}",
    "as it is called": f"I'm a biologist called Ulva Brandt and I swim. {TEXT}",
    "is my name": f"Dear all,\n\nUlva Brandt is my name. {TEXT}",
    "Moi c'est": f"Moi c'est Ulva Brandt, biologiste.\n\n{TEXT}",
    "with a nickname": f"My name is Ulva (Ulla) Brandt! {TEXT}",
    "from a place": f"I am Ulva Brandt from Vik. {TEXT}",
    "JSON": f'{{"name": "Ulva Brandt", "about": "{TEXT}"}}',
    "standing at the start": f"Heya! Ulvaine Brandtoven, 24, Vik. {TEXT} So Ulvaine said, and Brandtoven too.",
    "in part, then in full": f"{TEXT} As Ulva Brandt I signed it.\n\nKind regards,\nU. Brandt",
    "the name in each entry": (
        f"{TEXT}\n\n## Papers\n\nU. Brandt, O. Vik. Cold birds. 2020.\n\nO. Vik, U. Brandt. Wet books. 2021.\n\n"
        "U. Brandt. Dry birds. 2022."
    ),
    "here, in small letters": f"hello!! ulva here, from vik. {TEXT}".lower(),
    "behind a greeting, in small letters": f"yo, ulva brandt, 20, vik. {TEXT}".lower(),
    "in a title behind from": f"A letter to the committee from Ulvaine Brandtoven\n\n{TEXT}",
    "five words in capitals": f"NAME: ULVA ANA BRANDT DOS BRANDT\n\n{TEXT}",
    "two words and their particles": f"## Ulvaine de la Brandtoven y Brandtoven\n\nBotanist\n\n{TEXT}",
    "an initial and a name of two": f"{TEXT}\n\nU. Brandtoven-Stone  \n(she/her)",
    "initials in an address": "Ulvaine Brandtoven / Vik\n\nubrandtoven@example.org\n\npuffins",
    "with a saint": f"Genevieve St. Brandt-Ulva\nVik\n\n{TEXT}",
    "in small letters": f"hi, i'm ulva brandtoven and i like the north. {TEXT}".lower(),
    "my name is, in small letters": f"my name is ulva brandt, hello. {TEXT}".lower(),
    "a last line in small letters": f"{TEXT.lower()}\n\nbest,\nulva brandtoven",
    "a letter's title": f"Motivation letter - Ulva al-Brandt\n\n{TEXT}",
    "with a name to be called by": f"# Ulva “Ulli” Brandt\n\nshe/her\n\n{TEXT}",
    "with initials over a place": f"U. Brandtoven\nFaculty of Life, Vik\n\n{TEXT}\nThe book was wet.",
    "of a page that says she": f"She swims. Ulvaine Brandtoven has a wet book. Brandtoven lives in Vik.\n\n{TEXT[2:]}",
    "a list of publications": (
        f"{TEXT}\n\n## Publications\n\n- **U. Brandt**, O. Vik. Cold birds. 2020.\n"
        "- O. Vik, **U. Brandt**. Wet books. 2021."
    ),
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_a_name_in_this_form_is_known_and_leaves_the_features(text):
    document = parse_document(text.encode(), "me.md")
    profile = document.profile()
    told = f"{profile.statement}\n{profile.interests}"
    assert document.names
    assert not any(
        part in told
        for part in (
            "Ulva",
            "ulva",
            "Brandt",
            "ULVA",
            "乌尔娃",
            "울바",
            "برانت",
            "山田",
            "Улва",
            "Брандт",
            "Ούλβα",
            "Μπραντ",
            "brandt",
        )
    )
    assert "puffins" in told or "数海鸟" in told


def test_a_family_name_in_small_letters_that_is_also_a_subject_stays_one():
    document = parse_document(b"my name is ulva coral and i study coral reefs. yours, ulva coral", "me.txt")
    assert document.profile().statement.count("coral") == 1
    assert "ulva" not in document.profile().statement
    assert "coral reefs" in document.profile().statement


NAMELESS = {
    "a title about a field": f"# Sea Birds\n\n{TEXT} Sea birds are loud.",
    "a title with a role": f"# Research Assistant\n\n{TEXT}",
    "from here": f"From here, the data go north. From here the birds go too. {TEXT}",
    "a role after I am": f"I am Research Assistant, {TEXT}",
    "a field in the third person": f"Marine Biology is a passion of mine. {TEXT}",
    "bold words that open items": f"{TEXT}\n\n- **From**, of birds\n- **From**, of books",
    "nationality": f"I am German. {TEXT}",
    "the last of a list": f"{TEXT}\n\n- Maps of the floor of two wide bays and of all that lives on it\n- Eiders",
    "a people": f"I'm Irish, and I swim. {TEXT}",
    "somebody else in the third person": f"Ulva Brandt is the biologist I admire most. {TEXT}",
    "somebody of old": f"Ulva Brandt was a biologist. {TEXT}",
    "somebody beside the writer": f"Emergency contact: Ulvaine Brandtoven\n\n{TEXT}",
    "nouns of German": f"Ich zähle Seevögel und Robbenkolonien.\n\nKalte Brutkolonien. Das ist nicht leicht.\n\n{TEXT}",
    "who else wrote": f"{TEXT}\n\n## References\n\nVik, O. (2019). A.\n\nVik, O. (2020). B.\n\nVik, O. (2021). C.",
    "a verb like a name": f"{TEXT}\n\n我叫了一辆车去医院,那天很冷。",
    "a list of one": f"{TEXT}\n\n- Puffin Watch",
    "a lone subject in words of science": f"Rydberg Excitons\n\n{TEXT}",
    "a species": f"# Drosophila Melanogaster\n\n{TEXT}",
    "names of others before a plural": f"Erdos Renyi Graphs\n\n{TEXT}",
    "the subject of a mail": f"Subject: Higgs Boson\n\n{TEXT}",
    "everyday words in capitals over a trade": f"MEDICAL IMAGING\n\nI am a radiographer. {TEXT}",
    "small words behind I'm": f"hi, i'm really happy, i'm learning rust and i am based in leeds. {TEXT}".lower(),
    "a genus that she studies": f"She counts flies. Drosophila is what she likes.\n\n{TEXT[2:]}",
    "a person and his subject": f"# Wittgensteinus Ludovicus and the Private Language\n\n{TEXT}",
    "a plural in -es": f"# Gaussian Processes\n\nI am a statistician. {TEXT}",
    "acronyms": f"NLP ASR\n\n{TEXT}",
    "a last line that is a word of the text": f"{TEXT}\n\n{TEXT} They are loud and quick.\n\nPuffins",
}


@pytest.mark.parametrize("text", NAMELESS.values(), ids=NAMELESS)
def test_what_only_looks_like_a_name_takes_no_word_away(text):
    assert parse_document(text.encode(), "me.md").names == ()


@pytest.mark.parametrize(
    "author",
    [
        "Microsoft Office User",
        "Windows User",
        "Admin",
        "HP Inc.",
        "user123",
        "python-docx",
        "University of Vik",
        "Owner",
    ],
)
def test_programs_companies_and_roles_are_no_authors(author):
    assert parse_document(f"---\nauthor: {author}\n---\n{TEXT}".encode(), "me.md").names == ()


def test_more_names_than_a_document_can_have_writers_are_cut_and_the_report_says_so():
    authors = ", ".join(f"Ulva{chr(97 + n // 26)}{chr(97 + n % 26)} Brandt" for n in range(50))
    document = parse_document(f"---\nauthors: [{authors}]\n---\n{TEXT}".encode(), "me.md")
    assert len(document.names) == 20
    assert "names taken out: the first 20 of 50" in document.notes


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# Ulveig Brandthoven\n\nI film moss on roofs.", "Ulveig Brandthoven"),
        ("Letter of intent\n\nHelena Brandt\n\nI film moss on roofs.", "Helena Brandt"),
        ("I film moss on roofs.\n\nu.brandthoven@example.org\n\nUlveig Brandthoven", "Ulveig Brandthoven"),
        ("Q: Full name\nA: Ulveig Brandthoven\n\nQ: What did you do?\nA: I filmed moss.", "Ulveig Brandthoven"),
        ("ULVEIG BRANDTHOVEN\n\nbryologist\n\nI film moss. Brandthoven U (2024) Moss.", "Ulveig Brandthoven"),
        ("# Moss Palynology\n\nI film roofs.", ""),
        ("# Harbour Rotifers\n\nI film roofs. Rotifers are small. Rotifers swim.", ""),
        ("# Revamp Print Menu\n\nThe Print Menu is old. A new Menu helps.", ""),
        ("Interests: Moss Rotifers\n\nme@example.org\n\nI film roofs.", ""),
        ("I film moss.\n\nThank you!\n\nQuestions?", ""),
    ],
)
def test_a_title_is_a_name_where_no_english_text_holds_its_words_and_it_ends_like_no_field(text, name):
    assert parse_document(text.encode(), "me.md").names == ((name,) if name else ())


@pytest.mark.parametrize(
    "subjects",
    [
        "Calabi Yau Manifolds\nHodge Laplacians\nSeiberg Witten Theory",
        "Riboswitches\nHolliday Junctions\nTelomerase Kinetics",
        "Plasmodium Falciparum\nAnopheles Gambiae\nvector control",
    ],
)
@pytest.mark.parametrize("text", ["", "\n\nI film moss on roofs, and I would like to learn how these are studied."])
def test_lines_of_rare_words_one_after_another_are_subjects(subjects, text):
    assert parse_document(f"{subjects}{text}".encode(), "me.md").names == ()
