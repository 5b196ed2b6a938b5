"""Repairs text that was decoded with the wrong encoding earlier: donâ€™t becomes don’t."""

import contextlib
import re
from collections import Counter

from matcher.errors import InputError

_SUSPECT = re.compile("[\x7f-\u2fff\ufffd](?:(?<=[\x7f-\x9f\ufffd])|(?<=[\x80-\u2fff])[\x80-\u2fff]|(?<=[ÂÃâ])\\s)")
"""Every UTF-8 sequence that was decoded as single bytes leaves at least two adjacent characters outside ASCII.

The pattern starts with one character class, since such a search is several times as fast.
"""

_SUSPECT_ALONE = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xef\xbf\xbd|\xef\xbb\xbf|\xc3[\x82\x83\xa2]")
"""UTF-8 sequences that are suspect even alone."""

STRAY_NULS = 0.01
"""The share of NUL that a text may have by accident: text copied from a PDF has them in place of ligatures."""

_ASCII = bytes(range(127))
_NO_CONTROLS = bytes([*range(9, 14), *range(32, 256)])


def repaired_cell(cell: str) -> str:
    """Return a cell of a table, repaired like a document; raises `InputError` if it is no text.

    >>> repaired_cell("donâ€™t")
    'don’t'
    """
    if "\0" in cell:
        if cell.count("\0") > STRAY_NULS * len(cell):
            raise InputError("must be text; it holds a NUL character")
        cell = cell.replace("\0", " ")
    if cell.isascii():
        return cell
    try:
        data = cell.encode()
    except UnicodeEncodeError as error:
        raise InputError("must be text; it holds bytes that are no character") from error
    if has_controls(data):
        raise InputError("must be text; it is some other kind of file")
    return cell if _is_sound(cell, data) else repaired(cell.removeprefix("\ufeff"))[0]


def repaired(text: str) -> tuple[str, int]:
    """Return the text with wrongly decoded lines repaired, and their number; ftfy is imported only if there are any."""
    if not _SUSPECT.search(text):
        return text, 0
    lines = text.split("\n")
    fixed = _fixed(lines)
    n_repaired = sum(old.strip() != new.strip() for old, new in zip(lines, fixed, strict=True))
    return "\n".join(fixed), n_repaired


def has_controls(data: bytes) -> bool:
    """Return whether bytes decode only by chance: text has almost no control characters."""
    return len(data.translate(None, _NO_CONTROLS)) > len(data) // 100 + 1


def _is_sound(text: str, data: bytes) -> bool:
    """Return whether nothing in a text is suspect: it has no two adjacent characters outside ASCII."""
    doubled = b"??" in text.encode("ascii", "replace")
    return not doubled and not _SUSPECT_ALONE.search(data.translate(None, _ASCII))


def _fixed(lines: list[str]) -> list[str]:
    """Return the repaired lines; the most common repair is also tried on lines too short to show what they need."""
    from ftfy import TextFixerConfig, apply_plan, fix_and_explain

    config = TextFixerConfig(
        uncurl_quotes=False, unescape_html=False, normalization=None, fix_character_width=False, fix_line_breaks=False
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
    for number, line in enumerate(fixed):
        if line == lines[number] and _SUSPECT.search(line):
            with contextlib.suppress(UnicodeError, KeyError, ValueError):
                fixed[number] = apply_plan(line, common)
    return fixed
