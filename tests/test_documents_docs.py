"""docs/reading.md says what the reader does: its tables are made from documents that are read here.

python tests/test_documents_docs.py    # writes the tables
"""

import ast
import re
from pathlib import Path

import pytest

from matcher.documents import limits, read_document
from matcher.documents.formats import ENDINGS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reading.md"
FILES = ROOT / "tests" / "corpus" / "files"

SAMPLES = {
    "text": "reefs-pandoc.txt",
    "markdown": "reefs.md",
    "html": "reefs-pandoc.html",
    "pdf": "reefs-office.pdf",
    "docx": "reefs-office.docx",
    "odt": "reefs-office.odt",
    "rtf": "reefs-office.rtf",
    "latex": "reefs-pandoc.tex",
    "org": "reefs-pandoc.org",
    "asciidoc": "reefs-pandoc.adoc",
    "rst": "reefs-pandoc.rst",
    "typst": "reefs.typ",
    "notebook": "reefs-pandoc.ipynb",
    "json": "profile.json",
}
PROBES = {
    "headings": lambda document: any(part.title == "Research interests" for part in document.parts),
    "lists": lambda document: any("- Passive acoustic" in part.text for part in document.parts),
    "tables": lambda document: "Larval settlement" in document.statement,
    "footnotes": lambda document: any("footnotes" in part.why for part in document.parts),
    "emphasis": lambda document: "hydrophone array" in document.interests,
}


def formats_table():
    rows = [f"| format | endings | {' | '.join(PROBES)} |", "|---" * (len(PROBES) + 2) + "|"]
    for form, name in SAMPLES.items():
        document = read_document(FILES / name)
        kept = ("yes" if probe(document) else "no" for probe in PROBES.values())
        rows.append(f"| {form} | {' '.join(ENDINGS[form])} | {' | '.join(kept)} |")
    return rows


def encodings_table():
    rows = ["| bytes | reported as | repaired lines |", "|---|---|---|"]
    for path in sorted(FILES.iterdir()):
        family, dash, label = path.stem.partition("-")
        if family in {"encoded", "damaged", "chinese", "japanese", "russian"} and dash:
            document = read_document(path)
            repaired = next((note.rpartition(" ")[2] for note in document.notes if "repaired" in note), "0")
            shown = label if family != "damaged" else f"decoded wrongly: {label}"
            rows.append(f"| {shown} | {document.encoding} | {repaired} |")
    return rows


def limits_table():
    rows = ["| limit | value | reason |", "|---|---|---|"]
    body = ast.parse(Path(limits.__file__).read_text(encoding="utf-8")).body
    for before, after in zip(body, body[1:], strict=False):
        if isinstance(before, ast.Assign) and isinstance(after, ast.Expr):
            name = before.targets[0].id
            rows.append(f"| {name} | {getattr(limits, name):,} | {' '.join(after.value.value.split())} |")
    return rows


TABLES = {"formats": formats_table, "encodings": encodings_table, "limits": limits_table}


def written(name, page):
    return re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", page, re.DOTALL)[1].splitlines()


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_page_is_what_the_reader_does(name):
    assert written(name, PAGE.read_text(encoding="utf-8")) == TABLES[name]()


def test_every_format_is_in_the_table_of_what_is_lost():
    page = PAGE.read_text(encoding="utf-8")
    assert all(re.search(rf"^\| {form} \|", page, re.MULTILINE) for form in ENDINGS)


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        body = "\n".join(table())
        text = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
            lambda m, b=body: m[1] + b + "\n" + m[2],
            text,
            flags=re.S,
        )
    PAGE.write_text(text, encoding="utf-8")
