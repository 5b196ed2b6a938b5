"""Which of many texts may refuse, wish or tell what their words alone do not say, found by compiled loops."""

from collections.abc import Collection, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.prescreen_loops import DOMAIN, LABEL, mark_texts
from matcher.kernels.tokenize import Utf8Buffer, find_token, key_of
from matcher.text.background import function_words_elsewhere
from matcher.text.identity import DOMAINS, LABELS
from matcher.text.profile_text import FOREIGN_SIGNS, IDIOM_SIGNS, WISH_SIGNS, Suspects
from matcher.text.refusal_rules import RULES

Groups = Sequence[Collection[str]]

_NEEDS: tuple[Sequence[Groups], ...] = (
    [groups for rule in RULES for groups in rule.needs],
    [[("www",)], [("at",), ("dot",)]],
    [[IDIOM_SIGNS], [FOREIGN_SIGNS, function_words_elsewhere()]],
    WISH_SIGNS,
)
"""The words that a refusal, an address, an idiom, small words of another language and a wish need."""


def prescreen(texts: Sequence[str]) -> Suspects:
    """Return which texts may hold a refusal, identify who wrote them, hold an idiom or a wish; never too few."""
    known, is_odd = _known(), np.zeros(len(texts), np.bool_)
    present, identifying = np.zeros((len(texts), len(known.words)), np.bool_), np.zeros(len(texts), np.bool_)
    tables = known.letters, known.signs, known.table, known.keys, known.kinds, known.words["not"]
    mark_texts(*Utf8Buffer.of(texts), *tables, present, identifying, is_odd)
    refusing, traces, idiomatic, wishing = (_holds_any(needs, known.words, present) for needs in _NEEDS)
    marks = refusing, traces | identifying, idiomatic, wishing
    return Suspects(*((mark | is_odd).tolist() for mark in marks))


def _holds_any(needs: Sequence[Groups], words: dict[str, int], present: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which texts have, of one of these lists of groups of words, a word of each group."""
    found = np.zeros(len(present), np.bool_)
    for groups in needs:
        found |= np.logical_and.reduce([present[:, [words[word] for word in group]].any(axis=1) for group in groups])
    return found


class _Known(NamedTuple):
    """The words that are looked for, by number and by their bytes; which bytes may matter."""

    words: dict[str, int]
    letters: NDArray[np.uint8]
    signs: NDArray[np.uint8]
    table: NDArray[np.int32]
    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]


@cache
def _known() -> _Known:
    kinds = dict.fromkeys([*LABELS, "pronoun", "pronouns"], LABEL) | dict.fromkeys(DOMAINS, DOMAIN)
    needed = chain.from_iterable(chain.from_iterable(chain.from_iterable(_NEEDS)))
    words = {word: n for n, word in enumerate(sorted({*kinds, *needed}))}
    table, keys = np.zeros(2048, np.int32), np.zeros((2048, 2), np.uint64)
    for number, word in enumerate(words, 1):
        key = key_of(np.frombuffer(word.encode(), np.uint8).astype(np.int32), len(word))
        slot = find_token(*map(np.uint64, key), table, keys)
        table[slot], keys[slot] = number, key
    by_kind = np.array([kinds.get(word, 0) for word in words], np.uint8)
    return _Known(words, *_bytes(), table, keys, by_kind)


def _bytes() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return which bytes are letters from a to z, and which may be a sign of something."""
    letters, signs = np.zeros((2, 256), np.uint8)
    letters[[*range(ord("a"), ord("z") + 1), *range(ord("A"), ord("Z") + 1)]] = 1
    signs[[*map(ord, "@/:=([{'0123456789"), *range(0xC4, 256)]] = 1
    return letters, signs
