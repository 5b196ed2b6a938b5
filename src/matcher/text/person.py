"""What a statement says of the person and not of the work: a name, an origin, a university, why somebody was away."""

import re
from collections.abc import Callable, Iterator

from matcher.text.background import foreign_function_words
from matcher.text.lexicon import Lexicon
from matcher.text.tokens import forms

Spans = list[tuple[int, int]]

_PERSON = Lexicon("text/person.txt")
PEOPLES, COUNTRIES = (tuple(_PERSON.source(name).split("|")) for name in ("peoples", "countries"))


def _pairs() -> Iterator[tuple[str, str]]:
    for line in _PERSON.lines("cues"):
        firsts, _, seconds = line.rpartition("+")
        yield from ((first, second) for first in firsts.split() or [""] for second in seconds.split())
    yield from (("", name.split()[-1].lower()) for name in (*PEOPLES, *COUNTRIES))


CUE_PAIRS = tuple(dict.fromkeys(_pairs()))
"""Pairs of words of which a text with something of the person holds at least one; "" stands for any word."""


def _finder(name: str, *cues: str) -> Callable[[str], Spans]:
    """Return a finder of a pattern, which is tried only where a text in lower case holds one of the cues."""

    def find(text: str) -> Spans:
        lower = text.lower()
        return [match.span() for match in _PERSON[name].finditer(text)] if any(cue in lower for cue in cues) else []

    return find


_CUES = {
    "name": ("y name", "am called", "call me", "sincerely", "regards", "wishes", "faithfully"),
    "origin": ("i am", "i'm", "i’m", "i was", "as ", "from", " in ", "of "),
    "university": ("university", "college", "institute of technology"),
    "absence": (
        *("leave", "career break", "gap year", " ill", " sick", "unemployed"),
        *("out of work", "laid off", " off ", " out ", " break "),
    ),
}
FINDERS = tuple((name, _finder(name, *cues)) for name, cues in _CUES.items())
"""What finds each kind of thing that is said of a person."""

_WORD = re.compile("[a-z]+")
_ALONE = frozenset(second for first, second in CUE_PAIRS if not first)
_TOGETHER = tuple(frozenset(pair) for pair in CUE_PAIRS if pair[0])


def may_tell(text: str) -> bool:
    """Return whether a text in lower case may say something of the person; never too few."""
    words = set(_WORD.findall(text))
    return not words.isdisjoint(_ALONE) or any(pair <= words for pair in _TOGETHER)


_BOTH = _PERSON.pairs("of_both")
_OF_ONE_SEX = re.compile(rf"\b(?:{'|'.join(_BOTH)})\b", re.IGNORECASE)


def _of_both(match: re.Match[str]) -> str:
    both = _BOTH[match[0].lower()]
    return both.capitalize() if match[0][0].isupper() else both


_MOST_ASKED = 1_000
"""So many sentences with a name are looked at; a text with more was made to hurt."""

_SENTENCE = re.compile(r"\S.*?(?:[.!?;](?=\s)|$)", re.MULTILINE)
_NAME_OR_WORD = re.compile(r"([^\W\d_]+)(?:['’]s\b)?")


def without_names(said: str, wished: str, is_known: Callable[[str], bool], tells: Callable[[str], bool]) -> str:
    """Return a statement without names, and without words for one sex, in sentences that say nothing of a subject.

    They tell who writes. A name is a capitalized word that the pool does not know; "my husband" is "my partner" then.
    Sentences that hold a term that tells, say what is wanted, have capitals only, or are not English keep all their
    words.

    Parameters
    ----------
    is_known
        Tells of a lower-cased word whether the pool knows it.
    tells
        Tells of a text whether it holds a term that can be a reason.

    Examples
    --------
    >>> said = "This is Ada Quill from Ghent. Reefs near Ghent grow."
    >>> without_names(said, "", {"this", "reefs"}.__contains__, lambda text: "reefs" in text.lower())
    'This is from. Reefs near Ghent grow.'
    >>> without_names("My wife and I moved.", "", {"my", "i"}.__contains__, lambda text: False)
    'My partner and I moved.'
    """
    wishes = " ".join(wished.split())
    kept, place, n_asked = [], 0, 0
    for match in _SENTENCE.finditer(said):
        if n_asked == _MOST_ASKED:
            break
        sentence = match.group()
        rest = _OF_ONE_SEX.sub(_of_both, _nameless(sentence, is_known))
        if rest == sentence or " ".join(sentence.split()) in wishes:
            continue
        n_asked += 1
        left = forms(rest)  # none are left of a heading
        if left and foreign_function_words().isdisjoint(left) and not tells(rest):
            kept += [said[place : match.start()], rest]
            place = match.end()
    return "".join([*kept, said[place:]])


def _nameless(sentence: str, is_known: Callable[[str], bool]) -> str:
    left, place = [], 0
    for word in _NAME_OR_WORD.finditer(sentence):
        if word[1].istitle() and not is_known(word[1].lower()):
            left.append(sentence[place : word.start()].rstrip(" "))
            place = word.end()
    return "".join([*left, sentence[place:]]).strip()


_PART = re.compile(r"\w+")


def names_as_one_word(text: str, is_known: Callable[[str], bool]) -> str:
    """Return a text in which a name counts as one word however many it has: of capitalized words side by side that the
    pool does not know, the first is left.

    Words that the pool does not know make a statement longer, and who writes must not.

    >>> names_as_one_word("This is Maria da Silva Quill. The Reef Ledger.", {"reef"}.__contains__)
    'This is Maria. The Reef.'
    """

    def of_one(run: re.Match[str]) -> str:
        words = [word for word in _PART.findall(run[0]) if word[0].isupper()]
        unknown = [place for place, word in enumerate(words) if not is_known(word.lower())]
        return run[0] if len(unknown) < 2 else " ".join(w for place, w in enumerate(words) if place not in unknown[1:])

    return _PERSON["capitals"].sub(of_one, text)
