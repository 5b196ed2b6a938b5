"""Text to terms: lower-cased words without stop words, in the singular, alone and in pairs."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from matcher.text import TextSettings
from matcher.text.lexicon import NO_PLURALS, one_spelling, word_list

_WORD = re.compile(r"\bc\+\+|\b[cf]#|\b[cr]\b|\w\w+")
"""Two or more letters or digits; of single letters only programming languages: c, r, c++, c#, f#."""

_NUMBER = re.compile(r"\d+|(?:1[5-9]|20)\d\ds")

PASSAGE_SIZE = 1000
"""The approximate number of characters of a passage: a paragraph or two, one subject."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")
_SPACE = re.compile(r"\s")

SENTENCE_BREAK = re.compile(
    r"""[\s\"'”’)] (?:
        (?:(?<=\w\w[.!?…].)|(?<=[)"'”’\d%][.!?…].)|(?<=[!?…].))
        (?<!\bvs\..)(?<!\bcf\..)(?<!\bal\..)(?<!\bca\..)(?<!\b[DM]r\..)(?<!\bMrs\..)(?<!\bProf\..)
        (?<!\bapprox\..)(?<!\bincl\..)(?<!\bFig\..)(?<!\bno\..)(?<!\bSt\..)(?<!\bbzw\..)
        (?:(?<=\s)|(?<!\s)[\"'”’)]*\s)\s* (?=[\w\"'“‘(\[])
      | (?<=\n)\n* )""",
    re.VERBOSE | re.DOTALL,
)
"""Between two sentences: a full stop after a whole word, and blanks; a sentence may begin in lower case.

The pattern begins with the mark or blank after the full stop and looks back from there: a search for one of a few
characters is ten times as fast as looking back from every letter.
"""

STOP_WORDS = word_list("stop_words")
"""Words that say nothing about a field: articles, prepositions, pronouns, auxiliaries."""

FOREIGN_WORDS = word_list("foreign_function_words")
"""The common function words of 17 other languages that are rare in English."""


def sentences_of(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield the sentences of a text, each with its start and the blanks after it."""
    start = 0
    for match in SENTENCE_BREAK.finditer(text):
        yield text[start : match.start()], start, match[0]
        start = match.end()
    yield text[start:], start, ""


def passages(text: str, size: int = PASSAGE_SIZE) -> list[str]:
    """Return a text in equal passages of about `size` characters, each cut at the next sentence end or space.

    A text of less than one and a half passages stays whole. The passages joined are the text.

    >>> passages("One two three. Four five six.", size=16)
    ['One two three.', ' Four five six.']
    """
    n = round(len(text) / size) if len(text) > 1.5 * size else 1
    cuts = [0, *(_cut(text, number * len(text) // n, size // 4) for number in range(1, n)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _cut(text: str, start: int, reach: int) -> int:
    near = text[start : start + reach]
    end = _SENTENCE_END.search(near) or _SPACE.search(near)
    return start + (end.start() if end else 0)


class Span(NamedTuple):
    """The place of a word in a text."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Analysis(TextSettings):
    """Turns text into terms: which words count, in which form, and whether a long text is also split into passages."""

    def stem(self, form: str) -> str | None:
        """Return the stem of a lower-cased word, None for a word that does not count.

        >>> Analysis().stem("reefs"), Analysis(plurals=False).stem("reefs"), Analysis().stem("the")
        ('reef', 'reefs', None)
        >>> Analysis().stem("quantisation"), Analysis().stem("2027"), Analysis().stem("news")
        ('quantization', None, 'news')
        """
        if self.stop_words and says_nothing(form):
            return None
        spelt = one_spelling(form) if self.spelling else form
        return singular(spelt) if self.plurals and spelt not in NO_PLURALS else spelt

    def stems(self, text: str) -> list[str]:
        """Return the stems of the words of a text, in order."""
        return [stem for form in forms(text) if (stem := self.stem(form)) is not None]

    def parts(self, text: str) -> list[str]:
        """Return the passages of a text, or the whole text if passages are off."""
        return passages(text) if self.passages else [text]


def says_nothing(form: str) -> bool:
    """Tell whether a lower-cased word says nothing about a field: function words of any language, numbers, years.

    >>> [says_nothing(form) for form in ("the", "2027", "1990s", "3d", "und", "reef")]
    [True, True, True, False, True, False]
    """
    return form in STOP_WORDS or form in FOREIGN_WORDS or bool(_NUMBER.fullmatch(form))


def is_foreign(text: str) -> bool:
    """Tell whether a text seems not to be English: it has more function words of other languages than of English.

    >>> is_foreign("Ich untersuche das Riff"), is_foreign("I study the reef")
    (True, False)
    """
    tokens = forms(text)
    return sum(word in FOREIGN_WORDS for word in tokens) > sum(word in STOP_WORDS for word in tokens)


def forms(text: str) -> list[str]:
    """Return the lower-cased words of a text, in order, with stop words.

    >>> forms("The sound of C++")
    ['the', 'sound', 'of', 'c++']
    """
    return _WORD.findall(text.lower())


def words(text: str) -> list[str]:
    """Return the lower-cased words of a text, in order, without stop words.

    >>> words("We study C++, R and re-entrant code.")
    ['study', 'c++', 'r', 'entrant', 'code']
    """
    return [word for word in forms(text) if word not in STOP_WORDS]


def singular(word: str) -> str:
    """Return a word without its plural s; other endings have a meaning and stay.

    Source: Harman, How effective is suffixing? (1991), the S stemmer. On the sets measured, heavier stemming gains on
    one and loses on another (decision 6).

    >>> [singular(word) for word in ("reefs", "studies", "classes", "analysis", "corpus", "gas")]
    ['reef', 'study', 'class', 'analysis', 'corpus', 'gas']
    """
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text.

    >>> stems("Learning from noisy labels")
    ['learning', 'noisy', 'label']
    """
    return _PLAIN.stems(text)


def terms(text: str) -> list[str]:
    """Return the words of a text in the singular, and their pairs: the terms that the model counts.

    >>> terms("Learning from noisy labels")
    ['learning', 'noisy', 'label', 'learning noisy', 'noisy label']
    """
    singulars = stems(text)
    return singulars + [f"{first} {second}" for first, second in pairwise(singulars)]


def spans(text: str) -> list[Span]:
    """Return the words of a text without stop words, each with its stem and place.

    >>> spans("Noisy labels")[1]
    Span(stem='label', start=6, end=12)
    """
    stemmed = [(_PLAIN.stem(match.group().lower()), match) for match in _WORD.finditer(text)]
    return [Span(stem, *match.span()) for stem, match in stemmed if stem is not None]


_PLAIN = Analysis()


class Passage(NamedTuple):
    """A part of a text, and whether its words are shared."""

    text: str
    shared: bool


def marked(text: str, other: str | Set[str]) -> list[Passage]:
    """Return a text cut into passages, with the words that are also in `other` (in any form) marked as shared.

    `other` is a text, or its stems if it is compared with many texts. The passages joined are exactly the text.

    >>> [p.text for p in marked("We film coral reefs.", "the sound of a reef") if p.shared]
    ['reefs']
    """
    known = set(stems(other)) if isinstance(other, str) else other
    passages, place = [], 0
    for stem, start, end in spans(text):
        if stem in known:
            passages += [Passage(text[place:start], False), Passage(text[start:end], True)]
            place = end
    return [passage for passage in [*passages, Passage(text[place:], False)] if passage.text]
