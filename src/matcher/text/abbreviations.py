"""Short forms and their expansions: those that a text defines, and some that research fields share.

"Large language models (LLMs)" defines LLM for its text, and for the pool if all definitions agree. The expansion of a
short form is counted too, so that it matches texts that write the words.
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
"""The number of characters before a short form in brackets that are searched for its words."""
_REVERSED = re.compile(rf"\b({_SHORT})s? ?\(((?:[\w’'-]+[ \n]+){{1,7}}[\w’'-]+)\)")
_USED = re.compile(r"([A-Z](?<!\w.)(?:[A-Za-z0-9&-]{0,8}[A-Z0-9]))s?\b")
"""A short form. The pattern begins with a letter, not a word boundary, so that the search skips most of a text."""
_FUNCTION_WORDS = frozenset("a an and for from in of on or the to with by at".split())

COMMON: Mapping[str, str] = MappingProxyType(dict(line.split(" = ") for line in data_lines("text/short_forms.txt")))
"""Short forms with one meaning in the fields that use them, and their expansions."""


def definitions(text: str) -> dict[str, str]:
    """Return the short forms that a text defines, with their expansions in lower case.

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
    """Return the short forms that texts define, without those with different definitions."""
    readings: dict[str, dict[str, str]] = {}
    for text in texts:
        for short, words in definitions(text).items():
            readings.setdefault(short, {}).setdefault(words.removesuffix("s"), words)
    return {
        short: next(iter(expansions.values())) for short, expansions in sorted(readings.items()) if len(expansions) == 1
    }


def spelt_out(text: str, known: Mapping[str, str] = COMMON) -> str:
    """Return the expansions of the short forms in a text whose words it does not contain, "" for none.

    Nothing is added for a short form that the text itself defines.

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
    """Signs of texts that may use one of some short forms: lower-cased tokens, and parts of a text."""

    tokens: frozenset[str]
    parts: tuple[str, ...]

    @classmethod
    def of(cls, short_forms: Iterable[str]) -> Self:
        """Return the signs of short forms; for one that is not a token, as Q&A, the form itself."""
        tokens = {short: (forms(short)[:1], forms(f"{short}s")[:1]) for short in short_forms}
        parts = tuple(short for short, (alone, _) in tokens.items() if not alone)
        return cls(frozenset(chain.from_iterable(chain.from_iterable(tokens.values()))), parts)

    def any_in(self, text: str) -> bool:
        """Return whether a text contains one of the parts."""
        return any(part in text for part in self.parts)


def _expansion(short: str, words: list[str]) -> str:
    """Return the last words whose initials spell a short form, "" for none; function words may be skipped."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    for n in range(min(len(words), 2 * len(letters)), 1, -1):
        last = words[-n:]
        if last[0][0].isalnum() and last[0].lower() not in _FUNCTION_WORDS and _spells(letters, last):
            return " ".join(last).lower()
    return ""


def _spells(letters: list[str], words: list[str]) -> bool:
    """Tell whether the initials of words, or of parts of hyphenated ones, spell this; function words may not count."""
    parts = [part.lower() for word in words for part in re.split(r"[-’']", word) if part]
    return letters in ([part[0] for part in parts], [part[0] for part in parts if part not in _FUNCTION_WORDS])
