"""The writer's name in running text: in small letters behind "i'm", and as who a page in the third person is about."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from matcher.documents.blocks import Block
from matcher.documents.name_words import NAMES, is_given, is_no_word, is_strange, may_name
from matcher.text.background import stop_words, zipf_in_english

_RARE = 4
"""Zipf value of a word below which it may be a family name behind a given one."""

_MOST_NAMED = 40
"""Blocks and sentences of a page about a person that are looked at."""


def small_names(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the names that their writers give in small letters: with capitals, as they stand, and their rare words.

    Words that everybody writes are none: behind "i'm" all must be unknown to English, or given names. Who is called
    "iris stone" may write of stone all the same.
    """
    for block in blocks:
        for match in NAMES["small_said"].finditer(block.text[:2_000]):
            yield from _in_both(match[2], is_sure="name" in match[1].lower())
        for here in NAMES["small_here"].finditer(block.text[:200]):
            yield from _in_both(here[here.lastindex or 0], is_alone=True)
        if signed := NAMES["small_signed"].search(block.text[-120:]):
            yield from _in_both(signed[1], is_alone=True)
    titles = (NAMES["small_title"].match(block.text[:100]) for block in blocks[:3])
    yield from (form for title in titles if title and is_given(title[1].split()[0]) for form in _in_both(title[1]))
    for before, block in pairwise(blocks):
        is_signed = len(block.text) <= 40 and NAMES["farewell"].fullmatch(before.text[-80:].strip())
        if is_signed and (whole := NAMES["small_whole"].fullmatch(block.text)):
            yield from _in_both(whole[1], is_alone=True)


def _in_both(name: str, *, is_sure: bool = False, is_alone: bool = False) -> Iterator[str]:
    words = name.split()
    telling = [word for word in words if not NAMES["particle"].fullmatch(word)]
    if not telling or not name.islower() or not may_name(name) or not stop_words().isdisjoint(words):
        return
    first, *others = telling
    are_strange = is_given(first) or not zipf_in_english(first)
    are_strange &= all(is_given(word) or zipf_in_english(word) < _RARE for word in others)
    if is_sure or (are_strange and (is_alone or len(telling) > 1 or is_given(telling[0]))):
        yield " ".join(word if word not in telling else word[0].upper() + word[1:] for word in words)
        yield from (word for word in telling if len(word) > 2 and (word == name or is_no_word(word)))
        yield name


def third_person_names(blocks: Iterable[Block], known: Iterable[str]) -> Iterator[str]:
    """Yield who the sentences of a page are about that never says "I", but "she" or "he".

    One word alone is a name only with others that make it whole: "Drosophila" is what somebody studies.
    """
    texts = [block.text[:2_000] for block in blocks if block.role in {"text", "item"}][:_MOST_NAMED]
    whole = "\n".join(texts)
    if NAMES["first_person"].search(whole) or not NAMES["he_or_she"].search(whole):
        return
    found = [match[1] for text in texts for match in NAMES["subject"].finditer(text)][:_MOST_NAMED]
    found = [name for name in found if may_name(name) and all(map(is_strange, re.split(r"[\s-]+", name)))]
    words = {word for name in (*found, *known) if " " in name for word in name.split()}
    yield from (name for name in found if " " in name or name in words or is_given(name))
