"""One plain sentence for a place in a ranking: what both sides work on, and what the other side names besides."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from os.path import commonprefix
from typing import NamedTuple

from matcher.model import MatchModel
from matcher.ranking.strength import REFUSED
from matcher.records import Profile, RankedMentor
from matcher.text.profile_text import interest_phrases
from matcher.text.tokens import Span, spans

NOTHING_SHARED = "Your texts have nothing in common."
NOTHING_COUNTS = "What counts of your text has nothing in common with theirs."
"""The reason of a mentor who is in no ranking, the second where a part of the statement does not count."""

_REFUSES = "; but one of you does not want what the other is about."
_SUBJECTS = 3
_LONGEST = 4
_CLIPPED = 110
_JOINT = re.compile(r"[\s-]{1,2}|-(?:to|in|of|on)-|\s(?:of|from|to|in|on|for|with|by)\s")
_ADJECTIVE = re.compile(r".*(?:al|ic|ive|ous|able|ible|[^m]ent|ant|ear|ular)")
_LONGEST_SHORT_FORM = 4
"""Letters; a longer word in capitals that stands in small letters too is stressed, and no short form."""
_LEAST_STEM, _LONGEST_ENDING = 5, 3


def reasons(
    model: MatchModel, applicant: Profile, lines: Iterable[RankedMentor], weights: Mapping[str, float] | None = None
) -> dict[str, str]:
    """Return why each mentor of a ranking is in it, in a sentence, by id.

    A sentence names what both sides wrote: the shared terms of the line, each as long as both write it. Where these are
    single words, which may mean anything, it names the mentor's interest that is nearest to the statement, too.

    Examples
    --------
    >>> pool = [Profile("reef", "", "coral reefs; underwater sound; hydrophones"), Profile("type", "", "compilers")]
    >>> model = MatchModel().fit(pool)
    >>> reasons(model, Profile("zoe", statement="I film coral reefs."), model.rank("I film coral reefs.")[0])["reef"]
    'You both work on coral reefs; they also name underwater sound, which your text does not mention.'
    """
    yours = _Text.of(f"{applicant.interests}\n{applicant.statement}")
    found = [_Shared(yours, model.mentor(line.mentor_id), line) for line in lines]
    vague = [one.line.mentor_id for one in found if one.is_vague]
    close = model.closest_sentences(applicant, vague, weights)
    return {one.line.mentor_id: one.sentence(close.get(one.line.mentor_id)) for one in found}


class _Text(NamedTuple):
    """A text, its words, their stems, and every run of letters in it as written."""

    text: str
    words: Sequence[Span]
    stems: Sequence[str]
    forms: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "_Text":
        words = spans(text)
        return cls(text, words, [word.stem for word in words], frozenset(re.findall(r"[^\W\d_]+", text)))


class _Shared:
    """What an applicant and a mentor of a ranking have in common, and the sentence that says it."""

    def __init__(self, yours: _Text, mentor: Profile, line: RankedMentor) -> None:
        self.line, self.said = line, set(yours.stems)
        self.interests = {phrase: _stems(phrase) for phrase in interest_phrases(mentor.interests)}
        theirs = _Text.of(f"{mentor.interests}\n{mentor.statement}")
        shared = [_shared_phrase(yours, theirs, self.interests, term) for term in line.shared_terms]
        heads = {stems[-1] for stems in self.interests.values() if stems}
        is_adjective = [_stems(one)[-1] not in heads and bool(_ADJECTIVE.fullmatch(one)) for one in shared]
        self.subjects = _distinct(one for one, alone in zip(shared, is_adjective, strict=True) if not alone)
        self.adjectives = _distinct(shared) if not self.subjects else []

    @cached_property
    def is_vague(self) -> bool:
        """True where only single words are shared, and none of them is a whole interest of the mentor's."""
        whole = {stems[0] for stems in self.interests.values() if len(stems) == 1}
        return not any(len(stems) > 1 or stems[0] in whole for stems in map(_stems, self.subjects))

    @property
    def is_refused(self) -> bool:
        """True where one side does not want what the other is about."""
        return self.line.points.get("avoid", 0.0) < -REFUSED

    def sentence(self, close: tuple[str, str] | None) -> str:
        """Return the reason; `close` are the sentence and the interest, or sentence, that are closest in meaning."""
        near = self._near(close) if self.is_vague else ""
        if self.line.strength == "none" and self.is_vague:
            shared = "Only single words" if self.subjects or self.adjectives else "Nothing specific"
            subject = near or next(iter(self.interests), "")
            return f"{shared} in common{subject and f'; they work on {subject}'}{_REFUSES if self.is_refused else '.'}"
        return self._first_half(close, near) + self._second_half(near)

    def _near(self, close: tuple[str, str] | None) -> str:
        """Return the mentor's interest that is closest in meaning, else the first that holds a shared word."""
        if close:
            return close[1] if close[1] in self.interests else ""
        shared = {stem for term in self.line.shared_terms for stem in _stems(term)}
        return next((phrase for phrase, stems in self.interests.items() if shared & set(stems)), "")

    def _first_half(self, close: tuple[str, str] | None, near: str) -> str:
        nearest = near and f". Their nearest interest is {near}"
        if self.subjects:
            weak = self.line.strength in {"none", "weak"}
            verb = "mention" if weak else "write about" if near else "work on"
            return f"You both {verb} {_listed(self.subjects)}{nearest}"
        if self.adjectives:
            return f"You both say {_listed([f'“{one}”' for one in self.adjectives])}{nearest}"
        if close is None:
            return "Your texts share a wider theme, but no specific word"
        yours, theirs = (f"“{_clipped(side)}”" for side in close)
        return (
            f"You share no specific word, but your {yours} is near to their {near and f'interest in {near}' or theirs}"
        )

    def _second_half(self, near: str) -> str:
        if self.is_refused:
            return _REFUSES
        missing = (one for one, stems in self.interests.items() if self.said.isdisjoint(stems) and one != near)
        first = next(missing, "")
        return f"; they also name {first}, which your text does not mention." if first else "."


def _stems(text: str) -> list[str]:
    return [span.stem for span in spans(text)]


def _clipped(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _CLIPPED else flat[: _CLIPPED - 1].rstrip() + "…"


def _shared_phrase(yours: _Text, theirs: _Text, interests: Mapping[str, Sequence[str]], term: str) -> str:
    """Return a shared term as it is written: the interest it is a part of, where that is shared whole, else all words
    around it that both texts hold, or the form of a single word that is most often written.
    """
    stems = _stems(term)
    for phrase, others in interests.items():
        if len(others) > 1 and _holds(others, stems) and _holds(yours.stems, others):
            return phrase
    lower = yours.forms | theirs.forms
    grown = _grown(yours, stems, theirs.stems, lower) or term
    if len(_stems(grown)) > 1:
        return grown
    forms = (
        _in_case(side.text[word.start : word.end], lower)
        for side in (yours, theirs)
        for word in side.words
        if word.stem == stems[0]
    )
    counts = Counter(forms)
    return max(counts, key=lambda form: (counts[form], len(form)), default=grown)


def _distinct(phrases: Iterable[str]) -> list[str]:
    """Return the first three phrases of which no word is a form of one before.

    >>> _distinct(["turbulence", "reef", "turbulent flow", "coral reefs"])
    ['turbulence', 'reef']
    """
    kept: list[str] = []
    said: list[str] = []
    for phrase in phrases:
        stems = _stems(phrase)
        if not any(_is_form(stem, before) for stem in stems for before in said):
            kept.append(phrase)
            said += stems
    return kept[:_SUBJECTS]


def _is_form(word: str, other: str) -> bool:
    """Return whether two words begin alike and differ in a short ending only.

    >>> _is_form("turbulent", "turbulence"), _is_form("network", "networking"), _is_form("optics", "option")
    (True, True, False)
    """
    n = len(commonprefix((word, other)))
    return word == other or (n >= _LEAST_STEM and n >= min(len(word), len(other)) - _LONGEST_ENDING)


def _grown(yours: _Text, term: Sequence[str], theirs: Sequence[str], lower: Collection[str]) -> str:
    """Return the longest run of words around a term, side by side in both texts, as the first one writes it."""
    text, said, stems = yours.text, yours.words, yours.stems
    best = ""
    for place in range(len(said) - len(term) + 1):
        if not term or list(stems[place : place + len(term)]) != list(term):
            continue
        if not _stands(text, said, place, place + len(term)):
            continue
        start, end = place, place + len(term)
        grows = True
        while grows and end - start < _LONGEST:
            grows = False
            for first, last in ((start - 1, end), (start, end + 1)):
                if _stands(text, said, first, last) and _holds(theirs, stems[first:last]):
                    start, end, grows = first, last, True
                    break
        phrase = _in_case(" ".join(text[said[start].start : said[end - 1].end].split()), lower)
        if len(phrase) > len(best):
            best = phrase
    return best


def _in_case(phrase: str, lower: Collection[str]) -> str:
    """Return a phrase without the capitals of a heading, of stress or of a sentence's first word; names keep theirs.

    >>> _in_case("Programming in Python", {"programming", "in"})
    'programming in Python'
    >>> _in_case("MALWARE in TEI", {"malware", "in"})
    'malware in TEI'
    """
    words = phrase.split(" ")
    is_stressed = (word.istitle() or (word.isupper() and len(word) > _LONGEST_SHORT_FORM) for word in words)
    return " ".join(
        word.lower() if stressed and word.lower() in lower else word
        for word, stressed in zip(words, is_stressed, strict=True)
    )


def _stands(text: str, said: Sequence[Span], first: int, last: int) -> bool:
    """Return whether words stand side by side, with nothing but a blank, a hyphen or a preposition between them."""
    if first < 0 or last > len(said):
        return False
    run = said[first:last]
    return all(_JOINT.fullmatch(text[a.end : b.start]) for a, b in zip(run, run[1:], strict=False))


def _holds(stems: Sequence[str], run: Sequence[str]) -> bool:
    n = len(run)
    return any(list(stems[place : place + n]) == list(run) for place in range(len(stems) - n + 1))


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
