"""Vectors kept by the digest of text and encoder, so that no text is encoded twice.

Those of the sample pool travel with matcher, others lie in a file of the user's.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from matcher.semantic.encoder import Encoder, Vector
from matcher.semantic.passages import part_vectors

_MOST = 200_000
"""How many vectors one file keeps; the ones unused for longest go first."""

_KEY = 16


class VectorStore:
    """The vectors of one encoder: some that travel with a pool, some kept in a file of the user's.

    Parameters
    ----------
    encoder
        What makes a vector that is not kept.
    path
        The file to keep vectors in; `None` keeps them in memory only.
    shipped
        Files of vectors that are read and never written. A file of another encoder, or a damaged one, is left aside.
    """

    def __init__(self, encoder: Encoder, path: Path | None = None, shipped: Sequence[Path] = ()) -> None:
        self.encoder, self._path = encoder, path
        self._kept: dict[bytes, Vector] = {}
        for one in (*shipped, *([path] if path else [])):
            self._kept.update(read_vectors(one, encoder))
        self._used: dict[bytes, None] = {}
        self._fresh = 0

    def vectors(self, texts: Sequence[str], step: Callable[[int], None] | None = None) -> Vector:
        """Return the vectors of texts, shape (n_texts, width); `step` is told after each how many were done."""
        rows = np.zeros((len(texts), self.encoder.width), np.int16)
        for n, text in enumerate(texts):
            rows[n] = self._vector(text)
            if step:
                step(n + 1)
        return rows

    def parts(self, text: str, parts: Sequence[tuple[int, int]]) -> Vector:
        """Return the vectors of parts of a text, from their tokens in it, shape (n_parts, width)."""
        keys = [key_of(f"{start} {end}\n{text}") for start, end in parts]
        self._used.update(dict.fromkeys(keys))
        if not self._kept.keys() >= {*keys}:
            self._kept.update(zip(keys, part_vectors(self.encoder, text, parts), strict=True))
            self._fresh += 1
        return np.array([self._kept[key] for key in keys], np.int16).reshape(len(keys), self.encoder.width)

    def missing(self, texts: Iterable[str]) -> int:
        """Return how many different texts would have to be encoded."""
        return len({key_of(text) for text in texts} - self._kept.keys())

    def _vector(self, text: str) -> Vector:
        key = key_of(text)
        self._used[key] = None
        if key not in self._kept:
            self._kept[key] = self.encoder.vector(text)
            self._fresh += 1
        return self._kept[key]

    def file_bytes(self) -> bytes | None:
        """Return the file to keep, `None` where nothing was added; those used last come last."""
        if not self._fresh:
            return None
        order = [key for key in self._kept if key not in self._used] + list(self._used)
        return file_of(self.encoder, {key: self._kept[key] for key in order[-_MOST:]})


def key_of(text: str) -> bytes:
    """Return what a text is known by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY]


def file_of(encoder: Encoder, vectors: dict[bytes, Vector]) -> bytes:
    """Return vectors as a file, byte for byte the same for the same vectors in the same order."""
    keys = np.frombuffer(b"".join(vectors), np.uint8).reshape(-1, _KEY)
    rows = np.array(list(vectors.values()), np.int16).reshape(-1, encoder.width)
    stream = io.BytesIO()
    np.savez(stream, digest=np.frombuffer(bytes.fromhex(encoder.digest), np.uint8), keys=keys, vectors=rows)
    return stream.getvalue()


def read_vectors(path: Path, encoder: Encoder) -> dict[bytes, Vector]:
    """Return the vectors of a file by the keys of their texts; none of a file of another encoder or a damaged one."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            digest, keys, rows = arrays["digest"], arrays["keys"], arrays["vectors"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}
    if digest.tobytes().hex() != encoder.digest or not _fits(keys, rows, encoder.width):
        return {}
    return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}


def _fits(keys: NDArray[np.uint8], rows: Vector, width: int) -> bool:
    right = keys.dtype == np.uint8 and rows.dtype == np.int16 and keys.ndim == rows.ndim == 2
    return right and len(keys) == len(rows) and keys.shape[1] == _KEY and rows.shape[1] == width


SHIPPED = "vectors.npz"
"""The file of the sample pool's vectors, beside its tables."""

_PACKAGE = Path(__file__).resolve().parents[1]


Step = Callable[[int, int], None]


_ON_ENCODED: ContextVar[Callable[[], None]] = ContextVar("on_encoded", default=lambda: None)


@contextmanager
def on_encoded(step: Callable[[], None]) -> Iterator[None]:
    """Within the context call `step` whenever the statement of one more applicant was encoded."""
    token = _ON_ENCODED.set(step)
    try:
        yield
    finally:
        _ON_ENCODED.reset(token)


def report_encoded() -> None:
    """Call what `on_encoded` was given: one more applicant was encoded."""
    _ON_ENCODED.get()()


class Encoding(NamedTuple):
    """How the passages of a pool are encoded.

    Parameters
    ----------
    file
        Where vectors are kept, so that a pool that changed encodes only what changed; `None` keeps none.
    step
        Called with how many passages are encoded, and how many there are.
    """

    file: Path | None = None
    step: Step | None = None


def sample_dir() -> Path:
    """Return the folder of the sample pool: inside the package when installed, `data/` in a checkout."""
    inside = _PACKAGE / "sample"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "data"


def store_for(encoder: Encoder, encoding: Encoding) -> VectorStore:
    """Return the vectors that are at hand for an encoder."""
    return VectorStore(encoder, encoding.file, [sample_dir() / SHIPPED])
