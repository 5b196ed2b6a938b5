"""Where text becomes markup, and the blocks that every page is built of; what people wrote is escaped on the way in."""

import html
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

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


_HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
)


def page(title: str, *body: str) -> str:
    """Return a whole page; it may load nothing and run nothing, and says so to the browser."""
    style = files("matcher.pages").joinpath("style.css").read_text(encoding="utf-8")
    head = f"{tag('title', title)}\n<style>\n{style}</style>\n"
    return f"{_HEAD}{head}</head>\n<body>\n{tag('main', *body)}\n</body>\n</html>\n"


def section(title: str, *body: str) -> Html:
    """Return a part of a page under its heading."""
    return tag("section", tag("h2", title), *body)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> Html:
    """Return a table; the columns in `numbers` are set as numbers.

    On a narrow screen the rows of one with many columns stand as lists, each cell with the name of its column.
    """
    kinds = ["n" if column in numbers else "" for column in range(len(header))]
    head = tag("tr", *(tag("th", name, cls=cls, scope="col") for name, cls in zip(header, kinds, strict=True)))
    named = list(zip(header if len(header) >= _MANY else [""] * len(header), kinds, strict=True))
    body = [
        tag("tr", *(tag("td", cell, cls=cls, data_name=name) for cell, (name, cls) in zip(row, named, strict=True)))
        for row in rows
    ]
    cls = "many" if len(header) >= _MANY else ""
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body), cls=cls), cls="table")


_MANY = 4


def bullets(items: Iterable[str]) -> Html:
    """Return a list."""
    return tag("ul", *(tag("li", item) for item in items))
