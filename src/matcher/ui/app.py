"""The application: a page each, one address per view, one style for all."""

from pathlib import Path

import streamlit as st

from matcher.errors import MatcherError
from matcher.ui import session
from matcher.ui.find.page import find_page
from matcher.ui.forgetting import forget_on_time
from matcher.ui.page_parts import literal
from matcher.ui.place_page import place_page
from matcher.ui.pool_page import pool_page
from matcher.ui.score_page import score_page
from matcher.ui.topics_page import topics_page
from matcher.ui.trust_page import trust_page
from matcher.ui.weights_page import weights_page

_STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="matcher", page_icon="🧭", layout="wide")
    st.html(_STYLE)
    forget_on_time()
    page = st.navigation(pages(), position="top")
    session.turn_to(page.url_path)
    try:
        page.run()
    except MatcherError as error:
        st.error(literal(str(error)))


def pages() -> list[st.Page]:
    """Return the pages in the order of the menu."""
    return [
        st.Page(find_page, title="Find mentors", url_path="find", default=True),
        st.Page(score_page, title="Score a file", url_path="score"),
        st.Page(place_page, title="Place people", url_path="place"),
        st.Page(pool_page, title="Pool", url_path="pool"),
        st.Page(topics_page, title="Topics", url_path="topics"),
        st.Page(weights_page, title="Weights", url_path="weights"),
        st.Page(trust_page, title="Trust", url_path="trust"),
    ]
