"""Makes the corpus again.

Our own texts, written by hand below, through LibreOffice, pandoc, Chromium and Python.

    python tests/corpus/make.py            # writes tests/corpus/files; needs soffice, pandoc, chromium
    python tests/corpus/make.py --expect   # writes tests/corpus/expected.json from what the reader finds now

All people, places and addresses are invented. The tests read the files and never run this.
"""

import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FILES = Path(__file__).parent / "files"
HAND = Path(__file__).parent / "hand"


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)


def office(source, ending, target):
    """Convert by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        kind = ending if ending != "txt" else "txt:Text (encoded):UTF8"
        run("soffice", "--headless", "--convert-to", kind, "--outdir", folder, str(source))
        shutil.copy(Path(folder) / f"{Path(source).stem}.{ending}", target)


def printed(page, target):
    """Print by Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        run("chromium", *flags, f"--print-to-pdf={target}", str(path))


def same_text_in_each_format():
    source = HAND / "reefs.md"
    FILES.joinpath("reefs.md").write_bytes(source.read_bytes())
    for ending in ("docx", "odt", "rtf", "html", "tex", "txt"):
        to = ["-t", "plain", "--columns=72"] if ending == "txt" else []
        run(
            "pandoc",
            "-s",
            "--metadata",
            "title= ",
            str(source),
            *to,
            "-o",
            str(FILES / f"reefs-pandoc.{ending}"),
        )
    for ending, form in {"org": "org", "adoc": "asciidoc", "rst": "rst", "ipynb": "ipynb"}.items():
        run(
            "pandoc",
            "-s",
            "--metadata",
            "title= ",
            str(source),
            "-t",
            form,
            "-o",
            str(FILES / f"reefs-pandoc.{ending}"),
        )
    odt = FILES / "reefs-pandoc.odt"
    for ending in ("docx", "rtf", "pdf", "txt", "html"):
        office(odt, ending, FILES / f"reefs-office.{ending}")
    office(FILES / "reefs-office.docx", "odt", FILES / "reefs-office.odt")
    body = subprocess.run(["pandoc", str(source), "-t", "html"], check=True, capture_output=True, text=True).stdout
    style = "font:11pt serif;text-align:justify;hyphens:auto"
    printed(f'<html lang="en"><body style="{style}">{body}</body></html>', FILES / "reefs-chromium.pdf")
    columns = f"{style};column-count:2;font-size:9pt"
    printed(f'<html lang="en"><body style="{columns}">{body}</body></html>', FILES / "reefs-two-columns.pdf")


def as_programs_decode(byte, encoding):
    """Five bytes mean nothing in cp1252; browsers and editors take them for control characters."""
    unused = encoding == "cp1252" and byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    return chr(byte) if unused else bytes([byte]).decode(encoding)


def letters_in_each_encoding():
    western = (HAND / "encoded.txt").read_text(encoding="utf-8")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"):
        FILES.joinpath(f"encoded-{encoding}.txt").write_bytes(western.encode(encoding))
    plain = western.replace("“", '"').replace("”", '"').replace("’", "'").replace("–", "-").replace("—", "-")
    FILES.joinpath("encoded-latin-1.txt").write_bytes(plain.encode("latin-1"))
    FILES.joinpath("encoded-utf-16-be-marked.txt").write_bytes(b"\xfe\xff" + western.encode("utf-16-be"))
    for name, encoding in (("chinese", "gb18030"), ("japanese", "shift_jis"), ("russian", "cp1251")):
        text = (HAND / f"{name}.txt").read_text(encoding="utf-8")
        FILES.joinpath(f"{name}-{encoding}.txt").write_bytes(text.encode(encoding))
    for label, encoding, times in (
        ("once", "cp1252", 1),
        ("twice", "cp1252", 2),
        ("mac", "mac_roman", 1),
        ("latin", "latin-1", 1),
    ):
        damaged = western
        for _ in range(times):
            damaged = "".join(as_programs_decode(byte, encoding) for byte in damaged.encode("utf-8"))
        FILES.joinpath(f"damaged-{label}.txt").write_bytes(damaged.encode("utf-8"))


DOCX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>'
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    ""
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(body):
    """Return a Word file by hand, of nothing but its three needed parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELS),
            ("word/document.xml", f"{DOCX_HEAD}{body}</w:body></w:document>"),
        ):
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def paragraph(text, properties=""):
    return f'<w:p><w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def word_by_hand():
    tracked = (
        "<w:p><w:r><w:t xml:space='preserve'>I model </w:t></w:r><w:ins "
        "w:id='1'><w:r><w:t>glacier runoff</w:t></w:r></w:ins>"
        "<w:del w:id='2'><w:r><w:delText>stock "
        "prices</w:delText></w:r></w:del><w:r><w:t xml:space='preserve'> in alpine valleys, "
        "with rain gauges and patience.</w:t></w:r></w:p>"
    )
    box = (
        "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        + paragraph("My interests: snow physics, avalanche forecasting, citizen science")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    hidden = paragraph("deep learning quantum genomics everything", "<w:vanish/>") + paragraph(
        "cancer", '<w:color w:val="FFFFFF"/>'
    )
    bold = paragraph("What I want to learn", "<w:b/>") + paragraph("Field spectroscopy, and how to fail cheaply.")
    equation = "<w:p><w:r><w:t>Melt follows </w:t></w:r><m:oMath><m:r><m:t>q=ks</m:t></m:r></m:oMath></w:p>"
    FILES.joinpath("tracked.docx").write_bytes(docx(tracked + equation))
    FILES.joinpath("textbox.docx").write_bytes(
        docx(paragraph("I grew up under a glacier and never left the subject.") + box)
    )
    FILES.joinpath("hidden.docx").write_bytes(docx(paragraph("I measure snow depth with drones.") + hidden))
    FILES.joinpath("bold-heads.docx").write_bytes(docx(paragraph("Snow is my field.") + bold))


def pdfs_by_python():
    from pypdf import PdfReader, PdfWriter

    for name, password in (("encrypted-empty", ""), ("encrypted-secret", "reef")):
        writer = PdfWriter(clone_from=PdfReader(FILES / "reefs-office.pdf"))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
        writer.write(FILES / f"{name}.pdf")


def pages():
    long = (HAND / "long.md").read_text(encoding="utf-8")
    body = subprocess.run(["pandoc", "-t", "html"], input=long, check=True, capture_output=True, text=True).stdout
    page = (
        '<html lang="en"><style>@page{size:A5;margin:2cm;@top-center{content:"Application of a kelp person"}'
        '@bottom-center{content:"Page " counter(page) " of " counter(pages)}}body{font:11pt '
        "serif;text-align:justify;hyphens:auto}"
        f"</style><body>{body}</body></html>"
    )
    printed(page, FILES / "running-heads.pdf")
    picture = (
        '<body style="margin:0"><svg width="700" height="900"><rect width="600" height="800" fill="grey"/></svg></body>'
    )
    printed(picture, FILES / "scanned.pdf")


def expectations():
    """Write what the reader finds now; look at every line of the difference before keeping it."""
    import json

    from matcher.documents import read_document
    from matcher.errors import InputError

    found = {}
    for path in sorted(FILES.iterdir()):
        try:
            document = read_document(path)
        except InputError as error:
            found[path.name] = {"error": str(error).replace(str(path), path.name)}
            continue
        found[path.name] = {
            "format": document.format,
            "encoding": document.encoding,
            "names": list(document.names),
            "notes": list(document.notes),
            "parts": [[part.kind, part.title, part.text[:48]] for part in document.parts],
            "interests": [phrase for phrase, _ in document.interests_from],
            "avoid": document.avoid,
        }
    Path(__file__).with_name("expected.json").write_text(
        json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def main():
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    for path in sorted(HAND.iterdir()):
        if path.name not in {
            "reefs.md",
            "encoded.txt",
            "chinese.txt",
            "japanese.txt",
            "russian.txt",
            "long.md",
        }:
            shutil.copy(path, FILES / path.name)
    same_text_in_each_format()
    letters_in_each_encoding()
    word_by_hand()
    pdfs_by_python()
    pages()


if __name__ == "__main__":
    expectations() if "--expect" in sys.argv else main()
