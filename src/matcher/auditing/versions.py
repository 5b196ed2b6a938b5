"""Versions of one statement: who its writer is said to be differs, or how plainly it is worded, and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, repeat
from typing import NamedTuple

from matcher.records import Profile
from matcher.text.person import COUNTRIES, PEOPLES

_NAMES = ("Emily Walsh", "Lakisha Washington", "Mohammed Rahman", "Nguyen Thi Lan", "Jakub Kowalski")
_PEOPLES = ("German", "Nigerian", "Chinese", "American", "Pakistani", "Brazilian")
_UNIVERSITIES = ("Oxford", "Lagos", "Wuhan", "Toledo")
LINES: dict[str, tuple[str, ...]] = {
    "name": tuple(f"My name is {name}." for name in _NAMES),
    "name, other words": tuple(f"This is {name} writing to you." for name in _NAMES),
    "pronouns": ("My pronouns are she/her.", "My pronouns are he/him.", "My pronouns are they/them."),
    "pronouns, other words": ("My husband moved here with me.", "My wife moved here with me."),
    "nationality": tuple(f"I am {people}." for people in _PEOPLES),
    "nationality, other words": tuple(f"I hold a passport that says {people}." for people in _PEOPLES),
    "university": tuple(f"I studied at the University of {place}." for place in _UNIVERSITIES),
    "university, other words": tuple(f"My first degree was given to me in {place}." for place in _UNIVERSITIES),
    "career gap": (
        *("", "I took two years off to care for my child.", "I was ill for two years."),
        "I was unemployed for two years.",
    ),
}
"""Sentences put before a statement, by what is swapped; in other words: as hardly anybody says it, so that no rule of
matcher knows the sentence."""

_COUNTRIES = "|".join((*PEOPLES, *COUNTRIES))
_ORIGIN = re.compile(
    r"\b(?P<before>I am (?:an? )?|I'm (?:an? )?|I come from |I am from |I'm from |born in |raised in |grew up in "
    rf"|national of |citizen of )(?P<country>{_COUNTRIES})\b"
)
_NAMED_AFTER = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}"
_UNIVERSITY = re.compile(
    rf"\b(?:University of (?:the )?{_NAMED_AFTER}|{_NAMED_AFTER} (?:University|College|Institute of Technology))\b"
)
_GAP = re.compile(
    r"[^.!?\n]{0,300}\b(?:parental leave|maternity|paternity|career break|gap year|years? off|unemployed|out of work"
    r"|laid off|car(?:ed|ing) for my|was ill|my illness|burn-?out)\b[^.!?\n]*[.!?]?",
    re.IGNORECASE,
)
_OTHER = {"she": "he", "her": "his", "hers": "his", "herself": "himself"}
_OTHER |= {"he": "she", "him": "her", "his": "her", "himself": "herself"}
_HERS = re.compile(rf"\b(?:{'|'.join(_OTHER)})\b", re.IGNORECASE)

_ARTICLE = re.compile(r"\b(?:a|an|the)\s+", re.IGNORECASE)
_CONTRACTED = (
    (re.compile(r"\b(can)n['’]t\b|\b(can)not\b", re.IGNORECASE), "can not"),
    (re.compile(r"\b(I|we|you|they)['’](?:ve|d|ll)\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\bI['’]m\b"), "I am"),
    (re.compile(r"\b(it|he|she|that|there)['’]s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\b(do|does|did|is|was|are|were|has|have|had|would|could|should)n['’]t\b", re.IGNORECASE), r"\1 not"),
)
_TENSE = (
    (re.compile(r"\b(?:have|has|had) been (?=\w+ing\b)", re.IGNORECASE), "am "),
    (re.compile(r"\b(?:have|has|had) (?=\w+ed\b)", re.IGNORECASE), ""),
    (re.compile(r"\bwould (?:very much )?like to\b", re.IGNORECASE), "want"),
    (re.compile(r"\b(?:would|could|should|might|may) ", re.IGNORECASE), "can "),
)
_JOINT = re.compile(
    r"[;:]\s+|,\s+(?:which|who|whose|where|while|although|though|whereas|because|since)\s+|\s{1,9}[–—-]\s{1,9}"
)


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
        versions = {line: replace(applicant, statement=f"{line}\n\n{applicant.statement}") for line in lines if line}
        for line, other in pairwise(lines) if lines[0] else zip(repeat(""), lines[1:], strict=False):
            change = f'"{line}" becomes "{other}"' if line else f'"{other}" is added'
            yield Versions(kind, change, versions.get(line, applicant), versions[other])
    yield from _in_text(applicant)


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
    group = list(PEOPLES if match["country"] in PEOPLES else COUNTRIES)
    return match["before"] + group[(group.index(match["country"]) + len(group) // 2) % len(group)]


def plain_version(applicant: Profile) -> Versions:
    """Return a statement beside itself in the wording of somebody who learned the language late."""
    after = replace(applicant, statement=plainly(applicant.statement))
    return Versions("language", "articles dropped, short sentences", applicant, after)


def plainly(text: str) -> str:
    """Return a text without articles, in short sentences of simple verbs; every word that names a thing stays.

    >>> plainly("I've been recording the sound of a reef, which is hard; I would like to learn more.")
    'I am recording sound of reef. It is hard. I want learn more.'
    """
    for pattern, plain in (*_CONTRACTED, *_TENSE):
        text = pattern.sub(plain, text)
    text = re.sub(r"\bI been\b", "I am", text)
    text = _ARTICLE.sub("", _JOINT.sub(_full_stop, text))
    return re.sub(r"(?<=[.!?] )[a-z]", lambda match: match.group().upper(), text)


def _full_stop(match: re.Match[str]) -> str:
    return ". It " if match.group().strip(" ,").lower() in {"which", "who"} else ". "
