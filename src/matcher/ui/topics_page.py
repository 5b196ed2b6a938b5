"""Topics: the pool's themes in words, the labs on a map, and where the applicant stands."""

import re

import altair as alt
import pandas as pd
import streamlit as st

from matcher.frames import map_frame, place_on_map, topics_frame
from matcher.pages.markup import tag
from matcher.ui import session
from matcher.ui.page_parts import head, one_line_errors, part, ranked_pool
from matcher.ui.pool_source import PoolAtHand, kept, pool_at_hand

_MOST = 2000
"""Mentors on a map; more would take minutes, and nobody could tell them apart."""


def topics_page() -> None:
    """Draw the topics and the map."""
    pool = pool_at_hand()
    head("Topics", "Themes that matcher learned from the whole pool: words that go together in what the labs write.")
    ranked_pool(pool)
    with one_line_errors():
        _map(pool)
    with one_line_errors():
        _topics(pool)


def _topics(pool: PoolAtHand) -> None:
    part("In words", "A lab is counted with its strongest theme.")
    topics = kept("topics", pool, lambda: topics_frame(pool.model))
    names = {"topic": "Words", "n_mentors": "Labs", "leading": "Who leans on it most"}
    st.dataframe(topics.rename(columns=names), hide_index=True, height=420)


def _map(pool: PoolAtHand) -> None:
    part("On a map", "Labs that are near each other are alike; how far apart distant ones are means nothing.")
    if len(pool.model.mentors) > _MOST:
        st.info(f"A map is drawn of at most {_MOST:,} labs; this pool has {len(pool.model.mentors):,}.")
        return
    with st.spinner("Drawing the map, once for this pool …"):
        positions = kept("map", pool, lambda: map_frame(pool.model, []))
    chart = alt.layer(_labs(pool, positions), *_applicant(pool, positions))
    st.altair_chart(chart.properties(height=460), key="map")


def _labs(pool: PoolAtHand, positions: pd.DataFrame) -> alt.Chart:
    known = [name for name in positions.columns if name not in ("kind", "id", "name", "topic", "x", "y")]
    colour = next((name for name in known if positions[name].nunique() <= 20), None)
    points: alt.Chart = alt.Chart(positions, description="The labs as points; the table below has the same in words.")
    field = re.sub(r"[.\[\]:\\]", r"\\\g<0>", colour or "")  # so that Altair reads it letter by letter
    drawn: alt.Chart = points.mark_circle(size=70, opacity=0.8).encode(
        x=alt.X("x:Q", axis=None),
        y=alt.Y("y:Q", axis=None),
        tooltip=[alt.Tooltip("name:N", title="lab"), alt.Tooltip("topic:N", title="theme")],
        **({"color": alt.Color(f"{field}:N", title=colour)} if colour else {}),
    )
    return drawn


def _applicant(pool: PoolAtHand, positions: pd.DataFrame) -> list[alt.Chart]:
    document = session.visit().document
    place = place_on_map(pool.model, positions, session.applicant(pool.model, document)[0]) if document else None
    if place is None:
        bring = "Bring a statement on “Find mentors” to see where it stands."
        said = "Your statement shares no theme with this pool." if document else bring
        st.html(tag("p", said, cls="m-facts"))
        return []
    here = pd.DataFrame([{"x": place[0], "y": place[1], "name": "You"}])
    base = alt.Chart(here).encode(x="x:Q", y="y:Q", tooltip=[alt.Tooltip("name:N", title="statement")])
    return [
        base.mark_point(size=220, shape="diamond", filled=True, color="#b3543f"),
        base.mark_text(dy=-16, fontWeight="bold", fontSize=14, color="#b3543f").encode(text="name:N"),
    ]
