"""Text without what tells who wrote it: addresses, links, numbers, handles, pronouns, and the names one was given."""

import re
from collections.abc import Iterable

_EMAIL = (
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\{at\})\s?"
    r"[\w-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]{2,63}){1,4}"
    r"|(?<![\w.+-])[\w.+-]{1,64}\s+at\s+[\w-]+\s+dot\s+\w{2,6}"
)
_HOSTS = (
    "github|gitlab|bitbucket|linkedin|orcid|researchgate|academia|twitter|x|facebook|instagram|youtube|medium|substack|bsky"
    "|mastodon|keybase|kaggle|huggingface|stackoverflow|t|osf|zenodo|arxiv|doi|codeberg|sites|about|linktr"
)
_LINK = (
    r"(?:https?|ftp|mailto|tel|doi):/{0,2}[^\s<>\"'()\[\]{}|]+"
    r"|\bwww\.[^\s<>\"'()\[\]{}|]+"
    rf"|\b(?:[\w-]{{1,63}}\.){{0,3}}(?:{_HOSTS})\.(?:com|org|net|io|me|co|edu|social|app|ee|in"
    rf"|co\.uk)(?:/[^\s<>\"'()\[\]{{}}|,;]*)?(?![\w])"
    r"|\b(?:(?:[a-z0-9-]{1,63}\.){1,3}(?:com|org|edu|ac\.uk|co\.uk|eu|github\.io)"
    r"|(?:[a-z0-9-]{1,63}\.){2,3}(?:net|io|dev|me|info|page|blog|social|de|fr|ch"
    r"|nl))(?:/[^\s<>\"'()\[\]{}|,;]*)?(?![\w.])"
)
_ORCID = r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b"
_PHONE = (
    r"(?<![\w/.,-])(?:\+|00)\d{1,3}[\s./-]?(?:\(\d{1,5}\)[\s./-]?)?\d(?:[\s./-]?\d){5,12}(?!\w)"
    r"|(?<![\w/.,-])\(?0\d{1,5}\)?(?:[\s./-]?\d){6,11}(?!\w)"
    r"|(?<![\w/.,-])\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\w)"
    r"|(?<![\w/.,-])\d{9,15}(?!\w)"
)
_HANDLE = r"(?<![\w@/.])@[A-Za-z_][\w.-]{1,38}(?:@[\w-]+(?:\.[\w-]+)+)?\w?"
_PRONOUN = r"(?:she|her|hers|he|him|his|they|them|theirs|ze|zir|xe|xem|hir|any|all|elle|il|iel|sie|er|ella|él)"
_PRONOUNS = (
    rf"[(\[]?\b{_PRONOUN}(?:\s?/\s?{_PRONOUN}){{1,3}}\b(?:\s+pronouns?)?[)\]]?"
    rf"|\bpronouns?\s*[:=]\s*{_PRONOUN}\b"
)
_LABELS = (
    r"(?:e-?mail|mail|phone|tel|telephone|mobile|cell|fax|web(?:site)?|home\s?page|url|orcid(?:\s?id)?"
    r"|github|gitlab|linkedin|twitter|mastodon"
    r"|bluesky|skype|slack|discord|telegram|whatsapp|signal|pronouns|address)"
)

_TRACE = re.compile(
    r"[@:/\d.(\[{](?:(?<=[@/])|(?<=:)\S|(?<=\d)[\d\s()./-]{5}|(?<=[(\[{])at[)\]}]"
    r"|(?<=\w\.)(?:com|org|edu|net|io|dev|me|uk|co|app|ee|in|eu|info|page|blog|social|de|fr|ch|nl)\b|(?<=www\.))|\sdot\s",
    re.IGNORECASE,
)
"""What every sign below holds: most lines have none, and are not looked at further."""

_LABELLED = re.compile(
    r"\b(?:github|gitlab|twitter|discord|skype|telegram|mastodon|linkedin|slack|instagram|bluesky|irc|pronouns?)\s*[:=]",
    re.IGNORECASE,
)

_SIGNS = re.compile("|".join((_EMAIL, _LINK, _ORCID, _PHONE, _HANDLE, _PRONOUNS)), re.IGNORECASE)
_USER_NAME = re.compile(
    r"\b(?:github|gitlab|twitter|discord|skype|telegram|mastodon|linkedin|slack|instagram|bluesky|irc)\s*:\s*(?!\s)[\w.#-]{2,40}",
    re.I,
)
_EMPTY_LABEL = re.compile(rf"(?:^|(?<=[\n;,|(•·]))[ \t]*{_LABELS}\s*:?[ \t]*(?=[\n;,|)•·]|$)", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(\[<{]\s*[)\]>}]")
_LONE_SEPARATORS = re.compile(r"(?:^|(?<=\n))[ \t]*[|,;·•/-]+[ \t]*(?=\n|$)")
_SPACES = re.compile(r"[ \t]{2,}")


def without_identity(text: str, names: Iterable[str] = ()) -> str:
    """Return the text without e-mail addresses, links, phone numbers, handles, ORCIDs, pronouns and the given names.

    Names are taken out as a whole and each part of three letters or more, as a word of its own with a capital; the
    rest of the text stays as it was, to the letter.

    >>> without_identity("I am Ada Quill (she/her), ada@example.org, and I study kelp.", ["Ada Quill"])
    'I am, and I study kelp.'
    >>> without_identity("Kelp in 2019-2021, 12 000 km2.")
    'Kelp in 2019-2021, 12 000 km2.'
    """
    lines = text.split("\n")
    left = "\n".join(_USER_NAME.sub(" ", _SIGNS.sub(" ", line)) if _may_tell(line) else line for line in lines)
    for rule in map(_of_name, _parts(names)):
        left = rule.sub(" ", left)
    return text if left == text else _tidied(left)


def _may_tell(line: str) -> bool:
    return bool(_TRACE.search(line) or ((":" in line or "=" in line) and _LABELLED.search(line)))


def _tidied(text: str) -> str:
    """Take off what only held the removed pieces: labels, brackets, doubled commas."""
    text = _EMPTY_BRACKETS.sub("", _EMPTY_LABEL.sub("", text))
    text = _LONE_SEPARATORS.sub("", _SPACES.sub(" ", text))
    text = re.sub(r"[ \t]+(?=[,.;:!?)\n]|$)", "", re.sub(r"(?<=[(\n])[ \t]+", "", text))
    return re.sub(r"(?:,[ \t]*)+(?=[,.;:!?])", "", text).strip(" \t\n,;|")


def _parts(names: Iterable[str]) -> list[str]:
    """Return whole names first, then their parts, longest first."""
    whole = [" ".join(name.split()) for name in names if len(name.strip()) > 2]
    single = [part for name in whole for part in re.split(r"[\s,.]+", name) if len(part) > 2 and part[0].isupper()]
    return sorted({*whole, *single}, key=lambda part: (-len(part), part))


def _of_name(name: str) -> re.Pattern[str]:
    """Return the pattern of a name as people write it: as given, shouted, or with a possessive s."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    shouted = r"\s+".join(re.escape(word.upper()) for word in name.split())
    return re.compile(rf"(?<!\w)(?:{words}|{shouted})(?:['’]s)?(?!\w)")
