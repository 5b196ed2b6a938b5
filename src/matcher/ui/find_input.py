"""What a visitor gives to Find mentors: a statement on the first screen; weights, length and filters at the side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from matcher.config import Wanted, Weights
from matcher.documents import Document, parse_document, read_document
from matcher.documents.sandbox import parse_sandboxed
from matcher.errors import InputError
from matcher.mentors import containing, eligible
from matcher.model import MatchModel
from matcher.model.cache import sample_dir
from matcher.pages.markup import tag
from matcher.records import Profile
from matcher.registry import facets
from matcher.tables import MAX_BYTES
from matcher.ui import picks, session
from matcher.ui.components import legend, stacked_bar
from matcher.ui.page_parts import literal, one_line_errors
from matcher.wording import counted, percents

PASTE_LIMIT = 200_000
_UNSANDBOXED_LIMIT = 20_000
"""Characters of a pasted text that are parsed in this process; longer ones and files are parsed under limits."""
_PASTED = "Pasted text"
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
SORTS = {"score": "Best fit first", "name": "Name, A to Z", "places": "Most places first"}
_MAX_VALUES = 60
"""A column with more distinct values is no filter."""
_OTHERS = {"mentions", "places", "k", "sort"}
"""Keys of the settings that are neither weights nor filters by column."""
_KEPT, _PUT_BACK = "settings", "settings-to-put-back"


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
    refuse_long(text, _PASTED)
    parse = parse_document if len(text) <= _UNSANDBOXED_LIMIT else parse_sandboxed
    return parse(text.encode(), _PASTED)


def refuse_long(text: str, name: str) -> None:
    """Raise `InputError` for a text over the limit; a text area with a limit drops a long paste without a message."""
    if len(text) > PASTE_LIMIT:
        raise InputError(
            f"{name} must have at most {PASTE_LIMIT:,} characters; it has {len(text):,}: give the part about you"
        )


def _sample() -> Document | None:
    st.html(tag("h2", "Or try a sample", tag("small", "invented people, invented labs"), cls="m-or"))
    chosen: Document | None = None
    paths = {path.stem: path for path in sorted((sample_dir() / "statements").glob("*")) if path.is_file()}
    known = {stem: title for stem, title in _TITLES.items() if stem in paths}
    others = {stem: stem.replace("-", " ").capitalize() for stem in paths if stem not in known}
    with st.container(horizontal=True, gap="small", key="samples"):
        for stem, title in (known | others).items():
            if st.button(title, key=f"sample-{stem}"):
                chosen = replace(read_document(paths[stem]), name=title)
    return chosen


def settings(model: MatchModel, *, turned: bool) -> tuple[Wanted, str]:
    """Draw the side bar; return the settings and the order, one of `SORTS`.

    `turned`: the visitor came from another page. Raises `ConfigError` for weights or filters that leave nothing.
    """
    st.session_state.update(st.session_state.pop(_PUT_BACK, {}))
    default = percents(model.weights)
    with st.sidebar:
        st.html(tag("h2", "What counts"))
        steps = {}
        for facet in facets():
            key, share = f"weight-{facet.name}", default[facet.name]
            steps[facet.name] = st.slider(facet.label, 0, 100, share, key=key, help=facet.help, bind="query-params")
        shares = st.empty()
        reset = partial(st.session_state.update, {f"weight-{facet}": share for facet, share in default.items()})
        st.button("Reset the weights", key="reset-weights", on_click=reset, type="tertiary")
        st.html(tag("h2", "Who is ranked"))
        allowed = _allowed(model.mentors)
        most = min(50, len(model.mentors))
        label = "How many labs are listed"
        k = st.slider(label, 1, most, min(10, most), key="k", bind="query-params") if most > 1 else 1
        sort = st.selectbox("Order", list(SORTS), format_func=SORTS.__getitem__, key="sort", bind="query-params")
    # on the way Streamlit draws this page with an address without settings, which resets them to the defaults
    values, is_lost = {key: st.session_state[key] for key in _keys(st.session_state)}, not _keys(st.query_params)
    if before := session.put_back(_KEPT, values, turned=turned, is_lost=is_lost, of=model):
        st.session_state[_PUT_BACK] = before
        st.rerun()
    # default weights are not whole percents: while no slider has moved, the page ranks as the command line does
    weights = Weights(model.weights) if steps == default else Weights.in_proportion(steps)
    shares.html(tag("div", stacked_bar(weights, 1.0), legend(weights), cls="m-shares"))
    return Wanted(k, weights, allowed), sort


def _keys(names: Iterable[object]) -> list[str]:
    return [name for name in map(str, names) if name.startswith(("weight-", "where-")) or name in _OTHERS]


def _allowed(mentors: Sequence[Profile]) -> set[str] | None:
    """Return the ids of the mentors that may be ranked, or `None` for all."""
    text = st.text_input("Only labs that mention", key="mentions", placeholder="any word")
    conditions = []
    for column, values in _filter_columns(mentors).items():
        key = f"where-{column}"
        picked = st.multiselect(literal(column), values, key=key, placeholder="any", bind="query-params")
        conditions += [f"{column}={value}" for value in picked]
    chosen: list[set[str]] = []
    has_places = any(mentor.capacity is not None for mentor in mentors)
    if has_places and st.toggle("Only labs with places", key="places", bind="query-params"):
        # a lab of unknown capacity may have no place
        chosen.append({mentor.id for mentor in mentors if mentor.capacity})
    if text.strip():
        chosen.append(containing(mentors, text))
    if conditions:
        chosen.append(eligible(mentors, conditions))
    return set.intersection(*chosen) if chosen else None


def _filter_columns(mentors: Iterable[Profile]) -> dict[str, list[str]]:
    """Return the attribute columns that can be filters, with their values: from 2 to `_MAX_VALUES` of them."""
    columns: dict[str, set[str]] = {}
    for mentor in mentors:
        for column, value in mentor.attributes.items():
            if "=" not in column:
                columns.setdefault(column, set()).update({value} - {""})
    return {
        name: sorted(values, key=str.casefold) for name, values in columns.items() if 1 < len(values) <= _MAX_VALUES
    }
