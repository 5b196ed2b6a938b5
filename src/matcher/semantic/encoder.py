"""What every sentence encoder promises, and vectors as whole numbers."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vector = NDArray[np.int16]

GRAIN = 4080
"""Vectors are unit vectors in whole numbers of 1/4080.

Products of such rows of up to 1,000 numbers stay below 2**24, so single precision adds them up without any rounding: a
cosine has the same bits in any batch, in any order, on any number of threads. It costs a cosine some 1e-4.
"""


class Tokens(NamedTuple):
    """A text token by token, for explanations.

    The sum of `vectors`, shape (n_tokens, width), points where the text's vector points. Token i stands at
    `text[starts[i] : ends[i]]`; the tokens that stand for no word have both 0.
    """

    vectors: Floats
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class Encoder(Protocol):
    """Turns a text into a vector; texts close in meaning have vectors of a high cosine.

    It promises: the same text has the same vector, to the bit, whatever was encoded before; a text without a word has
    a vector of zeros; nothing is sent anywhere.
    """

    @property
    def name(self) -> str:
        """What a person calls it: `minilm`, `use`, or the folder it was read from."""
        ...

    @property
    def digest(self) -> str:
        """What tells it from every other encoder: vectors of different digests never meet."""
        ...

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        ...

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,)."""
        ...

    def tokens(self, text: str) -> Tokens | None:
        """Return a text token by token, `None` where the vector is no sum over tokens."""
        ...


def whole_grains(vector: Floats) -> Vector:
    """Return a vector scaled to length 1 and rounded to whole grains; one of (nearly) no length becomes zeros.

    >>> whole_grains(np.array([3.0, 4.0])).tolist(), whole_grains(np.zeros(2)).tolist()
    ([2448, 3264], [0, 0])
    """
    length = float(np.sqrt(np.dot(vector, vector)))
    if not length > 1e-12:
        return np.zeros(len(vector), np.int16)
    whole: Vector = np.rint(vector * (GRAIN / length)).astype(np.int16)
    return whole


def centred(vector: Vector, centre: Floats) -> Vector:
    """Return a vector with the centre taken from it, in whole grains; zeros stay zeros."""
    return whole_grains(vector / GRAIN - centre) if centre.any() and vector.any() else vector


def cosines(rows: Vector, columns: Vector) -> Floats:
    """Return the cosines of vectors in whole grains, shapes (n, width) and (m, width) to (n, m), each in [-1, 1]."""
    products = rows.astype(np.float32) @ columns.astype(np.float32).T
    found: Floats = np.clip(products / np.float64(GRAIN**2), -1.0, 1.0)
    return found
