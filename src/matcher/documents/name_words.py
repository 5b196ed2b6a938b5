"""What the words of a name are like: no English text holds them, they end like no field, or they are given names."""

import re
import unicodedata

from matcher.text.background import stop_words, zipf_in_english
from matcher.text.lexicon import Lexicon
from matcher.text.person import PEOPLES

NAMES = Lexicon("documents/names.txt")
_RARE = 3.5
"""Zipf value of a word below which hardly a text in general English holds it."""


def is_no_word(word: str) -> bool:
    """Tell a word that hardly a text in general English holds, or a given name."""
    return is_given(word) or zipf_in_english(word) < _RARE


def is_given(word: str) -> bool:
    """Tell one of the given names that English texts hold, with its accents or without."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(sign))
    return plain in NAMES.words("given_names")


def may_name(name: str) -> bool:
    """Tell words that may be a name from a people, a role, a degree, or what a letter opens with."""
    words = [word.lower().strip(".,") for word in name.replace("’", "'").split() if len(word) > 1]
    if words[:1] and words[0].capitalize() in PEOPLES:
        return False
    return not any(word in NAMES.words("no_names") or word.endswith(("'s", "'m", "'ve")) for word in words)


def has_capital(word: str) -> bool:
    """Tell a word as names have them: with a capital, a small one like "van", or both, as in "al-Khatib"."""
    return not word[0].islower() or bool(NAMES["particle"].fullmatch(word.partition("-")[0]))


def is_strange(word: str) -> bool:
    """Tell a word that no English text holds and that looks like no acronym or product; a given name is such.

    Of two words with a hyphen one is enough.
    """
    if "-" in word.strip("-") and not NAMES["particle"].fullmatch(word.partition("-")[0]):
        return any(map(is_strange, word.split("-")))
    if is_given(word) or NAMES["particle"].fullmatch(word):
        return True
    is_known = bool(zipf_in_english(word.lower())) or word.lower() in stop_words()
    return not is_known and any(map(str.isupper, word)) and bool(NAMES["of_a_name"].fullmatch(word))


def long_words(name: str) -> list[str]:
    """Return the words of a name of three letters or more, in small letters."""
    return [word for word in re.split(r"[\s.]+", name.lower()) if len(word) > 2]


def names_a_field(name: str) -> bool:
    """Tell a subject that looks like a name: in everyday words ("Medical Imaging"), or in those of science.

    >>> [names_a_field(name) for name in ("Medical Imaging", "Rydberg Excitons", "Erdos Renyi Graphs", "Ada Browning")]
    [True, True, True, False]
    """
    words = long_words(name)
    if len(words) < 2 or is_given(words[0]):
        return False
    last = words[-1]
    singular = last.removesuffix("s"), last.removesuffix("es"), f"{last.removesuffix('ies')}y"
    is_plural = last.endswith("s") and bool(zipf_in_english(last)) and any(map(zipf_in_english, singular))
    are_everyday = all(map(zipf_in_english, words)) and bool(NAMES["field"].search(last))
    return are_everyday or is_plural or (not zipf_in_english(last) and bool(NAMES["scientific"].search(last)))


def sounds_like_a_name(name: str) -> bool:
    """Tell a title of words that no English text holds, and that end like no field, or whose first is a given name."""
    words = long_words(name)
    is_acronym = any(len(word) > 1 and word.isupper() and "." not in word for word in name.split())
    is_field = any(len(word) > 5 and NAMES["field"].search(word) for word in words) or names_a_field(name)
    if is_acronym or not 2 <= len(words) <= 4 or is_field:
        return False
    first, *_, last = map(zipf_in_english, words)
    return is_given(words[0]) or (first < _RARE and not last) or (not first and last < 4)
