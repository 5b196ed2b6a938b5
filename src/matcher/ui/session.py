"""The state of one visit: the document with its corrections, and what was computed from it.

It is in the memory of this session only, and is freed when the visit ends.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

import streamlit as st

from matcher.config import Wanted
from matcher.documents import Document, Part
from matcher.explaining import Certainty, certainty, reasons
from matcher.model import MatchModel
from matcher.records import Profile, RankedMentor
from matcher.registry import SEMANTIC
from matcher.text.uncounted import Notice

T = TypeVar("T")


@dataclass
class Visit:
    """The state of one visit."""

    document: Document | None = None
    """The document with the visitor's corrections; `None` on the first screen."""
    original: Document | None = None
    """The document as it was read."""
    sure: tuple[object, dict[str, Certainty]] | None = None
    """The ranking whose certainties were computed, and these by mentor id; `None`: compute them at the next run."""
    why: dict[tuple[object, ...], str] = field(default_factory=dict)
    """Reasons that were shown, by what they depend on."""
    vectors: dict[Any, Any] = field(default_factory=dict)
    """Encoded sentences of this statement, so that moving a slider encodes nothing again."""
    edition: int = 0
    """How often the parts were renumbered: in the keys of their widgets, so that none shows an old text."""
    stars: list[str] = field(default_factory=list)
    """Ids of the mentors on the shortlist, in the order they were starred."""
    notes: dict[str, str] = field(default_factory=dict)
    """Private notes by mentor id."""
    page: str | None = None
    turned: bool = False
    """Whether the visitor came from another page."""
    message: tuple[int, str, str] = (0, "", "")
    """The last message: its number, the part of the page that shows it, and its text."""
    focus: str = ""
    """Where the keyboard focus goes, as `block` takes it: the number of the move, and the control."""
    n_moves: int = 0
    """How often the focus was moved: a new number is a new move."""


def visit() -> Visit:
    """Return the state of this visit."""
    return cast("Visit", st.session_state.setdefault("visit", Visit()))


def set_document(document: Document | None) -> None:
    """Rank this document, or show the first screen for `None`; settings and the open lab in the address stay."""
    state = visit()
    state.document = state.original = document
    state.sure, state.why, state.vectors, state.edition = None, {}, {}, state.edition + 1
    for name in ("applicant", "gaps"):
        st.session_state.pop(name, None)


class Applicant(NamedTuple):
    """The document as a profile, what of it counts, what does not, and the share of its words that the pool knows."""

    profile: Profile
    counted: Profile
    notices: Sequence[Notice]
    known_share: float


def applicant(model: MatchModel, document: Document) -> Applicant:
    """Return the document as an applicant; computed once."""

    def read() -> Applicant:
        visit().why = {}
        profile = document.profile()
        return Applicant(profile, *model.fitted.copies.counted(profile), model.known_share(profile))

    return once("applicant", (document, model), read)


def once(name: str, facts: object, make: Callable[[], T]) -> T:
    """Return a value computed from some facts; the last one is kept under its name until the facts change."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != facts:
        kept = st.session_state[name] = (facts, make())
    return cast("T", kept[1])


def put_back(name: str, values: object, *, turned: bool, is_lost: bool, of: object = None) -> Any:
    """Keep the values of some controls; return those from before another page that lost them, or `None`.

    `turned`: the visitor came from another page. `is_lost`: the address has no values. `of` is what they belong to.
    """
    kept_of, before = st.session_state.get(name, (of, values))
    if turned and is_lost and kept_of is of and before != values:
        return before
    st.session_state[name] = (of, values)
    return None


def how_sure(model: MatchModel, applicant: Profile, wanted: Wanted) -> dict[str, Certainty] | None:
    """Return the certainty of each place by mentor id: for the first ranking of a statement, then on demand.

    `None` after a setting has changed: computing it takes ten times as long as a ranking.
    """
    state, key = visit(), (id(model), id(applicant), wanted)
    if state.sure is None:
        state.sure = (key, {place.mentor_id: place for place in certainty(model, applicant, wanted)})
    return state.sure[1] if state.sure[0] == key else None


def reasons_of(
    model: MatchModel, applicant: Profile, ranking: Sequence[RankedMentor], weights: Mapping[str, float]
) -> dict[str, str]:
    """Return the reason of each line by mentor id; a reason shown before stays when weights change the order."""
    shown, by_meaning = visit().why, weights.get(SEMANTIC, 0) > 0
    keys = {
        line.mentor_id: (line.mentor_id, line.shared_terms, line.strength, line.points["avoid"], by_meaning)
        for line in ranking
    }
    new = [line for line in ranking if keys[line.mentor_id] not in shown]
    for mentor_id, sentence in reasons(model, applicant, new, weights).items():
        shown[keys[mentor_id]] = sentence
    return {mentor_id: shown[key] for mentor_id, key in keys.items()}


def set_page(page: str) -> None:
    """Note which page is drawn; a new page removes the message."""
    state = visit()
    state.turned = state.page not in (None, page)
    state.page = page
    if state.turned:
        set_message("", "")


def set_message(where: str, text: str) -> None:
    """Show a message in this part of the page until the next message or the next page."""
    visit().message = (visit().message[0] + 1, where, text)


def correct(place: int, *, kind: str | None = None, text: str | None = None) -> None:
    """Apply a visitor's correction of the kind or text of a part; a part with an empty text is removed."""
    state = visit()
    if state.document is None or state.original is None or place >= len(state.document.parts):
        return
    parts = list(state.document.parts)
    part = parts[place]
    kind, text = kind or part.kind, part.text if text is None else text
    same = [read for read in state.original.parts if (read.kind, read.title, read.text) == (kind, part.title, text)]
    parts[place] = same[0] if same else Part(kind, part.title, text, "you changed it")
    state.document = state.document.with_parts(parts)
    if len(state.document.parts) != len(parts):
        state.edition += 1


def undo() -> None:
    """Remove all corrections of the document."""
    state = visit()
    state.document, state.edition = state.original, state.edition + 1
