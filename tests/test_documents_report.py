"""The reading report: everything a person needs to check what was read."""

import json

from matcher.documents import parse_document
from matcher.documents.document import RENDERERS, report

TEXT = (
    "## Interests\n\n- kelp\n\n## About\n\nI donâ€™t rest. I am not interested in trade.\n\n## Contact\n\na@example.org"
)


def found(known=None):
    return report(parse_document(TEXT.encode(), "me.md"), known)


def test_a_report_names_format_encoding_repairs_parts_reasons_phrases_and_refusals():
    told = found(known=0.25)
    assert (told["name"], told["format"], told["encoding"], told["known"]) == (
        "me.md",
        "markdown",
        "utf-8",
        0.25,
    )
    assert told["notes"] == ["lines repaired that had been decoded wrongly before: 1"]
    assert [(part["kind"], part["why"]) for part in told["parts"]] == [
        ("interests", 'heading "Interests"'),
        ("statement", 'heading "About"'),
        ("other", 'heading "Contact"'),
    ]
    assert told["interests"] == [{"phrase": "kelp", "from": 'part "Interests"'}]
    assert told["avoid"] == "trade"


def test_the_json_form_is_the_report():
    assert json.loads(RENDERERS["json"](found())) == found()


def test_the_text_form_shows_each_part_with_its_reason():
    shown = RENDERERS["text"](found(known=0.25))
    assert '[interests] Interests\n  because: heading "Interests"\n  - kelp\n' in shown
    assert "words that the model knows: 25%" in shown
    assert "not wanted:\n  trade\n" in shown


def test_a_sentence_that_refuses_two_things_is_shown_once():
    text = "I map reefs. I am not interested in trade, and I do not want to work on language models."
    told = report(parse_document(text.encode(), "me.md"), None)
    assert len(told["refused"]) == 2
    assert RENDERERS["text"](told).count("said in:") == 1


def test_the_markdown_form_can_be_read_again():
    shown = RENDERERS["markdown"](found())
    assert '## statement: About\n\n*heading "About"*\n\nI don’t rest.' in shown
    assert "kelp" in parse_document(shown.encode(), "again.md").interests


def test_without_a_model_nothing_is_said_of_what_it_knows():
    assert "knows" not in RENDERERS["text"](found())


def letters(n: int) -> str:
    """Return the n-th of words that are told apart by their letters."""
    return f"{chr(97 + n // 26)}{chr(97 + n % 26)}"


def read_notes(text: str) -> list[str]:
    return report(parse_document(text.encode(), "me.md"))["notes"]


def test_interests_beyond_the_most_that_are_taken_are_cut_and_the_report_says_so():
    listed = [f"- kelp{letters(n)} forests" for n in range(70)]
    assert "interests taken: the first 60 of 70" in read_notes("## Interests\n\n" + "\n".join(listed))
    assert read_notes("## Interests\n\n" + "\n".join(listed[:60])) == []


def test_emphasised_phrases_beyond_the_most_are_cut_and_the_report_says_so():
    text = "\n\n".join(f"For some years I have worked on **kelp{letters(n)} forests** by night." for n in range(70))
    assert "emphasised phrases looked at: the first 60 of 70" in read_notes(text)


def test_refusals_beyond_the_most_that_are_looked_for_are_said():
    said = [f"I am not interested in trade{letters(n)}." for n in range(210)]
    document = parse_document("\n\n".join(said).encode(), "me.md")
    assert len(document.refused) == 200
    assert document.cuts == ("things refused in sentences: no more than the first 200 are looked for",)
    assert parse_document("\n\n".join(said[:50]).encode(), "me.md").cuts == ()
