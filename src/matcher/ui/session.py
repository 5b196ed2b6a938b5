"""What one visit remembers: the text a person brought and corrected, and what was worked out for it.

It lives in this session's memory and nowhere else; the end of the visit forgets it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import streamlit as st

from matcher.config import Wanted
from matcher.documents import Document, Part
from matcher.explaining import Certainty, certainty, missing_words, reasons
from matcher.model import MatchModel
from matcher.records import Profile, RankedMentor
from matcher.registry import SEMANTIC

T = TypeVar("T")

_CORRECTED = "you changed it"


@dataclass
class Visit:
    """One visit's memory."""

    document: Document | None = None
    """The document at hand, with the person's corrections; `None` on the first screen."""
    original: Document | None = None
    """The document as it was read."""
    sure: tuple[object, dict[str, Certainty]] | None = None
    """How sure each place is by mentor, and what ranking that was worked out for; `None` asks for it."""
    why: dict[tuple[object, ...], str] = field(default_factory=dict)
    """Reasons that were said."""
    vectors: dict[Any, Any] = field(default_factory=dict)
    """What was encoded for this statement, so that a slider encodes nothing again."""
    edition: int = 0
    """How often parts were counted anew: part of their widgets' keys, so none shows an old text."""
    stars: list[str] = field(default_factory=list)
    """Ids of the mentors on the shortlist, in the order they were starred."""
    notes: dict[str, str] = field(default_factory=dict)
    """Private notes by mentor."""
    page: str | None = None
    turned: bool = False
    """Whether another page was drawn before this one."""
    said: tuple[int, str, str] = (0, "", "")
    """What was said last: how many things before it, the place, and the text."""
    focus: str = ""
    """Where the keyboard goes on, as `block` takes it: the turn, which tells one such move from the last, and where."""
    turn: int = 0


def visit() -> Visit:
    """Return the memory of this visit."""
    return cast("Visit", st.session_state.setdefault("visit", Visit()))


def bring(document: Document | None) -> None:
    """Take a document, or go back to the first screen with `None`; the settings and a lab in the address stay."""
    now = visit()
    now.document = now.original = document
    now.sure, now.why, now.vectors, now.edition = None, {}, {}, now.edition + 1
    for name in ("applicant", "gaps"):
        st.session_state.pop(name, None)


def applicant(model: MatchModel, document: Document) -> tuple[Profile, float]:
    """Return the document as a profile, and the share of its words that the pool knows; worked out once."""

    def read() -> tuple[Profile, float]:
        visit().why = {}
        profile = document.profile()
        return profile, model.known_share(profile)

    return once("applicant", (document, model), read)


def once(name: str, facts: object, make: Callable[[], T]) -> T:
    """Return what follows from some facts, worked out when they are new; the last is kept under its name."""
    kept = st.session_state.get(name)
    if kept is None or kept[0] != facts:
        kept = st.session_state[name] = (facts, make())
    return cast("T", kept[1])


def how_sure(model: MatchModel, applicant: Profile, wanted: Wanted) -> dict[str, Certainty] | None:
    """Return how sure each place is, by mentor: for the first ranking of a statement, and again when it is asked for.

    `None` after a setting has moved: working it out takes ten times as long as a ranking.
    """
    now, key = visit(), (id(model), id(applicant), wanted)
    if now.sure is None:
        sure = certainty(model, applicant, wanted)
        now.sure = (key, {one.mentor_id: one for one in sure})
    return now.sure[1] if now.sure[0] == key else None


def reasons_of(
    model: MatchModel, applicant: Profile, ranking: Sequence[RankedMentor], weights: Mapping[str, float]
) -> dict[str, str]:
    """Return the reason of each line by mentor; one that was said stays, whatever weights do to the order."""
    said, by_meaning = visit().why, weights.get(SEMANTIC, 0) > 0
    keys = {
        line.mentor_id: (line.mentor_id, line.shared_terms, line.strength, line.points["avoid"], by_meaning)
        for line in ranking
    }
    new = [line for line in ranking if keys[line.mentor_id] not in said]
    for mentor_id, sentence in reasons(model, applicant, new, weights).items():
        said[keys[mentor_id]] = sentence
    return {mentor_id: said[key] for mentor_id, key in keys.items()}


def missing(model: MatchModel, applicant: Profile, mentor_id: str, wanted: Wanted) -> list[str]:
    """Return what a mentor writes about and the statement does not, as it was when the mentor was opened.

    A mentor is scored again for each term, so a slider does not ask anew.
    """
    return once(
        "gaps", (model, applicant, mentor_id), lambda: missing_words(model, applicant, mentor_id, wanted.weights)
    )


def turn_to(page: str) -> None:
    """Note which page is drawn from now on."""
    now = visit()
    now.turned = now.page not in (None, page)
    now.page = page
    if now.turned:
        say("", "")


def say(where: str, text: str) -> None:
    """Let what was done be said at a place of the page, until something else is or another page is drawn."""
    visit().said = (visit().said[0] + 1, where, text)


def correct(place: int, *, kind: str | None = None, text: str | None = None) -> None:
    """Take a person's word on what a part is about or says; a part left without text is gone."""
    now = visit()
    if now.document is None or now.original is None or place >= len(now.document.parts):
        return
    parts = list(now.document.parts)
    part = parts[place]
    kind, text = kind or part.kind, part.text if text is None else text
    read = [one for one in now.original.parts if (one.kind, one.title, one.text) == (kind, part.title, text)]
    parts[place] = read[0] if read else Part(kind, part.title, text, _CORRECTED)
    now.document = now.document.with_parts(parts)
    if len(now.document.parts) != len(parts):
        now.edition += 1


def undo() -> None:
    """Go back to the document as it was read."""
    now = visit()
    now.document, now.edition = now.original, now.edition + 1
