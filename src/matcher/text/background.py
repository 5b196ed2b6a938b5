"""Words that occur whatever the subject: frequencies in general English, and common words of statements."""

import math
from collections.abc import Callable, Mapping
from functools import cache

from matcher.text.lexicon import data_lines

_TEXT_SIZE = 100
"""The number of words of a background text, which converts frequencies of words to shares of such texts."""


def general_shares(stem: Callable[[str], str | None]) -> Mapping[str, float]:
    """Return the share of short general English texts that contain each stem, in [0, 1]; a missing stem is rarer.

    `stem` returns the stem of a lower-cased word, None for a word that does not count; words of one stem add up.
    """
    shares: dict[str, float] = {}
    for word, zipf in _zipf_values().items():
        word_stem = stem(word)
        if word_stem is not None:
            shares[word_stem] = shares.get(word_stem, 0.0) + 10 ** (zipf - 9)
    return {word_stem: 1 - (1 - min(share, 1.0)) ** _TEXT_SIZE for word_stem, share in shares.items()}


def zipf_in_english(word: str) -> float:
    """Return the Zipf value of a lower-cased word of general English, 0 for any other.

    >>> zipf_in_english("reason") > 4, zipf_in_english("rea")
    (True, 0.0)
    """
    return _zipf_values().get(word, 0.0)


def zipf_of(share: float) -> float:
    """Return the Zipf value of a word that this share of background texts contains: 3 is rare, 6 is very common.

    >>> round(zipf_of(0.0952), 1)
    6.0
    """
    if share <= 0:
        return 0.0
    return math.log10(1 - (1 - min(share, 1 - 1e-12)) ** (1 / _TEXT_SIZE)) + 9


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing about a field: articles, prepositions, pronouns, auxiliaries."""
    return _words("stop_words.txt")


@cache
def foreign_function_words() -> frozenset[str]:
    """Return the common function words of 17 other languages that are rare in English."""
    return _words("foreign_function_words.txt")


@cache
def function_words_elsewhere() -> frozenset[str]:
    """Return words of English that are function words of other languages ("bin", "die", "plus").

    Source: stopwords-iso 0.7.1, see the head of the file.
    """
    return _words("function_words_elsewhere.txt")


@cache
def statement_words() -> frozenset[str]:
    """Return words of statements on any subject: motivation, character, study, plans, courtesy."""
    return _words("statement_words.txt")


@cache
def no_subjects() -> frozenset[str]:
    """Return common words that do not name a subject: mostly verbs, and adjectives that only describe.

    Source: WordNet 3.0 (Miller, WordNet: a lexical database for English, 1995), see the head of the file.
    """
    return _words("no_subjects.txt")


def names_no_subject(word: str) -> bool:
    """Return whether a lower-cased word is in `no_subjects`, or is one with -er, -est, or (if rare) re- or un-.

    >>> [word for word in ("slower", "layer", "easiest", "harvest", "retell", "reuse") if names_no_subject(word)]
    ['slower', 'easiest', 'retell']
    """
    listed, known = no_subjects(), _zipf_values()
    if word in listed or (word[:2] in {"re", "un"} and word[2:] in listed and word not in known):
        return True
    if len(word) < 5 or not word.endswith(("er", "est")):
        return False
    stem = word.removesuffix("est").removesuffix("er")
    bases = {stem, f"{stem}e", f"{stem[:-1]}y", stem.removesuffix(stem[-1])} & listed
    # an adjective has an adverb, or both degrees: slowly, not "layly"
    return any(f"{base}ly" in known for base in bases) or bool(bases and {f"{stem}er", f"{stem}est"} <= known.keys())


@cache
def count_and_time_words() -> frozenset[str]:
    """Return words for amounts and times, never for subjects: numbers, days, months, units of counting or paying."""
    return _words("count_and_time_words.txt")


@cache
def _zipf_values() -> dict[str, float]:
    """Return words of general English by their Zipf value.

    Source: Speer, wordfreq 3.1.1 (2023), see the head of the file.
    """
    rows = (line.split() for line in data_lines("text/general_english.txt"))
    return {word: int(value) / 10 for value, *words in rows for word in words}


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in data_lines(f"text/{name}") for word in line.split())
