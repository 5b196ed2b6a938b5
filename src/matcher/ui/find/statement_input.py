"""The first screen: upload a document, paste a text or try a sample; the result is a `Document`."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from matcher.documents import Document, parse_document, read_document
from matcher.documents.sandbox import parse_sandboxed
from matcher.errors import InputError
from matcher.model.cache import sample_dir
from matcher.pages.markup import tag
from matcher.tables import MAX_BYTES
from matcher.ui.find import picks
from matcher.ui.page_parts import one_line_errors
from matcher.wording import counted

PASTE_LIMIT = 200_000
UNSANDBOXED_LIMIT = 20_000
"""Characters of a pasted text that are parsed in this process; longer ones and files are parsed under limits."""
PASTED = "Pasted text"
_AGAIN = "Your settings are back; your text is not, because it was never saved. Bring it again to see this lab."
_TITLES = {
    "letter": "Letter: variable stars",
    "statement-of-purpose": "Statement of purpose: medical imaging",
    "cover-letter": "Cover letter: databases",
    "interests": "Interests page: compilers",
    "two-worlds": "Personal page: law and privacy",
    "about": "About page: old handwriting",
    "blog-post": "Blog post: heat pumps",
    "chatty": "Forum post: tiny machine learning",
    "career-change": "Career change: nursing and heat",
    "three-lines": "Three lines: quantum decoders",
}


def ask_statement(n_mentors: int) -> Document | None:
    """Draw the first screen; return the document that was given in this run, if any."""
    promise = (
        f"Bring a statement; matcher ranks {counted(n_mentors, 'lab')} by what they share with it and shows "
        "every reason. Your text stays on this machine and is not saved: when you close the page, it is gone."
    )
    again = tag("p", _AGAIN, cls="m-note", role="status") if picks.opened() else ""
    st.html(tag("div", tag("h1", "Which labs fit what you write?"), tag("p", promise), again, cls="m-hero"))
    left, right = st.columns(2, gap="medium")
    documents: list[Document | None] = []
    with left, st.container(border=True, key="card-upload", height="stretch"), one_line_errors():
        documents.append(_uploaded())
    with right, st.container(border=True, key="card-paste", height="stretch"), one_line_errors():
        documents.append(_pasted())
    with one_line_errors():
        documents.append(_sample())
    return next(filter(None, reversed(documents)), None)


def _uploaded() -> Document | None:
    st.html(tag("h2", "Upload a document"))
    file = st.file_uploader(
        "A letter, a statement, an about page, a CV: text, Markdown, Word, PDF, web page, OpenDocument, RTF or LaTeX, "
        "up to 10 MB",
        key="upload",
        max_upload_size=MAX_BYTES // 1024**2,
    )
    if file is None:
        return None
    if file.size > MAX_BYTES:
        raise InputError(f"{file.name} must hold at most {MAX_BYTES // 1024**2} MB; it is larger: give a shorter file")
    return parse_sandboxed(file.getvalue(), file.name)


def _pasted() -> Document | None:
    st.html(tag("h2", "Or paste your text"))
    with st.form("paste", border=False):
        label = "What you would write to a lab: what you have done, what you want to work on, what you do not want"
        text = st.text_area(label, key="pasted", height=128)
        pressed = st.form_submit_button("Rank the labs", type="primary", key="rank")
    if not pressed:
        return None
    refuse_long(text, PASTED)
    parse = parse_document if len(text) <= UNSANDBOXED_LIMIT else parse_sandboxed
    return parse(text.encode(), PASTED)


def refuse_long(text: str, name: str) -> None:
    """Raise `InputError` for a text over the limit; a text area with a limit drops a long paste without a message."""
    if len(text) > PASTE_LIMIT:
        raise InputError(
            f"{name} must have at most {PASTE_LIMIT:,} characters; it has {len(text):,}: give the part about you"
        )


def _sample() -> Document | None:
    st.html(tag("h2", "Or try a sample", tag("small", "invented people, invented labs"), cls="m-or"))
    chosen: Document | None = None
    with st.container(horizontal=True, gap="small", key="samples"):
        for title, path in _samples().items():
            if st.button(title, key=f"sample-{path.stem}"):
                chosen = replace(read_document(path), name=title)
    return chosen


def _samples() -> dict[str, Path]:
    """Return the sample documents by title; the file name is the title of one that has none in `_TITLES`."""
    order = {name: place for place, name in enumerate(_TITLES)}
    paths = [path for path in (sample_dir() / "statements").glob("*") if path.is_file()]
    paths.sort(key=lambda path: (order.get(path.stem, len(order)), path.name))
    return {_TITLES.get(path.stem, path.stem.replace("-", " ").capitalize()): path for path in paths}
