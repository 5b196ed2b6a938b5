"""The vocabulary of a pool: words and pairs of words, each with its column, and other written forms of them."""

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
"""The ids of a word that the pool does not know, and of a stop word."""

_MOST_CACHED = 200_000
"""The size limit of the cache of tokens: a long stream of texts keeps bringing new misspellings."""


@dataclass(frozen=True)
class Vocabulary(PickledFields):
    """The terms of a pool: first the words, sorted, then the pairs of words, sorted."""

    words: tuple[str, ...]
    """The stems of the words; a word's position is its column."""
    pairs: NDArray[np.int32]
    """The two words of each pair as columns, shape (n_pairs, 2), sorted. Columns of pairs follow those of words."""
    analysis: Analysis = Analysis()
    """How a text becomes terms."""
    closed: Mapping[str, int] = field(default_factory=dict)
    """Closed forms: words written together that the pool writes only with a hyphen, each with the column of the
    hyphenated form: "ondevice" counts as "on-device"."""

    @property
    def n_terms(self) -> int:
        """The number of words and pairs."""
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
        """The start of the pairs of each first word, shape (n_words + 1,)."""
        return np.searchsorted(self.pairs[:, 0], np.arange(len(self.words) + 1))

    def knows(self, word: str) -> bool:
        """Return whether a lower-cased word is in the vocabulary or is a stop word."""
        stem = self.analysis.stem(word)
        return stem is None or stem in self.columns

    def pair_column(self, first: int, second: int) -> int:
        """Return the column of a pair, given the columns of its words, or `UNKNOWN`."""
        seconds = self.pairs[self.pair_starts[first] : self.pair_starts[first + 1], 1]
        place = int(np.searchsorted(seconds, second))
        is_known = place < len(seconds) and seconds[place] == second
        return len(self.words) + int(self.pair_starts[first]) + place if is_known else UNKNOWN

    def word_ids(self, tokens: Sequence[str]) -> NDArray[np.int32]:
        """Return the columns of lower-cased tokens, or `UNKNOWN` or `STOP`; a closed form may have a pair's column."""
        cached = zip(tokens, map(self._word_ids.get, tokens), strict=True)
        columns = [self._column(token) if column is None else column for token, column in cached]
        self.remember(tokens, columns)
        return np.array(columns, np.int32)

    def _column(self, token: str) -> int:
        stem = self.analysis.stem(token)
        return STOP if stem is None else self.columns.get(stem, self.closed.get(stem, UNKNOWN))

    def remember(self, tokens: Sequence[str], word_ids: Sequence[int]) -> None:
        """Cache the result of `word_ids`: stemming takes ten times as long as a look-up."""
        if len(self._word_ids) < _MOST_CACHED:
            self._word_ids.update(zip(tokens, word_ids, strict=True))

    @cached_property
    def _word_ids(self) -> dict[str, int]:
        return {}


def pair_keys(first: NDArray[np.int32], second: NDArray[np.int32], n_words: int) -> NDArray[np.int64]:
    """Return pairs of words as single numbers in the same order."""
    return first.astype(np.int64) * n_words + second


_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]{2,})-([^\W\d_]{2,})(?![\w-])")


def pool_short_forms(texts: Sequence[str]) -> dict[str, str]:
    """Return short forms and their expansions: those that the pool's texts agree on, and common ones of all fields."""
    return {**COMMON, **agreed(texts)}


def other_forms(
    text: str, short_forms: Mapping[str, str], words: Collection[str], analysis: Analysis, may_shorten: bool = True
) -> str:
    """Return the pool's forms of terms that a text writes in other forms, "" for none.

    These are expansions of short forms, and closed forms of hyphenated words if they are in `words`, the stems that the
    pool knows. `may_shorten` tells whether the text may use a short form.

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
    """Return the closed forms of hyphenated words in texts, each with the column of the hyphenated form.

    A closed form that is itself a word of the vocabulary is left out.
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
    return _HYPHENED.finditer(" ".join(word for word in text.split() if "-" in word))
