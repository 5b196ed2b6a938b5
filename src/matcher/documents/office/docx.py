"""A Word file to HTML, by mammoth. Runs in the child; imports nothing of the house."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from matcher.documents.office.archive import Refused, open_archive, part

_MAIN = "word/document.xml"
_RUN = re.compile(rb"<w:r[ >](?:(?!</w:r>).)*</w:r>", re.DOTALL)
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
    """Return the HTML of the document and counts of what it does not show."""
    import mammoth

    archive = open_archive(data, limits)
    content = part(archive, _MAIN)
    if not content:
        raise Refused("damaged")
    if content.count(b"<w:p>") + content.count(b"<w:p ") > limits["paragraphs"]:
        raise Refused("too large")
    visible, n_hidden = _without_hidden_runs(content)
    if n_hidden:
        data = _replaced(archive, visible)
    html = mammoth.convert_to_html(io.BytesIO(data), style_map=_STYLES, convert_image=lambda image: []).value
    return {
        "html": html,
        "author": _author(archive),
        "dropped": {
            "deleted passages": len(re.findall(rb"<w:del[ >]", content)),
            "equations": len(re.findall(rb"<m:oMath[ >]", content)),
            "pictures": len(re.findall(rb"<(?:a:blip|v:imagedata)[ />]", content)),
            "hidden passages": n_hidden,
            "comments": len(re.findall(rb"<w:comment [^>]*>", part(archive, "word/comments.xml"))),
        },
    }


def _without_hidden_runs(content: bytes) -> tuple[bytes, int]:
    """Take out the runs that Word does not show: keyword stuffing is not a statement."""
    if not _HIDING.search(content):
        return content, 0
    hidden = 0

    def shown(match: re.Match[bytes]) -> bytes:
        nonlocal hidden
        if not _HIDING.search(match[0]):
            return match[0]
        hidden += 1
        return b""

    return _RUN.sub(shown, content), hidden


def _replaced(archive: zipfile.ZipFile, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as fresh:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                fresh.writestr(name, content if name == _MAIN else archive.read(name))
    return target.getvalue()


def _author(archive: zipfile.ZipFile) -> str:
    creator = re.search(rb"<dc:creator>([^<]{1,100})</dc:creator>", part(archive, "docProps/core.xml"))
    return creator[1].decode("utf-8", "replace") if creator else ""
