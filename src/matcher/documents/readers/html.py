"""A web page to blocks, by selectolax; Markdown, Word and OpenDocument come this way too."""

import re
from collections.abc import Generator
from typing import Any

from matcher.documents.blocks import Block, ParsedBlocks
from matcher.documents.readers.html_size import check_markup

_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre
    search section summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905
)
_SILENT = {
    "script": "scripts",
    "style": "",
    "noscript": "",
    "template": "",
    "head": "",
    "iframe": "embedded pages",
}
_SILENT |= {
    "img": "pictures",
    "picture": "pictures",
    "svg": "pictures",
    "canvas": "pictures",
    "video": "videos",
}
_SILENT |= {"audio": "sounds", "object": "embedded pages", "embed": "embedded pages", "math": "equations"}
_SILENT |= {
    "select": "",
    "button": "",
    "textarea": "",
    "input": "",
    "-comment": "comments",
    "rp": "",
    "-doctype": "",
}
_ASIDE = {"nav", "footer", "del", "s", "strike"}
_STRONG = {"b", "strong", "em", "i", "mark"}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|[1-4]00)")
_MARKS = {"↩", "↑", "↩︎", "^", "¶", "#", "🔗", "§"}
_FOOTNOTE = re.compile(r"(?:^|\s)(?:sd)?(?:foot|end)notes?(?:-item|\d+)?(?:\s|$)")
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:share|social|breadcrumbs?|cookies?|sidebar|pagination|menu|navbar)(?:[\s_-]|$)"
)
_REFERENCE = re.compile(r"\[?\(?(?:\d{1,3}|[*†‡]{1,3})\)?\]?")


def read_html(source: str, name: str) -> ParsedBlocks:
    """Return the visible text of a page as blocks; raises `InputError` for a page beyond the limits."""
    from selectolax.lexbor import LexborHTMLParser

    check_markup(source, name)
    tree = LexborHTMLParser(source)
    parsed = ParsedBlocks()
    _read_head(tree, parsed)
    if tree.body is not None:
        walker = _Walker(parsed)
        walker.walk(tree.body)
    return parsed


def _read_head(tree: Any, parsed: ParsedBlocks) -> None:
    for meta in tree.css("meta[name][content]"):
        key, value = (meta.attributes.get("name") or "").lower(), meta.attributes.get("content") or ""
        if key == "author":
            parsed.names.append(value)
        elif key == "keywords":
            parsed.tags += value.split(",")
        elif key == "description":
            parsed.head.append(f"description: {value}")
    title = tree.css_first("title")
    if title is not None:
        parsed.head.append(f"title: {title.text()}")


def _steps(root: Any) -> Generator[tuple[Any, bool], bool | None, None]:
    """Yield each node twice, as it opens and as it closes, without recursion; a consumer may send False to skip."""
    stack = [(root, False)]
    while stack:
        node, closing = stack.pop()
        enter = yield node, closing
        if closing or enter is False:
            continue
        stack.append((node, True))
        children = []
        child = node.first_child
        while child is not None:
            children.append(child)
            child = child.next
        stack += [(child, False) for child in reversed(children)]


class _Walker:
    """Gathers the text of the open block, with the phrases emphasised and linked in it."""

    def __init__(self, parsed: ParsedBlocks) -> None:
        self.parsed = parsed
        self.text: list[str] = []
        self.open: list[tuple[str, int]] = []  # emphasis and links that are open, with where they began
        self.strong: list[str] = []
        self.linked: list[str] = []
        self.within: list[str] = []  # the tags that decide a block's role
        self.rows: list[list[list[Block]]] = []  # a row of cells of blocks, for each open table row
        self.is_note = False

    def walk(self, root: Any) -> None:
        """Take in a whole tree."""
        steps = _steps(root)
        node, closing = next(steps)
        try:
            while True:
                if closing:
                    self.leave(node)
                    node, closing = steps.send(None)
                else:
                    node, closing = steps.send(self.enter(node))
        except StopIteration:
            self.flush()

    def enter(self, node: Any) -> bool | None:
        """Open a node; False when nothing below it is text that a reader sees."""
        tag = node.tag
        if tag == "-text":
            raw = node.text_content or ""
            self.text.append(raw if "pre" in self.within else re.sub(r"\s+", " ", raw))
            return None
        if tag in _SILENT or _is_hidden(node):
            what = _SILENT.get(tag, "hidden passages")
            if what:
                self.parsed.dropped[what] += 1
            return False
        if tag == "br":
            self.text.append("\n")
        elif tag in _BLOCKS or tag in _ASIDE:
            self.flush()
            self.within.append(_place(node, tag))
            if tag == "tr":
                self.rows.append([])
            elif tag in {"td", "th"} and self.rows:
                self.rows[-1].append([])
        else:
            return self.enter_inline(node, tag)
        return None

    def enter_inline(self, node: Any, tag: str) -> bool | None:
        """Open a run of text; False for the marks of footnotes, which are no words."""
        if tag == "a" and (node.attributes.get("href") or "").startswith("#"):
            mark = (node.text() or "").strip()
            if mark in _MARKS or _REFERENCE.fullmatch(mark):
                opens = not "".join(self.text).strip() and bool(_REFERENCE.fullmatch(mark))
                self.is_note |= mark[:1] in {"↩", "↑", "^"} or opens
                return False
        if tag == "a" and node.attributes.get("href"):
            self.open.append(("a", len(self.text)))
        elif _is_strong(node, tag):
            self.open.append(("b", len(self.text)))
        else:
            self.open.append(("", len(self.text)))
        return None

    def leave(self, node: Any) -> None:
        """Close a node: a block writes its text, a run of text its phrase."""
        tag = node.tag
        if tag == "-text" or tag == "br" or tag in _SILENT:
            return
        if tag in _BLOCKS or tag in _ASIDE:
            self.flush()
            self.within.pop()
            if tag == "tr":
                self.close_row()
        elif self.open:
            self.keep(*self.open.pop())

    def keep(self, what: str, start: int) -> None:
        """Note the phrase that an emphasis or a link held."""
        phrase = "".join(self.text[start:]).strip()
        if what == "a" and phrase:
            self.linked.append(phrase)
        elif what == "b" and phrase:
            self.strong.append(phrase)

    def flush(self) -> None:
        """End the block: emphasis that goes on is noted here and goes on in the next."""
        for what, start in self.open:
            self.keep(what, start)
        text = "".join(self.text).strip()
        role, level = self.role()
        if text:
            block = Block(role, text, level, tuple(self.strong), tuple(self.linked))
            target = self.rows[-1][-1] if self.rows and self.rows[-1] else self.parsed.blocks
            target.append(block)
        self.text, self.strong, self.linked, self.is_note = [], [], [], False
        self.open = [(what, 0) for what, _ in self.open]

    def role(self) -> tuple[str, int]:
        """Return what the open block is, and its level as a heading."""
        if any(tag in _ASIDE for tag in self.within):
            return "aside", 0
        if self.is_note or "note" in self.within:
            return "note", 0
        heading = next((tag for tag in reversed(self.within) if re.fullmatch("h[1-6]", tag)), "")
        if heading:
            return "heading", int(heading[1])
        return ("item" if {"li", "dt", "dd"} & set(self.within) else "text"), 0

    def close_row(self) -> None:
        """Write a table row as one item, unless its cells are a page's columns, each with text of its own."""
        cells = [cell for cell in self.rows.pop() if cell]
        target = self.rows[-1][-1] if self.rows and self.rows[-1] else self.parsed.blocks
        if len(cells) > 1 and all(len(cell) == 1 and len(cell[0].text) < 200 for cell in cells):
            row = [cell[0] for cell in cells]
            strong = tuple(phrase for block in row for phrase in block.strong)
            linked = tuple(phrase for block in row for phrase in block.linked)
            target.append(Block("item", " | ".join(block.text for block in row), 0, strong, linked))
        else:
            target += [block for cell in cells for block in cell]


def _place(node: Any, tag: str) -> str:
    """Return what a block is by the names its page gives it, its tag where they say nothing."""
    marks = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".lower()
    return "note" if _FOOTNOTE.search(marks) else "nav" if _FURNITURE.search(marks) else tag


def _is_hidden(node: Any) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDING.search((attributes.get("style") or "").lower()))


def _is_strong(node: Any, tag: str) -> bool:
    style = (node.attributes.get("style") or "").lower()
    return (tag in _STRONG and not _LIGHT.search(style)) or bool(_BOLD.search(style))
