"""The phrases shown beside a score: pairs of words that overlap are one phrase, and no word is shown twice.

`choose_phrases` runs as it stands here, and compiled by `matcher.kernels`: one function, so that both show the same.
"""

from typing import Any

import numpy as np

N_PHRASES = 5
"""How many phrases are shown at most."""

N_CODES = 8
"""So many terms may make up the phrases of one score. The first term of a phrase stands there as its column, those that
carry it on by one word each as -2 less their column; -1 is no term."""

LONGEST = 3
"""So many pairs make up a phrase at most: four words."""


def choose_phrases(points: Any, columns: Any, first: Any, second: Any, shown: Any) -> None:
    """Write the codes of the phrases to show to `shown`.

    Parameters
    ----------
    points, columns
        What each term adds and its column, most points first.
    first, second
        The words of each term as columns, the second -1 for a single word.
    """
    n = len(points)
    chains, sizes, values = np.full((n, LONGEST), -1), np.zeros(n, np.int64), np.zeros(n)
    is_used, pairs, n_pairs = second < 0, np.empty(n, np.int64), 0
    for place in range(n):
        if second[place] >= 0:
            pairs[n_pairs] = place
            n_pairs += 1
    for place in pairs[:n_pairs]:
        if is_used[place]:
            continue
        chain, size, is_used[place], grows = chains[place], 1, True, True
        chain[0] = place
        while grows and size < LONGEST:
            grows = False
            for other in pairs[:n_pairs]:
                if is_used[other]:
                    continue
                closes = False
                for member in chain[:size]:
                    closes |= first[member] == second[other] and member != chain[0]
                    closes |= second[member] == first[other] and member != chain[size - 1]
                closes |= first[chain[0]] == second[other] and second[chain[size - 1]] == first[other]
                if closes:
                    continue
                if first[other] == second[chain[size - 1]]:
                    chain[size] = other
                    grows = True
                elif second[other] == first[chain[0]]:
                    for at in range(size, 0, -1):
                        chain[at] = chain[at - 1]
                    chain[0] = other
                    grows = True
                if grows:
                    is_used[other] = True
                    size += 1
                    break
        sizes[place] = size
    for place in range(n):
        if second[place] >= 0:
            for member in chains[place, : sizes[place]]:
                values[place] += points[member]
            continue
        whole = -1
        for other in pairs[:n_pairs]:
            for member in chains[other, : sizes[other]]:
                if whole < 0 and (first[place] == first[member] or first[place] == second[member]):
                    whole = other
        if whole < 0:
            chains[place, 0], sizes[place], whole = place, 1, place
        values[whole] += points[place]
    words, n_words, n_codes, n_shown = np.full(N_PHRASES * (LONGEST + 1), -1), 0, 0, 0
    for _ in range(n):
        best = -1
        for place in range(n):
            if sizes[place] > 0 and (best < 0 or values[place] > values[best]):
                best = place
        if best < 0 or n_shown == N_PHRASES:
            break
        chain, size = chains[best], sizes[best]
        sizes[best] = 0
        is_new = n_codes + size <= N_CODES
        for member in chain[:size]:
            for word in words[:n_words]:
                is_new &= word < 0 or (word != first[member] and word != second[member])
        if not is_new:
            continue
        for at in range(size):
            shown[n_codes + at] = columns[chain[at]] if at == 0 else -2 - columns[chain[at]]
            words[n_words + at] = first[chain[at]]
        words[n_words + size] = second[chain[size - 1]]
        n_words += size + 1
        n_codes += size
        n_shown += 1
