"""What a paragraph without a heading is about, from the sentences that people open it with."""

import re
from collections.abc import Iterable

from matcher.documents.interest_phrases import PHRASES
from matcher.text.identity import without_identity
from matcher.text.lexicon import Lexicon
from matcher.text.tokens import SENTENCE_BREAK
from matcher.text.wishes import WISHES

PARAGRAPHS = Lexicon("documents/paragraphs.txt")
_CUES = {"interests": WISHES, "goals": WISHES, "values": PARAGRAPHS, "experience": PARAGRAPHS}
"""The kinds that a paragraph's sentences can show, and where the pattern of each is."""


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; line ends end one too."""
    return [sentence.strip() for sentence in SENTENCE_BREAK.split(text) if sentence.strip()]


def private(text: str, names: Iterable[str] = ()) -> str:
    """Return the words that show a paragraph to be contact, courtesy or private life.

    "" when it concerns the match.

    >>> private("Dear members of the reef group,"), private("I map reefs.")
    ('Dear', '')
    """
    for name in ("greeting", "farewell"):
        match = PARAGRAPHS[name].match(text)
        is_line = len(text) <= 90 and (text[-1] in ",:!" or len(text.split()) <= 8)
        if match and is_line and not (WISHES["interests"].search(text) or WISHES["goals"].search(text)):
            return match[0].strip()
    address = contact(text, names)
    if address:
        return address
    stated = sentences(text)
    shares = {"thanks": 0.5 if len(text) <= 200 else 0.75, "private": 0.5, "family": 0.6, "dates": 0.5}
    for name, share in shares.items():
        rule = PARAGRAPHS[name]
        hits = [match[0] for match in map(rule.search, stated) if match]
        tells_of_work = name == "private" and any(map(PARAGRAPHS["experience"].search, stated))
        if hits and len(hits) >= share * len(stated) and not _strictly_scientific(stated, rule):
            return "" if tells_of_work else hits[0]
        if hits and name == "private" and rule.search(stated[0]) and len(stated) <= 4 and not tells_of_work:
            return hits[0]
    return ""


def refused(text: str) -> str:
    """Return what an entry or a sentence among wishes says no to, "" where it does not.

    >>> [refused(text) for text in ("No trade.", "strings | not at all", "anything but crypto", "No reef is far.")]
    ['trade', 'strings', 'crypto', '']
    """
    if row := PARAGRAPHS["answered_no"].match(text):
        return row[1].strip()
    no = PARAGRAPHS["says_no"].fullmatch(text)
    thing = no[1].rstrip(" ,") if no else ""
    telling = PHRASES["finite"], PHRASES["unspoken"], PARAGRAPHS["no_field"]
    return "" if any(pattern.search(thing) for pattern in telling) else thing


def without_noes(text: str) -> tuple[str, list[str]]:
    """Return a text about wishes without the sentences and clauses that say no, and these.

    >>> without_noes("Kelp, tides, but nothing with whales. No trade. No reef is too far.")
    ('Kelp, tides. No reef is too far.', ['nothing with whales.', 'No trade.'])
    """
    noes = [no for no in PARAGRAPHS["no_clause"].finditer(text) if refused(no[1])]
    kept = text
    for no in reversed(noes):
        before, behind = kept[: no.start()].rstrip(" ,"), kept[no.end() :]
        kept = before + ("." if before[-1:].isalnum() and no[1][-1] in ".!" else "") + behind
    return kept.strip(), [re.sub(r"^but ", "", no[1]) for no in noes]


def pastimes(text: str) -> str:
    """Return the pastime that shows a list under "Interests" to be the last line of a CV, "" for fields of study.

    >>> pastimes("Hiking, choir, board games"), pastimes("Choir acoustics, signal processing, swarms")
    ('Hiking', '')
    """
    text = text.removeprefix("- ")
    head, colon, _ = text.partition(":")
    entries = [head] if colon else [piece for piece in re.split(r"[,;•|\n]|\band\b", text) if piece.strip()]
    hits = [
        match[0] for match in map(PHRASES["pastimes"].fullmatch, (entry.strip(" .!") for entry in entries)) if match
    ]
    return hits[0] if hits and len(hits) * 2 >= len(entries) else ""


def contact(text: str, names: Iterable[str] = (), *, n_beside: int = 5) -> str:
    """Return why a text is but an address, "" when it says more: more than so many words beside it."""
    left = without_identity(text, names)
    small = PARAGRAPHS.words("address_words")
    telling = [word for word in re.findall(r"[^\W\d_]{2,}", left.lower()) if word not in small]
    is_address = left != text and len(telling) <= n_beside and len(text) <= 300
    return "little but names and addresses" if is_address else ""


def closes(text: str) -> bool:
    """Tell a sentence of thanks, behind which a letter has only a name."""
    return len(text) <= 200 and bool(PARAGRAPHS["thanks"].search(text))


def _strictly_scientific(stated: list[str], rule: re.Pattern[str]) -> bool:
    """Tell a paragraph whose remaining sentences speak of work, so that one thank-you does not hide them."""
    rest = [sentence for sentence in stated if not rule.search(sentence)]
    return any(cues[kind].search(one) for one in rest for kind, cues in _CUES.items()) or sum(map(len, rest)) > 250


def kind_of(text: str) -> tuple[str, str]:
    """Return the kind of a paragraph that concerns the match, and the words that show it.

    ("statement", "") where nothing does.

    >>> kind_of("I hope to learn field methods.")
    ('goals', 'I hope to')
    """
    stated = sentences(text)
    counted = {kind: [match[0] for match in map(cues[kind].search, stated) if match] for kind, cues in _CUES.items()}
    kind = max(counted, key=lambda name: len(counted[name]))
    hits = counted[kind]
    tells = len(hits) * 2 > len(stated) or (hits and len(stated) == 2 and _CUES[kind][kind].search(stated[0]))
    return (kind, hits[0].strip()) if tells else ("statement", "")
