"""Decodes bytes in the common encodings, whole documents and tables that are streamed; repairs text decoded wrongly.

Order and candidates were measured in decision 7: byte order marks are certain, strict UTF-8 is nearly so, NUL at every
second byte means UTF-16, and only the rest is guessed, among nine candidates. Text that was decoded with the wrong
encoding earlier is repaired: donâ€™t becomes don’t.
"""

import codecs
import contextlib
import re
from collections import Counter
from typing import NamedTuple

from matcher.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # the byte order mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("cp1252", "utf_16_le", "utf_16_be", "gb18030", "cp932", "euc_kr", "big5", "cp1251", "mac_roman")
_GUESSED_BYTES = 64 * 1024
"""Bytes that are used for guessing; more change no guess and take seconds for a large file."""

# compiled only when a guess is checked: such large classes would take 7 ms of every start
_FOREIGN = "[\u0370-\u1fff\u2e80-\uffef]"
_PATCHED = f"(?<=[A-Za-z]){_FOREIGN}|{_FOREIGN}(?=[a-z])"

_UNREADABLE_CHARACTER = "\udcff"
UNREADABLE = "matcher.unreadable"
"""The error handler that marks undecodable bytes with a lone surrogate, so that the row can be reported."""

codecs.register_error(UNREADABLE, lambda error: (_UNREADABLE_CHARACTER, error.end))  # type: ignore[attr-defined]

_SUSPECT = re.compile("[\x7f-\u2fff\ufffd](?:(?<=[\x7f-\x9f\ufffd])|(?<=[\x80-\u2fff])[\x80-\u2fff]|(?<=[ÂÃâ])\\s)")
"""Every UTF-8 sequence that was decoded as single bytes leaves at least two adjacent characters outside ASCII.

The pattern starts with one character class, since such a search is several times as fast.
"""

_SUSPECT_ALONE = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xef\xbf\xbd|\xef\xbb\xbf|\xc3[\x82\x83\xa2]")
"""UTF-8 sequences that are suspect even alone."""

_STRAY_NULS = 0.01
"""The share of NUL that a text may have by accident: text copied from a PDF has them in place of ligatures."""

_ASCII = bytes(range(127))
_NO_CONTROLS = bytes([*range(9, 14), *range(32, 256)])


class Decoded(NamedTuple):
    """Text, its encoding, and the number of its lines that had been decoded wrongly before and were repaired."""

    text: str
    encoding: str
    n_repaired: int = 0


def decode(data: bytes, where: str) -> str:
    """Return the text of bytes as `decode_noted` does."""
    return decode_noted(data, where).text


def decode_noted(data: bytes, where: str) -> Decoded:
    """Return the text of bytes, with its encoding and the number of repaired lines.

    Raises `InputError` naming `where` for bytes that are not text in any known encoding.

    >>> decode_noted("café – naïve".encode("cp1252"), "letter.txt")
    Decoded(text='café – naïve', encoding='cp1252', n_repaired=0)
    >>> decode_noted("donâ€™t".encode(), "letter.txt")
    Decoded(text='don’t', encoding='utf-8', n_repaired=1)
    """
    text, encoding = _marked(data) or _strict(data) or _guessed(data) or (None, "")
    if text is None or "\0" in text or _has_controls(text.encode("utf-8", "replace")):
        raise InputError(
            f"{where} must be text; it is some other kind of file, or in an unknown encoding: save as UTF-8"
        )
    whole, n_repaired = repaired(text)
    return Decoded(whole, encoding, n_repaired)


class EncodingVotes:
    """Counts, block by block, the characters that are valid in UTF-8 and those that are not."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(UNREADABLE)
        self._head, self._sample = b"", b""
        self._n_good = self._n_bad = 0

    def add(self, block: bytes) -> None:
        """Count the characters of the next block."""
        self._head = self._head or block[:_GUESSED_BYTES]
        text = self._decoder.decode(block)
        if text.isascii():
            return
        n_bad = text.count(_UNREADABLE_CHARACTER)
        self._n_bad += n_bad
        self._n_good += len(text) - len(text.encode("ascii", "ignore")) - n_bad
        if n_bad and len(self._sample) < _GUESSED_BYTES:
            telling = [line for line in block.split(b"\n") if not line.isascii()]
            self._sample += b"\n".join(telling)[:_GUESSED_BYTES]

    def encoding(self, where: str) -> str:
        """Return the encoding of all blocks; UTF-8 with a few bytes that are none is UTF-8: their rows are broken."""
        if marked := _mark(self._head):
            return marked
        if b"\0" in self._head:
            head = self._head[: len(self._head) // 2 * 2]
            wide = _wide_latin(head) if 5 * head.count(0) > len(head) else _wide_lines(head)
            if wide:
                return wide[1]
        if self._n_bad * 10 <= self._n_good:
            return "utf-8"
        return decode_noted(self._sample, where).encoding


def _mark(data: bytes) -> str:
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def _marked(data: bytes) -> tuple[str, str] | None:
    name = _mark(data)
    text = data.decode(name, errors="replace") if name else ""
    # up to one broken letter in a hundred is damage, more is not text
    return (text, name) if name and text.count("\ufffd") <= len(text) // 100 else None


def _strict(data: bytes) -> tuple[str, str] | None:
    if 0 < data.count(0) <= _STRAY_NULS * len(data):
        data = data.replace(b"\0", b" ")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> tuple[str, str] | None:
    if b"\0" in data:
        return _wide_latin(data) or _wide_lines(data)
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:_GUESSED_BYTES], cp_isolation=list(_CANDIDATES))
    names = [match.encoding for match in matches if not _is_patchwork(str(match))] or ["cp1252"] * bool(matches)
    return (data.decode(names[0], errors="replace"), names[0]) if names else None


def _is_patchwork(text: str) -> bool:
    """Return whether a guess is wrong: single letters of another script are inside Latin words."""
    foreign = len(re.findall(_FOREIGN, text))
    return foreign > 0 and len(re.findall(_PATCHED, text)) >= 0.4 * foreign


def _wide_latin(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 without a byte order mark, known by Latin letters, which have a zero in every pair of bytes."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    name = "utf_16_le" if odd > even else "utf_16_be"
    if max(even, odd) < len(data) // 8 or min(even, odd) > len(data) // 50:
        return None
    text = data.decode(name, errors="replace")
    if sum(map(str.isascii, text)) < len(text) // 4:
        return None  # zeros, but not beside letters and spaces
    return None if text.count("\ufffd") > 1 + len(text) // 100 else (text, name)


def _wide_lines(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 of another script, known by line ends and commas, which only there are beside zeros."""
    name = "utf_16_le" if data.count(b"\n\0") >= data.count(b"\0\n") else "utf_16_be"
    text = data.decode(name, errors="replace")
    if "\n" not in text or any(2 * text.count(sign) < data.count(sign.encode()) for sign in "\n,;\t"):
        return None
    strange = sum(letter == "\ufffd" or not (letter.isprintable() or letter.isspace()) for letter in text)
    return None if strange > 1 + len(text) // 100 else (text, name)


def repaired_cell(cell: str) -> str:
    """Return a cell of a table, repaired like a document; raises `InputError` if it is no text.

    >>> repaired_cell("donâ€™t")
    'don’t'
    """
    if "\0" in cell:
        if cell.count("\0") > _STRAY_NULS * len(cell):
            raise InputError("must be text; it holds a NUL character")
        cell = cell.replace("\0", " ")
    if cell.isascii():
        return cell
    try:
        data = cell.encode()
    except UnicodeEncodeError as error:
        raise InputError("must be text; it holds bytes that are no character") from error
    if _has_controls(data):
        raise InputError("must be text; it is some other kind of file")
    # nothing is suspect where no two characters outside ASCII are adjacent
    doubled = b"??" in cell.encode("ascii", "replace")
    if not doubled and not _SUSPECT_ALONE.search(data.translate(None, _ASCII)):
        return cell
    return repaired(cell.removeprefix("\ufeff"))[0]


def repaired(text: str) -> tuple[str, int]:
    """Return the text with wrongly decoded lines repaired, and their number; ftfy is imported only if there are any."""
    if not _SUSPECT.search(text):
        return text, 0
    lines = text.split("\n")
    fixed = _fixed(lines)
    n_repaired = sum(old.strip() != new.strip() for old, new in zip(lines, fixed, strict=True))
    return "\n".join(fixed), n_repaired


def _has_controls(data: bytes) -> bool:
    """Return whether bytes decode only by chance: text has almost no control characters."""
    return len(data.translate(None, _NO_CONTROLS)) > len(data) // 100 + 1


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
