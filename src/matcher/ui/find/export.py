"""What a visitor takes along: the ranking with stars and notes as a table, or a report to hand over."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st

from matcher.documents import Document
from matcher.documents.report import report
from matcher.explaining.ranking_report import ranking_report
from matcher.model import MatchModel
from matcher.pages.report_page import report_page
from matcher.provenance.digests import made_from
from matcher.records import Profile, RankedMentor
from matcher.registry import contributor_names
from matcher.tables import write_table
from matcher.tables.write import match_cells, match_columns
from matcher.ui import session
from matcher.ui.find import picks

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIMES = {"csv": "text/csv", "xlsx": _XLSX, "html": "text/html", "parquet": "application/vnd.apache.parquet"}


def downloads(
    model: MatchModel, document: Document, applicant: Profile, wanted: session.Settings, ranking: Sequence[RankedMentor]
) -> None:
    """Draw the menu of downloads; the files are made when it is opened, not at every move of a slider."""
    with st.popover("Download", key="downloads", on_change="rerun") as menu:
        if not menu.open:
            return
        page = report_page(
            ranking_report(model, applicant, wanted.k, wanted.weights, wanted.eligible),
            report(document),
            made_from(model, applicant, wanted.weights),
            "",
        )
        files = {
            "csv": ("Table (CSV)", exported(ranking, "csv")),
            "xlsx": ("Table (Excel)", exported(ranking, "xlsx")),
            "html": ("Report to hand over", page.encode()),
        }
        for ending, (label, data) in files.items():
            name = f"{'report' if ending == 'html' else 'matches'}.{ending}"
            st.download_button(label, data, name, MIMES[ending], key=f"download-{ending}", on_click="ignore")


def exported(ranking: Sequence[RankedMentor], ending: str) -> bytes:
    """Return a ranking as a file: the columns of a table of matches, then `starred` and `note`."""
    stars, notes, names = picks.stars(), picks.notes(), contributor_names()
    columns = {**match_columns(names), "starred": str, "note": str}
    return _written(columns, [_cells(line, names, stars, notes) for line in ranking], ending)


def _cells(
    line: RankedMentor, names: Sequence[str], stars: Sequence[str], notes: Mapping[str, str]
) -> tuple[object, ...]:
    starred = "yes" if line.mentor_id in stars else ""
    return (*match_cells(line, names), starred, notes.get(line.mentor_id, ""))


def _written(columns: Mapping[str, type], rows: Sequence[Sequence[object]], ending: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
        path = Path(folder) / f"matches.{ending}"
        write_table(path, columns, rows)
        return path.read_bytes()
