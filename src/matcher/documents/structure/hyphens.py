"""Join words that were hyphenated at a line end."""

import re
from collections import Counter

from matcher.documents.structure.paragraph_kinds import PARAGRAPHS
from matcher.text.lexicon import zipf_in_english

_HYPHENS = frozenset("-\u2010\u00ad\ufffe")


def words_written(text: str) -> Counter[str]:
    """Return how often each word occurs in a text; a word with hyphens is one word."""
    return Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))


def joined_lines(texts: list[str], known: Counter[str], *, is_set: bool = True) -> tuple[str, int]:
    """Return the lines as one text with words hyphenated at line ends rejoined, and the number of those words.

    `is_set` says that a program broke the lines. By hand people seldom hyphenate, so that two English words stay two.

    >>> known = words_written("rock")
    >>> joined_lines(["the rea-", "son of deep-", "water moss-", "based rock"], known, is_set=False)[0]
    'the reason of deep-water moss-based rock'
    """
    joined, n_rejoined = [texts[0].strip()], 0
    for following in texts[1:]:
        following = following.strip()
        before = joined[-1]
        if following[:1].islower() and before[-1:] in _HYPHENS and before[-3:-1].isalpha() and len(before) > 2:
            keeps = _keeps_hyphen(before[:-1], following, known, is_set=is_set)
            joined[-1] = before[:-1] + "-" if keeps else before[:-1]
            joined.append(following)
            n_rejoined += not keeps
        else:
            joined += [" ", following]
    return "".join(joined).strip(), n_rejoined


def _keeps_hyphen(before: str, following: str, known: Counter[str], *, is_set: bool) -> bool:
    """Tell whether a word has a hyphen anyway, from how the document writes it elsewhere."""
    left, right = re.split(r"[\W\d_]", before.lower())[-1], re.split(r"[\W\d_]", following.lower(), maxsplit=1)[0]
    if not is_set and zipf_in_english(left) and zipf_in_english(right):
        return True
    return known[f"{left}-{right}"] > known[left + right] or (
        not known[left + right] and left in PARAGRAPHS.words("kept_hyphens")
    )
