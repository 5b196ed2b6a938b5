"""What a text wants and what it says it does not want, told apart sentence by sentence.

The rules are about grammar, not about fields of study: who speaks (the writer, or no one), a refusal, its
object, and where the object ends. A sentence that refuses nothing is left as it was, to the letter.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from matcher.text.refusal_patterns import FRAGMENT, NO_REFUSAL, NOT_SO, ONLY, POINTING, RULES, WANTING, Rule, words_of

SENTENCE_BREAK = re.compile(
    r"""[\s\"'”’)] (?:
        (?:(?<=\w\w[.!?…].)|(?<=[)"'”’\d%][.!?…].)|(?<=[!?…].))
        (?<!\bvs\..)(?<!\bcf\..)(?<!\bal\..)(?<!\bca\..)(?<!\b[DM]r\..)(?<!\bMrs\..)(?<!\bProf\..)
        (?<!\bapprox\..)(?<!\bincl\..)(?<!\bFig\..)(?<!\bno\..)(?<!\bSt\..)(?<!\bbzw\..)
        (?:(?<=\s)|(?<!\s)[\"'”’)]*\s)\s* (?=[\w\"'“‘(\[])
      | (?<=\n)\n* )""",
    re.VERBOSE | re.DOTALL,
)
"""Between two sentences: a full stop behind a whole word, and blanks; not everybody begins with a capital.

It begins with the sign or blank behind the full stop and looks back from there, since a search for one of a few signs
is ten times as fast as one that looks back from every letter.
"""

_EMPTY = frozenset(
    """
    i am are we do would have will just also and but or the a that this to it is m ve d re really
    please so my be of in for want like
    """.split()  # noqa: SIM905
)


class Wants(NamedTuple):
    """A text, parted: what stays of it, and the things its writer refuses, each a phrase."""

    wanted: str
    unwanted: str


def split_wants(text: str) -> Wants:
    """Return the text without what it says is not wanted, and those things, joined with semicolons.

    >>> split_wants("I map reefs. I am not interested in fisheries or trade, but I love tides.")
    Wants(wanted='I map reefs. I love tides.', unwanted='fisheries or trade')
    >>> split_wants("I want theory rather than field work.")
    Wants(wanted='I want theory.', unwanted='field work')
    >>> split_wants("I study not only kelp but also urchins.").unwanted
    ''
    """
    words = words_of(text)
    rules = _applying(RULES, words)
    if not rules:
        return Wants(text, "")
    signs = _signs(rules, words)
    wanted, unwanted = [], []
    for sentence, gap in _sentences(text):
        kept, refused = _parted(sentence, rules) if any(map(sentence.lower().__contains__, signs)) else (sentence, [])
        unwanted += refused
        wanted.append(kept + gap if kept or not refused else "")
    return Wants("".join(wanted).strip(), "; ".join(unwanted)) if unwanted else Wants(text, "")


def _applying(rules: Iterable[Rule], words: set[str]) -> list[Rule]:
    """Return the rules that find the words they need; most sentences have none, and are not looked at further."""
    return [rule for rule in rules if rule.may_apply(words)]


def _signs(rules: Iterable[Rule], words: set[str]) -> list[str]:
    """Return what a sentence that refuses something holds, letter by letter, of what a text of these words may hold."""
    signs = words & frozenset().union(*(rule.signs for rule in rules))
    return [*signs, "n't", "n’t"] if "not" in signs else [*signs]


def _sentences(text: str) -> list[tuple[str, str]]:
    """Return the sentences of a text, each with the blanks behind it."""
    sentences, start = [], 0
    for match in SENTENCE_BREAK.finditer(text):
        sentences.append((text[start : match.start()], match[0]))
        start = match.end()
    return [*sentences, (text[start:], "")]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a rule, made when the first sentence needs it: making all takes longer than reading a short text."""
    return re.compile(pattern, re.VERBOSE)


def _parted(sentence: str, rules: Iterable[Rule]) -> tuple[str, list[str]]:
    """Return a sentence without its refusals, and their objects; each rule may find several."""
    refused: list[str] = []
    for rule in _applying(rules, words_of(sentence)):
        place = 0
        while match := _compiled(rule.pattern).search(_plain(sentence), place):
            place = match.end()
            if _is_no_refusal(_plain(sentence), match):
                continue
            refused.append(_named(sentence[slice(*match.span("object"))]))
            kept = (match.end(name) for name in ("kept", "kept2") if name in match.re.groupindex)
            start = max(match.start(), *kept, 0)
            sentence, place = _joined(sentence[:start], sentence[match.end() :]), match.start()
    return (_worth_keeping(sentence) if refused else sentence), [phrase for phrase in refused if phrase]


def _named(phrase: str) -> str:
    """Return the thing refused, without the small words between it and the refusal."""
    phrase = re.sub(r"(\b(?:and|or) )no ", r"\1", phrase.strip(" ,:-–—\"'“”‘’.!"))
    phrase += ")" * (phrase.count("(") - phrase.count(")")) + '"' * (phrase.count('"') % 2)
    return re.sub(
        r"^(?:(?:to|in|about|on|with|more|any|another|doing|being|do)[\s:]+)+",
        "",
        phrase,
        flags=re.IGNORECASE,
    )


def _plain(sentence: str) -> str:
    """Return the sentence as the rules are written, letter for letter in the same places."""
    lowered = sentence.lower().replace("’", "'")
    return lowered if len(lowered) == len(sentence) else sentence.replace("’", "'")


def _is_no_refusal(sentence: str, match: re.Match[str]) -> bool:
    """Tell a refusal from a turn of phrase, a pronoun for its object, and a sentence about how things are.

    A turn of phrase is looked for from a few words before the refusal to the end of its object.
    """
    start = sentence.rfind(" ", 0, max(0, match.start() - 20)) + 1
    words = match["object"].strip(" .!?").split()
    points = not set(words) - POINTING or words[0] in POINTING and words[1:2] in (["to"], ["be"])
    before = sentence[: match.start()] if len(sentence[: match.start()].split()) > 2 else sentence
    describes = bool(NOT_SO.match(match[0])) and match.re.pattern != FRAGMENT and not WANTING.search(before)
    turned = _compiled(NO_REFUSAL).search(sentence[start : match.end() + 25])
    return bool(points or describes or turned or ONLY.search(match["object"]))


def _joined(before: str, after: str) -> str:
    """Return what stands on both sides of a refusal as one sentence."""
    after = re.sub(
        r"^[\s,;:)–—-]*(?:(?:but|and|so|yet|although|though|because|since)\b\s*)?(?:(?:rather|instead)\b[\s,]*)?",
        "",
        after,
        flags=re.I,
    )
    before = re.sub(
        r"[\s,;:–—-]*(?:\b(?:but|and|so|because|although|though|as|since|while))?\s*$", "", before, flags=re.I
    )
    if after[:1] in ".!?…":
        return before + after if before else after.lstrip(" .!?…")
    comma = "," if before and re.match(r"(?:i|we|my)\b", after, re.IGNORECASE) else ""
    return f"{before}{comma} {after}".strip()


def _worth_keeping(sentence: str) -> str:
    """Return what is left of a sentence, "" when it is but a pronoun and a helping verb."""
    return sentence if any(word not in _EMPTY for word in re.findall(r"[^\W\d_]+", sentence.lower())) else ""
