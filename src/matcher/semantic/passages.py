"""Which passages of a statement and of a mentor are compared: what is wished first, then the text from its start."""

import re
from collections.abc import Sequence
from typing import NamedTuple

SIZE = 1000
"""About how many characters a passage has: a paragraph or two, and as much as a small encoder reads."""

MOST_SAID = 6
"""How many passages of an applicant's statement are compared, besides one of what is wanted and one of the interests.

Of statements of 17,000 characters the first six passages rank as well as all sixteen (decision 20).
"""

MOST_OF_MENTOR = 24
"""How many passages of one mentor are compared."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")
_SPACE = re.compile(r"\s")


class Passages(NamedTuple):
    """The passages of an applicant; the first `n_wished` hold the sentences that say what is wanted."""

    texts: tuple[str, ...]
    n_wished: int


def applicant_passages(interests: str, wished: str, said: str) -> Passages:
    """Return the passages of an applicant that are compared, at most eight.

    Parameters
    ----------
    interests
        The phrases that name interests; "" where none are known.
    wished
        The sentences that say what is wanted, taken out of the statement.
    said
        The statement.

    Examples
    --------
    >>> applicant_passages("reefs", "I want to record reefs.", "I dive. I want to record reefs.").n_wished
    1
    """
    wishes = [wished.strip()[: 2 * SIZE]] if wished.strip() else []
    listed = [interests.strip()[: 2 * SIZE]] if interests.strip() else []
    return Passages((*wishes, *listed, *cut(said)[:MOST_SAID]), len(wishes))


def mentor_passages(interests: str, said: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Return the passages of a mentor: the interests, the statement's, and each piece of evidence."""
    pieces = [interests.strip(), *cut(said), *(piece.strip() for piece in evidence)]
    return tuple(piece for piece in pieces if piece)[:MOST_OF_MENTOR]


def cut(text: str, size: int = SIZE) -> list[str]:
    """Return a text in equal passages of about `size` characters, each ending with a sentence or at a space.

    A text of less than one and a half passages stays whole.

    >>> cut("One two three. Four five six.", size=16)
    ['One two three.', 'Four five six.']
    """
    n = round(len(text) / size) if len(text) > 1.5 * size else 1
    starts = [0]
    for passage in range(1, n):
        place = passage * len(text) // n
        near = text[place : place + size // 4]
        end = _SENTENCE_END.search(near) or _SPACE.search(near)
        starts.append(place + (end.start() if end else 0))
    ends = [*starts[1:], len(text)]
    passages = (text[start:end].strip() for start, end in zip(starts, ends, strict=True))
    return [passage for passage in passages if passage]
