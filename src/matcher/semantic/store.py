"""Vectors stored by digest of text and encoder, so that no text is encoded twice.

Those of the sample pool are shipped with matcher; others are in a file of the user.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np

from matcher.semantic.encoder import Encoder, Vector
from matcher.semantic.passages import part_vectors

SHIPPED = "vectors.npz"
"""The file of the sample pool's vectors, in the folder of its tables."""

_PACKAGE = Path(__file__).resolve().parents[1]

_MOST = 200_000
"""The most vectors of one file; the least recently used are removed first."""

_KEY = 16

Step = Callable[[int, int], None]


class Encoding(NamedTuple):
    """How the passages of a pool are encoded."""

    file: Path | None = None
    """Stores vectors, so that after a change of the pool only new passages are encoded; `None` stores none."""
    step: Step | None = None
    """Called with the number of passages encoded so far and in all."""


class VectorStore:
    """The vectors of one encoder, from files shipped with a pool and a file of the user.

    Without a `path` they are kept in memory only. `shipped` files are never written. Damaged files and files of another
    encoder are ignored.
    """

    def __init__(self, encoder: Encoder, path: Path | None = None, shipped: Sequence[Path] = ()) -> None:
        self.encoder = encoder
        self._kept: dict[bytes, Vector] = {}
        for file in (*shipped, *([path] if path else [])):
            self._kept.update(read_vectors(file, encoder))
        self._used: dict[bytes, None] = {}
        self._is_new = False

    def vectors(self, texts: Sequence[str], step: Callable[[int], None] | None = None) -> Vector:
        """Return the vectors of texts, shape (n_texts, width); `step` is called after each with the number done."""
        keys = [key_of(text) for text in texts]
        for n, (key, text) in enumerate(zip(keys, texts, strict=True), 1):
            if key not in self._kept:
                self._keep([key], [self.encoder.vector(text)])
            if step:
                step(n)
        return self._rows(keys)

    def parts(self, text: str, parts: Sequence[tuple[int, int]]) -> Vector:
        """Return the vectors of parts of a text, from their tokens within it, shape (n_parts, width)."""
        keys = [key_of(f"{start} {end}\n{text}") for start, end in parts]
        if not self._kept.keys() >= {*keys}:
            self._keep(keys, part_vectors(self.encoder, text, parts))
        return self._rows(keys)

    def _keep(self, keys: Sequence[bytes], vectors: Iterable[Vector]) -> None:
        self._kept.update(zip(keys, vectors, strict=True))
        self._is_new = True

    def _rows(self, keys: Sequence[bytes]) -> Vector:
        self._used.update(dict.fromkeys(keys))
        return np.array([self._kept[key] for key in keys], np.int16).reshape(len(keys), self.encoder.width)

    def missing(self, texts: Iterable[str]) -> int:
        """Return how many distinct texts are not stored yet."""
        return len({key_of(text) for text in texts} - self._kept.keys())

    def file_bytes(self) -> bytes | None:
        """Return the contents of the file to write, most recently used last; `None` if nothing was added."""
        if not self._is_new:
            return None
        order = [key for key in self._kept if key not in self._used] + list(self._used)
        return file_of(self.encoder, {key: self._kept[key] for key in order[-_MOST:]})


def key_of(text: str) -> bytes:
    """Return the key of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY]


def file_of(encoder: Encoder, vectors: Mapping[bytes, Vector]) -> bytes:
    """Return the contents of a file of vectors, the same bytes for the same vectors in the same order."""
    keys = np.frombuffer(b"".join(vectors), np.uint8).reshape(-1, _KEY)
    rows = np.array(list(vectors.values()), np.int16).reshape(-1, encoder.width)
    stream = io.BytesIO()
    np.savez(stream, digest=np.frombuffer(bytes.fromhex(encoder.digest), np.uint8), keys=keys, vectors=rows)
    return stream.getvalue()


def read_vectors(path: Path, encoder: Encoder) -> dict[bytes, Vector]:
    """Return the vectors of a file by the keys of their texts; empty for a damaged file or one of another encoder."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            digest, keys, rows = arrays["digest"], arrays["keys"], arrays["vectors"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}
    n = len(keys) if keys.ndim else 0
    is_sound = (keys.dtype, keys.shape, rows.dtype, rows.shape) == (np.uint8, (n, _KEY), np.int16, (n, encoder.width))
    if digest.tobytes().hex() != encoder.digest or not is_sound:
        return {}
    return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}


_ON_ENCODED: ContextVar[Callable[[], None]] = ContextVar("on_encoded", default=lambda: None)


@contextmanager
def on_encoded(step: Callable[[], None]) -> Iterator[None]:
    """Within the context call `step` each time an applicant's statement has been encoded."""
    token = _ON_ENCODED.set(step)
    try:
        yield
    finally:
        _ON_ENCODED.reset(token)


def report_encoded() -> None:
    """Call the function set by `on_encoded`: another applicant has been encoded."""
    _ON_ENCODED.get()()


def sample_dir() -> Path:
    """Return the folder of the sample pool: inside the package when installed, `data/` in a checkout."""
    inside = _PACKAGE / "sample"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "data"
