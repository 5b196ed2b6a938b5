"""Find what does not count in a statement: repeated text, long lists, and what is only about the person."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from matcher.text.person import FINDERS, Spans, may_tell
from matcher.text.shingles import SIZE, Hashes, shingles

MOST_ITEMS = 40
"""In a list of phrases of at most three words, those after this many do not count."""

_ITEM_BREAK = re.compile(r"[,;|•·\n]")
SEPARATORS = ",;|•·\n"


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
    lower = text.lower()
    return may_tell(lower) or _may_have_list(text) or (len(hashes) > 1 and bool((np.diff(np.sort(hashes)) == 0).any()))


def _may_have_list(text: str) -> bool:
    return sum(map(text.count, SEPARATORS)) > MOST_ITEMS


def _repeated(text: str) -> Spans:
    """Return where a text repeats eight or more words in a row from an earlier place."""
    data = text.encode("utf-8", "surrogatepass")
    runs = shingles(data)
    if len(runs.hashes) < 2:
        return []
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
    runs = [(first, last) for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]
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


_FINDERS: tuple[tuple[str, Callable[[str], Spans]], ...] = (*FINDERS, ("list", _lists), ("repeated", _repeated))
