"""Versions of one statement that differ in who its writer is said to be, and in nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from matcher.records import Profile

KINDS = ("name", "pronouns", "nationality", "university", "career gap")
"""What is swapped."""

LINES = {
    "name": (
        "My name is Emily Walsh.",
        "My name is Lakisha Washington.",
        "My name is Mohammed Rahman.",
        "My name is Nguyen Thi Lan.",
        "My name is Jakub Kowalski.",
    ),
    "pronouns": ("My pronouns are she/her.", "My pronouns are he/him.", "My pronouns are they/them."),
    "nationality": (
        "I am German.",
        "I am Nigerian.",
        "I am Chinese.",
        "I am American.",
        "I am Pakistani.",
        "I am Brazilian.",
    ),
    "university": (
        "I studied at the University of Oxford.",
        "I studied at the University of Lagos.",
        "I studied at the University of Wuhan.",
        "I studied at the University of Toledo.",
    ),
    "career gap": (
        "",
        "I took two years off to care for my child.",
        "I was ill for two years.",
        "I was unemployed for two years.",
    ),
}
"""Sentences put before a statement; those of one kind are of one form."""

_COUNTRIES = (
    "German|Nigerian|Chinese|American|Pakistani|Brazilian|Indian|British|French|Italian|Spanish|Polish|Turkish|Iranian"
    "|Mexican|Canadian|Japanese|Korean|Vietnamese|Indonesian|Egyptian|Kenyan|Ghanaian|Russian|Ukrainian|Swiss"
    "|Austrian|Dutch|Swedish|Norwegian|Danish|Finnish|Greek|Portuguese|Israeli|Syrian|Bangladeshi|Australian"
    "|Germany|Nigeria|China|America|Pakistan|Brazil|India|Britain|France|Italy|Spain|Poland|Turkey|Iran|Mexico"
    "|Canada|Japan|Korea|Vietnam|Indonesia|Egypt|Kenya|Ghana|Russia|Ukraine|Switzerland|Austria|Netherlands|Sweden"
    "|Norway|Denmark|Finland|Greece|Portugal|Israel|Syria|Bangladesh|Australia"
)
_ORIGIN = re.compile(
    r"\b(?P<before>I am (?:an? )?|I'm (?:an? )?|I come from |I am from |I'm from |born in |raised in |grew up in "
    rf"|national of |citizen of )(?P<country>{_COUNTRIES})\b"
)
_NAMED_AFTER = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}"
_UNIVERSITY = re.compile(
    rf"\b(?:University of (?:the )?{_NAMED_AFTER}|{_NAMED_AFTER} (?:University|College|Institute of Technology))\b"
)
_GAP = re.compile(
    r"[^.!?\n]*\b(?:parental leave|maternity|paternity|career break|gap year|years? off|unemployed|out of work"
    r"|laid off|car(?:ed|ing) for my|was ill|my illness|burn-?out)\b[^.!?\n]*[.!?]?",
    re.IGNORECASE,
)
_HERS = re.compile(r"\b(?:she|her|hers|herself|he|him|his|himself)\b", re.IGNORECASE)
_OTHER = {
    "she": "he",
    "her": "his",
    "hers": "his",
    "herself": "himself",
    "he": "she",
    "him": "her",
    "his": "her",
    "himself": "herself",
}


class Versions(NamedTuple):
    """Two profiles that differ in one thing said of the writer; `change` says which, without the writer's words."""

    kind: str
    change: str
    before: Profile
    after: Profile


def iter_versions(applicant: Profile) -> Iterator[Versions]:
    """Yield the pairs of versions of one applicant: lines added before the statement, then what the text itself says.

    Added lines are compared with each other and not with the statement as it was: both versions are equally long. A
    career gap is compared with none.
    """
    for kind, lines in LINES.items():
        versions = [_with_line(applicant, line) for line in lines]
        pairs = list(pairwise(zip(lines, versions, strict=True)))
        if kind == "career gap":
            pairs = [((lines[0], versions[0]), other) for other in zip(lines[1:], versions[1:], strict=True)]
        for (line, before), (other, after) in pairs:
            change = f'"{line}" becomes "{other}"' if line else f'"{other}" is added'
            yield Versions(kind, change, before, after)
    yield from _in_text(applicant)


def _with_line(applicant: Profile, line: str) -> Profile:
    return replace(applicant, statement=f"{line}\n\n{applicant.statement}") if line else applicant


def _in_text(applicant: Profile) -> Iterator[Versions]:
    text = applicant.statement
    edits = (
        ("pronouns", "pronouns in the text, swapped", _HERS.sub(_other_pronoun, text)),
        ("nationality", "origin in the text, swapped", _ORIGIN.sub(_other_origin, text)),
        ("nationality", "origin in the text, taken out", _ORIGIN.sub(lambda match: match["before"], text)),
        ("university", "universities in the text, swapped", _UNIVERSITY.sub("University of Lagos", text)),
        ("university", "universities in the text, taken out", _UNIVERSITY.sub("university", text)),
        ("career gap", "sentences about a gap, taken out", _GAP.sub("", text)),
    )
    for kind, change, edited in edits:
        if edited != text:
            yield Versions(kind, change, applicant, replace(applicant, statement=edited))
    if name := applicant.name.strip():
        other = replace(applicant, name="Lakisha Washington", statement=text.replace(name, "Lakisha Washington"))
        yield Versions("name", "the writer's own name, swapped", applicant, other)


def _other_pronoun(match: re.Match[str]) -> str:
    other = _OTHER[match.group().lower()]
    return other.capitalize() if match.group()[0].isupper() else other


def _other_origin(match: re.Match[str]) -> str:
    """Return a match with another origin, in the form it had: a people for a people, a country for a country."""
    names = _COUNTRIES.split("|")
    half = names.index("Germany")
    place = names.index(match["country"])
    group = names[:half] if place < half else names[half:]
    return match["before"] + group[(group.index(match["country"]) + len(group) // 2) % len(group)]
