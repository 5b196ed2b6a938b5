"""What was read: the parts of a document with the reason for each kind, which a visitor can correct."""

import streamlit as st

from matcher.documents import KINDS, Document, Part
from matcher.documents.document import report
from matcher.pages.markup import Html, bullets, join, tag
from matcher.ui import session
from matcher.ui.components import chips, cut
from matcher.ui.find_input import PASTE_LIMIT, refuse_long
from matcher.ui.page_parts import hint, one_line_errors
from matcher.wording import counted

KIND_NAMES = {
    "interests": "Interests",
    "statement": "Statement",
    "experience": "Experience",
    "goals": "Goals",
    "values": "Values",
    "avoid": "Not wanted",
    "other": "Not counted",
}
_FORMATS = {
    "text": "plain text",
    "html": "web page",
    "pdf": "PDF",
    "docx": "Word",
    "odt": "OpenDocument",
    "rtf": "rich text",
    "latex": "LaTeX",
    "markdown": "Markdown",
}
_SHOWN = 700
"""The number of characters of a part that are drawn; its text area has all of them."""

_MAX_DRAWN = 80
"""The largest number of parts and of interests that are drawn, so that a thesis with a thousand headings fits."""

_HELP = (
    "The ranking follows these parts. Change what a part is about, or edit its text; an empty part is removed. "
    "What is not counted stays here and does not enter the ranking, nor do names, addresses and links."
)


def show_reading(document: Document, share: float) -> None:
    """Draw the panel; a correction changes the current document, and one button undoes all of them."""
    with st.container(key="read"), st.expander("What was read", key="read-open", on_change="rerun") as panel:
        if not panel.open:  # a part is three widgets, drawn only while the panel is open
            return
        st.html(_facts(document, share))
        st.html(tag("div", _interests(document), _unwanted(document), cls="m-found"))
        with st.container(horizontal=True, vertical_alignment="center", key="parts-head"):
            st.html(tag("h3", counted(len(document.parts), "part"), cls="m-count"))
            if document != session.visit().original:
                st.button("Undo all corrections", key="undo", on_click=session.undo)
        hint(_HELP)
        for place, part in enumerate(document.parts[:_MAX_DRAWN]):
            _part(place, part)
        if len(document.parts) > _MAX_DRAWN:
            rest = counted(len(document.parts) - _MAX_DRAWN, "more part")
            hint(f"{rest} not drawn here; they count as read.")


def _facts(document: Document, share: float) -> Html:
    read = report(document, share)
    encoding = "" if read["encoding"] == "set by the format" else f", encoding {read['encoding']}"
    lines = [
        f"Read as {_FORMATS.get(read['format'], read['format'])}{encoding}.",
        *(f"{note[:1].upper()}{note[1:]}." for note in read["notes"]),
        f"{read['counted']:.0%} of the text counts; the pool knows {share:.0%} of its words, common words aside.",
    ]
    return bullets(lines, "m-notes")


def _interests(document: Document) -> Html:
    interests = document.interests_from
    by_source: dict[str, list[str]] = {}
    for phrase, source in interests[:_MAX_DRAWN]:
        by_source.setdefault(source, []).append(phrase)
    lines = [chips(phrases, source) for source, phrases in by_source.items()]
    if len(interests) > _MAX_DRAWN:
        lines.append(tag("small", f"and {len(interests) - _MAX_DRAWN} more"))
    nothing = tag("p", "None named; the whole text is compared with what the labs list.", cls="m-facts")
    return tag("section", tag("h3", "Interests found"), *(lines or [nothing]))


def _unwanted(document: Document) -> Html:
    """Return what is not wanted, then the sentences it was taken from, so that a person can check it."""
    text, left_out = cut(document.avoid, 4 * _SHOWN)
    lines = [tag("span", line.removeprefix("- ")) for line in text.split("\n") if line.strip()]
    if not lines:
        return tag("section", tag("h3", "Not wanted"), tag("p", "Nothing said.", cls="m-facts"))
    sentences = list(dict.fromkeys(" ".join(sentence.split()) for _, sentence in document.refused))
    notes = [f"… {left_out:,} more characters"] if left_out else []
    notes += [f"said in: “{sentence}”" for sentence in sentences[:_MAX_DRAWN]]
    notes += [f"and {len(sentences) - _MAX_DRAWN} more sentences"] if len(sentences) > _MAX_DRAWN else []
    lines += [tag("small", note) for note in notes]
    return tag("section", tag("h3", "Not wanted"), bullets(lines))


def _part(place: int, part: Part) -> None:
    key = f"{session.visit().edition}-{place}"  # new when parts are renumbered, so none shows an old text
    state = st.session_state

    def change_kind() -> None:
        session.correct(place, kind=state[f"kind-{key}"])

    def change_text() -> None:
        if len(text := state[f"text-{key}"]) <= PASTE_LIMIT:  # a longer one changes nothing; the error below says so
            session.correct(place, text=text)

    with st.container(border=True, key=f"part-{key}-{part.kind}"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"part-{key}-tools"):
            st.selectbox(
                f"What part {place + 1} is about",
                KINDS,
                index=KINDS.index(part.kind),
                format_func=KIND_NAMES.__getitem__,
                key=f"kind-{key}",
                label_visibility="collapsed",
                width=170,
                on_change=change_kind,
            )
            edits = st.toggle(f"Edit part {place + 1}", key=f"edit-{key}")
        st.html(_shown(part._replace(text="") if edits else part))
        if not edits:
            return
        text = st.text_area(
            f"Text of part {place + 1}",
            part.text,
            key=f"text-{key}",
            height=220,
            label_visibility="collapsed",
            on_change=change_text,
        )
        with one_line_errors():
            if text != part.text:
                refuse_long(text, "The text of this part")


def _shown(part: Part) -> Html:
    why = "by its heading" if part.why == f'heading "{part.title.rpartition(" / ")[2]}"' else part.why
    shown, left_out = cut(part.text, _SHOWN)
    rest = tag("em", f" … {left_out:,} more characters") if left_out else ""
    return tag(
        "div",
        tag("p", join(tag("b", part.title), " ") if part.title else "", tag("small", why), cls="m-part-head"),
        tag("div", shown, rest, cls="m-text") if shown else "",
        cls="m-part m-out" if part.kind == "other" else "m-part",
    )
