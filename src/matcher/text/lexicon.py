"""Word lists and patterns in data files, and what they tell of a word: how often it is written, and its spelling."""

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property, lru_cache
from importlib.resources import files

_HEAD = re.compile(r"\[(\w+)(, any case|, words|, replaced)?\]")
_NAME = re.compile(r"(?<!\\)\{([a-z]\w*)\}")


def data_lines(path: str) -> list[str]:
    """Return the lines of a data file without comments; `path` is without `data/`: "text/short_forms.txt"."""
    package, _, name = path.rpartition("/")
    text = files("matcher").joinpath(package, "data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of a list in `text/data`; the head of each file says what they are, and their source."""
    return frozenset(word for line in data_lines(f"text/{name}.txt") for word in line.split())


@cache
def lists_digest() -> str:
    """Return a digest of the data files of texts, which decide which words count."""
    digest = hashlib.sha256()
    for file in sorted(files("matcher").joinpath("text", "data").iterdir(), key=lambda file: file.name):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


class Lexicon(dict[str, re.Pattern[str]]):
    """The patterns of a data file by name, each compiled at first use, and its word lists.

    A line [name] starts a section, "[name, any case]" one whose pattern ignores case, "[name, words]" a list of words,
    "[name, replaced]" patterns with replacements. The lines of a pattern are its alternatives; an indented line
    continues the line before. {name} stands for the alternatives of another section, as in the definitions of lex.

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

    def alternatives(self, name: str) -> tuple[str, ...]:
        """Return the texts of a pattern that only lists them."""
        return tuple(self.source(name).split("|"))

    def __missing__(self, name: str) -> re.Pattern[str]:
        any_case = self._sections[name][1] == ", any case"
        self[name] = re.compile(self.source(name), re.IGNORECASE if any_case else 0)
        return self[name]


_TEXT_SIZE = 100
"""The number of words of a background text, which converts frequencies of words to shares of such texts."""


def general_shares(stem: Callable[[str], str | None]) -> Mapping[str, float]:
    """Return the share of short general English texts that contain each stem, in [0, 1]; a missing stem is rarer.

    `stem` returns the stem of a lower-cased word, None for a word that does not count; words of one stem add up.
    """
    shares: dict[str, float] = {}
    for word, zipf in _zipf_values().items():
        word_stem = stem(word)
        if word_stem is not None:
            shares[word_stem] = shares.get(word_stem, 0.0) + 10 ** (zipf - 9)
    return {word_stem: 1 - (1 - min(share, 1.0)) ** _TEXT_SIZE for word_stem, share in shares.items()}


def zipf_in_english(word: str) -> float:
    """Return the Zipf value of a lower-cased word of general English, 0 for any other.

    >>> zipf_in_english("reason") > 4, zipf_in_english("rea")
    (True, 0.0)
    """
    return _zipf_values().get(word, 0.0)


def zipf_of(share: float) -> float:
    """Return the Zipf value of a word that this share of background texts contains: 3 is rare, 6 is very common.

    >>> round(zipf_of(0.0952), 1)
    6.0
    """
    if share <= 0:
        return 0.0
    return math.log10(1 - (1 - min(share, 1 - 1e-12)) ** (1 / _TEXT_SIZE)) + 9


def names_no_subject(word: str) -> bool:
    """Return whether a lower-cased word is in `no_subjects`, or is one with -er, -est, or (if rare) re- or un-.

    >>> [word for word in ("slower", "layer", "easiest", "harvest", "retell", "reuse") if names_no_subject(word)]
    ['slower', 'easiest', 'retell']
    """
    listed, known = word_list("no_subjects"), _zipf_values()
    if word in listed or (word[:2] in {"re", "un"} and word[2:] in listed and word not in known):
        return True
    if len(word) < 5 or not word.endswith(("er", "est")):
        return False
    stem = word.removesuffix("est").removesuffix("er")
    bases = {stem, f"{stem}e", f"{stem[:-1]}y", stem.removesuffix(stem[-1])} & listed
    # an adjective has an adverb, or both degrees: slowly, not "layly"
    return any(f"{base}ly" in known for base in bases) or bool(bases and {f"{stem}er", f"{stem}est"} <= known.keys())


def is_common(word: str) -> bool:
    """Return whether a lower-cased word is common in statements on any subject, an amount, a time, or no subject."""
    return word in word_list("statement_words") or word in word_list("count_and_time_words") or names_no_subject(word)


@cache
def _zipf_values() -> dict[str, float]:
    """Return the Zipf value of each word of general English. Source: Speer, wordfreq 3.1.1 (2023)."""
    rows = (line.split() for line in data_lines("text/general_english.txt"))
    return {word: int(value) / 10 for value, *words in rows for word in words}


_SPELLINGS = Lexicon("text/spelling.txt")
_PARTS, _PLURALS = _SPELLINGS.pairs("parts"), _SPELLINGS.pairs("plurals")
_FORMS = _SPELLINGS.pairs("words") | _PLURALS
NO_PLURALS = _SPELLINGS.words("no_plurals")
"""Words whose final s is not a plural: without it they are another word or none."""


@lru_cache(1 << 16)
def one_spelling(word: str) -> str:
    """Return the spelling under which a lower-cased word counts; most often its American spelling.

    It is never shown, so that it need not be a word ("promise" becomes "promize" on both sides), but no two different
    words may become one. Rules are for open classes (quantisation, modelling), lists for closed ones (behaviour).

    >>> [one_spelling(word) for word in ("quantisation", "behaviour", "modelling", "fibre", "analyse", "haematology")]
    ['quantization', 'behavior', 'modeling', 'fiber', 'analyze', 'hematology']
    >>> [one_spelling(word) for word in ("four", "falling", "controlled", "acre", "analysis", "hour")]
    ['four', 'falling', 'controlled', 'acre', 'analysis', 'hour']
    """
    if word in _FORMS:
        return _FORMS[word]
    for british, american in _PARTS.items():
        if british in word:
            word = word.replace(british, american)
    # the letters that a rule needs are checked first: most words match no rule, and a pattern is several times slower
    if "is" in word and (match := _SPELLINGS["ize"].fullmatch(word)):
        return f"{match[1]}iz{match[2]}"
    if "lys" in word and (match := _SPELLINGS["lyze"].fullmatch(word)):
        return f"{match[1]}yz{match[2]}"
    if "our" in word and (match := _SPELLINGS["our"].fullmatch(word)):
        word = f"{match[1]}or{match[2]}"
    if "ll" in word and (match := _SPELLINGS["doubled"].fullmatch(word)):
        return match[1] + match[2]
    if "logu" in word and (match := _SPELLINGS["logue"].fullmatch(word)):
        return match[1] + {"e": "", "es": "s"}.get(match[2], match[2])
    if "re" in word and (match := _SPELLINGS["tre"].fullmatch(word)):
        return match[1] + ("ered" if match[2] == "d" else "er" + (match[2] or ""))
    return word


def american(word: str) -> str:
    """Return the American spelling of a lower-cased word, a plural staying plural; it need not be a word.

    >>> american("behaviour"), american("analyses")
    ('behavior', 'analyses')
    """
    return word if word in _PLURALS else one_spelling(word)
