"""Texts in topic space, the sums of which `grains` makes topic rows."""

import numpy as np

from matcher.kernels.compiling import compiled


@compiled()
def project_row(start, end, indices, data, components, sums):
    """Add the products of one row, words first, with the components of words to `sums`, term by term in order.

    Four terms at a time, each still added by itself: half of the traffic is reading and writing the sums.
    """
    while end > start and indices[end - 1] >= len(components):
        end -= 1
    fours = start + (end - start) // 4 * 4
    for at in range(start, fours, 4):
        one, two = components[np.uint32(indices[at])], components[np.uint32(indices[at + 1])]
        three, four = components[np.uint32(indices[at + 2])], components[np.uint32(indices[at + 3])]
        first, second, third, fourth = data[at], data[at + 1], data[at + 2], data[at + 3]
        for topic in range(len(sums)):
            found = sums[topic] + first * np.float64(one[topic])
            found += second * np.float64(two[topic])
            found += third * np.float64(three[topic])
            sums[topic] = found + fourth * np.float64(four[topic])
    for at in range(fours, end):
        one, first = components[np.uint32(indices[at])], data[at]
        for topic in range(len(sums)):
            sums[topic] += first * np.float64(one[topic])


@compiled()
def project(texts, components, whole_sums, passage_sums):
    """Add the products of whole texts, and of their passages, with the components of words to the sums.

    The passages of a text follow it: their components are at hand. `passage_sums` is empty where there are none.
    """
    whole, passages, members = texts
    indptr, indices, data = whole
    passage_indptr, passage_indices, passage_data = passages
    for text in range(len(whole_sums)):
        project_row(indptr[text], indptr[text + 1], indices, data, components, whole_sums[text])
        if len(passage_sums) == 0:
            continue
        for row in range(members[text], members[text + 1]):
            start, end = passage_indptr[row], passage_indptr[row + 1]
            project_row(start, end, passage_indices, passage_data, components, passage_sums[row])
