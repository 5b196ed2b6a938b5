"""A BERT-like sentence encoder in an ONNX file, run on one thread, and the tokens that it reads words in.

Source: Devlin et al., BERT (2019), and Wu et al., Google's neural machine translation system (2016). A test holds the
tokens to the library `tokenizers`, which is not needed to run: it brings a client of a model hub.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from matcher.errors import ConfigError, ModelError, first_line
from matcher.records import PickledFields
from matcher.semantic.encoder import Floats, Tokens, Vector

MOST_TOKENS = 256
"""How many tokens of a text are read; a passage of a thousand characters has about two hundred."""

_INPUTS = {"input_ids": 0, "attention_mask": 1, "token_type_ids": 0}
"""What a model may take besides the numbers of tokens, which stand for the first."""

_ABSENT = (
    "the semantic facet must have onnxruntime to run its encoder; it is not installed: pip install 'matcher[semantic]'"
)


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
    """Splits texts into tokens of a vocabulary, where those that continue a word begin with `##`.

    It must hold `[UNK]`, `[CLS]`, `[SEP]`. `lowercase` is for a model that was trained on lower-cased text without
    accents. `spelling` gives the spelling that a word is read in, so that two spellings of a text are one text. It
    holds where that is a token, or the word as written is none: rules make of "promise" what is no word.
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


@dataclass(frozen=True)
class OnnxEncoder(PickledFields):
    """Encodes texts one at a time, so a vector never depends on what else is encoded.

    A text's vector is the mean of its tokens'.
    """

    name: str
    """What a person calls it."""
    digest: str
    """The digest of its files."""
    path: Path
    """The ONNX file: token numbers in, one vector for each token out."""
    tokeniser: WordPiece
    """Splits texts into the tokens of the model."""

    @cached_property
    def width(self) -> int:
        """How many numbers a vector has."""
        return len(self.tokens("a").vectors[0])

    def read(self, text: str) -> str:
        """Return a text up to the end of the word in which the last token that is read stands."""
        if len(text) < MOST_TOKENS:
            return text
        end = self.tokeniser.tokens(text, MOST_TOKENS)[-2].end
        return text[: end + len(text[end:].split(" ", 1)[0].split("\n", 1)[0])]

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,); zeros where no character can be read."""
        return self.tokens(text).mean()

    def tokens(self, text: str) -> Tokens:
        """Return a text token by token; the vectors add up to where the text's vector points."""
        pieces = self.tokeniser.tokens(text, MOST_TOKENS)
        _, starts, ends = np.array(pieces, np.int64).T
        return Tokens(self._token_vectors(pieces), starts, ends)

    def _token_vectors(self, pieces: list[Piece]) -> Floats:
        numbers, session = np.array([[piece.number for piece in pieces]], np.int64), self._session
        given = {name: np.full_like(numbers, value) for name, value in _INPUTS.items()} | {"input_ids": numbers}
        try:
            rows = np.asarray(session.run(None, {one.name: given[one.name] for one in session.get_inputs()})[0])
        except Exception as error:  # onnxruntime raises many kinds, none of a common base of its own
            raise ModelError(f"the encoder {self.name} must take token numbers; {first_line(error)[:160]}") from error
        if rows.ndim != 3 or rows.shape[:2] != numbers.shape or rows.shape[2] > 1000:
            raise ModelError(
                f"the encoder {self.name} must give one vector of at most 1,000 numbers for each token; "
                f"it gives the shape {rows.shape} for {numbers.shape[1]} tokens"
            )
        if not np.isfinite(rows).all():
            raise ModelError(f"the encoder {self.name} must give finite numbers; some are not")
        return np.asarray(rows[0], np.float64)

    @cached_property
    def _session(self) -> Any:
        """The file ready to run on one thread; raises `ModelError` for one that is no token encoder."""
        try:
            import onnxruntime
        except ImportError:
            raise ConfigError(_ABSENT) from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            why = f"{self.path.name}: {first_line(error)[:160]}"
            raise ModelError(f"the encoder {self.name} must be an ONNX file; {why}") from error
        inputs = {one.name for one in session.get_inputs()}
        if not {"input_ids", "attention_mask"} <= inputs <= _INPUTS.keys():
            raise ModelError(
                f"the encoder {self.name} must take input_ids, attention_mask and perhaps token_type_ids; "
                f"{self.path.name} takes {', '.join(sorted(inputs))[:120] or 'nothing'}"
            )
        return session
