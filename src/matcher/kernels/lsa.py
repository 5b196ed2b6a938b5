"""Texts in topic space, the sums of which `facets.topics.to_grains` makes topic rows."""

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

    The passages of a text follow it: their components are at hand. `passage_sums` is empty where there are none.
    """
    for text in range(len(whole_sums)):
        start, end = whole.indptr[text], whole.indptr[text + 1]
        project_row(start, end, whole.indices, whole.data, components, whole_sums[text])
        if len(passage_sums) == 0:
            continue
        for row in range(bounds[text], bounds[text + 1]):
            start, end = passages.indptr[row], passages.indptr[row + 1]
            project_row(start, end, passages.indices, passages.data, components, passage_sums[row])
