"""Convert reStructuredText to Markdown: titles by underlines, directives by content, tables row by row.

docutils would allow includes and raw HTML, and take half a second to start (decision 32).
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from textwrap import dedent

from matcher.documents.blocks import ParsedBlocks
from matcher.documents.readers.front_matter import take_fact
from matcher.documents.readers.html_elements import MARKUP
from matcher.documents.readers.markdown import CODE, DIRECTIVES

_PICTURES = frozenset({"figure"})
"""Directives whose first line is a file name."""

_DIRECTIVE = re.compile(r"\.\. (?:([\w:-]{1,40})::|_[^:]{1,200}:|\[#?(\w{0,20})\](?= |$)|\|[^|\n]{1,60}\| )? ?(.*)")
_OPTION = re.compile(r":[\w-]{1,40}:(?:\s.*)?")
_FIELD = re.compile(r":([\w -]{1,40}): (.*)")
_RULE = re.compile(r"={1,200}(?: +={1,200})+ *|\+(?:[-=]{1,200}\+){1,40}")
_DEEPEST = 4
"""The largest depth of directives within directives."""


def rst_to_markdown(text: str, head: ParsedBlocks, name: str) -> Iterator[str]:
    """Yield the lines of a text as Markdown; facts are added to `head`."""
    return _converted(text.split("\n"), head, [], 0)


def _converted(lines: list[str], head: ParsedBlocks, levels: list[str], depth: int) -> Iterator[str]:
    place = 0
    while place < len(lines):
        line, following = lines[place], "".join(lines[place + 1 : place + 2])
        if directive := _DIRECTIVE.match(line):
            n_indented = _n_indented(lines, place + 1)
            yield from _directive(directive, lines[place + 1 : place + 1 + n_indented], head, depth)
            place += n_indented
        elif _RULE.fullmatch(line):
            rows = list(takewhile(str.strip, map(lines.__getitem__, range(place, len(lines)))))
            yield from _rows(rows)
            place += len(rows) - 1
        elif _is_underline(following, line):
            over = following[0] * 2 if place and _is_underline(lines[place - 1], line) else following[0]
            levels += [over] if over not in levels else []
            yield f"\n{'#' * min(levels.index(over) + 1, 6)} {line.strip()}\n"
            place += 1
        elif fact := _FIELD.match(line):
            if fact[1].lower() in MARKUP.words("facts"):
                take_fact(fact[1], fact[2], head)
            else:
                yield f"\n{fact[1]}: {fact[2]}\n"
        elif not _is_underline(line, following) and not re.fullmatch(r"[=~^*#-]", line.strip()):
            if line.endswith("::"):
                n_indented = _n_indented(lines, place + 1)
                head.dropped[CODE] += bool(n_indented)
                place += n_indented
            yield line.removesuffix(":") if line.endswith("::") else line
        place += 1


def _n_indented(lines: list[str], start: int) -> int:
    """Return the number of indented or blank lines from `start` on, without blank ones at the end."""
    end = start
    for place in range(start, len(lines)):
        if lines[place].strip():
            if lines[place][0] not in " \t":
                break
            end = place + 1
    return end - start


def _directive(directive: re.Match[str], within: list[str], head: ParsedBlocks, depth: int) -> Iterator[str]:
    kind, note, rest = directive.groups()
    body = dedent("\n".join(line for line in within if not _OPTION.fullmatch(line.strip()))).split("\n")
    if note is not None:
        yield f"\n[^{note}]: {' '.join([rest, *map(str.strip, body)]).strip()}"
    elif kind in MARKUP.words("directives") and depth < _DEEPEST:
        if rest and kind not in _PICTURES:
            yield f"\n**{rest}**\n"
        body = _list_rows(body) if kind == "list-table" else body
        yield from ("", *_converted(body, head, [], depth + 1), "")
    else:
        head.dropped[CODE if kind in {"code", "code-block", "sourcecode", "literalinclude"} else DIRECTIVES] += 1


def _list_rows(lines: list[str]) -> list[str]:
    rows: list[list[str]] = []
    for line in filter(None, map(str.strip, lines)):
        if line.startswith("* - "):
            rows.append([line[4:]])
        elif rows and line.startswith("- "):
            rows[-1].append(line[2:])
        elif rows:
            rows[-1][-1] += f" {line}"
    return ["- " + " | ".join(row) for row in rows]


def _rows(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not _RULE.fullmatch(line):
            cells = line.strip(" |").split("|") if line.startswith("|") else re.split(r"\s{2,40}", line.strip())
            yield "- " + " | ".join(cell.strip() for cell in cells if cell.strip())
    yield ""


def _is_underline(line: str, title: str) -> bool:
    bare = line.rstrip()
    return (
        len(bare) >= 3
        and bare[0] in "=-~^\"'`#*+.:_"
        and bare == bare[0] * len(bare)
        and 0 < len(title.strip()) <= len(bare) + 2
    )
