"""The same words in other forms, counted too: short forms spelt out, hyphened words in one."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from matcher.index.vocabulary import UNKNOWN, Vocabulary
from matcher.text.abbreviations import COMMON, agreed, spelt_out
from matcher.text.tokens import Analysis

_HYPHENED = re.compile(r"(?<![\w-])([^\W\d_]{2,})-([^\W\d_]{2,})(?![\w-])")


def pool_short_forms(texts: Sequence[str]) -> dict[str, str]:
    """Return the short forms of a pool and what they stand for: what its texts agree on, and those of all fields."""
    return {**COMMON, **agreed(texts)}


def other_forms(text: str, short_forms: Mapping[str, str], words: Collection[str], analysis: Analysis) -> str:
    """Return what a text says in other forms than a pool does, "" for nothing.

    Parameters
    ----------
    short_forms
        What short forms stand for.
    words
        The stems the pool knows: "on-device" is counted as "ondevice" too where the pool writes that.

    Examples
    --------
    >>> other_forms("LLMs and on-device learning", {"LLM": "large language model"}, {"ondevice"}, Analysis())
    'large language model; ondevice'
    """
    if not analysis.spelling:
        return ""
    compounds = ("".join(match.groups()).lower() for match in _compounds(text))
    closed = dict.fromkeys(form for form in compounds if analysis.stem(form) in words)
    return "; ".join(filter(None, [spelt_out(text, short_forms), *closed]))


def closed_forms(texts: Sequence[str], vocabulary: Vocabulary) -> dict[str, int]:
    """Return the forms in one word of what texts write with a hyphen, each with the column of what they write.

    A form that the vocabulary has as a word of its own is left out.
    """
    closed: dict[str, int] = {}
    analysis, columns = vocabulary.analysis, vocabulary.columns
    if not analysis.spelling:
        return closed
    compounds = {tuple(part.lower() for part in match.groups()) for text in texts for match in _compounds(text)}
    for first, second in sorted(compounds):
        form = analysis.stem(first + second)
        words = [columns[stem] for part in (first, second) if (stem := analysis.stem(part)) in columns]
        column = vocabulary.pair_column(*words) if len(words) == 2 else words[0] if words else UNKNOWN
        if form is not None and form not in columns and column != UNKNOWN:
            closed[form] = column
    return closed


def _compounds(text: str) -> Iterator[re.Match[str]]:
    return _HYPHENED.finditer(text) if "-" in text else iter(())
