"""The vectors of the sample pool, which travel with it: `make vectors` writes them, a test holds them to the pool."""

from matcher.facets.semantic import pool_vectors
from matcher.mentors import read_pool
from matcher.model.cache import sample_files
from matcher.registry import MINILM
from matcher.semantic.encoders import encoder_for
from matcher.semantic.store import SHIPPED, VectorStore, sample_dir
from matcher.tables import written_atomically


def sample_file():
    """Return the file of all vectors of the sample pool, made anew."""
    files, store = sample_files(), VectorStore(encoder_for(MINILM))
    mentors = sorted(read_pool(files.pool, files.evidence), key=lambda mentor: mentor.id)
    pool_vectors(mentors, store)
    return store.file_bytes()


if __name__ == "__main__":
    with written_atomically(sample_dir() / SHIPPED) as fresh:
        fresh.write_bytes(sample_file())
