"""One spelling for words with a British and an American spelling, so that both match.

The result is never shown, so that it need not be a word ("promise" becomes "promize" on both sides), but no two
different words may become one. Rules for open classes (quantisation, modelling), lists for closed ones (behaviour,
fibre), from the word list of breame 0.1.2 (Apache-2.0) and from what research fields write.
"""

from functools import lru_cache

from matcher.text.lexicon import Lexicon

_SPELLINGS = Lexicon("text/spelling.txt")
_PARTS, _PLURALS = _SPELLINGS.pairs("parts"), _SPELLINGS.pairs("plurals")
_FORMS = _SPELLINGS.pairs("words") | _PLURALS
NO_PLURALS = _SPELLINGS.words("no_plurals")
"""Words whose final s is not a plural: without it they are another word or none."""


@lru_cache(1 << 16)
def one_spelling(word: str) -> str:
    """Return the spelling under which a lower-cased word counts; most often its American spelling.

    >>> [one_spelling(word) for word in ("quantisation", "behaviour", "modelling", "fibre", "analyse", "haematology")]
    ['quantization', 'behavior', 'modeling', 'fiber', 'analyze', 'hematology']
    >>> [one_spelling(word) for word in ("four", "falling", "controlled", "acre", "analysis", "hour")]
    ['four', 'falling', 'controlled', 'acre', 'analysis', 'hour']
    """
    if word in _FORMS:
        return _FORMS[word]
    for british, american in _PARTS.items():
        if british in word:
            word = word.replace(british, american)
    # the letters that a rule needs are checked first: most words match no rule, and a pattern is several times slower
    if "is" in word and (match := _SPELLINGS["ize"].fullmatch(word)):
        return f"{match[1]}iz{match[2]}"
    if "lys" in word and (match := _SPELLINGS["lyze"].fullmatch(word)):
        return f"{match[1]}yz{match[2]}"
    if "our" in word and (match := _SPELLINGS["our"].fullmatch(word)):
        word = f"{match[1]}or{match[2]}"
    if "ll" in word and (match := _SPELLINGS["doubled"].fullmatch(word)):
        return match[1] + match[2]
    if "logu" in word and (match := _SPELLINGS["logue"].fullmatch(word)):
        return match[1] + {"e": "", "es": "s"}.get(match[2], match[2])
    if "re" in word and (match := _SPELLINGS["tre"].fullmatch(word)):
        return match[1] + ("ered" if match[2] == "d" else "er" + (match[2] or ""))
    return word


def american(word: str) -> str:
    """Return the American spelling of a lower-cased word, a plural staying plural; it need not be a word.

    >>> american("behaviour"), american("analyses")
    ('behavior', 'analyses')
    """
    return word if word in _PLURALS else one_spelling(word)
