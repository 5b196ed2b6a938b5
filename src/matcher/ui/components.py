"""Bars, badges, chips and buttons as HTML with all text escaped, and the component that draws it.

A whole ranking is one element of the page instead of a hundred; the component reports which button was pressed.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.components.v2 import component

from matcher.pages.markup import Html, tag
from matcher.registry import facet_names, spec_of
from matcher.wording import percents, strength_length

_SCRIPT = Path(__file__).with_name("block.js").read_text(encoding="utf-8")
# not isolated: the page's style sheet applies, and a screen reader sees one document
_mount = component("matcher.block", html='<div class="m-block"></div>', js=_SCRIPT, isolate_styles=False)


def cut(text: str, limit: int) -> tuple[str, int]:
    """Return the first `limit` characters of a text, and how many are left out."""
    return text[:limit], max(0, len(text) - limit)


def colour(facet: str) -> str:
    """Return the CSS class of a facet's colour, by the position of the facet."""
    return f"m-facet-{facet_names().index(facet)}"


def stacked_bar(points: Mapping[str, float], longest: float) -> Html:
    """Return a bar with one segment per facet; `longest` points fill the whole width."""
    always = facet_names()
    labels = (f"{spec_of(name).label} {value:.3f}" for name, value in points.items() if value or name in always)
    spoken = ", ".join(labels)
    segments = [
        tag("span", cls=colour(facet), style=f"width:{min(100.0, 100 * value / longest):.2f}%")
        for facet, value in points.items()
        if value > 0 and longest > 0
    ]
    return tag("div", *segments, cls="m-bar", role="img", aria_label=spoken, title=spoken)


def strength_bar(points: Mapping[str, float], strength: str | None) -> Html:
    """Return a bar, split by facet, as long as the match is strong; where strength is unknown, as long as the score."""
    gained = sum(value for value in points.values() if value > 0)
    length = None if strength is None else strength_length(strength)
    return stacked_bar(points, 1.0 if length is None else gained / length if length else 0.0)


def points_text(points: float, plus: str = "") -> str:
    """Return points for a table: negative ones have a sign; with "+" for `plus`, positive ones too.

    >>> points_text(0.25), points_text(0.25, "+"), points_text(-0.5), points_text(-0.0001)
    ('0.250', '+0.250', '−0.500', '0.000')
    """
    return f"{points:{plus}z.3f}".replace("-", "−")


def score_text(score: float) -> Html:
    """Return a score with its label."""
    return tag("span", tag("small", "score "), f"{score:.3f}", title="the sum of its points, 0 to 1")


_DOTS = {"strong": "●●●", "good": "●●○", "weak": "●○○", "none": "○○○"}


def strength_badge(strength: str | None) -> Html:
    """Return the strength of a match as dots and a word; empty where it is unknown."""
    if strength is None:
        return Html("")
    dots = tag("span", _DOTS[strength], aria_hidden="true")
    words = "no fit" if strength == "none" else strength
    spoken = "how strong the match is in itself, not beside the best"
    return tag("span", dots, f" {words}", cls="m-sure m-strength", title=spoken)


def swatch(facet: str) -> Html:
    """Return a small square in a facet's colour."""
    return tag("i", cls=f"m-swatch {colour(facet)}", aria_hidden="true")


def legend(shares: Mapping[str, float] | None = None) -> Html:
    """Return the colours and names of the facets, with their shares in percent where these are given."""
    percent_of = percents(shares) if shares else {}
    names = (
        tag("span", swatch(facet), spec_of(facet).label, tag("b", f" {percent_of[facet]}%") if percent_of else "")
        for facet in facet_names()
    )
    return tag("div", *names, cls="m-legend")


def chips(words: Iterable[str], label: str = "") -> Html:
    """Return words as chips, in one line where they fit."""
    return tag("div", tag("small", label) if label else "", *(tag("span", word) for word in words), cls="m-chips")


def control(label: str | Html, act: str, value: str = "", *, cls: str = "", **attributes: str) -> Html:
    """Return a button that reports `act` and `value` when pressed; it keeps the keyboard focus when redrawn."""
    named = {"data_act": act, "data_value": value, "data_focus": f"{act} {value}".strip(), **attributes}
    return tag("button", label, cls=f"m-button {cls}".strip(), type="button", **named)


def toggle(label: str, on: bool, act: str, value: str, *, spoken: str, cls: str = "") -> Html:
    """Return a button that is on or off; `spoken` is its text for screen readers."""
    return control(label, act, value, cls=cls, aria_pressed="true" if on else "false", aria_label=spoken, title=spoken)


class Action(NamedTuple):
    """What a visitor did in a block: the name and value of the control, and the text of a field."""

    name: str
    value: str
    text: str = ""


def block(key: str, html: Html, act: Callable[[Action], None] | None = None, focus: str = "") -> None:
    """Draw HTML whose controls have `data-act` and `data-value`; `act` is called before the page is drawn again.

    A control with `data-focus` keeps the keyboard focus when the block is drawn again. `focus` is a number and the
    `data-focus` of a control: the focus moves there once for each number.
    """

    def handle() -> None:
        payload = st.session_state[key].get("act")
        if act and isinstance(payload, dict):  # a browser can send anything
            fields = [payload.get(field, "") for field in ("act", "value", "text")]
            if all(isinstance(field, str) for field in fields):
                act(Action(*fields))

    _mount(key=key, data={"html": str(html), "focus": focus}, on_act_change=handle)
