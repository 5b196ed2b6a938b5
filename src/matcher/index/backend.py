"""How texts are prepared and counted: in plain Python and numpy, or by compiled loops to the same numbers."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.index.copies import Screen
from matcher.index.counts import TermCounter, distinct_pairs, text_frequencies
from matcher.index.token_ids import PlainTokenIds, TokenIds, TokenSequences
from matcher.index.vocabulary import Vocabulary
from matcher.text.profile_text import Prescreen


class Backend(NamedTuple):
    """One way of preparing and counting texts; every backend gives the same numbers, to the bit.

    `prescreen` marks the texts that may hold a refusal or tell who wrote them, `screen` those that may hold something
    that does not count, so that only these are searched; None has all texts searched.
    """

    name: str
    token_ids: Callable[[], TokenIds]
    counter: Callable[[Vocabulary], TermCounter]
    distinct_pairs: Callable[[TokenSequences, int], NDArray[np.int32]]
    text_frequencies: Callable[[TokenSequences, int], NDArray[np.int64]]
    prescreen: Prescreen | None = None
    screen: Screen | None = None


PLAIN = Backend("plain", PlainTokenIds, TermCounter, distinct_pairs, text_frequencies)
"""No compiler is started: right for one statement."""
