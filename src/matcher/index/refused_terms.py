"""Which terms of a refusal count: pairs of words, and single words that are a whole refused item."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.index.specificity import NEVER, describing_stems, statement_stems
from matcher.index.vocabulary import UNKNOWN, Vocabulary
from matcher.text.refusal_rules import REFUSALS

_ITEM_BREAK = re.compile(r"[;,/\n]|\. |\b(?:or|and|nor)\b")


def keep_refused(
    texts: Sequence[str],
    refused: sparse.csr_array,
    vocabulary: Vocabulary,
    specificity: NDArray[np.int8],
    *,
    are_applicants: bool,
) -> None:
    """Keep in each row of `refused`, shape (n_texts, n_terms), only the terms that its text certainly refuses.

    Refusing *catalyst synthesis* does not refuse every catalyst, and *higher* or *current* names nothing. Applicants'
    refusals are compared with mentors' subjects, so an applicant may refuse an everyday word alone, such as *animals*.
    """
    for row in np.flatnonzero(np.diff(refused.indptr)).tolist():
        start, end = refused.indptr[row : row + 2].tolist()
        kept = refused_columns(texts[row], vocabulary, specificity, everyday=are_applicants)
        refused.data[start:end][~np.isin(refused.indices[start:end], list(kept))] = 0.0


def refused_columns(
    text: str, vocabulary: Vocabulary, specificity: NDArray[np.int8], *, everyday: bool = False
) -> set[int]:
    """Return the columns of the terms that a refusal is about: pairs of words, and words that are a whole item.

    The text is split into items at commas, "or" and the like. Pairs of words common in all statements do not count. A
    specific word counts if its item has no pair and no other specific word, known to the pool or not. With `everyday` a
    word that is not specific counts if it is its whole item, unless a one-word item of the text describes or is common
    in all statements.
    """
    kept: set[int] = set()
    common, describing = statement_stems(vocabulary.analysis), describing_stems(vocabulary.analysis)
    items = [item for item in _ITEM_BREAK.split(text) if not REFUSALS["no_answer"].fullmatch(item)]
    stems_of_items = [[*vocabulary.analysis.stems(item)] for item in items]
    everyday &= not any(len(stems) == 1 and (stems[0] in common or stems[0] in describing) for stems in stems_of_items)
    for stems in stems_of_items:
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
