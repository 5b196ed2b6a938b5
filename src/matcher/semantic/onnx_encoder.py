"""A BERT-like sentence encoder in an ONNX file, run on one thread; a text's vector is the mean of its tokens'."""

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from matcher.errors import ConfigError, ModelError, first_line
from matcher.semantic.encoder import Floats, Tokens, Vector, whole_grains
from matcher.semantic.wordpiece import Piece, WordPiece

MOST_TOKENS = 256
"""How many tokens of a text are read; a passage of a thousand characters has about two hundred."""

_INPUTS = {"input_ids": 0, "attention_mask": 1, "token_type_ids": 0}
"""What a model may take besides the numbers of tokens, which stand for the first."""

_ABSENT = (
    "the semantic facet must have onnxruntime to run its encoder; it is not installed: pip install 'matcher[semantic]'"
)


@dataclass(frozen=True)
class OnnxEncoder:
    """Encodes texts one at a time, so a vector never depends on what else is encoded.

    Parameters
    ----------
    name
        What a person calls it.
    digest
        The digest of its files.
    path
        The ONNX file: token numbers in, one vector for each token out.
    tokeniser
        Splits texts into the tokens of the model.
    """

    name: str
    digest: str
    path: Path
    tokeniser: WordPiece

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def width(self) -> int:
        """How many numbers a vector has."""
        return len(self.tokens("a").vectors[0])

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,); zeros where no character can be read."""
        pieces = self.tokeniser.tokens(text, MOST_TOKENS)
        if len(pieces) < 3:  # the two marks only
            return np.zeros(self.width, np.int16)
        return whole_grains(self._token_vectors(pieces).mean(axis=0))

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
