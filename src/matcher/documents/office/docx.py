"""Convert a Word file to HTML with mammoth. Runs in the child; imports nothing of matcher."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from matcher.documents.office.archive import Refused, n_elements, open_archive, part

_MAIN = "word/document.xml"
_RUN = re.compile(rb"<w:r[ >][^<]*+(?:<(?!/?w:r[ >])[^<]*+)*</w:r>")
_UNUSED = re.compile(
    rb"<w:(?!(?:p|r|t|tc|br|cr|tab|b|i|u|strike|vertAlign|caps|smallCaps|highlight|rStyle|pStyle|ilvl|numId|gridSpan|vMerge"
    rb"|footnoteReference|endnoteReference|commentReference|noBreakHyphen|softHyphen|sym|bookmarkStart|tblHeader|tblStyle"
    rb"|fldChar|default|checked|ins|del|outlineLvl)[ />])\w{1,40}(?: [^<>]*+|/)>(?<=/>)| w:rsid\w{0,9}=\"\w{0,9}\""
)
"""Empty elements that mammoth ignores: fonts, sizes, languages, spelling, edges of edits."""

_TEXT_RUN = re.compile(rb"<w:r>(<w:rPr>[^<]*+(?:<(?!/w:rPr>)[^<]*+)*</w:rPr>)?<w:t(?: [^<>]*+)?>([^<]*+)</w:t></w:r>")
_END = b"</w:t></w:r>"
_WRAPPERS = re.compile(rb"</?w:(?:fldSimple|smartTag|customXml)(?:\s[^<>]{0,4000})?>")
"""Elements around runs, such as the result of a field, that mammoth leaves out with all of their content."""

_TEXT_BOX = re.compile(rb"<w:txbxContent>|</w:txbxContent>")
_WORDS = re.compile(rb"<w:t[ >][^<>]{0,200}>?[^<>]{0,200}[A-Za-z\x80-\xff]{2}[^<>]{0,200}</w:t>")
_HIDING = re.compile(rb'<w:(?:vanish|webHidden)(?: w:val="(?:1|true|on)")?/>|<w:color [^>]*w:val="FFFFFF"', re.I)
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='heading 1'] => h1:fresh
p[style-name='heading 2'] => h2:fresh
p[style-name='heading 3'] => h3:fresh
comment-reference => !
"""


def read(data: bytes, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the HTML and the author of the document, and counts of what the HTML leaves out."""
    import mammoth

    archive = open_archive(data, limits)
    content = part(archive, _MAIN)
    if not content:
        raise Refused("damaged")
    whole = _with_text_boxes(_WRAPPERS.sub(b"", content))
    # Word does not show these runs: keyword stuffing is not a statement
    shown = _RUN.sub(lambda run: b"" if _HIDING.search(run[0]) else run[0], whole)
    visible = _with_joined_runs(shown)
    others = (archive.read(name) for name in archive.namelist() if name.endswith(".xml") and name != _MAIN)
    if n_elements(visible) + sum(map(n_elements, others)) > limits["elements"]:
        raise Refused("too large")
    html = mammoth.convert_to_html(_packed(archive, visible), style_map=_STYLES, convert_image=lambda image: []).value
    page_heads = [name for name in archive.namelist() if re.fullmatch(r"word/(?:header|footer)\d{0,3}\.xml", name)]
    creator = re.search(rb"<dc:creator>([^<]{1,100})</dc:creator>", part(archive, "docProps/core.xml"))
    return {
        "html": html,
        "author": creator[1].decode("utf-8", "replace") if creator else "",
        "dropped": {
            "deleted passages": len(re.findall(rb"<w:del[ >]", content)),
            "equations": len(re.findall(rb"<m:oMath[ >]", content)),
            "pictures": len(re.findall(rb"<(?:a:blip|v:imagedata)[ />]", content)),
            "hidden passages": whole.count(b"</w:r>") - shown.count(b"</w:r>"),
            "page heads and feet": sum(bool(_WORDS.search(archive.read(name))) for name in page_heads[:40]),
            "comments": len(re.findall(rb"<w:comment [^>]*>", part(archive, "word/comments.xml"))),
        },
    }


def _with_joined_runs(content: bytes) -> bytes:
    """Join adjacent runs of the same format: programs split a sentence at each correction."""
    content = _UNUSED.sub(b"", content).replace(b"<w:rPr></w:rPr>", b"")
    pieces: list[bytes] = []
    place, properties = -1, b""
    for run in _TEXT_RUN.finditer(content):
        if run.start() == place and (run[1] or b"") == properties:
            pieces.append(run[2])
        else:
            pieces += [_END, content[max(place, 0) : run.start(2)]] if place >= 0 else [content[: run.start(2)]]
            pieces.append(run[2])
        place, properties = run.end(), run[1] or b""
    return b"".join(pieces) + (_END + content[place:] if place >= 0 else content)


def _with_text_boxes(content: bytes) -> bytes:
    """Move the text of boxes that have no copy for older programs to the end of the page."""
    if b"<wps:txbx" not in content or b"<v:textbox" in content:
        return content
    boxes, start = [], -1
    for edge in _TEXT_BOX.finditer(content):
        if edge[0][1:2] != b"/":
            start = edge.end() if start < 0 else start
        elif start >= 0:
            boxes.append(content[start : edge.start()])
            start = -1
    head, body, tail = content.rpartition(b"</w:body>")
    return b"".join([head, *boxes, body, tail]) if body else content


def _packed(archive: zipfile.ZipFile, content: bytes) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as fresh:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                fresh.writestr(name, content if name == _MAIN else archive.read(name))
    return target
