"""Score a file: a table of applicants in, a table of matches out, by the same code as `matcher batch`."""

from pathlib import Path
from typing import NamedTuple

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from matcher.batching.records import Done, FileExecution, Files, Progress, RankingOptions
from matcher.batching.run import batch_files
from matcher.frames import demand_frame, heat_frame
from matcher.tables import write_table
from matcher.tables.write import match_columns
from matcher.ui import session
from matcher.ui.page_parts import download, head, hint, one_line_errors, part, ranked_pool, show_message, show_table
from matcher.ui.pool_source import CurrentPool, current_pool
from matcher.ui.table_input import Upload, table_with_columns
from matcher.wording import counted

_RESULT = "scored-file"
_MAX_SHOWN = 5000


class Result(NamedTuple):
    """The result of a run: the matches, the rejected rows, and the counts."""

    name: str
    matches: pd.DataFrame
    rejects: pd.DataFrame
    done: Done


def score_page() -> None:
    """Draw the upload, the run and its result."""
    pool = current_pool()
    head(
        "Score a file",
        "Rank the labs for every row of a table of applicants, and see how many applicants each lab fits.",
    )
    ranked_pool(pool)
    with one_line_errors():
        _ask(pool)
    if result := st.session_state.get(_RESULT):
        _show(result)


def _ask(pool: CurrentPool) -> None:
    chosen = table_with_columns("A table of applicants: CSV, Excel, JSON lines or Parquet, up to 50 MB", "score-table")
    if chosen is None:
        hint(_COLUMNS_HELP)
        return
    table, columns = chosen
    most = min(50, len(pool.model.mentors))
    k = st.slider("How many labs for each applicant", 1, most, min(10, most), key="score-k") if most > 1 else 1
    with st.container(horizontal=True, key="running"):
        pressed, stop = st.button("Score the file", type="primary", key="score"), st.empty()
    if not pressed:
        show_message("score")
    else:
        st.session_state.pop(_RESULT, None)
        session.set_message("score", "Stopped; nothing was saved.")  # stays where a button or a slider ends this run
        with one_line_errors():
            st.session_state[_RESULT] = _run(table, columns, pool, k, stop)
        session.set_message("", "")


_COLUMNS_HELP = (
    "It needs an id and a statement or interests for each applicant. Rows that cannot be read are listed with the "
    "reason, and the others are scored. Statements in separate files need the command line: matcher batch."
)


def _run(table: Upload, columns: dict[str, str], pool: CurrentPool, k: int, stop: DeltaGenerator) -> Result:
    """Score a table; the stop button ends this run of the page, which deletes the files."""
    stop.button("Stop", key="stop")
    bar = st.progress(0.0, "Reading …")
    progress = Progress(on_change=lambda done: bar.progress(done.share, f"{counted(done.n_done, 'row')} done"))
    with table.on_disk() as source:
        matches_path, rejects_path = (str(source.path.with_name(name)) for name in ("matches.csv", "rejects.csv"))
        files = Files(source, matches_path, rejects_path, table.sheet, table.header_row)
        execution = FileExecution(chunk=50)  # so that the bar moves
        done = batch_files(files, pool.model, lambda _: columns, RankingOptions(k), execution, progress)
        matches, rejects = (pd.read_csv(path, keep_default_na=False) for path in (matches_path, rejects_path))
    stop.empty()
    bar.empty()
    return Result(table.name, matches, rejects, done)


def _show(result: Result) -> None:
    name, matches, rejects, done = result
    part(f"Result of {name}", f"{done.n_scored:,} of {counted(done.n_rows, 'row')} scored, {done.n_rejected:,} not.")
    if done.n_rejected:
        with st.expander(f"{counted(done.n_rejected, 'row')} could not be scored", expanded=True):
            show_table(rejects, 300)
    if matches.empty:
        st.info("No applicant shares anything with the pool.")
        return
    _downloads(matches)
    table, demand, heat = st.tabs(["Matches", "Demand for each lab", "Heat map"])
    with table:
        show_table(matches.head(_MAX_SHOWN), 420)
        if len(matches) > _MAX_SHOWN:
            st.caption(f"The first {_MAX_SHOWN:,} of {len(matches):,} matches; the download has them all.")
    with demand:
        _demand(matches)
    with heat:
        _heat(matches)


def _downloads(matches: pd.DataFrame) -> None:
    facets = [name.removeprefix("points_") for name in matches.columns if name.startswith("points_")]

    def write(path: Path) -> None:
        write_table(path, match_columns(facets), matches.itertuples(index=False, name=None))

    with st.container(horizontal=True, key="score-downloads"):
        for ending, label in (("csv", "Download CSV"), ("xlsx", "Download Excel"), ("parquet", "Download Parquet")):
            download(label, f"matches.{ending}", write, f"score-download-{ending}")


def _demand(matches: pd.DataFrame) -> None:
    demand = demand_frame(matches)
    bars = alt.Chart(demand.head(25), description="How often each lab is in a ranking; the table has the numbers.")
    st.altair_chart(
        bars.mark_bar(color="#2a7f76").encode(
            x=alt.X("n_rankings:Q", title="rankings that hold the lab", axis=alt.Axis(format="d", tickMinStep=1)),
            y=alt.Y("mentor_name:N", sort="-x", title=None, axis=alt.Axis(labelLimit=220)),
            tooltip=["mentor_name:N", "n_rankings:Q", "n_first:Q"],
        ),
        key="demand",
    )
    show_table(demand, 300)


def _heat(matches: pd.DataFrame) -> None:
    # empty squares have the colour of the page, so the best scores must contrast with it most
    scale = alt.Scale(scheme="teals", reverse=st.context.theme.type == "dark")
    squares = alt.Chart(heat_frame(matches), description="Scores of the first applicants with the most wanted labs.")
    st.altair_chart(
        squares.mark_rect().encode(
            x=alt.X("mentor_name:N", title=None, axis=alt.Axis(labelAngle=-90, labelLimit=140, labelOverlap="greedy")),
            y=alt.Y("applicant_id:N", title=None, sort=None, axis=alt.Axis(labelLimit=160)),
            color=alt.Color("score:Q", scale=scale, legend=alt.Legend(orient="top")),
            tooltip=["applicant_id:N", "mentor_name:N", "rank:Q", alt.Tooltip("score:Q", format=".3f")],
        ),
        key="heat",
    )
    st.caption("The first 40 applicants with the 40 most wanted labs; an empty square is a lab outside the ranking.")
