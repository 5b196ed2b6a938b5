"""The phrases in a document that name interests, each with where it came from."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from matcher.documents.blocks import Part
from matcher.documents.structure import heading_kinds
from matcher.text.refusals import SENTENCE_BREAK, Wants
from matcher.text.tokens import words

_LONGEST = 15
"""Words in a phrase; what is longer is a sentence, whatever its grammar."""

_LEAD_IN = re.compile(
    r"^(?:(?:i am|i'm|we are|i have (?:\w+ )?been) (?:\w+ ){0,3}?(?:interested in|fascinated by"
    r"|curious about|drawn to|passionate about"
    r"|excited (?:about|by)|intrigued by|keen on|obsessed with)|my (?:\w+ ){0,3}?interests? (?:is|are"
    r"|lies?|include|centre on|center on)(?: in)?"
    r"|i(?:'d| would)? (?:\w+ )?(?:love|like|enjoy|want)(?: to)?(?: (?:work(?:ing)? on|study(?:ing)?"
    r"|explor(?:e|ing)|investigat(?:e|ing)|learn(?:ing)? (?:about|more about)))?)\s+",
    re.IGNORECASE,
)
_OBJECT = re.compile(
    r"(?:\bmy (?:\w+ ){0,3}interests? (?:is|are|lies?|include|centre|center)(?: in| on)?"
    r"|\b(?:i am|i'm|i(?: have|'ve) (?:\w+ )?been) (?!less |not |no )(?:\w+ ){0,3}?(?:interested in|fascinated by"
    r"|curious about|drawn to|passionate about|excited (?:about|by)"
    r"|intrigued by|obsessed with)"
    r"|\bwhat (?:excites|fascinates|interests|draws|moves) me (?:\w+ ){0,5}is"
    r"|\bi(?:'d| would)? (?:\w+ )?(?:love|like|want|wish|hope) to (?:\w+ )?(?:work on|study|explore|investigate"
    r"|(?:do|pursue) (?:\w+ )?research (?:in|on|into))"
    r"|\b(?:group|lab|team|project|thesis|supervisor|people|place|position)s? (?:that|which|who) (?:works? on"
    r"|do(?:es)?|stud(?:y|ies)|builds?))\s+([^.;:!?()\n]{3,160}?)(?=\s*(?:[.;:!?()\n]|$|,? (?:and|but|because"
    r"|which|so|since|as) (?:i|we|my|it|they|that)\b|, which\b))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^(?:my )?(?:\w+ ){0,2}(?:interests|keywords|key words|topics|themes|areas|fields|tags)\s*:\s*",
    re.IGNORECASE,
)
_GENERIC = frozenset(
    """
    here link links this page website site homepage blog post read click more github gitlab linkedin
    twitter mastodon orcid scholar google cv resume résumé pdf doc slides code repo repository demo
    video paper preprint email mail source download web home top back next previous url doi project work
    working research team teams lab project projects note important really very always never must
    only please yes personal post posts misc miscellaneous news update updates general uncategorized
    random thoughts meta about life index introduction
    """.split()  # noqa: SIM905
)
_BETWEEN = re.compile(r",\s*(?:and|or|&)?\s+|\s+(?:and|&)\s+(?=[^,]*$)|\s[·|•]\s")
_FIRST_WORD = re.compile(
    r"^(?:(?:and|or|but|above all|especially|particularly|in particular|mostly|including)\s+)+", re.I
)
_LAST_WORD = re.compile(r"\s+(?:and|or|but|etc)$", re.IGNORECASE)
_SPEAKING = re.compile(
    r"(?:i|i['’]\w+|we|you|it|it['’]s|this|that|these|those|there|he|she|they|see|ask|please|note|read|click)\b", re.I
)
_RELATIVE = re.compile(r"(?<=\w )(?:that|which|who|whose|where|what|how|why|when|whether|because|as)\b.*", re.I)
_FINITE = re.compile(
    r"\b(?:i|i['’]\w+|we|am|is|are|was|were|has|have|had|will|would|can|could|should|must|do|does|did|don['’]t)\b", re.I
)
COUNTING = ("interests", "statement", "experience", "goals")
"""Kinds of parts whose emphasised words and links name interests; values emphasise manners, not fields."""


_LOOSE = frozenset({'part "Tags"'})
"""Where people also file things that are no interests: "personal", "misc"."""


class Mark(NamedTuple):
    """A phrase the writer marked: `how` says emphasised, or the text of a link."""

    phrase: str
    how: str


def find_interests(
    parts_with_wants: Iterable[tuple[Part, Wants]], marks: Iterable[Mark]
) -> tuple[tuple[str, str], ...]:
    """Return interest phrases with where they came from, each once, parts before marks before sentences.

    `parts_with_wants` holds each part with its text split into what is wanted and what is not.
    """
    wanted = [(part, wants.wanted) for part, wants in parts_with_wants]
    by_key: dict[str, tuple[str, str]] = {}
    for phrase, source in (*_of_parts(wanted), *_of_marks(wanted, marks), *_of_sentences(wanted)):
        key = " ".join(words(phrase))
        if key and not (source in _LOOSE and _GENERIC.issuperset(key.split())):
            by_key.setdefault(key, (phrase, source))
    return tuple(by_key.values())


def _of_parts(wanted: list[tuple[Part, str]]) -> Iterator[tuple[str, str]]:
    for part, text in wanted:
        if part.kind == "interests":
            source = f'part "{part.title}"' if part.title else "a part about interests"
            innermost = part.title.rpartition(" / ")[2]
            if innermost and heading_kinds.kind_of(innermost) is None:
                yield innermost, source
            for phrase in split_phrases(text)[0]:
                yield phrase, source


def split_phrases(text: str) -> tuple[list[str], str]:
    r"""Return the phrases of a text about interests, and what in it is no phrase, a line a sentence.

    >>> split_phrases("- Type systems: gradual typing, inference, blame.\n- My thesis was about where to put it.")
    (['Type systems', 'gradual typing', 'inference', 'blame'], 'My thesis was about where to put it.')
    """
    phrases: list[str] = []
    sentences: list[str] = []
    for line in text.split("\n"):
        is_told = False  # behind a sentence, a short one explains it
        for sentence in SENTENCE_BREAK.split(re.sub(r"^\s*(?:- )?", "", line)):
            candidates = list(_segments(_LEAD_IN.sub("", _LABEL.sub("", sentence))))
            if all(map(_is_phrase, candidates)) and not (is_told and len(candidates) < 3):
                phrases += candidates
            elif sentence.strip():
                is_told = True
                sentences.append(sentence.strip())
    return phrases, "\n".join(sentences)


def _segments(sentence: str) -> Iterator[str]:
    """Yield the phrases of a sentence: what stands around a colon, between semicolons, or in a plain enumeration."""
    head, colon, tail = sentence.partition(": ")
    if colon and len(head.split()) <= _LONGEST and tail:
        yield from _segments(head)
        yield from _segments(tail)
        return
    for piece in (_trimmed(piece) for piece in sentence.split(";")):
        segments = [_trimmed(segment) for segment in _BETWEEN.split(piece)]
        if len(segments) >= 3 and all(0 < len(segment.split()) <= 5 for segment in segments):
            yield from segments
        elif piece:
            yield piece


def _trimmed(piece: str) -> str:
    """Return a phrase without the marks and small words at its ends."""
    return _LAST_WORD.sub("", _FIRST_WORD.sub("", piece.strip(" .;,:"))).strip(" .;,:")


def _is_phrase(piece: str) -> bool:
    """Tell a phrase from a sentence: no question, nobody who does something, no verb but in a relative clause.

    >>> [_is_phrase(text) for text in ("kelp that lasts", "It is late", "I row", "Who pays?", "See the log")]
    [True, False, False, False, False]
    """
    if len(piece.split()) > _LONGEST or len(piece) > 160 or piece.endswith(("?", "!")) or _SPEAKING.match(piece):
        return False
    return not _FINITE.search(_RELATIVE.sub("", piece))


def _of_marks(wanted: list[tuple[Part, str]], marks: Iterable[Mark]) -> Iterator[tuple[str, str]]:
    """Yield marked phrases that still stand in wanted text: a person may have corrected the parts since."""
    counting = "\n".join(text for part, text in wanted if part.kind in COUNTING).lower()
    for mark in marks:
        if re.search(rf"(?<!\w){re.escape(mark.phrase.lower())}(?!\w)", counting):
            yield mark.phrase, mark.how


def _of_sentences(wanted: list[tuple[Part, str]]) -> Iterator[tuple[str, str]]:
    for part, text in wanted:
        if part.kind in {"statement", "goals", "experience", "interests"}:
            sentences = split_phrases(text)[1] if part.kind == "interests" else text
            for match in _OBJECT.finditer(sentences):
                for phrase in filter(_is_phrase, map(_short, _segments(match[1]))):
                    yield phrase, f'sentence "{match[0][:60].strip()}"'


def _short(phrase: str) -> str:
    """Return a phrase out of a sentence, without what follows its comma when it is long."""
    return phrase if len(phrase.split()) <= 8 else phrase.partition(",")[0]


def marks_of(strong: Iterable[str], linked: Iterable[str], n_letters: int) -> tuple[Mark, ...]:
    """Return the marked phrases that can name an interest: short, no label, and not the emphasis of everything."""
    emphasised = [phrase for phrase in strong if _names_something(phrase)]
    if sum(map(len, strong := list(strong))) > max(0.4 * n_letters, 120):
        emphasised = []
    links = [phrase for phrase in linked if _names_something(phrase)]
    return (*(Mark(p, "emphasised") for p in emphasised), *(Mark(p, "text of a link") for p in links))


def _names_something(phrase: str) -> bool:
    """Tell a key phrase from a stressed word, a label, a sentence, an address or "click here"."""
    telling = [word for word in words(phrase) if word not in _GENERIC and not word.isdigit()]
    is_address = bool(re.search(r"://|@|www\.|\w\.(?:org|com|net|io|edu)\b", phrase))
    return (
        len(telling) > 0
        and len(phrase.split()) <= 7
        and not phrase.rstrip().endswith((":", "?", "!"))
        and not is_address
    )
