"""The physical lines of a text, counted; what was taken for one row can be put back."""

from collections.abc import Iterator
from typing import TextIO


class TooLongError(Exception):
    """More characters were taken for one row than a row may have."""


class Lines(Iterator[str]):
    """The lines of a stream, each with its end, never more than `longest` characters taken for one row."""

    def __init__(self, stream: TextIO, longest: int) -> None:
        self._stream, self._longest = stream, longest
        self._back: list[str] = []
        self.taken: list[str] = []
        """The lines of the row being read."""
        self._size = 0
        self.line = 0
        """The number of the last line handed out."""

    def begin(self) -> int:
        """Forget the row before, and return the number of the line the next one starts on."""
        self.taken, self._size = [], 0
        return self.line + 1

    def __next__(self) -> str:
        text = self._back.pop() if self._back else self._stream.readline(self._longest)
        if not text:
            raise StopIteration
        self.line += 1
        self.taken.append(text)
        if len(text) == self._longest and not text.endswith(("\n", "\r")):
            self._skip_line()
            raise TooLongError
        self._size += len(text)
        if self._size > self._longest:
            raise TooLongError
        return text

    def put_back(self) -> None:
        """Hand the last line out again."""
        self._back.append(self.taken.pop())
        self._size -= len(self._back[-1])
        self.line -= 1

    def _skip_line(self) -> None:
        while (more := self._stream.readline(self._longest)) and not more.endswith(("\n", "\r")):
            pass
