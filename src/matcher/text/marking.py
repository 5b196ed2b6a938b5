"""Where the words that two texts share stand in one of them."""

from typing import NamedTuple

from matcher.text.tokens import spans


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
