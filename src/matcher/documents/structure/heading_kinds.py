"""The kind of a section by its heading, from the words that headings use in nine languages."""

import re
import unicodedata

from matcher.text.identity import CJK
from matcher.text.lexicon import Lexicon

_HEADINGS = Lexicon("documents/headings.txt")
_KINDS = {
    "avoid": "avoid",
    "other": "other",
    "values": "values",
    "sought": "goals",
    "interests": "interests",
    "goals": "goals",
    "experience": "experience",
    "statement": "statement",
}
"""The patterns in the order in which they are tried, and the kind that each stands for.

"What I do not want to work on" must be `avoid`, "hobbies and interests" `other`.
"""

_NOT_A_NO = re.compile(
    r"\bnot (?:only|just|merely|afraid|to (?:forget|mention))\b|\bwhy not\b|\bno(?:t| longer) without\b"
    r"|(?:\b(?:not|never)|n't) (?:\w{1,20} ){0,3}(?:stop|give up|miss|live without)\b",
    re.I,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|have|has|had|will|can|am|i'm|i've|think|spent|grew)\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"^(?:what|which|who|how|why|where|when|was|wer|wie|warum|ce que|qui|qué|quién|che|cosa|o que|wat)\b", re.I
)


_RUNS_ON = re.compile(r":\s\S|[^\W\x00-\u2fff]:\S|\|")
"""A label followed by its text, or a table row."""

_TO_FIRST_PERSON = (
    (re.compile(r"\byour(?:s|self)?\b"), "my"),
    (re.compile(r"\b(?:do|are) you\b"), "i"),
    (re.compile(r"\b(would|have|can|could|should|will) you\b"), r"i \1"),
    (re.compile(r"\byou\b"), "i"),
)


def normal(title: str) -> str:
    """Return the words of a heading without the numbers, emoji and marks around them, with one kind of apostrophe.

    >>> normal("3.1 ✨ What I don’t want ✨:")
    "what i don't want"
    """
    text = unicodedata.normalize("NFKC", title).replace("’", "'").replace("`", "'").lower()
    text = re.sub(r"^[\W\d_]*(?:[ivx]{1,4}[.)]\s+)?", "", text)
    text = re.sub(r"\s\([^()]{1,60}\)\W{0,3}$", "", text)
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] in "_)¿?'"):
        end -= 1
    return " ".join(text[:end].rstrip("?:. ").split())


def kind_of(title: str) -> str | None:
    """Return the kind of the section under a heading, None if its words do not tell.

    >>> kind_of("Not a good fit"), kind_of("Forschungsinteressen"), kind_of("Kelp and me, 2019")
    ('avoid', 'interests', 'statement')
    >>> kind_of("Hobbies & interests"), kind_of("Coral reefs")
    ('other', None)
    """
    words = _in_first_person(normal(title))
    for name, kind in _KINDS.items():
        if _HEADINGS[name].search(words) and not (kind == "avoid" and _NOT_A_NO.search(words)):
            return kind
    return None


def says_sought(title: str) -> bool:
    """Tell whether a heading introduces what somebody looks for."""
    return bool(_HEADINGS["sought"].search(_in_first_person(normal(title))))


def _in_first_person(words: str) -> str:
    """Return a form's question in the words of the person who answers: "your interests" becomes "my interests"."""
    if "you" not in words or "thank" in words:
        return words
    for pattern, replacement in _TO_FIRST_PERSON:
        words = pattern.sub(replacement, words)
    return words


def is_plain_heading(text: str) -> bool:
    """Tell whether an unmarked line is a heading: a few words that name a kind of section, not a sentence.

    >>> is_plain_heading("Research interests"), is_plain_heading("I have many interests")
    (True, False)
    """
    text = text.strip()
    n = len(text.split())
    if not n or n > 7 or len(text) > 60 or text[-1] in ".,;!" or _RUNS_ON.search(text):
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "¿¡" or CJK.match(text)):
        return False
    if text.count(",") or re.match(
        r"(?:I|My|We|Dear|Hi|Hello)\b(?! (?:interests|goals|values|projects|skills|work|background))", text
    ):
        return _names_section(text) and bool(re.match(r"My \w+(?: \w+)?:?$", text))
    if _FINITE.search(text) and not _QUESTION_WORD.match(text):
        return False
    return _names_section(text)


def is_label(text: str) -> bool:
    """Tell whether a text is the label of its paragraph ("Interests: reefs"), which may begin in lower case.

    >>> is_label("how i work"), is_label("the trouble with kelp")
    (True, False)
    """
    n = len(text.split())
    is_question = text.endswith("?") and "you" in text.lower()
    return (n <= 5 or (n <= 7 and kind_of(text) == "avoid") or (is_question and n <= 18)) and _names_section(text)


def _names_section(text: str) -> bool:
    """Tell whether most words of a short line are words of headings, so that "Papers on reefs" stays an item."""
    words = normal(text)
    kind = kind_of(text)
    if kind is None:
        return False
    if _QUESTION_WORD.match(words) or kind == "avoid":
        return True
    n_covered = max(
        sum(len(match[0].split()) for match in _HEADINGS[name].finditer(words))
        for name, shown in _KINDS.items()
        if shown == kind
    )
    n_small = len(
        re.findall(
            r"\b(?:my|and|of|the|a|an|in|i|to|me|for|research|scientific|current|preferred|other|und|et|y|e|mes|mis|meine|de)\b",
            words,
        )
    )
    return n_covered + n_small >= len(words.split()) - (1 if len(words.split()) > 2 else 0) or not words.isascii()
