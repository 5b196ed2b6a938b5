"""Find the sentences of a text that say what its writer wants."""

from bisect import bisect_left
from collections.abc import Collection

from matcher.text.background import count_and_time_words, names_no_subject, statement_words
from matcher.text.lexicon import Lexicon
from matcher.text.tokens import SENTENCE_BREAK, forms, says_nothing

WISHES = Lexicon("text/wishes.txt")
WISH_SIGNS = (("i", "my", "me", "mich", "meine", "je"),), (("in",), ("five", "ten", "next", "term", "run"))
"""Lists of groups of words; a text with a wish contains a word of each group of one list."""


def wished(text: str, goals: Collection[str] = ()) -> str:
    """Return the sentences of a text that state an interest or a goal of its writer, or are in `goals`, in order.

    If a sentence with a wish names no subject, the next one in its paragraph is returned too.

    >>> wished("I grew up by the sea. I want to record reefs. My brother sells shoes.")
    'I want to record reefs.'
    >>> wished("Now to what I hope to do. Reefs: their sound.").splitlines()
    ['Now to what I hope to do.', 'Reefs: their sound.']
    """
    # İ is the only letter that becomes two in lower case, which would shift all later places
    places = [match.start() for match in WISHES["wish"].finditer(text.replace("İ", "I").lower())]
    if not places and not goals:
        return ""
    sentences, start, continues = [], 0, False
    for gap in [*SENTENCE_BREAK.finditer(text), None]:
        end = gap.start() + 1 if gap else len(text)
        has_wish = bisect_left(places, start) < bisect_left(places, end)
        if has_wish or continues or (goals and text[start : gap.start() if gap else end] in goals):
            sentences.append(text[start:end].strip().replace("\n", " "))
        continues = has_wish and gap is not None and "\n\n" not in gap[0] and not _names_something(text[start:end])
        start = gap.end() if gap else end
    return "\n".join(filter(None, sentences))


def _names_something(sentence: str) -> bool:
    words_left = (form for form in forms(sentence) if not says_nothing(form) and form not in statement_words())
    return any(form not in count_and_time_words() and not names_no_subject(form) for form in words_left)
