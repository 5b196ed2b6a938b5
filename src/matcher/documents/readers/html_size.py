"""The size and the nesting of a page's source, before a parser sees it."""

import re

from matcher.documents import limits
from matcher.errors import InputError

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*")
_CLOSED_BY_OTHERS = frozenset(
    """
    p li dt dd td th tr option br hr img input meta link col source wbr area base
    """.split()  # noqa: SIM905
)


def check_markup(source: str, name: str) -> None:
    """Refuse sources that would take the parser minutes: its time grows with the square of the nesting."""
    if len(source) > limits.SOURCE_CHARACTERS:
        raise InputError(f"{name} must have at most {limits.SOURCE_CHARACTERS:,} characters of source; it has more")
    depth = deepest = n_tags = 0
    for tag in _TAG.finditer(source):
        n_tags += 1
        if tag[2].lower() not in _CLOSED_BY_OTHERS:
            depth = max(depth + (-1 if tag[1] else 1), 0)
            deepest = max(deepest, depth)
    if deepest > limits.NESTING or n_tags > limits.TAGS:
        raise InputError(
            f"{name} must nest at most {limits.NESTING} tags and have at most {limits.TAGS:,}; "
            "it has more: paste its text"
        )
