"""A text as words: where given words form a phrase, are nouns, have no article, or describe the next word."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.text.lexicon import Lexicon
from matcher.text.tokens import Span, spans

WORDS = Lexicon("explaining/subjects.txt")
_LEAST_STEM, _LONGEST_ENDING = 5, 3


@dataclass(frozen=True)
class Text:
    """A text with its words and their stems."""

    text: str
    words: Sequence[Span]
    stems: Sequence[str]

    @classmethod
    def of(cls, text: str) -> "Text":
        """Return a text split into words."""
        words = spans(text)
        return cls(text, words, [word.stem for word in words])

    @cached_property
    def forms(self) -> Counter[str]:
        """The frequency of each run of letters, as written."""
        return Counter(re.findall(r"[^\W\d_]+", self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that are written with a capital within a sentence more often than in small letters."""
        written = Counter(WORDS["name"].findall(self.text))
        return frozenset(word for word, n in written.items() if n > self.forms[word.lower()])

    def places(self, run: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield each place where words with the given stems form a phrase, as half-open ranges of word indices."""
        for first in self.runs(run):
            if self.is_phrase(first, first + len(run)):
                yield first, first + len(run)

    def runs(self, run: Sequence[str], same: Callable[[str, str], bool] = str.__eq__) -> Iterator[int]:
        """Yield the index of each first word of consecutive words whose stems are the `same` as the given ones.

        Stems that are the `same` must begin with the same `_LEAST_STEM` letters.
        """
        for first in self._by_start.get(run[0][:_LEAST_STEM], ()) if run else ():
            stems = self.stems[first : first + len(run)]
            if len(stems) == len(run) and all(map(same, stems, run)):
                yield first

    def holds(self, run: Sequence[str], same: Callable[[str, str], bool] = str.__eq__) -> bool:
        """Return whether there is such a run of words."""
        return next(self.runs(run, same), None) is not None

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[int]]:
        """The indices of words by their first letters, so that a long statement is not searched word by word."""
        indices: defaultdict[str, list[int]] = defaultdict(list)
        for index, stem in enumerate(self.stems):
            indices[stem[:_LEAST_STEM]].append(index)
        return indices

    def is_phrase(self, first: int, last: int) -> bool:
        """Return whether words form a phrase: only a blank, a hyphen or a preposition is between two of them."""
        if first < 0 or last > len(self.words):
            return False
        run = self.words[first:last]
        return all(WORDS["joint"].fullmatch(self.text[a.end : b.start]) for a, b in zip(run, run[1:], strict=False))

    def written(self, first: int, last: int) -> str:
        """Return words as they are written, on one line."""
        return " ".join(self.text[self.words[first].start : self.words[last - 1].end].split())

    def nouns(self, run: Sequence[str]) -> list[str]:
        """Return the forms of a word where it may be a noun: not a verb, a participle or the part before a hyphen."""
        forms = []
        for first, last in self.places(run):
            start, end = self.words[first].start, self.words[last - 1].end
            is_verb = WORDS["actor"].search(self.text[max(0, start - 20) : start]) or self.has_object(last)
            if not (is_verb or self.text[end : end + 1] == "-" or WORDS["participle"].fullmatch(self.text[start:end])):
                forms.append(self.written(first, last))
        return forms

    def has_object(self, last: int) -> bool:
        """Return whether what follows shows that the word before `last` is a verb: "it wakes the recorder"."""
        return bool(WORDS["object"].match(self.text, self.words[last - 1].end))

    def is_mass_noun(self, head: str, first: int, last: int) -> bool:
        """Return whether words are singular and without an article, as "speech" in "recognition of speech"."""
        start, end = self.words[first].start, self.words[last - 1].end
        before = WORDS["bare"].search(self.text[max(0, start - 60) : start])
        return bool(before) and self.text[:end].lower().endswith(head) and not self.describes(last)

    def describes(self, last: int) -> bool:
        """Return whether the words before `last` describe the next word: "urban" in "urban drainage"."""
        end = self.words[last - 1].end
        after = self.text[end : self.words[last].start] if last < len(self.words) else self.text[end : end + 1]
        return after == " " or self.text[end : end + 1] == "-"


def is_form(word: str, other: str) -> bool:
    """Return whether two words have the same beginning and differ only in a short ending.

    >>> is_form("turbulent", "turbulence"), is_form("network", "networking"), is_form("optics", "option")
    (True, True, False)
    """
    least = max(_LEAST_STEM, min(len(word), len(other)) - _LONGEST_ENDING)
    return word[:least] == other[:least]


def is_near_form(word: str, other: str) -> bool:
    """Return whether two words are forms of one word and have about the same length.

    >>> is_near_form("decode", "decoding"), is_near_form("organic", "organization")
    (True, False)
    """
    return is_form(word, other) and abs(len(word) - len(other)) <= _LONGEST_ENDING
