"""What two texts have in common, in words: shared terms as phrases, in the form in which people write them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from matcher.explaining.words import WORDS, Text, is_form, is_near_form
from matcher.text.background import no_subjects
from matcher.text.tokens import stems as stems_of

_SUBJECTS, _LONGEST = 3, 4
# endings of words that are no plural, whose plural adds no s, that seldom have one
_NO_PLURAL = ("ss", "us", "is", "ics", "yes", "as", "os")
_NO_S, _SELDOM_MANY = ("s", "f", "fe", "x", "z", "sh"), ("ing", "ion", "ity", "ness", "ism")
_LONGEST_SHORT_FORM = 4  # letters; a longer word in capitals is stressed


def shared_subjects(
    yours: Text, theirs: Text, interests: Mapping[str, Sequence[str]], terms: Sequence[str]
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
    # a short form and what it stands for are both shared terms: the one that you write is named
    for term in [one for one in terms if any(yours.holds([stem], is_near_form) for stem in stems_of(one))] or terms:
        phrase = _phrase(yours, theirs, interests, stems_of(term)) or term
        if phrase in interests:
            subjects.append(phrase)
        elif heads.isdisjoint(stems_of(phrase)[-1:]) and _only_describes(phrase, yours, theirs):
            modifiers.append(phrase)
        else:
            subjects.append(_in_plural(phrase, term, yours, theirs))
    # "superconducting" of "superconducting circuits" is no subject, nor is a lone "robot" of "robot arm"
    for subject in [one for one in subjects if len(subjects) == 1 or one.endswith("ing")]:
        stems = stems_of(subject)
        describes = [side.describes(last) for side in (yours, theirs) for _, last in side.places(stems)]
        if subject not in interests and heads.isdisjoint(stems[-1:]) and all(describes):
            subjects.remove(subject)
            modifiers.append(subject)
    return _distinct(subjects), [] if subjects else _distinct(modifiers)


def _only_describes(phrase: str, yours: Text, theirs: Text) -> bool:
    """Return whether a phrase is an adjective or people of a trade, or a word that one side uses as a verb alone."""
    if WORDS["adjective"].fullmatch(phrase.split(" ")[-1]):
        return True
    stems = stems_of(phrase)
    return len(stems) == 1 and any([*side.places(stems)] and not side.nouns(stems) for side in (yours, theirs))


def _phrase(yours: Text, theirs: Text, interests: Mapping[str, Sequence[str]], stems: Sequence[str]) -> str:
    """Return a term as written: the interest around it that is shared whole, the words around it, or its usual form."""
    for phrase, others in interests.items():
        is_around = all(any(is_near_form(one, stem) for one in others) for stem in stems)
        if len(others) > 1 and is_around and yours.holds(others, is_near_form):
            return phrase
    grown = _grown(yours, stems, theirs)
    if len(stems) > 1 or len(stems_of(grown)) > 1:
        return grown
    counts = Counter(_in_case(form, yours, theirs) for side in (yours, theirs) for form in side.nouns(stems))
    return max(counts, key=lambda form: (counts[form], len(form)), default=grown)


def _grown(yours: Text, term: Sequence[str], theirs: Text) -> str:
    """Return the run of most words around a term, side by side in both texts; it grows by no verb or participle."""
    found = []
    for start, end in yours.places(term):
        while end - start < _LONGEST:
            runs = [(start - 1, end)] * _may_begin(yours, start - 1) + [(start, end + 1)]
            wider = (one for one in runs if yours.stands(*one) and theirs.holds(yours.stems[slice(*one)]))
            if (longer := next(wider, None)) is None:
                break
            start, end = longer
        found.append(_in_case(yours.written(start, end), yours, theirs))
    return max(found, key=lambda run: (run.count(" "), -len(run)), default="")


def _may_begin(text: Text, place: int) -> bool:
    """Return whether a phrase may begin with a word: with a part of "fine-grained", a noun or an adjective."""
    _, start, end = text.words[place]
    word = text.text[start:end]
    is_known = word.lower() not in no_subjects() or WORDS["adjective"].fullmatch(word)
    return "-" in text.text[max(0, start - 1) : end + 1] or bool(is_known and not WORDS["participle"].fullmatch(word))


def _in_plural(phrase: str, term: str, yours: Text, theirs: Text) -> str:
    """Return a phrase in the plural where its last word is one of many: "a decoder", or, as the term, "decoders"."""
    head = re.split(r"[ -]", phrase)[-1]
    if not (head.isalpha() and head.islower()) or head.endswith(_NO_S):
        return phrase
    plural = re.sub(r"(?<=[^aeiou])y$", "ie", phrase) + ("es" if head.endswith("ch") else "s")
    if term == plural:
        return plural
    stems = stems_of(phrase)
    is_mass = any(side.stands_bare(head, *place) for side in (yours, theirs) for place in side.places(stems))
    for side in (yours, theirs):
        for first, last in side.places(stems):
            start = side.words[first].start
            written = side.written(first, last).lower()
            may_be_one = written.endswith(head) and not side.describes(last) and not head.endswith(_SELDOM_MANY)
            is_one = may_be_one and WORDS["one_of_many"].search(side.text[max(0, start - 60) : start])
            if (is_one and not is_mass) or (written == plural and not side.has_object(last)):
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
        if not any(is_form(stem, before) for stem in stems for before in said):
            kept.append(phrase)
            said += stems
    return kept[:_SUBJECTS]


def _in_case(phrase: str, yours: Text, theirs: Text) -> str:
    """Return a phrase without the capitals of a heading, of stress or of a sentence's first word; names keep theirs.

    >>> yours, theirs = Text.of("MALWARE in TEI, reynolds numbers"), Text.of("malware in TEI at high Reynolds numbers")
    >>> _in_case("MALWARE in TEI", yours, theirs), _in_case("reynolds", yours, theirs)
    ('malware in TEI', 'Reynolds')
    """

    def cased(word: str) -> str:
        name, first = word.capitalize(), word.split("-")[0]
        if name in theirs.names or (name in yours.names and word.lower() not in theirs.forms):
            return name
        if not (first.istitle() or (first.isupper() and len(first) > _LONGEST_SHORT_FORM)):
            return word
        small = {first.lower(), f"{first.lower()}s", first.lower().removesuffix("s")}
        is_many = first.endswith("s") and not first.endswith(_NO_PLURAL)  # one that only begins sentences is no name
        return word.lower() if is_many or not small.isdisjoint([*yours.forms, *theirs.forms]) else word

    return " ".join(map(cased, phrase.split(" ")))
