"""Visits that ended are forgotten on time.

Streamlit keeps a visit for two minutes after its browser has gone, since a connection may come back, but takes it out
of memory only when somebody else leaves: the text of an evening's last visitor would stay until the morning.
"""

import ctypes
import gc
import threading
import time
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage

_EVERY = 30.0


@st.cache_resource(show_spinner=False)
def forget_on_time() -> None:
    """Begin to look for visits that are over, once for the server."""
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
