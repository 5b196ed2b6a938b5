"""How much of a statement a pool knows, and what to say where it is little."""

from matcher.errors import NothingKnownError
from matcher.index.vocabulary import Vocabulary
from matcher.records import Profile
from matcher.text.profile_text import profile_text

FOREIGN_SHARE = 0.25
"""Where the pool knows a smaller share of a statement's words, a person should be told."""


def known_share(vocabulary: Vocabulary, profile: Profile) -> float:
    """Return the share of a profile's words, stop words aside, that a vocabulary knows, in [0, 1]."""
    analysis, known = vocabulary.analysis, vocabulary.columns
    stems = analysis.stems(profile_text(profile, is_applicant=True, refusals=analysis.refusals).said)
    return sum(stem in known for stem in stems) / len(stems) if stems else 0.0


def refuse_unknown(share: float, where: str) -> None:
    """Raise `NothingKnownError`, naming `where`, when the pool knows no word of a statement."""
    if not share:
        raise NothingKnownError(
            f"{where}: nothing here that the pool knows; is it in another language, or another field?"
        )
