"""The only place where text becomes markup: what people wrote is escaped on the way in, so it is shown as text."""

import html
import re

TEXT_LIMIT = 20_000
"""How many characters of one text are drawn; a longer one says how much is left out."""


class Html(str):
    """A string that is HTML already, made here; every other string is text and gets escaped."""

    __slots__ = ()


def tag(name: str, *children: str, cls: str = "", **attributes: str) -> Html:
    """Return an element; children and attributes are escaped unless they are `Html`.

    >>> tag("p", "a < b", tag("b", "c"), cls="note")
    '<p class="note">a &lt; b<b>c</b></p>'
    """
    given = {"class": cls, **attributes}
    said = "".join(f' {key.replace("_", "-")}="{html.escape(value)}"' for key, value in given.items() if value)
    return Html(f"<{name}{said}>{join(*children)}</{name}>")


def join(*children: str) -> Html:
    """Return pieces one after the other, escaped unless they are `Html`."""
    return Html("".join(child if isinstance(child, Html) else html.escape(child) for child in children))


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
