"""A text as words: where some stand side by side, as nouns, without an article, before another one."""

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
    """A text, its words and their stems."""

    text: str
    words: Sequence[Span]
    stems: Sequence[str]

    @classmethod
    def of(cls, text: str) -> "Text":
        """Return a text read into words."""
        words = spans(text)
        return cls(text, words, [word.stem for word in words])

    @cached_property
    def forms(self) -> Counter[str]:
        """How often each run of letters stands there, as written."""
        return Counter(re.findall(r"[^\W\d_]+", self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that are written with a capital within a sentence, and seldom in small letters."""
        written = Counter(WORDS["name"].findall(self.text))
        return frozenset(word for word, n in written.items() if n > self.forms[word.lower()])

    def places(self, run: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield where words with some stems stand side by side, as the first of them and the one behind the last."""
        for first in self.runs(run):
            if self.stands(first, first + len(run)):
                yield first, first + len(run)

    def runs(self, run: Sequence[str], same: Callable[[str, str], bool] = str.__eq__) -> Iterator[int]:
        """Yield where words follow each other whose stems are the `same` as some; `same` ones begin alike."""
        for first in self._by_start.get(run[0][:_LEAST_STEM], ()) if run else ():
            stems = self.stems[first : first + len(run)]
            if len(stems) == len(run) and all(map(same, stems, run)):
                yield first

    def holds(self, run: Sequence[str], same: Callable[[str, str], bool] = str.__eq__) -> bool:
        """Return whether such words stand anywhere."""
        return next(self.runs(run, same), None) is not None

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[int]]:
        """Where the words stand that begin with the same few letters: a long statement is not searched word by word."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, stem in enumerate(self.stems):
            places[stem[:_LEAST_STEM]].append(place)
        return places

    def stands(self, first: int, last: int) -> bool:
        """Return whether words stand side by side, with a blank, a hyphen or a preposition between them at most."""
        if first < 0 or last > len(self.words):
            return False
        run = self.words[first:last]
        return all(WORDS["joint"].fullmatch(self.text[a.end : b.start]) for a, b in zip(run, run[1:], strict=False))

    def written(self, first: int, last: int) -> str:
        """Return words as they are written, on one line."""
        return " ".join(self.text[self.words[first].start : self.words[last - 1].end].split())

    def nouns(self, run: Sequence[str]) -> list[str]:
        """Return the forms of one word where it may be a noun: no verb, no participle, no part before a hyphen."""
        found = []
        for first, last in self.places(run):
            start, end = self.words[first].start, self.words[last - 1].end
            is_verb = WORDS["actor"].search(self.text[max(0, start - 20) : start]) or self.has_object(last)
            if not (is_verb or self.text[end : end + 1] == "-" or WORDS["participle"].fullmatch(self.text[start:end])):
                found.append(self.written(first, last))
        return found

    def has_object(self, last: int) -> bool:
        """Return whether the word before a place is a verb by what follows: "it wakes the recorder"."""
        return bool(WORDS["object"].match(self.text, self.words[last - 1].end))

    def stands_bare(self, head: str, first: int, last: int) -> bool:
        """Return whether words stand as no plural and without an article, as "speech" in "recognition of speech"."""
        start, end = self.words[first].start, self.words[last - 1].end
        before = WORDS["bare"].search(self.text[max(0, start - 60) : start])
        return bool(before) and self.text[:end].lower().endswith(head) and not self.describes(last)

    def describes(self, last: int) -> bool:
        """Return whether the words before a place describe the next one: "urban" in "urban drainage"."""
        end = self.words[last - 1].end
        after = self.text[end : self.words[last].start] if last < len(self.words) else self.text[end : end + 1]
        return after == " " or self.text[end : end + 1] == "-"


def is_form(word: str, other: str) -> bool:
    """Return whether two words begin alike and differ in a short ending only.

    >>> is_form("turbulent", "turbulence"), is_form("network", "networking"), is_form("optics", "option")
    (True, True, False)
    """
    least = max(_LEAST_STEM, min(len(word), len(other)) - _LONGEST_ENDING)
    return word[:least] == other[:least]


def is_near_form(word: str, other: str) -> bool:
    """Return whether two words are forms of one, and about as long.

    >>> is_near_form("decode", "decoding"), is_near_form("organic", "organization")
    (True, False)
    """
    return is_form(word, other) and abs(len(word) - len(other)) <= _LONGEST_ENDING
