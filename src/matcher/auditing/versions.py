"""Versions of a statement that differ only in the identity of the writer, or only in how plainly they are worded."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise, repeat
from typing import NamedTuple

from matcher.records import Profile
from matcher.text.lexicon import Lexicon
from matcher.text.person import COUNTRIES, PEOPLES

_WORDS = Lexicon("auditing/versions.txt")
LINES = {
    label: _WORDS.lines(section)
    for kind in ("name", "pronouns", "nationality", "university")
    for label, section in ((kind, kind), (f"{kind}, other words", f"{kind}_other_words"))
} | {"career gap": ["", *_WORDS.lines("career_gap")]}
"""Sentences to put before a statement, by what is swapped."""

_BEFORE, _COUNTRIES = _WORDS.source("before_an_origin"), "|".join((*PEOPLES, *COUNTRIES))
_ORIGIN = re.compile(rf"\b(?P<before>{_BEFORE})(?P<country>{_COUNTRIES})\b")
_OTHER = _WORDS.pairs("other_pronouns")
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_OTHER)})\b", re.IGNORECASE)

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


class Versions(NamedTuple):
    """Two profiles that differ in one fact about the writer; `change` names it, without quoting the writer."""

    kind: str
    change: str
    before: Profile
    after: Profile


def iter_versions(applicant: Profile) -> Iterator[Versions]:
    """Yield the pairs of versions of an applicant: with added lines before the statement, then with edits of the text.

    Added lines are compared with each other, not with the original statement, so that both versions are equally long.
    Only a career gap is compared with the original.
    """
    for kind, lines in LINES.items():
        versions = {line: replace(applicant, statement=f"{line}\n\n{applicant.statement}") for line in lines if line}
        for line, other in pairwise(lines) if lines[0] else zip(repeat(""), lines[1:], strict=False):
            change = f'"{line}" becomes "{other}"' if line else f'"{other}" is added'
            yield Versions(kind, change, versions.get(line, applicant), versions[other])
    yield from _in_text(applicant)


def _in_text(applicant: Profile) -> Iterator[Versions]:
    edits: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("pronouns", "pronouns in the text, swapped", partial(_PRONOUN.sub, _other_pronoun)),
        ("nationality", "origin in the text, swapped", partial(_ORIGIN.sub, _other_origin)),
        ("nationality", "origin in the text, taken out", partial(_ORIGIN.sub, lambda match: match["before"])),
        ("university", "universities in the text, swapped", partial(_WORDS["a_university"].sub, "University of Lagos")),
        ("university", "universities in the text, taken out", partial(_WORDS["a_university"].sub, "university")),
        ("career gap", "sentences about a gap, taken out", partial(_WORDS["gap_sentence"].sub, "")),
    )
    for kind, change, edit in edits:
        if (edited := _edited(applicant, edit)).statement != applicant.statement:
            yield Versions(kind, change, applicant, edited)
    if name := applicant.name.strip():
        other = _edited(applicant, lambda text: text.replace(name, "Lakisha Washington"))
        yield Versions("name", "the writer's own name, swapped", applicant, replace(other, name="Lakisha Washington"))


def _edited(applicant: Profile, edit: Callable[[str], str]) -> Profile:
    statement, goals, values = map(edit, (applicant.statement, applicant.goals, applicant.values))
    return replace(applicant, statement=statement, goals=goals, values=values)


def _other_pronoun(match: re.Match[str]) -> str:
    other = _OTHER[match.group().lower()]
    return other.capitalize() if match.group()[0].isupper() else other


def _other_origin(match: re.Match[str]) -> str:
    """Return a match with another origin of the same form: a people for a people, a country for a country."""
    group = list(PEOPLES if match["country"] in PEOPLES else COUNTRIES)
    return match["before"] + group[(group.index(match["country"]) + len(group) // 2) % len(group)]


def plain_version(applicant: Profile) -> Versions:
    """Return a statement, and the same in the wording of somebody who learned the language late."""
    return Versions("language", "articles dropped, short sentences", applicant, _edited(applicant, plainly))


def plainly(text: str) -> str:
    """Return a text without articles, in short sentences with simple verbs; all nouns stay.

    >>> plainly("I've been recording the sound of a reef, which is hard; I would like to learn more.")
    'I am recording sound of reef. It is hard. I want learn more.'
    """
    for pattern, plain in (*_CONTRACTED, *_TENSE):
        text = pattern.sub(plain, text)
    text = re.sub(r"\bI been\b", "I am", text)
    text = _ARTICLE.sub("", _WORDS["joint"].sub(_full_stop, text))
    return re.sub(r"(?<=[.!?] )[a-z]", lambda match: match.group().upper(), text)


def _full_stop(match: re.Match[str]) -> str:
    return ". It " if match.group().strip(" ,").lower() in {"which", "who"} else ". "
