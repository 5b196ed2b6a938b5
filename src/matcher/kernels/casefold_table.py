"""What each character means to the reader of words."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

N_CHARACTERS = 0x20000
"""Characters beyond (rare ideographs) are left to Python, like those that do not lower-case one to one."""

OTHER, CARE = 0, -1


@cache
def folded() -> NDArray[np.int32]:
    """Return for each character its lower case if it is part of words, `OTHER` if not, `CARE` if it needs Python.

    The sigma's lower case depends on the letters around it, the dotted I's is two characters.
    """
    lower = [chr(point).lower() for point in range(N_CHARACTERS)]
    lower[ord("Σ")] = ""
    points = [ord(letter) if len(letter) == 1 else CARE for letter in lower]
    words = [len(letter) != 1 or letter.isalnum() or letter == "_" for letter in lower]
    return np.where(words, np.array(points, np.int32), OTHER).astype(np.int32)


@cache
def word_bytes() -> NDArray[np.uint8]:
    """Return 1 for each byte that may be part of a word, 0 for the others; beyond ASCII all may."""
    is_word = np.ones(256, np.uint8)
    is_word[:128] = folded()[:128] > OTHER
    return is_word
