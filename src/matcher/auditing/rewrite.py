"""A statement in the plain wording of somebody who learned the language late: same matter, fewer small words."""

import re

_ARTICLE = re.compile(r"\b(?:a|an|the)\s+", re.IGNORECASE)
_CONTRACTED = (
    (re.compile(r"\b(can)n['’]t\b|\b(can)not\b", re.IGNORECASE), "can not"),
    (re.compile(r"\b(I|we|you|they)['’](?:ve|d|ll)\b", re.IGNORECASE), r"\1"),
    (re.compile(r"\bI['’]m\b"), "I am"),
    (re.compile(r"\b(it|he|she|that|there)['’]s\b", re.IGNORECASE), r"\1 is"),
    (re.compile(r"\b(do|does|did|is|was|are|were|has|have|had|would|could|should)n['’]t\b", re.IGNORECASE), r"\1 not"),
)
_TENSE = (
    (re.compile(r"\b(?:have|has|had) been (?=\w+ing\b)", re.IGNORECASE), "am "),
    (re.compile(r"\b(?:have|has|had) (?=\w+ed\b)", re.IGNORECASE), ""),
    (re.compile(r"\bwould (?:very much )?like to\b", re.IGNORECASE), "want"),
    (re.compile(r"\b(?:would|could|should|might|may) ", re.IGNORECASE), "can "),
)
_JOINT = re.compile(
    r"[;:]\s+|,\s+(?:which|who|whose|where|while|although|though|whereas|because|since)\s+|\s{1,9}[–—-]\s{1,9}"
)


def plainly(text: str) -> str:
    """Return a text without articles, in short sentences of simple verbs; every word that names a thing stays.

    >>> plainly("I've been recording the sound of a reef, which is hard; I would like to learn more.")
    'I am recording sound of reef. It is hard. I want learn more.'
    """
    for pattern, plain in (*_CONTRACTED, *_TENSE):
        text = pattern.sub(plain, text)
    text = re.sub(r"\bI been\b", "I am", text)
    text = _ARTICLE.sub("", _JOINT.sub(_full_stop, text))
    return re.sub(r"(?<=[.!?] )[a-z]", lambda match: match.group().upper(), text)


def _full_stop(match: re.Match[str]) -> str:
    return ". It " if match.group().strip(" ,").lower() in {"which", "who"} else ". "
