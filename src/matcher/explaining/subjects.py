"""What two texts have in common, in words: shared terms as phrases, in the form in which people write them."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.text.background import no_subjects
from matcher.text.tokens import Span, spans
from matcher.text.tokens import stems as stems_of

_SUBJECTS, _LONGEST = 3, 4
_JOINT = re.compile(r"[\s-]{1,2}|-(?:to|in|of|on)-|\s(?:of|from|to|in|on|for|with|by)\s")
_ADJECTIVE = re.compile(
    r"\S*(?:al|ic|ive|ous|able|ible|[^m]ent|ant|ear|ular|[^e]ed)"
    r"|(?:fine|high|large|long|low|multi|on|real|short|single|small|time)-\w+"
    r"|deep|dense|fast|handwritten|human|lunar|marine|mobile|open|polar|quantum|remote|robust|rural|smart|soft|solar"
    r"|sparse|spoken|stellar|urban|wild"
)
"""Words that describe others; "low-rank" too."""
_PARTICIPLE = re.compile(r"\w{3,}ed\b")
_ONE_OF_MANY = re.compile(r"\b(?:an?|each|every|another)(?:\s+(?!(?:and|for|in|of|on|to|with)\b)[\w-]+){0,2}\s+$", re.I)
_NO_S, _SELDOM_MANY = ("s", "f", "fe", "x", "z", "sh"), ("ing", "ion", "ity", "ness", "ism")
"""Endings of words whose plural adds no s, and of those that seldom have one."""
_OBJECT = re.compile(r"\s+(?:the|an?|up|our|its|their|it|them)\b")  # "it wakes the recorder" is no plural
_WITHIN_SENTENCE = re.compile(r"(?<=[a-z0-9,] )[A-Z][a-z]+")
_LONGEST_SHORT_FORM = 4
"""Letters; a longer word in capitals that stands in small letters too is stressed, and no short form."""
_LEAST_STEM, _LONGEST_ENDING = 5, 3


@dataclass(frozen=True)
class Text:
    """A text, its words and their stems."""

    text: str
    words: Sequence[Span]
    stems: Sequence[str]

    @classmethod
    def of(cls, text: str) -> "Text":
        """Return a text read into words."""
        words = spans(text)
        return cls(text, words, [word.stem for word in words])

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every run of letters, as written."""
        return frozenset(re.findall(r"[^\W\d_]+", self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that are written with a capital within a sentence, and in no other way."""
        return frozenset(word for word in _WITHIN_SENTENCE.findall(self.text) if word.lower() not in self.forms)

    def places(self, run: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield where words with some stems stand side by side, as the first of them and the one behind the last."""
        for first in self.runs(run):
            if self.stands(first, first + len(run)):
                yield first, first + len(run)

    def runs(self, run: Sequence[str], same: Callable[[str, str], bool] = str.__eq__) -> Iterator[int]:
        """Yield where words follow each other whose stems are the `same` as some; `same` ones begin alike."""
        for first in self._by_start.get(run[0][:_LEAST_STEM], ()) if run else ():
            stems = self.stems[first : first + len(run)]
            if len(stems) == len(run) and all(map(same, stems, run)):
                yield first

    @cached_property
    def _by_start(self) -> Mapping[str, Sequence[int]]:
        """Where the words stand that begin with the same few letters: a long statement is not searched word by word."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, stem in enumerate(self.stems):
            places[stem[:_LEAST_STEM]].append(place)
        return places

    def stands(self, first: int, last: int) -> bool:
        """Return whether words stand side by side, with a blank, a hyphen or a preposition between them at most."""
        if first < 0 or last > len(self.words):
            return False
        run = self.words[first:last]
        return all(_JOINT.fullmatch(self.text[a.end : b.start]) for a, b in zip(run, run[1:], strict=False))

    def written(self, first: int, last: int) -> str:
        """Return words as they are written, on one line."""
        return " ".join(self.text[self.words[first].start : self.words[last - 1].end].split())

    def describes(self, last: int) -> bool:
        """Return whether the words before a place describe the next one: "urban" in "urban drainage"."""
        end = self.words[last - 1].end
        after = self.text[end : self.words[last].start] if last < len(self.words) else self.text[end : end + 1]
        return after == " " or self.text[end : end + 1] == "-"


def shared_subjects(
    yours: Text, theirs: Text, interests: Mapping[str, Sequence[str]], terms: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Return at most three subjects that both texts name; where there is none, words that only describe others.

    Parameters
    ----------
    interests
        The mentor's, each with its stems.
    terms
        The shared terms, those that add most first.
    """
    heads = {stems[-1] for stems in interests.values() if stems}
    subjects, modifiers = [], []
    for term in terms:
        phrase = _phrase(yours, theirs, interests, stems_of(term)) or term
        stems = stems_of(phrase)
        if phrase in interests:
            subjects.append(phrase)
        elif heads.isdisjoint(stems[-1:]) and _ADJECTIVE.fullmatch(phrase.split(" ")[-1]):
            modifiers.append(phrase)
        else:
            subjects.append(_in_plural(phrase, term, yours, theirs))
    if len(subjects) == 1 and subjects[0] not in interests:  # a lone "robot" of "robot arm" is no subject
        stems = stems_of(subjects[0])
        describes = (side.describes(last) for side in (yours, theirs) for _, last in side.places(stems))
        if heads.isdisjoint(stems[-1:]) and all(describes):
            subjects, modifiers = [], [*modifiers, *subjects]
    return _distinct(subjects), [] if subjects else _distinct(modifiers)


def _phrase(yours: Text, theirs: Text, interests: Mapping[str, Sequence[str]], stems: Sequence[str]) -> str:
    """Return a term as written: the interest around it that is shared whole, the words around it, or its usual form."""
    for phrase, others in interests.items():
        if len(others) > 1 and _holds(others, stems) and any(True for _ in yours.runs(others, _is_near_form)):
            return phrase
    grown = _grown(yours, stems, theirs)
    if len(stems) > 1 or len(stems_of(grown)) > 1:
        return grown
    forms = [
        _in_case(side.written(place, place + 1), yours, theirs)
        for side in (yours, theirs)
        for place, _ in side.places(stems)
    ]
    counts = Counter(forms)
    return max(counts, key=lambda form: (counts[form], len(form)), default=grown)


def _grown(yours: Text, term: Sequence[str], theirs: Text) -> str:
    """Return the longest run around a term, side by side in both texts; it grows by no verb and no participle."""
    best = ""
    for start, end in yours.places(term):
        grows = True
        while grows and end - start < _LONGEST:
            grows = False
            for first, last in ((start - 1, end), (start, end + 1)):
                if not yours.stands(first, last) or not any(True for _ in theirs.runs(yours.stems[first:last])):
                    continue
                if first < start and not _may_begin(yours, first):
                    continue
                start, end, grows = first, last, True
                break
        phrase = _in_case(yours.written(start, end), yours, theirs)
        best = max(best, phrase, key=len)
    return best


def _may_begin(text: Text, place: int) -> bool:
    _, start, end = text.words[place]
    word = text.text[start:end]
    if "-" in text.text[max(0, start - 1) : end + 1]:  # a part of "fine-grained"
        return True
    if _PARTICIPLE.fullmatch(word):
        return False
    return word.lower() not in no_subjects() or bool(_ADJECTIVE.fullmatch(word))


def _in_plural(phrase: str, term: str, yours: Text, theirs: Text) -> str:
    """Return a phrase in the plural where its last word is one of many: "a decoder", or, as the term, "decoders"."""
    head = re.split(r"[ -]", phrase)[-1]
    if not (head.isalpha() and head.islower()) or head.endswith(_NO_S):
        return phrase
    plural = (
        f"{phrase[:-1]}ies" if re.search(r"[^aeiou]y$", phrase) else f"{phrase}{'es' if head[-2:] == 'ch' else 's'}"
    )
    if term == plural:
        return plural
    for side in (yours, theirs):
        for first, last in side.places(stems_of(phrase)):
            start, end = side.words[first].start, side.words[last - 1].end
            written = side.written(first, last).lower()
            may_be_one = written.endswith(head) and not side.describes(last) and not head.endswith(_SELDOM_MANY)
            is_one = may_be_one and _ONE_OF_MANY.search(side.text[max(0, start - 60) : start])
            if is_one or (written == plural and not _OBJECT.match(side.text, end)):
                return plural
    return phrase


def _distinct(phrases: Iterable[str]) -> list[str]:
    """Return the first three phrases of which no word is a form of one before.

    >>> _distinct(["turbulence", "reef", "turbulent flow", "coral reefs"])
    ['turbulence', 'reef']
    """
    kept, said = list[str](), list[str]()
    for phrase in phrases:
        stems = stems_of(phrase)
        if not any(_is_form(stem, before) for stem in stems for before in said):
            kept.append(phrase)
            said += stems
    return kept[:_SUBJECTS]


def _is_form(word: str, other: str) -> bool:
    """Return whether two words begin alike and differ in a short ending only.

    >>> _is_form("turbulent", "turbulence"), _is_form("network", "networking"), _is_form("optics", "option")
    (True, True, False)
    """
    least = max(_LEAST_STEM, min(len(word), len(other)) - _LONGEST_ENDING)
    return word[:least] == other[:least]


def _is_near_form(word: str, other: str) -> bool:
    """Return whether two words are forms of one, and about as long.

    >>> _is_near_form("decode", "decoding"), _is_near_form("organic", "organization")
    (True, False)
    """
    return _is_form(word, other) and abs(len(word) - len(other)) <= _LONGEST_ENDING


def _in_case(phrase: str, yours: Text, theirs: Text) -> str:
    """Return a phrase without the capitals of a heading, of stress or of a sentence's first word; names keep theirs.

    >>> yours, theirs = Text.of("MALWARE in TEI, reynolds numbers"), Text.of("malware in TEI at high Reynolds numbers")
    >>> _in_case("MALWARE in TEI", yours, theirs), _in_case("reynolds", yours, theirs)
    ('malware in TEI', 'Reynolds')
    """

    def cased(word: str) -> str:
        first = re.split("-", word)[0]
        if word.capitalize() in theirs.names:
            return word.capitalize()
        is_stressed = first.istitle() or (first.isupper() and len(first) > _LONGEST_SHORT_FORM)
        small = {first.lower(), f"{first.lower()}s", first.lower().removesuffix("s")}
        is_small = not small.isdisjoint(yours.forms | theirs.forms)
        return word.lower() if is_stressed and is_small else word

    return " ".join(map(cased, phrase.split(" ")))


def _holds(stems: Sequence[str], run: Sequence[str]) -> bool:
    n = len(run)
    return any(all(map(_is_near_form, stems[place : place + n], run)) for place in range(len(stems) - n + 1))
