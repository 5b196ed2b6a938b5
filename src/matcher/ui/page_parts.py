"""What every page begins with, how strangers' words stand in a label, and how an error becomes one line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from matcher.errors import MatcherError
from matcher.pages.markup import tag
from matcher.ui.pool_source import PoolAtHand
from matcher.wording import counted


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
    st.html(tag("div", tag("h2", title), *([tag("p", text, cls="m-facts")] if text else []), cls="m-part-title"))


def ranked_pool(pool: PoolAtHand) -> None:
    """Say which pool is ranked."""
    kind = "the sample pool of invented labs" if pool.is_sample else "your own pool" if pool.is_own else "the pool"
    text = f"Ranked: {kind}, {counted(len(pool.model.mentors), 'lab')} ({pool.name}). The page “Pool” changes it."
    st.html(tag("p", text, cls="m-facts"))


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn what a person can mend into one line in its place."""
    try:
        yield
    except MatcherError as error:
        st.error(literal(str(error)))
