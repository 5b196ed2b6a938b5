"""Read the content stream of a PDF page as operators with operands (ISO 32000-1, 7.8.2), with one pattern.

pypdf is too slow for this: it makes an object of each number, and browsers write three numbers and words per letter.
"""

import re
from collections.abc import Iterator
from typing import Any

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_TOKEN = re.compile(
    rb"([-+.\d]+)"
    rb"|<([\da-fA-F\s]*)>"
    rb"|\(([^()\\]*)\)"
    rb"|([A-Za-z'\"][A-Za-z\d*'\"]*)"
    rb"|/([^\s\0()<>\[\]{}/%]*)"
    rb"|(<<|\[)|(>>|\])|(\()|%[^\r\n]*"
)
_IN_STRING = re.compile(rb"[()]|\\(?:[0-7]{1,3}|\r\n|[\s\S])")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_DEEPEST = 20
"""The largest depth of nested lists and dictionaries."""

_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_IMAGE_END = re.compile(rb"\sEI(?=\s|\Z)")


def operators_of(content: bytes) -> Iterator[tuple[list[Any], bytes]]:
    r"""Yield the operands and name of each operator: numbers, strings as bytes, names, lists and dictionaries.

    >>> list(operators_of(rb"/F1 9 Tf [(a\)) -20 <62>] TJ /Span <</MCID 3>> BDC T*"))
    [(['/F1', 9.0], b'Tf'), ([[b'a)', -20.0, b'b']], b'TJ'), (['/Span', {'/MCID': 3.0}], b'BDC'), ([], b'T*')]
    """
    operands: list[Any] = []
    opened: list[list[Any]] = []  # the operands around each open list or dictionary
    tokens = _TOKEN.finditer(content)
    while (token := next(tokens, None)) is not None:
        kind = token.lastindex
        if kind == 1:
            operands.append(_number(token[1]))
        elif kind == 2:
            operands.append(bytes.fromhex(_whole_bytes(token[2])))
        elif kind == 3:
            operands.append(token[3])
        elif kind == 4 and token[4] in _WORDS:
            operands.append(_WORDS[token[4]])
        elif kind == 4:
            yield operands, token[4]
            operands, opened = [], []
            if token[4] == b"BI":
                image_end = _IMAGE_END.search(content, token.end())
                tokens = _TOKEN.finditer(content, image_end.end() if image_end else len(content))
        elif kind == 5:
            operands.append("/" + _named(token[5]))
        elif kind == 6 and len(opened) < _DEEPEST:
            opened.append(operands)
            operands = []
        elif kind == 7 and opened:
            value = operands if token[7] == b"]" else dict(zip(map(str, operands[::2]), operands[1::2], strict=False))
            operands = opened.pop()
            operands.append(value)
        elif kind == 8:
            end = _string_end(content, token.end())
            operands.append(_ESCAPED.sub(_unescaped, content[token.end() : end]))
            tokens = _TOKEN.finditer(content, end + 1)


_WORDS = {b"true": True, b"false": False, b"null": None}


def _number(digits: bytes) -> float:
    try:
        return float(digits)
    except ValueError:  # "1.2.3", "--5"
        return 0.0


def _whole_bytes(digits: bytes) -> str:
    text = "".join(digits.decode("ascii").split())
    return text + "0" if len(text) % 2 else text


def _named(name: bytes) -> str:
    return re.sub("#([0-9a-fA-F]{2})", lambda code: chr(int(code[1], 16)), name.decode("latin-1"))


def _string_end(content: bytes, start: int) -> int:
    """Return the end of a string that may contain brackets or escapes."""
    depth = 1
    for match in _IN_STRING.finditer(content, start):
        depth += (match[0] == b"(") - (match[0] == b")")
        if not depth:
            return match.start()
    return len(content)


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    return bytes([int(code, 8) & 255]) if code[:1].isdigit() and code[0] < 56 else _LETTERS.get(code, code)


def numbers_of(operands: Any, n: int) -> list[float]:
    """Return the first n operands as numbers, 0 for what is missing or not a number."""
    values = [float(operand) if isinstance(operand, int | float) else 0.0 for operand in operands[:n]]
    return [*values, *[0.0] * (n - len(values))]


def matrix_of(operands: Any) -> Matrix:
    """Return six operands as a matrix, the identity for anything else."""
    try:
        a, b, c, d, e, f = map(float, operands)
    except (TypeError, ValueError):
        return IDENTITY
    return a, b, c, d, e, f


def moved(matrix: Matrix, x: float, y: float = 0.0) -> Matrix:
    """Return a matrix moved by a step, in its own coordinates."""
    a, b, c, d, e, f = matrix
    return a, b, c, d, x * a + y * c + e, x * b + y * d + f


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the product of two matrices."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
