"""Convert an OpenDocument text to HTML. Runs in the child; imports nothing of matcher."""

import html
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from matcher.documents.office.archive import Refused, n_elements, open_archive, part

_OFFICE, _TEXT, _TABLE, _STYLE, _FO, _DRAW, _META = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("office", "text", "table", "style", "xsl-fo-compatible", "drawing", "meta")
)
_LINK = "{http://www.w3.org/1999/xlink}href"
_SKIPPED = {
    **dict.fromkeys((f"{_OFFICE}annotation-end", f"{_OFFICE}forms", f"{_TEXT}sequence-decls"), ""),
    **dict.fromkeys((f"{_TEXT}note-citation", f"{_TEXT}bookmark"), ""),
    f"{_TEXT}tracked-changes": "deleted passages",
    f"{_OFFICE}annotation": "comments",
    f"{_DRAW}image": "pictures",
    f"{_DRAW}object": "equations",
    f"{_TEXT}table-of-content": "tables of contents",
}
"""Elements that are not read, and the names under which they are counted."""

_BLOCKS = {f"{_TEXT}list": "ul", f"{_TEXT}list-item": "li", f"{_TEXT}p": "p"}
_BLOCKS |= {f"{_TABLE}table": "table", f"{_TABLE}table-row": "tr", f"{_TABLE}table-cell": "td"}
_LOOKS = {
    "b": (f"{_FO}font-weight", {"bold", "600", "700", "800", "900"}),
    "i": (f"{_FO}font-style", {"italic"}),
    "hidden": (f"{_TEXT}display", {"none"}),
}
_MARKS = {f"{_TEXT}tab": " ", f"{_TEXT}s": " ", f"{_TEXT}line-break": "<br>"}


def read(data: bytes, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the HTML and the author of the document, and counts of what the HTML leaves out."""
    from defusedxml.ElementTree import fromstring

    archive = open_archive(data, limits)
    if b"encryption-data" in part(archive, "META-INF/manifest.xml"):
        raise Refused("encrypted")
    parts = [part(archive, name) for name in ("content.xml", "styles.xml", "meta.xml")]
    if sum(map(n_elements, parts)) > 5 * limits["elements"]:  # this parser is faster than that for Word files
        raise Refused("too large")
    root, styles, meta = (fromstring(content or b"<none/>") for content in parts)
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise Refused("damaged")
    page = _Page(_looks(styles) | _looks(root))
    page.walk(body)
    return {
        "html": "".join(page.html + page.notes),
        "author": meta.findtext(f".//{_META}initial-creator", ""),
        "dropped": page.dropped,
    }


def _looks(root: Element) -> dict[str, frozenset[str]]:
    """Return the effects of each named style on text: b, i, hidden."""
    return {
        style.get(f"{_STYLE}name", ""): frozenset(
            look
            for properties in style.iter(f"{_STYLE}text-properties")
            for look, (attribute, values) in _LOOKS.items()
            if properties.get(attribute) in values
        )
        for style in root.iter(f"{_STYLE}style")
    }


class _Page:
    """The HTML written so far; notes are kept for the end, since a footnote would divide its sentence."""

    def __init__(self, looks: Mapping[str, frozenset[str]]) -> None:
        self.looks = looks
        self.html: list[str] = []
        self.notes: list[str] = []
        self.dropped: Counter[str] = Counter()

    def walk(self, element: Element) -> None:
        self.html.append(html.escape(element.text or ""))
        for child in element:
            self.write(child)
            self.html.append(html.escape(child.tail or ""))

    def write(self, element: Element) -> None:
        tag = element.tag
        looks = self.looks.get(element.get(f"{_TEXT}style-name", ""), frozenset())
        if tag in _SKIPPED:
            self.dropped[_SKIPPED[tag]] += 1
        elif tag == f"{_TEXT}note":
            self.set_aside(element)
        elif tag in _MARKS:
            self.html.append(_MARKS[tag])
        elif "hidden" in looks:
            self.dropped["hidden passages"] += 1
        else:
            names = list(_html_elements(element, looks))
            self.html += [f"<{name}>" for name in names]
            self.walk(element)
            self.html += [f"</{name.split()[0]}>" for name in reversed(names)]

    def set_aside(self, note: Element) -> None:
        written, self.html = self.html, ['<div class="footnote">']
        body = note.find(f"{_TEXT}note-body")
        if body is not None:
            self.walk(body)
        self.notes += [*self.html, "</div>"]
        self.html = written


def _html_elements(element: Element, looks: frozenset[str]) -> Iterator[str]:
    """Yield the HTML elements, with their attributes, for an element with these effects."""
    if element.tag == f"{_TEXT}h":
        yield f"h{min(int(element.get(f'{_TEXT}outline-level', '1')), 6)}"
    elif element.tag in _BLOCKS:
        yield _BLOCKS[element.tag]
    elif element.tag == f"{_TEXT}a":
        yield f'a href="{html.escape(element.get(_LINK, ""))}"'
    if element.tag in {f"{_TEXT}span", f"{_TEXT}p"}:
        yield from sorted(looks)
