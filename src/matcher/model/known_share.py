"""How much of a statement a pool knows, and what to say where it is little."""

from matcher.config import MatchConfig
from matcher.errors import NothingKnownError
from matcher.index.vocabulary import Vocabulary
from matcher.records import Profile
from matcher.registry import SEMANTIC, USE
from matcher.text.profile_text import profile_text
from matcher.text.tokens import is_foreign
from matcher.wording import counted

FOREIGN_SHARE = 0.25
"""Where the pool knows a smaller share of a statement's words, a person should know."""

_SHORT_WORDS, _SHORT_CHARACTERS = 5, 60
"""What is within both is too short to tell its language or its field; some scripts have no blanks between words."""

_LAST_LATIN = "\u024f"


def known_share(vocabulary: Vocabulary, profile: Profile) -> float:
    """Return the share of a profile's words, stop words aside, that a vocabulary knows, in [0, 1]."""
    analysis, known = vocabulary.analysis, vocabulary.columns
    text = profile_text(profile, is_applicant=True, refusals=analysis.refusals, wishes=analysis.wishes)
    stems = analysis.stems(text.said)
    return sum(stem in known for stem in stems) / len(stems) if stems else 0.0


def advice(profile: Profile, config: MatchConfig | None) -> str:
    """Return a sentence on other languages, to follow what is said of unknown words, "" where it would not help."""
    if (config or MatchConfig()).encoder == USE or not seems_foreign(f"{profile.interests}\n{profile.statement}"):
        return ""
    return ' The extra matcher[multilingual] and the setting encoder = "use" compare texts of 16 languages.'


def seems_foreign(text: str) -> bool:
    """Tell whether a text seems not to be English: by its small words, or by letters that are mostly not Latin.

    >>> [seems_foreign(text) for text in ("I study the reef", "Ich untersuche das Riff", "Я изучаю рифы")]
    [False, True, True]
    """
    letters = [character for character in text if character.isalpha()]
    if 2 * sum(character > _LAST_LATIN for character in letters) > len(letters):
        return True
    return is_foreign(text)


def refuse_unknown(share: float, applicant: Profile, where: str, config: MatchConfig | None) -> None:
    """Raise `NothingKnownError`, naming `where`, when the pool knows no word of a statement.

    Not where the settings compare texts of several languages: these need no word in common.
    """
    if share or (config and config.encoder == USE and config.weights.get(SEMANTIC)):
        return
    text = f"{applicant.interests} {applicant.statement}".strip()
    n_words = len(text.split())
    why = f"is it in another language, or another field?{advice(applicant, config)}"
    if not n_words:
        why = "it is too short, or no part of it counts: write a few sentences"
    elif n_words <= _SHORT_WORDS and len(text) <= _SHORT_CHARACTERS and not seems_foreign(text):
        why = f"it is too short ({counted(n_words, 'word')}): write a few sentences"
    raise NothingKnownError(f"{where}: nothing here that the pool knows; {why}")
