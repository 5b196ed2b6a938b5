"""Which of a profile's texts a facet reads."""

from typing import NamedTuple

from matcher.identity import without_identity
from matcher.records import Evidence, Profile
from matcher.wants import split_wants


class Told(NamedTuple):
    """What a profile says, and what it says it does not want."""

    said: str
    refused: str


def told(profile: Profile, *, is_applicant: bool = False) -> Told:
    """Return everything a profile says, and what it refuses; nothing of the second stands in the first.

    E-mail addresses, links, phone numbers, handles and an applicant's own name are left out of both.
    """
    wants = split_wants(profile.statement)
    said = "\n".join([profile.interests, wants.wanted, *map(shown, profile.evidence)])
    refused = "\n".join(filter(None, [profile.avoid, wants.unwanted]))
    names = [profile.name] if is_applicant else []
    return Told(without_identity(said, names), without_identity(refused, names))


def shown(piece: Evidence) -> str:
    """Return what one piece of evidence says."""
    return f"{piece.title}\n{piece.text}"


def offered(mentor: Profile) -> str:
    """Return what a mentor offers: the interests."""
    return mentor.interests
