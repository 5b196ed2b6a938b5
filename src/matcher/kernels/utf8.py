"""Texts in UTF-8, looked through many bytes at a time: eight are one number, a bit for each of 64 is one number too."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numba import types, uint64
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from matcher.kernels import compiled
from matcher.text.uncounted import SEPARATORS

LETTERS, WORDS, TOKENS, SIGNS, ENDS_OF_ITEMS = range(5)
"""The kinds of bytes: letters of ASCII; what words of a shingle and what tokens are made of, all bytes beyond ASCII
among them; what may be a sign of something; what separates the items of a list, or ends what does."""

LOWER, BEYOND, ALL = uint64(0x2020202020202020), uint64(0x8080808080808080), uint64(2**64 - 1)
_ONES, _LOW, _PACK = uint64(0x0101010101010101), uint64(0x7F7F7F7F7F7F7F7F), uint64(0x0102040810204080)
_SEPARATORS = tuple(sign.encode()[-1] for sign in SEPARATORS)

_instruction: Any = intrinsic  # its type would have its functions called with what the compiler gives them
BLOCK = 64
AT_ONCE = 8
"""So many places are written at once, and may be written behind the last."""


class Utf8Buffer(NamedTuple):
    """Texts in UTF-8, one behind the other: text i is `data[starts[i] : starts[i + 1]]`, `eights` the same memory."""

    data: NDArray[np.uint8]
    eights: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Return texts as bytes, with room behind them: they are read in whole blocks, and eight bytes at a time."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        starts = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
        padding = bytes(BLOCK + -int(starts[-1]) % BLOCK)
        data = np.frombuffer(b"".join([*encoded, padding]), np.uint8)
        return cls(data, data.view("<u8"), starts)


@_instruction
def lowest_bit(_, number):
    """Return the place of the lowest bit of a number that is set."""
    return types.int64(number), lambda _, builder, __, given: builder.cttz(given[0], cgutils.false_bit)


@_instruction
def n_bits(_, number):
    """Return how many bits of a number are set."""
    return types.int64(number), lambda _, builder, __, given: builder.ctpop(given[0])


@compiled(inner=True)
def within(eight, first, last):
    """Return which of eight bytes are ASCII characters from `first` to `last`: the highest bit of each."""
    low = eight & _LOW
    return (low + _ONES * uint64(128 - first)) & ~(low + _ONES * uint64(127 - last)) & ~eight & BEYOND


@compiled(inner=True)
def beyond(eight, first, last):
    """Return which of eight bytes are from `first` to `last`, both 128 or more."""
    return within(eight ^ BEYOND, first - 128, last - 128)


@compiled(inner=True)
def of_kind(eight, kind):
    """Return which of eight bytes are of a kind, which is known when this is compiled."""
    if kind == SIGNS:  # @/:=([{' and digits; from 0xC4 on characters that may be told apart by Python only
        found = within(eight, 47, 58) | within(eight, 39, 40) | beyond(eight, 0xC4, 0xFF)
        for sign in (61, 64, 91, 123):
            found |= within(eight, sign, sign)
        return found
    if kind == ENDS_OF_ITEMS:
        found = uint64(0)
        for sign in _SEPARATORS:
            found |= beyond(eight, sign, sign) if sign >= 128 else within(eight, sign, sign)
        return found
    found = within(eight | LOWER, 97, 122)
    if kind != LETTERS:
        found |= within(eight, 48, 57) | (eight & BEYOND)
    return found | within(eight, 95, 95) if kind == TOKENS else found


@compiled(inner=True)
def find_bytes(eights, start, end, kind, bits):
    """Return blocks of 64 bits that tell which bytes from `start` to `end` are of a kind; `bits` has room for them.

    The first block begins with the last multiple of 64 up to `start`.
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
    """Write the places of bits behind the n that are there, counted from `first`; return how many there are then."""
    n_then = n + n_bits(bits)
    while bits > 0:
        for _ in range(AT_ONCE):  # without a branch: what is too much is written over
            places[n] = first + lowest_bit(bits)
            bits &= bits - uint64(1)
            n += 1
    return n_then


@compiled(inner=True)
def find_places(eights, start, end, kind, bits, places):
    """Write where bytes of a kind stand; return how many there are."""
    n, first = np.int64(0), start - start % BLOCK
    for block in find_bytes(eights, start, end, kind, bits):
        n = write_places(block, first, places, n)
        first += BLOCK
    return n


@compiled(inner=True)
def find_edges(eights, start, end, kind, bits, edges):
    """Write where runs of bytes of a kind begin and end, in turn; return how many edges there are."""
    n, first, before = np.int64(0), start - start % BLOCK, uint64(0)
    for block in find_bytes(eights, start, end, kind, bits):
        n = write_places(block ^ (block << uint64(1) | before), first, edges, n)
        before = block >> uint64(BLOCK - 1)
        first += BLOCK
    edges[n] = end
    return n + np.int64(before)


@compiled(inner=True)
def room_for(starts):
    """Return room for the places of the longest text, and for its bits."""
    longest = np.max(starts[1:] - starts[:-1]) if len(starts) > 1 else 0
    return np.empty(longest + 1 + AT_ONCE, np.int64), np.empty(longest // BLOCK * 8 + 16, np.uint8)


@_instruction
def eight_at(_, data, at):
    """Return the eight bytes from any place on as one number."""

    def load(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        place = builder.gep(array.data, [given[1]])
        return builder.load(builder.bitcast(place, cgutils.intp_t.as_pointer()), align=1)

    return types.uint64(data, at), load


@compiled(inner=True)
def mask_of(n):
    """Return the bits of the first n bytes of eight, of none where n is not above 0, without a branch."""
    return ALL >> uint64(min(max(64 - 8 * n, 0), 63)) & -uint64(n > 0)


@compiled(inner=True)
def first_bytes(data, at, n):
    """Return the first n, at most eight, bytes from any place as one number."""
    return eight_at(data, at) & mask_of(n)


@compiled(inner=True)
def eight_bytes(data, at, n):
    """Return the first n, at most eight, bytes from any place as one number, letters in lower case.

    The bit that is set makes a letter small, and keeps digits apart from each other and from all letters.
    """
    return (eight_at(data, at) | LOWER) & mask_of(n)
