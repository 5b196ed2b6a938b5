"""Tell whether words may be a person's name, and find the writer's name in running text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from matcher.documents.blocks import Block
from matcher.text.lexicon import Lexicon, zipf_in_english
from matcher.text.tokens import STOP_WORDS

NAMES = Lexicon("documents/names.txt")
_PEOPLES = frozenset(Lexicon("text/person.txt").alternatives("peoples"))
_RARE = 3.5
"""Zipf value below which a word hardly occurs in general English."""

_RARE_BESIDE_NAME = 4
"""Zipf value below which a word may be a family name after a given name."""

_MAX_EXAMINED = 40
"""The largest number of blocks, and of sentences, of a page in the third person that are examined."""


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
    if words[:1] and words[0].capitalize() in _PEOPLES:
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


def lowercase_names(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield names that their writers give in lower case: capitalised, as written, and their rare words.

    Common words are not names: after "i'm" all words must be given names or not English. A person called "iris stone"
    may also write about stone.
    """
    for block in blocks:
        for match in NAMES["small_said"].finditer(block.text[:2_000]):
            yield from _forms(match[2], is_sure="name" in match[1].lower())
        for match in NAMES["small_here"].finditer(block.text[:200]):
            yield from _forms(match[match.lastindex or 0], is_alone=True)
        if signed := NAMES["small_signed"].search(block.text[-120:]):
            yield from _forms(signed[1], is_alone=True)
    titles = (NAMES["small_title"].match(block.text[:100]) for block in blocks[:3])
    yield from (form for title in titles if title and is_given_name(title[1].split()[0]) for form in _forms(title[1]))
    for before, block in pairwise(blocks):
        is_signed = len(block.text) <= 40 and NAMES["farewell"].fullmatch(before.text[-80:].strip())
        if is_signed and (whole := NAMES["small_whole"].fullmatch(block.text)):
            yield from _forms(whole[1], is_alone=True)


def _forms(name: str, *, is_sure: bool = False, is_alone: bool = False) -> Iterator[str]:
    words = name.split()
    name_words = [word for word in words if not NAMES["particle"].fullmatch(word)]
    if not name_words or not name.islower() or not may_be_name(name) or not STOP_WORDS.isdisjoint(words):
        return
    first, *others = name_words
    are_strange = is_given_name(first) or not zipf_in_english(first)
    are_strange &= all(is_given_name(word) or zipf_in_english(word) < _RARE_BESIDE_NAME for word in others)
    if is_sure or (are_strange and (is_alone or len(name_words) > 1 or is_given_name(name_words[0]))):
        yield " ".join(word if word not in name_words else word[0].upper() + word[1:] for word in words)
        yield from (word for word in name_words if len(word) > 2 and (word == name or is_not_english(word)))
        yield name


def third_person_names(blocks: Iterable[Block], known: Iterable[str]) -> Iterator[str]:
    """Yield the names of the person that a page in the third person is about: it says "she" or "he", never "I".

    A single word counts only if it is a given name or part of a longer name: "Drosophila" is a subject of study.
    """
    texts = [block.text[:2_000] for block in blocks if block.role in {"text", "item"}][:_MAX_EXAMINED]
    whole = "\n".join(texts)
    if NAMES["first_person"].search(whole) or not NAMES["he_or_she"].search(whole):
        return
    subjects = [match[1] for text in texts for match in NAMES["subject"].finditer(text)][:_MAX_EXAMINED]
    subjects = [name for name in subjects if may_be_name(name) and all(map(is_name_word, re.split(r"[\s-]+", name)))]
    words = {word for name in (*subjects, *known) if " " in name for word in name.split()}
    yield from (name for name in subjects if " " in name or name in words or is_given_name(name))
