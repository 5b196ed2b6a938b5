"""What stands in a statement and does not count: text said twice, long lists, what is said of the person alone."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from matcher.text.person import FINDERS, Spans, may_tell
from matcher.text.shingles import SIZE, Hashes, shingles

MOST_ITEMS = 40
"""A list of more phrases of at most three words is no text any more: from the next one on they do not count."""

_ITEM_BREAK = re.compile(r"[,;|•·\n]")
SEPARATORS = ",;|•·\n"


class Notice(NamedTuple):
    """Something in a statement that does not count."""

    kind: str
    """`copied`, `repeated`, `list`, or what is said of a person: `name`, `origin`, `university`, `absence`."""
    text: str
    """What it is, as it was written."""
    mentor_id: str = ""
    """Of copied text, the mentor whose text holds it."""

    @property
    def n_words(self) -> int:
        """How many words do not count."""
        return len(self.text.split())


def without_stuffing(text: str) -> tuple[str, list[Notice]]:
    """Return the text that counts, and what does not: what is said of the person, the end of long lists, repeated runs.

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


def may_hold(text: str, hashes: Hashes) -> bool:
    """Return whether `without_stuffing` may cut something out of a text with these shingles; never too few."""
    lower = text.lower()
    return may_tell(lower) or _may_list(text) or (len(hashes) > 1 and bool((np.diff(np.sort(hashes)) == 0).any()))


def _may_list(text: str) -> bool:
    return sum(map(text.count, SEPARATORS)) > MOST_ITEMS


def _repeated(text: str) -> Spans:
    """Return where a text says again, eight words or more in a row, what it said before."""
    data = text.encode("utf-8", "surrogatepass")
    runs = shingles(data)
    if len(runs.hashes) < 2:
        return []
    _, first = np.unique(runs.hashes, return_index=True)
    if len(first) == len(runs.hashes):
        return []
    again = np.ones(len(runs.hashes), np.bool_)
    again[first] = False
    return character_spans(data, again, runs.starts, runs.ends)


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


_FINDERS: tuple[tuple[str, Callable[[str], Spans]], ...] = (*FINDERS, ("list", _lists), ("repeated", _repeated))
