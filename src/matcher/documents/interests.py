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
_LATELY = r"(?:(?:\w{2,12}ly|also|further|one day|later|now|even|do|really) ){0,2}"
_DRAWN = (
    r"(?:interest(?:ed|ing)? (?:in|on|about|to(?= the))|fascinated (?:by|with)|curious about|drawn to|passionate about"
    r"|excited (?:about|by)|intrigued by|obsessed with|keen on(?: working on)?|into(?! (?:the|my|an?)\b))"
)
_STUDIES = r"(?:research|studies|ph\.?d|doctorate|thesis|dissertation|project|degree)"
_WORK = (
    r"(?:work on|study|explore|investigate|research|combine|speciali[sz]e in|focus on|deepen my \w{1,20} (?:in|of|on)"
    r"|(?:learn|know|understand) more about"
    r"|(?:continue|keep|go on)(?: with| to work on| working (?:on|in|with)| my (?:work|research) on)"
    rf"|(?:do|pursue|conduct|make|start|write|begin) (?:\w{{1,20}} ){{0,3}}{_STUDIES} (?:in|on|into|about)"
    r"|(?:lead|build|join|found) (?:an?|the|your) (?:\w{1,20} )?(?:group|lab|team) (?:in|on|that works on))"
)
_OPENING = re.compile(
    rf"(?:(?:(?:\bi(?: am|['’]m|(?: have|['’]ve)(?: \w{{1,20}})? (?:been|become)| remain| became| grew)"
    rf"|\bwe are) {_ADVERBS}|(?:^|[.!?] |, )(?:also |mostly |mainly |very |really |kinda ){{0,3}}){_DRAWN}"
    rf"|\bi(?:(?:['’]d| would)? {_ADVERBS}(?:love|like|want|wish|hope|plan|aim|intend|be (?:happy|glad|excited"
    rf"|delighted))(?: to)?| (?:have|had) (?:\w{{1,20}} )?wanted to|(?: am"
    rf"|['’]m) {_ADVERBS}keen to) {_LATELY}{_WORK}(?: also)?|\bi(?: am|['’]m) {_ADVERBS}(?:moving|switching"
    rf"|turning) (?:in)?to"
    r"|\bi (?:like|love) (?:a lot|very much)|\bi(?: have always| always)? dream(?:ed|t)? (?:of|about) (?:working on"
    r"|studying|exploring|researching)|(?:\bi have(?: always had)?|\bwith) (?:an? )?(?:[\w-]{1,20} ){0,3}(?:interest"
    r"|passion|fascination) (?:in|for|with)|\bmy (?:[\w-]{1,20} ){0,3}(?:(?:interests?|passions?|fascination|curiosity"
    r"|focus) (?:is|are|lies?|include|cent(?:re|er)s?|ranges?|on|in|for|about)(?: in| on| around)?|(?:research"
    r"|work) (?:focus(?:es|ed)? on|cent(?:re|er)s on|revolves around))|\b(?:have|are) (?:\w{1,20} ){0,3}(?:interests"
    r"|topics|themes|passions):|\bwhat (?:excites|fascinates|interests|draws|moves) me (?:[\w-]{1,20} ){0,5}is"
    r"|\b(?:area|field|topic|subject)s? that (?:excites?|fascinates?|interests?) me (?:[\w-]{1,20} ){0,5}(?:is|are)"
    r"|\b(?:(?:group|lab|team|project|thesis|supervisor|people|place|position)s?|someone|somebody|anybody"
    r"|anyone) (?:(?:that|which|who) (?:works? on|do(?:es)?|stud(?:y|ies)|builds?)|working on|studying)|(?:^"
    r"|[.!?] )anything (?:about|with|around|to do with)),?\s",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    rf"\band (?:i (?:\w{{1,20}} )?)?to {_WORK}\s"
    r"|^(?:more precisely|more specifically|specifically|in particular|above all):\s",
    re.IGNORECASE,
)
"""Says another interest in a sentence behind one that said some, or goes on in the next."""

_SUBJECT = re.compile(
    r"^(?!.{0,80}\b(?:that|which|who|what)\b)([^,;:.!?]{3,80}?) (?:(?:\w{2,12}ly|also|both|really) ){0,2}"
    r"(?:interest|fascinate|excite|intrigue)s? me\b",
    re.IGNORECASE,
)
"""Says an interest behind it: "rust of wheat interests me"."""

_LONG_AGO = re.compile(
    r"\b(?:as an? (?:\w{1,20} )?(?:child|kid|pupil|boy|girl|teenager)|in (?:high )?school|used to)\b"
    r"(?!.{0,200}\b(?:but|now|today|still|since|ever)\b)",
    re.IGNORECASE,
)
_OBJECT_END = re.compile(
    r"[.;:!?()\n](?=\s|$|[\"'”’)(])|\n|\s[–—]\s|,? (?:and|but|because|which|so|since|as) (?:i|we|my|it|they"
    r"|that)\b|, (?:which|where)\b",
    re.IGNORECASE,
)
_LONGEST_OBJECT = 200
_LABEL = re.compile(
    r"(?:my )?(?:\w{1,20} ){0,2}(?:interests|keywords|key words|topics|themes|areas|fields|tags)\s?:\s", re.IGNORECASE
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
            said = [phrase for phrase, _ in _said(sentence)]
            opens = bool(said) or bool(_OPENING.search(sentence))
            named, is_all = (said, False) if opens else of_list(sentence)
            if opens or not is_behind or len(named) > 2:
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
            goes_on = False
            for sentence in SENTENCE_BREAK.split(text):
                for phrase, words in _said(sentence, goes_on=goes_on):
                    yield phrase, f'sentence "{words}"'
                goes_on = bool(_OPENING.search(sentence))


def _said(sentence: str, *, goes_on: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the interests that a sentence says, each with its words; `goes_on` where the one before said some."""
    subject = _SUBJECT.match(sentence)
    if subject and not _LONG_AGO.search(subject[0]):
        yield from ((phrase, subject[0][-60:]) for phrase in of_sentence(subject[1]))
    openings = [*_OPENING.finditer(sentence)]
    if openings or goes_on:
        openings += _GOES_ON.finditer(sentence, openings[0].end() if openings else 0)
        openings.sort(key=re.Match.start)
    ends = [*(opening.start() for opening in openings[1:]), len(sentence)]
    for opening, end in zip(openings, ends, strict=False):
        if not _LONG_AGO.search(sentence[: opening.start()]):
            words = sentence[opening.start() : opening.end() + 60].lstrip(" ,.").split("\n")[0][:60].strip()
            yield from ((phrase, words) for phrase in of_sentence(_object(sentence[:end], opening.end())))


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
