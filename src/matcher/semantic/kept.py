"""Where vectors of passages are kept: those of the sample pool travel with matcher, others in a file of the user's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from matcher.semantic.encoder import Encoder
from matcher.semantic.store import VectorStore

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
