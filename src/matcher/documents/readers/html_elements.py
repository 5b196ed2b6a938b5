"""Classify the elements of a page: blocks, emphasis, hidden, silent, furniture; and limit their number.

Furniture (navigation, side bars, feet, share buttons) is recognised by whole names, never by a part of one: a body with
the class "has-sidebar" is not a side bar. An element that contains the page's main part or its first heading is not
furniture, whatever its name.
"""

import re
from typing import Any

from matcher.documents import limits
from matcher.errors import InputError
from matcher.text.lexicon import Lexicon

MARKUP = Lexicon("documents/markup.txt")
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
SILENT = {tag: what.replace("_", " ") for tag, what in MARKUP.pairs("silent").items()}
"""Elements that are not read, and the names under which they are counted."""

UNSHOWN = {"-comment": "comments", "noscript": "parts for browsers without scripts", "template": "templates"}
"""Elements that are read only if they contain the text of the page."""

BY_NAME = "furniture by name"
"""The kind of a block whose class, id or role names furniture."""

TERMS = "terms of lists"
"""The kind of a definition list whose terms are like headings above lists."""

ASIDE = ("nav", "footer", "del", "s", "strike", BY_NAME)
MAIN = "main, article, [role=main]"
"""The elements that a page declares to be its main text."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")
_UNSHOWN_TAG = re.compile(r"</?(?:noscript|template)\b[^<>]{0,500}>", re.IGNORECASE)


def check_markup(source: str, name: str) -> None:
    """Raise `InputError` for sources that would take minutes: parsing time grows with the square of the nesting."""
    if len(source) > limits.SOURCE_CHARACTERS:
        raise InputError(f"{name} must have at most {limits.SOURCE_CHARACTERS:,} characters of source; it has more")
    depth = deepest = n_tags = 0
    for tag in _TAG.finditer(source):
        n_tags += 1
        if tag[2].lower() not in MARKUP.words("closed_by_others"):
            depth = max(depth + (-1 if tag[1] else 1), 0)
            deepest = max(deepest, depth)
    if deepest > limits.NESTING or n_tags > limits.TAGS:
        raise InputError(
            f"{name} must nest at most {limits.NESTING} tags and have at most {limits.TAGS:,}; "
            "it has more: paste its text"
        )


def kind_of_block(node: Any, tag: str, *, by_names: bool) -> str:
    """Return the kind of a block by its class, id or role, or its tag if they do not tell."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()[:40]
    if any(map(MARKUP["footnote"].fullmatch, names)):
        return "note"
    if not by_names or tag in {"body", "main", "article"}:
        return tag
    is_furniture = attributes.get("role") in MARKUP.words("furniture_roles") or any(map(_names_furniture, names))
    return BY_NAME if is_furniture and node.css_first(f"{MAIN}, h1") is None else tag


def _names_furniture(name: str) -> bool:
    """Tell whether a name stands for furniture: its last word does, and its first is not a state of the page.

    >>> [_names_furniture(name) for name in ("site-nav", "sidebar", "has-sidebar", "page-navbar", "social-science")]
    [True, True, False, False, False]
    """
    words = re.split(r"[-_]+", name)
    is_laid_out = words[0] in MARKUP.words("states")
    return name in MARKUP.words("furniture_names") or (words[-1] in MARKUP.words("furniture") and not is_laid_out)


def is_hidden(node: Any) -> bool:
    """Tell whether an element is invisible; one that a script fades in is visible."""
    style = (node.attributes.get("style") or "").lower()
    is_faded = MARKUP["faded"].search(style) and not MARKUP["moving"].search(style)
    return "hidden" in node.attributes or bool(MARKUP["hiding"].search(style) or is_faded)


def is_strong(node: Any, tag: str) -> bool:
    """Tell whether an element emphasises its text, by its name or its style."""
    style = (node.attributes.get("style") or "").lower()
    is_strong_tag = tag in {"b", "strong", "em", "i", "mark"} and not MARKUP["light"].search(style)
    return is_strong_tag or bool(MARKUP["bold"].search(style))


def inner(source: str) -> str:
    """Return the content of a comment, or of an element that is not shown."""
    return source[4:-3].strip() if source.startswith("<!--") else _UNSHOWN_TAG.sub(" ", source).strip()


def is_prose(text: str) -> bool:
    """Tell whether a text is more than a remark: forty words, in sentences."""
    text = _TAG.sub(" ", text)
    return len(text.split()) >= 40 and len(re.findall(r"[.!?](?:\s|$)", text)) >= 2
