"""Separate what a text wants from what it does not want, sentence by sentence.

The rules are about grammar, not about fields of study: the speaker, the refusal, its object, and the end of the object.
A doubtful refusal is ignored. A sentence without a refusal stays exactly as it was; of one with a refusal, the report
shows all and the features use only what is wanted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matcher.text.rules import REFUSALS, RULES, Rule, shouted, words_of
from matcher.text.tokens import sentences_of

_LONGEST_SENTENCE = 800
"""The largest number of characters of a sentence that is searched; a longer one is a list or no sentence."""

_LONGEST_OBJECT = 16
"""The largest number of words of the thing refused."""

_LONGEST_CONTRAST = 6

MOST_REFUSALS = 200
"""The largest number of refusals that are searched for; a text with more is an attack."""


class Refusal(NamedTuple):
    """A refusal in a text: its start and end, the thing refused, and the whole sentence."""

    start: int
    end: int
    phrase: str
    sentence: str


class Wants(NamedTuple):
    """The text that remains, the things refused, as phrases, and where: the refusals in order; no two overlap."""

    wanted: str
    unwanted: str
    refusals: Sequence[Refusal] = ()


class _Sentence(NamedTuple):
    text: str
    start: int
    gap: str
    """The blanks after it."""
    refusals: list[Refusal]


def split_wants(text: str) -> Wants:
    """Return the text without its refusals, the things refused, joined with semicolons, and the refusals.

    >>> split_wants("I map reefs. I am not interested in fisheries or trade, but I love tides.")[:2]
    ('I map reefs. I love tides.', 'fisheries or trade')
    >>> split_wants("I want theory rather than field work.")[:2]
    ('I want theory.', 'field work')
    >>> split_wants("My sampler finds a range of designs rather than one.").unwanted
    ''
    """
    sentences = list(_sentences(text))
    refusals = [refusal for sentence in sentences for refusal in sentence.refusals]
    unwanted = [refusal.phrase for refusal in refusals if refusal.phrase]
    if not unwanted:
        return Wants(text, "", refusals)
    wanted = [(_remaining_text(sentence) if sentence.refusals else sentence.text, sentence) for sentence in sentences]
    kept = [text + sentence.gap for text, sentence in wanted if text or not sentence.refusals]
    return Wants("".join(kept).strip(), "; ".join(unwanted), refusals)


def _sentences(text: str) -> Iterator[_Sentence]:
    """Yield the sentences of a text with their refusals; none is searched for after `MOST_REFUSALS`."""
    words = words_of(text)
    rules = _applying(RULES, words)
    if not rules:
        return
    signs = _signs(rules, words)
    n_left = MOST_REFUSALS
    for sentence, start, gap in sentences_of(text):
        refusals: list[Refusal] = []
        if n_left > 0 and len(sentence) <= _LONGEST_SENTENCE and any(map(sentence.lower().__contains__, signs)):
            refusals = _refusals_of(sentence, start, rules)
            n_left -= len(refusals)
        yield _Sentence(sentence, start, gap, refusals)


def _applying(rules: Iterable[Rule], words: set[str]) -> list[Rule]:
    """Return the rules whose words are present; most sentences have none of them, and are not examined."""
    return [rule for rule in rules if rule.may_apply(words)]


def _signs(rules: Iterable[Rule], words: set[str]) -> list[str]:
    """Return the strings of which a refusing sentence contains one, given the words of the text."""
    signs = words & frozenset().union(*(rule.signs for rule in rules))
    return [*signs, "n't", "n’t", "dont", "wouldnt"] if "not" in signs else [*signs]


def _refusals_of(sentence: str, begin: int, rules: Iterable[Rule]) -> list[Refusal]:
    """Return the refusals of a sentence; if two rules match the same place, the first counts."""
    flat, places = _flattened(sentence)
    if name := shouted(sentence):
        return [Refusal(begin, begin + len(sentence), name, sentence)]
    if "?" in flat or REFUSALS["not_meant"].search(flat):
        return []
    refusals: list[Refusal] = []
    done = [False] * (len(flat) + 1)
    for rule in _applying(rules, words_of(sentence)):
        for match in REFUSALS[rule.name].finditer(flat):
            bounds = _bounds(flat, match, rule.kind)
            if bounds is None or any(done[bounds[0] : bounds[1]]):
                continue
            start, end, object_start, object_end = bounds
            done[start:end] = [True] * (end - start)
            phrase = _object_phrase(sentence[places[object_start] : places[object_end]])
            refusals.append(Refusal(begin + places[start], begin + places[end], phrase, sentence))
    return sorted(refusals)


_BLANKS = re.compile(r"\s\s|[^\S ]")


def _flattened(sentence: str) -> tuple[str, Sequence[int]]:
    """Return a sentence in the form that the rules expect, and the original place of each of its characters."""
    lowered = sentence.lower().replace("’", "'")
    if len(lowered) != len(sentence):
        lowered = sentence.replace("’", "'")
    if not _BLANKS.search(lowered):
        return lowered, range(len(lowered) + 1)
    pairs = zip("x" + lowered, lowered, strict=False)
    kept = [place for place, (before, sign) in enumerate(pairs) if not (before.isspace() and sign.isspace())]
    return "".join(" " if lowered[place].isspace() else lowered[place] for place in kept), [*kept, len(lowered)]


def _bounds(flat: str, match: re.Match[str], kind: str) -> tuple[int, int, int, int] | None:
    """Return the start and end of a refusal and of its object, None if it is doubtful."""
    if kind == "before":
        clauses = [sign for sign in (", ", "; ", " and ", " but ") if sign in flat[: match.start()]]
        start = max((flat.rindex(sign, 0, match.start()) + len(sign) for sign in clauses), default=0)
        thing = flat[start : match.start()].strip()
        is_valid = 0 < len(thing.split()) <= 6 and not REFUSALS["no_object"].match(thing) and "'" not in thing
        return (start, match.end(), start, match.start()) if is_valid else None
    if kind == "inside":
        thing = match[match.lastindex or 0]
        is_valid = not REFUSALS["no_object"].match(thing) and len(thing.split()) <= _LONGEST_OBJECT
        is_valid &= match[0].startswith(("no", "anything")) or not REFUSALS["contrasted"].match(thing)
        return (match.start(), match.end(), *match.span(match.lastindex or 0)) if is_valid else None
    end_match = REFUSALS["contrast_end" if kind == "contrasted" else "object_end"].search(flat, match.end())
    end = end_match.start() if end_match else len(flat)
    thing = flat[match.end() : end].strip()
    if not _is_thing(thing, match[0], kind) or REFUSALS["taken_back"].match(flat, end):
        return None
    return match.start(match.lastindex or 0), end, match.end(), end  # what is wanted before a contrast stays


def _is_thing(thing: str, opener: str, kind: str) -> bool:
    """Tell whether the thing refused is something a lab could do or a way of working, not something else."""
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


def _object_phrase(phrase: str) -> str:
    """Return the thing refused, without the function words between it and the refusal."""
    phrase = _TRAILING_SIGNS.sub("", phrase).strip(" ,:-–—\"'“”‘’.!")
    phrase = phrase.replace(" or no ", " or ").replace(" and no ", " and ")
    phrase += ")" * (phrase.count("(") - phrase.count(")")) + '"' * (phrase.count('"') % 2)
    work = REFUSALS["work_object"].match(phrase.lower() + " ")
    n_small = len(work[0].split()) if work and _SMALL_WORK.match(phrase) else 0
    words = phrase.split(" ")[n_small:]
    while len(words) > 1 and words[0].lower() in _FUNCTION_WORDS:
        words = words[1:]
    return " ".join(words)


_TRAILING_SIGNS = re.compile(r"(?<=\w)\s{0,3}[^\w\s()\"'“”‘’.!,:-]{1,9}$")
_FUNCTION_WORDS = frozenset("to in about on with more any another doing being do of for".split())
_SMALL_WORK = re.compile(
    r"(?:to )?(?:work(?:ing)? (?:on|with|in|at|for)|do(?:ing)?|study(?:ing)?|join(?:ing)?"
    r"|be (?:matched|paired|placed|put|assigned)(?: (?:with|in|into|to))?) ",
    re.IGNORECASE,
)


def _remaining_text(sentence: _Sentence) -> str:
    """Return a sentence without its refusals, "" if only a pronoun and an auxiliary verb remain."""
    kept, done = "", 0
    for cut in sentence.refusals:
        kept, done = _joined(kept, sentence.text[done : cut.start - sentence.start]), cut.end - sentence.start
    kept = _joined(kept, sentence.text[done:])
    return kept if any(word not in REFUSALS.words("empty") for word in re.findall(r"[^\W\d_]+", kept.lower())) else ""


def _joined(before: str, after: str) -> str:
    if not before:
        return _without_opening(after) if after[:1] in " ,;:)" else after
    before = before.rstrip(" ,;:–—-")
    head, _, last = before.rpartition(" ")
    before = head.rstrip(" ,;:–—-") if last.lower() in _CONJUNCTIONS else before
    is_list = before and re.match(r",?\sand\s", after)  # a list continues after the refusal
    after = _without_opening(after)
    if after[:1] in ".!?…":
        return before + after
    comma = "," if before and re.match(r"(?:i|we|my)\b", after, re.IGNORECASE) else ""
    return f"{before}{' and' if is_list and not comma else comma} {after}".strip()


_CONJUNCTIONS = frozenset("but and so because although though as since while yet rather instead".split())


def _without_opening(text: str) -> str:
    text = text.lstrip(" ,;:)–—-")
    word, gap, rest = text.partition(" ")
    while gap and word.rstrip(",").lower() in _CONJUNCTIONS:
        text = rest.lstrip()
        word, gap, rest = text.partition(" ")
    return text
