"""Markdown to blocks, by way of HTML."""

import re
from functools import cache
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import INVISIBLE, ParsedBlocks
from matcher.documents.readers.front_matter import take_front_matter
from matcher.documents.readers.html import read_html
from matcher.documents.readers.latex import without_commands
from matcher.errors import InputError

# Each pattern stops at the next opening sign or after so many characters, so that a file full of opening signs still
# takes linear time.
_TEMPLATE_COMMENT = re.compile(
    r"\{%-?[ \t]{0,9}comment[ \t]{0,9}-?%\}.{0,5000}?\{%-?[ \t]{0,9}endcomment[ \t]{0,9}-?%\}", re.DOTALL
)
_TEMPLATE = re.compile(r"\{%[^{}]{0,1000}%\}|\{\{[^{}]{0,1000}\}\}")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,300}\}|\{[#.][\w-][^{}\n]{0,300}\}")
_DIRECTIVE = re.compile(r":{3,}[ \t]{0,20}[\w{. =\"#-]{0,200}\}?[ \t]{0,20}|[*-] TOC|\[TOC\]|\[\[_TOC_\]\]")
_WIKI_PICTURE = re.compile(r"!\[\[[^\[\]\n]{0,300}\]\]")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{0,300}\|)?([^\[\]|\n]{1,300})\]\]")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])")
_EMBEDDED = re.compile(r"data:[\w/+.-]{0,80};base64,[A-Za-z0-9+/=]+")
_TEX = re.compile(
    r"\\(?:begin|end|setlength|pagenumbering|pagestyle|hfill|hspace|vspace|newline|qquad|quad|textbf|textit|underline"
    r"|footnotesize|small|large|Large|centering|noindent|newpage|smallskip|medskip|bigskip|vfill|href|emph)(?![a-zA-Z])"
)
_CODE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


def read_markdown(text: str, name: str) -> ParsedBlocks:
    """Return a Markdown file as blocks: front matter sorted, template tags and attributes gone, HTML inside read."""
    head = ParsedBlocks()
    body = take_front_matter(INVISIBLE.sub("", text), head)
    return read_markdown_body(body, name, head)


def read_markdown_body(body: str, name: str, head: ParsedBlocks) -> ParsedBlocks:
    """Return Markdown as blocks, behind what its head has given already."""
    body, n_tags = _without_templates(_EMBEDDED.sub("", body))
    body, n_commands = _without_tex(body)
    if body.count("[") > limits.BRACKETS:
        raise InputError(f"{name} must have at most {limits.BRACKETS:,} opening brackets; it has more: paste its text")
    page = read_html(_parser().render(body), name, read_comment=lambda comment: _parser().render(comment))
    page.names = head.names + page.names
    page.tags = head.tags + page.tags
    page.head = head.head + page.head
    page.notes = head.notes + page.notes
    page.dropped.update(head.dropped)
    page.dropped["template tags"] = n_tags
    page.dropped["TeX commands"] = n_commands
    return page


def _without_templates(text: str) -> tuple[str, int]:
    text, n_comments = _TEMPLATE_COMMENT.subn("", text) if "endcomment" in text else (text, 0)
    text, n_tags = _TEMPLATE.subn("", text)
    for pattern in (_ATTRIBUTES, _WIKI_PICTURE, _SHORTCODE):
        text, n = pattern.subn("", text)
        n_tags += n
    lines = text.split("\n")
    kept = ["" if _is_directive(line) else line for line in lines]
    n_tags += sum(before != after for before, after in zip(lines, kept, strict=True))
    return _WIKI_LINK.sub(r"\1", "\n".join(kept)), n_comments + n_tags


def _is_directive(line: str) -> bool:
    """Tell a line that opens or closes a container of pandoc or Quarto, or asks for a table of contents."""
    return line[:1] in ":*-[" and len(line) <= 300 and bool(_DIRECTIVE.fullmatch(line.rstrip()))


def _without_tex(text: str) -> tuple[str, int]:
    """Return a text without the TeX commands that pandoc passes on, code left alone, and their number."""
    n_commands = len(_TEX.findall(text))
    if not n_commands or _CODE.search(text):
        return text, 0
    return without_commands(text), n_commands


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    # indented code would keep literal tags wherever a template tag left a blank line before an indented one
    parser.disable("code")
    return parser.use(footnote_plugin).use(deflist_plugin)
