"""Where the reader looks after a click: Streamlit keeps the scroll position of the view before, far down a new one."""

import streamlit as st

from matcher.ui.markup import Html, tag

# fixed scripts: nothing that a person or a pool wrote ever enters them
_TO_TOP = Html("document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0)")
_TO_LAST = Html("document.querySelector('.m-last')?.scrollIntoView({block: 'center'})")


def to_top(view: str) -> None:
    """Show the top of a view, once each time another view comes; a slider moved within it does not scroll."""
    st.html(tag("script", _TO_TOP, data_view=view), unsafe_allow_javascript=True)


def to_last() -> None:
    """Show the row that was open last, when a reader comes back to the ranking."""
    st.html(tag("script", _TO_LAST, data_view="ranking"), unsafe_allow_javascript=True)
