"""LaTeX to blocks: one pass over the commands that writes HTML; nothing is executed, included or looked up.

The file is hostile: every step looks ahead a bounded number of characters, and braces are matched once.
"""

import html
import re
from collections.abc import Mapping
from functools import partial

from matcher.documents.blocks import ParsedBlocks
from matcher.documents.readers.html import read_html
from matcher.documents.readers.latex_page import Page, group_ends

_COMMENT = re.compile(r"(?<!\\)%.*")
_DEFINED = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|DeclareRobustCommand|def)(?![A-Za-z])\*?\s{0,5}\{?\\([A-Za-z@]{1,60})"
    r"\}?\s{0,5}(?!\[\d\])(?:\[[^\[\]]{0,100}\])?\s{0,5}(?=\{)"
)
"""The definition of a command that takes no argument."""

_LONGEST_MACRO = 400
_MOST_MACROS = 200
_FACTS = re.compile(r"\\(author|name|firstname|familyname|signature|title|keywords?)\b\s{0,5}(?=\{)")
_BEHIND_FACT = re.compile(r"\\thanks\{[^{}]{0,300}\}|\\\\.{0,300}|\\and\b")


def read_latex(text: str, name: str) -> ParsedBlocks:
    """Return a LaTeX source as blocks: headings, items, emphasis and link texts kept.

    The document's own commands without arguments are put in; figures and equations are counted.
    """
    text = _COMMENT.sub("", text)
    ends = group_ends(text)
    behind_begin = text.partition("\\begin{document}")[2] or text
    before_end = behind_begin.rpartition("\\end{document}")[0] or behind_begin
    page = Page(before_end, _macros(text, ends), partial(html.escape, quote=False))
    parsed = read_html(_paragraphs(page.written()), name)
    _take_facts(text, ends, parsed)
    parsed.dropped["equations and figures"] = page.n_skipped
    if page.n_put_in:
        parsed.notes.append(f"the document's own commands put in: {page.n_put_in}")
    return parsed


def without_commands(text: str) -> str:
    r"""Return a text of another markup without the TeX commands in it; its line ends and signs stay.

    >>> without_commands(r"Bats {\small 2019 -- 2024}, 5 $ a [link](x)")
    'Bats   2019 -- 2024, 5 $ a [link](x)'
    """
    return Page(text, {}, None).written()


def _take_facts(text: str, ends: Mapping[int, int], parsed: ParsedBlocks) -> None:
    """Put names, titles and keywords that the document's commands give to what was parsed."""
    for match in _FACTS.finditer(text):
        end = min(ends.get(match.end(), 0), match.end() + 500)
        value = _BEHIND_FACT.sub(" ", text[match.end() + 1 : max(end - 1, 0)])
        value = " ".join(Page(value, {}, str).written().split())  # accents put on
        if match[1] == "title":
            parsed.head.append(f"title: {value}")
        elif match[1].startswith("keyword"):
            parsed.tags += [word.strip() for word in re.split(r"[,;·]", value)]
        elif match[1] == "familyname" and parsed.names:
            parsed.names[-1] += f" {value}"
        elif value:
            family = re.match(r"\{([^{}\\]{1,60})\}", text[end : end + 80]) if match[1] == "name" else None
            parsed.names.append(f"{value} {family[1]}" if family else value)


def _macros(text: str, ends: Mapping[int, int]) -> dict[str, str]:
    """Return the document's own commands that take no argument, with what they stand for."""
    macros: dict[str, str] = {}
    for defined in _DEFINED.finditer(text):
        body = text[defined.end() + 1 : ends.get(defined.end(), 0) - 1]
        if 0 < len(body) <= _LONGEST_MACRO and "#" not in body and len(macros) < _MOST_MACROS:
            macros[defined[1]] = body
    return macros


def _paragraphs(text: str) -> str:
    text = re.sub(r"``|''", '"', text).replace("---", "—").replace("--", "–")
    return "".join(_paragraph(paragraph) for paragraph in re.split(r"\n(?:[ \t]{0,80}\n)+", text) if paragraph.strip())


def _paragraph(paragraph: str) -> str:
    if paragraph.lstrip().startswith("<li>"):
        return f"<ul>{paragraph}</li></ul>"
    return paragraph if paragraph.lstrip()[:2] == "<h" else f"<p>{paragraph}</p>\n"
