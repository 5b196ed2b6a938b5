"""A visitor's choices: the open lab, the two compared labs, the shortlist, the notes, and the downloads.

The open and the compared labs are in the address, so that Back and reload keep them; the rest is in this visit only.
"""

from collections.abc import Sequence

import streamlit as st

from matcher.config import Wanted
from matcher.documents import Document
from matcher.explaining.report_records import ranking_report
from matcher.model import MatchModel
from matcher.pages.markup import Html
from matcher.pages.report_page import report_page
from matcher.records import Profile, RankedMentor
from matcher.registry import contributor_names
from matcher.tables import write_table
from matcher.tables.write import match_cells, match_columns
from matcher.ui import session
from matcher.ui.components import Action, toggle
from matcher.ui.page_parts import MIMES, file_of

_KEPT = "picks"
_OPENED, _COMPARED = "lab", "versus"
"""Query parameters in the address of the page."""


def forget() -> None:
    """Forget the statement and all choices."""
    session.set_document(None)
    session.visit().stars, session.visit().notes = [], {}
    _close()
    _compare([])


def keep(*, turned: bool) -> None:
    """Keep the open and the compared labs for a return from another page, whose address has neither."""
    params = {name: st.query_params.get_all(name) for name in (_OPENED, _COMPARED) if name in st.query_params}
    st.query_params.update(session.put_back(_KEPT, params, turned=turned, is_lost=not params) or {})


def opened() -> str | None:
    """Return the id of the open mentor; a rank would mean another mentor after a slider has moved."""
    return st.query_params.get(_OPENED)


def compared() -> list[str]:
    """Return the ids of the mentors to compare, at most two."""
    return list(dict.fromkeys(st.query_params.get_all(_COMPARED)))[:2]


def act(action: Action) -> None:
    """Handle a control of the page; anything else that a browser may send is ignored."""
    visit, mentor_id = session.visit(), action.value
    match action.name:
        case "open" if mentor_id:
            st.query_params[_OPENED] = mentor_id
            move_focus("head")
        case "close":
            _close()
        case "star":  # a note stays when its lab leaves the shortlist
            (visit.stars.remove if mentor_id in visit.stars else visit.stars.append)(mentor_id)
        case "compare":  # a third replaces the first
            others = [other for other in compared() if other != mentor_id]
            _compare(others if mentor_id in compared() else [*others, mentor_id][-2:])
        case "uncompare":
            _compare([])
        case "sure":
            visit.sure = None
        case "note":
            visit.notes[mentor_id] = action.text.strip()[:2000]
            if not visit.notes[mentor_id]:
                del visit.notes[mentor_id]


def _close() -> None:
    """Go back to the ranking, with the focus on the row that was open."""
    if mentor_id := opened():
        del st.query_params[_OPENED]
        move_focus(f"open {mentor_id}")


def _compare(mentor_ids: list[str]) -> None:
    """Set the mentors to compare, with the focus on the comparison; an empty list ends it."""
    if mentor_ids:
        st.query_params[_COMPARED] = mentor_ids
        move_focus("both")
    elif _COMPARED in st.query_params:
        del st.query_params[_COMPARED]


def move_focus(control: str) -> None:
    """Move the keyboard focus to a control when the page is drawn next."""
    visit = session.visit()
    visit.n_moves += 1
    visit.focus = f"{visit.n_moves} {control}"


def star(mentor: Profile) -> Html:
    """Return the button that puts a mentor on the shortlist or removes it."""
    is_on = mentor.id in session.visit().stars
    spoken = f"{'Take off' if is_on else 'Put on'} the shortlist: {mentor.name}"
    return toggle("★" if is_on else "☆", is_on, "star", mentor.id, spoken=spoken, cls="m-star")


def downloads(
    model: MatchModel, document: Document, applicant: session.Applicant, wanted: Wanted, ranking: Sequence[RankedMentor]
) -> None:
    """Draw the menu of downloads; the files are written when it is opened, not at every move of a slider."""
    with st.popover("Download", key="downloads", on_change="rerun") as menu:
        if not menu.open:
            return
        ranked = ranking_report(model, applicant.counted, applicant.notices, wanted, ranking)
        page = report_page(ranked, document, model, applicant.profile)
        for label, name, data in (
            ("Table (CSV)", "matches.csv", exported(ranking, "csv")),
            ("Table (Excel)", "matches.xlsx", exported(ranking, "xlsx")),
            ("Report to hand over", "report.html", page.encode()),
        ):
            ending = name.rpartition(".")[2]
            st.download_button(label, data, name, MIMES[ending], key=f"download-{ending}", on_click="ignore")


def exported(ranking: Sequence[RankedMentor], ending: str) -> bytes:
    """Return a ranking as a file: the columns of a table of matches, then `starred` and `note`."""
    visit, names = session.visit(), contributor_names()
    columns = {**match_columns(names), "starred": str, "note": str}
    rows = [
        (*match_cells(line, names), "yes" if line.mentor_id in visit.stars else "", visit.notes.get(line.mentor_id, ""))
        for line in ranking
    ]
    return file_of(f"matches.{ending}", lambda path: write_table(path, columns, rows))
