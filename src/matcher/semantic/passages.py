"""The passages of applicants and mentors that are compared, and the sentences in them."""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from matcher.semantic.encoder import Encoder, Floats, Tokens, Vector, cosines, whole_grains
from matcher.text.tokens import passages

SIZE = 1000
"""The approximate length of a passage in characters: one or two paragraphs, as much as a small encoder reads."""

MOST_SAID = 6
"""The most passages of an applicant's statement, besides one with wishes and one with interests.

For statements of 17,000 characters the first six passages rank as well as all sixteen (decision 20).
"""

MOST_OF_MENTOR = 24
"""The most passages of a mentor."""

SHORTEST = 20
"""A sentence of fewer characters is too short to be compared alone."""

_BREAK = re.compile(r"(?<=[.!?;])\s+|\n+")


class Passages(NamedTuple):
    """The passages of an applicant; the first `n_wished` contain the sentences that express wishes."""

    texts: tuple[str, ...]
    n_wished: int


def applicant_passages(interests: str, wished: str, said: str) -> Passages:
    """Return the passages of an applicant, at most eight.

    `wished` are the sentences of the statement `said` that express wishes.

    >>> applicant_passages("reefs", "I want to record reefs.", "I dive. I want to record reefs.").n_wished
    1
    """
    wishes = [wished.strip()[: 2 * SIZE]] if wished.strip() else []
    listed = [interests.strip()[: 2 * SIZE]] if interests.strip() else []
    return Passages((*wishes, *listed, *cut(said)[:MOST_SAID]), len(wishes))


def mentor_passages(interests: str, said: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return the passages of a mentor: the interests, those of the statement, each piece of evidence."""
    pieces = [interests.strip(), *cut(said), *(piece.strip() for piece in evidence)]
    return tuple(piece for piece in pieces if piece)[:MOST_OF_MENTOR]


def cut(text: str, size: int = SIZE) -> list[str]:
    """Return the result of `matcher.text.tokens.passages`, stripped, without empty passages.

    >>> cut("One two three. Four five six.", size=16)
    ['One two three.', 'Four five six.']
    """
    return [stripped for passage in passages(text, size) if (stripped := passage.strip())]


class SentencePair(NamedTuple):
    """A sentence of the applicant, one of the mentor, their part of the cosine of the passages, their own cosine."""

    yours: str
    theirs: str
    points: float
    cosine: float


def sentence_pairs(encoder: Encoder, yours: str, theirs: str, cosine: float) -> list[SentencePair]:
    """Return the pairs of sentences of two passages, largest points first; the points add up to the cosine.

    A passage's vector is the mean of its tokens' vectors, so the cosine is a sum over pairs of tokens, and so over
    pairs of sentences. The part of special tokens and rounding is distributed in proportion. Points may be negative. If
    the encoder has no token vectors, the two passages are the only pair.
    """
    your_tokens, their_tokens = encoder.tokens(yours), encoder.tokens(theirs)
    whole = " ".join(yours.split()), " ".join(theirs.split())
    if your_tokens is None or their_tokens is None:
        near = cosines(encoder.vector(yours)[None], encoder.vector(theirs)[None])
        return [SentencePair(*whole, cosine, float(near[0, 0]))]
    left, right = sentences(yours), sentences(theirs)
    sums = _sums(your_tokens, left), _sums(their_tokens, right)
    products = sums[0] @ sums[1].T
    total = float(products.sum())
    if not left or not right or abs(total) < 1e-12:
        return [SentencePair(*whole, cosine, 0.0)]
    lengths = [np.maximum(np.linalg.norm(side, axis=1), 1e-12) for side in sums]
    near = products / np.outer(*lengths)
    points = products * (cosine / total)
    order = np.argsort(-points, axis=None, kind="stable")
    return [
        SentencePair(
            yours[slice(*left[row])],
            theirs[slice(*right[column])],
            float(points[row, column]),
            float(near[row, column]),
        )
        for row, column in (divmod(int(place), len(right)) for place in order)
    ]


def part_vectors(encoder: Encoder, text: str, parts: Sequence[tuple[int, int]]) -> Vector:
    """Return the vectors of parts of a passage, from their tokens within it, shape (n_parts, width).

    If the encoder has no token vectors, each part is encoded separately.
    """
    tokens = encoder.tokens(text)
    if tokens is None:
        rows = [encoder.vector(text[start:end]) for start, end in parts]
    else:
        rows = [whole_grains(row) for row in _sums(tokens, parts)]
    return np.array(rows, np.int16).reshape(len(parts), encoder.width)


def listed(phrases: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return phrases joined as one text, with the start and end of each.

    >>> listed(["reefs", "sound"])
    ('reefs; sound', [(0, 5), (7, 12)])
    """
    starts = accumulate((len(phrase) + 2 for phrase in phrases), initial=0)
    return "; ".join(phrases), [(start, start + len(phrase)) for start, phrase in zip(starts, phrases, strict=False)]


def parts_of(text: str, shortest: int) -> list[tuple[int, int]]:
    """Return start and end of each sentence of at least `shortest` characters; of the whole text if there is none."""
    return [part for part in sentences(text) if part[1] - part[0] >= shortest] or [(0, len(text))]


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of a text, without empty ones.

    >>> sentences("I dive. I film reefs!")
    [(0, 7), (8, 21)]
    """
    ends = [match.start() for match in _BREAK.finditer(text)]
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    spans = zip(starts, [*ends, len(text)], strict=True)
    return [(start, end) for start, end in spans if text[start:end].strip(" ;")]


def _sums(tokens: Tokens, spans: Sequence[tuple[int, int]]) -> Floats:
    """Return the sum of the token vectors in each span, shape (n_spans, width)."""
    sums = np.zeros((len(spans), tokens.vectors.shape[1]))
    for row, (start, end) in enumerate(spans):
        inside = (tokens.starts >= start) & (tokens.ends <= end) & (tokens.ends > 0)
        sums[row] = tokens.vectors[inside].sum(axis=0)
    return sums
