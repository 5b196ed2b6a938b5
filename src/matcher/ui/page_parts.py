"""What pages share: heads, tables, files, strangers' words in a label, what was done and what went wrong in a line."""

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
from matcher.ui.pool_source import PoolAtHand
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
"""The columns of results in the order they are shown, and what a person reads above them."""


def show_table(frame: pd.DataFrame, height: int, nothing: str = "") -> None:
    """Draw a table of results under names that a person reads, or say `nothing` of one without rows.

    The file to take along keeps its own names.
    """
    if nothing and frame.empty:
        st.info(nothing)
        return
    known = [name for name in _COLUMNS if name in frame.columns]
    shown = frame[known].rename(columns=_COLUMNS)
    points = st.column_config.NumberColumn(format="%.3f")
    config = {str(name): points for name in shown.select_dtypes("float")}
    st.dataframe(shown, hide_index=True, height=min(height, 38 + 35 * len(shown)), column_config=config)


def file_of(name: str, write: Callable[[Path], object]) -> bytes:
    """Return what is written at a path that ends in this name; nothing stays on the disk."""
    with tempfile.TemporaryDirectory(prefix="matcher-") as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def download(label: str, name: str, write: Callable[[Path], object], key: str) -> None:
    """Draw a button for a file that is written when somebody asks for it."""
    kind = MIMES[name.rpartition(".")[2]]
    st.download_button(label, partial(file_of, name, write), name, kind, key=key, on_click="ignore")


def literal(text: str) -> str:
    """Return Markdown that shows a text letter by letter, on one line: the form for labels and messages.

    A code span is the one form in which Streamlit reads no emphasis, link, formula, colour, emoji or icon; the style
    sheet draws it like the words around it. The fence is longer than any run of backticks inside.

    >>> literal("**bold** :material/home:")
    '` **bold** :material/home: `'
    """
    flat = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    return f"{fence} {flat} {fence}" if flat else ""


def head(title: str, text: str) -> None:
    """Draw the head of a page."""
    st.html(tag("div", tag("h1", title), tag("p", text), cls="m-head"))


def part(title: str, text: str = "") -> None:
    """Draw the head of a part of a page."""
    st.html(tag("div", tag("h2", title), tag("p", text, cls="m-facts") if text else "", cls="m-part-title"))


def ranked_pool(pool: PoolAtHand) -> None:
    """Say which pool is ranked."""
    kind = "the sample pool of invented labs" if pool.is_sample else "your own pool" if pool.is_own else "the pool"
    text = f"Ranked: {kind}, {counted(len(pool.model.mentors), 'lab')} ({pool.name}). The page “Pool” changes it."
    st.html(tag("p", text, cls="m-facts"))


def show_said(where: str) -> None:
    """Draw what was said at this place; the keyboard goes on there, since the button that was pressed may be gone."""
    turn, place, text = session.visit().said
    if place == where:
        said = tag("p", text, cls="m-good", role="status", tabindex="-1", data_focus="said")
        block(f"said-{where}", said, focus=f"{turn} said")


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn what a person can correct into one line in its place."""
    try:
        yield
    except MatcherError as error:
        st.error(literal(str(error)))
