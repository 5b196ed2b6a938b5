"""Words in pieces, as BERT models read them: the normaliser, the splitter and the vocabulary.

Source: Devlin et al., BERT (2019), and Wu et al., Google's neural machine translation system (2016). A test holds it to
the library `tokenizers`, which is not needed to run: it brings a client of a model hub.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

_LONGEST_WORD = 100
"""A run of more characters than this is one unknown token."""

_READ = 20_000
"""How many characters of a text are looked at: far more than the tokens that a model reads can hold."""

_CJK = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002b81f\U0002b920-\U0002ceaf"
    "\U0002f800-\U0002fa1f]"
)


class Piece(NamedTuple):
    """A token's number in the vocabulary, and where it stands in the text; a mark of the model's own has 0 and 0."""

    number: int
    start: int
    end: int


class WordPiece:
    """Splits texts into tokens of a vocabulary.

    Parameters
    ----------
    vocabulary
        The number of each token; tokens that continue a word begin with `##`. Must hold `[UNK]`, `[CLS]`, `[SEP]`.
    lowercase
        Whether the model was trained on lower-cased text without accents.
    spelling
        The spelling that a word is read in, so that two spellings of a text are one text. It holds where that is a
        token, or the word as written is none: rules make of "promise" what is no word.
    """

    def __init__(
        self, vocabulary: Mapping[str, int], lowercase: bool = True, spelling: Callable[[str], str] | None = None
    ) -> None:
        self._numbers, self._lowercase, self._spelling = vocabulary, lowercase, spelling
        self._unknown, self._first, self._last = (vocabulary[mark] for mark in ("[UNK]", "[CLS]", "[SEP]"))
        self._longest = max(map(len, vocabulary))

    def tokens(self, text: str, most: int) -> list[Piece]:
        """Return the first tokens of a text between the marks of its beginning and end, at most `most` in all."""
        found = [Piece(self._first, 0, 0)]
        for word, places in self._words(text[:_READ]):
            found += self._pieces(word, places)
            if len(found) >= most:
                break
        return [*found[: most - 1], Piece(self._last, 0, 0)]

    def _words(self, text: str) -> Iterator[tuple[str, list[int]]]:
        """Yield normalised words, and for each of their characters its place in the text."""
        word: list[str] = []
        places: list[int] = []
        for place, character in enumerate(text):
            for normal in self._normal(character):
                alone = _is_punctuation(normal) or _CJK.match(normal)
                if (alone or normal.isspace()) and word:
                    yield "".join(word), places
                    word, places = [], []
                if alone:
                    yield normal, [place]
                elif not normal.isspace():
                    word.append(normal)
                    places.append(place)
        if word:
            yield "".join(word), places

    def _normal(self, character: str) -> str:
        """Return what a character is read as: nothing, a space, or one or more characters."""
        if character.isascii():
            if character in "\t\n\r ":
                return " "
            if not character.isprintable():
                return ""
            return character.lower() if self._lowercase else character
        category = unicodedata.category(character)
        if category.startswith("C") or character == "�":
            return ""
        if category.startswith("Z"):
            return " "
        if not self._lowercase:
            return character
        plain = unicodedata.normalize("NFD", character)
        return "".join(one for one in plain if unicodedata.category(one) != "Mn").lower()

    def _pieces(self, word: str, places: list[int]) -> list[Piece]:
        """Return a word as the longest tokens from its left; one not made of tokens is unknown as a whole."""
        whole = Piece(self._unknown, places[0], places[-1] + 1)
        if len(word) > _LONGEST_WORD:
            return [whole]
        spelt = self._spelling(word) if self._spelling else word
        if spelt != word and (spelt in self._numbers or word not in self._numbers):
            word, places = spelt, [places[0]] * (len(spelt) - 1) + [places[-1]]
        found, start = [], 0
        while start < len(word):
            end = min(len(word), start + self._longest)
            mark = "##" if start else ""
            while end > start and mark + word[start:end] not in self._numbers:
                end -= 1
            if end == start:
                return [whole]
            found.append(Piece(self._numbers[mark + word[start:end]], places[start], places[end - 1] + 1))
            start = end
        return found


def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and character.isprintable() and character != " "
    return unicodedata.category(character).startswith("P")
