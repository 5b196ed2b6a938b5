"""Which of many texts may refuse something or tell who wrote them, found by compiled loops: few need a closer look."""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.kernels.prescreen_loops import DOMAIN, LABEL, mark_texts
from matcher.kernels.tokenize import find_token, key_of
from matcher.kernels.utf8_buffer import Utf8Buffer
from matcher.text.identity import DOMAINS, LABELS
from matcher.text.profile_text import Suspects
from matcher.text.refusal_patterns import RULES

_SPELT = ("at", "dot")
"""The words of an address in letters."""


def prescreen(texts: Sequence[str]) -> Suspects:
    """Return which texts may hold a refusal, and which may tell who wrote them; never too few."""
    known, is_odd = _known(), np.zeros(len(texts), np.bool_)
    present, identifying = np.zeros((len(texts), len(known.words)), np.bool_), np.zeros(len(texts), np.bool_)
    tables = known.letters, known.signs, known.table, known.keys, known.kinds, known.words["not"]
    mark_texts(*Utf8Buffer.of(texts), *tables, present, identifying, is_odd)
    refusing = [present[:, groups[0]].any(axis=1) & present[:, groups[-1]].any(axis=1) for groups in known.needs]
    identifying |= present[:, known.words["www"]] | present[:, [known.words[word] for word in _SPELT]].all(axis=1)
    return Suspects(np.logical_or.reduce([is_odd, *refusing]).tolist(), (identifying | is_odd).tolist())


class _Known(NamedTuple):
    """The words that are looked for, by number; the groups of them that a refusal needs; which bytes may matter."""

    words: dict[str, int]
    letters: NDArray[np.uint8]
    signs: NDArray[np.uint8]
    table: NDArray[np.int32]
    keys: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    needs: list[list[list[int]]]


@cache
def _known() -> _Known:
    needs = [groups for rule in RULES for groups in rule.needs]
    kinds = dict.fromkeys([*LABELS, "pronoun", "pronouns"], LABEL) | dict.fromkeys(DOMAINS, DOMAIN)
    words = {word: n for n, word in enumerate(sorted({*kinds, *_SPELT, "www"}.union(*chain.from_iterable(needs))))}
    table, keys = np.zeros(2048, np.int32), np.zeros((2048, 2), np.uint64)
    for number, word in enumerate(words, 1):
        key = key_of(np.frombuffer(word.encode(), np.uint8).astype(np.int32), len(word))
        slot = find_token(*key, table, keys)
        table[slot], keys[slot] = number, key
    numbered = [[[words[word] for word in group] for group in groups] for groups in needs]
    by_kind = np.array([kinds.get(word, 0) for word in words], np.uint8)
    return _Known(words, *_bytes(), table, keys, by_kind, numbered)


def _bytes() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return which bytes are letters from a to z, and which may be a sign of something."""
    letters, signs = np.zeros((2, 256), np.uint8)
    letters[[*range(ord("a"), ord("z") + 1), *range(ord("A"), ord("Z") + 1)]] = 1
    signs[[*map(ord, "@/:=([{'0123456789"), *range(0xC4, 256)]] = 1
    return letters, signs
