"""Convert rich text to HTML. Runs in the child; imports nothing of matcher.

The available library returns only lines: without footnotes, headings or bold words, but with hidden text (decision 8).
The format is a stream of control words in nested groups; a group inherits the format before it, which its end restores.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from matcher.documents.office.archive import Refused

_TOKEN = re.compile(
    r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|((?:\\'[0-9a-f]{2})+)|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_SILENT = frozenset(
    """
    fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator info pict object header
    headerl headerr headerf footer footerl footerr footerf fldinst themedata colorschememapping latentstyles datastore
    xmlnstbl filetbl revtbl sp annotation atnid atnauthor bkmkstart bkmkend nonshppict pgdsctbl private mmath
    background template userprops docvar falt panose wgrffmtfilter
    """.split()
)
_SHOWN_THOUGH_STARRED = {"shpinst", "shptxt", "footnote", "fldrslt"}
_CHARACTERS = dict(zip("emdash endash lquote rquote ldblquote rdblquote".split(), "—–‘’“”", strict=True))
_CHARACTERS |= {**dict.fromkeys("tab emspace enspace qmspace".split(), " "), "line": "\n"}
_DROPPED = {"pict": "pictures", "annotation": "comments", "mmath": "equations", "object": "equations"}


class _Look(NamedTuple):
    """The format of a group's text; `skip` is the number of replacement characters after a Unicode character."""

    is_silent: bool = False
    is_hidden: bool = False
    is_bold: bool = False
    is_link: bool = False
    skip: int = 1


def read(data: bytes, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the HTML and the author of the document, and counts of what the HTML leaves out."""
    if len(data) > limits["expanded"]:
        raise MemoryError
    text = data.decode("latin-1")
    page = _Page(text)
    for token in _TOKEN.finditer(text):
        page.take(token)
        if len(page.groups) > limits["groups"]:
            raise Refused("too nested")
    author = re.search(r"\{\\author ([^{}\\]{1,100})\}", text)
    return {"html": page.finished(), "author": author[1] if author else "", "dropped": page.dropped}


class _Page:
    """The HTML written so far, and the state of the reader."""

    def __init__(self, text: str) -> None:
        page = re.search(r"\\ansicpg(\d{3,5})", text[:2000])
        self.encoding = f"cp{page[1]}" if page and page[1] not in {"0", "10000"} else "cp1252"
        self.look = _Look()
        self.groups: list[tuple[_Look, str]] = []
        self.html: list[str] = []
        self.notes: list[str] = []
        self.paragraph: list[str] = []
        self.held: list[list[str]] = []  # paragraphs to continue after a footnote
        self.cells: list[str] = []
        self.is_row = False
        self.tag = "p"
        self.opens = ""
        self.to_skip = 0
        self.dropped: Counter[str] = Counter()

    def take(self, token: re.Match[str]) -> None:
        word, number, codes, sign, brace, plain = token.groups()
        if brace == "{":
            self.groups.append((self.look, self.opens))
            self.opens, self.to_skip = "", 0
        elif brace:
            self.close()
        elif word:
            self.control(word.lower(), int(number) if number else None)
        elif codes:
            self.write(bytes.fromhex(codes.replace("\\'", "")).decode(self.encoding, "replace"))
        elif sign == "*":
            self.opens = "*"  # of an unknown destination
        elif sign and sign in "\n\r":
            self.control("par", None)
        elif sign and sign in "{}\\~_":
            self.write({"~": " ", "_": "-"}.get(sign, sign))
        elif plain:
            self.write(plain)

    def close(self) -> None:
        """End a group: restore the format before it, and move a footnote to the end of the page."""
        if self.opens == "footnote" and self.held:
            self.notes.append(f'<p class="footnote">{"".join(self.paragraph)}</p>')
            self.paragraph = self.held.pop()
        if self.groups:
            self.look, self.opens = self.groups.pop()
        self.to_skip = 0

    def control(self, word: str, number: int | None) -> None:
        starred, self.opens = self.opens == "*", self.opens.replace("*", "")
        if word in _SILENT or (starred and word not in _SHOWN_THOUGH_STARRED):
            self.look = self.look._replace(is_silent=True)
            if word in _DROPPED:
                self.dropped[_DROPPED[word]] += 1
        elif word in {"listtext", "pntext"} or (word == "bullet" and not self.is_begun()):
            self.tag = "li" if self.tag == "p" else self.tag  # numbered headings have this too
            self.look = self.look._replace(is_silent=self.look.is_silent or word != "bullet")
        elif word == "footnote":
            self.opens = word
            self.held.append(self.paragraph)
            self.paragraph = []
        elif word == "u" and number is not None:
            self.write(chr(number % 65536))
            self.to_skip = self.look.skip
        elif word in _CHARACTERS:
            self.write(_CHARACTERS[word])
        elif word in {"par", "sect", "page"}:
            self.end_paragraph()
        else:
            self.style(word, number != 0, number)

    def is_begun(self) -> bool:
        return bool("".join(self.paragraph).strip())

    def end_paragraph(self) -> None:
        if self.held or self.is_row:
            self.paragraph.append(" ")
            return
        self.html.append(f"<{self.tag}>{''.join(self.paragraph)}</{self.tag}>")
        self.paragraph = []
        self.tag = "p" if self.tag == "li" else self.tag

    def style(self, word: str, on: bool, number: int | None) -> None:
        if word == "plain":
            self.look = self.look._replace(is_bold=False, is_hidden=False)
        elif word == "pard":
            self.tag = self.tag if self.look.is_silent or self.is_begun() else "p"
        elif word == "cell":
            self.cells.append("".join(self.paragraph))
            self.paragraph = []
        elif word == "row":
            self.html.append("<table><tr>" + "".join(f"<td>{cell}</td>" for cell in self.cells) + "</tr></table>")
            self.cells, self.is_row = [], False
        elif word == "trowd":
            self.is_row = True
        elif word == "b":
            self.look = self.look._replace(is_bold=on)
        elif word in {"v", "deleted"}:
            self.look = self.look._replace(is_hidden=on)
            self.dropped["hidden passages" if word == "v" else "deleted passages"] += on
        elif word == "uc" and number is not None:
            self.look = self.look._replace(skip=max(number, 0))
        elif word == "fldrslt":
            self.look = self.look._replace(is_link=True)
        elif word == "outlinelevel" and number is not None and number < 6:
            self.tag = f"h{number + 1}"

    def write(self, text: str) -> None:
        """Write text in the current format, without the replacement characters of a Unicode character before it."""
        text, self.to_skip = text[self.to_skip :], max(0, self.to_skip - len(text))
        if not text or self.look.is_silent or self.look.is_hidden:
            return
        shown = html.escape(text).replace("\n", "<br>")
        shown = f"<b>{shown}</b>" if self.look.is_bold and text.strip() else shown
        self.paragraph.append(f'<a href="x">{shown}</a>' if self.look.is_link and text.strip() else shown)

    def finished(self) -> str:
        """Return the whole page; two numbers that are a surrogate pair become one character."""
        self.end_paragraph()
        page = "".join(self.html + self.notes)
        return page.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
