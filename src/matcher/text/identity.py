"""Remove from a text what identifies its writer: addresses, links, numbers, handles, pronouns, given names."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice

from matcher.text.lexicon import Lexicon

_IDENTITY = Lexicon("text/identity.txt")

DOMAINS = tuple("com org edu net io dev me uk co app ee in eu info page blog social de fr ch nl".split())
"""Endings of host names."""

LABELS = tuple("github gitlab twitter discord skype telegram mastodon linkedin slack instagram bluesky irc".split())
"""Services whose user names follow a colon."""

_TRACE = re.compile(
    r"[@:/\d.(\[{](?:(?<=[@/])|(?<=:)\S|(?<=\d)[\d\s()./-]{5}|(?<=[(\[{])at[)\]}]"
    rf"|(?<=\w\.)(?:{'|'.join(DOMAINS)})\b|(?<=www\.))",
    re.IGNORECASE,
)
"""A character sequence in every identifier but labelled or spelt-out ones; most of a text has none nearby."""

_SPELT_OUT = re.compile(r"\sat\s+[\w-]+\s+dot\s", re.IGNORECASE)
_COLON = re.compile("[:=]")
_AROUND = 120
"""The number of letters around a trace that may belong to an identifier, extended to the next blank."""

_LABELLED = re.compile(rf"\b(?:{'|'.join(LABELS)}|pronouns?)\s*[:=]", re.IGNORECASE)

_KINDS = {
    "email": re.compile(r"@|at[)\]}]|dot", re.IGNORECASE),
    "link": re.compile(r"[.:][\w/]"),
    "number": re.compile(r"\d[\d\s()./-]{5}"),
    "handle": re.compile("@"),
    "pronouns": re.compile(r"/|pronoun", re.IGNORECASE),
}
"""The kinds of identifiers, in the order in which they are tried, each with a pattern that it must contain."""

_USER_NAME = re.compile(rf"\b(?:{'|'.join(LABELS)})\s*:\s*(?!\s)[\w.#-]{{2,40}}", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(\[<{]\s*[)\]>}]")
_LONE_SEPARATORS = re.compile(r"(?:^|(?<=\n))[ \t]*[|,;·•/-]+[ \t]*(?=\n|$)")
_SPACES = re.compile(r"[ \t]{2,}")

HIDDEN = "[…]"
"""The mark for something removed from a text that is shown; it is not a word, so that it does not count."""

MOST_NAMES = 20
"""The largest number of names of a document's writers; a page that lists more lists its readers."""

_MARKS = re.compile(r"\[…\](?:[ ,;|()/·-]*\[…\])+")
_HAS_WORDS = re.compile(r"[^\W\d_]{2}")


def without_identity(text: str, names: Iterable[str] = (), *, mark: str = "") -> str:
    """Return the text without e-mail addresses, links, phone numbers, handles, ORCIDs, pronouns and the given names.

    Whole names are removed, and each part of three letters or more where it is a separate word with a capital; the rest
    of the text stays exactly as it was. `mark` replaces what is removed.

    >>> without_identity("I am Ada Quill (she/her), ada@example.org, and I study kelp.", ["Ada Quill"])
    'I am, and I study kelp.'
    >>> without_identity("I am Ada Quill, and I study kelp.", ["Ada Quill"], mark=HIDDEN)
    'I am […], and I study kelp.'
    >>> without_identity("Kelp in 2019-2021, 12 000 km2.")
    'Kelp in 2019-2021, 12 000 km2.'
    """
    gap = f" {mark} " if mark else " "
    rest = "\n".join(_without_identifiers(line, gap) for line in text.split("\n"))
    present = _present(_parts(names), rest)
    if present:
        rest = _names_pattern(tuple(present)).sub(gap, rest)
    return text if rest == text else _tidied(rest, mark)


def may_name(text: str, name: str) -> bool:
    """Return whether a text may contain a name or a part of it."""
    return bool(_present(_parts([name]), text))


def _present(parts: Iterable[str], text: str) -> list[str]:
    """Return the parts of names whose first word is in the text: a search is faster than compiling a pattern."""
    first = ((part, part.split()[0]) for part in parts)
    return [part for part, word in first if word in text or word.upper() in text]


def _without_identifiers(line: str, gap: str = " ") -> str:
    """Return a line without identifiers, which are searched for around traces only: ten times as fast."""
    kept, done = [], 0
    for start, end in _around(line, _traces(line)):
        part = line[start:end]
        kinds = tuple(kind for kind, needed in _KINDS.items() if needed.search(part))
        if kinds:
            part = _pattern_of(kinds).sub(gap, part)
        kept += [line[done:start], _USER_NAME.sub(gap, part) if ":" in part else part]
        done = end
    return "".join([*kept, line[done:]]) if done else line


@cache
def _pattern_of(kinds: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_IDENTITY.source, kinds)), re.IGNORECASE)


def _traces(line: str) -> list[int]:
    starts = [trace.start() for trace in _TRACE.finditer(line)]
    colons = (colon.end() for colon in _COLON.finditer(line))
    starts += [end for end in colons if _LABELLED.search(line, max(0, end - 20), end)]
    if "dot" in line.lower():
        starts += [spelt.start() for spelt in _SPELT_OUT.finditer(line)]
    return sorted(starts)


def _around(line: str, traces: Iterable[int]) -> list[tuple[int, int]]:
    """Return the parts of a line around traces, cut at blanks; parts that touch are joined."""
    parts: list[tuple[int, int]] = []
    for trace in traces:
        if parts and trace + _AROUND <= parts[-1][1]:
            continue
        start, end = line.rfind(" ", 0, max(0, trace - _AROUND)) + 1, line.find(" ", trace + _AROUND)
        if parts and start <= parts[-1][1]:
            start = parts.pop()[0]
        parts.append((start, end if end >= 0 else len(line)))
    return parts


def _tidied(text: str, mark: str) -> str:
    """Remove what belonged only to the removed parts: labels, brackets, double commas, lines of marks alone."""
    text = _EMPTY_BRACKETS.sub("", _IDENTITY["empty_label"].sub("", _SPACES.sub(" ", text)))
    if mark:
        text = _MARKS.sub(mark, text)
        text = "\n".join(line for line in text.split("\n") if mark not in line or _HAS_WORDS.search(line))
    text = _LONE_SEPARATORS.sub("", _SPACES.sub(" ", text))
    text = re.sub(r"[ \t]{1,9}(?=[,.;:!?)\n]|$)", "", re.sub(r"(?<=[(\n])[ \t]+", "", text))
    return re.sub(r"(?:,[ \t]*)+(?=[,.;:!?])", "", text).strip(" \t\n,;|")


def _parts(names: Iterable[str]) -> list[str]:
    """Return the first `MOST_NAMES` names and their parts, longest first."""
    whole = [" ".join(name[:100].split()) for name in islice(filter(_is_long_enough, names), MOST_NAMES)]
    whole += [name.title() for name in whole if " " in name and name.islower()]
    words = (part.strip('()"“”‘’') for name in whole for part in re.split(r"[\s,.]+", name))
    single = [part for part in words if len(part) > 2 and part.lower() != part]
    return sorted({*whole, *single}, key=lambda part: (-len(part), part))


def _is_long_enough(name: str) -> bool:
    """Tell whether a name is more than initials; in Chinese and Japanese two characters are a name."""
    return len(name.strip()) > 2 or (len(name.strip()) == 2 and bool(CJK.search(name)))


CJK = re.compile(r"[^\W\x00-\u2fff]")
"""A letter of Chinese, Japanese or Korean."""


@lru_cache(64)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of names as people write them: as given, in capitals, or with a possessive s.

    Chinese and Japanese do not separate words, so that a name may be within one.
    """
    forms = [form for name in names for form in dict.fromkeys((name, name.upper()))]
    written = [r"\s+".join(map(re.escape, form.split())) for form in forms if not CJK.search(form)]
    parted = rf"(?<!\w)(?:{'|'.join(written)})(?:['’]s)?(?!\w)"
    whole = [re.escape(form) for form in forms if CJK.search(form)]
    return re.compile("|".join([*whole, *([parted] if written else [])]))
