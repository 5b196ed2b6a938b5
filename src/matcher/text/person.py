"""What a statement says of the person and not of the work: a name, an origin, a university, why somebody was away."""

import re
from collections.abc import Callable, Iterator

from matcher.text.background import foreign_function_words
from matcher.text.tokens import forms

Spans = list[tuple[int, int]]

PEOPLES = (
    "Afghan Albanian Algerian American Argentine Argentinian Armenian Australian Austrian Azerbaijani Bangladeshi "
    "Belarusian Belgian Bolivian Bosnian Brazilian British Bulgarian Cambodian Cameroonian Canadian Chilean Chinese "
    "Colombian Congolese Croatian Cuban Cypriot Czech Danish Dutch Ecuadorian Egyptian English Eritrean Estonian "
    "Ethiopian Filipino Finnish French Georgian German Ghanaian Greek Guatemalan Haitian Hungarian Icelandic Indian "
    "Indonesian Iranian Iraqi Irish Israeli Italian Ivorian Jamaican Japanese Jordanian Kazakh Kenyan Korean Kurdish "
    "Kuwaiti Latvian Lebanese Libyan Lithuanian Malaysian Maltese Mexican Moldovan Mongolian Moroccan Mozambican "
    "Nepalese Nepali Nigerian Norwegian Pakistani Palestinian Paraguayan Persian Peruvian Polish Portuguese Romanian "
    "Russian Rwandan Salvadoran Scottish Senegalese Serbian Singaporean Slovak Slovenian Somali Spanish Sudanese "
    "Swedish Swiss Syrian Taiwanese Tanzanian Thai Tunisian Turkish Ugandan Ukrainian Uruguayan Uzbek Venezuelan "
    "Vietnamese Welsh Yemeni Zambian Zimbabwean"
).split()
COUNTRIES = (
    *(
        "Afghanistan Albania Algeria America Argentina Armenia Australia Austria Azerbaijan Bangladesh Belarus "
        "Belgium Bolivia Bosnia Brazil Britain Bulgaria Cambodia Cameroon Canada Chile China Colombia Congo "
        "Croatia Cuba Cyprus Czechia Denmark Ecuador Egypt England Eritrea Estonia Ethiopia Finland France "
        "Georgia Germany Ghana Greece Guatemala Haiti Hungary Iceland India Indonesia Iran Iraq Ireland Israel "
        "Italy Jamaica Japan Jordan Kazakhstan Kenya Korea Kuwait Latvia Lebanon Libya Lithuania Malaysia Malta "
        "Mexico Moldova Mongolia Morocco Mozambique Nepal Nigeria Norway Pakistan Palestine Paraguay Peru "
        "Philippines Poland Portugal Romania Russia Rwanda Scotland Senegal Serbia Singapore Slovakia Slovenia "
        "Somalia Spain Sudan Sweden Switzerland Syria Taiwan Tanzania Thailand"
    ).split(),
    *("Hong Kong", "New Zealand", "Saudi Arabia", "South Africa", "South Korea", "Sri Lanka", "United Kingdom"),
    *("United States", "Ivory Coast", "El Salvador", "Puerto Rico"),
)
_ORIGIN = (
    rf"\b(?:I am|I'm|I’m|I was|as)(?: an?| originally)? (?:{'|'.join(PEOPLES)})\b(?: (?:citizen|national|by birth))?"
    rf"|\b(?:I (?:come|am|was)|I'm|I’m)(?: originally)? from (?:the )?(?:{'|'.join(COUNTRIES)})\b"
    rf"|\b(?:(?:I|and) (?:was )?)?(?:born|raised|grew up)(?: and raised)? in (?:the )?(?:{'|'.join(COUNTRIES)})\b"
    rf"|\b(?:citizen|national) of (?:the )?(?:{'|'.join(COUNTRIES)})\b"
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*"
_PLACE = r"[^\W\d_a-zß-öø-ÿ][\w'’-]+"
_UNIVERSITY = (
    rf"(?:\b(?:at|from|in|of) )?(?:\bthe )?\b(?:"
    rf"(?:{_PLACE} ){{0,2}}University of (?:the )?{_PLACE}(?: {_PLACE}){{0,2}}"
    rf"|(?:{_PLACE} ){{1,3}}(?:University|College|Institute of Technology)\b(?! Press))"
)
_PARTICLES = "de|da|dos|del|der|den|di|du|la|le|van|von|bin|bint|al|el|y"
_NAME_WORDS = rf"{_CAPITAL}(?:[ \t]+(?:{_CAPITAL}|{_PARTICLES})){{0,5}}"
_NAME = (
    rf"\b(?:[Mm]y (?:full |first |last )?name is|[Mm]y name's|I am called|[Cc]all me)[ \t]+{_NAME_WORDS}"
    rf"|(?:[Ss]incerely|[Rr]egards|[Ww]ishes|[Ff]aithfully)[ \t]*,?[ \t]*\n+[ \t]*{_NAME_WORDS}[ \t]*(?=\n|\Z)"
)
"""Who writes: however many words a name has, they must not make a statement longer."""

_CLAUSE = r"[^.!?;,\n]*[.!?;,]?"
_LEAVE = r"(?:parental|maternity|paternity|sick|family|medical) leave"
_WHY = r"(?:to (?:care|look after|raise|nurse|recover|be with)|for (?:family|my|health)|because|due to|with my)\b"
_AWAY = "(?:ill|sick|unemployed|out of work|laid off)"
_GAP = (
    rf"(?i)\b(?:(?:I|and) )?(?:took|take|on|after|during|from|since|my|was on|am on)(?: a| my| two| some| months of)*"
    rf" (?:{_LEAVE}|career break|gap year)\b(?! (?:polic|law|scheme|system|right))"
    rf"|\bI(?: \w+)? (?:took|take|had|needed|spent)(?: \w+){{1,4}} (?:off|out|break) {_WHY}{_CLAUSE}"
    rf"|\bI (?:was|have been|had been|fell|became)(?: \w+)? {_AWAY}\b(?! of\b){_CLAUSE}"
)
"""Phrases that say that one was away, and why; what somebody did in that time stays."""

_AWAY_CUES = ("out of work", "laid off", " off ", " out ", " break ")
_LAST_WORDS = "Kong Zealand Arabia Africa Korea Lanka Kingdom States Coast Salvador Rico".split()


def _pairs() -> Iterator[tuple[str, str]]:
    for firsts, seconds in (
        ("parental maternity paternity sick family medical", "leave"),
        ("career", "break"),
        ("gap", "year"),
        ("off out break", "to for because due with"),
        ("out institute", "of"),
        ("laid", "off"),
        ("name", "is s"),
        ("am", "called"),
        ("call", "me"),
    ):
        yield from ((first, second) for first in firsts.split() for second in seconds.split())
    alone = "ill sick unemployed sincerely regards wishes faithfully university college".split()
    single = (*alone, *PEOPLES, *(one for one in COUNTRIES if " " not in one), *_LAST_WORDS)
    yield from (("", word.lower()) for word in single)


CUE_PAIRS = tuple(_pairs())
"""Pairs of words of which a text with something of the person holds at least one; "" stands for any word."""


def _finder(pattern: str, *cues: str) -> Callable[[str], Spans]:
    """Return a finder of a pattern; it is compiled and tried only where a text in lower case holds one of the cues."""

    def find(text: str) -> Spans:
        lower = text.lower()
        if not any(cue in lower for cue in cues):
            return []
        return [match.span() for match in re.finditer(pattern, text)]

    return find


FINDERS: tuple[tuple[str, Callable[[str], Spans]], ...] = (
    ("name", _finder(_NAME, "y name", "am called", "call me", "sincerely", "regards", "wishes", "faithfully")),
    ("origin", _finder(_ORIGIN, "i am", "i'm", "i’m", "i was", "as ", "from", " in ", "of ")),
    ("university", _finder(_UNIVERSITY, "university", "college", "institute of technology")),
    (
        "absence",
        _finder(_GAP, "leave", "career break", "gap year", " ill", " sick", "unemployed", *_AWAY_CUES),
    ),
)
"""What finds each kind of thing that is said of a person."""

_WORD = re.compile("[a-z]+")
_ALONE = frozenset(second for first, second in CUE_PAIRS if not first)
_TOGETHER = tuple(frozenset(pair) for pair in CUE_PAIRS if pair[0])


def may_tell(text: str) -> bool:
    """Return whether a text in lower case may say something of the person; never too few."""
    words = set(_WORD.findall(text))
    return not words.isdisjoint(_ALONE) or any(pair <= words for pair in _TOGETHER)


_OF_BOTH = {
    "they": "he she",
    "them": "him",
    "their": "his her",
    "theirs": "hers",
    "themselves": "himself herself",
    "partner": "husband wife boyfriend girlfriend",
    "parent": "mother father mum mom dad",
    "grandparent": "grandmother grandfather grandma grandpa",
    "child": "son daughter boy girl",
    "sibling": "brother sister",
    "relative": "uncle aunt",
    "person": "man woman",
    "persons": "men women",
}
_BOTH = {one: both for both, ones in _OF_BOTH.items() for one in ones.split()}
_BOTH |= {f"{one}s": f"{both}s" for one, both in _BOTH.items() if len(one) > 2 and one[-1] not in "fsn"}
_BOTH |= {"wives": "partners", "sons": "children", "daughters": "children", "boys": "children", "girls": "children"}
_OF_ONE_SEX = re.compile(rf"\b(?:{'|'.join(_BOTH)})\b", re.IGNORECASE)


def _of_both(match: re.Match[str]) -> str:
    both = _BOTH[match[0].lower()]
    return both.capitalize() if match[0][0].isupper() else both


_SENTENCE = re.compile(r"\S.*?(?:[.!?;](?=\s)|$)", re.MULTILINE)
_NAME_OR_WORD = re.compile(r"([^\W\d_]+)(?:['’]s\b)?")


def without_names(said: str, wished: str, is_known: Callable[[str], bool], tells: Callable[[str], bool]) -> str:
    """Return a statement without names, and without words for one sex, in sentences that say nothing of a subject.

    They tell who writes. A name is a capitalized word that the pool does not know; "my husband" is "my partner" then.
    Sentences that hold a term that tells, say what is wanted, have capitals only, or are not English keep all their
    words.

    Parameters
    ----------
    is_known
        Tells of a lower-cased word whether the pool knows it.
    tells
        Tells of a text whether it holds a term that can be a reason.

    Examples
    --------
    >>> said = "This is Ada Quill from Ghent. Reefs near Ghent grow."
    >>> without_names(said, "", {"this", "reefs"}.__contains__, lambda text: "reefs" in text.lower())
    'This is from. Reefs near Ghent grow.'
    >>> without_names("My wife and I moved.", "", {"my", "i"}.__contains__, lambda text: False)
    'My partner and I moved.'
    """
    wishes = " ".join(wished.split())
    kept, place = [], 0
    for match in _SENTENCE.finditer(said):
        sentence = match.group()
        rest = _OF_ONE_SEX.sub(_of_both, _nameless(sentence, is_known))
        if rest == sentence or " ".join(sentence.split()) in wishes:
            continue
        left = forms(rest)  # none are left of a heading
        if left and foreign_function_words().isdisjoint(left) and not tells(rest):
            kept += [said[place : match.start()], rest]
            place = match.end()
    return "".join([*kept, said[place:]])


def _nameless(sentence: str, is_known: Callable[[str], bool]) -> str:
    """Return a sentence without its names and the blanks before them."""
    left, place = [], 0
    for word in _NAME_OR_WORD.finditer(sentence):
        if word[1].istitle() and not is_known(word[1].lower()):
            left.append(sentence[place : word.start()].rstrip(" "))
            place = word.end()
    return "".join([*left, sentence[place:]]).strip()


_UPPER = "A-ZÀ-ÖØ-ÞĆČĐĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽ"
_CAPITALS = re.compile(rf"[{_UPPER}](?<!\w.)[\w'’]+(?:(?: |-|(?: (?:{_PARTICLES}))+ )[{_UPPER}][\w'’]+)+")
_PART = re.compile(r"\w+")


def names_as_one_word(text: str, is_known: Callable[[str], bool]) -> str:
    """Return a text in which a name counts as one word however many it has: of capitalized words side by side that the
    pool does not know, the first is left.

    Words that the pool does not know make a statement longer, and who writes must not.

    >>> names_as_one_word("This is Maria da Silva Quill. The Reef Ledger.", {"reef"}.__contains__)
    'This is Maria. The Reef.'
    """

    def of_one(run: re.Match[str]) -> str:
        words = [word for word in _PART.findall(run[0]) if word[0].isupper()]
        unknown = [place for place, word in enumerate(words) if not is_known(word.lower())]
        return run[0] if len(unknown) < 2 else " ".join(w for place, w in enumerate(words) if place not in unknown[1:])

    return _CAPITALS.sub(of_one, text)
