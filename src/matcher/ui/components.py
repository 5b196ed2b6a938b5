"""Small drawings: bars, chips, marked texts; each returns HTML in which strangers' text is escaped."""

import re
from collections.abc import Iterable, Mapping

from matcher.pages.markup import Html, join, tag
from matcher.registry import facet_names, spec_of
from matcher.text.tokens import marked
from matcher.wording import percents, strength_length

TEXT_LIMIT = 20_000
"""How many characters of one text are drawn; a longer one says how much is left out."""

_WRAPPED_AT = 45
_BLANK_LINES = re.compile(r"(\n\s*\n)")
_ITEM = re.compile(r"\s*([-*+#>|]|\d+[.)])\s")


def colour(facet: str) -> str:
    """Return the class of a facet's colour, by its place among the facets."""
    return f"m-facet-{facet_names().index(facet)}"


def stacked_bar(points: Mapping[str, float], longest: float) -> Html:
    """Return one thin bar, a segment per facet, as long as its points are beside the longest bar's."""
    always = facet_names()
    spoken = ", ".join(
        f"{spec_of(name).label} {value:.3f}" for name, value in points.items() if value or name in always
    )
    segments = [_segment(facet, value, longest) for facet, value in points.items() if value > 0 and longest > 0]
    return tag("div", *segments, cls="m-bar", role="img", aria_label=spoken, title=spoken)


def strength_bar(points: Mapping[str, float], strength: str | None) -> Html:
    """Return one bar as long as a match is strong in itself, parted by facet; its score where that is unknown."""
    gained = sum(value for value in points.values() if value > 0)
    length = None if strength is None else strength_length(strength)
    return stacked_bar(points, 1.0 if length is None else gained / length if length else 0.0)


def _segment(facet: str, value: float, longest: float) -> Html:
    return tag("span", cls=colour(facet), style=f"width:{min(100.0, 100 * value / longest):.2f}%")


def signed(points: float) -> str:
    """Return points with their sign.

    >>> signed(0.25), signed(-0.5)
    ('+0.250', '−0.500')
    """
    return f"{points:+.3f}".replace("-", "−")


def points_text(points: float) -> str:
    """Return points as they stand in a table: a sign where some are lost, none on nothing.

    >>> points_text(0.25), points_text(-0.5), points_text(-0.0001)
    ('0.250', '−0.500', '0.000')
    """
    return f"{points:z.3f}".replace("-", "−")


def score_text(score: float) -> Html:
    """Return a score, named."""
    return tag("span", tag("small", "score "), f"{score:.3f}", title="the sum of its points, 0 to 1")


_DOTS = {"strong": "●●●", "good": "●●○", "weak": "●○○", "none": "○○○"}


def strength_badge(strength: str | None) -> Html:
    """Return how strong a match is in words and dots; nothing where that is unknown."""
    if strength is None:
        return Html("")
    dots = tag("span", _DOTS[strength], aria_hidden="true")
    words = "no fit" if strength == "none" else strength
    spoken = "how strong the match is in itself, not beside the best"
    return tag("span", dots, f" {words}", cls="m-sure m-strength", title=spoken)


def swatch(facet: str) -> Html:
    """Return the little square of a facet's colour."""
    return tag("i", cls=f"m-swatch {colour(facet)}", aria_hidden="true")


def legend(shares: Mapping[str, float] | None = None) -> Html:
    """Return the colours of the facets with their names, and with their shares in percent when these are given."""
    whole = percents(shares) if shares else {}
    return tag(
        "div",
        *(
            tag("span", swatch(facet), spec_of(facet).label, *([tag("b", f" {whole[facet]}%")] if whole else []))
            for facet in facet_names()
        ),
        cls="m-legend",
    )


def chips(words: Iterable[str], label: str = "") -> Html:
    """Return words as chips, one line of them where there is room."""
    return tag("div", *([tag("small", label)] if label else []), *(tag("span", w) for w in words), cls="m-chips")


def control(label: str | Html, act: str, value: str = "", *, cls: str = "", **attributes: str) -> Html:
    """Return a button that tells the page what was done: `act` with `value`; it keeps the keyboard when redrawn."""
    named = {"data_act": act, "data_value": value, "data_focus": f"{act} {value}".strip(), **attributes}
    return tag("button", label, cls=f"m-button {cls}".strip(), type="button", **named)


def toggle(label: str, on: bool, act: str, value: str, *, spoken: str, cls: str = "") -> Html:
    """Return a button that is on or off; `spoken` is what a screen reader says of it."""
    return control(label, act, value, cls=cls, aria_pressed="true" if on else "false", aria_label=spoken, title=spoken)


def empty(title: str, text: str) -> Html:
    """Return what stands where there is nothing yet, and what to do about it."""
    return tag("div", tag("h2", title), tag("p", text), cls="m-empty")


def shortened(text: str, limit: int = TEXT_LIMIT) -> tuple[str, int]:
    """Return a text in at most `limit` characters, and how many were left out.

    >>> shortened("a reef", 2)
    ('a ', 4)
    """
    return text[:limit], max(0, len(text) - limit)


def marked_text(text: str, other: str, telling: str = "") -> Html:
    """Return a text with the words that `other` says too marked; those of `telling`, the main reasons, stronger."""
    shown, left_out = shortened(unwrapped(text.strip()))
    passages = [_passage(p.text, telling) if p.shared else join(p.text) for p in marked(shown, other)]
    rest = [tag("em", f" … {left_out:,} more characters are not shown here")] if left_out else []
    return join(*passages, *rest)


def _passage(word: str, telling: str) -> Html:
    strong = any(passage.shared for passage in marked(word, telling))
    return tag("mark", word, cls="m-strong" if strong else "")


def unwrapped(text: str) -> str:
    r"""Return a text without the line breaks of a narrow editor; lists, verses and blank lines stay as they are.

    >>> unwrapped("A letter that was wrapped by an editor, at column\nfifty or so.\n\n- a\n- list")
    'A letter that was wrapped by an editor, at column fifty or so.\n\n- a\n- list'
    """
    return "".join(_unwrapped(block) for block in _BLANK_LINES.split(text))


def _unwrapped(block: str) -> str:
    """Return one paragraph on one line when all its lines but the last are about as long as an editor's window."""
    *full, _ = lines = block.split("\n")
    wrapped = all(_WRAPPED_AT <= len(line) <= 2 * _WRAPPED_AT for line in full)
    return " ".join(lines) if full and wrapped and not any(map(_ITEM.match, lines)) else block
