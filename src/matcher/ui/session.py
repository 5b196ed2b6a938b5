"""What one visit remembers: the text a person brought and corrected, which mentor is open, where the sliders stand.

It lives in this session's memory and nowhere else; a new statement, or the end of the visit, forgets it.
"""

import streamlit as st

from matcher.documents import Document, Part

_DOCUMENT, _ORIGINAL, _EDITION, _OPENED, _LAST = "document", "original", "edition", "opened", "last"
_CORRECTED = "you changed it"
_SETTINGS = ("weight-", "where-", "length")


def document() -> Document | None:
    """Return the document at hand, or `None` on the first screen."""
    found = st.session_state.get(_DOCUMENT)
    return found if isinstance(found, Document) else None


def bring(document: Document) -> None:
    """Take a document, and close whatever was open for the one before."""
    forget()
    st.session_state[_DOCUMENT] = st.session_state[_ORIGINAL] = document


def forget() -> None:
    """Go back to the first screen; the statement is gone, the settings stay."""
    for key in (_DOCUMENT, _ORIGINAL, _OPENED, _LAST):
        st.session_state.pop(key, None)
    _new_edition()


def correct(place: int, *, kind: str | None = None, text: str | None = None) -> None:
    """Take a person's word on what a part is about or says; a part left without text is gone."""
    now = document()
    if now is None or place >= len(now.parts):
        return
    parts = list(now.parts)
    part = parts[place]
    kind, text = kind or part.kind, part.text if text is None else text
    read = [
        one for one in st.session_state[_ORIGINAL].parts if (one.kind, one.title, one.text) == (kind, part.title, text)
    ]
    parts[place] = read[0] if read else Part(kind, part.title, text, _CORRECTED)
    st.session_state[_DOCUMENT] = corrected = now.with_parts(parts)
    if len(corrected.parts) != len(parts):
        _new_edition()


def is_corrected() -> bool:
    """Tell whether the document at hand differs from the one that was read."""
    return document() != st.session_state.get(_ORIGINAL)


def undo() -> None:
    """Go back to the document as it was read."""
    st.session_state[_DOCUMENT] = st.session_state[_ORIGINAL]
    _new_edition()


def part_key(place: int) -> str:
    """Return the key of a part's widgets: another one when the parts are counted anew, so none shows an old text."""
    return f"{st.session_state.get(_EDITION, 0)}-{place}"


def _new_edition() -> None:
    st.session_state[_EDITION] = st.session_state.get(_EDITION, 0) + 1


def opened() -> str | None:
    """Return the id of the mentor who is open: an id, since a place in a ranking is somebody else's after a slider."""
    found = st.session_state.get(_OPENED)
    return found if isinstance(found, str) else None


def open_mentor(mentor_id: str) -> None:
    """Open a mentor."""
    st.session_state[_OPENED] = mentor_id


def close() -> None:
    """Go back to the ranking, and remember where the reader was."""
    st.session_state[_LAST] = st.session_state.pop(_OPENED, None)


def last() -> str | None:
    """Return the id of the mentor who was open before, if any."""
    found = st.session_state.get(_LAST)
    return found if isinstance(found, str) else None


def keep_settings() -> None:
    """Keep sliders and filters that are not drawn in this run; Streamlit would forget them."""
    for key in list(st.session_state):
        if str(key).startswith(_SETTINGS):
            st.session_state[key] = st.session_state[key]
