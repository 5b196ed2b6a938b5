"""One pass over the commands of a LaTeX text, with bounded look-ahead: to HTML, or to remove them from other markup."""

import re
import unicodedata
from collections.abc import Callable
from functools import cached_property

from matcher.text.lexicon import Lexicon

_TOKEN = re.compile(r"\\([A-Za-z@]{1,60})\*?|\\(.)|([{}$&~%])|(\[)|[^\\{}$&~%\[]{1,2000}", re.DOTALL)
_LABEL = re.compile(r"\s{0,3}\[([^\[\]]{1,200})\]")
_SLIDES = re.compile(r"<[\d+.,|@-]{1,20}>")
_DEFINED_NAME = re.compile(r"\\[A-Za-z@]{0,60}")
_ENVIRONMENT = re.compile(r"\s{0,3}\{([A-Za-z*]{1,40})\}")
_ACCENTED = re.compile(r"\s{0,3}(\{)?\s{0,3}\\?([A-Za-z])(\})?")
_MOST_EXPANDED = 200_000
"""The largest number of characters from expanding a document's own commands, so that nested ones end."""

LATEX = Lexicon("documents/latex.txt")
_FIRST_DROPPED = {word: int(n) for word, n in LATEX.pairs("first_dropped").items()}
_HEADINGS = {word: (f"\n\n<h{n}>", f"</h{n}>\n\n") for word, n in LATEX.pairs("headings").items()}
_HTML = {**_HEADINGS, **dict.fromkeys(LATEX.words("strong"), ("<b>", "</b>"))}
_HTML |= {"footnote": (" (", ")"), "href": ('<a href="x">', "</a>")}
"""The HTML around the argument of headings, emphasis, footnotes and links."""

_BETWEEN = {"cvlistdoubleitem": "; ", "cvitem": ": ", **dict.fromkeys(("cvdoubleitem", "cventry", "cvlanguage"), ", ")}
_LETTERS = LATEX.pairs("letters")
_ACCENTS = dict(zip("'`^\"~=.", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307", strict=True))
_LETTER_ACCENTS = dict(zip("cvuHkrd", "\u0327\u030c\u0306\u030b\u0328\u030a\u0323", strict=True))


def group_ends(text: str) -> dict[int, int]:
    """Return the end of each group in braces by the place of its opening brace."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            ends[opened.pop()] = match.end()
    return ends


class Page:
    """The text written so far, and the open groups. Without `escape`, commands are only removed."""

    def __init__(self, text: str, macros: dict[str, str], escape: Callable[[str], str] | None) -> None:
        self.text = text
        self.macros = macros
        self.escape = escape
        self.out: list[str] = []
        self.groups: list[str] = []
        self.next_group = ""
        self.between = " "
        self.n_skipped = self.n_replaced = self.n_expanded = 0
        self.last: dict[str, int] = {}

    @cached_property
    def ends(self) -> dict[int, int]:
        """The end of each group in braces."""
        return group_ends(self.text)

    def written(self) -> str:
        """Return the whole text."""
        place = 0
        while token := _TOKEN.match(self.text, place):  # until the end, or a single backslash there
            place = self.handle(token)
        return "".join([*self.out, *reversed(self.groups)])

    def handle(self, token: re.Match[str]) -> int:
        """Write the output for a token and return the place to continue."""
        word, symbol, sign, _ = token.groups()
        end = token.end()
        if word:
            return self.command(word, end)
        if symbol:
            return self.symbol(symbol, end)
        if sign in {"{", "}"}:
            self.brace(sign, end)
        elif sign == "$" and self.escape:  # displayed maths is skipped, inline maths loses only its signs
            return self.skip_to("$$", end + 1) if self.text.startswith("$", end) else end
        elif sign == "~":
            self.write(" " if self.escape else "~")
        elif sign == "&":
            self.mark(" | ", "&")
        else:
            self.write(token[0])
        return end

    def write(self, text: str) -> None:
        """Write text, escaped for HTML if needed."""
        self.out.append(self.escape(text) if self.escape else text)

    def mark(self, tags: str, plain: str = "") -> None:
        """Write HTML tags, or `plain` if the output is not HTML."""
        self.out.append(tags if self.escape else plain)

    def brace(self, sign: str, end: int) -> None:
        """Open or close a group; write a separator before the next argument if there is one and both have text."""
        if sign == "{":
            self.groups.append(self.next_group)
            self.next_group = ""
            return
        if self.groups:
            self.out.append(self.groups.pop())
        if not self.escape:
            return
        if self.text[end : end + 1] != "{":
            self.between = " "
        elif self.text[end : end + 2] != "{}" and not "".join(self.out[-1:]).endswith("<li>"):
            self.out.append(self.between)

    def symbol(self, symbol: str, end: int) -> int:
        """Handle an escaped character: an accent, a line end, displayed maths, or the character itself."""
        if symbol == "\\":
            self.mark("<br>", "\n")
            return self.after_options(end)
        if not self.escape:
            self.write(f"\\{symbol}")
        elif symbol in _ACCENTS:
            return self.accent(_ACCENTS[symbol], end)
        elif symbol == "[":
            return self.skip_to("\\]", end)
        elif symbol in " ,;:":
            self.out.append(" ")
        elif symbol not in "(!/-)]":
            self.write(symbol)
        return end

    def accent(self, accent: str, end: int) -> int:
        """Write the letter after an accent command, with its accent."""
        letter = _ACCENTED.match(self.text, end)
        if letter is None:
            return end
        self.write(unicodedata.normalize("NFC", letter[2] + accent))
        return letter.end() if letter[1] else letter.end(2)

    def skip_to(self, closing: str, start: int) -> int:
        """Skip what is counted but not read, at most 20,000 characters."""
        if closing not in self.last:
            self.last[closing] = self.text.rfind(closing)
        end = self.text.find(closing, start, start + 20_000) if start <= self.last[closing] else -1
        if end < 0:
            return start
        self.n_skipped += 1
        self.out.append(" ")
        return end + len(closing)

    def command(self, word: str, end: int) -> int:
        """Handle a command; for an unknown one its arguments are written."""
        if word in self.macros and self.n_expanded < _MOST_EXPANDED:
            return self.expand(word, end)
        if word in LATEX.words("definitions"):
            name = _DEFINED_NAME.match(self.text, end)  # \def\name
            return self.after_arguments(name.end() if name else end, 4)
        if word in {"begin", "end"}:
            return self.environment(word, end)
        if word in LATEX.words("dropped"):
            self.mark(" ")
            return self.after_arguments(end, 3)
        if word in _FIRST_DROPPED:
            return self.after_arguments(end, _FIRST_DROPPED[word])
        if word in _HTML:
            return self.wrapped(word, end)
        if word in LATEX.words("items"):
            self.mark("\n\n<li>", "\n")
            self.between = _BETWEEN.get(word, " ")
            return self.write_label(self.after_options(end) if word != "item" else end)
        if word in LATEX.words("line_ends"):
            self.mark("<br>", " ")
        elif word in LATEX.words("paragraph_ends"):
            self.mark("\n\n", "\n")
        else:
            return self.letter(word, end)
        return end

    def letter(self, word: str, end: int) -> int:
        """Write the letter that a command stands for, nothing for an unknown command."""
        following = self.text[end : end + 1]
        if word in _LETTER_ACCENTS and following in {"{", " "}:
            return self.accent(_LETTER_ACCENTS[word], end)
        self.write(_LETTERS.get(word, "" if following in {"{", "["} else " "))
        return end + 1 if word in _LETTERS and following == " " else self.after_options(end)

    def expand(self, word: str, end: int) -> int:
        """Expand one of the document's own commands."""
        body = self.macros[word]
        self.n_expanded += len(body) + 20
        inner = {name: text for name, text in self.macros.items() if name != word}
        page = Page(body, inner if self.n_expanded < _MOST_EXPANDED else {}, self.escape)
        page.n_expanded = self.n_expanded
        expansion = page.written().strip()
        self.n_replaced += bool(expansion)
        self.out.append(expansion)
        self.n_expanded = max(self.n_expanded, page.n_expanded)
        following = self.text[end : end + 2]
        if following[:1].isalnum():
            self.out.append(" ")
        return end + 2 if following == "{}" else end

    def wrapped(self, word: str, end: int) -> int:
        """Open the group after a command that formats it: strong, a heading, a footnote, a link's text."""
        end = self.after_arguments(end, 1) if word == "href" else self.after_options(end)
        if self.text[end : end + 1] == "{":
            opening, closing = _HTML[word]
            self.mark(opening)
            self.next_group = closing if self.escape else ""
        return end

    def environment(self, word: str, end: int) -> int:
        """Handle the begin or end of an environment, with the measures and options after its name."""
        name = _ENVIRONMENT.match(self.text, end)
        if name is None:
            return end
        self.mark("\n\n", "\n")
        if word == "begin" and name[1].rstrip("*") in LATEX.words("skipped"):
            return self.skip_to(f"\\end{{{name[1]}}}", name.end())
        is_measured = word == "begin" and name[1] in LATEX.words("measured")
        end = self.after_options(name.end())
        return self.after_arguments(end, 3) if is_measured else end

    def write_label(self, end: int) -> int:
        """Write the label in brackets after an item, the term it explains, unless it is only a symbol."""
        label = _LABEL.match(self.text, end)
        if label and self.escape and any(map(str.isalpha, label[1])):
            self.out.append(Page(label[1], {}, self.escape).written() + ": ")
        return self.after_options(label.end() if label else end)

    def after_options(self, end: int) -> int:
        """Return the place after options in square brackets and slide numbers."""
        if slides := _SLIDES.match(self.text, end):
            end = slides.end()
        while self.text[end : end + 1] == "[":
            closed = self.text.find("]", end, end + 300)
            if closed < 0:
                return end
            end = closed + 1
        return end

    def after_arguments(self, end: int, most: int) -> int:
        """Return the place after at most `most` arguments in braces, and the options around them."""
        for _ in range(most):
            end = self.after_options(end)
            closed = self.ends.get(end, 0)
            if not end < closed <= end + 1500:
                return end
            end = closed
        return end
