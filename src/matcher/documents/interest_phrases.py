"""What is an interest and what is not: a phrase of one to six words about a field, out of lists and sentences.

Doubtful ones are left in the statement, where every word counts anyway; a wrong one would be shown as a wish of the
writer's and weighs more than the text.
"""

import re
from collections.abc import Iterator

from matcher.text.background import zipf_in_english
from matcher.text.identity import CJK
from matcher.text.lexicon import Lexicon

PHRASES = Lexicon("documents/interests.txt")
_LONGEST = 6
"""Words of a phrase; what is longer is a sentence."""

_LONGEST_CJK = 12
"""Characters of a phrase in Chinese or Japanese, which part no words."""

_POINTING = frozenset("see at via from here cf more → ⇒ -> => > @".split())
_RELATIVE = frozenset("that which who whose".split())
_PAIR = re.compile(r" and (?!(?:on|in|to|by|about|with)\b)")
_COMMON = 4.4
"""Zipf value above which a word names nothing without the clause behind it: "models that forget"."""

_ASKING = frozenset("how why what when whether".split())


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
    manner = PHRASES["manner"].search(bare)
    if manner and enumerated(bare[: manner.start()]):
        return enumerated(bare[: manner.start()]) or [], False
    head, colon, tail = bare.partition(" | " if " | " in bare and ": " not in bare else ": ")
    head = re.split(r"\s(?:that|which|who|whose)\s", head, maxsplit=1)[0] if colon else head
    if colon and is_interest(head) and tail.strip():
        behind = enumerated(tail)
        some = [] if _says_something(tail) else [phrase for phrase in _pieces(tail) if is_interest(phrase)]
        some = some if len(some) * 2 > len(_pieces(tail)) > 2 else []
        return [trimmed(head), *(some if behind is None else behind)], behind is not None
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
    if not PHRASES["hard"].search(bare) and "," not in bare and len(whole.split()) <= _LONGEST:
        return [whole] if is_interest(whole) else None
    if any(
        piece.split()[0].lower() in PHRASES.words("bad_starts")
        for piece in PHRASES["between"].split(bare)
        if piece.strip()
    ):
        return None
    phrases = _pieces(bare)
    are_short = sum(len(phrase.split()) for phrase in phrases) <= 4 * len(phrases)
    return phrases if phrases and are_short and all(map(is_interest, phrases)) else None


def _pieces(text: str) -> list[str]:
    return [phrase for phrase in map(trimmed, PHRASES["between"].split(text)) if phrase]


def of_sentence(text: str) -> Iterator[str]:
    """Yield the interests in what follows words like "I am interested in", to the end of the clause.

    >>> list(of_sentence("the fundamental, open-ended, and patient nature of field botany"))
    ['field botany']
    >>> list(of_sentence("the field of acoustics for a simple reason"))
    ['acoustics']
    >>> list(of_sentence("seabird telemetry and on flight models of gannets"))
    ['seabird telemetry', 'flight models of gannets']
    """
    text = PHRASES["aside"].sub(", ", re.sub(r"^(?:is|are)\s", "", _bare(text))).strip(" ,")
    ends = PHRASES["range"].match(text)
    if PHRASES["placed"].match(text) and not ends:
        return
    text = f"{ends[1]}, {ends[2]}" if ends else text
    for _ in range(3):  # "pursuing a PhD in the field of acoustics"
        if not (PHRASES["studying"].match(text) or PHRASES["wrapping"].match(text)):
            break
        text = PHRASES["wrapping"].sub("", PHRASES["studying"].sub("", text, count=1), count=1)
    manner, cut = PHRASES["manner"].search(text), PHRASES["cut"].search(text)
    text = text[: min(found.start() for found in (manner, cut) if found)] if manner or cut else text
    phrases = _pieces(text)
    if cut and cut[0].strip() in _RELATIVE and phrases and zipf_in_english(phrases[-1].lower()) > _COMMON:
        phrases.pop()
        text = ", ".join(phrases)
    are_short = [len(phrase.split()) <= _LONGEST for phrase in phrases]
    if not all(are_short):  # a list keeps its other items
        phrases = [phrase for phrase, is_short in zip(phrases, are_short, strict=True) if is_short and "," in text]
    whole = trimmed(text)
    if len(phrases) == 2 and "," not in text and _PAIR.search(whole) and " " not in phrases[0]:
        phrases = [whole] if len(whole.split()) <= _LONGEST else phrases[1:]  # "heat and mass transfer"
    yield from (phrase for phrase in phrases if is_interest(phrase) and not phrase.lower().startswith(("your", "the ")))


def emphasised(phrase: str, text: str) -> bool:
    """Tell a key word that a writer marks within a sentence from a title, a label, a name or a stressed word."""
    place = text.find(phrase)
    before = text[max(0, place - 40) : place].rstrip(" \"'“(‘*_")
    is_alone = len(text[: 8 * len(phrase) + 80].split()) < len(phrase.split()) + 5
    within = not is_alone and place > 0 and bool(before) and (before[-1].isalnum() or before[-1] in ",;")
    within &= not PHRASES["naming"].search(before)
    is_lower = phrase[:1].islower() or (len(phrase) > 1 and phrase[:2].isupper())
    is_key = len(phrase.split()) <= 4 and is_interest(phrase) and not phrase.endswith((".", "!", "?", ":"))
    return within and is_lower and is_key and _is_noun(phrase)


def _is_noun(phrase: str) -> bool:
    """Tell a thing from a stressed adverb or adjective: two words, or one that is long enough to be a term."""
    return (
        " " in phrase
        or "-" in phrase
        or phrase.isupper()
        or (len(phrase) >= 5 and phrase not in PHRASES.words("stressed") and not phrase.endswith(("ly", "ful", "ous")))
    )


def is_interest(phrase: str) -> bool:
    """Tell a phrase that names a field from a sentence, a name, a date, a pastime or nothing.

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
    telling = [
        word
        for word in words
        if word not in PHRASES.words("placeholders")
        and word not in PHRASES.words("edge_words")
        and not word[0].isdigit()
    ]
    telling += words[1:2] if words[0] == "field" else []  # field research, field work
    if not telling or all(len(word) < 2 and word not in {"c", "r"} for word in telling):
        return False
    if words[0] in PHRASES.words("bad_starts") or words[-1] in PHRASES.words("edge_words"):
        return False
    tells_more = PHRASES["institution"].search(phrase) or not _ASKING.isdisjoint(words) or _says_something(phrase)
    return not tells_more and not PHRASES["pastimes"].fullmatch(phrase)


def _says_something(text: str) -> bool:
    """Tell a text in which somebody does something: a sentence, whatever its length."""
    return bool(
        PHRASES["unspoken"].search(text) or PHRASES["finite"].search(text) or PHRASES["cjk_sentence"].search(text)
    )


def _bare(text: str) -> str:
    text = re.sub(r"^[#\s*•–—-]{1,9}", "", text[:600])
    text = PHRASES["date"].sub(" ", PHRASES["address"].sub(" ", text))
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
    words = [] if PHRASES["but_not"].match(phrase) else phrase.strip(' .;,:–—-*_"“”‘’').split()
    while words and words[0].lower() in PHRASES.words("edge_words"):
        words = words[1:]
    while words and words[-1].lower().rstrip(".") in PHRASES.words("edge_words"):
        words = words[:-1]
    return re.sub(r"^[ld]['’](?=\w)", "", " ".join(words).strip(" .;,:–—-"))
