"""The words and pairs of words that a pool knows, each with its column, and other forms in which texts write them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.records import PickledFields
from matcher.text.abbreviations import COMMON, agreed, spelt_out
from matcher.text.tokens import Analysis

UNKNOWN, STOP = -1, -2
"""What stands for a word that the pool does not know, and for a stop word."""

_MOST_REMEMBERED = 200_000
"""A long stream of texts holds ever new misspellings, which are not worth the memory."""


@dataclass(frozen=True)
class Vocabulary(PickledFields):
    """The terms of a pool: first the words, sorted, then the pairs of words, sorted."""

    words: tuple[str, ...]
    """The stems of the words; a word's place is its column."""
    pairs: NDArray[np.int32]
    """The two words of each pair as columns, shape (n_pairs, 2), sorted. The columns of pairs follow the words'."""
    analysis: Analysis = Analysis()
    """How a text becomes terms."""
    closed: Mapping[str, int] = field(default_factory=dict)
    """Forms in one word that the pool writes with a hyphen only, each with the column of what it writes: "ondevice"
    counts as "on-device" does."""

    @property
    def n_terms(self) -> int:
        """How many words and pairs there are."""
        return len(self.words) + len(self.pairs)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The column of each word."""
        return {word: column for column, word in enumerate(self.words)}

    @cached_property
    def pair_keys(self) -> NDArray[np.int64]:
        """Each pair as one number, ascending."""
        return pair_keys(self.pairs[:, 0], self.pairs[:, 1], len(self.words))

    @cached_property
    def pair_starts(self) -> NDArray[np.int64]:
        """Where the pairs of each first word start, shape (n_words + 1,)."""
        return np.searchsorted(self.pairs[:, 0], np.arange(len(self.words) + 1))

    def knows(self, word: str) -> bool:
        """Return whether a lower-cased word is one of these, or counts for nothing."""
        stem = self.analysis.stem(word)
        return stem is None or stem in self.columns

    def pair_column(self, first: int, second: int) -> int:
        """Return the column of a pair of words, given by their columns, or `UNKNOWN`."""
        seconds = self.pairs[self.pair_starts[first] : self.pair_starts[first + 1], 1]
        place = int(np.searchsorted(seconds, second))
        is_known = place < len(seconds) and seconds[place] == second
        return len(self.words) + int(self.pair_starts[first]) + place if is_known else UNKNOWN

    def word_ids(self, tokens: Sequence[str]) -> NDArray[np.int32]:
        """Return the columns of lower-cased tokens, or `UNKNOWN` or `STOP`; that of a closed form may be a pair's."""
        known = zip(tokens, map(self._word_ids.get, tokens), strict=True)
        columns = [self._column(token) if column is None else column for token, column in known]
        self.remember(tokens, columns)
        return np.array(columns, np.int32)

    def _column(self, token: str) -> int:
        stem = self.analysis.stem(token)
        return STOP if stem is None else self.columns.get(stem, self.closed.get(stem, UNKNOWN))

    def remember(self, tokens: Sequence[str], word_ids: Sequence[int]) -> None:
        """Note what `word_ids` returns of tokens: to find a stem takes ten times longer than to look it up."""
        if len(self._word_ids) < _MOST_REMEMBERED:
            self._word_ids.update(zip(tokens, word_ids, strict=True))

    @cached_property
    def _word_ids(self) -> dict[str, int]:
        return {}


def pair_keys(first: NDArray[np.int32], second: NDArray[np.int32], n_words: int) -> NDArray[np.int64]:
    """Return pairs of words as single numbers that sort like the pairs."""
    return first.astype(np.int64) * n_words + second


_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]{2,})-([^\W\d_]{2,})(?![\w-])")


def pool_short_forms(texts: Sequence[str]) -> dict[str, str]:
    """Return the short forms of a pool and what they stand for: what its texts agree on, and those of all fields."""
    return {**COMMON, **agreed(texts)}


def other_forms(
    text: str, short_forms: Mapping[str, str], words: Collection[str], analysis: Analysis, may_shorten: bool = True
) -> str:
    """Return what a text says in other forms than a pool does, "" for nothing.

    Where the stems that the pool knows, `words`, hold "ondevice", "on-device" is counted as that too. `may_shorten`
    tells whether the text may use a short form.

    >>> other_forms("LLMs and on-device learning", {"LLM": "large language model"}, {"ondevice"}, Analysis())
    'large language model; ondevice'
    """
    if not analysis.spelling:
        return ""
    if "-" not in text:
        return spelt_out(text, short_forms) if may_shorten else ""
    compounds = ("".join(match.groups()).lower() for match in _compounds(text))
    closed = dict.fromkeys(form for form in compounds if analysis.stem(form) in words)
    return "; ".join(filter(None, [spelt_out(text, short_forms) if may_shorten else "", *closed]))


def closed_forms(texts: Sequence[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return the forms in one word of what texts write with a hyphen, each with the column of what they write.

    A form that the vocabulary has as a word of its own is left out.
    """
    closed: dict[str, int] = {}
    analysis, columns = vocabulary.analysis, vocabulary.columns
    if not analysis.spelling:
        return closed
    compounds = {tuple(part.lower() for part in match.groups()) for text in texts for match in _compounds(text)}
    for first, second in sorted(compounds):
        form = analysis.stem(first + second)
        words = [columns[stem] for part in (first, second) if (stem := analysis.stem(part)) in columns]
        column = vocabulary.pair_column(*words) if len(words) == 2 else words[0] if words else UNKNOWN
        if form is not None and form not in columns and column != UNKNOWN:
            closed[form] = column
    return closed


def _compounds(text: str) -> Iterator[re.Match[str]]:
    return _HYPHENED.finditer(text) if "-" in text else iter(())
