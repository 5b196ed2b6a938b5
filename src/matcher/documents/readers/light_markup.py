"""Convert Org, AsciiDoc, Typst, notebooks and profiles to Markdown, line by line; code is left out and counted.

No maintained converter in Python reads them (decision 32); personal pages use only headings, lists, links, emphasis.
"""

import json
import re
from collections.abc import Callable, Iterator

from matcher.documents.blocks import INVISIBLE, ParsedBlocks
from matcher.documents.readers.front_matter import take_fact
from matcher.documents.readers.markdown import CODE, DIRECTIVES, read_markdown_body
from matcher.documents.readers.profile_json import profile_to_markdown
from matcher.documents.readers.rst import rst_to_markdown
from matcher.errors import InputError
from matcher.text.lexicon import Lexicon

_Inline = tuple[tuple[re.Pattern[str], str], ...]
_MARKS = Lexicon("documents/light_markup.txt")


def read_light_markup(form: str) -> Callable[[str, str], ParsedBlocks]:
    """Return the reader of a format by its name."""
    to_markdown, inline = _CONVERTERS[form]

    def read(text: str, name: str) -> ParsedBlocks:
        head = ParsedBlocks()
        lines = to_markdown(INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n"), head, name)
        paragraphs = re.split(r"\n(?:[ \t]{0,80}\n)+", "\n".join(lines))  # links may continue over line ends
        return read_markdown_body("\n\n".join(_inline(paragraph, inline) for paragraph in paragraphs), name, head)

    return read


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


_CONVERTERS: dict[str, tuple[Callable[[str, ParsedBlocks, str], Iterator[str]], _Inline]] = {
    "org": (_org, _MARKS.replacements("org")),
    "asciidoc": (_asciidoc, _MARKS.replacements("asciidoc")),
    "rst": (rst_to_markdown, _MARKS.replacements("rst")),
    "typst": (_typst, _MARKS.replacements("typst")),
    "notebook": (_notebook, ()),
    "json": (profile_to_markdown, ()),
}


def _inline(text: str, patterns: _Inline) -> str:
    for pattern, replacement in patterns if len(text) <= 20_000 else ():  # nobody writes a longer paragraph
        text = pattern.sub(replacement, text)
    return text
