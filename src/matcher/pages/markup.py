"""Where text becomes markup: what people wrote is escaped on the way in, so it is shown as text."""

import html
import re

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Html(str):
    """A string that is HTML already, made here; every other string is text and gets escaped."""

    __slots__ = ()


def tag(name: str, *children: str, cls: str = "", **attributes: str) -> Html:
    """Return an element; children and attributes are escaped unless they are `Html`.

    >>> tag("p", "a < b", tag("b", "c"), cls="note")
    '<p class="note">a &lt; b<b>c</b></p>'
    """
    given = {"class": cls, **attributes}
    written = "".join(
        f' {key.strip("_").replace("_", "-")}="{_escaped(value)}"' for key, value in given.items() if value
    )
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: str) -> Html:
    """Return pieces one after the other, escaped unless they are `Html`."""
    return Html("".join(child if isinstance(child, Html) else _escaped(child) for child in children))


def _escaped(text: str) -> str:
    """Return text that a browser shows letter by letter; what is no character of HTML becomes a mark."""
    return html.escape(_CONTROL.sub("\ufffd", text))
