"""The phrases in a document that name interests, each with where it came from."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from matcher.documents.blocks import TAGS, Block, Part
from matcher.documents.interest_phrases import PHRASES, emphasised, is_interest, of_list, of_sentence
from matcher.documents.name_words import NAMES
from matcher.documents.structure import heading_kinds
from matcher.text.background import no_subjects, statement_words
from matcher.text.refusals import Wants
from matcher.text.tokens import SENTENCE_BREAK, forms, stems, words

_LONGEST_OBJECT = 200
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
    parts_with_wants: Iterable[tuple[Part, Wants]], marks: Iterable[Mark], names: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return interest phrases with where they came from, each once, parts before marks before sentences.

    All of them: `MOST_INTERESTS` is for who takes them, and has to say what it leaves.
    `parts_with_wants` holds each part with its text split into what is wanted and what is not; `names` tell of whom a
    page in the third person speaks.
    """
    wanted = [(part, wants.wanted) for part, wants in parts_with_wants]
    by_key: dict[str, tuple[str, str]] = {}
    for phrase, source in (*_of_parts(wanted), *_of_marks(wanted, marks), *_of_sentences(wanted, names)):
        key = " ".join(words(phrase)) or phrase
        by_key.setdefault(key, (phrase, source))
    return tuple(by_key.values())


def _of_parts(wanted: list[tuple[Part, str]]) -> Iterator[tuple[str, str]]:
    for part, text in wanted:
        if part.kind == "goals" and heading_kinds.says_sought(part.title):
            yield from ((phrase, f'part "{part.title}"') for phrase in _sought(text))
        if part.kind == "interests":
            source = f'part "{part.title}"' if part.title else "a part about interests"
            innermost = part.title.rpartition(" / ")[2]
            is_below = part.why.startswith("heading ") and heading_kinds.kind_of(innermost) is None
            if innermost and is_below and is_interest(innermost):
                yield innermost, source
            is_tags = part.title == TAGS
            for phrase in split_phrases(text.replace("-", " ") if is_tags else text)[0]:
                yield phrase, source


def _sought(text: str) -> Iterator[str]:
    r"""Yield the subjects in a list of what somebody looks for; bare ones where half of the items are such.

    >>> list(_sought("- a project on soil carbon\n- weekly meetings\n- funding for a visit"))
    ['soil carbon']
    """
    sure: list[list[str]] = []
    bare: list[list[str]] = []
    items = [line.removeprefix("- ") for line in text.split("\n") if line.startswith("- ")]
    for item in items:
        found = PHRASES["place_on"].match(item)
        phrases, is_all = of_list(item[found.end() :] if found else item)
        (sure if found else bare).append([] if not is_all or any(map(_is_plain, phrases)) else phrases)
    n_bare = sum(map(bool, bare))
    yield from chain(*sure, *(bare if n_bare > 1 and 2 * n_bare >= len(bare) else []))


def _is_plain(phrase: str) -> bool:
    """Tell a phrase that is a condition or a deed: with words of every statement, or a verb in front."""
    said = forms(phrase)
    is_deed = not no_subjects().isdisjoint(said[:1])
    return is_deed or not (statement_words() | PHRASES.words("conditions")).isdisjoint({*said, *stems(phrase)})


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
        label = PHRASES["label"].match(line)
        for sentence in SENTENCE_BREAK.split(line[label.end() :] if label else line):
            openings = _openings(sentence)
            said = [phrase for phrase, _ in _said(sentence, openings)]
            opens = bool(said) or bool(openings)
            named, is_all = (said, False) if opens else of_list(sentence)
            if opens or not is_behind or len(named) > 2:
                phrases += named
            else:
                is_all = False
            if not is_all and sentence.strip():
                is_behind = True
                sentences.append(sentence.strip())
    return phrases, "\n".join(sentences)


def _object(behind: str) -> str:
    near = behind[:_LONGEST_OBJECT]
    end = PHRASES["object_end"].search(near)
    return near[: end.start()] if end else near


def _of_marks(wanted: list[tuple[Part, str]], marks: Iterable[Mark]) -> Iterator[tuple[str, str]]:
    """Yield marked phrases that still stand in wanted text: a person may have corrected the parts since."""
    marks = list(marks)
    text = "\n".join(text for part, text in wanted if part.kind in COUNTING).lower() if marks else ""
    for mark in marks:
        if re.search(rf"(?<!\w){re.escape(mark.phrase.lower())}(?!\w)", text):
            yield mark.phrase, mark.how


def _of_sentences(wanted: list[tuple[Part, str]], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    whole = "\n".join(text for part, text in wanted if part.kind != "other")
    is_own = bool(NAMES["first_person"].search(whole))
    about = {word for name in names for word in name.lower().split() if not is_own}
    for part, text in wanted:
        if part.kind in {"statement", "goals", "experience"}:
            goes_on = False
            for sentence in SENTENCE_BREAK.split(text):
                openings = _openings(sentence, about)
                for phrase, words in _said(sentence, openings, goes_on=goes_on):
                    yield phrase, f'sentence "{words}"'
                goes_on = bool(openings)


def _openings(sentence: str, about: Iterable[str] = ()) -> list[re.Match[str]]:
    """Return what opens an interest in a sentence.

    `about` holds the words of the writer's name where the text never says "I": then "she" and "he" are the writer too.
    """
    openings = [*PHRASES["opening"].finditer(sentence)]
    for found in PHRASES["third"].finditer(sentence) if about else ():
        who = found[1] or found[2] or ""
        openings += [] if who and {*about}.isdisjoint(who.lower().split()) else [found]
    return openings


def _said(sentence: str, openings: list[re.Match[str]], *, goes_on: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the interests that a sentence says, each with its words; `goes_on` where the one before said some."""
    for subject in PHRASES["subject"].finditer(sentence):
        if not PHRASES["long_ago"].search(subject[0]):
            yield from (
                (phrase, subject[0][-60:].strip(" ,;:")) for phrase in of_sentence(subject[subject.lastindex or 1])
            )
    if openings or goes_on:
        more = PHRASES["goes_on"].finditer(sentence, openings[0].end() if openings else 0)
        openings = sorted([*openings, *more], key=re.Match.start)
    ends = [*(opening.start() for opening in openings[1:]), len(sentence)]
    for opening, end in zip(openings, ends, strict=False):
        if not PHRASES["long_ago"].search(sentence[max(0, opening.start() - 1_000) : opening.start()]):
            words = sentence[opening.start() : opening.end() + 60].lstrip(" ,.").split("\n")[0][:60].strip()
            yield from ((phrase, words) for phrase in of_sentence(_object(sentence[opening.end() : end])))


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
