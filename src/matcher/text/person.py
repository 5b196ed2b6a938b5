"""Find what a statement says about the person, not the work: name, origin, university, reasons for absence."""

import re
from collections.abc import Callable, Iterator

from matcher.text.lexicon import Lexicon
from matcher.text.tokens import FOREIGN_WORDS, forms

Spans = list[tuple[int, int]]

_PERSON = Lexicon("text/person.txt")
PEOPLES, COUNTRIES = (tuple(_PERSON.source(name).split("|")) for name in ("peoples", "countries"))


def _pairs() -> Iterator[tuple[str, str]]:
    for line in _PERSON.lines("cues"):
        firsts, _, seconds = line.rpartition("+")
        yield from ((first, second) for first in firsts.split() or [""] for second in seconds.split())
    yield from (("", name.split()[-1].lower()) for name in (*PEOPLES, *COUNTRIES))


CUE_PAIRS = tuple(dict.fromkeys(_pairs()))
"""Pairs of words; a text about the person contains at least one pair; "" stands for any word."""


def _finder(name: str, *cues: str) -> Callable[[str], Spans]:
    """Return a function that finds a pattern; it is tried only if the lower-cased text contains one of the cues."""

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
"""The name and the function of each kind of thing about a person."""

_WORD = re.compile("[a-z]+")
_ALONE = frozenset(second for first, second in CUE_PAIRS if not first)
_TOGETHER = tuple(frozenset(pair) for pair in CUE_PAIRS if pair[0])


def may_tell(text: str) -> bool:
    """Return whether a lower-cased text may say something about the person; True may be wrong, False never is."""
    words = set(_WORD.findall(text))
    return not words.isdisjoint(_ALONE) or any(pair <= words for pair in _TOGETHER)


_NEUTRAL_WORDS = _PERSON.pairs("of_both")
_OF_ONE_SEX = re.compile(rf"\b(?:{'|'.join(_NEUTRAL_WORDS)})\b", re.IGNORECASE)


def _neutral(match: re.Match[str]) -> str:
    neutral = _NEUTRAL_WORDS[match[0].lower()]
    return neutral.capitalize() if match[0][0].isupper() else neutral


_MAX_EXAMINED = 1_000
"""The largest number of sentences with a name that are examined; a text with more is an attack."""

_SENTENCE = re.compile(r"\S.*?(?:[.!?;](?=\s)|$)", re.MULTILINE)
_NAME_OR_WORD = re.compile(r"([^\W\d_]+)(?:['’]s\b)?")


def without_names(said: str, wished: str, is_known: Callable[[str], bool], tells: Callable[[str], bool]) -> str:
    """Return a statement without names and words for one sex in sentences that are not about a subject.

    Such words identify the writer. A name is a capitalized word that the pool does not know; "my husband" becomes "my
    partner". Sentences keep all their words if they contain a term for which `tells` is true, say what is wanted, have
    only capitalized words, or are not English.

    Parameters
    ----------
    is_known
        Returns whether the pool knows a lower-cased word.
    tells
        Returns whether a text contains a term that can be a reason.

    Examples
    --------
    >>> said = "This is Ada Quill from Ghent. Reefs near Ghent grow."
    >>> without_names(said, "", {"this", "reefs"}.__contains__, lambda text: "reefs" in text.lower())
    'This is from. Reefs near Ghent grow.'
    >>> without_names("My wife and I moved.", "", {"my", "i"}.__contains__, lambda text: False)
    'My partner and I moved.'
    """
    wishes = " ".join(wished.split())
    kept, place, n_examined = [], 0, 0
    for match in _SENTENCE.finditer(said):
        if n_examined == _MAX_EXAMINED:
            break
        sentence = match.group()
        rest = _OF_ONE_SEX.sub(_neutral, _without_unknown_names(sentence, is_known))
        if rest == sentence or " ".join(sentence.split()) in wishes:
            continue
        n_examined += 1
        words = forms(rest)  # nothing is left of a heading
        if words and FOREIGN_WORDS.isdisjoint(words) and not tells(rest):
            kept += [said[place : match.start()], rest]
            place = match.end()
    return "".join([*kept, said[place:]])


def _without_unknown_names(sentence: str, is_known: Callable[[str], bool]) -> str:
    kept, place = [], 0
    for word in _NAME_OR_WORD.finditer(sentence):
        if word[1].istitle() and not is_known(word[1].lower()):
            kept.append(sentence[place : word.start()].rstrip(" "))
            place = word.end()
    return "".join([*kept, sentence[place:]]).strip()


_PART = re.compile(r"\w+")


def names_as_one_word(text: str, is_known: Callable[[str], bool]) -> str:
    """Return a text in which a name counts as one word: of adjacent capitalized words unknown to the pool, only the
    first is kept.

    Words unknown to the pool make a statement longer, and the length of a writer's name must not.

    >>> names_as_one_word("This is Maria da Silva Quill. The Reef Ledger.", {"reef"}.__contains__)
    'This is Maria. The Reef.'
    """

    def first_only(run: re.Match[str]) -> str:
        words = [word for word in _PART.findall(run[0]) if word[0].isupper()]
        unknown = [place for place, word in enumerate(words) if not is_known(word.lower())]
        return run[0] if len(unknown) < 2 else " ".join(w for place, w in enumerate(words) if place not in unknown[1:])

    return _PERSON["capitals"].sub(first_only, text)
