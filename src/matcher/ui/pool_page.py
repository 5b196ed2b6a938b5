"""The pool: use your own, browse it, see which rows cannot be used; its topics in words and on a map."""

import re

import altair as alt
import pandas as pd
import streamlit as st

from matcher.frames import map_frame, place_on_map, topics_frame
from matcher.mentors import check_pool, containing
from matcher.pages.markup import Html, join, tag
from matcher.records import Profile
from matcher.tables.columns import POOL_NEEDS
from matcher.ui import session
from matcher.ui.page_parts import head, hint, one_line_errors, part, ranked_pool, show_message
from matcher.ui.pool_source import CurrentPool, cached_for, current_pool, fit_pool, use_own
from matcher.ui.table_input import show_problems, table_with_columns
from matcher.wording import counted, facts

_PROBLEMS = "pool-problems"


def pool_page() -> None:
    """Draw the current pool, and the form for another one."""
    pool = current_pool()
    places = [mentor.capacity for mentor in pool.model.mentors if mentor.capacity is not None]
    size = f"{pool.name}: {counted(len(pool.model.mentors), 'lab')}, {counted(pool.model.fitted.terms.n_terms, 'term')}"
    head("Pool", f"{size}, {counted(sum(places), 'place')}." if places else f"{size}; places are not given.")
    show_message("pool")
    if pool.is_own:
        st.button("Back to the previous pool", key="forget-pool", on_click=_forget)
        show_problems(st.session_state.get(_PROBLEMS, []))
    _browse(pool)
    with one_line_errors():
        _own()


def _own() -> None:
    part("Use your own pool", "It is used in this visit only and forgotten with it; nobody else sees it.")
    label = "A table of labs or mentors: CSV, Excel, JSON lines or Parquet, up to 50 MB"
    chosen = table_with_columns(label, "pool-table", POOL_NEEDS)
    if chosen is None:
        hint(_COLUMNS_HELP)
        return
    table, columns = chosen
    if st.button("Use this pool", type="primary", key="use-pool"):
        with st.spinner("Reading and fitting the pool …"), table.on_disk() as source:
            mentors, problems = check_pool(source, columns, sheet=table.sheet, header_row=table.header_row)
            use_own(CurrentPool(fit_pool(None, mentors, ()), table.name, is_own=True))
            st.session_state[_PROBLEMS] = problems
        session.set_message("pool", f"{table.name} is now ranked, on every page of this visit.")
        st.rerun()


_COLUMNS_HELP = (
    "It needs an id, a name, and interests or a statement for each lab. Places (how many people a lab can take), what "
    "it does not want, and a web page are used where they are given; every other column becomes a filter."
)


def _forget() -> None:
    use_own(None)
    session.set_message("pool", "The previous pool is ranked again.")


@st.fragment
def _browse(pool: CurrentPool) -> None:
    part("Browse")
    text = st.text_input("Search", key="browse-text", placeholder="any word of a name, interest, statement or project")
    mentioning = containing(pool.model.mentors, text) if text.strip() else pool.model.fitted.columns
    mentors = [mentor for mentor in pool.model.mentors if mentor.id in mentioning]
    if not mentors:
        st.info("No lab mentions that.")
        return
    lines = [
        {"Name": lab.name, "Interests": lab.interests, "Places": lab.capacity, "Id": lab.id, **lab.attributes}
        for lab in mentors
    ]
    picked = st.dataframe(
        lines,
        hide_index=True,
        placeholder="",
        height=min(360, 38 + 35 * len(mentors)),
        key="browse-table",
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = picked["selection"]["rows"]
    st.caption(f"{counted(len(mentors), 'lab')}; select a row to read all of it.")
    if rows and rows[0] < len(mentors):
        st.html(_profile(mentors[rows[0]]))


def _profile(mentor: Profile) -> Html:
    projects = [tag("li", tag("b", project.title), " ", project.text) for project in mentor.evidence]
    return tag(
        "article",
        tag("h3", mentor.name),
        tag("p", " · ".join(facts(mentor)), cls="m-facts"),
        tag("p", tag("b", "Interests: "), mentor.interests),
        tag("p", mentor.statement, cls="m-text"),
        tag("p", tag("b", "They do not want: "), mentor.avoid) if mentor.avoid.strip() else "",
        join(tag("h4", "Past projects"), tag("ul", *projects)) if projects else "",
        cls="m-card",
    )


_MAX_MAPPED = 2000
"""The largest number of mentors on a map; more would take minutes and be unreadable."""


def topics_page() -> None:
    """Draw the topics and the map."""
    pool = current_pool()
    head("Topics", "Themes that matcher learned from the whole pool: words that go together in what the labs write.")
    ranked_pool(pool)
    with one_line_errors():
        _map(pool)
    with one_line_errors():
        _topics(pool)


def _topics(pool: CurrentPool) -> None:
    part("In words", "Each lab is counted under its strongest theme.")
    topics = cached_for("topics", pool, lambda: topics_frame(pool.model))
    names = {"topic": "Words", "n_mentors": "Labs", "leading": "Labs with the largest share of it"}
    st.dataframe(topics.rename(columns=names), hide_index=True, height=420)


def _map(pool: CurrentPool) -> None:
    part("On a map", "Labs near each other are alike; the distance between far ones means nothing.")
    if len(pool.model.mentors) > _MAX_MAPPED:
        st.info(f"A map shows at most {_MAX_MAPPED:,} labs; this pool has {len(pool.model.mentors):,}.")
        return
    with st.spinner("Drawing the map, once for this pool …"):
        positions = cached_for("map", pool, lambda: map_frame(pool.model, []))
    chart = alt.layer(_labs(pool, positions), *_applicant(pool, positions))
    st.altair_chart(chart.properties(height=460), key="map")


def _labs(pool: CurrentPool, positions: pd.DataFrame) -> alt.Chart:
    known = [name for name in positions.columns if name not in ("kind", "id", "name", "topic", "x", "y")]
    colour = next((name for name in known if positions[name].nunique() <= 20), None)
    points: alt.Chart = alt.Chart(positions, description="The labs as points; the table below has the same in words.")
    field = re.sub(r"[.\[\]:\\]", r"\\\g<0>", colour or "")  # escaped, so that Altair reads the name literally
    drawn: alt.Chart = points.mark_circle(size=70, opacity=0.8).encode(
        x=alt.X("x:Q", axis=None),
        y=alt.Y("y:Q", axis=None),
        tooltip=[alt.Tooltip("name:N", title="lab"), alt.Tooltip("topic:N", title="theme")],
        **({"color": alt.Color(f"{field}:N", title=colour)} if colour else {}),
    )
    return drawn


def _applicant(pool: CurrentPool, positions: pd.DataFrame) -> list[alt.Chart]:
    document = session.visit().document
    place = place_on_map(pool.model, positions, session.applicant(pool.model, document).profile) if document else None
    if place is None:
        missing = "Bring a statement on “Find mentors” to see its position."
        hint("Your statement shares no theme with this pool." if document else missing)
        return []
    point = pd.DataFrame([{"x": place[0], "y": place[1], "name": "You"}])
    base = alt.Chart(point).encode(x="x:Q", y="y:Q", tooltip=[alt.Tooltip("name:N", title="statement")])
    return [
        base.mark_point(size=220, shape="diamond", filled=True, color="#b3543f"),
        base.mark_text(dy=-16, fontWeight="bold", fontSize=14, color="#b3543f").encode(text="name:N"),
    ]
