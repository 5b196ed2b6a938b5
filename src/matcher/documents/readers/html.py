"""Convert a web page to blocks with selectolax; Markdown, Word and OpenDocument files are read this way too."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from matcher.documents.blocks import Block, ParsedBlocks
from matcher.documents.readers import html_elements as elements

_NOTE_MARKS = {"↩", "↑", "↩︎", "^", "¶", "#", "🔗", "§"}
_BLANKS = re.compile(r"\s+")
_TAG_PAGE = re.compile(r"(?:^|/)(?:tags?|topics?|categor(?:y|ies)|keywords?)/[^/]{1,80}/?$")
"""The targets of links that list pages by subject."""

_MOST_TAGS = 40
_LONG = 80
"""A paragraph in a page's foot with more letters than this is not an address or a link."""

_REFERENCE = re.compile(r"\[?\(?(?:\d{1,3}|[*†‡]{1,3})\)?\]?")


def read_html(source: str, name: str, read_comment: Callable[[str], str] | None = None) -> ParsedBlocks:
    """Return the visible text of a page as blocks; raises `InputError` for a page beyond the limits.

    If a page shows hardly anything and its comments contain a text, the comments are read; `read_comment` converts them
    to HTML.
    """
    from selectolax.lexbor import LexborHTMLParser

    elements.check_markup(source, name)
    # a browser shows the templates of shadow roots
    tree = LexborHTMLParser(elements.MARKUP["shadow"].sub("<div>", source) if "shadowroot" in source else source)
    parsed = ParsedBlocks()
    _read_head(tree, parsed)
    if tree.body is None:
        return parsed
    tags = list(parsed.tags)
    walker = _Walker(tree.body, parsed, by_names=True)
    if walker.n_by_names > (0.8 if tree.css_first(elements.MAIN) else 0.5) * walker.n_letters:
        reread = ParsedBlocks(names=parsed.names, tags=tags, head=parsed.head, notes=parsed.notes)
        reread.notes.append("parts named like navigation or a foot are read: they hold most of the page's text")
        walker, parsed = _Walker(tree.body, reread, by_names=False), reread
    n_shown = sum(len(block.text) for block in parsed.blocks if block.role != "aside")
    if walker.n_letters and n_shown < 0.5 * walker.n_letters:
        parsed.notes.append("most of the page's text is navigation, page foot or struck out, and does not count")
    for what, unshown in walker.unshown.items():
        text = "\n\n".join(unshown)
        if n_shown >= 0.5 * len(text) or not elements.is_prose(text) or (what == "comments" and read_comment is None):
            continue
        elements.check_markup(text, name)
        parsed.blocks += read_html(read_comment(text) if read_comment else text, name).blocks
        parsed.dropped.pop(what, None)
        parsed.notes.append(f"{what} read, since they hold the page's text: {len(unshown)}")
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


class _Walker:
    """Walks through a page, and collects the text of the open block with its emphasised phrases."""

    def __init__(self, body: Any, parsed: ParsedBlocks, *, by_names: bool) -> None:
        self.parsed = parsed
        self.by_names = by_names
        # an aside outside of the main part is not its text
        self.has_main = by_names and body.css_first(elements.MAIN) is not None
        self.text: list[str] = []
        self.open: list[bool] = []  # for each open inline element whether it is the outermost emphasis
        self.strong_from: int | None = None  # where that begins
        self.strong: list[str] = []
        self.within: list[str] = []  # the kinds of the open blocks
        self.n_within: Counter[str] = Counter()
        self.levels: list[int] = []  # of the open headings
        self.rows: list[list[list[Block]]] = []  # for each open table row its cells, as lists of blocks
        self.is_note = False
        self.term = ""  # the term of a definition list whose definition comes next
        self.unshown: dict[str, list[str]] = {}  # text that is not shown, but may be all the text of a page
        self.n_letters = self.n_by_names = 0
        self.walk(body)

    def walk(self, root: Any) -> None:
        stack = [(root, False)]
        while stack:
            node, is_closing = stack.pop()
            if is_closing:
                self.leave(node)
            elif self.enter(node):
                stack.append((node, True))
                stack += [(child, False) for child in reversed(list(node.iter(include_text=True)))]
        self.flush()
        self.flush_term()

    def enter(self, node: Any) -> bool:
        """Open a node; returns False if nothing below it is visible text."""
        tag = node.tag
        if tag == "-text":
            raw = node.text_content or ""
            self.text.append(raw if self.n_within["pre"] else _BLANKS.sub(" ", raw))
        elif tag == "br":
            self.text.append("\n")
        elif tag == "input" and node.attributes.get("type") in {"checkbox", "radio"}:
            self.text.append(" ☑ " if "checked" in node.attributes else " ☐ ")
        elif elements.is_hidden(node) or (tag in elements.SILENT and not (tag == "button" and self.levels)):
            self.drop(node, elements.SILENT.get(tag, "hidden passages"))
        elif tag in elements.MARKUP.words("blocks"):
            self.enter_block(node, tag)
            return True
        else:
            return self.enter_inline(node, tag)
        return False

    def drop(self, node: Any, what: str) -> None:
        """Count what is not read, and keep it if it may be all the text of the page."""
        if what:
            self.parsed.dropped[what] += 1
        if node.tag in elements.UNSHOWN and len(kept := self.unshown.setdefault(elements.UNSHOWN[node.tag], [])) < 200:
            kept.append(elements.inner(node.html or ""))

    def enter_block(self, node: Any, tag: str) -> None:
        self.flush()
        kind = elements.kind_of_block(node, tag, by_names=self.by_names)
        if tag == "aside" and self.has_main and not (self.n_within["main"] or self.n_within["article"]):
            kind = elements.BY_NAME
        if tag == "dl" and node.css_first("dd ul, dd ol"):
            kind = elements.TERMS
        self.within.append(kind)
        self.n_within[kind] += 1
        if tag in elements.LEVELS:
            self.levels.append(elements.LEVELS[tag])
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append([])

    def enter_inline(self, node: Any, tag: str) -> bool:
        """Open an inline element; returns False for footnote marks, which are not words."""
        if tag == "a" and (node.attributes.get("href") or "").startswith("#"):
            mark = (node.text() or "").strip()
            if mark[:8].lower() == "skip to ":
                return False
            if mark in _NOTE_MARKS or _REFERENCE.fullmatch(mark):
                opens = not "".join(self.text).strip() and bool(_REFERENCE.fullmatch(mark))
                self.is_note |= mark[:1] in {"↩", "↑", "^"} or opens
                return False
        is_link = tag == "a" and node.attributes.get("href")
        if is_link and (node.attributes.get("rel") == "tag" or _TAG_PAGE.search(node.attributes["href"] or "")):
            name = (node.text() or "").strip()
            if ":" not in name and len(self.parsed.tags) < _MOST_TAGS:
                self.parsed.tags.append(name)
        is_outermost = self.strong_from is None and not is_link and elements.is_strong(node, tag)
        self.strong_from = len(self.text) if is_outermost else self.strong_from
        self.open.append(is_outermost)
        return True

    def leave(self, node: Any) -> None:
        tag = node.tag
        if tag in elements.MARKUP.words("blocks"):
            self.flush()
            self.n_within[self.within.pop()] -= 1
            if tag == "dl":
                self.flush_term()
            if tag in elements.LEVELS:
                self.levels.pop()
            elif tag == "tr":
                self.close_row()
        elif self.open and self.open.pop():
            self.keep_strong()
            self.strong_from = None

    def keep_strong(self) -> None:
        """Record what was emphasised in the open block; emphasis that is still open continues in the next."""
        if self.strong_from is not None:
            phrase = "".join(self.text[self.strong_from :]).strip()
            self.strong += [phrase] if phrase else []
            self.strong_from = 0

    def flush(self) -> None:
        """End the open block; the term of a definition list is kept for the definition."""
        self.keep_strong()
        text = "".join(self.text).strip()
        if text and self.n_within["dt"] and not self.n_within[elements.TERMS]:
            self.term, self.text = f"{self.term}, {text}" if self.term else text, []
            return
        if text and self.term:
            text, self.term = f"{self.term}: {text}", ""
        if text:
            role, level = self.role()
            self.n_letters += len(text)
            is_furniture = self.n_within[elements.BY_NAME] or (self.n_within["footer"] and len(text) > _LONG)
            self.n_by_names += len(text) if is_furniture else 0
            is_quoted = bool(self.n_within["blockquote"])
            self.target.append(Block(role, text, level, tuple(self.strong), is_quoted))
        self.text, self.strong, self.is_note = [], [], False

    @property
    def target(self) -> list[Block]:
        """The list to which a block is added: the open cell of a table, or the page."""
        return self.rows[-1][-1] if self.rows and self.rows[-1] else self.parsed.blocks

    def flush_term(self) -> None:
        self.text, self.term = [self.term], ""
        self.flush()

    def role(self) -> tuple[str, int]:
        if any(self.n_within[kind] for kind in elements.ASIDE if self.by_names or kind != "footer"):
            return "aside", 0
        if self.is_note or self.n_within["note"]:
            return "note", 0
        if self.levels or (self.n_within["dt"] and self.n_within[elements.TERMS]):
            return "heading", self.levels[-1] if self.levels else 6
        return ("item" if any(self.n_within[tag] for tag in ("li", "dt", "dd")) else "text"), 0

    def close_row(self) -> None:
        """Add a table row as one item, unless its cells are columns of the page, with text of their own."""
        cells = [cell for cell in self.rows.pop() if cell]
        row = [block for cell in cells for block in cell]
        if len(cells) > 1 and len(row) == len(cells) and all(len(block.text) < 200 for block in row):
            strong = tuple(phrase for block in row for phrase in block.strong)
            row = [Block("item", " | ".join(block.text for block in row), 0, strong)]
        self.target.extend(row)
