"""How much of a statement a pool knows, and what to say where it is little."""

from matcher.errors import NothingKnownError
from matcher.index.vocabulary import Vocabulary
from matcher.records import Profile
from matcher.text.profile_text import profile_text

FOREIGN_SHARE = 0.25
"""Where the pool knows a smaller share of a statement's words, a person should be told."""

_SHORT_WORDS, _SHORT_CHARACTERS = 5, 60
"""What is within both is too short to tell its language or its field; some scripts have no blanks between words."""


def known_share(vocabulary: Vocabulary, profile: Profile) -> float:
    """Return the share of a profile's words, stop words aside, that a vocabulary knows, in [0, 1]."""
    analysis, known = vocabulary.analysis, vocabulary.columns
    stems = analysis.stems(profile_text(profile, is_applicant=True, refusals=analysis.refusals).said)
    return sum(stem in known for stem in stems) / len(stems) if stems else 0.0


def refuse_unknown(share: float, applicant: Profile, where: str) -> None:
    """Raise `NothingKnownError`, naming `where`, when the pool knows no word of a statement."""
    if share:
        return
    text = f"{applicant.interests} {applicant.statement}".strip()
    n_words = len(text.split())
    why = "is it in another language, or another field?"
    if not n_words:
        why = "it is too short, or no part of it counts: write a few sentences"
    elif n_words <= _SHORT_WORDS and len(text) <= _SHORT_CHARACTERS:
        why = f"it is too short ({n_words} word{'' if n_words == 1 else 's'}): write a few sentences"
    raise NothingKnownError(f"{where}: nothing here that the pool knows; {why}")
