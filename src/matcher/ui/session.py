"""What one visit remembers: the text a person brought and corrected, and what was worked out for it.

It lives in this session's memory and nowhere else; the end of the visit forgets it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar, cast

import streamlit as st

from matcher.config import Weights
from matcher.documents import Document, Part
from matcher.explaining import Certainty, certainty, find_gaps, reasons
from matcher.model import MatchModel
from matcher.records import Profile, RankedMentor
from matcher.registry import SEMANTIC

T = TypeVar("T")

_DOCUMENT, _ORIGINAL, _EDITION, _APPLICANT = "document", "original", "edition", "applicant"
_SURE, _WHY, _GAPS, _VECTORS = "sure", "why", "gaps", "vectors"
_PAGE, _TURNED, _SAID = "page", "turned", "said"
_ASKED = object()
_CORRECTED = "you changed it"


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
    forget()
    st.session_state[_DOCUMENT] = st.session_state[_ORIGINAL] = document


def forget() -> None:
    """Go back to the first screen; the statement is gone, the settings stay."""
    for key in (_DOCUMENT, _ORIGINAL, _APPLICANT, _SURE, _WHY, _GAPS, _VECTORS):
        st.session_state.pop(key, None)
    _new_edition()


def applicant(model: MatchModel, document: Document) -> tuple[Profile, float]:
    """Return the document as a profile, and the share of its words that the pool knows; worked out once."""

    def read() -> tuple[Profile, float]:
        st.session_state.pop(_WHY, None)
        profile = document.profile()
        return profile, model.known_share(profile)

    return once(_APPLICANT, (document, model), read)


def once(name: str, facts: object, make: Callable[[], T]) -> T:
    """Return what follows from some facts, worked out when they are new; the last is kept under its name."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != facts:
        kept = st.session_state[name] = (facts, make())
    return cast(T, kept[1])


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


def reasons_of(
    model: MatchModel, applicant: Profile, ranking: Sequence[RankedMentor], weights: Mapping[str, float]
) -> dict[str, str]:
    """Return the reason of each line by mentor; one that was said stays, whatever weights do to the order."""
    said = st.session_state.setdefault(_WHY, {})
    by_meaning = weights.get(SEMANTIC, 0) > 0
    keys = {
        line.mentor_id: (line.mentor_id, line.shared_terms, line.strength, line.points["avoid"], by_meaning)
        for line in ranking
    }
    new = [line for line in ranking if keys[line.mentor_id] not in said]
    for mentor_id, sentence in reasons(model, applicant, new, weights).items():
        said[keys[mentor_id]] = sentence
    return {mentor_id: said[key] for mentor_id, key in keys.items()}


def ask_how_sure() -> None:
    """Let it be worked out for the settings of now."""
    st.session_state[_SURE] = (_ASKED, {})


def missing(model: MatchModel, applicant: Profile, mentor_id: str, settings: Settings) -> list[str]:
    """Return what a mentor writes about and the statement does not, as it was when the mentor was opened.

    A mentor is scored again for each term, so a slider does not ask anew.
    """

    def work_out() -> list[str]:
        gaps = find_gaps(model, applicant, mentor_id, settings.k, settings.weights, settings.eligible)
        return [one.label for one in gaps.missing]

    return once(_GAPS, (model, applicant, mentor_id), work_out)


def turn_to(page: str) -> None:
    """Note which page is drawn from now on."""
    before = st.session_state.get(_PAGE, page)
    st.session_state[_PAGE], st.session_state[_TURNED] = page, before != page
    if before != page:
        say("", "")


def say(where: str, text: str) -> None:
    """Let what was done be said at a place of the page, until something else is or another page is drawn."""
    st.session_state[_SAID] = (said()[0] + 1, where, text)


def said() -> tuple[int, str, str]:
    """Return what was said last: how many things before it, the place, and the text."""
    return cast(tuple[int, str, str], st.session_state.get(_SAID, (0, "", "")))


def has_turned_page() -> bool:
    """Tell, once, whether another page was drawn before this one."""
    return bool(st.session_state.pop(_TURNED, False))


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
