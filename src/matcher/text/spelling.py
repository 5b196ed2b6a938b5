"""One spelling for a word that is written in two ways, British or American, so that both sides meet.

The result is what a word counts as, and is never shown; so it need not be a word ("promise" becomes "promize" on both
sides), but no two different words may become one. Rules for what is open (quantisation, modelling), lists for what is
not (behaviour, fibre): gathered from the word list of breame 0.1.2 (Apache-2.0) and from what research fields write.
"""

from matcher.text.lexicon import Lexicon

_SPELLINGS = Lexicon("text/spelling.txt")
_PARTS, _PLURALS = _SPELLINGS.pairs("parts"), _SPELLINGS.pairs("plurals")
_FORMS = _SPELLINGS.pairs("words") | _PLURALS
NO_PLURALS = _SPELLINGS.words("no_plurals")
"""Words with an s at the end that is no plural's, where the word without it is another one or none."""


def one_spelling(word: str) -> str:
    """Return what a lower-cased word counts as however it is spelt; most often its American spelling.

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
    # what a rule needs is looked for first: most words follow none, and a pattern takes several times longer
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
    """Return the American spelling of a lower-cased word, its number as it was; it need not be a word.

    >>> american("behaviour"), american("analyses")
    ('behavior', 'analyses')
    """
    return word if word in _PLURALS else one_spelling(word)
