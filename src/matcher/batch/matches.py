"""Winners as a table of matches, made of arrays: a thousand lines cost less than a record of one chunk's."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.config import CONTRIBUTORS
from matcher.model.fitted import FittedPool
from matcher.model.winners import Winners
from matcher.tables.matches import match_columns
from matcher.tables.write import schema_of

COLUMNS = match_columns(CONTRIBUTORS)
"""The columns of a file of matches."""


def match_table(pool: FittedPool, applicants: Sequence[str], best: Winners) -> Any:
    """Return the winners of applicants, given by id, as a table of pyarrow."""
    import pyarrow as pa

    n_lines, mentors = np.diff(best.bounds), _numbers(best.mentors)
    ranks = np.arange(len(best.mentors)) - np.repeat(best.bounds[:-1], n_lines) + 1
    return pa.table(
        [
            pa.array(applicants, pa.string()).take(_numbers(np.repeat(np.arange(len(applicants)), n_lines))),
            _numbers(ranks),
            pa.array(pool.ids, pa.string()).take(mentors),
            pa.array([mentor.name for mentor in pool.mentors], pa.string()).take(mentors),
            _numbers(best.scores),
            *map(_numbers, best.points.T),
            _shared_terms(pool, best.shared_terms),
        ],
        schema_of(COLUMNS),
    )


def _shared_terms(pool: FittedPool, columns: NDArray[np.int32]) -> Any:
    """Return the words shown beside each line, joined with semicolons."""
    import pyarrow as pa
    import pyarrow.compute as pc

    shown = columns >= 0
    different, places = np.unique(columns[shown], return_inverse=True)
    labels = pa.array([pool.space.label(column) for column in different.tolist()], pa.string())
    bounds = _numbers(np.concatenate(([0], np.cumsum(shown.sum(axis=1)))).astype(np.int32))
    return pc.binary_join(pa.ListArray.from_arrays(bounds, labels.take(_numbers(places))), "; ")


def _numbers(values: NDArray[Any]) -> Any:
    """Return numbers as an array of pyarrow; made by pyarrow itself it would import pandas."""
    import pyarrow as pa

    values = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])
