"""Short forms and what they stand for: those a text defines itself, and some that research fields share.

"Large language models (LLMs)" defines LLM for its text, and for the pool where all who define it agree. What a text
abbreviates is counted spelt out as well, so that it meets those who write the words.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple, Self

from matcher.text.lexicon import data_lines
from matcher.text.tokens import forms

_SHORT = r"[A-Z](?:[A-Za-z0-9&-]{0,8}[A-Z0-9])"
_DEFINED = re.compile(rf" ?\(({_SHORT})s?\)")
_WORDS_BEFORE = re.compile(r"(?:[\w’'-]+[ \n]+){1,7}[\w’'-]+$")
_REACH = 120
"""So many characters before a short form in brackets are looked at."""
_REVERSED = re.compile(rf"\b({_SHORT})s? ?\(((?:[\w’'-]+[ \n]+){{1,7}}[\w’'-]+)\)")
_USED = re.compile(r"([A-Z](?<!\w.)(?:[A-Za-z0-9&-]{0,8}[A-Z0-9]))s?\b")
"""A short form; begins with a letter, not with the edge of a word, so that most of a text is skipped."""
_SMALL = frozenset("a an and for from in of on or the to with by at".split())

COMMON: Mapping[str, str] = MappingProxyType(dict(line.split(" = ") for line in data_lines("text/short_forms.txt")))
"""Short forms that the fields which use them read in one way, and what they stand for."""


def definitions(text: str) -> dict[str, str]:
    """Return the short forms that a text defines, each with the words it stands for, lower-cased.

    >>> definitions("We audit large language models (LLMs) and PDEs (partial differential equations).")
    {'LLM': 'large language models', 'PDE': 'partial differential equations'}
    >>> definitions("A lab in Oslo (NO) and a long walk (ABC).")
    {}
    """
    if "(" not in text:
        return {}
    defined = []
    for match in _DEFINED.finditer(text):
        before = _WORDS_BEFORE.search(text[max(0, match.start() - _REACH) : match.start()])
        defined += [(match[1], before[0])] if before else []
    defined += [(match[1], match[2]) for match in _REVERSED.finditer(text)]
    expansions = ((short, _expansion(short, words.split())) for short, words in defined)
    return {short: words for short, words in expansions if words}


def agreed(texts: Iterable[str]) -> dict[str, str]:
    """Return the short forms that texts define, but for those that they define in different ways."""
    readings: dict[str, dict[str, str]] = {}
    for text in texts:
        for short, words in definitions(text).items():
            readings.setdefault(short, {}).setdefault(words.removesuffix("s"), words)
    return {
        short: next(iter(expansions.values())) for short, expansions in sorted(readings.items()) if len(expansions) == 1
    }


def spelt_out(text: str, known: Mapping[str, str] = COMMON) -> str:
    """Return the words that the short forms of a text stand for and that it does not write itself, "" for none.

    A form that the text defines stands for what the text says, so nothing is added for it.

    >>> spelt_out("I want to study LLMs.")
    'large language model'
    >>> spelt_out("Molecular learning (ML): I love ML.")
    ''
    """
    used = [short for short in dict.fromkeys(match[1] for match in _USED.finditer(text)) if short in known]
    if not used:
        return ""
    own, lowered = definitions(text), text.lower()
    added = (known[short] for short in used if short not in own)
    return "; ".join(words for words in added if not all(word in lowered for word in words.split()))


class ShortFormSigns(NamedTuple):
    """By what texts are found that may use one of some short forms: lower-cased tokens, and parts of a text."""

    tokens: frozenset[str]
    parts: tuple[str, ...]

    @classmethod
    def of(cls, short_forms: Iterable[str]) -> Self:
        """Return the signs of short forms; of one that is no token, as Q&A, it is the form itself."""
        tokens = {short: (forms(short)[:1], forms(f"{short}s")[:1]) for short in short_forms}
        parts = tuple(short for short, (alone, _) in tokens.items() if not alone)
        return cls(frozenset(chain.from_iterable(chain.from_iterable(tokens.values()))), parts)

    def any_in(self, text: str) -> bool:
        """Return whether a text holds one of the parts."""
        return any(part in text for part in self.parts)


def _expansion(short: str, words: list[str]) -> str:
    """Return the last words whose beginnings spell a short form, "" where none do; small words may be skipped."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    for n in range(min(len(words), 2 * len(letters)), 1, -1):
        last = words[-n:]
        if last[0][0].isalnum() and last[0].lower() not in _SMALL and _spells(letters, last):
            return " ".join(last).lower()
    return ""


def _spells(letters: list[str], words: list[str]) -> bool:
    """Tell whether words, or the parts of hyphened ones, begin with these letters in order; small words may not."""
    parts = [part.lower() for word in words for part in re.split(r"[-’']", word) if part]
    initials = [part[0] for part in parts]
    if initials == letters:
        return True
    return [part[0] for part in parts if part not in _SMALL] == letters
