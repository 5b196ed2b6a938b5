"""Texts as one run of bytes, as compiled loops read them."""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.tokenize import PADDING


class Utf8Buffer(NamedTuple):
    """Texts in UTF-8, one behind the other: text i is `data[starts[i] : starts[i + 1]]`, `eights` the same memory."""

    data: NDArray[np.uint8]
    eights: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Return texts as bytes, a whole number of eights."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        padding = bytes(PADDING + -int(starts[-1]) % 8)
        data = np.frombuffer(b"".join([*encoded, padding]), np.uint8)
        return cls(data, data.view("<u8"), starts)
