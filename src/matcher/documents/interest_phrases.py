"""What is an interest and what is not: a phrase of one to six words about a field, out of lists and sentences.

Doubtful ones are left in the statement, where every word counts anyway; a wrong one would be shown as a wish of the
writer's and weighs more than the text.
"""

import re
from collections.abc import Iterator

LONGEST = 6
"""Words of a phrase; what is longer is a sentence."""

_LONGEST_CJK = 12
"""Characters of a phrase in Chinese or Japanese, which part no words."""

_CJK = re.compile(r"[぀-ヿ一-鿿가-힯]")
_CJK_SENTENCE = re.compile(r"[。!?！？]|我|们|私|です|ます|습니다|希望|并且|因为")

_PLACEHOLDERS = frozenset(
    """
    here link links this page website site homepage blog post read click more github gitlab linkedin twitter
    mastodon orcid scholar google cv resume résumé pdf doc slides code repo repository demo video paper preprint
    email mail source download web home top back next previous url doi project work working research team teams
    lab projects note important really very always never must only please yes personal posts misc miscellaneous
    news update updates general uncategorized random thoughts meta about life index introduction fun soon later
    now today application applications admission supervisor supervisors job jobs phd position positions draft
    drafts featured archive portfolio diary journal me travel everything things stuff topics presentation poster
    main helpers ways duration description abstract summary title date author location question interests looking
    interest hobbies hobby other others various many english german spanish essay statement
    """.split()
)
"""Words that name no field: a phrase of nothing else is a link's text, a label or a place to file things."""

_UNSPOKEN = re.compile(
    r"\b(?:i|i['’]\w{1,3}|me|my|mine|you|your|we|our|us|it|it['’]s|its|he|she|him|her|his|they|them|their|this"
    r"|that|these"
    r"|those|here|there)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|has|have|had|will|would|can|could|should|must|may|might|do|does|did|don['’]t"
    r"|cannot"
    r"|became|become|seems?|started|began|grew|makes?|made|means?|meant|needs?|wants?|likes?|loves?|interests me|helps?"
    r"|allows?|gives?|gave|took|takes|went|goes|wrote|built|led|taught|learned|learnt|worked|studied|joined|received"
    r"|estudi[oé]|trabaj[oé]|practico|domino|fueron|soy|estoy|tengo|quiero|bin|habe|arbeite|studiere|möchte|suis|ai"
    r"|travaille|étudie|voudrais)\b",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:universit\w{1,4}|college|school|institut\w{0,3}|academy|hochschule|gmbh|inc|ltd|corp|llc|company"
    r"|department|faculty"
    r"|ministry|award\w{0,2}|prize|fellowship|scholarship|grant|dean['’]s list|certificat\w{1,4}|diploma"
    r"|bachelor\w{0,3}"
    r"|master['’]s|b\.?sc|m\.?sc|b\.?eng|m\.?eng|ph\.?d|b\.?a|m\.?a|degree|honou?rs|internship|intern|assistant"
    r"|professor|prof|dr"
    r"|mr|mrs|ms|gpa|semester|thesis|dissertation|curriculum|volunteer)\b\.?",
    re.IGNORECASE,
)
_STRESSED = frozenset(
    """
    first second third every other great small large whole single double strong happy proud wrong right today
    maybe still again alone above below under after before while until never always often together different
    better best worst exactly
    """.split()
)
"""Words that people stress and that name nothing."""

_DATE = re.compile(
    r"[\s,(|–—-]{0,4}(?:\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? )?\b(?:19|20)\d\d\b"
    r"(?:\s?(?:-{1,2}|–|—|to|/)\s?(?:(?:[a-z]{3,9}\.? )?(?:19|20)?\d\d|present|now|today))?\)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\(?(?:https?://|www\.)[^\s()]{1,300}\)?|\b[\w.-]{1,60}\.(?:org|com|net|io|edu|dev|me)(?:/[^\s()]{0,200})?", re.I
)
_POINTING = frozenset("see at via from here cf more → ⇒ -> => > @".split())
_EDGE_WORDS = frozenset(
    """
    and or but etc the a an of in on for with to by at as from into about especially particularly mostly including
    mainly also both all above well e.g i.e such like than y o e de la el los las und oder der die das et ou le
    les un une
    """.split()
)
_BAD_STARTS = frozenset(
    """
    how why what when where who whether which that if because since so by in on at for with from to of as not no
    never very really more most much less least only just working studying being having doing helping joining
    going getting making becoming
    """.split()
)
_PASTIMES = re.compile(
    r"(?:the )?(?:\w{1,20} )?(?:hiking|climbing|running|swimming|cycling|skiing|sailing|rowing|yoga|football"
    r"|soccer|basketball"
    r"|tennis|chess|board games|video games|travel(?:l?ing)?|reading|books|novels|cooking|baking|gardening|knitting"
    r"|photography|painting|dancing|singing|choir|guitar|piano|violin|music|movies|films|cinema|sports?|coffee|tea"
    r"|pizza"
    r"|food|cats|dogs|deportes?|música|viajes|viajar|cocina|cine|lectura|fútbol|ciclismo|natación|reisen|kochen"
    r"|musik|lesen"
    r"|wandern|fußball|cuisine|voyages|musique|randonnée|lecture|cinéma)",
    re.IGNORECASE,
)
_WRAPPING = re.compile(
    r"(?:(?:the|a|an|my|any|some)\s)?(?:[\w,-]{1,20}\s(?:and\s)?){0,4}?(?:nature|fields?|areas?|world|topics?"
    r"|subjects?|study|studies"
    r"|science|ideas?|problems?|questions?|art|beauty|power|role|opportunity|prospect|potential|challenges?|possibility"
    r"|intersection|interests?|aspects?|kinds?|sorts?|ways?|phd|ph\.d\.|position|project|thesis|work|research"
    r"|career|degree"
    r"|curiosity|passion|fascination)\s(?:of|in|on|about|for|at)\s",
    re.IGNORECASE,
)
_STUDYING = re.compile(
    r"(?:to )?(?:stud(?:y|ying)|explor(?:e|ing)|investigat(?:e|ing)|research(?:ing)?|understand(?:ing)?"
    r"|learn(?:ing)?(?: more)?"
    r" about|work(?:ing)? on|pursu(?:e|ing)|further explor(?:e|ing)|deepen(?:ing)?)\s",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s(?:for (?:a|the|my|some|this|that|its)|because|since|when|where|while|which|who|whose|that|through|by|at"
    r"|under|with(?=\s"
    r"(?:a|the|my|your|you))|as (?:well|a|an|it)|to [a-z]|in order|within|during|after|before|from (?:a|the|my)|so"
    r"|if|until"
    r"|rather|instead|but|and (?:i|how|why|what|to|the way))\b|\s\(|\s[–—-]{1,2}\s",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r",\s{0,9}(?:(?:and|or|y|und|et|o|e)\s)?|\s(?:and|&|y|und|et)\s(?:on\s|in\s)?|\s[·|•/]\s|[;、，；]"
)
_HARD = re.compile(r"[;、；]|\s[·|•]\s")
_PLACED = re.compile(r"(?:at|with|under|for|from|by)\s", re.IGNORECASE)
"""Opens where or with whom somebody wants to study, and not what."""

_LIGHT_VERB = re.compile(r"\w{4,20}ing\b")


def of_list(text: str) -> tuple[list[str], bool]:
    """Return the interests that an item or a line under a heading about interests names, and whether it is no more.

    >>> of_list("Type systems: gradual typing, inference, blame.")
    (['Type systems', 'gradual typing', 'inference', 'blame'], True)
    >>> of_list("Bat acoustics (2019--2024), see https://bats.example.org/x")
    (['Bat acoustics'], True)
    >>> of_list("Acústica: estudio el canto de los pingüinos con hidrófonos baratos.")
    (['Acústica'], False)
    >>> of_list("I like what fish do.")
    ([], False)
    """
    bare = _bare(text)
    if not bare:
        return [], True
    head, colon, tail = bare.partition(": ")
    head = re.split(r"\s(?:that|which|who|whose)\s", head, maxsplit=1)[0] if colon else head
    if colon and is_interest(head) and tail.strip():
        behind = enumerated(tail)
        return [trimmed(head), *(behind or [])], behind is not None
    phrases = enumerated(bare)
    if phrases is not None:
        return phrases, True
    first = trimmed(re.split(r",\s|\s\(|\s[–—-]{1,2}\s|:\s", bare, maxsplit=1)[0])
    is_named = first != bare and is_interest(first) and len(first.split()) > 1 and not _says_something(bare)
    return ([first] if is_named else []), False


def enumerated(text: str) -> list[str] | None:
    """Return the phrases that a text is nothing but, None when one of them is no interest."""
    if _says_something(text):
        return None
    bare = _bare(text)
    whole = trimmed(bare)
    if not _HARD.search(bare) and "," not in bare and len(whole.split()) <= LONGEST:
        return [whole] if is_interest(whole) else None
    pieces = [piece.strip() for piece in _BETWEEN.split(bare) if piece.strip()]
    if any(piece.split()[0].lower() in _BAD_STARTS for piece in pieces):
        return None
    phrases = [phrase for phrase in map(trimmed, pieces) if phrase]
    are_short = sum(len(phrase.split()) for phrase in phrases) <= 4 * len(phrases)
    return phrases if phrases and are_short and all(map(is_interest, phrases)) else None


def of_sentence(text: str) -> Iterator[str]:
    """Yield the interests in what follows words like "I am interested in", to the end of the clause.

    >>> list(of_sentence("the fundamental, open-ended, and patient nature of field research"))
    ['field research']
    >>> list(of_sentence("the field of acoustics for a simple reason"))
    ['acoustics']
    >>> list(of_sentence("seabird telemetry and on flight models of gannets"))
    ['seabird telemetry', 'flight models of gannets']
    """
    text = re.sub(r"^(?:is|are)\s", "", _bare(text))
    if _PLACED.match(text):
        return
    for _ in range(3):  # "pursuing a PhD in the field of acoustics"
        if not (_STUDYING.match(text) or _WRAPPING.match(text)):
            break
        text = _WRAPPING.sub("", _STUDYING.sub("", text, count=1), count=1)
    cut = _CUT.search(text)
    text = text[: cut.start()] if cut else text
    phrases = [trimmed(piece) for piece in _BETWEEN.split(text)]
    if len(phrases) > 1 and not all(0 < len(phrase.split()) <= LONGEST for phrase in phrases):
        phrases = phrases[:1]
    whole = trimmed(text)
    if len(phrases) == 2 and "," not in text and len(whole.split()) <= 4 and " and " in f" {whole} ":
        phrases = [whole]
    yield from (phrase for phrase in phrases if is_interest(phrase) and not phrase.lower().startswith(("your", "the ")))


def emphasised(phrase: str, text: str) -> bool:
    """Tell a key word that a writer marks within a sentence from a title, a label, a name or a stressed word."""
    place = text.find(phrase)
    before = text[max(0, place - 40) : place].rstrip(" \"'“(‘*_")
    is_alone = len(text[: 8 * len(phrase) + 80].split()) < len(phrase.split()) + 5
    within = not is_alone and place > 0 and bool(before) and (before[-1].isalnum() or before[-1] in ",;")
    is_lower = phrase[:1].islower() or (len(phrase) > 1 and phrase[:2].isupper())
    is_key = len(phrase.split()) <= 4 and is_interest(phrase) and not phrase.endswith((".", "!", "?", ":"))
    return within and is_lower and is_key and _is_noun(phrase)


def _is_noun(phrase: str) -> bool:
    """Tell a thing from a stressed adverb or adjective: two words, or one that is long enough to be a term."""
    return (
        " " in phrase
        or "-" in phrase
        or phrase.isupper()
        or (len(phrase) >= 5 and phrase not in _STRESSED and not phrase.endswith(("ly", "ful", "ous")))
    )


def is_interest(phrase: str) -> bool:
    """Tell a phrase that names a field from a sentence, a name, a date, a pastime or nothing.

    >>> [is_interest(text) for text in ("tidal power", "Ada won it", "Borealis University", "2019", "here", "chess")]
    [True, False, False, False, False, False]
    """
    phrase = phrase.strip()
    if _CJK.search(phrase):
        return len(phrase) <= _LONGEST_CJK and not _CJK_SENTENCE.search(phrase)
    words = re.findall(r"[^\W_][\w'’+#.&/-]*", phrase.lower()[:200])
    if (
        not 1 <= len(words) <= LONGEST
        or len(phrase) > 90
        or phrase.endswith(("?", "!"))
        or "@" in phrase
        or "://" in phrase
    ):
        return False
    telling = [
        word for word in words if word not in _PLACEHOLDERS and word not in _EDGE_WORDS and not word[0].isdigit()
    ]
    if not telling or all(len(word) < 2 and word not in {"c", "r"} for word in telling):
        return False
    if words[0] in _BAD_STARTS or words[-1] in _EDGE_WORDS:
        return False
    if _UNSPOKEN.search(phrase) or _FINITE.search(phrase) or _INSTITUTION.search(phrase):
        return False
    return not _PASTIMES.fullmatch(phrase)


def _says_something(text: str) -> bool:
    """Tell a text in which somebody does something: a sentence, whatever its length."""
    return bool(_UNSPOKEN.search(text) or _FINITE.search(text) or _CJK_SENTENCE.search(text))


def _bare(text: str) -> str:
    """Return a text without addresses, dates and what pointed to them."""
    text = re.sub(r"^[#\s*•–—-]{1,9}", "", text[:600])
    text = _DATE.sub(" ", _ADDRESS.sub(" ", text))
    text = " ".join(text.replace("( )", " ").replace("()", " ").split()).rstrip(" .;,:–—-|")
    words = text.split(" ")
    while len(words) > 1 and words[-1].strip(".;,:–—-|(").lower() in {"", *_POINTING}:
        words.pop()
    return " ".join(words).rstrip(" .;,:–—-|(")


def trimmed(phrase: str) -> str:
    """Return a phrase without the signs and small words at its ends.

    >>> trimmed(" and the tides etc.")
    'tides'
    """
    words = phrase.strip(' .;,:–—-*_"“”‘’').split()
    while words and words[0].lower() in _EDGE_WORDS:
        words = words[1:]
    while words and words[-1].lower().rstrip(".") in _EDGE_WORDS:
        words = words[:-1]
    return " ".join(words).strip(" .;,:–—-")
