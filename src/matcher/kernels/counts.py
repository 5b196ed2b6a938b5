"""Counting of terms by text, and projection of texts into topic space."""

import numpy as np

from matcher.kernels import compiled

_DIGIT = 8


@compiled(inner=True)
def sort_columns(columns, n, scratch, largest):
    """Sort the first n columns, all below `largest`, by radix sort."""
    counts = np.empty(1 << _DIGIT, np.int32)
    shift = 0
    while largest >> shift > 0:
        counts[:] = 0
        for at in range(n):
            counts[(columns[at] >> shift) & ((1 << _DIGIT) - 1)] += 1
        total = 0
        for digit in range(1 << _DIGIT):
            count = counts[digit]
            counts[digit] = total
            total += count
        for at in range(n):
            digit = (columns[at] >> shift) & ((1 << _DIGIT) - 1)
            scratch[counts[digit]] = columns[at]
            counts[digit] += 1
        for at in range(n):  # see `top_k.copy`
            columns[at] = scratch[at]
        shift += _DIGIT


@compiled(inner=True)
def longest_run(bounds):
    """Return the length of the longest of the runs between bounds."""
    longest = np.int64(0)
    for at in range(1, len(bounds)):
        longest = max(longest, np.int64(bounds[at] - bounds[at - 1]))
    return longest


@compiled(inner=True)
def place_of(value, values, low, end):
    """Return the index of a value among the sorted ones from `low` to `end`; -1 if it is not there."""
    high = end
    while low < high:
        middle = (low + high) // 2
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low if low < end and values[low] == value else -1


@compiled()
def write_row(touched, n, scratch, n_terms, tally, columns, counts, filled):
    """Write the n touched columns, sorted, and their counts, from `filled` on; reset `tally`; return the end."""
    sort_columns(touched, n, scratch, n_terms)
    for at in range(n):
        columns[filled + at] = touched[at]
        counts[filled + at] = tally[touched[at]]
        tally[touched[at]] = 0
    return filled + n


@compiled()
def count_terms(words, bounds, n_words, n_terms, pair_starts, seconds, tally, columns, counts):
    """Count the terms of texts given as columns of words (below 0: unknown); return the start of each text's terms.

    Text i is `words[bounds[i] : bounds[i + 1]]`; a closed form is there as the column of a pair. The pairs that start
    with word w have the second words `seconds[pair_starts[w] : pair_starts[w + 1]]`, in order. `tally` is all zeros
    before and after; columns, sorted within each text, and counts are written to `columns` and `counts`.
    """
    n_texts = len(bounds) - 1
    starts = np.zeros(n_texts + 1, np.int32)
    longest = longest_run(bounds)
    touched, scratch = np.empty(2 * longest, np.int32), np.empty(2 * longest, np.int32)
    filled = np.int64(0)
    for text in range(n_texts):
        n = np.int64(0)  # one type of number, as loops are compiled for each type
        for at in range(bounds[text], bounds[text + 1]):
            word = words[at]
            if word < 0:
                continue
            if tally[word] == 0:
                touched[n] = word
                n += 1
            tally[word] += 1
            if word >= n_words or at + 1 == bounds[text + 1] or words[at + 1] < 0:
                continue
            place = place_of(np.int64(words[at + 1]), seconds, pair_starts[word], pair_starts[word + 1])
            if place >= 0:
                pair = n_words + place
                if tally[pair] == 0:
                    touched[n] = pair
                    n += 1
                tally[pair] += 1
        filled = write_row(touched, n, scratch, n_terms, tally, columns, counts, filled)
        starts[text + 1] = filled
    return starts


@compiled()
def distinct_pairs(sequences, n_words):
    """Return the pairs of known words that are adjacent in any text, sorted, shape (n_pairs, 2).

    They are sorted by counting (radix sort): by the second word, then by the first.
    """
    words, bounds = sequences
    by_first, by_second = np.zeros(n_words + 1, np.int64), np.zeros(n_words + 1, np.int64)
    n_pairs = 0
    for text in range(len(bounds) - 1):
        for at in range(bounds[text] + 1, bounds[text + 1]):
            if words[at - 1] >= 0 and words[at] >= 0:
                by_first[words[at - 1] + 1] += 1
                by_second[words[at] + 1] += 1
                n_pairs += 1
    for word in range(n_words):
        by_first[word + 1] += by_first[word]
        by_second[word + 1] += by_second[word]
    half, pairs = np.empty((n_pairs, 2), np.int32), np.empty((n_pairs, 2), np.int32)
    for text in range(len(bounds) - 1):
        for at in range(bounds[text] + 1, bounds[text + 1]):
            if words[at - 1] >= 0 and words[at] >= 0:
                place = by_second[words[at]]
                by_second[words[at]] += 1
                half[place, 0], half[place, 1] = words[at - 1], words[at]
    for pair in range(n_pairs):
        place = by_first[half[pair, 0]]
        by_first[half[pair, 0]] += 1
        pairs[place, 0], pairs[place, 1] = half[pair, 0], half[pair, 1]
    kept = 0
    for pair in range(n_pairs):
        if pair == 0 or pairs[pair, 0] != pairs[kept - 1, 0] or pairs[pair, 1] != pairs[kept - 1, 1]:
            pairs[kept, 0], pairs[kept, 1] = pairs[pair, 0], pairs[pair, 1]
            kept += 1
    return pairs[:kept].copy()


@compiled()
def text_frequencies(sequences, n_numbers):
    """Return the document frequency of each number."""
    numbers, bounds = sequences
    frequencies, latest = np.zeros(n_numbers, np.int64), np.full(n_numbers, -1, np.int32)
    for text in range(len(bounds) - 1):
        for at in range(bounds[text], bounds[text + 1]):
            if latest[numbers[at]] != text:
                latest[numbers[at]] = text
                frequencies[numbers[at]] += 1
    return frequencies


@compiled()
def add_rows(starts, columns, counts, members, tally, n_terms, all_columns, all_counts):
    """Add up the rows of each text's passages, `members[i]` to `members[i + 1]`, as `count_terms` writes rows."""
    n_texts = len(members) - 1
    sum_starts = np.zeros(n_texts + 1, np.int32)
    longest = longest_run(starts[members])
    touched, scratch = np.empty(longest, np.int32), np.empty(longest, np.int32)
    filled = np.int64(0)
    for text in range(n_texts):
        n = np.int64(0)
        for at in range(starts[members[text]], starts[members[text + 1]]):
            if tally[columns[at]] == 0:
                touched[n] = columns[at]
                n += 1
            tally[columns[at]] += counts[at]
        filled = write_row(touched, n, scratch, n_terms, tally, all_columns, all_counts, filled)
        sum_starts[text + 1] = filled
    return sum_starts


@compiled(inner=True)
def project_row(start, end, indices, data, components, sums):
    """Add the products of one row, words first, with the components of words to `sums`, term by term in order.

    Four terms at a time, each added separately, as half of the memory traffic is reading and writing the sums.
    """
    while end > start and indices[end - 1] >= len(components):
        end -= 1
    fours = start + (end - start) // 4 * 4
    for entry in range(start, fours, 4):
        one, two = components[np.uint32(indices[entry])], components[np.uint32(indices[entry + 1])]
        three, four = components[np.uint32(indices[entry + 2])], components[np.uint32(indices[entry + 3])]
        first, second, third, fourth = data[entry], data[entry + 1], data[entry + 2], data[entry + 3]
        for topic in range(len(sums)):
            total = sums[topic] + first * np.float64(one[topic])
            total += second * np.float64(two[topic])
            total += third * np.float64(three[topic])
            sums[topic] = total + fourth * np.float64(four[topic])
    for entry in range(fours, end):
        one, first = components[np.uint32(indices[entry])], data[entry]
        for topic in range(len(sums)):
            sums[topic] += first * np.float64(one[topic])


@compiled()
def project(whole, passages, bounds, components, whole_sums, passage_sums):
    """Add the products of whole texts, and of their passages, with the components of words to the sums.

    `facets.topics.to_grains` makes topic rows of these. A text's passages are computed next, as their components are in
    the cache. `passage_sums` is empty if there are no passages.
    """
    for text in range(len(whole_sums)):
        start, end = whole.indptr[text], whole.indptr[text + 1]
        project_row(start, end, whole.indices, whole.data, components, whole_sums[text])
        if len(passage_sums) == 0:
            continue
        for row in range(bounds[text], bounds[text + 1]):
            start, end = passages.indptr[row], passages.indptr[row + 1]
            project_row(start, end, passages.indices, passages.data, components, passage_sums[row])
