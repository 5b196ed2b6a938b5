"""Text out of bytes in any of the encodings people really send, and the repair of text decoded wrongly before.

The order and the candidates are measured in decision 7: marks are certain, strict UTF-8 nearly so, NUL bytes at every
second place mean UTF-16, and only what remains is guessed, among nine candidates.
"""

import codecs
import contextlib
import re
from collections import Counter
from typing import NamedTuple

from matcher.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CANDIDATES = (
    "cp1252",
    "utf_16_le",
    "utf_16_be",
    "gb18030",
    "cp932",
    "euc_kr",
    "big5",
    "cp1251",
    "mac_roman",
)
_GUESSED_BYTES = 64 * 1024
"""Guessing reads this much; more changes no guess and costs seconds on a large file."""

_SUSPECT = re.compile("[\x7f-\u2fff\ufffd](?:(?<=[\x7f-\x9f\ufffd])|(?<=[\x80-\u2fff])[\x80-\u2fff]|(?<=[ÂÃâ])\\s)")
"""Every UTF-8 sequence that was decoded as single bytes leaves at least two neighbours beyond ASCII.

One class of letters stands first, since a search for one is several times as fast.
"""

_FOREIGN = re.compile("[\u0370-\u1fff\u2e80-\uffef]")
_PATCHED = re.compile("(?<=[A-Za-z])[\u0370-\u1fff\u2e80-\uffef]|[\u0370-\u1fff\u2e80-\uffef](?=[a-z])")

_SUSPECT_ALONE = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xef\xbf\xbd|\xef\xbb\xbf|\xc3[\x82\x83\xa2]")
"""What of UTF-8 may be suspect by itself."""

_ASCII = bytes(range(127))
_NO_CONTROLS = bytes([*range(9, 14), *range(32, 256)])


_STRAY_NULS = 0.001
"""The share of NUL bytes that a text may have by accident: text copied out of a PDF has them in place of a ligature."""


class Decoded(NamedTuple):
    """Text, the name of the encoding its bytes were in, and how many of its lines had been decoded wrongly before."""

    text: str
    encoding: str
    n_repaired: int = 0


def decode_noted(data: bytes, where: str) -> Decoded:
    """Return the text of bytes, with what was found out and done on the way.

    Raises `InputError` naming `where` for bytes that are not text in any known encoding.

    >>> decode_noted("café – naïve".encode("cp1252"), "letter.txt")
    Decoded(text='café – naïve', encoding='cp1252', n_repaired=0)
    >>> decode_noted("donâ€™t".encode(), "letter.txt")
    Decoded(text='don’t', encoding='utf-8', n_repaired=1)
    """
    text, encoding = _marked(data) or _strict(data) or _guessed(data) or (None, "")
    if text is None or _is_binary(text):
        raise InputError(
            f"{where} must be text; it is some other kind of file, or in an unknown encoding: save as UTF-8"
        )
    return Decoded(*_repaired(text, encoding))


def mended(cell: str) -> str:
    """Return a cell of a table as a document that holds it would be read; raises `InputError` for what is no text.

    >>> mended("donâ€™t")
    'don’t'
    """
    if "\0" in cell:
        raise InputError("must be text; it holds a NUL character")
    if cell.isascii():
        return cell
    try:
        data = cell.encode()
    except UnicodeEncodeError as error:
        raise InputError("must be text; it holds bytes that are no character") from error
    if _has_controls(data):
        raise InputError("must be text; it is some other kind of file")
    return cell if _is_sound(cell, data) else _repaired(cell.removeprefix("\ufeff"), "")[0]


def _is_sound(text: str, data: bytes) -> bool:
    """Tell a text with nothing suspect from its bytes: most have letters beyond ASCII, but never two side by side."""
    doubled = b"??" in text.encode("ascii", "replace")
    return not doubled and not _SUSPECT_ALONE.search(data.translate(None, _ASCII))


def _marked(data: bytes) -> tuple[str, str] | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(name, errors="replace")
            damaged = (
                text.count("\ufffd") > len(text) // 100
            )  # one broken letter in a hundred is a slip, more is not text
            return None if damaged else (text, name)
    return None


def _strict(data: bytes) -> tuple[str, str] | None:
    if 0 < data.count(0) <= _STRAY_NULS * len(data):
        data = data.replace(b"\0", b" ")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> tuple[str, str] | None:
    if b"\0" in data:
        return _wide(data)
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:_GUESSED_BYTES], cp_isolation=list(_CANDIDATES))
    names = [match.encoding for match in matches if not _is_patchwork(str(match))] or ["cp1252"] * bool(matches)
    return (data.decode(names[0], errors="replace"), names[0]) if names else None


def _is_patchwork(text: str) -> bool:
    """Tell a wrong guess: letters of another script stand one by one within Latin words."""
    foreign = len(_FOREIGN.findall(text))
    return foreign > 0 and len(_PATCHED.findall(text)) >= 0.4 * foreign


def _wide(data: bytes) -> tuple[str, str] | None:
    """Return UTF-16 without a mark: letters of the Latin alphabet leave a zero in every pair of bytes."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    name = "utf_16_le" if odd > even else "utf_16_be"
    if max(even, odd) < len(data) // 8 or min(even, odd) > len(data) // 50:
        return None
    text = data.decode(name, errors="replace")
    if sum(map(str.isascii, text)) < len(text) // 4:
        return None  # zeros, but not beside letters and blanks
    return None if text.count("\ufffd") > 1 + len(text) // 100 else (text, name)


def _is_binary(text: str) -> bool:
    """Tell bytes that merely happen to decode: text has next to no control characters, and no NUL."""
    return "\0" in text or _has_controls(text.encode("utf-8", "replace"))


def _has_controls(data: bytes) -> bool:
    return len(data.translate(None, _NO_CONTROLS)) > len(data) // 100 + 1


def _repaired(text: str, encoding: str) -> tuple[str, str, int]:
    """Return the text with its wrongly decoded lines put right; ftfy is loaded only where a line looks suspect."""
    if not _SUSPECT.search(text):
        return text, encoding, 0
    lines = text.split("\n")
    fixed = _fixed(lines)
    return (
        "\n".join(fixed),
        encoding,
        sum(old.strip() != new.strip() for old, new in zip(lines, fixed, strict=True)),
    )


def _fixed(lines: list[str]) -> list[str]:
    """Return the lines repaired; what mended most of them is tried on those too short to tell by themselves."""
    from ftfy import TextFixerConfig, apply_plan, fix_and_explain

    config = TextFixerConfig(
        uncurl_quotes=False,
        unescape_html=False,
        normalization=None,
        fix_character_width=False,
        fix_line_breaks=False,
    )
    fixed: list[str] = []
    plans: list[tuple[tuple[str, str], ...]] = []
    for line in lines:
        better, plan = fix_and_explain(line, config) if _SUSPECT.search(line) else (line, [])
        fixed.append(better)
        if better != line and plan and plan[0].action == "encode":
            plans.append(tuple((step.action, step.parameter) for step in plan))
    if not plans:
        return fixed
    common = list(Counter(plans).most_common(1)[0][0])
    for place, line in enumerate(fixed):
        if line == lines[place] and _SUSPECT.search(line):
            with contextlib.suppress(UnicodeError, KeyError, ValueError):
                fixed[place] = apply_plan(line, common)
    return fixed
