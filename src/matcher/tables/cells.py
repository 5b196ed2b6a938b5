"""What the cells of a column can be: keys, names, phrases, long texts, files, numbers; judged by a sample of rows."""

import re
from collections.abc import Sequence
from functools import cached_property
from statistics import median

_FILE = re.compile(r"[^\n]{1,200}\.\w{2,5}")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.\w+")
_TIME = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T].*)?|\d{1,2}:\d{2}.*")
_PLACE_ON_THE_WEB = re.compile(r"(?:https?://)?[\w.-]+\.[a-zA-Z]{2,}(?:[/:?#]\S*)?")

_LONG_TEXT = 15
"""Words from which on a cell is a text that somebody wrote, not an answer from a list."""
_TEXT = 8
_KEY_WORDS = 4
_KEY_LENGTH = 100


class Cells:
    """The cells of one column in the first rows of a table; of no rows anything may be said."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.all = cells
        self.filled = [cell.strip() for cell in cells if cell.strip()]

    @cached_property
    def n_words(self) -> float:
        """The words of a typical cell that is not empty."""
        return median(len(cell.split()) for cell in self.filled) if self.filled else 0

    @property
    def are_texts(self) -> bool:
        """True where a typical cell is a sentence or more."""
        return self.n_words >= _TEXT

    @property
    def are_long_texts(self) -> bool:
        """True where a typical cell is a text that a person wrote."""
        return self.n_words >= _LONG_TEXT and self._share_of_different > 0.6

    @property
    def are_addresses(self) -> bool:
        """True for e-mail addresses."""
        return self._most(_ADDRESS)

    @cached_property
    def are_keys(self) -> bool:
        """True where each row has a short cell of its own, and it is no time."""
        short = all(len(cell) <= _KEY_LENGTH and len(cell.split()) <= _KEY_WORDS for cell in self.filled)
        own = len({cell.casefold() for cell in self.filled}) == len(self.all) > 1
        return short and own and not self._most(_TIME)

    def may_be(self, field: str) -> bool:
        """Tell whether cells like these can belong to a field; without a cell to look at anything can."""
        if not self.filled:
            return True
        match field:
            case "id":
                # some rows may stand twice
                return self._share_of_different >= 0.75 and self.n_words <= _KEY_WORDS
            case "statement":
                return self._share_of_different > 0.6 and self.n_words > 1 and not self._most(_FILE)
            case "statement_file":
                return self._most(_FILE)
            case "interests":
                return any(letter.isalpha() for cell in self.filled for letter in cell) and not self._most(_ADDRESS)
            case "name":
                strange = self._most(_ADDRESS) or self._most(_PLACE_ON_THE_WEB) or self._most(_TIME) or self._numbers
                return self.n_words <= 8 and not strange
            case "capacity":
                return self._numbers
            case "url":
                return self._most(_PLACE_ON_THE_WEB)
            case _:
                return True

    @property
    def _share_of_different(self) -> float:
        """How many of the cells differ, in [0, 1]: near 1 for what people write, little for a level or a country."""
        return len({*self.filled}) / (len(self.filled) or 1)

    @property
    def _numbers(self) -> bool:
        return sum(cell.isdecimal() for cell in self.filled) * 2 > len(self.filled)

    def _most(self, pattern: re.Pattern[str]) -> bool:
        return sum(bool(pattern.fullmatch(cell)) for cell in self.filled) * 2 > len(self.filled)
