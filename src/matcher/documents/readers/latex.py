"""Convert LaTeX to blocks: one pass over the commands that writes HTML; nothing is executed or included.

Files may be hostile: every step looks ahead a bounded number of characters, and braces are matched only once.
"""

import html
import re
from collections.abc import Mapping
from functools import partial

from matcher.documents.blocks import ParsedBlocks
from matcher.documents.readers.html import read_html
from matcher.documents.readers.latex_page import LATEX, Page, group_ends

_LONGEST_MACRO, _MOST_MACROS = 400, 200


def read_latex(text: str, name: str) -> ParsedBlocks:
    """Return a LaTeX source as blocks with headings, items, emphasis and link texts.

    The document's own commands without arguments are expanded; figures and equations are counted.
    """
    text = re.sub(r"(?<!\\)%.*", "", text)
    ends = group_ends(text)
    after_begin = text.partition("\\begin{document}")[2] or text
    before_end = after_begin.rpartition("\\end{document}")[0] or after_begin
    page = Page(before_end, _macros(text, ends), partial(html.escape, quote=False))
    parsed = read_html(_paragraphs(page.written()), name)
    _take_facts(text, ends, parsed)
    parsed.dropped["equations and figures"] = page.n_skipped
    if page.n_replaced:
        parsed.notes.append(f"the document's own commands put in: {page.n_replaced}")
    return parsed


def without_commands(text: str) -> str:
    r"""Return a text in another markup without its TeX commands; its line ends and other characters stay.

    >>> without_commands(r"Bats {\small 2019 -- 2024}, 5 $ a [link](x)")
    'Bats   2019 -- 2024, 5 $ a [link](x)'
    """
    return Page(text, {}, None).written()


def _take_facts(text: str, ends: Mapping[int, int], parsed: ParsedBlocks) -> None:
    """Add the names, titles and keywords in the document's commands to `parsed`."""
    for match in LATEX["fact"].finditer(text):
        end = min(ends.get(match.end(), 0), match.end() + 500)
        value = LATEX["after_fact"].sub(" ", text[match.end() + 1 : max(end - 1, 0)])
        value = " ".join(Page(value, {}, str).written().split())  # with accents
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
    """Return the document's own commands without arguments, and their definitions."""
    macros: dict[str, str] = {}
    for defined in LATEX["defined"].finditer(text):
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
