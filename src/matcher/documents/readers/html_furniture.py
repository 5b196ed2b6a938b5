"""Which elements of a page are its furniture: navigation, side bars, feet, buttons to share.

Whole names decide, and never a part of one: a body of the class "has-sidebar" is no side bar. What holds the page's
main part or its first heading is no furniture, whatever its name.
"""

import re
from typing import Any

BY_NAME = "furniture by name"
"""What a block is whose class, id or role names furniture."""

_NOUNS = frozenset(
    """
    nav navbar navigation menu menubar sidebar sidenav breadcrumb breadcrumbs pagination pager cookie cookies share
    sharing social socials footer masthead toolbar sphinxsidebar sphinxsidebarwrapper related-posts skip-link
    """.split()
)
_STATES = frozenset(
    """
    has with no without is are show shows shown hide hides hidden open opened close closed enable enabled disable
    disabled content page layout fixed docked sticky in on off body text under below beside
    single two three one
    """.split()
)
"""First words of names that say how a page is laid out: "with-sidebar", "page-navbar", "content-sidebar"."""

_ROLES = frozenset({"navigation", "contentinfo", "complementary", "menu", "menubar", "search", "toolbar", "banner"})
_NEVER = frozenset({"body", "main", "article"})
_FOOTNOTE = re.compile(r"(?:sd)?(?:foot|end)notes?(?:-item|\d{1,4})?")
_MAIN = "main, article, h1, [role=main]"


def place_of(node: Any, tag: str, *, by_names: bool) -> str:
    """Return what a block is by the names its page gives it, its tag where they say nothing."""
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()[:40]
    if any(_FOOTNOTE.fullmatch(name) for name in names):
        return "note"
    if not by_names or tag in _NEVER:
        return tag
    is_furniture = attributes.get("role") in _ROLES or any(map(_names_furniture, names))
    return BY_NAME if is_furniture and node.css_first(_MAIN) is None else tag


def _names_furniture(name: str) -> bool:
    """Tell the name of furniture: its last word is, and its first says no state of the page.

    >>> [_names_furniture(name) for name in ("site-nav", "sidebar", "has-sidebar", "page-navbar", "social-science")]
    [True, True, False, False, False]
    """
    words = re.split(r"[-_]+", name)
    return words[-1] in _NOUNS and words[0] not in _STATES
