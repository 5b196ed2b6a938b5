"""What people wrote as Markdown and as markup of the page, shown as text."""

import re

from matcher.pages.markup import Html, join, tag

__all__ = ["Html", "join", "literal", "shortened", "tag"]

TEXT_LIMIT = 20_000
"""How many characters of one text are drawn; a longer one says how much is left out."""


def literal(text: str) -> str:
    """Return Markdown that shows a text letter by letter, on one line: the form for labels and messages.

    A code span is the one form in which Streamlit reads no emphasis, link, formula, colour, emoji or icon; the style
    sheet draws it like the words around it. The fence is longer than any run of backticks inside.

    >>> literal("**bold** :material/home:")
    '` **bold** :material/home: `'
    """
    flat = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    return f"{fence} {flat} {fence}" if flat else ""


def shortened(text: str, limit: int = TEXT_LIMIT) -> tuple[str, int]:
    """Return a text in at most `limit` characters, and how many were left out.

    >>> shortened("a reef", 2)
    ('a ', 4)
    """
    return text[:limit], max(0, len(text) - limit)
