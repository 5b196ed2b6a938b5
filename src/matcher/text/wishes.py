"""The sentences of a text that say what its writer wants."""

from bisect import bisect_left
from collections.abc import Collection

from matcher.text.background import count_and_time_words, names_no_subject, statement_words
from matcher.text.lexicon import Lexicon
from matcher.text.tokens import SENTENCE_BREAK, forms, says_nothing

WISHES = Lexicon("text/wishes.txt")
WISH_SIGNS = (("i", "my", "me", "mich", "meine", "je"),), (("in",), ("five", "ten", "next", "term", "run"))
"""Groups of words; of one of these lists of groups a text that holds a wish has a word of each group."""


def wished(text: str, goals: Collection[str] = ()) -> str:
    """Return the sentences of a text that say an interest or a goal of its writer, or are known to, in order.

    Where such a sentence names nothing, the next one of its paragraph says what is wanted.

    >>> wished("I grew up by the sea. I want to record reefs. My brother sells shoes.")
    'I want to record reefs.'
    >>> wished("Now to what I hope to do. Reefs: their sound.").splitlines()
    ['Now to what I hope to do.', 'Reefs: their sound.']
    """
    # the only letter that is two in lower case would move all places behind it
    places = [match.start() for match in WISHES["wish"].finditer(text.replace("İ", "I").lower())]
    if not places and not goals:
        return ""
    sentences, start, goes_on = [], 0, False
    for gap in [*SENTENCE_BREAK.finditer(text), None]:
        end = gap.start() + 1 if gap else len(text)
        says_a_wish = bisect_left(places, start) < bisect_left(places, end)
        if says_a_wish or goes_on or (goals and text[start : gap.start() if gap else end] in goals):
            sentences.append(text[start:end].strip().replace("\n", " "))
        goes_on = says_a_wish and gap is not None and "\n\n" not in gap[0] and not _names_something(text[start:end])
        start = gap.end() if gap else end
    return "\n".join(filter(None, sentences))


def _names_something(sentence: str) -> bool:
    said = (form for form in forms(sentence) if not says_nothing(form) and form not in statement_words())
    return any(form not in count_and_time_words() and not names_no_subject(form) for form in said)
