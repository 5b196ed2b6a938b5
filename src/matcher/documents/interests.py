"""The phrases in a document that name interests, each with where it came from."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from matcher.documents.blocks import TAGS, Block, Part
from matcher.documents.interest_phrases import emphasised, is_interest, of_list, of_sentence
from matcher.documents.structure import heading_kinds
from matcher.text.refusals import Wants
from matcher.text.sentence_breaks import SENTENCE_BREAK
from matcher.text.tokens import words

_ADVERBS = r"(?:(?!not\b|less\b|no\b|never\b)[\w'’-]{1,20} ){0,3}?"
_OPENING = re.compile(
    rf"(?:\bmy (?:[\w-]{{1,20}} ){{0,3}}(?:interests?|passions?|fascination|curiosity|focus) (?:is|are|lies?"
    rf"|include|centres?|centers?|on)"
    r"(?: in| on| around)?"
    rf"|\b(?:i am|i['’]m|i(?: have|['’]ve) (?:\w{{1,20}} )?been|i remain|we are) {_ADVERBS}(?:interested in"
    rf"|fascinated (?:by|with)"
    r"|curious about|drawn to|passionate about|excited (?:about|by)|intrigued by|obsessed with|keen on)"
    r"|\bmy (?:[\w-]{1,20} ){0,2}(?:research|work) (?:focus(?:es|ed)? on|centres on|centers on|revolves around)"
    r"|\bi(?: have always| always)? dream(?:ed|t)? (?:of|about) (?:working on|studying|exploring|researching)"
    r"|\bi have (?:always had )?an? (?:[\w-]{1,20} ){0,3}(?:interest|passion|fascination) (?:in|for|with)"
    r"|\bwhat (?:excites|fascinates|interests|draws|moves) me (?:[\w-]{1,20} ){0,5}is"
    r"|\b(?:area|field|topic|subject)s? that (?:excites?|fascinates?|interests?) me (?:[\w-]{1,20} ){0,5}(?:is|are)"
    rf"|\bi(?:['’]d| would)? {_ADVERBS}(?:love|like|want|wish|hope|plan|aim) to {_ADVERBS}(?:work on|study|explore"
    rf"|investigate"
    r"|(?:do|pursue|conduct) (?:\w{1,20} )?(?:research|studies) (?:in|on|into))"
    r"|\b(?:group|lab|team|project|thesis|supervisor|people|place|position)s? (?:that|which|who) (?:works? on"
    r"|do(?:es)?|stud(?:y|ies)|builds?))\s",
    re.IGNORECASE,
)
_OBJECT_END = re.compile(
    r"[.;:!?()\n](?=\s|$|[\"'”’)(])|\n|\s[–—]\s|,? (?:and|but|because|which|so|since|as) (?:i|we|my|it|they"
    r"|that)\b|, (?:which|where)\b",
    re.IGNORECASE,
)
_LONGEST_OBJECT = 200
_LABEL = re.compile(
    r"(?:my )?(?:\w{1,20} ){0,2}(?:interests|keywords|key words|topics|themes|areas|fields|tags)\s?:\s",
    re.IGNORECASE,
)
COUNTING = ("interests", "statement", "experience", "goals")
"""Kinds of parts whose emphasised words name interests; values emphasise manners, not fields."""

_MOST_TRIED = 1_000
"""So many emphasised phrases are tried, each of which is searched for in its block."""

MOST_INTERESTS = 60
"""So many phrases are kept, in their order; a longer list is a catalogue."""


class Mark(NamedTuple):
    """A phrase the writer marked: `how` says emphasised, or the text of a link."""

    phrase: str
    how: str


def find_interests(
    parts_with_wants: Iterable[tuple[Part, Wants]], marks: Iterable[Mark]
) -> tuple[tuple[str, str], ...]:
    """Return interest phrases with where they came from, each once, parts before marks before sentences.

    All of them: `MOST_INTERESTS` is for who takes them, and has to say what it leaves.
    `parts_with_wants` holds each part with its text split into what is wanted and what is not.
    """
    wanted = [(part, wants.wanted) for part, wants in parts_with_wants]
    by_key: dict[str, tuple[str, str]] = {}
    for phrase, source in (*_of_parts(wanted), *_of_marks(wanted, marks), *_of_sentences(wanted)):
        key = " ".join(words(phrase)) or phrase
        by_key.setdefault(key, (phrase, source))
    return tuple(by_key.values())


def _of_parts(wanted: list[tuple[Part, str]]) -> Iterator[tuple[str, str]]:
    for part, text in wanted:
        if part.kind == "interests":
            source = f'part "{part.title}"' if part.title else "a part about interests"
            innermost = part.title.rpartition(" / ")[2]
            is_below = part.why.startswith("heading ") and heading_kinds.kind_of(innermost) is None
            if innermost and is_below and is_interest(innermost):
                yield innermost, source
            is_tags = part.title == TAGS
            for phrase in split_phrases(text.replace("-", " ") if is_tags else text)[0]:
                yield phrase, source


def split_phrases(text: str) -> tuple[list[str], str]:
    r"""Return the phrases of a text about interests, and what in it is no phrase, a line a sentence.

    >>> split_phrases("- Type systems: gradual typing, inference, blame.\n- My thesis was about where to put it.")
    (['Type systems', 'gradual typing', 'inference', 'blame'], 'My thesis was about where to put it.')
    """
    phrases: list[str] = []
    sentences: list[str] = []
    for line in text.split("\n"):
        is_behind = False  # behind a sentence, a short one explains it
        line = line.strip().removeprefix("- ")
        label = _LABEL.match(line)
        for sentence in SENTENCE_BREAK.split(line[label.end() :] if label else line):
            named, is_all = of_list(sentence)
            opening = _OPENING.search(sentence)
            if opening:
                named, is_all = list(of_sentence(_object(sentence, opening.end()))), False
            if opening or not is_behind or len(named) > 2:
                phrases += named
            else:
                is_all = False
            if not is_all and sentence.strip():
                is_behind = True
                sentences.append(sentence.strip())
    return phrases, "\n".join(sentences)


def _object(text: str, start: int) -> str:
    """Return what stands behind an opening, to the end of its clause."""
    near = text[start : start + _LONGEST_OBJECT]
    end = _OBJECT_END.search(near)
    return near[: end.start()] if end else near


def _of_marks(wanted: list[tuple[Part, str]], marks: Iterable[Mark]) -> Iterator[tuple[str, str]]:
    """Yield marked phrases that still stand in wanted text: a person may have corrected the parts since."""
    marks = list(marks)
    text = "\n".join(text for part, text in wanted if part.kind in COUNTING).lower() if marks else ""
    for mark in marks:
        if re.search(rf"(?<!\w){re.escape(mark.phrase.lower())}(?!\w)", text):
            yield mark.phrase, mark.how


def _of_sentences(wanted: list[tuple[Part, str]]) -> Iterator[tuple[str, str]]:
    for part, text in wanted:
        if part.kind in {"statement", "goals", "experience"}:
            for opening in _OPENING.finditer(text):
                said = text[opening.start() : opening.end() + 60].split("\n")[0]
                for phrase in of_sentence(_object(text, opening.end())):
                    yield phrase, f'sentence "{said[:60].strip()}"'


def marks_of(blocks: Iterable[Block]) -> tuple[Mark, ...]:
    """Return the phrases that the writer emphasised within sentences, where not everything is emphasised, each once."""
    blocks = [block for block in blocks if block.role in {"text", "item", "note"}]
    n_letters = sum(len(block.text) for block in blocks)
    n_strong = sum(len(phrase) for block in blocks for phrase in block.strong)
    if n_strong > max(0.4 * n_letters, 120):
        return ()
    tried = islice(((phrase, block.text) for block in blocks for phrase in block.strong), _MOST_TRIED)
    phrases = (phrase for phrase, text in tried if emphasised(phrase, text))
    return tuple(Mark(phrase, "emphasised") for phrase in dict.fromkeys(phrases))
