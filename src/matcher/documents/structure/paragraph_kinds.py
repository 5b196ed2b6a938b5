"""The kind of a paragraph without a heading, from the phrases in its sentences."""

import re
from collections.abc import Iterable

from matcher.documents.interest_phrases import PHRASES
from matcher.text.identity import without_identity
from matcher.text.lexicon import Lexicon
from matcher.text.rules import WISHES
from matcher.text.tokens import SENTENCE_BREAK

PARAGRAPHS = Lexicon("documents/paragraphs.txt")
_CUES = {"interests": WISHES, "goals": WISHES, "values": PARAGRAPHS, "experience": PARAGRAPHS}
"""The kinds that sentences can show, and the lexicon that holds the pattern of each."""


def sentences_in(text: str) -> list[str]:
    """Return the sentences of a text; a line end ends a sentence too."""
    return [sentence.strip() for sentence in SENTENCE_BREAK.split(text) if sentence.strip()]


def private(text: str, names: Iterable[str] = ()) -> str:
    """Return the words that show a paragraph to be contact, courtesy or private life, "" for any other.

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
    sentences = sentences_in(text)
    shares = {"thanks": 0.5 if len(text) <= 200 else 0.75, "private": 0.5, "family": 0.6, "dates": 0.5}
    for name, share in shares.items():
        rule = PARAGRAPHS[name]
        hits = [match[0] for match in map(rule.search, sentences) if match]
        tells_of_work = name == "private" and any(map(PARAGRAPHS["experience"].search, sentences))
        if hits and len(hits) >= share * len(sentences) and not _is_about_work(sentences, rule):
            return "" if tells_of_work else hits[0]
        if hits and name == "private" and rule.search(sentences[0]) and len(sentences) <= 4 and not tells_of_work:
            return hits[0]
    return ""


def refused(text: str) -> str:
    """Return the thing that an entry or a sentence among wishes refuses, "" for none.

    >>> [refused(text) for text in ("No trade.", "strings | not at all", "anything but crypto", "No reef is far.")]
    ['trade', 'strings', 'crypto', '']
    """
    if row := PARAGRAPHS["answered_no"].match(text):
        return row[1].strip()
    no = PARAGRAPHS["says_no"].fullmatch(text)
    thing = no[1].rstrip(" ,") if no else ""
    telling = PHRASES["finite"], PHRASES["unspoken"], PARAGRAPHS["no_field"]
    return "" if any(pattern.search(thing) for pattern in telling) else thing


def without_refusals(text: str) -> tuple[str, list[str]]:
    """Return a text about wishes without its refusing sentences and clauses, and those.

    >>> without_refusals("Kelp, tides, but nothing with whales. No trade. No reef is too far.")
    ('Kelp, tides. No reef is too far.', ['nothing with whales.', 'No trade.'])
    """
    refusals = [clause for clause in PARAGRAPHS["no_clause"].finditer(text) if refused(clause[1])]
    kept = text
    for clause in reversed(refusals):
        before, behind = kept[: clause.start()].rstrip(" ,"), kept[clause.end() :]
        kept = before + ("." if before[-1:].isalnum() and clause[1][-1] in ".!" else "") + behind
    return kept.strip(), [re.sub(r"^but ", "", clause[1]) for clause in refusals]


def pastimes(text: str) -> str:
    """Return the pastime that shows a list under "Interests" to be about private life, "" for fields of study.

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
    """Return why a text is only an address, "" if it has more than `n_beside` other words."""
    rest = without_identity(text, names)
    address_words = PARAGRAPHS.words("address_words")
    other_words = [word for word in re.findall(r"[^\W\d_]{2,}", rest.lower()) if word not in address_words]
    is_address = rest != text and len(other_words) <= n_beside and len(text) <= 300
    return "little but names and addresses" if is_address else ""


def is_thanks(text: str) -> bool:
    """Tell whether a text thanks the reader, after which a letter has only a name."""
    return len(text) <= 200 and bool(PARAGRAPHS["thanks"].search(text))


def _is_about_work(sentences: list[str], rule: re.Pattern[str]) -> bool:
    """Tell whether the other sentences of a paragraph are about work, so that one thank-you does not exclude them."""
    rest = [sentence for sentence in sentences if not rule.search(sentence)]
    return (
        any(cues[kind].search(sentence) for sentence in rest for kind, cues in _CUES.items())
        or sum(map(len, rest)) > 250
    )


def kind_of(text: str) -> tuple[str, str]:
    """Return the kind of a paragraph and the words that show it, ("statement", "") if none do.

    >>> kind_of("I hope to learn field methods.")
    ('goals', 'I hope to')
    """
    sentences = sentences_in(text)
    hits_by_kind = {
        kind: [match[0] for match in map(cues[kind].search, sentences) if match] for kind, cues in _CUES.items()
    }
    kind = max(hits_by_kind, key=lambda name: len(hits_by_kind[name]))
    hits = hits_by_kind[kind]
    tells = len(hits) * 2 > len(sentences) or (hits and len(sentences) == 2 and _CUES[kind][kind].search(sentences[0]))
    return (kind, hits[0].strip()) if tells else ("statement", "")
