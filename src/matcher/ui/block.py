"""One block of HTML with controls of its own: a whole ranking is one element of the page instead of a hundred."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st
from streamlit.components.v2 import component

from matcher.pages.markup import Html

_SCRIPT = Path(__file__).with_name("block.js").read_text(encoding="utf-8")
# in the page's own tree: its style sheet holds, and a screen reader meets one document
_mount = component("matcher.block", html='<div class="m-block"></div>', js=_SCRIPT, isolate_styles=False)


class Action(NamedTuple):
    """What a visitor did inside a block: the name of a control, and what it stands for."""

    name: str
    value: str
    text: str = ""


def block(key: str, html: Html, act: Callable[[Action], None], focus: str = "") -> None:
    """Draw HTML whose controls carry `data-act` and `data-value`; `act` is called before the page is drawn again.

    A control that has the attribute `data-focus` keeps the keyboard when the block is drawn again; `focus` moves it
    there once, after another view has come.
    """

    def handle() -> None:
        action = _action(st.session_state[key].get("act"))
        if action:
            act(action)

    _mount(key=key, data={"html": str(html), "focus": focus}, on_act_change=handle)


def _action(payload: Any) -> Action | None:
    """Return what the browser sent, or `None`: a browser can send anything."""
    if not isinstance(payload, dict):
        return None
    name, value, text = (payload.get(field, "") for field in ("act", "value", "text"))
    return Action(name, value, text) if all(isinstance(one, str) for one in (name, value, text)) else None
