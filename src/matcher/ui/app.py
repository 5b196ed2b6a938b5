"""The application: a page each, one address per view, one style for all; visits that ended are forgotten on time."""

import ctypes
import gc
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.components.v2 import component
from streamlit.runtime.memory_session_storage import MemorySessionStorage

from matcher.ui import session
from matcher.ui.find.page import find_page
from matcher.ui.page_parts import head, one_line_errors
from matcher.ui.place_page import place_page
from matcher.ui.pool_page import pool_page, topics_page
from matcher.ui.score_page import score_page
from matcher.ui.trust_page import trust_page
from matcher.ui.weights_page import weights_page

_menu = component("matcher.menu", js=Path(__file__).with_name("menu.js").read_text(encoding="utf-8"))
_STYLE = Path(__file__).with_name("style.css")
_PAGES = {
    "find": ("Find mentors", find_page),
    "score": ("Score a file", score_page),
    "place": ("Place people", place_page),
    "pool": ("Pool", pool_page),
    "topics": ("Topics", topics_page),
    "weights": ("Weights", weights_page),
    "trust": ("Trust", trust_page),
}
"""Each page by its name in the address, in the order of the menu."""
_EVERY = 30.0
_SIGNED_OUT = "What you brought is forgotten"


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="matcher", page_icon="🧭", layout="wide")
    st.html(_STYLE)
    forget_on_time()
    is_signed_in = st.user.get("is_logged_in")  # nothing where the server asks nobody to sign in
    pages = [
        st.Page(draw, title=title, url_path=name, default=name == "find") for name, (title, draw) in _PAGES.items()
    ]
    page = st.navigation(pages, position="hidden" if is_signed_in is False else "top")
    if is_signed_in is False:
        head("Which labs fit what you write?", "Please sign in first.")
        st.button("Sign in", type="primary", key="sign-in", on_click=st.login)
        return
    if is_signed_in:
        with st.container(horizontal=True, horizontal_alignment="right", key="signed-in"):
            st.button("Sign out", type="tertiary", key="sign-out", on_click=st.logout, help=_SIGNED_OUT)
    session.turn_to(page.url_path)
    _menu(key="menu", data={"page": page.url_path}, height=0)
    with one_line_errors():
        page.run()


@st.cache_resource(show_spinner=False)
def forget_on_time() -> None:
    """Begin to look for visits that are over, once for the server.

    Streamlit keeps a visit for two minutes after its browser has gone, since a connection may come back, but takes it
    out of memory only when somebody else leaves: an evening's last text would stay until the morning.
    """
    if not runtime.exists():  # a page that is run without a server
        return
    try:
        server: Any = runtime.get_instance()
        storage, loop = server._session_mgr._session_storage, server._get_async_objs().eventloop
    except AttributeError:  # another Streamlit: it forgets when the next visitor leaves
        return

    def look() -> None:
        with suppress(RuntimeError):  # the loop has closed: the server ends
            while True:
                time.sleep(_EVERY)
                loop.call_soon_threadsafe(drop_expired, storage)

    threading.Thread(target=look, name="forget", daemon=True).start()


def drop_expired(storage: MemorySessionStorage) -> None:
    """Take the visits that are over out of memory, and what only they held."""
    visits: Any = storage._cache
    if visits.expire():
        gc.unfreeze()  # `pool_source` froze what was there when the pool was ready: the first visit too
        gc.collect()
        gc.freeze()
        with suppress(AttributeError, OSError):  # only glibc keeps what was freed, and has this call
            ctypes.CDLL(None).malloc_trim(0)
