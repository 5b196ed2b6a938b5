"""Whose words count: the heads of e-mails, what a reply quotes and the other side of a chat are not the writer's."""

import pytest

from matcher.documents import parse_document

OWN = "I want to study kelp forests and how storms tear them out."
MORE = "For two years I have counted holdfasts on the beach, by hand, and now I would like to model their loss."


def counted(text, name="mail.txt"):
    document = parse_document(text.encode(), name)
    profile = document.profile("a")
    return f"{profile.interests}\n{profile.statement}\n{profile.avoid}", document


REPLIES = {
    "quoted lines below": f"{OWN} {MORE}\n\nOn Mon, 3 Mar 2025 at 10:12, a lab <lab@example.org> wrote:\n> We like "
    "badgers.\n> Tell us of your plans.\n",
    "a wrapped attribution": f"{OWN} {MORE}\n\nOn Mon, 3 Mar 2025 at 10:12, somebody with a long name\n"
    "<lab@example.org> wrote:\n\n> We like badgers.\n>> Really badgers.\n",
    "an attribution in German": f"{OWN} {MORE}\n\nAm 03.03.2025 um 10:12 schrieb ein Labor:\n> Wir lieben badgers.\n",
    "an attribution in French": f"{OWN} {MORE}\n\nLe 3 mars 2025 à 10:12, un labo a écrit :\n> Nous aimons badgers.\n",
    "an attribution in Spanish": f"{OWN} {MORE}\n\nEl 3 mar 2025, a las 10:12, un lab escribió:\n> Hay badgers.\n",
    "no marks before the quoted": f"{OWN} {MORE}\n\nOn Mon, 3 Mar 2025 at 10:12, lab@example.org wrote:\n\nWe like "
    "badgers.\n\nAnd more badgers.\n",
    "a head below": f"{OWN} {MORE}\n\n-----Original Message-----\nFrom: the lab\nSent: Monday, 3 March 2025\nTo: you\n"
    "Subject: badgers\n\nWe like badgers.\n\nBest\n",
    "a head above and one below": "From: me@example.org\nSent: Tuesday\nTo: the badgers lab\nSubject: badgers\n\n"
    f"{OWN} {MORE}\n\nFrom: the lab\nSent: Monday\nTo: me@example.org\n\nWe like badgers.\n",
    "a German head": f"Von: ich@example.org\nGesendet: Dienstag\nAn: badgers\nBetreff: badgers\n\n{OWN} {MORE}\n",
    "an attribution without a date": f"{OWN} {MORE}\n\nOn Tuesday the lab wrote:\n> We like badgers.\n",
    "a mail in one line": f"{OWN} {MORE}\n\nOn Tue, 3 Mar 2026, the lab wrote: we like badgers. More?\n",
    "answers between quoted lines": f"> What about badgers?\n{OWN}\n> And more badgers?\n{MORE}\n",
    "Markdown": f"**From:** me@example.org\n**To:** badgers\n**Subject:** badgers\n\n{OWN} **{MORE}**\n\nOn 3 Mar "
    "2025 at 10:12 the lab wrote:\n\n> I like badgers.\n",
}


@pytest.mark.parametrize("kind", REPLIES)
def test_only_the_writers_part_of_a_mail_counts_and_a_note_says_so(kind):
    told, document = counted(REPLIES[kind])
    assert "kelp forests" in told
    assert "their loss" in told
    assert "badgers" not in told
    assert any(note.startswith("heads of e-mails and quoted passages set aside") for note in document.notes)
    aside = "\n".join(part.text for part in document.parts if part.kind == "other")
    assert "badgers" in aside
    assert "kelp" not in aside


def test_a_sentence_about_what_somebody_wrote_is_the_writers():
    told, _ = counted(f"{OWN} On 3 March 2019 my teacher wrote: kelp forests and their loss are a book.\n\n{MORE}\n")
    assert "are a book" in told


def test_an_arrow_in_a_sentence_stays():
    told, _ = counted(f"{OWN} Storms -> holdfasts > loss.")
    assert "Storms -> holdfasts > loss" in told


@pytest.mark.parametrize("line", ["Sent from my iPhone", "Get Outlook for Android", "Von meinem iPhone gesendet"])
def test_the_line_of_a_mail_program_does_not_count(line):
    told, _ = counted(f"{OWN} {MORE}\n\n{line}\n")
    assert line not in told
    assert "kelp forests" in told


def test_a_letter_that_somebody_passes_on_counts():
    told, _ = counted(f"FYI\n\nBegin forwarded message:\n\nFrom: Ada Quill\nDate: Monday\nTo: us\n\n{OWN} {MORE}\n")
    assert "kelp forests" in told
    told, document = counted(f"See below.\n\n> {OWN}\n> {MORE}\n")
    assert "kelp forests" in told
    assert "all of the text is quoted: it counts" in document.notes


def test_the_sender_of_the_letter_is_its_writer():
    _, document = counted(f"From: Ada Quill <ada@example.org>\nTo: the lab\nSubject: kelp\n\n{OWN} {MORE}\n")
    assert document.names == ("Ada Quill",)


@pytest.mark.parametrize(
    "text",
    [
        f"# Me\n\n> I study kelp forests, and I love storms.\n\n{MORE}",
        f"# Me\n\n> [!note] Kelp forests\n> Storms tear out kelp forests.\n\n{MORE}",
    ],
)
def test_a_page_may_set_its_writers_own_words_as_a_quote_or_in_a_box(text):
    told, document = counted(text, "me.md")
    assert "kelp forests" in told
    assert document.notes == ()


@pytest.mark.parametrize(
    "quote",
    [
        '> "I am a badger and I like it." -- *The Badger*',
        "> All badgers are alike.",
        "> [!question] Why do you want to study badgers?",
        "The form asks:\n\n> Why should I take badgers?",
    ],
)
def test_a_saying_or_a_forms_question_on_a_page_is_not_the_writers(quote):
    told, _ = counted(f"# Me\n\n{quote}\n\n{OWN} {MORE}", "me.md")
    assert "kelp forests" in told
    assert "badger" not in told


@pytest.mark.parametrize(
    "text",
    [
        "Dates: 2019 to 2021\nFrom kelp to storms: my thesis.\nTo do: count holdfasts.",
        "Subject: kelp forests\n\nI count holdfasts.",
        "Title: kelp forests\nYear: 2020\nTitle: holdfasts\nYear: 2021",
        "Monday 10:15\nkelp\nTuesday 10:15\nholdfasts\nFriday 11:00\nstorms\n",
        "Interests: kelp forests\nSkills: counting holdfasts\nInterests: storms\nSkills: rowing",
    ],
)
def test_labels_and_lists_are_no_mail_and_no_chat(text):
    told, document = counted(text)
    assert "kelp" in told
    assert "holdfasts" in told
    assert document.notes == ()


CHATS = {
    "stamps in lines of their own": "ada  10:15 AM\nI want to study kelp forests and storms\njuno  10:16 AM\n"
    "what about badgers\nada  10:17 AM\nno, I count holdfasts\njuno — Today at 10:18\nbadgers are nice\n",
    "exported": "[12/03/2025, 10:15:02] Juno: what would you do\n[12/03/2025, 10:16:00] Ada: I would study kelp "
    "forests and storms\n[12/03/2025, 10:17:00] Juno: badgers?\n[12/03/2025, 10:18:00] Ada: no, how storms tear "
    "kelp out\n",
    "written down": "Me: hi, I want to study kelp forests\nFriend: do you like badgers?\nMe: you know I count storms\n"
    "Friend: I would count badgers, and badgers again, and many more badgers, my friend\n",
    "with a machine": "User: help me, I study kelp forests and storms\nChatGPT: you could also study badgers, I think\n"
    "User: no, I count holdfasts\nChatGPT: your badgers await\n",
    "an interview": "Interviewer: what do you like, badgers?\nJuno: I like kelp forests\nInterviewer: and my badgers?\n"
    "Juno: I count storms\n",
}


@pytest.mark.parametrize("kind", CHATS)
def test_of_a_chat_the_writers_side_counts(kind):
    told, document = counted(CHATS[kind])
    assert "kelp forests" in told
    assert "storms" in told
    assert "badgers" not in told
    assert any("set aside: 2" in note for note in document.notes)
    assert "badgers" in "\n".join(part.text for part in document.parts if part.kind == "other")
