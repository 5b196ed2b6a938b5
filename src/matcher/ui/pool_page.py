"""Pool: bring your own, browse it, see which rows cannot be used, go back to the sample."""

import streamlit as st

from matcher.mentors import check_pool, containing
from matcher.pages.markup import Html, join, tag
from matcher.records import Profile
from matcher.tables.columns import POOL_NEEDS
from matcher.ui import session
from matcher.ui.page_parts import head, one_line_errors, part, show_said
from matcher.ui.pool_source import PoolAtHand, bring_own, fitted_apart, pool_at_hand
from matcher.ui.table_input import show_problems, table_with_columns
from matcher.wording import counted, facts

_PROBLEMS = "pool-problems"


def pool_page() -> None:
    """Draw the pool at hand and the way to another."""
    pool = pool_at_hand()
    places = [mentor.capacity for mentor in pool.model.mentors if mentor.capacity is not None]
    said = f"{pool.name}: {counted(len(pool.model.mentors), 'lab')}, {counted(pool.model.fitted.terms.n_terms, 'term')}"
    head("Pool", f"{said}, {counted(sum(places), 'place')}." if places else f"{said}; places are not given.")
    show_said("pool")
    if pool.is_own:
        st.button("Back to the pool before", key="forget-pool", on_click=_forget)
        show_problems(st.session_state.get(_PROBLEMS, []))
    _browse(pool)
    with one_line_errors():
        _own()


def _own() -> None:
    part("Use your own pool", "It is read into this visit only, and is gone with it; nobody else sees it.")
    label = "A table of labs or mentors: CSV, Excel, JSON lines or Parquet, up to 50 MB"
    given = table_with_columns(label, "pool-table", POOL_NEEDS)
    if given is None:
        st.html(tag("p", _WANTED, cls="m-facts"))
        return
    table, columns = given
    if st.button("Use this pool", type="primary", key="use-pool"):
        with st.spinner("Reading and fitting the pool …"), table.on_disk() as source:
            mentors, problems = check_pool(source, columns, sheet=table.sheet, header_row=table.header_row)
            bring_own(PoolAtHand(fitted_apart(None, mentors, ()), table.name, is_own=True))
            st.session_state[_PROBLEMS] = problems
        session.say("pool", f"{table.name} is ranked now, on every page of this visit.")
        st.rerun()


_WANTED = (
    "It needs an id, a name, and interests or a statement for each lab. Places (how many people a lab can take), what "
    "it does not want, and a web page are used where they are given; every other column becomes a filter."
)


def _forget() -> None:
    bring_own(None)
    session.say("pool", "The pool before is ranked again.")


@st.fragment
def _browse(pool: PoolAtHand) -> None:
    part("Browse")
    text = st.text_input("Search", key="browse-text", placeholder="any word of a name, interest, statement or project")
    kept = containing(pool.model.mentors, text) if text.strip() else None
    mentors = [mentor for mentor in pool.model.mentors if kept is None or mentor.id in kept]
    if not mentors:
        st.info("No lab mentions that.")
        return
    lines = [
        {"Name": one.name, "Interests": one.interests, "Places": one.capacity, "Id": one.id, **one.attributes}
        for one in mentors
    ]
    picked = st.dataframe(
        lines,
        hide_index=True,
        height=min(360, 38 + 35 * len(mentors)),
        key="browse-table",
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = picked["selection"]["rows"]
    st.caption(f"{counted(len(mentors), 'lab')}; select a row to read it whole.")
    if rows and rows[0] < len(mentors):
        st.html(_profile(mentors[rows[0]]))


def _profile(mentor: Profile) -> Html:
    projects = [tag("li", tag("b", one.title), " ", one.text) for one in mentor.evidence]
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
