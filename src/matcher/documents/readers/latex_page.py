"""One pass over the commands of a LaTeX text, with bounded looks ahead: to HTML, or off another markup."""

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
"""Characters that a document's own commands may put in, so that commands of commands of commands end."""

_WORDS = Lexicon("documents/latex.txt")
_FIRST_DROPPED = {word: int(n) for word, n in _WORDS.pairs("first_dropped").items()}
_HEADINGS = {word: (f"\n\n<h{n}>", f"</h{n}>\n\n") for word, n in _WORDS.pairs("headings").items()}
_HTML = {**_HEADINGS, **dict.fromkeys(_WORDS.words("strong"), ("<b>", "</b>"))}
_HTML |= {"footnote": (" (", ")"), "href": ('<a href="x">', "</a>")}
"""What is written around the argument of headings, of what is emphasised, of footnotes and links."""

_BETWEEN = {"cvlistdoubleitem": "; ", "cvitem": ": ", **dict.fromkeys(("cvdoubleitem", "cventry", "cvlanguage"), ", ")}
_LETTERS = _WORDS.pairs("letters")
_ACCENTS = dict(zip("'`^\"~=.", "\u0301\u0300\u0302\u0308\u0303\u0304\u0307", strict=True))
_LETTER_ACCENTS = dict(zip("cvuHkrd", "\u0327\u030c\u0306\u030b\u0328\u030a\u0323", strict=True))


def group_ends(text: str) -> dict[int, int]:
    """Return for each brace that opens a group where the group has ended."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            ends[opened.pop()] = match.end()
    return ends


class Page:
    """The text written so far, and the groups that are open. Without `escape` only commands are taken off."""

    def __init__(self, text: str, macros: dict[str, str], escape: Callable[[str], str] | None) -> None:
        self.text = text
        self.macros = macros
        self.escape = escape
        self.out: list[str] = []
        self.groups: list[str] = []
        self.next_group = ""
        self.between = " "
        self.n_skipped = self.n_put_in = self.n_expanded = 0
        self.last: dict[str, int] = {}

    @cached_property
    def ends(self) -> dict[int, int]:
        """Where each group in braces ends."""
        return group_ends(self.text)

    def written(self) -> str:
        """Return the whole text."""
        place = 0
        while token := _TOKEN.match(self.text, place):  # until the end, or a lone backslash there
            place = self.take(token)
        return "".join([*self.out, *reversed(self.groups)])

    def take(self, token: re.Match[str]) -> int:
        """Write what a token means and return where to go on."""
        word, symbol, sign, _ = token.groups()
        end = token.end()
        if word:
            return self.command(word, end)
        if symbol:
            return self.symbol(symbol, end)
        if sign in {"{", "}"}:
            self.brace(sign, end)
        elif sign == "$" and self.escape:  # displayed maths is skipped; within a line only its dollar signs go
            return self.skip_to("$$", end + 1) if self.text.startswith("$", end) else end
        elif sign == "~":
            self.write(" " if self.escape else "~")
        elif sign == "&":
            self.mark(" | ", "&")
        else:
            self.write(token[0])
        return end

    def write(self, text: str) -> None:
        """Write text as the page needs it."""
        self.out.append(self.escape(text) if self.escape else text)

    def mark(self, tags: str, plain: str = "") -> None:
        """Write HTML, or what stands for it in another markup."""
        self.out.append(tags if self.escape else plain)

    def brace(self, sign: str, end: int) -> None:
        """Open or close a group; part it from the next argument, where there is one and both say something."""
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
        """Take an escaped sign: an accent, a line end, display maths, or the sign itself."""
        if symbol == "\\":
            self.mark("<br>", "\n")
            return self.behind_options(end)
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
        """Write the letter behind an accent with it."""
        letter = _ACCENTED.match(self.text, end)
        if letter is None:
            return end
        self.write(unicodedata.normalize("NFC", letter[2] + accent))
        return letter.end() if letter[1] else letter.end(2)

    def skip_to(self, closing: str, start: int) -> int:
        """Skip to the end of something that is counted and not read; at most 20,000 characters."""
        if closing not in self.last:
            self.last[closing] = self.text.rfind(closing)
        end = self.text.find(closing, start, start + 20_000) if start <= self.last[closing] else -1
        if end < 0:
            return start
        self.n_skipped += 1
        self.out.append(" ")
        return end + len(closing)

    def command(self, word: str, end: int) -> int:
        """Obey a command; one that is not known writes its arguments."""
        if word in self.macros and self.n_expanded < _MOST_EXPANDED:
            return self.put_in(word, end)
        if word in _WORDS.words("definitions"):
            name = _DEFINED_NAME.match(self.text, end)  # \def\name
            return self.behind_arguments(name.end() if name else end, 4)
        if word in {"begin", "end"}:
            return self.environment(word, end)
        if word in _WORDS.words("dropped"):
            self.mark(" ")
            return self.behind_arguments(end, 3)
        if word in _FIRST_DROPPED:
            return self.behind_arguments(end, _FIRST_DROPPED[word])
        if word in _HTML:
            return self.wrapped(word, end)
        if word in _WORDS.words("items"):
            self.mark("\n\n<li>", "\n")
            self.between = _BETWEEN.get(word, " ")
            return self.behind_label(self.behind_options(end) if word != "item" else end)
        if word in _WORDS.words("line_ends"):
            self.mark("<br>", " ")
        elif word in _WORDS.words("paragraph_ends"):
            self.mark("\n\n", "\n")
        else:
            return self.letter(word, end)
        return end

    def letter(self, word: str, end: int) -> int:
        """Write a letter that has a name, or nothing for a command that is not known."""
        behind = self.text[end : end + 1]
        if word in _LETTER_ACCENTS and behind in {"{", " "}:
            return self.accent(_LETTER_ACCENTS[word], end)
        self.write(_LETTERS.get(word, "" if behind in {"{", "["} else " "))
        return end + 1 if word in _LETTERS and behind == " " else self.behind_options(end)

    def put_in(self, word: str, end: int) -> int:
        """Put in what one of the document's own commands stands for."""
        body = self.macros[word]
        self.n_expanded += len(body) + 20
        inner = {name: text for name, text in self.macros.items() if name != word}
        page = Page(body, inner if self.n_expanded < _MOST_EXPANDED else {}, self.escape)
        page.n_expanded = self.n_expanded
        put_in = page.written().strip()
        self.n_put_in += bool(put_in)
        self.out.append(put_in)
        self.n_expanded = max(self.n_expanded, page.n_expanded)
        behind = self.text[end : end + 2]
        if behind[:1].isalnum():
            self.out.append(" ")
        return end + 2 if behind == "{}" else end

    def wrapped(self, word: str, end: int) -> int:
        """Open the group behind a command that marks it: strong, a heading, a footnote, a link's text."""
        end = self.behind_arguments(end, 1) if word == "href" else self.behind_options(end)
        if self.text[end : end + 1] == "{":
            opening, closing = _HTML[word]
            self.mark(opening)
            self.next_group = closing if self.escape else ""
        return end

    def environment(self, word: str, end: int) -> int:
        """Take the begin or the end of an environment, with the measures and options behind its name."""
        name = _ENVIRONMENT.match(self.text, end)
        if name is None:
            return end
        self.mark("\n\n", "\n")
        if word == "begin" and name[1].rstrip("*") in _WORDS.words("skipped"):
            return self.skip_to(f"\\end{{{name[1]}}}", name.end())
        is_measured = word == "begin" and name[1] in _WORDS.words("measured")
        end = self.behind_options(name.end())
        return self.behind_arguments(end, 3) if is_measured else end

    def behind_label(self, end: int) -> int:
        """Write what stands in brackets behind an item: the term it explains, unless it is but a sign."""
        label = _LABEL.match(self.text, end)
        if label and self.escape and any(map(str.isalpha, label[1])):
            self.out.append(Page(label[1], {}, self.escape).written() + ": ")
        return self.behind_options(label.end() if label else end)

    def behind_options(self, end: int) -> int:
        """Return the place behind options in square brackets, and behind the numbers of slides."""
        if slides := _SLIDES.match(self.text, end):
            end = slides.end()
        while self.text[end : end + 1] == "[":
            closed = self.text.find("]", end, end + 300)
            if closed < 0:
                return end
            end = closed + 1
        return end

    def behind_arguments(self, end: int, most: int) -> int:
        """Return the place behind at most so many arguments in braces, and the options around them."""
        for _ in range(most):
            end = self.behind_options(end)
            closed = self.ends.get(end, 0)
            if not end < closed <= end + 1500:
                return end
            end = closed
        return end
