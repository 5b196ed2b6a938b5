"""The vectors of the sample pool, which travel with it: `make vectors` writes them, a test holds them to the pool."""

from matcher.facets.semantic import passages_of
from matcher.mentors import read_pool
from matcher.model.cache import sample_files
from matcher.semantic.encoders import encoder_for
from matcher.semantic.names import MINILM
from matcher.semantic.store import SHIPPED, file_of, key_of, sample_dir
from matcher.tables import written_atomically


def sample_passages():
    """Return the passages of all sample mentors, each text once, in their order."""
    files = sample_files()
    mentors = sorted(read_pool(files.pool, files.evidence), key=lambda mentor: mentor.id)
    return list(dict.fromkeys(text for mentor in mentors for text in passages_of(mentor)))


if __name__ == "__main__":
    encoder = encoder_for(MINILM)
    data = file_of(encoder, {key_of(text): encoder.vector(text) for text in sample_passages()})
    with written_atomically(sample_dir() / SHIPPED) as fresh:
        fresh.write_bytes(data)
