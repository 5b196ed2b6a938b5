"""A BERT-like sentence encoder in an ONNX file, run in one thread, and its WordPiece tokeniser.

Source: Devlin et al., BERT (2019), and Wu et al., Google's neural machine translation system (2016). A test compares
the tokens with those of the library `tokenizers`, which is not used here because it includes a client of a model hub.
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
"""How many tokens of a text are read; a passage of a thousand characters has about 200."""

_INPUTS = {"input_ids": 0, "attention_mask": 1, "token_type_ids": 0}
"""The inputs that a model may take, with the value for all tokens; `input_ids` are the token numbers instead."""

_LONGEST_WORD = 100
"""A longer word is one unknown token."""

_READ = 20_000
"""How many characters of a text are tokenised: far more than the model's maximum of tokens can cover."""

_CJK = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002b81f\U0002b920-\U0002ceaf"
    "\U0002f800-\U0002fa1f]"
)


class Piece(NamedTuple):
    """A token's number in the vocabulary, and its position in the text; special tokens have 0 and 0."""

    number: int
    start: int
    end: int


class WordPiece:
    """Splits texts into the tokens of a vocabulary, in which tokens that continue a word begin with `##`.

    The vocabulary must contain `[UNK]`, `[CLS]`, `[SEP]`. `lowercase` is for a model trained on lower-cased text
    without accents. `spelling` normalises the spelling of a word, so that two spellings of a text give the same tokens.
    The result is used only if it is a token or the original word is not: the rules turn "promise" into a non-word.
    """

    def __init__(
        self, vocabulary: Mapping[str, int], lowercase: bool = True, spelling: Callable[[str], str] | None = None
    ) -> None:
        self._numbers, self._lowercase, self._spelling = vocabulary, lowercase, spelling
        self._unknown, self._first, self._last = (vocabulary[mark] for mark in ("[UNK]", "[CLS]", "[SEP]"))
        self._longest = max(map(len, vocabulary))

    def tokens(self, text: str, most: int) -> list[Piece]:
        """Return the first tokens of a text between `[CLS]` and `[SEP]`, at most `most` in all."""
        pieces = [Piece(self._first, 0, 0)]
        for word, places in self._words(text[:_READ]):
            pieces += self._pieces(word, places)
            if len(pieces) >= most:
                break
        return [*pieces[: most - 1], Piece(self._last, 0, 0)]

    def _words(self, text: str) -> Iterator[tuple[str, list[int]]]:
        """Yield normalised words, each with the positions of its characters in the text."""
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
        """Return the normalised form of a character: empty, a space, or one or more characters."""
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
        return "".join(part for part in plain if unicodedata.category(part) != "Mn").lower()

    def _pieces(self, word: str, places: list[int]) -> list[Piece]:
        """Split a word into the longest tokens from its left; `[UNK]` if that is not possible."""
        whole = Piece(self._unknown, places[0], places[-1] + 1)
        if len(word) > _LONGEST_WORD:
            return [whole]
        spelt = self._spelling(word) if self._spelling else word
        if spelt != word and (spelt in self._numbers or word not in self._numbers):
            word, places = spelt, [places[0]] * (len(spelt) - 1) + [places[-1]]
        pieces, start = [], 0
        while start < len(word):
            end = min(len(word), start + self._longest)
            mark = "##" if start else ""
            while end > start and mark + word[start:end] not in self._numbers:
                end -= 1
            if end == start:
                return [whole]
            pieces.append(Piece(self._numbers[mark + word[start:end]], places[start], places[end - 1] + 1))
            start = end
        return pieces


def _is_punctuation(character: str) -> bool:
    if character.isascii():
        return not character.isalnum() and character.isprintable() and character != " "
    return unicodedata.category(character).startswith("P")


@dataclass(frozen=True)
class OnnxEncoder(PickledFields):
    """Encodes texts one at a time, so a vector depends only on its text: the mean of its tokens' vectors."""

    name: str
    """Its name: `minilm`, or the path of its folder."""
    digest: str
    """The digest of its files."""
    path: Path
    """The ONNX file: token numbers in, one vector for each token out."""
    tokeniser: WordPiece
    """Splits texts into the tokens of the model."""

    @cached_property
    def width(self) -> int:
        """The number of elements of a vector."""
        return len(self.tokens("a").vectors[0])

    def read(self, text: str) -> str:
        """Return a text up to the end of the word with the last token that is read."""
        if len(text) < MOST_TOKENS:
            return text
        end = self.tokeniser.tokens(text, MOST_TOKENS)[-2].end
        return text[: end + len(text[end:].split(" ", 1)[0].split("\n", 1)[0])]

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,); zeros if it has no readable character."""
        return self.tokens(text).mean()

    def tokens(self, text: str) -> Tokens:
        """Return a text token by token; the sum of the vectors has the direction of the text's vector."""
        pieces = self.tokeniser.tokens(text, MOST_TOKENS)
        _, starts, ends = np.array(pieces, np.int64).T
        return Tokens(self._token_vectors(pieces), starts, ends)

    def _token_vectors(self, pieces: list[Piece]) -> Floats:
        numbers, session = np.array([[piece.number for piece in pieces]], np.int64), self._session
        inputs = {name: np.full_like(numbers, value) for name, value in _INPUTS.items()} | {"input_ids": numbers}
        try:
            rows = np.asarray(session.run(None, {node.name: inputs[node.name] for node in session.get_inputs()})[0])
        except Exception as error:  # onnxruntime's errors have no common base class
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
        """The ONNX session of the file, with one thread; raises `ModelError` if it is not a token encoder."""
        try:
            import onnxruntime
        except ImportError:
            why = "it is not installed: pip install 'matcher[semantic]'"
            raise ConfigError(f"the semantic facet must have onnxruntime to run its encoder; {why}") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            why = f"{self.path.name}: {first_line(error)[:160]}"
            raise ModelError(f"the encoder {self.name} must be an ONNX file; {why}") from error
        inputs = {node.name for node in session.get_inputs()}
        if not {"input_ids", "attention_mask"} <= inputs <= _INPUTS.keys():
            raise ModelError(
                f"the encoder {self.name} must take input_ids, attention_mask and perhaps token_type_ids; "
                f"{self.path.name} takes {', '.join(sorted(inputs))[:120] or 'nothing'}"
            )
        return session
