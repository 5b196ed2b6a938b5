"""The application: a page each, one address per view, one style for all."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from matcher.errors import MatcherError
from matcher.ui.find.page import find_page
from matcher.ui.markup import literal

_STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="matcher", page_icon="🧭", layout="wide")
    st.html(_STYLE)
    page = st.navigation(pages(), position="top")
    try:
        page.run()
    except MatcherError as error:
        st.error(literal(str(error)))


def pages() -> list[st.Page]:
    """Return the pages in the order of the menu."""
    return [
        st.Page(_titled(find_page), title="Find mentors", url_path="", default=True),
    ]


def _titled(draw: Callable[[], None]) -> Callable[[], None]:
    return draw
