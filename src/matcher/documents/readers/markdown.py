"""Convert Markdown to blocks, through HTML."""

from collections import Counter
from functools import cache
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import INVISIBLE, ParsedBlocks
from matcher.documents.readers.html import read_html
from matcher.documents.readers.html_elements import MARKUP
from matcher.documents.readers.key_values import take_front_matter
from matcher.documents.readers.latex import without_commands
from matcher.errors import InputError
from matcher.text.lexicon import Lexicon

CODE = "code blocks"
DIRECTIVES = "lines for the program that sets the page"
"""Names of what is counted but not read."""

_MARKS = Lexicon("documents/markdown.txt")


def read_markdown(text: str, name: str) -> ParsedBlocks:
    """Return a Markdown file as blocks: without front matter, template tags and attributes; HTML in it is read."""
    head = ParsedBlocks()
    body = take_front_matter(INVISIBLE.sub("", text), head)
    body = _MARKS["import"].sub("", body) if name.lower().endswith(".mdx") else body
    return read_markdown_body(body, name, head)


def read_markdown_body(body: str, name: str, head: ParsedBlocks) -> ParsedBlocks:
    """Return Markdown as blocks, after the names, tags, facts and notes of its head."""
    body, n_tags = _without_templates(_MARKS["embedded"].sub("", body))
    # TeX commands that pandoc passes through; a text with code is not changed
    n_commands = 0 if _MARKS["code"].search(body) else len(_MARKS["tex"].findall(body))
    body = without_commands(body) if n_commands else body
    body = _with_lone_footnotes(body)
    for sign, what in (("[", "opening brackets"), ("|", "bars of tables"), ("~", "tildes"), ("\n", "lines")):
        limit = limits.LINES if sign == "\n" else limits.BRACKETS
        if body.count(sign) > limit:
            raise InputError(f"{name} must have at most {limit:,} {what}; it has more: paste its text")
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
    """Return a text with unreferenced footnotes as paragraphs; the parser would leave them out."""
    n_marks = Counter(_MARKS["footnote"].findall(text))
    return (
        _MARKS["footnote_text"].sub(lambda note: note[0] if n_marks[note[1]] > 1 else "\n", text) if n_marks else text
    )


def _without_templates(text: str) -> tuple[str, int]:
    text, n_comments = _MARKS["template_comment"].subn("", text) if "endcomment" in text else (text, 0)
    text, n_tags = _MARKS["template"].subn("", text)
    text = _MARKS["own_callout"].sub(lambda box: _MARKS["quote_mark"].sub("", box[0]) + "\n", text)
    text = _MARKS["titled"].sub("\n", _MARKS["callout"].sub("\n", text))
    text = _MARKS["small_letters"].sub(r"\1\2", _MARKS["marked"].sub(r"**\1**", text))
    text, n_marks = _MARKS["no_words"].subn("", text)
    return _MARKS["wiki_link"].sub(r"\1", text), n_comments + n_tags + n_marks


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    # indented code would keep literal tags if a template tag left a blank line before an indented line
    parser.disable("code")
    parser.add_render_rule("fence", _fence)
    return parser.use(footnote_plugin).use(deflist_plugin)


def _fence(renderer: Any, tokens: Any, place: int, options: Any, counted: Any) -> str:
    """Return the HTML of a fenced block, "" for one that names its language: it is code, and is counted."""
    language = tokens[place].info.strip().lower()
    is_directive = language.startswith("{") and language[1:].partition("}")[0] in MARKUP.words("directives")
    if not is_directive and language not in {"", "text", "txt", "markdown", "md", "plain", "plaintext"}:
        counted[CODE] = counted.get(CODE, 0) + 1
        return ""
    return str(type(renderer).fence(renderer, tokens, place, options, counted))
