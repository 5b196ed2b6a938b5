"""Convert Org, AsciiDoc, reStructuredText, Typst and notebooks to Markdown, line by line; code is left out and counted.

No maintained converter in Python reads them, but for docutils, which would allow includes and raw HTML and take half a
second to start (decision 32); personal pages use only headings, lists, links, emphasis.
"""

import json
import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from textwrap import dedent

from matcher.documents.blocks import INVISIBLE, ParsedBlocks
from matcher.documents.readers.html_elements import MARKUP
from matcher.documents.readers.key_values import profile_to_markdown, take_fact
from matcher.documents.readers.markdown import CODE, DIRECTIVES, read_markdown_body
from matcher.errors import InputError
from matcher.text.lexicon import Lexicon

_MARKS = Lexicon("documents/light_markup.txt")
_RST_DIRECTIVE = re.compile(r"\.\. (?:([\w:-]{1,40})::|_[^:]{1,200}:|\[#?(\w{0,20})\](?= |$)|\|[^|\n]{1,60}\| )? ?(.*)")
_RST_OPTION = re.compile(r":[\w-]{1,40}:(?:\s.*)?")
_RST_FIELD = re.compile(r":([\w -]{1,40}): (.*)")
_RST_RULE = re.compile(r"={1,200}(?: +={1,200})+ *|\+(?:[-=]{1,200}\+){1,40}")
_DEEPEST = 4
"""The largest depth of directives within directives."""


def read_light_markup(text: str, name: str, form: str) -> ParsedBlocks:
    """Return a text in one of these formats as blocks."""
    head = ParsedBlocks()
    lines = _CONVERTERS[form](INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n"), head, name)
    paragraphs = re.split(r"\n(?:[ \t]{0,80}\n)+", "\n".join(lines))  # links may continue over line ends
    return read_markdown_body("\n\n".join(_with_markdown_marks(text, form) for text in paragraphs), name, head)


def _org(text: str, head: ParsedBlocks, name: str) -> Iterator[str]:
    closing = ""
    for line in text.split("\n"):
        bare = line.strip()
        lowered = bare.lower()
        if closing:
            closing = "" if lowered.startswith(closing) else closing
        elif lowered.startswith(("#+begin_src", "#+begin_example", "#+begin_export", "#+begin_comment")):
            head.dropped[CODE] += 1
            closing = "#+end_"
        elif re.fullmatch(r":[A-Za-z_-]{1,30}:", bare):
            closing = ":end:"
        elif bare.startswith("#+"):
            key, _, value = bare[2:].partition(":")
            if key.lower() == "title":
                yield f"# {value.strip()}\n"
            elif not key.lower().startswith(("begin", "end")):
                take_fact(key, value, head)
        elif bare.startswith("# ") or lowered.startswith(("scheduled:", "deadline:", "closed:")):
            continue
        elif heading := re.match(r"(\*{1,8}) +(?:(?:TODO|DONE|NEXT|WAITING) +)?(.*)", line):
            title = re.sub(r"\s:(?:[\w@#%]{1,40}:){1,9}$", "", heading[2])
            yield f"\n{'#' * min(len(heading[1]) + 1, 6)} {title}\n"
        else:
            yield line.replace("+", "|") if re.fullmatch(r"\s{0,40}\|[-+|]{1,400}", line) else line


def _asciidoc(text: str, head: ParsedBlocks, name: str) -> Iterator[str]:
    fence = ""
    is_code = False
    lines = text.split("\n")
    for place, line in enumerate(lines):
        bare = line.strip()
        if fence:
            if bare == fence:
                fence = ""
            elif not is_code:
                yield line
        elif re.fullmatch(r"-{4,80}|\.{4,80}|`{3,9}\w{0,20}|/{4,80}|={4,80}|\*{4,80}|_{4,80}|\+{4,80}|--", bare):
            fence, is_code = bare.rstrip("abcdefghijklmnopqrstuvwxyz") or bare, bare[0] in "-.`/+" and bare != "--"
            head.dropped[CODE] += is_code
        elif fact := re.match(r":!?([\w-]{1,40})!?:(?:\s(.*))?$", bare):
            take_fact(fact[1], fact[2] or "", head)
        elif bare.startswith("//") or re.fullmatch(r"\[[^\[\]]{0,300}\]|<<<|'''|toc::\[\]", bare):
            continue
        elif bare.startswith(("image:", "include::", "video::", "ifdef::", "ifndef::", "endif::")):
            head.dropped["pictures"] += bare.startswith("image:")
        elif place < 9 and re.match(r"v?\d{1,3}(?:\.\d{1,3}){0,3}, ?\S|v\d", bare):
            continue  # the revision line
        elif place and lines[place - 1].startswith("= ") and (author := re.match(r"([^<\n]{2,80})<[^<>\s]+@", bare)):
            head.names.append(author[1].strip())
        elif heading := re.match(r"(={1,6}) (\S.*)", line):
            yield f"\n{'#' * len(heading[1])} {heading[2]}\n"
        else:
            yield _asciidoc_line(line)


def _asciidoc_line(line: str) -> str:
    if line.startswith("|==="):
        return ""
    if line.startswith("|") and len(line) <= 2000:
        return "- " + " | ".join(cell.strip() for cell in line.split("|") if cell.strip())
    if item := re.match(r"\s{0,9}(\*{1,5}|-|\.{1,5}) (\S.*)", line):
        return f"{'  ' * (len(item[1]) - 1)}- {item[2]}"
    if title := re.match(r"\.(\w.{0,100})$", line):
        return f"**{title[1]}**\n"
    if term := re.match(r"(\S.{0,100})::(?: (.*))?$", line):
        return f"- {term[1]}: {term[2] or ''}"
    return re.sub(r"^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION): ", "", re.sub(r"^\+$", "", line))


def _rst(text: str, head: ParsedBlocks, name: str, depth: int = 0) -> Iterator[str]:
    """Yield titles by their underlines, directives by their content, and tables row by row."""
    lines, place = text.split("\n"), 0
    levels: list[str] = []
    while place < len(lines):
        line, following = lines[place], "".join(lines[place + 1 : place + 2])
        if directive := _RST_DIRECTIVE.match(line):
            n_indented = _n_indented(lines, place + 1)
            below = lines[place + 1 : place + 1 + n_indented]
            body = dedent("\n".join(line for line in below if not _RST_OPTION.fullmatch(line.strip())))
            yield from _rst_directive(directive, body, head, depth)
            place += n_indented
        elif _RST_RULE.fullmatch(line):
            rows = list(takewhile(str.strip, map(lines.__getitem__, range(place, len(lines)))))
            yield from (_rst_row(row) for row in rows if not _RST_RULE.fullmatch(row))
            yield ""
            place += len(rows) - 1
        elif _is_underline(following, line):
            over = following[0] * 2 if place and _is_underline(lines[place - 1], line) else following[0]
            levels += [over] if over not in levels else []
            yield f"\n{'#' * min(levels.index(over) + 1, 6)} {line.strip()}\n"
            place += 1
        elif fact := _RST_FIELD.match(line):
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


def _rst_directive(directive: re.Match[str], body: str, head: ParsedBlocks, depth: int) -> Iterator[str]:
    kind, note, rest = directive.groups()
    if note is not None:
        words = " ".join([rest, *map(str.strip, body.split("\n"))])
        yield f"\n[^{note}]: {words.strip()}"
    elif kind in MARKUP.words("directives") and depth < _DEEPEST:
        if rest and kind != "figure":  # that names a file
            yield f"\n**{rest}**\n"
        yield from ("", *_rst(_list_rows(body) if kind == "list-table" else body, head, "", depth + 1), "")
    else:
        head.dropped[CODE if kind in {"code", "code-block", "sourcecode", "literalinclude"} else DIRECTIVES] += 1


def _list_rows(text: str) -> str:
    rows: list[list[str]] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if line.startswith("* - "):
            rows.append([line[4:]])
        elif rows and line.startswith("- "):
            rows[-1].append(line[2:])
        elif rows:
            rows[-1][-1] += f" {line}"
    return "\n".join("- " + " | ".join(row) for row in rows)


def _rst_row(line: str) -> str:
    cells = line.strip(" |").split("|") if line.startswith("|") else re.split(r"\s{2,40}", line.strip())
    return "- " + " | ".join(cell.strip() for cell in cells if cell.strip())


def _is_underline(line: str, title: str) -> bool:
    bare = line.rstrip()
    is_rule = len(bare) >= 3 and bare[0] in "=-~^\"'`#*+.:_" and bare == bare[0] * len(bare)
    return is_rule and 0 < len(title.strip()) <= len(bare) + 2


def _typst(text: str, head: ParsedBlocks, name: str) -> Iterator[str]:
    depth = 0  # of the open brackets of an instruction over several lines
    for line in text.split("\n"):
        bare = line.strip()
        if bare.startswith("//"):
            continue
        if depth or re.match(r"#(?:set|show|let|import|include)\b", bare):
            if not depth:
                for fact in re.finditer(r"\b(author|title|keywords)\s{0,5}:\s{0,5}\(?\"([^\"\n]{1,200})\"", bare):
                    take_fact(fact[1], fact[2], head)
                head.dropped[DIRECTIVES] += 1
            depth = max(0, depth + sum((sign in "([{") - (sign in ")]}") for sign in bare))
        elif heading := re.match(r"(={1,6}) (\S.*)", bare):
            yield f"\n{'#' * len(heading[1])} {heading[2]}\n"
        elif bare.startswith("#table(") or bare in {")", "]", "}"}:
            continue
        elif len(bare) < 2000 and re.fullmatch(r"(?:\[[^\[\]]{0,300}\],?\s{0,9}){2,30}", bare):
            yield "- " + " | ".join(re.findall(r"\[([^\[\]]{0,300})\]", bare))
        else:
            yield re.sub(r"^(\s{0,20})\+ ", r"\1- ", line)


def _notebook(text: str, head: ParsedBlocks, name: str) -> Iterator[str]:
    try:
        cells = json.loads(text)["cells"]
        kinds_and_sources = [(str(cell["cell_type"]), "".join(map(str, cell["source"]))) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{name} must be a notebook with cells; it is not: paste its text") from None
    head.dropped["cells of code"] += sum(kind != "markdown" for kind, _ in kinds_and_sources)
    yield from (f"{source}\n\n" for kind, source in kinds_and_sources if kind == "markdown")


_CONVERTERS: dict[str, Callable[[str, ParsedBlocks, str], Iterator[str]]] = {
    "org": _org,
    "asciidoc": _asciidoc,
    "rst": _rst,
    "typst": _typst,
    "notebook": _notebook,
    "json": profile_to_markdown,
}
_INLINE = {form: _MARKS.replacements(form) for form in ("org", "asciidoc", "rst", "typst")}


def _with_markdown_marks(text: str, form: str) -> str:
    for pattern, mark in _INLINE.get(form, ()) if len(text) <= 20_000 else ():  # nobody writes a longer paragraph
        text = pattern.sub(mark, text)
    return text
