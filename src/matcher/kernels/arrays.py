"""What the loops that rank take: the arrays of mentors and applicants, and room to write to."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


class Csr(NamedTuple):
    """A sparse matrix: the entries of row i are `indptr[i]` to `indptr[i + 1]` of indices and data."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: Floats


class MentorArrays(NamedTuple):
    """The mentors' vectors as rows; the pieces of mentor i are the rows `bounds[i]` to `bounds[i + 1]`.

    `most_entries` is more than any row has.
    """

    said: Csr
    pieces: Csr
    bounds: NDArray[np.int64]
    interests: Csr
    topics: Singles
    most_pieces: int
    most_entries: int


class ApplicantArrays(NamedTuple):
    """Applicants' vectors as rows; the passages of applicant i are the rows `bounds[i]` to `bounds[i + 1]`.

    `topic_rows` has the whole texts first; passages stand from `first_passage` on.
    """

    whole: Csr
    passages: Csr
    bounds: NDArray[np.int64]
    topic_rows: Singles
    first_passage: int


class Slots(NamedTuple):
    """Where each term stands among those of the applicant at hand, 0 for a term the applicant does not say.

    `marks` tells it of many terms at once: so few bytes that they stay in the first cache.
    """

    places: NDArray[np.int32]
    marks: NDArray[np.uint8]


class Points(NamedTuple):
    """What is known exactly of each pair beforehand.

    `lost` are the points penalties take, 0 or less, shape (n_applicants, n_mentors). `gained` are those of facets that
    the loops do not know, shape (n_facets, n_applicants of a block, n_mentors).
    """

    lost: Csr
    gained: Floats


class Labels(NamedTuple):
    """What showing terms needs of them: how many are words, the words of each pair, how specific terms are."""

    n_words: int
    pairs: NDArray[np.int32]
    specificity: NDArray[np.int8]


class Selected(NamedTuple):
    """The best mentors of applicants, k places each, of which the first `sizes` are taken.

    `affinities` are those of terms, interests and topics; `shown` has no last dimension where no terms are wanted.
    `specific` are the points of all specific terms.
    """

    sizes: NDArray[np.int64]
    mentors: NDArray[np.int32]
    affinities: Floats
    shown: NDArray[np.int32]
    specific: Floats


def csr(matrix: sparse.csr_array) -> Csr:
    """Return a matrix as loops take it: one kind of each array, or every kind would be compiled."""
    indptr, indices = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32, copy=False)
    return Csr(read_only(indptr), read_only(indices), read_only(matrix.data))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a view that nobody writes to, as arrays that were loaded are; of two kinds each would be compiled."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
