"""Markdown to blocks, by way of HTML."""

import re
from functools import cache
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import INVISIBLE, ParsedBlocks
from matcher.documents.readers.front_matter import take_front_matter
from matcher.documents.readers.html import read_html
from matcher.errors import InputError

# Each pattern stops at the next opening sign, so a file full of opening signs still takes linear time.
_TEMPLATE_COMMENT = re.compile(r"\{%-?[ \t]*comment[ \t]*-?%\}.{0,5000}?\{%-?[ \t]*endcomment[ \t]*-?%\}", re.DOTALL)
_TEMPLATE = re.compile(r"\{%[^{}]{0,1000}%\}|\{\{[^{}]{0,1000}\}\}")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,300}\}|\{[#.][\w-][^{}\n]{0,300}\}")
_DIRECTIVE = re.compile(r"^(?::::*[ \t]*[\w{. -]*|[*-] TOC|\[TOC\]|\[\[_TOC_\]\])[ \t]*$", re.MULTILINE)
_WIKI_PICTURE = re.compile(r"!\[\[[^\[\]\n]{0,300}\]\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{0,300}\|)?([^\[\]|\n]{1,300})\]\]")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])")
_EMBEDDED = re.compile(r"data:[\w/+.-]{0,80};base64,[A-Za-z0-9+/=]+")


def read_markdown(text: str, name: str) -> ParsedBlocks:
    """Return a Markdown file as blocks: front matter sorted, template tags and attributes gone, HTML inside read."""
    parsed = ParsedBlocks()
    body = take_front_matter(INVISIBLE.sub("", text), parsed)
    body, n_tags = _without_templates(_EMBEDDED.sub("", body))
    if body.count("[") > limits.BRACKETS:
        raise InputError(f"{name} must have at most {limits.BRACKETS:,} opening brackets; it has more: paste its text")
    page = read_html(_parser().render(body), name)
    page.names = parsed.names + page.names
    page.tags = parsed.tags + page.tags
    page.head = parsed.head + page.head
    page.dropped["template tags"] = n_tags
    return page


def _without_templates(text: str) -> tuple[str, int]:
    text, n_comments = _TEMPLATE_COMMENT.subn("", text)
    text, n_tags = _TEMPLATE.subn("", text)
    for pattern in (_ATTRIBUTES, _DIRECTIVE, _WIKI_PICTURE, _SHORTCODE):
        text, n = pattern.subn("", text)
        n_tags += n
    return _WIKI_LINK.sub(r"\1", text), n_comments + n_tags


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    # indented code would keep literal tags wherever a template tag left a blank line before an indented one
    parser.disable("code")
    return parser.use(footnote_plugin).use(deflist_plugin)
