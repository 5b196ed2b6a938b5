"""Builds HTML: elements in which all text is escaped, and the blocks and charts of every page."""

import html
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Html(str):
    """A string of HTML, made here; every other string is text and is escaped."""

    __slots__ = ()


def tag(name: str, *children: str, cls: str = "", **attributes: str) -> Html:
    """Return an element; children and attributes are escaped unless they are `Html`.

    >>> tag("p", "a < b", tag("b", "c"), cls="note")
    '<p class="note">a &lt; b<b>c</b></p>'
    """
    named = {"class": cls, **attributes}
    written = "".join(
        f' {key.strip("_").replace("_", "-")}="{_escaped(value)}"' for key, value in named.items() if value
    )
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: str) -> Html:
    """Return the concatenated children, escaped unless they are `Html`."""
    return Html("".join(child if isinstance(child, Html) else _escaped(child) for child in children))


def _escaped(text: str) -> str:
    """Return escaped text; characters that HTML does not allow are replaced by U+FFFD."""
    return html.escape(_CONTROL.sub("\ufffd", text))


_HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
)


def page(title: str, *body: str) -> str:
    """Return a whole page; its content security policy forbids loading and running anything."""
    style = files("matcher.pages").joinpath("style.css").read_text(encoding="utf-8")
    head = f"{tag('title', title)}\n<style>\n{style}</style>\n"
    return f"{_HEAD}{head}</head>\n<body>\n{tag('main', *body)}\n</body>\n</html>\n"


def section(title: str, *body: str) -> Html:
    """Return a part of a page with its heading."""
    return tag("section", tag("h2", title), *body)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> Html:
    """Return a table; the columns in `numbers` are aligned as numbers.

    On a narrow screen the rows of a wide table become lists, each cell with the name of its column.
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


def bullets(items: Iterable[str], cls: str = "") -> Html:
    """Return a list."""
    return tag("ul", *(tag("li", item) for item in items), cls=cls)


_WIDTH = 640


def bars(values: Sequence[tuple[str, float]], title: str, unit: str) -> Html:
    """Return a chart of vertical bars, each with its number; values are 0 or more."""
    height, top, bottom = 190, 22, 40
    largest = max((value for _, value in values), default=1.0) or 1.0
    step = (_WIDTH - 20) / max(1, len(values))
    shapes = []
    for place, (label, value) in enumerate(values):
        x, tall = 10 + place * step, (height - top - bottom) * value / largest
        y = height - bottom - tall
        shapes += [
            _shape("rect", x=x + step * 0.12, y=y, width=step * 0.76, height=tall, cls="bar"),
            _text(x + step / 2, y - 5, f"{value:g}", anchor="middle", cls="ink"),
            _text(x + step / 2, height - bottom + 16, label, anchor="middle"),
        ]
    shapes += [
        _shape("line", x1=10, y1=height - bottom, x2=_WIDTH - 10, y2=height - bottom, cls="axis"),
        _text(_WIDTH / 2, height - 6, unit, anchor="middle"),
    ]
    return _svg(height, title, *shapes)


def dots(points: Sequence[tuple[float, float]], title: str, x_name: str, y_name: str) -> Html:
    """Return a scatter plot with axes that begin at 0."""
    height, left, bottom = 260, 56, 44
    x_end = max((x for x, _ in points), default=1.0) * 1.05 or 1.0
    y_end = max((y for _, y in points), default=1.0) * 1.08 or 1.0

    def at(x: float, y: float) -> tuple[float, float]:
        return left + (_WIDTH - left - 14) * x / x_end, height - bottom - (height - bottom - 12) * max(y, 0) / y_end

    shapes = [
        _shape("path", d=f"M{left} 12V{height - bottom}H{_WIDTH - 14}", cls="axis"),
        *(_shape("circle", cx=x, cy=y, r=4, cls="dot") for x, y in (at(*point) for point in points)),
        _text(_WIDTH / 2, height - 8, x_name, anchor="middle"),
        _text(left, height - bottom + 16, "0", anchor="middle"),
        _text(_WIDTH - 14, height - bottom + 16, f"{x_end:,.0f}", anchor="end"),
        _text(left - 6, 20, f"{y_end:.2f}", anchor="end"),
        _text(left - 6, height - bottom, "0", anchor="end"),
        _text(left + 8, 20, y_name),
    ]
    return _svg(height, title, *shapes)


def ranges(rows: Sequence[tuple[str, float, float, float]], title: str, unit: str) -> Html:
    """Return a chart with one row for each (name, value, low, high): the value with its interval, and a line at 0."""
    line, left = 30, 170
    height = line * len(rows) + 46
    reach = max((max(abs(low), abs(high)) for _, _, low, high in rows), default=1.0) * 1.1 or 1.0
    middle, half = left + (_WIDTH - left - 60) / 2, (_WIDTH - left - 60) / 2
    shapes = [_shape("line", x1=middle, y1=6, x2=middle, y2=height - 40, cls="zero")]
    for place, (name, value, low, high) in enumerate(rows):
        y = 18 + line * place
        x, start, end = (middle + half * number / reach for number in (value, low, high))
        shapes += [
            _text(left - 10, y + 4, name if len(name) < 24 else name[:22] + "…", anchor="end", cls="ink"),
            _shape("line", x1=start, y1=y, x2=end, y2=y, cls="range"),
            _shape("circle", cx=x, cy=y, r=5, cls="dot"),
            _text(_WIDTH - 6, y + 4, f"{value:+.3f}", anchor="end"),
        ]
    shapes += [
        _text(middle - half, height - 22, f"{-reach:.2f}", anchor="middle"),
        _text(middle, height - 22, "0", anchor="middle"),
        _text(middle + half, height - 22, f"{reach:+.2f}", anchor="middle"),
        _text(middle, height - 6, unit, anchor="middle"),
    ]
    return _svg(height, title, *shapes)


def _svg(height: float, title: str, *shapes: Html) -> Html:
    return tag("svg", tag("title", title), *shapes, viewBox=f"0 0 {_WIDTH} {height:g}", role="img", aria_label=title)


def _shape(name: str, cls: str, **numbers: float | str) -> Html:
    attributes = {key: value if isinstance(value, str) else f"{value:.4g}" for key, value in numbers.items()}
    return tag(name, cls=cls, **attributes)


def _text(x: float, y: float, text: str, anchor: str = "start", cls: str = "") -> Html:
    return tag("text", text, x=f"{x:.4g}", y=f"{y:.4g}", text_anchor=anchor, cls=cls)
