"""Charts as inline SVG: bars, dots, intervals; in the page's colours, with a title that is read aloud."""

from collections.abc import Sequence

from matcher.pages.markup import Html, tag

_WIDTH = 640


def bars(values: Sequence[tuple[str, float]], title: str, unit: str) -> Html:
    """Return upright bars with the number on each; values are 0 or more."""
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
    """Return a dot for each point, on axes that begin at 0."""
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
    """Return one line a row: a value with its interval, (name, value, low, high), around a line at 0."""
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
