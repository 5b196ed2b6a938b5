"""The kind of a section by its heading, in nine languages, and of a paragraph without one by its sentences."""

import re
import unicodedata
from collections.abc import Iterable

from matcher.documents.interest_phrases import PHRASES
from matcher.text.identity import CJK, without_identity
from matcher.text.lexicon import Lexicon
from matcher.text.rules import WISHES
from matcher.text.tokens import SENTENCE_BREAK

_HEADINGS = Lexicon("documents/headings.txt")
_KINDS = {name: name for name in "avoid other values sought interests goals experience statement".split()}
_KINDS["sought"] = "goals"
"""The patterns of headings in the order in which they are tried, and the kind that each stands for.

"What I do not want to work on" must be `avoid`, "hobbies and interests" `other`.
"""

_FINITE = re.compile(r"\b(?:is|are|was|were|have|has|had|will|can|am|i'm|i've|think|spent|grew)\b", re.IGNORECASE)
_QUESTION_WORD = re.compile(
    r"^(?:what|which|who|how|why|where|when|was|wer|wie|warum|ce que|qui|qué|quién|che|cosa|o que|wat)\b", re.I
)
_RUNS_ON = re.compile(r":\s\S|[^\W\x00-\u2fff]:\S|\|")
"""A label followed by its text, or a table row."""

_TO_FIRST_PERSON = _HEADINGS.replacements("to_first_person")

PARAGRAPHS = Lexicon("documents/paragraphs.txt")
_CUES = {"interests": WISHES, "goals": WISHES, "values": PARAGRAPHS, "experience": PARAGRAPHS}
"""The kinds that sentences can show, and the lexicon that holds the pattern of each."""


def normal(title: str) -> str:
    """Return the words of a heading without the numbers, emoji and marks around them, with one kind of apostrophe.

    >>> normal("3.1 ✨ What I don’t want ✨:")
    "what i don't want"
    """
    text = unicodedata.normalize("NFKC", title).replace("’", "'").replace("`", "'").lower()
    text = re.sub(r"^[\W\d_]*(?:[ivx]{1,4}[.)]\s+)?", "", text)
    text = re.sub(r"\s\([^()]{1,60}\)\W{0,3}$", "", text)
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] in "_)¿?'"):
        end -= 1
    return " ".join(text[:end].rstrip("?:. ").split())


def of_heading(title: str) -> str | None:
    """Return the kind of the section under a heading, None if its words do not tell.

    >>> of_heading("Not a good fit"), of_heading("Forschungsinteressen"), of_heading("Kelp and me, 2019")
    ('avoid', 'interests', 'statement')
    >>> of_heading("Hobbies & interests"), of_heading("Coral reefs")
    ('other', None)
    """
    words = _in_first_person(normal(title))
    for name, kind in _KINDS.items():
        if _HEADINGS[name].search(words) and not (kind == "avoid" and _HEADINGS["not_a_no"].search(words)):
            return kind
    return None


def says_sought(title: str) -> bool:
    """Tell whether a heading introduces what somebody looks for."""
    return bool(_HEADINGS["sought"].search(_in_first_person(normal(title))))


def _in_first_person(words: str) -> str:
    """Return a form's question in the words of the person who answers: "your interests" becomes "my interests"."""
    if "you" not in words or "thank" in words:
        return words
    for pattern, replacement in _TO_FIRST_PERSON:
        words = pattern.sub(replacement, words)
    return words


def is_plain_heading(text: str) -> bool:
    """Tell whether an unmarked line is a heading: a few words that name a kind of section, not a sentence.

    >>> is_plain_heading("Research interests"), is_plain_heading("I have many interests")
    (True, False)
    """
    text = text.strip()
    n = len(text.split())
    if not n or n > 7 or len(text) > 60 or text[-1] in ".,;!" or _RUNS_ON.search(text):
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "¿¡" or CJK.match(text)):
        return False
    if text.count(",") or re.match(
        r"(?:I|My|We|Dear|Hi|Hello)\b(?! (?:interests|goals|values|projects|skills|work|background))", text
    ):
        return _names_section(text) and bool(re.match(r"My \w+(?: \w+)?:?$", text))
    if _FINITE.search(text) and not _QUESTION_WORD.match(text):
        return False
    return _names_section(text)


def is_label(text: str) -> bool:
    """Tell whether a text is the label of its paragraph ("Interests: reefs"), which may begin in lower case.

    >>> is_label("how i work"), is_label("the trouble with kelp")
    (True, False)
    """
    n = len(text.split())
    is_question = text.endswith("?") and "you" in text.lower()
    return (n <= 5 or (n <= 7 and of_heading(text) == "avoid") or (is_question and n <= 18)) and _names_section(text)


def _names_section(text: str) -> bool:
    """Tell whether most words of a short line are words of headings, so that "Papers on reefs" stays an item."""
    words = normal(text)
    kind = of_heading(text)
    if kind is None:
        return False
    if _QUESTION_WORD.match(words) or kind == "avoid":
        return True
    n_covered = max(
        sum(len(match[0].split()) for match in _HEADINGS[name].finditer(words))
        for name, shown in _KINDS.items()
        if shown == kind
    )
    n_small = sum(word in _HEADINGS.words("small") for word in re.findall(r"\w+", words))
    return n_covered + n_small >= len(words.split()) - (1 if len(words.split()) > 2 else 0) or not words.isascii()


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
    hits = list(filter(PHRASES["pastimes"].fullmatch, (entry.strip(" .!") for entry in entries)))
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


def of_paragraph(text: str) -> tuple[str, str]:
    """Return the kind of a paragraph and the words that show it, ("statement", "") if none do.

    >>> of_paragraph("I hope to learn field methods.")
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
