"""The ways to refuse: a pattern each, where its object lies, and the words without which it need not be tried."""

import re
from typing import NamedTuple

from matcher.text import refusal_patterns as patterns
from matcher.text.background import no_subjects
from matcher.text.refusals_elsewhere import ELSEWHERE
from matcher.text.tokens import STOP_WORDS


class Rule(NamedTuple):
    """One way to refuse: its pattern, where its object lies, and in which company of words it can be found.

    `kind` says where the object is: behind, contrasted, before or inside. Of one of the `needs` a sentence must have a
    word of each group.
    """

    pattern: str
    kind: str
    needs: tuple[tuple[frozenset[str], ...], ...]

    @property
    def signs(self) -> frozenset[str]:
        """The words of which a sentence must have at least one."""
        return frozenset().union(*(groups[0] for groups in self.needs))

    def may_apply(self, words: set[str]) -> bool:
        """Tell whether a text of these words may refuse something so."""
        return any(not any(group.isdisjoint(words) for group in groups) for groups in self.needs)


def _rule(pattern: str, kind: str, *needs: str) -> Rule:
    return Rule(pattern, kind, tuple(tuple(frozenset(group.split()) for group in need.split("+")) for need in needs))


RULES = (
    _rule(patterns.FIRST, "inside", "rather instead opposed + than of to"),
    _rule(
        rf"(?:{'|'.join(patterns.OPENERS)}):?(?= )",
        "behind",
        """not never no hardly + interested keen fond into fan excited enthusiastic passionate curious drawn attracted
        looking hoping searching here planning seeking want wish like love enjoy intend plan seek look fancy see feel
        get""",
        "no little zero hardly not + interest desire wish appetite passion enthusiasm ambition intention inclination",
        "less + interested",
        "enough + of",
        "prefer rather + not",
        "lost + interest",
        "done + with + i we",
        "pass skip + i we + ll will d would",
        "keep leave count + me",
        "tired weary bored sick fed disillusioned uninterested + i we of by with in",
        "dislike hate detest loathe dread stand bear + i we",
        "avoid",
        "stay keep get move moving turning walking steer leave leaving + away clear from behind on",
        "please not don + no not nothing match place put pair send assign",
        "not won refuse + work take join care",
        "anything everything + but except other",
    ),
    _rule("|".join(patterns.CONTRASTS), "contrasted", "rather instead opposed + than of to", "prefer + over to", "not"),
    _rule(patterns.POLITE, "inside", "no nothing anything + please pls plz thanks thank me"),
    _rule(patterns.SET_ASIDE, "inside", "not"),
    _rule(
        patterns.JUDGED,
        "before",
        "not bore bores deal dealbreaker dealbreakers nogo nogos",
        "nothing + for + me",
        "leave leaves + cold",
        "put puts turn turns + off",
        "no + go gos + is are",
    ),
    _rule(patterns.ANSWERED, "before", "no + interest thank thanks", "never + again", "not + interested me please"),
    *(_rule(pattern, "inside", needs) for pattern, needs in ELSEWHERE),
)
"""The ways to refuse, in the order they are looked for."""

_WORD = re.compile(r"[a-z]+")


def words_of(text: str) -> set[str]:
    """Return the words of a text as the rules name them; "don't" is a "not" too.

    >>> sorted(words_of("I don’t row."))
    ['don', 'i', 'not', 'row', 't']
    """
    lowered = text.lower()
    words = set(_WORD.findall(lowered))
    if "n't" in lowered or "n’t" in lowered or not words.isdisjoint({"dont", "wouldnt"}):
        words.add("not")
    return words


_DOING = frozenset("joking kidding looking seeking working hiring going".split())
_SHOUTED = re.compile(r"\W{0,3}NOT ([A-Z][A-Z&/+-]{2,20}(?: [A-Z&/+-]{2,20}){0,2})[.!]{0,3}")


def shouted(sentence: str) -> str:
    """Return what a line like "NOT CRYPTO." names, "" for any other and for what only describes ("NOT BAD").

    >>> shouted("NOT CRYPTO!"), shouted("NOT EASY."), shouted("Not crypto.")
    ('CRYPTO', '', '')
    """
    match = _SHOUTED.fullmatch(sentence.strip()) if sentence[:5].isupper() else None
    words = match[1].lower().split() if match else []
    is_thing = not any(
        word in no_subjects() or word in STOP_WORDS or word.endswith("ed") or word in _DOING for word in words
    )
    return match[1] if match and is_thing else ""
