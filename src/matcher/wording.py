"""Short phrases for numbers, places and strengths, shared by the command line and the page."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any

from matcher.records import Profile, shortened

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def json_text(data: object) -> str:
    """Return plain data as indented JSON, as commands print it."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def plain(value: Any) -> Any:
    """Return a record and the records within it as dicts and lists, ready for JSON."""
    if is_dataclass(value):
        value = vars(value)
    elif isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return [*map(plain, value)] if isinstance(value, list | tuple) else value


def counted(n: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "row"), counted(2000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def printable(text: str) -> str:
    r"""Return a text with terminal control characters replaced; line ends and tabs stay.

    >>> printable("a\x1b[2Jb")
    'a�[2Jb'
    """
    return _CONTROL.sub("\ufffd", text)


def clipped(text: str, width: int) -> str:
    """Return a text on one line, cut to `width` characters, without control characters.

    >>> clipped("a very long name", 8)
    'a very …'
    """
    return shortened(printable(text), width)


def facts(mentor: Profile) -> list[str]:
    """Return a mentor's attributes, and its capacity in words."""
    values = [value for value in mentor.attributes.values() if value]
    return values if mentor.capacity is None else [*values, places(mentor.capacity)]


def strength_length(strength: str) -> float:
    """Return the length of the bar that shows a strength, in [0, 1]; it does not depend on any score.

    >>> strength_length("weak"), strength_length("strong")
    (0.25, 1.0)
    """
    return {"none": 0.0, "weak": 0.25, "good": 0.625, "strong": 1.0}[strength]


def percents(shares: Mapping[str, float]) -> dict[str, int]:
    """Return shares that sum to 1 as whole percents that sum to 100; the largest remainders are rounded up.

    >>> percents({"terms": 1 / 3, "interests": 1 / 3, "topics": 1 / 3})
    {'terms': 34, 'interests': 33, 'topics': 33}
    """
    exact = {name: round(100 * share, 6) for name, share in shares.items()}
    whole = {name: int(value) for name, value in exact.items()}
    by_remainder = sorted(exact, key=lambda name: whole[name] - exact[name])
    for name in by_remainder[: 100 - sum(whole.values())]:
        whole[name] += 1
    return whole


def people(n: int) -> str:
    """Return a number of people in words.

    >>> people(1), people(2000)
    ('1 person', '2,000 people')
    """
    return f"{n:,} {'person' if n == 1 else 'people'}"


def places(capacity: int) -> str:
    """Return a capacity in words.

    >>> places(0), places(1), places(3)
    ('no place now', '1 place', '3 places')
    """
    return counted(capacity, "place") if capacity else "no place now"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines with aligned columns.

    >>> aligned([("mentor", "n"), ("reef", "2")])
    ['mentor  n', 'reef    2']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
