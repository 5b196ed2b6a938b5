"""Which of a profile's texts a facet reads."""

from collections.abc import Sequence
from typing import NamedTuple

from matcher.records import Evidence, Profile
from matcher.text.identity import may_name, without_identity
from matcher.text.refusals import Wants, split_wants


class Told(NamedTuple):
    """What a profile says, and what it says it does not want."""

    said: str
    refused: str


def told(profile: Profile, *, is_applicant: bool = False, refusals: bool = True) -> Told:
    """Return everything a profile says, and what it refuses; nothing of the second stands in the first.

    E-mail addresses, links, phone numbers, handles and an applicant's own name are left out of both. Without
    `refusals` the statement is not searched for any.
    """
    wants = split_wants(profile.statement) if refusals else Wants(profile.statement, "")
    said = _everything(profile, wants.wanted)
    refused = "\n".join(filter(None, [profile.avoid, wants.unwanted]))
    names = [profile.name] if is_applicant else []
    return Told(without_identity(said, names), without_identity(refused, names))


def all_told(
    profiles: Sequence[Profile], *, are_applicants: bool = False, refusals: bool = True, quick: bool = False
) -> list[Told]:
    """Return what `told` returns of each profile; `quick` has compiled loops find those that need a closer look."""
    if not quick:
        return [told(profile, is_applicant=are_applicants, refusals=refusals) for profile in profiles]
    from matcher.text.prescreen import wary

    texts = [_everything(profile, profile.statement) for profile in profiles]
    closer = [
        (refusals and refusing) or telling or bool(profile.avoid) or (are_applicants and may_name(text, profile.name))
        for profile, text, refusing, telling in zip(profiles, texts, *map(list, wary(texts)), strict=True)
    ]
    return [
        told(profile, is_applicant=are_applicants, refusals=refusals) if close else Told(text, "")
        for profile, text, close in zip(profiles, texts, closer, strict=True)
    ]


def _everything(profile: Profile, statement: str) -> str:
    return "\n".join([profile.interests, statement, *map(shown, profile.evidence)])


def shown(piece: Evidence) -> str:
    """Return what one piece of evidence says."""
    return f"{piece.title}\n{piece.text}"


def offered(mentor: Profile) -> str:
    """Return what a mentor offers: the interests."""
    return mentor.interests
