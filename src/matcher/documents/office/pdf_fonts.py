"""The letters and widths of a PDF's fonts; ligatures and accents as people write them."""

import re
import unicodedata
from typing import Any

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
