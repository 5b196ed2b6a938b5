"""What two texts have in common: shared terms as phrases, in the form in which people write them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from matcher.explaining.words import WORDS, Text, is_form, is_near_form
from matcher.text.lexicon import word_list
from matcher.text.tokens import stems as stems_of

_SUBJECTS, _LONGEST = 3, 4
_NOT_PLURAL = ("ss", "us", "is", "ics", "yes", "as", "os")  # endings in s of words that are not in the plural
_NO_S = ("s", "f", "fe", "x", "z", "sh")  # endings of words whose plural is not made by adding s
_RARE_PLURAL = ("ing", "ion", "ity", "ness", "ism")  # endings of words that seldom have a plural
_LONGEST_ABBREVIATION = 4  # letters; a longer word in capitals is emphasis


def shared_subjects(
    yours: Text, theirs: Text, interests: Mapping[str, Sequence[str]], terms: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return at most three subjects that both texts name, and if there are none, words that only describe others.

    Parameters
    ----------
    interests
        The mentor's interests, each with its stems.
    terms
        The shared terms, those that add most points first.
    """
    heads = {stems[-1] for stems in interests.values() if stems}
    subjects, modifiers = [], []
    # an abbreviation and its long form are both shared terms: the one that the applicant writes is named
    for term in [term for term in terms if any(yours.holds([stem], is_near_form) for stem in stems_of(term))] or terms:
        phrase = _phrase(yours, theirs, interests, stems_of(term)) or term
        if phrase in interests:
            subjects.append(phrase)
        elif heads.isdisjoint(stems_of(phrase)[-1:]) and _only_describes(phrase, yours, theirs):
            modifiers.append(phrase)
        else:
            subjects.append(_in_plural(phrase, term, yours, theirs))
    # "superconducting" of "superconducting circuits" is no subject, nor is "robot" of "robot arm" if it is the only one
    for subject in [subject for subject in subjects if len(subjects) == 1 or subject.endswith("ing")]:
        stems = stems_of(subject)
        describes = [side.describes(last) for side in (yours, theirs) for _, last in side.places(stems)]
        if subject not in interests and heads.isdisjoint(stems[-1:]) and all(describes):
            subjects.remove(subject)
            modifiers.append(subject)
    return _distinct(subjects), [] if subjects else _distinct(modifiers)


def _only_describes(phrase: str, yours: Text, theirs: Text) -> bool:
    """Return whether a phrase is an adjective, people of a profession, or a word that one side uses only as a verb."""
    if WORDS["adjective"].fullmatch(phrase.split(" ")[-1]):
        return True
    stems = stems_of(phrase)
    return len(stems) == 1 and any([*side.places(stems)] and not side.nouns(stems) for side in (yours, theirs))


def _phrase(yours: Text, theirs: Text, interests: Mapping[str, Sequence[str]], stems: Sequence[str]) -> str:
    """Return a term as written: a shared interest that contains it, the phrase around it, or its most frequent form."""
    for interest, interest_stems in interests.items():
        contains = all(any(is_near_form(other, stem) for other in interest_stems) for stem in stems)
        if len(interest_stems) > 1 and contains and yours.holds(interest_stems, is_near_form):
            return interest
    phrase = _longest_phrase(yours, stems, theirs)
    if len(stems) > 1 or len(stems_of(phrase)) > 1:
        return phrase
    counts = Counter(_in_case(form, yours, theirs) for side in (yours, theirs) for form in side.nouns(stems))
    return max(counts, key=lambda form: (counts[form], len(form)), default=phrase)


def _longest_phrase(yours: Text, term: Sequence[str], theirs: Text) -> str:
    """Return the phrase of most words around a term that both texts have; it does not grow by a verb or participle."""
    phrases = []
    for start, end in yours.places(term):
        while end - start < _LONGEST:
            runs = [(start - 1, end)] * _may_begin(yours, start - 1) + [(start, end + 1)]
            wider = (run for run in runs if yours.is_phrase(*run) and theirs.holds(yours.stems[slice(*run)]))
            if (longer := next(wider, None)) is None:
                break
            start, end = longer
        phrases.append(_in_case(yours.written(start, end), yours, theirs))
    return max(phrases, key=lambda phrase: (phrase.count(" "), -len(phrase)), default="")


def _may_begin(text: Text, index: int) -> bool:
    """Return whether a phrase may begin with a word: a noun, an adjective, or a part of one as "fine-grained"."""
    _, start, end = text.words[index]
    word = text.text[start:end]
    is_known = word.lower() not in word_list("no_subjects") or WORDS["adjective"].fullmatch(word)
    return "-" in text.text[max(0, start - 1) : end + 1] or bool(is_known and not WORDS["participle"].fullmatch(word))


def _in_plural(phrase: str, term: str, yours: Text, theirs: Text) -> str:
    """Return a phrase in the plural if its last word is countable: "a decoder" or the term "decoders" as "decoders"."""
    head = re.split(r"[ -]", phrase)[-1]
    if not (head.isalpha() and head.islower()) or head.endswith(_NO_S):
        return phrase
    plural = re.sub(r"(?<=[^aeiou])y$", "ie", phrase) + ("es" if head.endswith("ch") else "s")
    if term == plural:
        return plural
    stems = stems_of(phrase)
    is_mass = any(side.is_mass_noun(head, *place) for side in (yours, theirs) for place in side.places(stems))
    for side in (yours, theirs):
        for first, last in side.places(stems):
            start = side.words[first].start
            written = side.written(first, last).lower()
            may_count = written.endswith(head) and not side.describes(last) and not head.endswith(_RARE_PLURAL)
            is_countable = may_count and WORDS["one_of_many"].search(side.text[max(0, start - 60) : start])
            if (is_countable and not is_mass) or (written == plural and not side.has_object(last)):
                return plural
    return phrase


def _distinct(phrases: Iterable[str]) -> list[str]:
    """Return the first three phrases that have no form of a word of a phrase before.

    >>> _distinct(["turbulence", "reef", "turbulent flow", "coral reefs"])
    ['turbulence', 'reef']
    """
    kept, used = list[str](), list[str]()
    for phrase in phrases:
        stems = stems_of(phrase)
        if not any(is_form(stem, before) for stem in stems for before in used):
            kept.append(phrase)
            used += stems
    return kept[:_SUBJECTS]


def _in_case(phrase: str, yours: Text, theirs: Text) -> str:
    """Return a phrase without capitals of a heading, of emphasis or at the start of a sentence; names keep theirs.

    >>> yours, theirs = Text.of("MALWARE in TEI, reynolds numbers"), Text.of("malware in TEI at high Reynolds numbers")
    >>> _in_case("MALWARE in TEI", yours, theirs), _in_case("reynolds", yours, theirs)
    ('malware in TEI', 'Reynolds')
    """

    def cased(word: str) -> str:
        name, first = word.capitalize(), word.split("-")[0]
        if name in theirs.names or (name in yours.names and word.lower() not in theirs.forms):
            return name
        if not (first.istitle() or (first.isupper() and len(first) > _LONGEST_ABBREVIATION)):
            return word
        small = {first.lower(), f"{first.lower()}s", first.lower().removesuffix("s")}
        # a plural that only begins sentences is no name
        is_plural = first.endswith("s") and not first.endswith(_NOT_PLURAL)
        return word.lower() if is_plural or not small.isdisjoint([*yours.forms, *theirs.forms]) else word

    return " ".join(map(cased, phrase.split(" ")))
