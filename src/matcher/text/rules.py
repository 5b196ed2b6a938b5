"""The rules by which sentences refuse something, or say what their writer wants."""

import re
from bisect import bisect_left
from collections.abc import Collection
from typing import NamedTuple

from matcher.text.lexicon import Lexicon, is_common, word_list
from matcher.text.tokens import SENTENCE_BREAK, STOP_WORDS, forms, is_foreign, says_nothing

REFUSALS = Lexicon("text/refusals.txt")


class Rule(NamedTuple):
    """One rule for refusals: the name of its pattern, the position of its object, the words that it needs.

    `kind` is the position of the object: behind, contrasted, before or inside. A sentence must have a word of each
    group of one of the `needs`.
    """

    name: str
    kind: str
    needs: tuple[tuple[frozenset[str], ...], ...]

    @property
    def signs(self) -> frozenset[str]:
        """Words of which a sentence must have at least one."""
        return frozenset().union(*(groups[0] for groups in self.needs))

    def may_apply(self, words: set[str]) -> bool:
        """Tell whether a text with these words may match the rule."""
        return any(not any(group.isdisjoint(words) for group in groups) for groups in self.needs)


_KINDS = {
    "first": "inside",
    "behind": "behind",
    "contrasts": "contrasted",
    "polite": "inside",
    "set_aside": "inside",
    "judged": "before",
    "answered": "before",
    **dict.fromkeys("german spanish french italian portuguese dutch chinese".split(), "inside"),
}
"""The patterns in the order in which they are tried, and the position of the object of each."""


def _needs(name: str) -> tuple[tuple[frozenset[str], ...], ...]:
    lines = REFUSALS.lines(f"{name}_needs")
    return tuple(tuple(frozenset(group.split()) for group in line.split("+")) for line in lines)


RULES = tuple(Rule(name, kind, _needs(name)) for name, kind in _KINDS.items())

_WORD = re.compile(r"[a-z]+")


def words_of(text: str) -> set[str]:
    """Return the words of a text as the rules use them; "don't" counts as a "not" too.

    >>> sorted(words_of("I don’t row."))
    ['don', 'i', 'not', 'row', 't']
    """
    lowered = text.lower()
    words = set(_WORD.findall(lowered))
    words.update(sign for sign in "不没" if sign in lowered)
    if "n't" in lowered or "n’t" in lowered or not words.isdisjoint({"dont", "wouldnt"}):
        words.add("not")
    return words


_DOING = frozenset("joking kidding looking seeking working hiring going".split())
_SHOUTED = re.compile(r"\W{0,3}NOT ([A-Z][A-Z&/+-]{2,20}(?: [A-Z&/+-]{2,20}){0,2})[.!]{0,3}")


def shouted(sentence: str) -> str:
    """Return the thing in a line like "NOT CRYPTO.", "" for any other line and for a description ("NOT BAD").

    >>> shouted("NOT CRYPTO!"), shouted("NOT EASY."), shouted("Not crypto.")
    ('CRYPTO', '', '')
    """
    match = _SHOUTED.fullmatch(sentence.strip()) if sentence[:5].isupper() else None
    lists = word_list("no_subjects"), STOP_WORDS, _DOING
    words = match[1].lower().split() if match else []
    is_thing = not any(word.endswith("ed") or any(word in listed for listed in lists) for word in words)
    return match[1] if match and is_thing else ""


def may_refuse(text: str) -> bool:
    """Tell whether a sentence in another language than English may refuse something that the rules do not find.

    >>> may_refuse("Wellen sind nicht mein Fach."), may_refuse("Ich messe Wellen.")
    (True, False)
    """
    lower = text.lower()
    return bool(REFUSALS["in_other_scripts"].search(lower)) or (
        bool(REFUSALS["negated"].search(lower)) and is_foreign(text)
    )


WISHES = Lexicon("text/wishes.txt")
WISH_SIGNS = (("i", "my", "me", "mich", "meine", "je"),), (("in",), ("five", "ten", "next", "term", "run"))
"""Lists of groups of words; a text with a wish contains a word of each group of one list."""


def wished(text: str, goals: Collection[str] = ()) -> str:
    """Return the sentences of a text that state an interest or a goal of its writer, or are in `goals`, in order.

    If a sentence with a wish names no subject, the next one in its paragraph is returned too.

    >>> wished("I grew up by the sea. I want to record reefs. My brother sells shoes.")
    'I want to record reefs.'
    >>> wished("Now to what I hope to do. Reefs: their sound.").splitlines()
    ['Now to what I hope to do.', 'Reefs: their sound.']
    """
    # İ is the only letter that becomes two in lower case, which would shift all later places
    places = [match.start() for match in WISHES["wish"].finditer(text.replace("İ", "I").lower())]
    if not places and not goals:
        return ""
    sentences, start, continues = [], 0, False
    for gap in [*SENTENCE_BREAK.finditer(text), None]:
        end = gap.start() + 1 if gap else len(text)
        has_wish = bisect_left(places, start) < bisect_left(places, end)
        if has_wish or continues or (goals and text[start : gap.start() if gap else end] in goals):
            sentences.append(text[start:end].strip().replace("\n", " "))
        continues = has_wish and gap is not None and "\n\n" not in gap[0] and not _names_subject(text[start:end])
        start = gap.end() if gap else end
    return "\n".join(filter(None, sentences))


def _names_subject(sentence: str) -> bool:
    return any(not says_nothing(form) and not is_common(form) for form in forms(sentence))
