"""What a paragraph without a heading is about, from the sentences that people open it with."""

import re
from collections.abc import Iterable

from matcher.documents.interest_patterns import PASTIMES
from matcher.text.identity import without_identity
from matcher.text.sentence_breaks import SENTENCE_BREAK
from matcher.text.wishes import AIMING, INTERESTED

_CUES = {
    "interests": INTERESTED,
    "goals": AIMING,
    "values": re.compile(
        r"\bi (?:value|believe|thrive|appreciate|respect|work best|learn best|care (?:about|that|deeply))\b"
        r"|\bmatters? (?:most )?to me\b|\bimportant to me\b|\b(?:weekly|regular) meetings\b",
        re.IGNORECASE,
    ),
    "experience": re.compile(
        r"\bi (?:\w+ly |also |then |first |later )?(?:build|built|wrote|worked|developed|designed|studied|led"
        r"|published|analy[sz]ed|implemented|trained|taught|graduated|deployed|collected|ran|measured|created|modelled"
        r"|modeled|helped|completed|joined|spent)\b|\bduring my\b|\bmy (?:\w+ ){0,2}(?:thesis|dissertation"
        r"|internship)\b|\bi have (?:\w+ )?(?:experience|worked|published|built|written)\b|\bi(?:'m"
        r"| am) currently (?:a |an |working)",
        re.IGNORECASE,
    ),
}

GREETING = re.compile(
    r"(?:dear|hi|hello|hey|to whom it may|good (?:morning|day)|sehr geehrte|liebe|madame|estimad|cher)\b", re.IGNORECASE
)
FAREWELL = re.compile(
    r"(?:with )?(?:(?:best|kind|warm|many|yours)(?:est)? (?:regards|wishes|sincerely|faithfully|truly|thanks)"
    r"|(?:yours )?sincerely|regards|cheers|best|warmly|respectfully"
    r"|mit freundlichen grüßen|cordialement|saludos|see you|bye|all the best)\b[\s,.!]*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:thank you|many thanks|thanks (?:for|to|a lot|again|in advance|so much|everyone|all)|my thanks"
    r"|thanks(?=\W*$)|thx|i(?:'m| am) (?:\w+ )?grateful (?:to|for|if)|i(?:'d| would) be (?:delighted|happy|glad"
    r"|thrilled) to (?:talk|discuss|meet|hear|answer)|(?:i )?look(?:ing)? forward to|please (?:contact|write|reach"
    r"|get in touch|drop)|feel free to|reach out|attached you|vielen dank|merci)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:in|during) my (?:free|spare|own) time\b|\b(?:outside|away from|apart from|besides) (?:of )?(?:the "
    r"|my )?(?:lab|work|research|science|desk|university|office|screen)\b|\bwhen (?:i am|i'm) not (?:\w+ing|at|in)\b"
    r"|\b(?:on|at) (?:the )?weekends?\b|\bhobb(?:y|ies)\b|\bafter hours\b",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\bmy (?:(?!academic\b|scientific\b|research\b|lab\b|chosen\b)\w{1,20} )?(?:wife|husband|partner|kids|children"
    r"|son|daughter|daughters|sons|parents|mother|father|sister|brother|family|dogs?|cats?|garden)\b",
    re.IGNORECASE,
)
_DATES = re.compile(
    r"\b(?:i am|i'm|i could be|i will be) (?:available|free (?:to start|from))\b|\bmy visa\b|\bstart(?:ing)? date\b"
    r"|\bnotice period\b|^(?:last )?(?:updated|modified|edited|posted|published)\b.{0,30}$",
    re.I,
)

_SAYS_NO = re.compile(
    r"(?:no|not)\s(?!(?:only|just|merely|simply|to|that|more|less|later|longer|sure|yet|afraid|matter|so|too|very|one|doubt"
    r"|necessarily|really|idea|experience|without|long|far|i|we)\b)[^\s.!?]{1,30}(?:\s[^\s.!?]{1,30}){0,5}[.!]?$",
    re.IGNORECASE,
)
_ANSWERED_NO = re.compile(
    r"(.{2,60}?)\s?[|:–—-]\s?(?:not at all|no|none|never|nope|not interested|no interest|no,? thanks)[.!]?$",
    re.IGNORECASE,
)

RESEARCH_WISH = re.compile(
    r"\bI(?:['’]d| would)?(?: also| really)? (?:love|like|want|hope|plan) to (?:study|research|investigate"
    r"|(?:do|write) (?:a|my) (?:thesis|phd)|work on (?!my\b|our\b))",
    re.IGNORECASE,
)
"""What is a wish for research even under a heading that names nothing, where most people tell of private life."""


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; line ends end one too."""
    return [sentence.strip() for sentence in SENTENCE_BREAK.split(text) if sentence.strip()]


def private(text: str, names: Iterable[str] = ()) -> str:
    """Return the words that show a paragraph to be contact, courtesy or private life.

    "" when it concerns the match.

    >>> private("Dear members of the reef group,"), private("I map reefs.")
    ('Dear', '')
    """
    for rule in (GREETING, FAREWELL):
        match = rule.match(text)
        is_line = len(text) <= 90 and (text[-1] in ",:!" or len(text.split()) <= 8)
        if match and is_line and not (INTERESTED.search(text) or AIMING.search(text)):
            return match[0].strip()
    address = contact(text, names)
    if address:
        return address
    stated = sentences(text)
    for rule, share in ((_THANKS, 0.5 if len(text) <= 200 else 0.75), (_PRIVATE, 0.5), (_FAMILY, 0.6), (_DATES, 0.5)):
        hits = [match[0] for match in map(rule.search, stated) if match]
        if hits and len(hits) >= share * len(stated) and not _strictly_scientific(stated, rule):
            return "" if rule is _PRIVATE and _tells_of_work(stated) else hits[0]
        if hits and rule is _PRIVATE and _PRIVATE.search(stated[0]) and len(stated) <= 4 and not _tells_of_work(stated):
            return hits[0]
    return ""


def refused(text: str, *, is_item: bool) -> str:
    """Return what an entry among wishes says no to, "" where it does not.

    >>> refused("No trade.", is_item=True), refused("string theory | not at all", is_item=False)
    ('No trade.', 'string theory')
    """
    row = _ANSWERED_NO.match(text)
    return text if is_item and _SAYS_NO.match(text) else row[1].strip() if row else ""


def pastimes(text: str) -> str:
    """Return the pastime that shows a list under "Interests" to be the last line of a CV, "" for fields of study.

    >>> pastimes("Hiking, choir, board games"), pastimes("Choir acoustics, signal processing, swarms")
    ('Hiking', '')
    """
    text = text.removeprefix("- ")
    head, colon, _ = text.partition(":")
    entries = [head] if colon else [piece for piece in re.split(r"[,;•|\n]|\band\b", text) if piece.strip()]
    hits = [match[0] for match in map(PASTIMES.fullmatch, (entry.strip(" .!") for entry in entries)) if match]
    return hits[0] if hits and len(hits) * 2 >= len(entries) else ""


def contact(text: str, names: Iterable[str] = (), *, n_beside: int = 5) -> str:
    """Return why a text is but an address, "" when it says more: more than so many words beside it."""
    left = without_identity(text, names)
    telling = [word for word in re.findall(r"[^\W\d_]{2,}", left.lower()) if word not in _ADDRESS_WORDS]
    is_address = left != text and len(telling) <= n_beside and len(text) <= 300
    return "little but names and addresses" if is_address else ""


_ADDRESS_WORDS = frozenset(
    """
    my me the and on at or see via blog site website page homepage home profile code cv resume portfolio repository
    mail email phone address social media online contact links web account user feed channel
    """.split()
)


def closes(text: str) -> bool:
    """Tell a sentence of thanks, behind which a letter has only a name."""
    return len(text) <= 200 and bool(_THANKS.search(text))


def _tells_of_work(stated: list[str]) -> bool:
    return any(_CUES["experience"].search(sentence) for sentence in stated)


def _strictly_scientific(stated: list[str], rule: re.Pattern[str]) -> bool:
    """Tell a paragraph whose remaining sentences speak of work, so that one thank-you does not hide them."""
    rest = [sentence for sentence in stated if not rule.search(sentence)]
    return any(cue.search(sentence) for sentence in rest for cue in _CUES.values()) or sum(map(len, rest)) > 250


def kind_of(text: str) -> tuple[str, str]:
    """Return the kind of a paragraph that concerns the match, and the words that show it.

    ("statement", "") where nothing does.

    >>> kind_of("I hope to learn field methods.")
    ('goals', 'I hope to')
    """
    stated = sentences(text)
    counted = {kind: [match[0] for match in map(cue.search, stated) if match] for kind, cue in _CUES.items()}
    kind = max(counted, key=lambda name: len(counted[name]))
    hits = counted[kind]
    tells = len(hits) * 2 > len(stated) or (hits and len(stated) == 2 and _CUES[kind].search(stated[0]))
    return (kind, hits[0].strip()) if tells else ("statement", "")
