"""Files made to hurt: each gives one line, in time, and in little memory. They are made here, not kept."""

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from processes import Processes

from matcher.documents import limits, parse_document
from matcher.documents.sandbox import parse_sandboxed
from matcher.errors import InputError
from matcher.tables import child as children

SECONDS, MEGABYTES = 15, 500
"""Of the processor, so that a busy machine changes nothing."""
TYPES = (
    b'<?xml version="1.0"?><Types '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
    b'Extension="xml" ContentType="application/xml"/>'
    b'<Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    b"</Types>"
)
RELS = (
    b'<?xml version="1.0"?><Relationships '
    b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b""
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    b'Target="word/document.xml"/></Relationships>'
)
HEAD = b'<?xml version="1.0"?>%b<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
TAIL = b"</w:body></w:document>"


def docx(*pieces, doctype=b"", extra=()):
    """Return a Word file with these pieces in its body; `extra` are further entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELS)
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(HEAD % doctype)
            for piece in pieces:
                part.write(piece)
            part.write(TAIL)
        for name, content, times in extra:
            with archive.open(name, "w") as part:
                for _ in range(times):
                    part.write(content)
    return target.getvalue()


def one_paragraph(n_bytes):
    chunk = b"reef " * 200_000
    return docx(b"<w:p><w:r><w:t>", *[chunk] * (n_bytes // len(chunk)), b"</w:t></w:r></w:p>")


def odt(content):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return target.getvalue()


def pdf(*objects, count=1):
    """Return a PDF of these objects.

    The first is the page tree's root, and `count` is what it claims to hold.
    """
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), start=1):
        places.append(len(body))
        body += b"%d 0 obj%b endobj\n" % (number, content.replace(b"COUNT", b"%d" % count))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table + trailer


def stream(content, filters=b""):
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), filters, content)


def packed(content, times):
    """Deflate something large in pieces: the child's peak starts at its parent's, which must stay small."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(content) for _ in range(times)), packer.flush()])


def pdf_with_content(content, filters=b""):
    page = (
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 "
        b"9]/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    )
    return pdf(b"<</Type/Pages/Kids[3 0 R]/Count COUNT>>", page, stream(content, filters))


def reef_pdf():
    return pdf_with_content(b"BT /F 12 Tf 72 700 Td (" + b"reefs and tides " * 20 + b") Tj ET")


def laughing():
    entities = b"".join(b'<!ENTITY e%d "%b">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    return b'<!DOCTYPE w [<!ENTITY e0 "ha">' + entities + b"]>"


HOSTILE = {
    "a zip bomb": lambda: docx(b"<w:p/>", extra=[("word/bomb.xml", b"\0" * 1_000_000, 400)]),
    "a paragraph of 300 MB": lambda: one_paragraph(300_000_000),
    "two hundred thousand paragraphs": lambda: docx(b"<w:p><w:r><w:t>reef</w:t></w:r></w:p>" * 200_000),
    "a Word file of thirty thousand entries": lambda: docx(
        b"<w:p/>", extra=[(f"word/{n}.bin", b"", 0) for n in range(30_000)]
    ),
    "a Word file nested ten thousand deep": lambda: docx(
        b"<w:sdt><w:sdtContent>" * 10_000, b"</w:sdtContent></w:sdt>" * 10_000
    ),
    "exploding entities": lambda: docx(b"<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", doctype=laughing()),
    "an external entity": lambda: docx(
        b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
        doctype=b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ),
    "entities in an OpenDocument": lambda: odt(laughing() + b"<w>&e9;</w>"),
    "an OpenDocument nested deep": lambda: odt(b"<a>" * 200_000 + b"</a>" * 200_000),
    "a million pages claimed": lambda: pdf(
        b"<</Type/Pages/Kids[3 0 R]/Count COUNT>>", b"<</Type/Page/Parent 2 0 R>>", count=1_000_000
    ),
    "a million pages held": lambda: pdf(
        b"<</Type/Pages/Kids[" + b"3 0 R " * 1_000_000 + b"]/Count COUNT>>", b"<</Type/Page/Parent 2 0 R>>"
    ),
    "pages in a circle": lambda: pdf(b"<</Type/Pages/Kids[2 0 R]/Count COUNT>>"),
    "a PDF stream that inflates": lambda: pdf_with_content(
        packed(b"BT (reef) Tj ET " * 60_000, 200), b"/Filter/FlateDecode"
    ),
    "a PDF that draws text for ever": lambda: pdf_with_content(
        packed(b"BT /F 1 Tf 1 1 Td (reef) Tj ET " * 20_000, 80), b"/Filter/FlateDecode"
    ),
    "a PDF of nothing but strings of one letter": lambda: pdf_with_content(
        packed(b"BT /F 1 Tf 1 1 Td " + b"(a) Tj " * 10_000, 100), b"/Filter/FlateDecode"
    ),
    "a PDF that saves and restores": lambda: pdf_with_content(packed(b"q Q " * 50_000, 13), b"/Filter/FlateDecode"),
    "an OpenDocument of a million elements": lambda: odt(
        b'<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><o:body><o:text>'
        + b"<o:p/>" * 1_000_000
        + b"</o:text></o:body></o:d>"
    ),
    "a PDF cut short": lambda: reef_pdf()[:120],
    "a Word file cut short": lambda: docx(b"<w:p/>")[:400],
    "rich text of open brackets": lambda: b"{\\rtf1" + b"{\\b " * 2_000_000,
    "rich text with nothing in it": lambda: b"{\\rtf1 {\\pict ffff}}",
    "a page nested a million deep": lambda: b"<html><body>" + b"<div>" * 1_000_000 + b"reef",
    "a page of half a million tags": lambda: b"<html><body>" + b"<p>a" * 400_000,
    "Markdown of many stars": lambda: b"# a\n" + b"*a **b " * 55_000,
    "Markdown of tildes": lambda: b"# a\n" + b"~a~" * 130_000,
    "Markdown of open brackets": lambda: b"# a\n" + b"[" * 390_000,
    "Markdown of twenty thousand links": lambda: b"# a\n" + b"[a](b " * 19_900,
    "Markdown of nested quotes": lambda: b"# a\n" + b">" * 390_000,
    "Liquid tags that never close": lambda: b"# a\n" + b"{% " * 130_000,
    "front matter of anchors": lambda: (
        b"---\na: &a [x,x]\n" + b"".join(b"b%d: &b%d [*a,*a,*a]\n" % (n, n) for n in range(50)) + b"---\nreef"
    ),
    "ten megabytes of one letter": lambda: b"a" * (limits.BYTES - 1),
    "eleven megabytes": lambda: b"a " * (limits.BYTES // 2 + 9),
    "only invisible characters": lambda: "\u200b\u2060\ufeff\u00ad ".encode() * 500,
    "an old Word file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "an encrypted Word file": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99,
    "a spreadsheet": lambda: docx(b"<w:p/>").replace(b"word/document.xml", b"xl/worksheets/sh1"),
    "nothing": lambda: b" \n ",
    "random bytes": lambda: bytes((n * n * 31 + n // 7) % 256 for n in range(60_000)),
}

SLOW_BUT_READ = {"Markdown of many stars", "Markdown of nested quotes"}
SLOW_BUT_READ |= {
    "Liquid tags that never close",
    "front matter of anchors",
    "Markdown of twenty thousand links",
}


READ = """
import resource, sys
from matcher.documents import parse_document
from matcher.errors import InputError
try:
    parse_document(sys.stdin.buffer.read(), "me.docx")
except InputError as error:
    print(error)
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(max(one.ru_maxrss for one in used) // 1024, sum(one.ru_utime + one.ru_stime for one in used))
sys.exit()
"""


@pytest.fixture(scope="module")
def processes():
    """Small processes, each with no other test's memory, time or children in its measures."""
    parent = Processes("matcher.documents", "matcher.documents.readers")
    yield parent
    parent.close()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_in_time_and_in_little_memory(what, processes):
    ended = processes(stdin=HOSTILE[what](), before=READ)
    assert ended.returncode == 0, ended.stderr
    *said, used = ended.stdout.decode().splitlines()
    megabytes, seconds = map(float, used.split())
    assert len(said) == (0 if what in SLOW_BUT_READ else 1)
    assert all(re.fullmatch(r"me\.docx .{1,190}", line) for line in said)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("form", ["txt", "md", "rst", "org", "adoc", "typ", "tex", "qmd"])
def test_lines_without_end_are_refused_whatever_they_are(form):
    with pytest.raises(InputError, match=r"at most 20,000 lines"):
        parse_document(b"- a\n" * 20_001, f"me.{form}")


def test_lines_without_end_in_a_cell_of_a_notebook_are_refused_too():
    cells = {"cells": [{"cell_type": "markdown", "source": ["- a\n" * 20_001]}]}
    with pytest.raises(InputError, match=r"at most 20,000 lines"):
        parse_document(json.dumps(cells).encode(), "me.ipynb")


def test_a_lying_name_changes_nothing_but_a_note():
    document = parse_document(b"I study mimicry in butterflies.", "me.pdf")
    assert document.format == "text"
    assert document.notes == ("the name says pdf, the content is text",)


def test_scripts_and_hidden_text_are_not_read():
    page = (
        b"<html><body><p>I study moss.</p><script>finance()</script><p style='display: none'>finance</p></body></html>"
    )
    document = parse_document(page, "me.html")
    assert [part.text for part in document.parts] == ["I study moss."]
    assert document.notes == ("hidden passages not read: 1", "scripts not read: 1")


def test_the_child_sees_nothing_of_its_parents_environment_and_may_not_leave(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "reef")
    monkeypatch.syspath_prepend(str(tmp_path))
    tmp_path.joinpath("spy.py").write_text(
        "import json, os, socket, subprocess\n"
        "def serve(order, close_doors):\n"
        "    close_doors()\n"
        "    tried = {}\n"
        "    for name, act in {'socket': lambda: socket.socket().connect(('127.0.0.1', 9)),\n"
        "                      'program': lambda: subprocess.run(['true']),\n"
        "                      'file': lambda: open('kept.txt', 'w')}.items():\n"
        "        try:\n            act(); tried[name] = 'done'\n"
        "        except BaseException as error:\n            tried[name] = type(error).__name__\n"
        "    print(json.dumps({'tried': tried, 'secret': os.environ.get('SECRET', ''), "
        "'files': sorted(os.listdir('/proc/self/fd'))}))\n"
    )
    child = children.start("spy", {}, memory=limits.MEMORY, seconds=5, stdin=subprocess.DEVNULL)
    found = json.loads(child.stdout.read())
    children.end(child)
    assert found["secret"] == ""
    assert set(found["tried"].values()) == {"PermissionError"}
    assert len(found["files"]) <= 5  # 0, 1, 2 and those that listing itself opens


def test_the_child_is_light():
    heavy = "{name.split('.')[0] for name in sys.modules} & {'numpy', 'pypdf', 'mammoth', 'Stemmer', 'yaml', 'pyarrow'}"
    code = f"import sys; from matcher.tables import child; from matcher.documents import worker; print({heavy})"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() in {"set()", "{'Stemmer'}"}


CORPUS = Path(__file__).parent / "corpus" / "files"


@pytest.mark.parametrize(
    "name", ["letter.txt", "hugo.md", "cv.tex", "hidden.html", "bold-heads.docx", "reefs-office.pdf"]
)
def test_a_document_read_behind_the_wall_is_the_same_document(name):
    data = (CORPUS / name).read_bytes()
    assert parse_sandboxed(data, name) == parse_document(data, name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nothing.txt", b" "),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("locked.pdf", (CORPUS / "encrypted-secret.pdf").read_bytes()),
        ("cut.docx", docx(b"<w:p/>")[:300]),
        ("\x1b[1mme\n.md", b""),
    ],
)
def test_what_is_refused_behind_the_wall_is_refused_in_the_same_words(name, data):
    with pytest.raises(InputError) as refused:
        parse_document(data, name)
    with pytest.raises(InputError) as again:
        parse_sandboxed(data, name)
    assert str(again.value) == str(refused.value)


def test_a_text_behind_the_wall_has_limits_on_its_time(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0)
    with pytest.raises(InputError, match=r"^me\.md must be parsed within 0 seconds; it took longer"):
        parse_sandboxed(b"I map reefs.", "me.md")


def test_many_uploads_at_once_from_threads_are_all_read():
    from concurrent.futures import ThreadPoolExecutor

    data = reef_pdf()
    n = limits.CHILDREN + 2  # more than may have a child at once
    with ThreadPoolExecutor(n) as pool:
        read = list(pool.map(lambda n: parse_document(data, f"{n}.pdf"), range(n + 2)))
    assert all("reefs and tides" in document.statement for document in read)
