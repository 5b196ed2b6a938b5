"""What a text wants and what it says it does not want, told apart sentence by sentence.

The rules are about grammar, not about fields of study: who speaks, a refusal, its object, and where the object ends.
A doubtful refusal is none. A sentence that refuses nothing is left as it was, to the letter; of one that does, the view
shows all of it and the features only what is wanted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matcher.text.refusal_rules import REFUSALS, RULES, Rule, shouted, words_of
from matcher.text.tokens import sentences_of

_LONGEST_SENTENCE = 800
"""Characters; what is longer is a list or no sentence at all, and is not searched."""

_LONGEST_OBJECT = 16
"""Words of the thing refused."""

_LONGEST_CONTRAST = 6

MOST_REFUSALS = 200
"""So many things are refused at most; a text with more was made to hurt."""


class Wants(NamedTuple):
    """A text, parted: what stays of it, and the things its writer refuses, each a phrase."""

    wanted: str
    unwanted: str


class Refusal(NamedTuple):
    """Where a text refuses something: the stretch that says so, the thing refused, and the whole sentence."""

    start: int
    end: int
    phrase: str
    sentence: str


class _Sentence(NamedTuple):
    text: str
    start: int
    gap: str
    """The blanks behind it."""
    refusals: list[Refusal]


def split_wants(text: str) -> Wants:
    """Return the text without what it says is not wanted, and those things, joined with semicolons.

    >>> split_wants("I map reefs. I am not interested in fisheries or trade, but I love tides.")
    Wants(wanted='I map reefs. I love tides.', unwanted='fisheries or trade')
    >>> split_wants("I want theory rather than field work.")
    Wants(wanted='I want theory.', unwanted='field work')
    >>> split_wants("My sampler finds a range of designs rather than one.").unwanted
    ''
    """
    sentences = list(_searched(text))
    unwanted = [one.phrase for sentence in sentences for one in sentence.refusals if one.phrase]
    if not unwanted:
        return Wants(text, "")
    wanted = [(_without(sentence) if sentence.refusals else sentence.text, sentence) for sentence in sentences]
    kept = [text + sentence.gap for text, sentence in wanted if text or not sentence.refusals]
    return Wants("".join(kept).strip(), "; ".join(unwanted))


def refusals_in(text: str) -> list[Refusal]:
    """Return where a text refuses something, in its order; no two overlap.

    >>> [(one.phrase, one.sentence) for one in refusals_in("I row. I don't want to do trade.")]
    [('trade', "I don't want to do trade.")]
    """
    return [refusal for sentence in _searched(text) for refusal in sentence.refusals]


def _searched(text: str) -> Iterator[_Sentence]:
    """Yield the sentences of a text with what each refuses; beyond `MOST_REFUSALS` no more are looked for."""
    words = words_of(text)
    rules = _applying(RULES, words)
    if not rules:
        return
    signs = _signs(rules, words)
    n_left = MOST_REFUSALS
    for sentence, start, gap in sentences_of(text):
        refusals: list[Refusal] = []
        if n_left > 0 and len(sentence) <= _LONGEST_SENTENCE and any(map(sentence.lower().__contains__, signs)):
            refusals = _of_sentence(sentence, start, rules)
            n_left -= len(refusals)
        yield _Sentence(sentence, start, gap, refusals)


def _applying(rules: Iterable[Rule], words: set[str]) -> list[Rule]:
    """Return the rules that find the words they need; most sentences have none, and are not looked at further."""
    return [rule for rule in rules if rule.may_apply(words)]


def _signs(rules: Iterable[Rule], words: set[str]) -> list[str]:
    """Return what a sentence that refuses something holds, letter by letter, of what a text of these words may hold."""
    signs = words & frozenset().union(*(rule.signs for rule in rules))
    return [*signs, "n't", "n’t", "dont", "wouldnt"] if "not" in signs else [*signs]


def _of_sentence(sentence: str, begin: int, rules: Iterable[Rule]) -> list[Refusal]:
    """Return the refusals of a sentence; where two rules find the same stretch the first counts."""
    flat, places = _flattened(sentence)
    if named := shouted(sentence):
        return [Refusal(begin, begin + len(sentence), named, sentence)]
    if "?" in flat or REFUSALS["not_meant"].search(flat):
        return []
    refusals: list[Refusal] = []
    done = [False] * (len(flat) + 1)
    for rule in _applying(rules, words_of(sentence)):
        for match in REFUSALS[rule.name].finditer(flat):
            stretch = _stretch(flat, match, rule.kind)
            if stretch is None or any(done[stretch[0] : stretch[1]]):
                continue
            start, end, thing, thing_end = stretch
            done[start:end] = [True] * (end - start)
            phrase = _named(sentence[places[thing] : places[thing_end]])
            refusals.append(Refusal(begin + places[start], begin + places[end], phrase, sentence))
    return sorted(refusals)


_BLANKS = re.compile(r"\s\s|[^\S ]")


def _flattened(sentence: str) -> tuple[str, Sequence[int]]:
    """Return a sentence as the rules are written, and for each place in it the place in the sentence."""
    lowered = sentence.lower().replace("’", "'")
    if len(lowered) != len(sentence):
        lowered = sentence.replace("’", "'")
    if not _BLANKS.search(lowered):
        return lowered, range(len(lowered) + 1)
    pairs = zip("x" + lowered, lowered, strict=False)
    kept = [place for place, (before, sign) in enumerate(pairs) if not (before.isspace() and sign.isspace())]
    return "".join(" " if lowered[place].isspace() else lowered[place] for place in kept), [*kept, len(lowered)]


def _stretch(flat: str, match: re.Match[str], kind: str) -> tuple[int, int, int, int] | None:
    """Return where a refusal begins and ends and where its object does, None where it is none for sure."""
    if kind == "before":
        clauses = [sign for sign in (", ", "; ", " and ", " but ") if sign in flat[: match.start()]]
        start = max((flat.rindex(sign, 0, match.start()) + len(sign) for sign in clauses), default=0)
        thing = flat[start : match.start()].strip()
        is_sound = 0 < len(thing.split()) <= 6 and not REFUSALS["no_object"].match(thing) and "'" not in thing
        return (start, match.end(), start, match.start()) if is_sound else None
    if kind == "inside":
        thing = match[match.lastindex or 0]
        is_sound = not REFUSALS["no_object"].match(thing) and len(thing.split()) <= _LONGEST_OBJECT
        is_sound &= match[0].startswith(("no", "anything")) or not REFUSALS["contrasted"].match(thing)
        return (match.start(), match.end(), *match.span(match.lastindex or 0)) if is_sound else None
    ended = REFUSALS["contrast_end" if kind == "contrasted" else "object_end"].search(flat, match.end())
    end = ended.start() if ended else len(flat)
    thing = flat[match.end() : end].strip()
    if not _is_thing(thing, match[0], kind) or REFUSALS["taken_back"].match(flat, end):
        return None
    return match.start(match.lastindex or 0), end, match.end(), end  # what is wished for before a contrast stays


def _is_thing(thing: str, opener: str, kind: str) -> bool:
    """Tell a thing that a lab could do, or a way of working, from everything else that is not wanted."""
    words = thing.split()
    if not words or REFUSALS["no_object"].match(thing) or REFUSALS["partial"].search(thing) or "http" in thing:
        return False
    if kind == "contrasted":
        if opener.endswith(" than") and not opener.endswith("rather than"):  # I would rather build x than write y
            return 2 <= len(words) <= _LONGEST_CONTRAST and bool(REFUSALS["work_object"].match(thing))
        return len(words) <= _LONGEST_CONTRAST and not REFUSALS["contrasted"].match(thing)
    if len(words) > _LONGEST_OBJECT:
        return False
    opener = opener.rstrip(":")
    if opener.endswith(" to") and not opener.endswith(" me to"):
        return bool(REFUSALS["work_object"].match(thing))
    if REFUSALS["no_work"].match(thing):
        return False
    has_article = words[0] in {"a", "an", "the", "another"}
    return not has_article or not opener.endswith(("for", "seeking")) or bool(REFUSALS["lab_words"].search(thing))


def _named(phrase: str) -> str:
    """Return the thing refused, without the small words between it and the refusal."""
    phrase = (
        _SIGNS_BEHIND.sub("", phrase).strip(" ,:-–—\"'“”‘’.!").replace(" or no ", " or ").replace(" and no ", " and ")
    )
    phrase += ")" * (phrase.count("(") - phrase.count(")")) + '"' * (phrase.count('"') % 2)
    words = phrase.split(" ")
    work = REFUSALS["work_object"].match(phrase.lower() + " ")
    n_small = len(work[0].split()) if work and _SMALL_WORK.match(phrase) else 0
    words = words[n_small:]
    while len(words) > 1 and words[0].lower() in _SMALL:
        words = words[1:]
    return " ".join(words)


_SIGNS_BEHIND = re.compile(r"(?<=\w)\s{0,3}[^\w\s()\"'“”‘’.!,:-]{1,9}$")
_SMALL = frozenset("to in about on with more any another doing being do of for".split())
_SMALL_WORK = re.compile(
    r"(?:to )?(?:work(?:ing)? (?:on|with|in|at|for)|do(?:ing)?|study(?:ing)?|join(?:ing)?"
    r"|be (?:matched|paired|placed|put|assigned)(?: (?:with|in|into|to))?) ",
    re.IGNORECASE,
)


def _without(sentence: _Sentence) -> str:
    """Return a sentence without its refusals, "" when nothing is left but a pronoun and a helping verb."""
    kept, done = "", 0
    for one in sentence.refusals:
        kept, done = _joined(kept, sentence.text[done : one.start - sentence.start]), one.end - sentence.start
    kept = _joined(kept, sentence.text[done:])
    return kept if any(word not in REFUSALS.words("empty") for word in re.findall(r"[^\W\d_]+", kept.lower())) else ""


def _joined(before: str, after: str) -> str:
    if not before:
        return _without_opening(after) if after[:1] in " ,;:)" else after
    before = before.rstrip(" ,;:–—-")
    head, _, last = before.rpartition(" ")
    before = head.rstrip(" ,;:–—-") if last.lower() in _JOINING else before
    goes_on = before and re.match(r",?\sand\s", after)  # the list that the refusal stands in
    after = _without_opening(after)
    if after[:1] in ".!?…":
        return before + after
    comma = "," if before and re.match(r"(?:i|we|my)\b", after, re.IGNORECASE) else ""
    return f"{before}{' and' if goes_on and not comma else comma} {after}".strip()


_JOINING = frozenset("but and so because although though as since while yet rather instead".split())


def _without_opening(text: str) -> str:
    text = text.lstrip(" ,;:)–—-")
    word, gap, rest = text.partition(" ")
    while gap and word.rstrip(",").lower() in _JOINING:
        text = rest.lstrip()
        word, gap, rest = text.partition(" ")
    return text
