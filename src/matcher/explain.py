"""Reasons in words, and where the shared words stand in a text; never a second model of the score."""

from typing import NamedTuple

from matcher.errors import NothingKnownError
from matcher.records import Explanation, Reason
from matcher.text.tokens import spans

FOREIGN_SHARE = 0.25
"""Where the pool knows a smaller share of a statement's words, a person should be told."""


def refuse_unknown(share: float, where: str) -> None:
    """Raise `NothingKnownError`, naming `where`, when the pool knows no word of a statement."""
    if not share:
        raise NothingKnownError(
            f"{where}: nothing here that the pool knows; is it in another language, or another field?"
        )


class Passage(NamedTuple):
    """A piece of a text, and whether its words are shared."""

    text: str
    shared: bool


def marked(text: str, other: str) -> list[Passage]:
    """Return a text cut into passages, the words that `other` says too (in any form) marked as shared.

    The passages put together are the text, letter by letter.

    >>> [p.text for p in marked("We film coral reefs.", "the sound of a reef") if p.shared]
    ['reefs']
    """
    known = {span.stem for span in spans(other)}
    passages, at = [], 0
    for stem, start, end in spans(text):
        if stem in known:
            passages += [Passage(text[at:start], False), Passage(text[start:end], True)]
            at = end
    return [passage for passage in [*passages, Passage(text[at:], False)] if passage.text]


def main_reasons(explanation: Explanation, facet: str, n: int = 6) -> tuple[list[Reason], float]:
    """Return the n largest reasons of a facet, and the points of all its others together."""
    reasons = explanation.of(facet)
    return reasons[:n], sum(reason.points for reason in reasons[n:])
