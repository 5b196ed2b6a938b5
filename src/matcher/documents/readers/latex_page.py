"""One pass over the commands of a LaTeX text, with bounded looks ahead: to HTML, or off another markup."""

import re
import unicodedata
from collections.abc import Callable
from functools import cached_property

from matcher.documents.readers import latex_commands as commands

_TOKEN = re.compile(r"\\([A-Za-z@]{1,60})\*?|\\(.)|([{}$&~%])|(\[)|[^\\{}$&~%\[]{1,2000}", re.DOTALL)
_LABEL = re.compile(r"\s{0,3}\[([^\[\]]{1,200})\]")
_SLIDES = re.compile(r"<[\d+.,|@-]{1,20}>")


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
        return commands.group_ends(self.text)

    def written(self) -> str:
        """Return the whole text."""
        place = 0
        while place < len(self.text):
            token = _TOKEN.match(self.text, place)
            if token is None:  # a lone backslash at the end
                break
            place = self.take(token)
        self.out += reversed(self.groups)
        return "".join(self.out)

    def take(self, token: re.Match[str]) -> int:
        """Write what a token means and return where to go on."""
        word, symbol, sign, _ = token.groups()
        if word:
            return self.command(word, token.end())
        if symbol:
            return self.symbol(symbol, token.end())
        if sign in {"{", "}"}:
            self.brace(sign)
            if sign == "}" and self.escape:
                self.next_argument(token.end())
        elif sign == "$" and self.escape:
            return self.maths(token.start())
        elif sign == "~":
            self.write(" " if self.escape else "~")
        elif sign == "&":
            self.out.append(" | " if self.escape else "&")
        else:
            self.write(token[0])
        return token.end()

    def write(self, text: str) -> None:
        """Write text as the page needs it."""
        self.out.append(self.escape(text) if self.escape else text)

    def mark(self, tags: str, plain: str = "") -> None:
        """Write HTML, or what stands for it in another markup."""
        self.out.append(tags if self.escape else plain)

    def brace(self, sign: str) -> None:
        """Open or close a group."""
        if sign == "{":
            self.groups.append(self.next_group)
            self.next_group = ""
        elif self.groups:
            self.out.append(self.groups.pop())

    def next_argument(self, end: int) -> None:
        """Part the argument that has ended from the next one, where there is one and both say something."""
        if self.text[end : end + 1] != "{":
            self.between = " "
        elif self.text[end : end + 2] != "{}" and not self.out[-1].endswith("<li>"):
            self.out.append(self.between)

    def symbol(self, symbol: str, end: int) -> int:
        """Take an escaped sign: an accent, a line end, display maths, or the sign itself."""
        if symbol in commands.ACCENTS and self.escape:
            return self.accent(commands.ACCENTS[symbol], end)
        if symbol == "\\":
            self.mark("<br>", "\n")
            return self.behind_options(end)
        if symbol in "[(" and self.escape:
            return self.skip_to("\\]", end) if symbol == "[" else end
        if symbol in " ,;:!/-)]" and self.escape:
            self.out.append(" " if symbol in " ,;:" else "")
        else:
            self.write(symbol if self.escape else f"\\{symbol}")
        return end

    def accent(self, accent: str, end: int) -> int:
        """Write the letter behind an accent with it."""
        letter = re.compile(r"\s{0,3}\{?\s{0,3}\\?([A-Za-z])(\})?").match(self.text, end)
        if letter is None:
            return end
        self.write(unicodedata.normalize("NFC", letter[1] + accent))
        opened = "{" in self.text[end : letter.start(1)]
        return letter.end() if opened or not letter[2] else letter.end(1)

    def maths(self, start: int) -> int:
        """Skip displayed maths; within a line only its dollar signs go."""
        if self.text.startswith("$$", start):
            return self.skip_to("$$", start + 2)
        return start + 1

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
        if word in self.macros and self.n_expanded < commands.MOST_EXPANDED:
            return self.put_in(word, end)
        if word in commands.DEFINITIONS:
            return self.behind_arguments(end, 4)
        if word in {"begin", "end"}:
            return self.environment(word, end)
        if word == "href":
            return self.link(self.behind_arguments(end, 1))
        if word in commands.DROPPED:
            self.out.append(" " if self.escape else "")
            return self.behind_arguments(end, 3)
        if word in commands.FIRST_DROPPED:
            return self.behind_arguments(end, commands.FIRST_DROPPED[word])
        if word in commands.STRONG or word in commands.HEADINGS or word == "footnote":
            return self.wrapped(word, end)
        if word in commands.ITEMS:
            self.mark("\n\n<li>", "\n")
            self.between = commands.BETWEEN.get(word, " ")
            return self.behind_label(self.behind_options(end) if word != "item" else end)
        if word in commands.LINE_ENDS or word in commands.PARAGRAPH_ENDS:
            self.mark("<br>" if word in commands.LINE_ENDS else "\n\n", " " if word in commands.LINE_ENDS else "\n")
            return end
        return self.letter(word, end)

    def letter(self, word: str, end: int) -> int:
        """Write a letter that has a name, or nothing for a command that is not known."""
        if word in commands.LETTER_ACCENTS and self.text[end : end + 1] in {"{", " "}:
            return self.accent(commands.LETTER_ACCENTS[word], end)
        self.write(commands.LETTERS.get(word, "" if self.text[end : end + 1] in {"{", "["} else " "))
        if word in commands.LETTERS and self.text[end : end + 1] == " ":
            return end + 1
        return self.behind_options(end)

    def put_in(self, word: str, end: int) -> int:
        """Put in what one of the document's own commands stands for."""
        body = self.macros[word]
        self.n_expanded += len(body) + 20
        inner = {name: text for name, text in self.macros.items() if name != word}
        page = Page(body, inner if self.n_expanded < commands.MOST_EXPANDED else {}, self.escape)
        page.n_expanded = self.n_expanded
        put_in = page.written().strip()
        self.n_put_in += bool(put_in)
        self.out.append(put_in)
        self.n_expanded = max(self.n_expanded, page.n_expanded)
        behind = self.text[end : end + 2]
        if behind == "{}":
            return end + 2
        if behind[:1].isalnum():
            self.out.append(" ")
        return end

    def wrapped(self, word: str, end: int) -> int:
        """Open the group behind a command that marks it: strong, a heading, a footnote."""
        end = self.behind_options(end)
        if self.text[end : end + 1] != "{":
            return end
        if word == "footnote":
            opening, closing = " (", ")"
        elif word in commands.STRONG:
            opening, closing = "<b>", "</b>"
        else:
            level = commands.HEADINGS[word]
            opening, closing = f"\n\n<h{level}>", f"</h{level}>\n\n"
        self.mark(opening)
        self.next_group = closing if self.escape else ""
        return end

    def link(self, end: int) -> int:
        """Open the group that is a link's text."""
        if self.text[end : end + 1] == "{":
            self.mark('<a href="x">')
            self.next_group = "</a>" if self.escape else ""
        return end

    def environment(self, word: str, end: int) -> int:
        """Take the begin or the end of an environment, with the measures and options behind its name."""
        name = re.compile(r"\s{0,3}\{([A-Za-z*]{1,40})\}").match(self.text, end)
        if name is None:
            return end
        self.mark("\n\n", "\n")
        if word == "begin" and name[1].rstrip("*") in commands.SKIPPED_ENVIRONMENTS:
            return self.skip_to(f"\\end{{{name[1]}}}", name.end())
        end = self.behind_options(name.end())
        is_measured = word == "begin" and name[1] in commands.ENVIRONMENT_ARGUMENTS
        return self.behind_arguments(end, 3) if is_measured else end

    def behind_label(self, end: int) -> int:
        """Write what stands in brackets behind an item: the term it explains, unless it is but a sign."""
        label = _LABEL.match(self.text, end)
        if label is None:
            return self.behind_options(end)
        if self.escape and any(map(str.isalpha, label[1])):
            self.out.append(Page(label[1], {}, self.escape).written() + ": ")
        return self.behind_options(label.end())

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
        if self.text[end : end + 1] == "\\" and most == 4:  # \def\name
            end += 1 + len(re.compile(r"[A-Za-z@]{0,60}").match(self.text, end + 1)[0])  # type: ignore[index]
        for _ in range(most):
            end = self.behind_options(end)
            closed = self.ends.get(end, 0)
            if not end < closed <= end + 1500:
                return end
            end = closed
        return end
