"""Read what a PDF page is written with: operators with operands (ISO 32000-1, 7.8.2), and the letters of its fonts.

Content is read with one pattern: pypdf is too slow, since it makes an object of each number, and browsers write three
numbers and words for each letter.
"""

import re
import unicodedata
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

_SLANTED = ("italic", "oblique", "slanted")
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_TEX_LETTERS = dict(
    zip((*range(0x0B, 0x20), 0x7F), "ff fi fl ffi ffl ı ȷ ` ´ ˇ ˘ ¯ ˚ ¸ ß æ œ ø Æ Œ Ø ¨".split(), strict=True)
)
"""Letters of TeX's own fonts (OT1) at codes where other fonts have none, for files without a table of names."""

_CORK_LETTERS = dict(zip((*range(0x1B, 0x20), 0x15, 0x16, 0x10, 0x11), "ff fi fl ffi ffl – — “ ”".split(), strict=True))
"""The same for TeX's newer fonts (T1)."""

_CORK_NAMES = ("sfrm", "ecrm", "ecbx", "tcrm", "-t1")
_ACCENTS = dict(
    zip("´`¨ˆ˜¸˚ˇ˘¯˙˝", "\u0301\u0300\u0308\u0302\u0303\u0327\u030a\u030c\u0306\u0304\u0307\u030b", strict=True)
)
_LONE = re.compile("([A-Za-z]?)[ ]?([¨ˆ¸˚ˇ˘˝])[ ]?([A-Za-zı]?)")
"""Characters that are only accents, unlike ´ and ~, with the letters around them."""


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
            digits = "".join(token[2].decode("ascii").split())
            operands.append(bytes.fromhex(digits + "0" * (len(digits) % 2)))
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


class PdfFont:
    """A font's letters and their widths by code, each looked up once."""

    def __init__(self, resource: Any) -> None:
        from pypdf.generic._font import Font

        self.font = font = Font.from_font_resource(resource)
        name = str(resource.get("/BaseFont", "")).lower()
        self.is_bold, self.is_slanted, is_cork = (
            any(word in name for word in words) for words in (_BOLD, _SLANTED, _CORK_NAMES)
        )
        self.unnamed = _CORK_LETTERS if is_cork else _TEX_LETTERS
        self.is_simple = not isinstance(font.encoding, str)
        matrix = resource.get("/FontMatrix") if font.sub_type == "Type3" else None
        self.scale = abs(float(matrix[0])) if matrix else 0.001
        self.known: dict[str, tuple[str, float]] = {}

    def letters(self, shown: bytes) -> list[tuple[str, float]]:
        """Return each letter of a string with its width, in units of the font size."""
        codes = shown.decode("latin-1" if self.is_simple else str(self.font.encoding), "replace")
        known = self.known
        return [known.get(code) or self.look_up(code) for code in codes]

    def look_up(self, code: str) -> tuple[str, float]:
        """Return a code's letter and width, from the font's tables or from those of TeX's fonts."""
        font, number = self.font, ord(code)
        decoded = font.encoding.get(number, code) if isinstance(font.encoding, dict) else code
        text = "".join(str(font.character_map.get(letter, letter)) for letter in decoded)
        if self.is_simple and text == code and number in self.unnamed:
            text = self.unnamed[number]
        elif len(text) > 2 and text.startswith("/"):
            text = _of_glyph_name(text[1:])
        width = font.space_width if code == font.space_char else font.get_text_width(code)
        self.known[code] = text, float(width) * self.scale
        return self.known[code]


def _of_glyph_name(name: str) -> str:
    """Return the letters of a glyph's name like "f_f_i", "fi.alt" or "uni00DF", "" for a number."""
    first, *others = name.split(".")[0].split("_")
    if all(len(part) == 1 for part in (first, *others)):
        return "".join((first, *others))
    if not others and re.fullmatch("uni[0-9a-fA-F]{4}", first):
        return chr(int(first[3:], 16))
    return first if first in {"ff", "fi", "fl", "ffi", "ffl"} else ""


def accented(first: str, second: str) -> tuple[str, str]:
    """Return two strings that overlap on the page, with an accent at their border put on its letter.

    >>> accented("Schr¨", "odinger"), accented("Zo", "¨e"), accented("a", "b")
    (('Schr', 'ödinger'), ('Zö', 'e'), ('a', 'b'))
    """
    if first[-1:] in _ACCENTS and (letter := _with_accent(second[:1], first[-1])):
        return first[:-1], letter + second[1:]
    if second[:1] in _ACCENTS and (letter := _with_accent(first[-1:], second[0])):
        return first[:-1] + letter, second[1:]
    return first, second


def _with_accent(letter: str, accent: str) -> str:
    """Return a letter with its accent, "" if there is no such letter."""
    composed = unicodedata.normalize("NFC", {"ı": "i"}.get(letter, letter) + _ACCENTS[accent])
    return composed if letter and len(composed) == 1 else ""


def composed(text: str) -> str:
    """Return a line with each accent put on the letter before or after it.

    >>> composed("Schr¨odinger and Fran¸cois, Zo¨ e")
    'Schrödinger and François, Zoë'
    """
    return _LONE.sub(_composed, text)


def _composed(match: re.Match[str]) -> str:
    before, accent, behind = match.groups()
    if letter := _with_accent(behind, accent):
        return before + letter
    letter = _with_accent(before, accent)
    return letter + behind if letter else match[0]
