"""What pages share: headings, tables, downloads, escaped labels, messages and one-line errors."""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from matcher.errors import MatcherError
from matcher.pages.markup import tag
from matcher.registry import contributor_names, spec_of
from matcher.ui import session
from matcher.ui.components import block
from matcher.ui.pool_source import CurrentPool
from matcher.wording import counted

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIMES = {"csv": "text/csv", "xlsx": _XLSX, "html": "text/html", "parquet": "application/vnd.apache.parquet"}
_COLUMNS = {
    "row": "Row",
    "id": "Applicant",
    "applicant_id": "Applicant",
    "rank": "Rank",
    "mentor_name": "Lab",
    "score": "Score",
    "strength": "Strength",
    "n_rankings": "In a ranking",
    "n_first": "In the first place",
    "mean_score": "Mean score",
    "shared_terms": "Shared words",
    "share_of_best": "Share of own best",
    "pinned": "Pinned",
    "alternate_name": "Best alternative",
    "alternate_cost": "Its cost to all",
    "column": "Column",
    "reason": "Reason",
    "explanation": "Why",
    "lacking": "Lacking",
    "capacity": "Places",
    "filled": "Filled",
    "one_more": "One more place adds",
    "one_fewer": "One place fewer takes",
    "from": "From",
    "to": "To",
    "gain": "Gain",
    "cost": "Cost in points",
    "lost": "People who lose their place",
    **{f"points_{name}": f"by {spec_of(name).label.lower()}" for name in contributor_names()},
    "mentor_id": "Lab id",
    "alternate_id": "Best alternative's id",
}
"""The columns of results in the order they are shown, with their headings on the page."""


def show_table(frame: pd.DataFrame, height: int, nothing: str = "") -> None:
    """Draw a table of results with readable headings, or the text `nothing` where it has no rows.

    Downloads keep the original column names.
    """
    if nothing and frame.empty:
        st.info(nothing)
        return
    known = [name for name in _COLUMNS if name in frame.columns]
    shown = frame[known].rename(columns=_COLUMNS)
    points = st.column_config.NumberColumn(format="%.3f")
    config = {str(name): points for name in shown.select_dtypes("float")}
    st.dataframe(shown, hide_index=True, height=min(height, 38 + 35 * len(shown)), column_config=config, placeholder="")


def file_of(name: str, write: Callable[[Path], object]) -> bytes:
    """Return the bytes that `write` puts into a temporary file of this name; the file is deleted."""
    with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def download(label: str, name: str, write: Callable[[Path], object], key: str) -> None:
    """Draw a download button; its file is written when the button is pressed."""
    mime = MIMES[name.rpartition(".")[2]]
    st.download_button(label, partial(file_of, name, write), name, mime, key=key, on_click="ignore")


def literal(text: str) -> str:
    """Return Markdown that shows a text literally, on one line: for labels and messages.

    Only in a code span does Streamlit interpret no emphasis, link, formula, colour, emoji or icon; the style sheet
    makes it look like the words around it. The fence is longer than any run of backticks inside.

    >>> literal("**bold** :material/home:")
    '` **bold** :material/home: `'
    """
    flat = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    return f"{fence} {flat} {fence}" if flat else ""


def head(title: str, text: str) -> None:
    """Draw the heading of a page, and a text below it."""
    st.html(tag("div", tag("h1", title), tag("p", text), cls="m-head"))


def part(title: str, text: str = "") -> None:
    """Draw the heading of a part of a page."""
    st.html(tag("div", tag("h2", title), tag("p", text, cls="m-facts") if text else "", cls="m-part-title"))


def hint(text: str) -> None:
    """Draw a line in small letters."""
    st.html(tag("p", text, cls="m-facts"))


def ranked_pool(pool: CurrentPool) -> None:
    """Draw one line that names the ranked pool."""
    kind = "the sample pool of invented labs" if pool.is_sample else "your own pool" if pool.is_own else "the pool"
    hint(f"Ranked: {kind}, {counted(len(pool.model.mentors), 'lab')} ({pool.name}). The page “Pool” changes it.")


def show_message(where: str) -> None:
    """Draw the last message if it belongs here, and focus it: the button that was pressed may be gone."""
    number, place, text = session.visit().message
    if place == where:
        line = tag("p", text, cls="m-good", role="status", tabindex="-1", data_focus="message")
        block(f"message-{where}", line, focus=f"{number} message")


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Draw an error that a person can correct as one line, in the place where it occurs."""
    try:
        yield
    except MatcherError as error:
        st.error(literal(str(error)))
