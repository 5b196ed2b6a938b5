"""The text of a profile that facets read: what it says, wants and refuses, without identifying data."""

import re
import weakref
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from matcher.records import Evidence, Profile
from matcher.text.identity import may_name, without_identity
from matcher.text.lexicon import word_list
from matcher.text.refusals import Wants, split_wants
from matcher.text.rules import WISHES, wished
from matcher.text.tokens import forms, is_foreign, sentences_of

if TYPE_CHECKING:
    from matcher.text.shingles import HashSet


class ProfileText(NamedTuple):
    """What a profile says, and what it refuses.

    For applicants also the sentences that say what they want, and their interests, which are both in `said` too, and
    the sentences about their values, which are not in `said` and count half.
    """

    said: str
    refused: str
    wished: str = ""
    interests: str = ""
    valued: str = ""

    @property
    def all_said(self) -> str:
        """All that is said, with the values."""
        return f"{self.said}\n{self.valued}" if self.valued else self.said


class Suspects(NamedTuple):
    """For each text whether it may contain a refusal, identifying data, an idiom, a wish, what does not count, names of
    several words.

    A text may be marked wrongly, but none is missed.
    """

    texts: Sequence[str]
    refusing: Sequence[bool]
    identifying: Sequence[bool]
    idiomatic: Sequence[bool]
    wishing: Sequence[bool]
    uncounted: Sequence[bool]
    naming: Sequence[bool]


Screen = Callable[[Sequence[str], "HashSet | None"], Suspects]
"""A function that marks the texts that must be searched, given the shingles of a pool; the others need no search."""


def profile_text(
    profile: Profile, *, is_applicant: bool = False, refusals: bool = True, wishes: bool = False
) -> ProfileText:
    """Return what a profile says, without what it refuses, and what it refuses.

    E-mail addresses, links, phone numbers, handles and an applicant's own name are left out of both. Without
    `refusals` the statement is not searched for refusals, without `wishes` not for wishes.
    """
    if not is_applicant:
        return _prepared(profile, [], refusals, wishes)
    key = id(profile), refusals, wishes
    if key not in _texts:
        _texts[key] = _prepared(profile, [profile.name], refusals, wishes)
        weakref.finalize(profile, _texts.pop, key, None).atexit = False
    return _texts[key]


_texts: dict[tuple[int, bool, bool], ProfileText] = {}
"""Texts of applicants whose profiles are in use: each is needed several times, and freed with its profile."""


def _prepared(profile: Profile, names: list[str], refusals: bool, wishes: bool) -> ProfileText:
    wants = split_wants(profile.statement) if refusals else Wants(profile.statement, "")
    said = without_identity(whole_text(replace(profile, statement=wants.wanted)), names)
    refused = without_identity("\n".join(filter(None, [profile.avoid, wants.unwanted])), names)
    said, interests = without_idioms(said), without_identity(profile.interests, names) if wishes else ""
    if names and profile.avoid:
        said, interests = (_without_phrases(text, interest_phrases(profile.avoid)) for text in (said, interests))
    if not wishes:
        return ProfileText(said, refused)
    goals, values = (_sentences(text, profile.avoid, names, refusals) for text in (profile.goals, profile.values))
    rest = said[len(interests) :]
    unvalued, valued = _without_values(rest, values) if values else (rest, "")
    return ProfileText(interests + unvalued, refused, wished(rest, goals), interests, valued)


def _sentences(text: str, avoid: str, names: list[str], refusals: bool) -> set[str]:
    """Return the sentences of a part of a statement as they stand in the prepared text."""
    if not text:
        return set()
    said = _prepared(Profile("", statement=text, avoid=avoid), names, refusals, False).said
    return {sentence for sentence, _, _ in sentences_of(said)} - {""}


def _without_values(said: str, values: Collection[str]) -> tuple[str, str]:
    """Return what is said without the sentences about values, and those sentences.

    If they are more than two thirds of the text, it is about them, and they stay.

    >>> _without_values("I film reefs. I believe in kindness.", {"I believe in kindness."})
    ('I film reefs. ', 'I believe in kindness.')
    """
    pieces = [(sentence in values, sentence + gap) for sentence, _, gap in sentences_of(said)]
    rest, valued = ("".join(text for is_value, text in pieces if is_value is wanted) for wanted in (False, True))
    return (rest, valued) if len(valued.strip()) <= 2 * len(rest.strip()) else (said, "")


def _without_phrases(text: str, phrases: Sequence[str]) -> str:
    """Return a text without some phrases, those of two to four words; refused phrases must not match a mentor.

    >>> _without_phrases("I measure soil carbon and map soils.", ["Soil carbon", "map"])
    'I measure ; and map soils.'
    """
    patterns = [re.escape(phrase).replace(r"\ ", " +") for phrase in phrases if 1 < len(phrase.split()) < 5]
    return re.sub(rf"\b(?:{'|'.join(patterns)})\b", ";", text, flags=re.IGNORECASE) if patterns else text


def profile_texts(
    profiles: Sequence[Profile],
    *,
    are_applicants: bool = False,
    refusals: bool = True,
    wishes: bool = False,
    suspects: Suspects | None = None,
) -> list[ProfileText]:
    """Return the `profile_text` of each profile; given `suspects`, only marked profiles are searched.

    A profile may be shorter now than when it was marked.
    """
    text_of = partial(profile_text, is_applicant=are_applicants, refusals=refusals, wishes=wishes)
    if suspects is None:
        return list(map(text_of, profiles))
    prepared = []
    marked = zip(profiles, *suspects[:-1], strict=True)
    for profile, text, refusing, identifying, idiomatic, wishing, uncounted in marked:
        named = are_applicants and profile.name and may_name(text, profile.name)
        is_cut = uncounted and whole_text(profile) != text
        must_search = identifying or profile.avoid or profile.goals or profile.values or named or is_cut
        # most texts with words of refusals refuse nothing: they need no further search
        if must_search or (refusals and refusing and split_wants(profile.statement).unwanted):
            prepared.append(text_of(profile))
        else:
            said = without_idioms(text) if idiomatic else text
            wants = wished(said[len(profile.interests) :]) if wishes and wishing else ""
            prepared.append(ProfileText(said, "", wants, profile.interests if wishes else ""))
    return prepared


def screened(profiles: Sequence[Profile], screen: Screen | None, copied: "HashSet | None" = None) -> Suspects | None:
    """Return the marks for which profiles must be searched, None for all."""
    return screen(list(map(whole_text, profiles)), copied) if screen else None


def whole_text(profile: Profile) -> str:
    """Return interests, statement and evidence of a profile as one text."""
    return "\n".join([profile.interests, profile.statement, *map(evidence_text, profile.evidence)])


def evidence_text(evidence: Evidence) -> str:
    """Return title and text of one piece of evidence."""
    return f"{evidence.title}\n{evidence.text}"


IDIOM_SIGNS = ("bit", "fall", "spring", "summer", "winter", "autumn")
"""Words of which a text with an idiom contains one."""

_IDIOM_SIGN = re.compile(rf"[bfswa](?<!\w.)(?<=(?=(?:{'|'.join(IDIOM_SIGNS)})\b).)")
"""A sign as a separate word; found by its first letter, ten times as fast as an idiom."""


def without_idioms(text: str) -> str:
    """Return a text without words that would count in a wrong meaning: idioms, function words of other languages.

    >>> without_idioms("I know a bit of physics and start in fall 2027; I study the risk of falls.")
    'I know  of physics and start ; I study the risk of falls.'
    """
    lowered = text.lower()
    text = _without_english_idioms(text, lowered)
    if not _FOREIGN.search(lowered):
        return text
    return "".join(f"{_without_function_words(sentence)}{gap}" for sentence, _, gap in sentences_of(text))


_AROUND = 40
"""More letters than any idiom has, with what must not follow it."""


def _without_english_idioms(text: str, lowered: str) -> str:
    """Return a text without idioms, which are searched for around their signs only: ten times as fast."""
    if len(lowered) != len(text):
        return WISHES["idiom"].sub("", text)
    kept, place = [], 0
    for sign in _IDIOM_SIGN.finditer(lowered):
        idiom = WISHES["idiom"].search(text, max(place, sign.start() - _AROUND), sign.end() + _AROUND)
        if idiom and idiom.start() <= sign.start():  # a later idiom is removed at its own sign
            kept.append(text[place : idiom.start()])
            place = idiom.end()
    return "".join([*kept, text[place:]]) if kept else text


FOREIGN_SIGNS = tuple("der und ich les une est que una che het uma nicht".split())
"""Words of which a text in one of the other languages that these rules know contains one."""

_FOREIGN = re.compile(f" (?:{'|'.join(FOREIGN_SIGNS)}) ")


def _without_function_words(sentence: str) -> str:
    """Return a sentence without words that are function words in its language and other words in English.

    >>> _without_function_words("Ich bin am Riff und die Fische hat man gern."), _without_function_words("A bin.")
    ('Ich  am Riff und  Fische   gern.', 'A bin.')
    """
    elsewhere = word_list("function_words_elsewhere")
    if elsewhere.isdisjoint(forms(sentence)) or not is_foreign(sentence):
        return sentence
    return _WORD.sub(lambda word: "" if word[0].lower() in elsewhere else word[0], sentence)


_WORD = re.compile(r"[^\W\d_]+")


def interest_phrases(interests: str) -> list[str]:
    """Return the phrases of interests that contain a word; commas separate them if nothing else does.

    >>> interest_phrases("coral reefs; sound, light"), interest_phrases("reefs, sound")
    (['coral reefs', 'sound, light'], ['reefs', 'sound'])
    """
    pieces = re.split(r"[;\n]" if re.search(r"[;\n]", interests.strip()) else ",", interests)
    return [" ".join(piece.split()) for piece in pieces if any(map(str.isalnum, piece))]
