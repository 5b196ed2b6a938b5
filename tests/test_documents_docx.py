"""Word files: fields, boxes, headers, as programs write them, each in a file of a few lines."""

import io
import zipfile

import pytest

from matcher.documents import parse_document
from matcher.errors import InputError

OPENING = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
)


def word(body, **parts):
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
    return parse_document(target.getvalue(), "me.docx")


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


@pytest.mark.parametrize("body", [p("<w:r/>" * 60_001), "<w:p/>" * 60_001])
def test_runs_and_paragraphs_without_end_are_refused_before_they_are_read(body):
    with pytest.raises(InputError, match="grows far beyond"):
        word(body)
