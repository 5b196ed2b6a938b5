"""What of a refusal counts: pairs of words, and words that are a whole thing refused."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.specificity import NEVER, describing_stems, statement_stems
from matcher.index.vocabulary import UNKNOWN, Vocabulary
from matcher.text.refusal_rules import REFUSALS

_THING_BREAK = re.compile(r"[;,/\n]|\. |\b(?:or|and|nor)\b")


def keep_refused(
    texts: Sequence[str],
    refused: sparse.csr_array,
    vocabulary: Vocabulary,
    specificity: NDArray[np.int8],
    *,
    are_applicants: bool,
) -> None:
    """Keep of each row of `refused`, shape (n_texts, n_terms), what its text refuses for sure.

    Who does not want *catalyst synthesis* does not refuse every catalyst, and *higher* or *current* are no thing. What
    applicants refuse meets what mentors are about; so they may refuse an everyday word that stands alone, as *animals*.
    """
    for row in np.flatnonzero(np.diff(refused.indptr)).tolist():
        start, end = refused.indptr[row : row + 2].tolist()
        kept = refused_columns(texts[row], vocabulary, specificity, everyday=are_applicants)
        refused.data[start:end][~np.isin(refused.indices[start:end], list(kept))] = 0.0


def refused_columns(
    text: str, vocabulary: Vocabulary, specificity: NDArray[np.int8], *, everyday: bool = False
) -> set[int]:
    """Return the columns of what a refusal is about: pairs of words, and words that are a whole thing refused.

    A pair of words that any statement holds is nothing of a field. A word is a whole thing where no pair and no other
    word of a field, known to the pool or not, stands in its part of the text; an `everyday` word, where nothing else
    at all stands there. A list with a word that describes, or that any statement holds, is none of everyday things.
    """
    kept: set[int] = set()
    common, describing = statement_stems(vocabulary.analysis), describing_stems(vocabulary.analysis)
    things = [thing for thing in _THING_BREAK.split(text) if not REFUSALS["no_answer"].fullmatch(thing)]
    stems_of = [[*vocabulary.analysis.stems(thing)] for thing in things]
    everyday &= not any(len(stems) == 1 and (stems[0] in common or stems[0] in describing) for stems in stems_of)
    for stems in stems_of:
        columns = [vocabulary.columns.get(stem, UNKNOWN) for stem in stems]
        pairs = {
            vocabulary.pair_column(first, second)
            for first, second in zip(columns, columns[1:], strict=False)
            if UNKNOWN not in (first, second) and not {vocabulary.words[first], vocabulary.words[second]} <= common
        } - {UNKNOWN}
        content = {column for column in columns if column == UNKNOWN or specificity[column] != NEVER}
        is_alone = everyday and len(stems) == 1
        kept |= pairs or (set(columns) if is_alone else content if len(content) == 1 else set())
    return kept - {UNKNOWN}
