"""The corpus: documents as people bring them, and what the reader finds in each."""

import json
import math
from pathlib import Path

import pytest

from matcher.documents import KINDS, read_document
from matcher.errors import InputError
from matcher.text import tokens as text
from matcher.text.identity import without_identity

CORPUS = Path(__file__).parent / "corpus"
FILES = {path.name: path for path in sorted((CORPUS / "files").iterdir())}
EXPECTED = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
READABLE = [name for name in FILES if "error" not in EXPECTED[name]]
LESS_TEXT = {"reefs-office.txt"}  # LibreOffice leaves footnotes out of plain text
SAME_TEXT = [name for name in READABLE if name.startswith(("reefs", "encrypted")) and name not in LESS_TEXT]


@pytest.fixture(scope="module")
def read():
    known = {}

    def once(name):
        if name not in known:
            known[name] = read_document(FILES[name])
        return known[name]

    return once


def test_the_corpus_is_broad_and_small():
    assert len(FILES) >= 60
    assert set(FILES) == set(EXPECTED)
    assert sum(path.stat().st_size for path in FILES.values()) < 2_000_000


@pytest.mark.parametrize("name", READABLE)
def test_a_document_is_parted_as_expected(name, read):
    document, expected = read(name), EXPECTED[name]
    assert [[part.kind, part.title, part.text[:48]] for part in document.parts] == expected["parts"]
    assert [phrase for phrase, _ in document.interests_from] == expected["interests"]
    for fact in ("format", "encoding", "avoid"):
        assert getattr(document, fact) == expected[fact]
    assert [*document.notes] == expected["notes"]
    assert [*document.names] == expected["names"]


@pytest.mark.parametrize("name", [name for name in FILES if name not in READABLE])
def test_what_cannot_be_read_is_refused_in_one_line(name):
    with pytest.raises(InputError) as caught:
        read_document(FILES[name])
    assert str(caught.value).replace(str(FILES[name]), name) == EXPECTED[name]["error"]


@pytest.mark.parametrize("name", READABLE)
def test_every_part_has_a_kind_a_reason_and_a_text(name, read):
    for part in read(name).parts:
        assert part.kind in KINDS
        assert part.why
        assert part.text.strip()


@pytest.mark.parametrize("name", READABLE)
def test_no_address_reaches_the_features(name, read):
    profile = read(name).profile("a")
    told = "\n".join((profile.interests, profile.statement, profile.avoid))
    assert "example.org" not in told
    assert without_identity(told, read(name).names) == told


@pytest.mark.parametrize("name", SAME_TEXT)
def test_the_same_text_in_each_format_has_the_same_features(name, read):
    assert affinity(read("reefs.md"), read(name)) >= 0.98


@pytest.mark.parametrize("name", [name for name in READABLE if name.startswith(("encoded", "damaged"))])
def test_the_same_text_in_each_encoding_has_the_same_features(name, read):
    assert affinity(read("encoded-utf-8.txt"), read(name)) >= 0.98


def affinity(one, other):
    """The cosine of the terms that two documents hold, what is not wanted apart, each term once.

    Once, because emphasis counts a phrase again, and plain text has none.
    """
    sides = []
    for profile in (one.profile("a"), other.profile("a")):
        lines = f"{profile.interests}\n{profile.statement}".replace("; ", "\n").split("\n")
        refused = {f"no {term}" for term in text.terms(profile.avoid)}
        sides.append({term for line in lines for term in text.terms(line)} | refused)
    return len(sides[0] & sides[1]) / math.sqrt(len(sides[0]) * len(sides[1]))
