"""What one visitor picked: the lab that is open, the two compared, the shortlist with its notes, where the keyboard is.

The open and the compared stand in the address, so that Back and reload keep them; the others live in this visit only.
"""

from typing import cast

import streamlit as st

_STARS, _NOTES, _FOCUS, _TURN = "stars", "notes", "focus", "turn"
_OPENED, _COMPARED = "lab", "versus"
"""Names in the address of the page."""


def forget() -> None:
    """Pick nothing any more."""
    for key in (_STARS, _NOTES):
        st.session_state.pop(key, None)
    close()
    compare([])


def opened() -> str | None:
    """Return the id of the mentor who is open: an id, since a place in a ranking is somebody else's after a slider."""
    return st.query_params.get(_OPENED)


def open_mentor(mentor_id: str) -> None:
    """Open a mentor, and let the reader start at the head of the view."""
    st.query_params[_OPENED] = mentor_id
    move_focus("head")


def close() -> None:
    """Go back to the ranking, to the row that was open."""
    if mentor_id := opened():
        del st.query_params[_OPENED]
        move_focus(f"open {mentor_id}")


def compared() -> list[str]:
    """Return the ids of the mentors chosen to be compared, two at most."""
    return list(dict.fromkeys(st.query_params.get_all(_COMPARED)))[:2]


def toggle_compared(mentor_id: str) -> None:
    """Choose a mentor to be compared, or no longer; a third takes the place of the first."""
    chosen = compared()
    chosen = [one for one in chosen if one != mentor_id] if mentor_id in chosen else [*chosen, mentor_id][-2:]
    compare(chosen)


def compare(mentor_ids: list[str]) -> None:
    """Choose the mentors to be compared."""
    if mentor_ids:
        st.query_params[_COMPARED] = mentor_ids
    elif _COMPARED in st.query_params:
        del st.query_params[_COMPARED]


def stars() -> list[str]:
    """Return the ids of the mentors on the shortlist, in the order they were starred."""
    return list(st.session_state.get(_STARS, ()))


def toggle_star(mentor_id: str) -> None:
    """Put a mentor on the shortlist, or take it off; its note stays."""
    kept = stars()
    others = [one for one in kept if one != mentor_id]
    st.session_state[_STARS] = [*others, mentor_id] if mentor_id not in kept else others


def note(mentor_id: str) -> str:
    """Return the private note on a mentor."""
    return cast(str, st.session_state.get(_NOTES, {}).get(mentor_id, ""))


def write_note(mentor_id: str, text: str) -> None:
    """Keep a private note; one without text is gone."""
    notes = {**st.session_state.get(_NOTES, {}), mentor_id: text.strip()[:2000]}
    st.session_state[_NOTES] = {one: said for one, said in notes.items() if said}


def notes() -> dict[str, str]:
    """Return the private notes by mentor."""
    return dict(st.session_state.get(_NOTES, {}))


def move_focus(control: str) -> None:
    """Let the keyboard go on at a control when the page is drawn next; the turn tells one such move from the last."""
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[_FOCUS] = f"{turn} {control}"


def focus() -> str:
    """Return where the keyboard goes on, as `block` takes it."""
    return cast(str, st.session_state.get(_FOCUS, ""))
