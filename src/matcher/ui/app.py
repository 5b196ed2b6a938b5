"""The application: its pages and their addresses, one style sheet, and freeing the memory of visits that have ended."""

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
from matcher.ui.checks_page import trust_page, weights_page
from matcher.ui.find_page import find_page
from matcher.ui.page_parts import head, one_line_errors
from matcher.ui.place_page import place_page
from matcher.ui.pool_page import pool_page, topics_page
from matcher.ui.score_page import score_page

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
"""Title and draw function of each page by its name in the address, in the order of the menu."""
_CHECK_SECONDS = 30.0


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="matcher", page_icon="🧭", layout="wide")
    st.html(_STYLE)
    start_cleanup()
    is_signed_in = st.user.get("is_logged_in")  # None where the server has no sign-in
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
            hint = "Forgets your text and your files"
            st.button("Sign out", type="tertiary", key="sign-out", on_click=st.logout, help=hint)
    session.set_page(page.url_path)
    _menu(key="menu", data={"page": page.url_path}, height=0)
    with one_line_errors():
        page.run()


@st.cache_resource(show_spinner=False)
def start_cleanup() -> None:
    """Start a thread, once per server, that frees the memory of visits that have ended.

    Streamlit keeps a visit for two minutes after its browser disconnects, in case it reconnects, but frees it only when
    another visitor leaves: the last text of an evening would stay in memory until the morning.
    """
    if not runtime.exists():  # the page runs without a server, as in tests
        return
    try:
        server: Any = runtime.get_instance()
        storage, loop = server._session_mgr._session_storage, server._get_async_objs().eventloop
    except AttributeError:  # another version of Streamlit: memory is freed when the next visitor leaves
        return

    def check() -> None:
        with suppress(RuntimeError):  # the loop is closed: the server is stopping
            while True:
                time.sleep(_CHECK_SECONDS)
                loop.call_soon_threadsafe(free_ended_visits, storage)

    threading.Thread(target=check, name="cleanup", daemon=True).start()


def free_ended_visits(storage: MemorySessionStorage) -> None:
    """Free the memory of visits that have ended."""
    visits: Any = storage._cache
    if visits.expire():
        gc.unfreeze()  # `pool_source` froze all objects when the pool was ready, those of the first visit too
        gc.collect()
        gc.freeze()
        with suppress(AttributeError, OSError):  # glibc keeps freed memory until this call; other C libraries lack it
            ctypes.CDLL(None).malloc_trim(0)
