"""Arrays of pyarrow, made of memory: from lists pyarrow makes them with pandas, which takes a quarter of a second."""

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray


def number_array(values: "NDArray[Any]") -> Any:
    """Return numbers as an array of pyarrow."""
    import numpy as np
    import pyarrow as pa

    values = np.ascontiguousarray(values)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def text_array(values: Sequence[str]) -> Any:
    """Return texts, of two gigabytes at most together, as an array of pyarrow."""
    import pyarrow as pa

    encoded = [value.encode() for value in values]
    ends = array("i", accumulate(map(len, encoded), initial=0))
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def joined(*parts: Any) -> Any:
    """Return the texts of some arrays, or a text for all, put together row by row.

    >>> joined("<", text_array(["reef", "kelp"]), ">").to_pylist()
    ['<reef>', '<kelp>']
    """
    import pyarrow.compute as pc

    arrays = (text_array([part])[0] if isinstance(part, str) else part for part in parts)
    return pc.binary_join_element_wise(*arrays, text_array([""])[0])
