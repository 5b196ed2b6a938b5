"""Texts as sequences of numbers, one for each written form of a word."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.text.tokens import forms


class Sequences(NamedTuple):
    """Texts as numbers: those of text i are `numbers[bounds[i] : bounds[i + 1]]`."""

    numbers: NDArray[np.int32]
    bounds: NDArray[np.int64]

    def coded(self, codes: NDArray[np.int32], left_out: int) -> "Sequences":
        """Return the texts with each number exchanged for its code, those that come to be `left_out` left out."""
        found = codes[self.numbers]
        kept = found != left_out
        return Sequences(found[kept], np.concatenate(([0], np.cumsum(kept)))[self.bounds])

    def first(self, n: int) -> "Sequences":
        """Return the first n texts."""
        return Sequences(self.numbers[: self.bounds[n]], self.bounds[: n + 1])


class Forms(Protocol):
    """Numbers the written forms of words as they come; the same form always has the same number."""

    def read(self, texts: Sequence[str]) -> Sequences:
        """Return texts as the numbers of their forms."""
        ...

    def since(self, number: int) -> list[str]:
        """Return the forms numbered from `number` on, in order."""
        ...


class _Numbering(dict[str, int]):
    def __init__(self) -> None:
        self.forms: list[str] = []

    def __missing__(self, form: str) -> int:
        number = self[form] = len(self)
        self.forms.append(form)
        return number


class PlainForms:
    """Numbers forms with Python's regular expressions and a dictionary."""

    def __init__(self) -> None:
        self._numbers = _Numbering()

    def read(self, texts: Sequence[str]) -> Sequences:
        """Return texts as the numbers of their forms."""
        number = self._numbers.__getitem__
        found = [list(map(number, forms(text))) for text in texts]
        bounds = np.cumsum([0, *map(len, found)], dtype=np.int64)
        return Sequences(np.fromiter(chain.from_iterable(found), np.int32, int(bounds[-1])), bounds)

    def since(self, number: int) -> list[str]:
        """Return the forms numbered from `number` on, in order."""
        return self._numbers.forms[number:]
