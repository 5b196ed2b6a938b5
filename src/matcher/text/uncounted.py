"""Find what does not count in a statement: repeated text, long lists, and what is only about the person."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from matcher.text.lexicon import Lexicon
from matcher.text.shingles import SIZE, Hashes, shingles
from matcher.text.tokens import FOREIGN_WORDS, forms

Spans = list[tuple[int, int]]

MOST_ITEMS = 40
"""In a list of phrases of at most three words, those after this many do not count."""

_ITEM_BREAK = re.compile(r"[,;|•·\n]")
SEPARATORS = ",;|•·\n"

_PERSON = Lexicon("text/person.txt")
PEOPLES, COUNTRIES = map(_PERSON.alternatives, ("peoples", "countries"))


def _pairs() -> Iterator[tuple[str, str]]:
    for line in _PERSON.lines("cues"):
        firsts, _, seconds = line.rpartition("+")
        yield from ((first, second) for first in firsts.split() or [""] for second in seconds.split())
    yield from (("", name.split()[-1].lower()) for name in (*PEOPLES, *COUNTRIES))


CUE_PAIRS = tuple(dict.fromkeys(_pairs()))
"""Pairs of words; a text about the person contains at least one pair; "" stands for any word."""

_CUES = {
    "name": ("y name", "am called", "call me", "sincerely", "regards", "wishes", "faithfully"),
    "origin": ("i am", "i'm", "i’m", "i was", "as ", "from", " in ", "of "),
    "university": ("university", "college", "institute of technology"),
    "absence": (
        *("leave", "career break", "gap year", " ill", " sick", "unemployed"),
        *("out of work", "laid off", " off ", " out ", " break "),
    ),
}
"""The kinds of things about a person, each with parts of texts of which one is in a text with such a thing."""

_WORD = re.compile("[a-z]+")
_ALONE = frozenset(second for first, second in CUE_PAIRS if not first)
_TOGETHER = tuple(frozenset(pair) for pair in CUE_PAIRS if pair[0])


class Notice(NamedTuple):
    """Something in a statement that does not count."""

    kind: str
    """`copied`, `repeated`, `list`, or, about a person, `name`, `origin`, `university`, `absence`."""
    text: str
    """The text, as written."""
    mentor_id: str = ""
    """For copied text, the mentor whose text contains it."""

    @property
    def n_words(self) -> int:
        """The number of words that do not count."""
        return len(self.text.split())


def without_stuffing(text: str) -> tuple[str, list[Notice]]:
    """Return the text that counts, and notices of the rest: about the person, the end of long lists, repeated runs.

    >>> without_stuffing("I film reefs. I took two years off to care for my child. I dive.")[0]
    'I film reefs. I dive.'
    """
    notices: list[Notice] = []
    for kind, find in _FINDERS:
        text, cut = cut_out(text, find(text))
        notices += [Notice(kind, piece) for piece in cut]
    return text, notices


def cut_out(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, list[str]]:
    """Return a text without some spans, given in order, and the text of the spans."""
    kept, cut, place = [], [], 0
    for start, end in spans:
        kept.append(text[place:start].rstrip(" \t") if text[start - 1 : start] == " " else text[place:start])
        cut.append(" ".join(text[start:end].split()))
        place = end
    return ("".join([*kept, text[place:]]) if cut else text), [piece for piece in cut if piece]


def may_hold(text: str, hashes: Hashes) -> bool:
    """Return whether `without_stuffing` may remove something; True may be wrong, False never is."""
    words = set(_WORD.findall(text.lower()))
    may_tell = not words.isdisjoint(_ALONE) or any(pair <= words for pair in _TOGETHER)
    return may_tell or _may_have_list(text) or (len(hashes) > 1 and bool((np.diff(np.sort(hashes)) == 0).any()))


def _about_person(kind: str, text: str) -> Spans:
    lower = text.lower()
    return [match.span() for match in _PERSON[kind].finditer(text)] if any(map(lower.__contains__, _CUES[kind])) else []


def _may_have_list(text: str) -> bool:
    return sum(map(text.count, SEPARATORS)) > MOST_ITEMS


def _repeated(text: str) -> Spans:
    """Return where a text repeats eight or more words in a row from an earlier place."""
    data = text.encode("utf-8", "surrogatepass")
    runs = shingles(data)
    _, first = np.unique(runs.hashes, return_index=True)
    if len(first) == len(runs.hashes):
        return []
    is_repeated = np.ones(len(runs.hashes), np.bool_)
    is_repeated[first] = False
    return character_spans(data, is_repeated, runs.starts, runs.ends)


def character_spans(data: bytes, is_hit: np.ndarray, starts: np.ndarray, ends: np.ndarray, least: int = SIZE) -> Spans:
    """Return the runs of words covered by shingles, in characters; runs of fewer than `least` words are left out."""
    covered = np.zeros(len(starts) + 1, np.int64)
    hits = np.flatnonzero(is_hit)
    np.add.at(covered, hits, 1)
    np.add.at(covered, hits + SIZE, -1)
    inside = np.concatenate(([False], np.cumsum(covered)[:-1] > 0, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    places: Callable[[int], int] = lambda byte: len(data[:byte].decode("utf-8", "surrogatepass"))  # noqa: E731
    return [(places(int(starts[first])), places(int(ends[last - 1]))) for first, last in runs if last - first >= least]


def _lists(text: str) -> Spans:
    if not _may_have_list(text):
        return []
    spans, n_items, place, cut = [], 0, 0, None
    for end in [*(match.end() for match in _ITEM_BREAK.finditer(text)), len(text) + 1]:
        item = text[place : end - 1]
        if item.strip() and len(item.split()) <= 3 and not re.search(r"[.!?]", item):
            n_items += 1
            cut = place if n_items == MOST_ITEMS + 1 else cut
        elif item.strip():
            if cut is not None:
                spans.append((cut, place))
            n_items, cut = 0, None
        place = end
    return [*spans, *([(cut, len(text))] if cut is not None else [])]


_FINDERS: tuple[tuple[str, Callable[[str], Spans]], ...] = (
    *((kind, partial(_about_person, kind)) for kind in _CUES),
    ("list", _lists),
    ("repeated", _repeated),
)


_NEUTRAL_WORDS = _PERSON.pairs("of_both")
_OF_ONE_SEX = re.compile(rf"\b(?:{'|'.join(_NEUTRAL_WORDS)})\b", re.IGNORECASE)
_MAX_EXAMINED = 1_000
"""The largest number of sentences with a name that are examined; a text with more is an attack."""

_SENTENCE = re.compile(r"\S.*?(?:[.!?;](?=\s)|$)", re.MULTILINE)
_NAME_OR_WORD = re.compile(r"([^\W\d_]+)(?:['’]s\b)?")


def replaced(match: re.Match[str], words: Mapping[str, str]) -> str:
    """Return the word that replaces a matched one, with a capital if that has one."""
    word = words[match[0].lower()]
    return word.capitalize() if match[0][0].isupper() else word


def without_names(said: str, wished: str, is_known: Callable[[str], bool], tells: Callable[[str], bool]) -> str:
    """Return a statement without names and words for one sex in sentences that are not about a subject.

    Such words identify the writer. A name is a capitalized word that the pool does not know (`is_known` of it in lower
    case); "my husband" becomes "my partner". Sentences keep all their words if they contain a term that can be a reason
    (`tells`), say what is wanted, have only capitalized words, or are not English.

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
        rest = _OF_ONE_SEX.sub(partial(replaced, words=_NEUTRAL_WORDS), _without_unknown_names(sentence, is_known))
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


def names_as_one_word(text: str, is_known: Callable[[str], bool]) -> str:
    """Return a text in which a name counts as one word: of adjacent capitalized words unknown to the pool, only the
    first is kept.

    Words unknown to the pool make a statement longer, and the length of a writer's name must not.

    >>> names_as_one_word("This is Maria da Silva Quill. The Reef Ledger.", {"reef"}.__contains__)
    'This is Maria. The Reef.'
    """

    def first_only(run: re.Match[str]) -> str:
        words = [word for word in re.findall(r"\w+", run[0]) if word[0].isupper()]
        unknown = [place for place, word in enumerate(words) if not is_known(word.lower())]
        return run[0] if len(unknown) < 2 else " ".join(w for place, w in enumerate(words) if place not in unknown[1:])

    return _PERSON["capitals"].sub(first_only, text)
