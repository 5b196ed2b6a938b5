"""What one visit remembers: the text a person brought and corrected, their stars and notes, their own pool.

It lives in this session's memory and nowhere else; the end of the visit forgets it. What may be shared or reloaded
(settings, which mentor is open) lives in the address of the page instead, the text never.
"""

from typing import Any, NamedTuple, cast

import streamlit as st

from matcher.config import Weights
from matcher.documents import Document, Part
from matcher.explaining import Certainty, certainty, reason
from matcher.model import MatchModel
from matcher.records import Profile, RankedMentor

_DOCUMENT, _ORIGINAL, _EDITION, _APPLICANT = "document", "original", "edition", "applicant"
_STARS, _NOTES, _FOCUS, _TURN, _SURE, _WHY = "stars", "notes", "focus", "turn", "sure", "why"
_VECTORS, _GAPS = "vectors", "gaps"
_ASKED = object()
_CORRECTED = "you changed it"
_OPENED, _COMPARED = "lab", "versus"
"""Names in the address of the page."""


class Settings(NamedTuple):
    """How a person wants the pool ranked."""

    weights: Weights
    k: int
    eligible: set[str] | None
    sort: str


def document() -> Document | None:
    """Return the document at hand, or `None` on the first screen."""
    return cast(Document | None, st.session_state.get(_DOCUMENT))


def bring(document: Document) -> None:
    """Take a document; a lab that the address names is opened for it."""
    _forget_texts()
    st.session_state[_DOCUMENT] = st.session_state[_ORIGINAL] = document


def forget() -> None:
    """Go back to the first screen; the statement is gone, the settings stay."""
    _forget_texts()
    close()
    compare([])


def _forget_texts() -> None:
    for key in (_DOCUMENT, _ORIGINAL, _APPLICANT, _STARS, _NOTES, _SURE, _WHY, _VECTORS, _GAPS):
        st.session_state.pop(key, None)
    _new_edition()


def applicant(model: MatchModel, document: Document) -> tuple[Profile, float]:
    """Return the document as a profile, and the share of its words that the pool knows; worked out once."""
    kept = st.session_state.get(_APPLICANT)
    if kept is None or kept[0] is not document or kept[1] is not model:
        st.session_state.pop(_WHY, None)
        profile = document.profile()
        kept = st.session_state[_APPLICANT] = (document, model, profile, model.known_share(profile))
    return cast(tuple[Profile, float], kept[2:])


def how_sure(model: MatchModel, applicant: Profile, settings: Settings) -> dict[str, Certainty] | None:
    """Return how sure each place is, by mentor: for the first ranking of a statement, and again when it is asked for.

    `None` after a setting has moved: working it out takes ten times as long as a ranking.
    """
    key = (id(model), id(applicant), settings._replace(sort=""))
    kept = st.session_state.get(_SURE)
    if kept is None or kept[0] is _ASKED:
        sure = certainty(model, applicant, settings.k, settings.weights, settings.eligible)
        kept = st.session_state[_SURE] = (key, {one.mentor_id: one for one in sure})
    return cast(dict[str, Certainty], kept[1]) if kept[0] == key else None


def why(applicant: Profile, mentor: Profile, line: RankedMentor) -> str:
    """Return the reason of a line in a sentence; one that was said stays, whatever weights do to the order."""
    said = st.session_state.setdefault(_WHY, {})
    rest = () if line.shared_terms else line.contributions
    key = (mentor.id, line.shared_terms, line.strength, line.points["avoid"], rest)
    if key not in said:
        said[key] = reason(applicant, mentor, line.shared_terms, line.contributions, line.strength)
    return cast(str, said[key])


def ask_how_sure() -> None:
    """Let it be worked out for the settings of now."""
    st.session_state[_SURE] = (_ASKED, {})


def ask_gaps(mentor_id: str) -> None:
    """Let it be worked out what a mentor writes about and the statement does not."""
    st.session_state[_GAPS] = mentor_id


def gaps_asked() -> str:
    """Return the mentor of whom that was asked last."""
    return cast(str, st.session_state.get(_GAPS, ""))


def vectors() -> dict[Any, Any]:
    """Return what was encoded for this statement, so that a slider encodes nothing again."""
    return cast(dict[Any, Any], st.session_state.setdefault(_VECTORS, {}))


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
