"""Tests for the words of names: not in English texts, without the ending of a field, or given names."""

import re
import unicodedata

from matcher.text.lexicon import Lexicon, zipf_in_english
from matcher.text.person import PEOPLES
from matcher.text.tokens import STOP_WORDS

NAMES = Lexicon("documents/names.txt")
_RARE = 3.5
"""Zipf value below which a word hardly occurs in general English."""


def is_not_english(word: str) -> bool:
    """Tell whether a word is a given name or hardly occurs in general English."""
    return is_given_name(word) or zipf_in_english(word) < _RARE


def is_given_name(word: str) -> bool:
    """Tell whether a word is a given name that occurs in English texts, with or without its accents."""
    plain = "".join(char for char in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(char))
    return plain in NAMES.words("given_names")


def may_be_name(name: str) -> bool:
    """Tell whether words may be a name, and not a people, a role, a degree or the opening of a letter."""
    words = [word.lower().strip(".,") for word in name.replace("’", "'").split() if len(word) > 1]
    if words[:1] and words[0].capitalize() in PEOPLES:
        return False
    return not any(word in NAMES.words("no_names") or word.endswith(("'s", "'m", "'ve")) for word in words)


def has_capital(word: str) -> bool:
    """Tell whether a word has a capital, is a particle like "van", or both, as in "al-Khatib"."""
    return not word[0].islower() or bool(NAMES["particle"].fullmatch(word.partition("-")[0]))


def is_name_word(word: str) -> bool:
    """Tell whether a word is a given name, or in no English text and unlike an acronym or a product.

    Of two words joined by a hyphen, one is enough.
    """
    if "-" in word.strip("-") and not NAMES["particle"].fullmatch(word.partition("-")[0]):
        return any(map(is_name_word, word.split("-")))
    if is_given_name(word) or NAMES["particle"].fullmatch(word):
        return True
    is_known = bool(zipf_in_english(word.lower())) or word.lower() in STOP_WORDS
    return not is_known and any(map(str.isupper, word)) and bool(NAMES["of_a_name"].fullmatch(word))


def long_words(name: str) -> list[str]:
    """Return the words of a name that have three letters or more, in lower case."""
    return [word for word in re.split(r"[\s.]+", name.lower()) if len(word) > 2]


def names_a_field(name: str) -> bool:
    """Tell whether a possible name is a field: in everyday words ("Medical Imaging"), or in words of science.

    >>> [names_a_field(name) for name in ("Medical Imaging", "Rydberg Excitons", "Erdos Renyi Graphs", "Ada Browning")]
    [True, True, True, False]
    """
    words = long_words(name)
    if len(words) < 2 or is_given_name(words[0]):
        return False
    last = words[-1]
    singular = last.removesuffix("s"), last.removesuffix("es"), f"{last.removesuffix('ies')}y"
    is_plural = last.endswith("s") and bool(zipf_in_english(last)) and any(map(zipf_in_english, singular))
    are_everyday = all(map(zipf_in_english, words)) and bool(NAMES["field"].search(last))
    return are_everyday or is_plural or (not zipf_in_english(last) and bool(NAMES["scientific"].search(last)))


def sounds_like_a_name(name: str) -> bool:
    """Tell whether a title is not a field, and either starts with a given name or has words that are not English."""
    words = long_words(name)
    is_acronym = any(len(word) > 1 and word.isupper() and "." not in word for word in name.split())
    is_field = any(len(word) > 5 and NAMES["field"].search(word) for word in words) or names_a_field(name)
    if is_acronym or not 2 <= len(words) <= 4 or is_field:
        return False
    first, *_, last = map(zipf_in_english, words)
    return is_given_name(words[0]) or (first < _RARE and not last) or (not first and last < 4)
