"""The sentences of a statement that say what its writer wants: they count most."""

import re

from matcher.text.refusals import SENTENCE_BREAK

INTERESTED = re.compile(
    r"\b(?:i am|i'm|i have (?:\w+ )?been|i remain) (?!less |not |no )(?:\w+ ){0,3}?(?:interested in"
    r"|fascinated by|curious about|drawn to"
    r"|passionate about|excited (?:about|by)|intrigued by|obsessed with|keen (?:on|to (?:study|work)))"
    r"|\bmy (?:\w+ ){0,2}interests? (?:is|are|lie|lies|include|centre|center|revolve)"
    r"|\bwhat (?:excites|fascinates|interests|moves|intrigues) me"
    r"|\b(?:excites|fascinates|intrigues|interests) me\b|\bi(?:'d| would)? (?:love"
    r"|like) to (?:work on|study|explore|investigate)"
    r"|\bich interessiere mich|\bje m'intéresse|\bme interesan?\b",
    re.IGNORECASE,
)
"""Says an interest."""

AIMING = re.compile(
    r"\bi (?:hope|plan|aim|intend|aspire|want|wish|would like|'d like) to (?!thank|say|add|mention|stress|apply)"
    r"|\bwhat i(?:'d| would)? (?:like|love|want|need|hope for)\b|\bi(?:'d| would) (?:like|love) an? "
    r"|\bi(?:'m| am) (?:looking for|seeking|applying)"
    r"|\bmy (?:\w+ )?(?:goal|aim|plan|dream|ambition|hope)s? (?:is|are)\b|\bin (?:five|ten"
    r"|the next) \w*\s?years?\b|\bin the (?:long|short) (?:term|run)\b",
    re.IGNORECASE,
)
"""Says a goal."""


def wished(text: str) -> str:
    """Return the sentences of a text that say an interest or a goal of its writer, in order, "" where none does.

    >>> wished("I grew up by the sea. I want to record reefs. My brother sells shoes.")
    'I want to record reefs.'
    """
    sentences, start = [], 0
    for gap in SENTENCE_BREAK.finditer(text):
        sentences.append(text[start : gap.start() + 1])
        start = gap.end()
    sentences.append(text[start:])
    plain = (sentence.strip() for sentence in sentences)
    return " ".join(one for one in plain if INTERESTED.search(one) or AIMING.search(one)).replace("\n", " ")
