"""Markdown to blocks, by way of HTML."""

import re
from collections import Counter
from functools import cache
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import INVISIBLE, ParsedBlocks
from matcher.documents.readers.front_matter import take_front_matter
from matcher.documents.readers.html import read_html
from matcher.documents.readers.html_elements import MARKUP
from matcher.documents.readers.latex import without_commands
from matcher.errors import InputError

CODE = "code blocks"
DIRECTIVES = "lines for the program that sets the page"
"""What is counted of a text and not read."""

# Each pattern stops at the next opening sign or after so many characters, so that a file full of opening signs still
# takes linear time.
_TEMPLATE_COMMENT = re.compile(
    r"\{%-?[ \t]{0,9}comment[ \t]{0,9}-?%\}(?:(?!\{%-?[ \t]{0,9}comment).){0,5000}?"
    r"\{%-?[ \t]{0,9}endcomment[ \t]{0,9}-?%\}",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"\{%[^{}]{0,1000}%\}|\{\{[^{}]{0,1000}\}\}")
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{0,300}\|)?([^\[\]|\n]{1,300})\]\]")
_NO_WORDS = (
    re.compile(r"\{:[^{}\n]{0,300}\}|\{[#.][\w-][^{}\n]{0,300}\}|(?<=[)\]])\{[^{}\n]{0,300}\}"),
    re.compile(r"\{[\w:-]{1,30}\}(?=`)"),  # the role of what follows
    re.compile(r" ?\[-?@[\w:-][^\[\]\n]{0,300}\]"),  # a citation
    re.compile(r"%%[^%]{0,2000}%%"),  # a remark
    re.compile(r"!\[\[[^\[\]\n]{0,300}\]\]"),  # a picture of a wiki
    re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])"),  # an emoji by its name
    re.compile(r"^(?::{3,9}[\w{. =\"#\t-]{0,290}+\}?|[*-] TOC|\[TOC\]|\[\[_TOC_\]\])[ \t]*+$", re.MULTILINE),
)
"""Marks of programs that set a page: attributes, containers of pandoc or Quarto, a table of contents and the like."""

_CALLOUT = re.compile(r"\[![a-zA-Z]{1,20}\][+-]?")
_OWN_CALLOUT = re.compile(
    r"^[ \t]{0,9}>[ \t]?\[!(?!quote|cite|question|help|faq)[a-zA-Z]{1,20}\][^\n]{0,300}"
    r"(?:\n[ \t]{0,9}>[^\n]{0,2000}){0,200}",
    re.MULTILINE | re.IGNORECASE,
)
_QUOTE_MARK = re.compile(r"^[ \t]{0,9}>[ \t]?", re.MULTILINE)
_SMALL_LETTERS = re.compile(r"(?<=\w)(?<!~)~(\w{1,9})~(?!~)|(?<=\w)\^(\w{1,9})\^")
_MARKED = re.compile(r"==(?=\S)([^=\n]{1,200})(?<=\S)==")
_TITLED = re.compile(r"^:{3,9}[ \t]{0,9}\{[\w-]{1,40}\}[ \t]{0,9}", re.MULTILINE)
_IMPORT = re.compile(
    r"^(?:import\s[^\n]{0,300}['\"];?|export\s(?:const|default|function)\b[^\n]{0,1000})$", re.MULTILINE
)
_EMBEDDED = re.compile(r"data:[\w/+.-]{0,80};base64,[A-Za-z0-9+/=]+")
_TEX = re.compile(
    r"\\(?:begin|end|setlength|pagenumbering|pagestyle|hfill|hspace|vspace|newline|qquad|quad|textbf|textit|underline"
    r"|footnotesize|small|large|Large|centering|noindent|newpage|smallskip|medskip|bigskip|vfill|href|emph)(?![a-zA-Z])"
)
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,60})\]")
_FOOTNOTE_TEXT = re.compile(r"^\[\^([^\[\]\s]{1,60})\]:[ \t]?", re.MULTILINE)
_CODE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


def read_markdown(text: str, name: str) -> ParsedBlocks:
    """Return a Markdown file as blocks: front matter sorted, template tags and attributes gone, HTML inside read."""
    head = ParsedBlocks()
    body = take_front_matter(INVISIBLE.sub("", text), head)
    body = _IMPORT.sub("", body) if name.lower().endswith(".mdx") else body
    return read_markdown_body(body, name, head)


def read_markdown_body(body: str, name: str, head: ParsedBlocks) -> ParsedBlocks:
    """Return Markdown as blocks, behind what its head has given already."""
    body, n_tags = _without_templates(_EMBEDDED.sub("", body))
    body, n_commands = _without_tex(body)
    body = _with_lone_footnotes(body)
    for sign, what in (("[", "opening brackets"), ("|", "bars of tables"), ("~", "tildes"), ("\n", "lines")):
        most = limits.LINES if sign == "\n" else limits.BRACKETS
        if body.count(sign) > most:
            raise InputError(f"{name} must have at most {most:,} {what}; it has more: paste its text")
    counted: dict[str, int] = {}
    page = read_html(_parser().render(body, counted), name, read_comment=lambda comment: _parser().render(comment))
    page.names = head.names + page.names
    page.tags = head.tags + page.tags
    page.head = head.head + page.head
    page.notes = head.notes + page.notes
    page.dropped.update(head.dropped)
    page.dropped[CODE] += counted.get(CODE, 0)
    page.dropped["template tags"] = n_tags
    page.dropped["TeX commands"] = n_commands
    return page


def _with_lone_footnotes(text: str) -> str:
    """Return a text in which footnotes that nothing refers to are paragraphs; the parser would leave them out."""
    n_marks = Counter(_FOOTNOTE.findall(text))
    return _FOOTNOTE_TEXT.sub(lambda note: note[0] if n_marks[note[1]] > 1 else "\n", text) if n_marks else text


def _without_templates(text: str) -> tuple[str, int]:
    text, n_comments = _TEMPLATE_COMMENT.subn("", text) if "endcomment" in text else (text, 0)
    text, n_tags = _TEMPLATE.subn("", text)
    text = _OWN_CALLOUT.sub(lambda box: _QUOTE_MARK.sub("", box[0]) + "\n", text)
    text = _SMALL_LETTERS.sub(r"\1\2", _MARKED.sub(r"**\1**", _TITLED.sub("\n", _CALLOUT.sub("\n", text))))
    for pattern in _NO_WORDS:
        text, n = pattern.subn("", text)
        n_tags += n
    return _WIKI_LINK.sub(r"\1", text), n_comments + n_tags


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
    parser.add_render_rule("fence", _fence)
    return parser.use(footnote_plugin).use(deflist_plugin)


def _fence(renderer: Any, tokens: Any, place: int, options: Any, counted: Any) -> str:
    """Return a fenced block that may be text; one that names its language is code, and is counted."""
    language = tokens[place].info.strip().lower()
    is_directive = language.startswith("{") and language[1:].partition("}")[0] in MARKUP.words("directives")
    if not is_directive and language not in {"", "text", "txt", "markdown", "md", "plain", "plaintext"}:
        counted[CODE] = counted.get(CODE, 0) + 1
        return ""
    return str(type(renderer).fence(renderer, tokens, place, options, counted))
