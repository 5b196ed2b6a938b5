"""Sentences in which a writer says an interest or a goal."""

import re
from bisect import bisect_left

from matcher.text.sentence_breaks import SENTENCE_BREAK

INTERESTED = re.compile(
    r"\b(?:i am|i'm|i have (?:\w+ )?been|i remain) (?!less |not |no )(?:\w+ ){0,3}?(?:interested in|fascinated by"
    r"|curious about|drawn to|passionate about|excited (?:about|by)|intrigued by|obsessed with|keen (?:on|to (?:study"
    r"|work)))|\bmy (?:\w+ ){0,2}interests? (?:is|are|lie|lies|include|centre|center|revolve)|\bwhat (?:excites"
    r"|fascinates|interests|moves|intrigues) me|\b(?:excites|fascinates|intrigues|interests) me\b|\bi(?:'d"
    r"| would)? (?:love|like) to (?:work on|study|explore|investigate)|\bich interessiere mich|\bje m'intéresse"
    r"|\bme interesan?\b",
    re.IGNORECASE,
)
"""Says an interest."""

AIMING = re.compile(
    r"\bi (?:hope|plan|aim|intend|aspire|want|wish|would like|'d like) to (?!thank|say|add|mention|stress|apply)"
    r"|\bwhat i(?:'d| would)? (?:like|love|want|need|hope for)\b|\bi(?:'d| would) (?:like|love) an? |\bi(?:'m"
    r"| am) (?:looking for|seeking|applying)|\bmy (?:\w+ )?(?:goal|aim|plan|dream|ambition|hope)s? (?:is|are)\b"
    r"|\bin (?:five|ten|the next) \w*\s?years?\b|\bin the (?:long|short) (?:term|run)\b",
    re.IGNORECASE,
)
"""Says a goal."""


WISH_SIGNS = (("i", "my", "me", "mich", "je"),), (("in",), ("five", "ten", "next", "term", "run"))
"""Groups of words; of one of these lists of groups a text that holds a wish has a word of each group."""

_WISH = re.compile(rf"[imwefj](?<!\w.)(?<=(?={INTERESTED.pattern}|{AIMING.pattern}).)")
"""Where one of both begins in a lower-cased text; looked for by the first letter, which is several times sooner."""


def wished(text: str) -> str:
    """Return the sentences of a text that say an interest or a goal of its writer, in order, "" where none does.

    >>> wished("I grew up by the sea. I want to record reefs. My brother sells shoes.")
    'I want to record reefs.'
    """
    # the only letter that is two in lower case would move all places behind it
    places = [match.start() for match in _WISH.finditer(text.replace("İ", "I").lower())]
    if not places:
        return ""
    sentences, start = [], 0
    for gap in [*SENTENCE_BREAK.finditer(text), None]:
        end = gap.start() + 1 if gap else len(text)
        if bisect_left(places, start) < bisect_left(places, end):
            sentences.append(text[start:end].strip())
        start = gap.end() if gap else end
    return " ".join(sentences).replace("\n", " ")
