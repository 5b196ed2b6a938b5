"""What a file is made of, found in one pass that keeps nothing: its digest, its size, the encoding of its text."""

import codecs
import hashlib
from pathlib import Path
from typing import NamedTuple

from matcher.errors import InputError
from matcher.tables.reading import _cause, decode

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_MARK = "\udcff"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = (
    *("utf-8", "utf-16-le", "utf-16-be", "cp1252", "gb18030", "cp932", "euc_kr", "big5", "cp1251", "mac_roman"),
    *("iso8859-1", "iso8859-2", "iso8859-15", "cp1250"),
)
UNREADABLE = "matcher.unreadable"
"""The error handler that puts half a character where bytes say none, so that the row can be named."""

codecs.register_error(UNREADABLE, lambda error: (_MARK, error.end))  # type: ignore[attr-defined]


class Survey(NamedTuple):
    """What one pass over a file found; the encoding matters for text only."""

    digest: str
    n_bytes: int
    encoding: str


def survey(path: Path, *, text: bool = True) -> Survey:
    """Return digest, size and encoding of a file; raises `InputError` for one that cannot be read or is no text.

    A file whose text is UTF-8 but for a few bytes is UTF-8: the rows with those bytes are broken, not all others.
    """
    evidence, digest, n_bytes = _Evidence(), hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                n_bytes += len(block)
                if text:
                    evidence.add(block)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {_cause(error)}") from error
    return Survey(digest.hexdigest(), n_bytes, evidence.encoding(str(path)) if text else "")


class _Evidence:
    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(UNREADABLE)
        self._head, self._sample = b"", b""
        self._n_good = self._n_bad = 0

    def add(self, block: bytes) -> None:
        self._head = self._head or block[:_SAMPLE]
        text = self._decoder.decode(block)
        if text.isascii():
            return
        n_bad = text.count(_MARK)
        self._n_bad += n_bad
        self._n_good += len(text) - len(text.encode("ascii", "ignore")) - n_bad
        if n_bad and len(self._sample) < _SAMPLE:
            telling = [line for line in block.split(b"\n") if not line.isascii()]
            self._sample += b"\n".join(telling)[:_SAMPLE]

    def encoding(self, where: str) -> str:
        """Return the encoding that fits best."""
        if marked := next((name for mark, name in _BOMS if self._head.startswith(mark)), None):
            return marked
        if self._head.count(0) > len(self._head) // 5:
            return _like(self._head[: len(self._head) // 2 * 2], where)
        if self._n_bad * 10 <= self._n_good:
            return "utf-8"
        return _like(self._sample, where)


def _like(sample: bytes, where: str) -> str:
    """Return the encoding in which `decode` read a sample; both sides pass through `decode`, which may mend text."""
    text = decode(sample, where)
    for name in _ENCODINGS:
        try:
            if decode(sample.decode(name, "replace").encode(), where) == text:
                return name
        except (UnicodeError, InputError):
            continue
    raise InputError(f"{where} must be text in a known encoding: save it as UTF-8")
