"""Find interests in lists and sentences: phrases of one to six words that name a field.

Doubtful phrases stay in the statement, where every word counts anyway: a wrong interest would be shown as the writer's
wish, and weighs more than the text.
"""

import re
from collections.abc import Iterator

from matcher.text.identity import CJK
from matcher.text.lexicon import Lexicon, zipf_in_english

PHRASES = Lexicon("documents/interests.txt")
_LONGEST = 6
"""The largest number of words in a phrase; a longer text is a sentence."""

_LONGEST_CJK = 12
"""The largest number of characters of a phrase in Chinese or Japanese, which do not separate words."""

_RELATIVE = frozenset("that which who whose".split())
_PAIR = re.compile(r" and (?!(?:on|in|to|by|about|with)\b)")
_COMMON = 4.4
"""Zipf value above which a word is too common to name a field without its relative clause: "models that forget"."""


def interests_in_item(text: str) -> tuple[list[str], bool]:
    """Return the interests named in an item or line under a heading about interests, and whether it has nothing else.

    >>> interests_in_item("Type systems: gradual typing, inference, blame.")
    (['Type systems', 'gradual typing', 'inference', 'blame'], True)
    >>> interests_in_item("Bat acoustics (2019--2024), see https://bats.example.org/x")
    (['Bat acoustics'], True)
    >>> interests_in_item("Acústica: estudio el canto de los pingüinos con hidrófonos baratos.")
    (['Acústica'], False)
    >>> interests_in_item("I like what fish do.")
    ([], False)
    """
    stripped = _stripped(text)
    if not stripped:
        return [], True
    manner = PHRASES["manner"].search(stripped)
    if manner and (listed := enumerated(stripped[: manner.start()])):
        return listed, False
    head, colon, tail = stripped.partition(" | " if " | " in stripped and ": " not in stripped else ": ")
    head = re.split(r"\s(?:that|which|who|whose)\s", head, maxsplit=1)[0] if colon else head
    if colon and is_interest(head) and tail.strip():
        listed = enumerated(tail)
        valid = [] if _is_sentence(tail) else [phrase for phrase in _pieces(tail) if is_interest(phrase)]
        valid = valid if len(valid) * 2 > len(_pieces(tail)) > 2 else []
        return [trimmed(head), *(valid if listed is None else listed)], listed is not None
    phrases = enumerated(stripped)
    if phrases is not None:
        return phrases, True
    first = trimmed(re.split(r",\s|\s\(|\s[–—-]{1,2}\s|:\s", stripped, maxsplit=1)[0])
    is_label = first != stripped and is_interest(first) and len(first.split()) > 1 and not _is_sentence(stripped)
    return ([first] if is_label else []), False


def enumerated(text: str) -> list[str] | None:
    """Return the phrases of a text that is only a list of interests, None for any other text."""
    if _is_sentence(text):
        return None
    stripped = _stripped(text)
    whole = trimmed(stripped)
    if not PHRASES["hard"].search(stripped) and "," not in stripped and len(whole.split()) <= _LONGEST:
        return [whole] if is_interest(whole) else None
    starts = (piece.split()[:1] for piece in PHRASES["between"].split(stripped))
    if any(start and start[0].lower() in PHRASES.words("bad_starts") for start in starts):
        return None
    phrases = _pieces(stripped)
    are_short = sum(len(phrase.split()) for phrase in phrases) <= 4 * len(phrases)
    return phrases if phrases and are_short and all(map(is_interest, phrases)) else None


def _pieces(text: str) -> list[str]:
    return [phrase for phrase in map(trimmed, PHRASES["between"].split(text)) if phrase]


def interests_in_clause(text: str) -> Iterator[str]:
    """Yield the interests in the rest of a clause after words like "I am interested in".

    >>> list(interests_in_clause("the fundamental, open-ended, and patient nature of field botany"))
    ['field botany']
    >>> list(interests_in_clause("the field of acoustics for a simple reason"))
    ['acoustics']
    >>> list(interests_in_clause("seabird telemetry and on flight models of gannets"))
    ['seabird telemetry', 'flight models of gannets']
    """
    text = PHRASES["aside"].sub(", ", re.sub(r"^(?:is|are)\s", "", _stripped(text))).strip(" ,")
    ends = PHRASES["range"].match(text)
    if PHRASES["placed"].match(text) and not ends:
        return
    text = f"{ends[1]}, {ends[2]}" if ends else text
    for _ in range(3):  # "pursuing a PhD in the field of acoustics"
        if not (PHRASES["studying"].match(text) or PHRASES["wrapping"].match(text)):
            break
        text = PHRASES["wrapping"].sub("", PHRASES["studying"].sub("", text, count=1), count=1)
    manner, cut = PHRASES["manner"].search(text), PHRASES["cut"].search(text)
    text = text[: min((match.start() for match in (manner, cut) if match), default=len(text))]
    phrases = _pieces(text)
    if cut and cut[0].strip() in _RELATIVE and phrases and zipf_in_english(phrases[-1].lower()) > _COMMON:
        phrases.pop()
        text = ", ".join(phrases)
    short = [phrase for phrase in phrases if len(phrase.split()) <= _LONGEST]
    phrases = short if "," in text or len(short) == len(phrases) else []  # a list keeps its other items
    whole = trimmed(text)
    if len(phrases) == 2 and "," not in text and _PAIR.search(whole) and " " not in phrases[0]:
        phrases = [whole] if len(whole.split()) <= _LONGEST else phrases[1:]  # "heat and mass transfer"
    yield from (phrase for phrase in phrases if is_interest(phrase) and not phrase.lower().startswith(("your", "the ")))


def is_key_word(phrase: str, text: str) -> bool:
    """Tell whether an emphasised phrase is a key word within a sentence, not a title, label, name or stressed word."""
    place = text.find(phrase)
    before = text[max(0, place - 40) : place].rstrip(" \"'“(‘*_")
    is_alone = len(text[: 8 * len(phrase) + 80].split()) < len(phrase.split()) + 5
    is_within = not is_alone and place > 0 and bool(before) and (before[-1].isalnum() or before[-1] in ",;")
    is_within &= not PHRASES["naming"].search(before)
    has_term_case = phrase[:1].islower() or (len(phrase) > 1 and phrase[:2].isupper())
    is_short_interest = len(phrase.split()) <= 4 and is_interest(phrase) and not phrase.endswith((".", "!", "?", ":"))
    return is_within and has_term_case and is_short_interest and _is_noun(phrase)


def _is_noun(phrase: str) -> bool:
    """Tell whether a phrase is two words or one term, and not a stressed adverb or adjective."""
    is_stressed = phrase in PHRASES.words("stressed") or phrase.endswith(("ly", "ful", "ous"))
    return " " in phrase or "-" in phrase or phrase.isupper() or (len(phrase) >= 5 and not is_stressed)


def is_interest(phrase: str) -> bool:
    """Tell whether a phrase names a field, and is not a sentence, a name, a date, a pastime or a filler.

    >>> [is_interest(text) for text in ("tidal power", "Ada won it", "Borealis University", "2019", "here", "chess")]
    [True, False, False, False, False, False]
    """
    phrase = phrase.strip()
    if CJK.search(phrase):
        return len(phrase) <= _LONGEST_CJK and not PHRASES["cjk_sentence"].search(phrase)
    words = re.findall(r"[^\W_][\w'’+#.&/-]*", phrase.lower()[:200])
    is_other = phrase.endswith(("?", "!")) or "@" in phrase or "://" in phrase
    if is_other or not 1 <= len(words) <= _LONGEST or len(phrase) > 90:
        return False
    lists = PHRASES.words("placeholders"), PHRASES.words("edge_words")
    content_words = [word for word in words if not (word[0].isdigit() or any(word in listed for listed in lists))]
    content_words += words[1:2] if words[0] == "field" else []  # field research, field work
    if not content_words or all(len(word) < 2 and word not in {"c", "r"} for word in content_words):
        return False
    if words[0] in PHRASES.words("bad_starts") or words[-1] in PHRASES.words("edge_words"):
        return False
    asks = not PHRASES.words("question_words").isdisjoint(words)
    is_more = PHRASES["institution"].search(phrase) or asks or _is_sentence(phrase)
    return not is_more and not PHRASES["pastimes"].fullmatch(phrase)


def _is_sentence(text: str) -> bool:
    """Tell whether somebody does something in a text: a sentence of any length."""
    return any(PHRASES[name].search(text) for name in ("unspoken", "finite", "cjk_sentence"))


def _stripped(text: str) -> str:
    text = re.sub(r"^[#\s*•–—-]{1,9}", "", text[:600])
    text = PHRASES["date"].sub(" ", PHRASES["address"].sub(" ", text))
    text = " ".join(text.replace("( )", " ").replace("()", " ").split()).rstrip(" .;,:–—-|")
    words = text.split(" ")
    while len(words) > 1 and words[-1].strip(".;,:–—-|(").lower() in {"", *PHRASES.words("pointers")}:
        words.pop()
    return " ".join(words).rstrip(" .;,:–—-|(")


def trimmed(phrase: str) -> str:
    """Return a phrase without the punctuation and function words at its ends.

    >>> trimmed(" and the tides etc.")
    'tides'
    """
    words = [] if PHRASES["but_not"].match(phrase) else phrase.strip(' .;,:–—-*_"“”‘’').split()
    while words and words[0].lower() in PHRASES.words("edge_words"):
        words = words[1:]
    while words and words[-1].lower().rstrip(".") in PHRASES.words("edge_words"):
        words = words[:-1]
    return re.sub(r"^[ld]['’](?=\w)", "", " ".join(words).strip(" .;,:–—-"))
