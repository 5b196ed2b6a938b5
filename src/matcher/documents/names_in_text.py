"""Find the writer's name in running text: in lower case after "i'm", and on a page in the third person."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from matcher.documents.blocks import Block
from matcher.documents.name_words import NAMES, is_given_name, is_name_word, is_not_english, may_be_name
from matcher.text.lexicon import zipf_in_english
from matcher.text.tokens import STOP_WORDS

_RARE = 4
"""Zipf value below which a word may be a family name after a given name."""

_MAX_EXAMINED = 40
"""The largest number of blocks, and of sentences, of a page in the third person that are examined."""


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
    are_strange &= all(is_given_name(word) or zipf_in_english(word) < _RARE for word in others)
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
