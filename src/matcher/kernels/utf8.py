"""Search in UTF-8 for many bytes at a time: eight bytes are one number, and so are the bits of 64 bytes."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numba import types, uint64
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from matcher.kernels import compiled
from matcher.kernels.counts import longest_run
from matcher.text.uncounted import SEPARATORS

LETTERS, WORDS, TOKENS, SIGNS, ENDS_OF_ITEMS = range(5)
"""Kinds of bytes: letters of ASCII; bytes of words of a shingle, and of tokens, both with all bytes beyond ASCII; signs
that `screen_loops` examines; separators of list items, or their last byte."""

LOWER, BEYOND, ALL = uint64(0x2020202020202020), uint64(0x8080808080808080), uint64(2**64 - 1)
_ONES, _LOW, _PACK = uint64(0x0101010101010101), uint64(0x7F7F7F7F7F7F7F7F), uint64(0x0102040810204080)
_SEPARATORS = tuple(sign.encode()[-1] for sign in SEPARATORS)

_instruction: Any = intrinsic  # its type hints expect calls with the arguments of the compiler
BLOCK = 64
AT_ONCE = 8
"""Indices are written in groups of this size, so that some may be written after the last one."""


class Utf8Buffer(NamedTuple):
    """Concatenated texts in UTF-8: text i is `data[starts[i] : starts[i + 1]]`; `eights` is the same memory."""

    data: NDArray[np.uint8]
    eights: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Return texts as bytes with padding at the end, as they are read in whole blocks and eight bytes at a time."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        padding = bytes(BLOCK + -int(starts[-1]) % BLOCK)
        data = np.frombuffer(b"".join([*encoded, padding]), np.uint8)
        return cls(data, data.view("<u8"), starts)


@_instruction
def lowest_bit(_, number):
    """Return the index of the lowest set bit of a number."""
    return types.int64(number), lambda _, builder, __, args: builder.cttz(args[0], cgutils.false_bit)


@_instruction
def n_bits(_, number):
    """Return the number of set bits."""
    return types.int64(number), lambda _, builder, __, args: builder.ctpop(args[0])


@compiled(inner=True)
def within(eight, first, last):
    """Return the highest bit of each of eight bytes that is an ASCII character from `first` to `last`."""
    low = eight & _LOW
    return (low + _ONES * uint64(128 - first)) & ~(low + _ONES * uint64(127 - last)) & ~eight & BEYOND


@compiled(inner=True)
def beyond(eight, first, last):
    """Return the highest bit of each of eight bytes that is from `first` to `last`, both 128 or more."""
    return within(eight ^ BEYOND, first - 128, last - 128)


@compiled(inner=True)
def of_kind(eight, kind):
    """Return the highest bit of each of eight bytes that is of a kind, a constant at compile time."""
    if kind == SIGNS:  # @/:=([{' and digits; from 0xC4 on characters that may need Python
        matches = within(eight, 47, 58) | within(eight, 39, 40) | beyond(eight, 0xC4, 0xFF)
        for sign in (61, 64, 91, 123):
            matches |= within(eight, sign, sign)
        return matches
    if kind == ENDS_OF_ITEMS:
        matches = uint64(0)
        for sign in _SEPARATORS:
            matches |= beyond(eight, sign, sign) if sign >= 128 else within(eight, sign, sign)
        return matches
    matches = within(eight | LOWER, 97, 122)
    if kind != LETTERS:
        matches |= within(eight, 48, 57) | (eight & BEYOND)
    return matches | within(eight, 95, 95) if kind == TOKENS else matches


@compiled(inner=True)
def find_bytes(eights, start, end, kind, bits):
    """Return blocks of 64 bits, set for the bytes from `start` to `end` that are of a kind; `bits` is their buffer.

    The first block begins at the last multiple of 64 that is not after `start`.
    """
    first, last = start // BLOCK * 8, (end + BLOCK - 1) // BLOCK * 8
    for place in range(first, last):
        bits[place - first] = ((of_kind(eights[place], kind) >> uint64(7)) * _PACK) >> uint64(56)
    blocks = bits.view(np.uint64)[: (last - first) // 8]
    if len(blocks) > 0:
        blocks[0] &= ALL << uint64(start % BLOCK)
        blocks[-1] &= ALL >> uint64(-end % BLOCK)
    return blocks


@compiled(inner=True)
def write_places(bits, first, places, n):
    """Append the indices of set bits, counted from `first`, to the n places; return their new number."""
    n_total = n + n_bits(bits)
    while bits > 0:
        for _ in range(AT_ONCE):  # without branches: surplus places are overwritten later
            places[n] = first + lowest_bit(bits)
            bits &= bits - uint64(1)
            n += 1
    return n_total


@compiled(inner=True)
def find_places(eights, start, end, kind, bits, places):
    """Write the indices of bytes of a kind; return their number."""
    n, first = np.int64(0), start - start % BLOCK
    for block in find_bytes(eights, start, end, kind, bits):
        n = write_places(block, first, places, n)
        first += BLOCK
    return n


@compiled(inner=True)
def find_edges(eights, start, end, kind, bits, edges):
    """Write the start and end of each run of bytes of a kind, in turn; return the number of edges."""
    n, first, before = np.int64(0), start - start % BLOCK, uint64(0)
    for block in find_bytes(eights, start, end, kind, bits):
        n = write_places(block ^ (block << uint64(1) | before), first, edges, n)
        before = block >> uint64(BLOCK - 1)
        first += BLOCK
    edges[n] = end
    return n + np.int64(before)


@compiled(inner=True)
def room_for(starts):
    """Return buffers for the indices of the longest text, and for its bits."""
    longest = longest_run(starts)
    return np.empty(longest + 1 + AT_ONCE, np.int64), np.empty(longest // BLOCK * 8 + 16, np.uint8)


@_instruction
def eight_at(_, data, at):
    """Return the eight bytes at any index as one number."""

    def load(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        pointer = builder.gep(array.data, [args[1]])
        return builder.load(builder.bitcast(pointer, cgutils.intp_t.as_pointer()), align=1)

    return types.uint64(data, at), load


@compiled(inner=True)
def mask_of(n):
    """Return a mask of the first n of eight bytes, 0 if n is not above 0, without branches."""
    return ALL >> uint64(min(max(64 - 8 * n, 0), 63)) & -uint64(n > 0)


@compiled(inner=True)
def first_bytes(data, at, n):
    """Return the first n, at most eight, bytes at any index as one number."""
    return eight_at(data, at) & mask_of(n)


@compiled(inner=True)
def eight_bytes(data, at, n):
    """Return the first n, at most eight, bytes at any index as one number, with letters in lower case.

    Setting the bit makes a letter lower case; digits stay different from each other and from all letters.
    """
    return (eight_at(data, at) | LOWER) & mask_of(n)
