"""What stands in a statement and does not count: text said twice, long lists of words, why somebody was away."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from matcher.text.shingles import SIZE, Hashes, shingles

MOST_ITEMS = 40
"""A list of more phrases of at most three words is no text any more: from the next one on they do not count."""

_ITEM_BREAK = re.compile(r"[,;|•·\n]")
SEPARATORS = ",;|•·\n"
_GAP_SIGNS = (
    *("al leave", "ity leave", "sick leave", "family leave", "career break", "gap year", "unemployed", "out of work"),
    *(
        " off to",
        " off for",
        " off because",
        " off due",
        " off with",
        " out to",
        " out for",
        " out because",
        " out due",
    ),
    *(
        " break to",
        " break for",
        " break because",
        " break due",
        " ill",
        " sick",
        "laid off",
        " out with",
        " break with",
    ),
)
SIGN_PAIRS = tuple(
    (first, second)
    for firsts, seconds in (
        ("parental maternity paternity sick family medical", "leave"),
        ("career", "break"),
        ("gap", "year"),
        ("off out break", "to for because due with"),
        ("out", "of"),
        ("laid", "off"),
        ("name", "is s"),
        ("am", "called"),
        ("call", "me"),
    )
    for first in firsts.split()
    for second in seconds.split()
) + tuple(("", word) for word in "ill sick unemployed sincerely regards wishes faithfully".split())
"""Pairs of words of which a text about an absence, or with a name, holds at least one; "" stands for any word."""

_NAME_SIGNS = ("y name", "am called", "call me", "sincerely", "regards", "wishes", "faithfully")
_CLAUSE = r"[^.!?;,\n]*[.!?;,]?"
_LEAVE = r"(?:parental|maternity|paternity|sick|family|medical) leave"
_WHY = r"(?:to (?:care|look after|raise|nurse|recover|be with)|for (?:family|my|health)|because|due to|with my)\b"
_AWAY = "(?:ill|sick|unemployed|out of work|laid off)"
_GAP = re.compile(
    rf"\b(?:(?:I|and) )?(?:took|take|on|after|during|from|since|my|was on|am on)(?: a| my| two| some| months of)*"
    rf" (?:{_LEAVE}|career break|gap year)\b(?! (?:polic|law|scheme|system|right))"
    rf"|\bI(?: \w+)? (?:took|take|had|needed|spent)(?: \w+){{1,4}} (?:off|out|break) {_WHY}{_CLAUSE}"
    rf"|\bI (?:was|have been|had been|fell|became)(?: \w+)? {_AWAY}\b(?! of\b){_CLAUSE}",
    re.IGNORECASE,
)
"""Ways to say that one was away, and why; what somebody did in that time stays."""


_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*"
_NAME_WORDS = rf"{_CAPITAL}(?:[ \t]+(?:{_CAPITAL}|de|da|dos|del|der|den|di|du|la|le|van|von|bin|bint|al|el|y)){{0,5}}"
_NAME = re.compile(
    rf"\b(?:[Mm]y (?:full |first |last )?name is|[Mm]y name's|I am called|[Cc]all me)[ \t]+{_NAME_WORDS}"
    rf"|(?:[Ss]incerely|[Rr]egards|[Ww]ishes|[Ff]aithfully)[ \t]*,?[ \t]*\n+[ \t]*{_NAME_WORDS}[ \t]*(?=\n|\Z)"
)
"""Who writes: however many words a name has, they must not make a statement longer."""


class Notice(NamedTuple):
    """Something in a statement that does not count.

    Parameters
    ----------
    kind
        `copied`, `repeated`, `list`, `absence` or `name`.
    text
        What it is, as it was written.
    mentor_id
        Of copied text, the mentor whose text holds it.
    """

    kind: str
    text: str
    mentor_id: str = ""

    @property
    def n_words(self) -> int:
        """How many words do not count."""
        return len(self.text.split())


Spans = list[tuple[int, int]]


def without_stuffing(text: str) -> tuple[str, list[Notice]]:
    """Return the text that counts, and what does not: repeated runs, the end of long lists, why somebody was away.

    >>> without_stuffing("I film reefs. I took two years off to care for my child. I dive.")[0]
    'I film reefs. I dive.'
    """
    notices: list[Notice] = []
    for kind, find in _FINDERS:
        text, cut = cut_out(text, find(text))
        notices += [Notice(kind, piece) for piece in cut]
    return text, notices


def cut_out(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, list[str]]:
    """Return a text without some spans, in order, and what they held."""
    kept, cut, place = [], [], 0
    for start, end in spans:
        kept.append(text[place:start].rstrip(" \t") if text[start - 1 : start] == " " else text[place:start])
        cut.append(" ".join(text[start:end].split()))
        place = end
    return ("".join([*kept, text[place:]]) if cut else text), [piece for piece in cut if piece]


def _absences(text: str) -> Spans:
    """Return where somebody says why they were away; patterns are tried only in sentences with a sign of it."""
    lower, spans = text.lower(), []
    if len(lower) != len(text):  # a letter that gets longer in lower case would move every place behind it
        return [match.span() for match in _GAP.finditer(text)]
    for start, end in sorted(_sentences_around(lower, _signs(lower))):
        spans += [match.span() for match in _GAP.finditer(text, start, end)]
    return spans


def _signs(lower: str) -> list[int]:
    places = []
    for sign in _GAP_SIGNS:
        place = lower.find(sign)
        while place >= 0:
            places.append(place)
            place = lower.find(sign, place + 1)
    return places


def _sentences_around(text: str, places: Iterable[int]) -> set[tuple[int, int]]:
    sentences = set()
    for place in places:
        start = max(text.rfind(sign, 0, place) for sign in ".!?\n") + 1
        ends = [end for end in (text.find(sign, place) for sign in ".!?\n") if end >= 0]
        sentences.add((start, min(ends) + 1 if ends else len(text)))
    return sentences


def may_hold(text: str, hashes: Hashes) -> bool:
    """Return whether `without_stuffing` may cut something out of a text with these shingles; never too few."""
    lower = text.lower()
    return (
        any(sign in lower for sign in (*_GAP_SIGNS, *_NAME_SIGNS))
        or _may_list(text)
        or (len(hashes) > 1 and bool((np.diff(np.sort(hashes)) == 0).any()))
    )


def _may_list(text: str) -> bool:
    return sum(map(text.count, SEPARATORS)) > MOST_ITEMS


def _repeated(text: str) -> Spans:
    """Return where a text says again, eight words or more in a row, what it said before."""
    data = text.encode("utf-8", "surrogatepass")
    found = shingles(data)
    if len(found.hashes) < 2:
        return []
    _, first = np.unique(found.hashes, return_index=True)
    if len(first) == len(found.hashes):
        return []
    again = np.ones(len(found.hashes), np.bool_)
    again[first] = False
    return character_spans(data, again, found.starts, found.ends)


def character_spans(data: bytes, is_hit: np.ndarray, starts: np.ndarray, ends: np.ndarray, least: int = SIZE) -> Spans:
    """Return the runs of words that shingles cover, in characters; those of fewer than `least` words are left."""
    covered = np.zeros(len(starts) + 1, np.int64)
    hits = np.flatnonzero(is_hit)
    np.add.at(covered, hits, 1)
    np.add.at(covered, hits + SIZE, -1)
    inside = np.concatenate(([False], np.cumsum(covered)[:-1] > 0, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    runs = [(first, last) for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]
    places: Callable[[int], int] = lambda byte: len(data[:byte].decode("utf-8", "surrogatepass"))  # noqa: E731
    return [(places(int(starts[first])), places(int(ends[last - 1]))) for first, last in runs if last - first >= least]


def _lists(text: str) -> Spans:
    """Return where lists of short phrases go on after their fortieth."""
    if not _may_list(text):
        return []
    spans, run, place, cut = [], 0, 0, None
    for end in [*(match.end() for match in _ITEM_BREAK.finditer(text)), len(text) + 1]:
        item = text[place : end - 1]
        if item.strip() and len(item.split()) <= 3 and not re.search(r"[.!?]", item):
            run += 1
            cut = place if run == MOST_ITEMS + 1 else cut
        elif item.strip():
            if cut is not None:
                spans.append((cut, place))
            run, cut = 0, None
        place = end
    return [*spans, *([(cut, len(text))] if cut is not None else [])]


_FINDERS: tuple[tuple[str, Callable[[str], Spans]], ...] = (
    ("name", lambda text: [match.span() for match in _NAME.finditer(text)]),
    ("absence", _absences),
    ("list", _lists),
    ("repeated", _repeated),
)
