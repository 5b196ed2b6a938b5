"""What the elements of a page are: blocks, emphasis, hidden, silent, furniture; and how many a page may have.

Whole names decide what is furniture (navigation, side bars, feet, buttons to share), and never a part of one: a body of
the class "has-sidebar" is no side bar. What holds the page's main part or its first heading is no furniture, whatever
its name.
"""

import re
from typing import Any

from matcher.documents import limits
from matcher.errors import InputError
from matcher.text.lexicon import Lexicon

MARKUP = Lexicon("documents/markup.txt")
LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
SILENT = {tag: what.replace("_", " ") for tag, what in MARKUP.pairs("silent").items()}
"""Elements that are not read, and what they are counted as."""

UNSHOWN = {"-comment": "comments", "noscript": "parts for browsers without scripts", "template": "templates"}
"""Elements that are read after all where they hold a page's text."""

BY_NAME = "furniture by name"
"""What a block is whose class, id or role names furniture."""

TERMS = "terms of lists"
"""What a list of definitions is whose terms stand over whole lists, as headings do."""

ASIDE = ("nav", "footer", "del", "s", "strike", BY_NAME)
_STRONG = {"b", "strong", "em", "i", "mark"}
_HIDING = re.compile(r"display\s{0,9}:\s{0,9}none|font-size\s{0,9}:\s{0,9}0(?![.\d])")
_FADED = re.compile(r"visibility\s{0,9}:\s{0,9}hidden|opacity\s{0,9}:\s{0,9}0(?![.\d])")
_MOVING = re.compile(r"transform|transition|animation|will-change")
"""What the style of a part has that a script fades in when its reader comes to it."""

_BOLD = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)")
_LIGHT = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:normal|[1-4]00)")
_ROLES = frozenset({"navigation", "contentinfo", "complementary", "menu", "menubar", "search", "toolbar", "banner"})
_NEVER = frozenset({"body", "main", "article"})
_FOOTNOTE = re.compile(r"(?:sd)?(?:foot|end)notes?(?:-item|\d{1,4})?")
MAIN = "main, article, [role=main]"
"""What a page names as its own text."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")
_SHADOW = re.compile(r"<template\s[^<>]{0,200}?shadowroot[^<>]{0,200}>", re.IGNORECASE)
_UNSHOWN_TAG = re.compile(r"</?(?:noscript|template)\b[^<>]{0,500}>", re.IGNORECASE)


def check_markup(source: str, name: str) -> None:
    """Refuse sources that would take the parser minutes: its time grows with the square of the nesting."""
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


def place_of(node: Any, tag: str, *, by_names: bool) -> str:
    """Return what a block is by the names its page gives it, its tag where they say nothing."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()[:40]
    if any(_FOOTNOTE.fullmatch(name) for name in names):
        return "note"
    if not by_names or tag in _NEVER:
        return tag
    is_furniture = attributes.get("role") in _ROLES or any(map(_names_furniture, names))
    return BY_NAME if is_furniture and node.css_first(f"{MAIN}, h1") is None else tag


def _names_furniture(name: str) -> bool:
    """Tell the name of furniture: its last word is, and its first says no state of the page.

    >>> [_names_furniture(name) for name in ("site-nav", "sidebar", "has-sidebar", "page-navbar", "social-science")]
    [True, True, False, False, False]
    """
    words = re.split(r"[-_]+", name)
    is_laid_out = words[0] in MARKUP.words("states")
    return name in MARKUP.words("furniture_names") or (words[-1] in MARKUP.words("furniture") and not is_laid_out)


def is_hidden(node: Any) -> bool:
    """Tell an element that no reader sees; one that is yet to be faded in is seen."""
    style = (node.attributes.get("style") or "").lower()
    return bool(
        "hidden" in node.attributes or _HIDING.search(style) or (_FADED.search(style) and not _MOVING.search(style))
    )


def is_strong(node: Any, tag: str) -> bool:
    """Tell an element that emphasises, by its name or its style."""
    style = (node.attributes.get("style") or "").lower()
    return (tag in _STRONG and not _LIGHT.search(style)) or bool(_BOLD.search(style))


def with_shadow(source: str) -> str:
    """Return a page whose templates that a browser shows are ordinary parts."""
    return _SHADOW.sub("<div>", source) if "shadowroot" in source else source


def inner(source: str) -> str:
    """Return what stands within a comment, or an element that is not shown."""
    return source[4:-3].strip() if source.startswith("<!--") else _UNSHOWN_TAG.sub(" ", source).strip()


def is_prose(text: str) -> bool:
    """Tell a text from a remark: forty words in sentences."""
    text = _TAG.sub(" ", text)
    return len(text.split()) >= 40 and len(re.findall(r"[.!?](?:\s|$)", text)) >= 2
