"""Word files: fields, boxes, headers, as programs write them, each in a file of a few lines."""

import io
import zipfile

import pytest

from matcher.documents import limits, parse_document
from matcher.documents.office.docx import _with_joined_runs, read
from matcher.errors import InputError

LIMITS = {name.lower(): value for name, value in vars(limits).items() if name.isupper()}
OPENING = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
)


def packed(body, **parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"{OPENING}{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return target.getvalue()


def word(body, **parts):
    return parse_document(packed(body, **parts), "me.docx")


def p(content):
    return f"<w:p>{content}</w:p>"


def r(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_the_result_of_a_field_is_text():
    field = f'<w:fldSimple w:instr="MERGEFIELD x">{r("puffins")}</w:fldSimple>'
    assert word(p(r("I count ") + field + r(" in May."))).statement == "I count puffins in May."


def test_a_box_that_only_newer_programs_draw_is_read():
    box = f"<wps:txbx><w:txbxContent>{p(r('I row to the cliffs.'))}</w:txbxContent></wps:txbx>"
    assert "I row to the cliffs." in word(p(r("I count puffins.")) + p(f"<w:r>{box}</w:r>")).statement


def test_text_in_page_heads_is_noted_and_a_page_number_is_not():
    head = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p>{}</w:p></w:hdr>'
    document = word(p(r("I count puffins.")), header1=head.format(r("Application")), footer1=head.format(r("2")))
    assert "page heads and feet not read: 1" in document.notes


def test_hidden_runs_are_dropped_one_by_one():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>prices</w:t></w:r>"
    document = word(p(r("I count ") + hidden + r("puffins.") + hidden))
    assert document.statement == "I count puffins."
    assert "hidden passages not read: 2" in document.notes


LOOK = '<w:rPr><w:rFonts w:ascii="Arial"/>{}<w:sz w:val="24"/><w:lang w:val="en-GB"/></w:rPr>'


def looking(text, look=""):
    return (
        f'<w:r w:rsidR="00A1">{LOOK.format(look)}<w:t xml:space="preserve">{text}</w:t></w:r><w:proofErr w:type="x"/>'
    )


def test_a_sentence_in_many_runs_is_one_and_its_bold_words_stay_bold():
    runs = looking("I count ") + looking("puf", "<w:b/>") + looking("fins", "<w:b/>") + looking(" in") + r(" May.")
    assert _with_joined_runs(p(runs).encode()).count(b"<w:r>") == 3
    assert read(packed(p(runs)), LIMITS)["html"] == "<p>I count <strong>puffins</strong> in May.</p>"


def test_a_thesis_that_was_edited_for_years_is_read():
    assert word(p(looking("ab ") * 30) * 1_000).statement.count("ab") == 30_000


@pytest.mark.parametrize("body", [p("<w:r/>" * 50_001), "<w:p/>" * 50_001, p(f"<w:r>{'<w:tab/>' * 50_001}</w:r>")])
def test_elements_without_end_are_refused_before_they_are_read(body):
    with pytest.raises(InputError, match="grows far beyond"):
        word(body)


def test_footnotes_without_end_are_refused_too():
    with pytest.raises(InputError, match="grows far beyond"):
        word(p(r("I count puffins.")), footnotes="<w:footnote/>" * 50_001)
