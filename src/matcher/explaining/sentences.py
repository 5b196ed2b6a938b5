"""A profile as the sentences that count, each with where it stands."""

import re
from typing import NamedTuple

from matcher.records import Profile
from matcher.text.identity import without_identity
from matcher.text.profile_text import evidence_text, interest_phrases
from matcher.text.refusals import split_wants

_BREAK = re.compile(r"""(?<=[.!?…])["'”’)\]]*\s+|\n+""")
_BULLET = re.compile(r"^\s*(?:[-*+•·–—]\s+|#+\s+)")


class Sentence(NamedTuple):
    """A sentence or phrase of a profile; `source` is `interests`, `statement`, or the title of a piece of evidence."""

    text: str
    source: str


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, blanks trimmed; a line end ends one too.

    >>> split_sentences('I dive. "Why?" I film reefs!')
    ['I dive.', '"Why?"', 'I film reefs!']
    """
    starts, ends = [0], []
    for match in _BREAK.finditer(text):
        # a closing quotation mark belongs to the sentence before it
        cut = match.start() + len(match.group().rstrip()) if match.group().strip() else match.start()
        ends.append(cut)
        starts.append(match.end())
    pieces = (text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True))
    sentences = (_BULLET.sub("", piece).strip() for piece in pieces)
    return [sentence for sentence in sentences if any(map(str.isalnum, sentence))]


def applicant_sentences(applicant: Profile, refusals: bool = True) -> list[Sentence]:
    """Return what an applicant says, without what tells who it is and without what is not wanted."""
    names = [applicant.name]
    statement = split_wants(applicant.statement).wanted if refusals else applicant.statement
    return [
        *(Sentence(text, "interests") for text in interest_phrases(without_identity(applicant.interests, names))),
        *(Sentence(text, "statement") for text in split_sentences(without_identity(statement, names))),
    ]


def mentor_sentences(mentor: Profile, refusals: bool = True) -> list[Sentence]:
    """Return what a mentor says: interests phrase by phrase, the statement, each piece of evidence."""
    statement = split_wants(mentor.statement).wanted if refusals else mentor.statement
    return [
        *(Sentence(text, "interests") for text in interest_phrases(mentor.interests)),
        *(Sentence(text, "statement") for text in split_sentences(without_identity(statement))),
        *(
            Sentence(text, piece.title or "past project")
            for piece in mentor.evidence
            for text in split_sentences(without_identity(evidence_text(piece)))
        ),
    ]
