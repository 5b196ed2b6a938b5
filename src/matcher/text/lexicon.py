"""Word lists and patterns in data files with named sections, read and compiled at first use."""

import hashlib
import re
from functools import cache, cached_property
from importlib.resources import files

_HEAD = re.compile(r"\[(\w+)(, any case|, words|, replaced)?\]")
_NAME = re.compile(r"(?<!\\)\{([a-z]\w*)\}")


def data_lines(path: str) -> list[str]:
    """Return the lines of a data file without comments; `path` is without `data/`: "text/short_forms.txt"."""
    package, _, name = path.rpartition("/")
    text = files("matcher").joinpath(package, "data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@cache
def lists_digest(package: str) -> str:
    """Return a digest of the data files of a package; those of "text" decide which words count."""
    folder = files("matcher").joinpath(package, "data")
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Lexicon(dict[str, re.Pattern[str]]):
    """The patterns of a data file by name, each compiled at first use, and its word lists.

    A line [name] starts a section, "[name, any case]" one whose pattern ignores case, "[name, words]" a list of words,
    "[name, replaced]" patterns with replacements. The lines of a pattern are its alternatives; an indented line
    continues the line before. {name} stands for the alternatives of another section, as in the definitions of lex.

    Examples
    --------
    >>> Lexicon("documents/names.txt")["byline"].match("By Ada Quill")[1]
    'Ada Quill'
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self._words: dict[str, frozenset[str]] = {}

    @cached_property
    def _sections(self) -> dict[str, tuple[list[str], str]]:
        sections: dict[str, tuple[list[str], str]] = {}
        name, lines = "", list[str]()
        for line in data_lines(self.path):
            if head := _HEAD.fullmatch(line):
                name, lines = head[1], []
                sections[name] = lines, head[2] or ""
            elif line.startswith(" "):
                lines[-1] += f" {line.strip()}" if sections[name][1] == ", words" else line.lstrip()
            elif line:
                lines.append(line)
        return sections

    def patterns(self) -> list[str]:
        """Return the names of the sections that are patterns."""
        return [name for name, (_, kind) in self._sections.items() if kind in ("", ", any case")]

    def lines(self, name: str) -> list[str]:
        """Return the lines of a section."""
        return self._sections[name][0]

    def words(self, name: str) -> frozenset[str]:
        """Return the words of a list."""
        if name not in self._words:
            self._words[name] = frozenset(" ".join(self.lines(name)).split())
        return self._words[name]

    def pairs(self, name: str) -> dict[str, str]:
        """Return the pairs of a list of words like "grey=gray", in order."""
        return dict(pair.split("=") for pair in " ".join(self.lines(name)).split())

    def replacements(self, name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return the patterns of lines like `pattern => "replacement"`, each with its replacement, in order."""
        pairs = (line.rpartition(" => ") for line in self.lines(name))
        return tuple((re.compile(pattern), replacement[1:-1]) for pattern, _, replacement in pairs)

    def source(self, name: str) -> str:
        """Return a pattern as it is compiled, with its references to sections replaced."""
        return _NAME.sub(lambda other: f"(?:{self.source(other[1])})", "|".join(self.lines(name)))

    def __missing__(self, name: str) -> re.Pattern[str]:
        any_case = self._sections[name][1] == ", any case"
        self[name] = re.compile(self.source(name), re.IGNORECASE if any_case else 0)
        return self[name]
