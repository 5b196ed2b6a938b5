"""The time of every pattern and document grows at most linearly with its length.

Each pattern of the code is run on worst-case texts generated from it (`growth.py`), so that new patterns are tested
too. Processor time is compared with that of a quarter of the length, with a margin: twice the linear time passes. What
depends on time is no part of `make test`; `make fuzz` and CI run it.
"""

import time

import pytest
from growth import Found, hostile, patterns, seconds
from hostile_documents import DOCUMENTS

from matcher.documents import parse_document
from matcher.errors import InputError

pytestmark = pytest.mark.thorough

SMALL, MIDDLE, LARGE = 250, 1_000, 4_000
TOO_MUCH = 9
"""The limit of the ratio of times at four times the length: 4 is linear growth, 16 quadratic."""
NOTHING = 0.004
"""Shorter times in seconds are noise of the clock and the machine.

A quadratic pattern takes at least three times as long for 4,000 letters on the fastest machine tried."""


def worst(found: Found) -> tuple[float, str]:
    """Return the ratio of times on the first text where it is too large, and the text."""
    texts = zip(*(list(hostile(found.pattern, n)) for n in (SMALL, MIDDLE, LARGE)), strict=True)
    for small, middle, large in texts:
        # the next size might not end
        if seconds(found, small) > 0.05 or (before := seconds(found, middle)) > 0.4:
            return 99.0, small[:40]
        took = seconds(found, large)
        for _ in range(3):  # noise is not there each time
            if took <= max(NOTHING, TOO_MUCH * before):
                break
            before, took = min(before, seconds(found, middle)), min(took, seconds(found, large))
        else:
            return took / before, small[:40]
    return 0.0, ""


BOUNDED = {
    r"(?:[\w’'-]+[ \n]+){1,7}[\w’'-]+$",  # on the letters before a bracket only
    r"[^\s@]+@[^\s@]+\.\w+",  # fullmatch only, of a cell
    r"(?:https?://)?[\w.-]+\.[a-zA-Z]{2,}(?:[/:?#]\S*)?",
}
"""Patterns that are only tried on a few letters, or only at the beginning of a text."""

PATTERNS = list(patterns())
MODULES = sorted({found.where for found in PATTERNS})


@pytest.mark.parametrize("module", MODULES)
def test_no_pattern_looks_again_and_again_at_the_same_letters(module):
    tried = [found for found in PATTERNS if found.where == module and found.pattern.pattern not in BOUNDED]
    for _ in range(4):  # a busy machine may spoil a measurement, but not four in a row
        slow = {found: growth for found in tried if (growth := worst(found))[0] > TOO_MUCH}
        tried = list(slow)
    assert {found.pattern.pattern[:60]: growth for found, growth in slow.items()} == {}


def test_the_makers_of_runs_find_a_pattern_that_backtracks():
    import re

    assert worst(Found("here", re.compile(r"\s*,\s*$"), False))[0] > TOO_MUCH
    assert worst(Found("here", re.compile(r"\s+(?=[.,])"), False))[0] > TOO_MUCH
    assert worst(Found("here", re.compile(r"\s{1,9}(?=[.,])"), False))[0] <= TOO_MUCH


def spent(name: str, length: int) -> float:
    n = max(1, length // max(len(DOCUMENTS[name](1000)) // 1000, 1))
    data = DOCUMENTS[name](n).encode()
    start = time.process_time()
    try:
        parse_document(data, name).profile()
    except InputError:
        return 0.0
    return time.process_time() - start


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_four_times_as_long_takes_about_four_times_as_long(name):
    # a busy machine may spoil a measurement, but not four in a row; growth by the square is 16 every time
    measured = (spent(name, 16_000) for _ in range(4))
    assert any(large < 0.1 or large <= 12 * max(spent(name, 4_000), 0.01) for large in measured)
