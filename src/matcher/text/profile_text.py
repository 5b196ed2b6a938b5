"""What a profile says and what it refuses, without what tells who wrote it: the one text that facets read."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from matcher.records import Evidence, Profile
from matcher.text.identity import may_name, without_identity
from matcher.text.idioms import without_idioms
from matcher.text.refusals import Wants, split_wants
from matcher.text.wishes import wished


class ProfileText(NamedTuple):
    """What a profile says, and what it says it does not want.

    Of applicants also the sentences that say what they want, and the phrases of their interests: both stand in `said`
    too.
    """

    said: str
    refused: str
    wished: str = ""
    interests: str = ""


class Suspects(NamedTuple):
    """For each text whether it may hold a refusal, and whether it may tell who wrote it; never too few."""

    refusing: Sequence[bool]
    identifying: Sequence[bool]


Prescreen = Callable[[Sequence[str]], Suspects]
"""Marks among many texts those that must be searched; the others hold neither refusals nor traces of a person."""


def profile_text(
    profile: Profile, *, is_applicant: bool = False, refusals: bool = True, wishes: bool = False
) -> ProfileText:
    """Return everything a profile says, and what it refuses; nothing of the second stands in the first.

    E-mail addresses, links, phone numbers, handles and an applicant's own name are left out of both. Without
    `refusals` the statement is not searched for any, without `wishes` nothing that is wanted is told apart.
    """
    wants = split_wants(profile.statement) if refusals else Wants(profile.statement, "")
    said = _everything(profile, wants.wanted)
    refused = "\n".join(filter(None, [profile.avoid, wants.unwanted]))
    names = [profile.name] if is_applicant else []
    said, interests = without_identity(said, names), without_identity(profile.interests, names) if wishes else ""
    return _with_wishes(ProfileText(said, without_identity(refused, names), interests=interests), wishes=wishes)


def profile_texts(
    profiles: Sequence[Profile],
    *,
    are_applicants: bool = False,
    refusals: bool = True,
    wishes: bool = False,
    prescreen: Prescreen | None = None,
) -> list[ProfileText]:
    """Return what `profile_text` returns of each profile; only what `prescreen` suspects is searched by patterns."""
    if prescreen is None:
        return [
            profile_text(profile, is_applicant=are_applicants, refusals=refusals, wishes=wishes) for profile in profiles
        ]
    texts = [_everything(profile, profile.statement) for profile in profiles]
    must_search = [
        (refusals and refusing)
        or identifying
        or bool(profile.avoid)
        or (are_applicants and may_name(text, profile.name))
        for profile, text, refusing, identifying in zip(profiles, texts, *prescreen(texts), strict=True)
    ]
    return [
        profile_text(profile, is_applicant=are_applicants, refusals=refusals, wishes=wishes)
        if search
        else _with_wishes(ProfileText(text, "", interests=profile.interests if wishes else ""), wishes=wishes)
        for profile, text, search in zip(profiles, texts, must_search, strict=True)
    ]


def _with_wishes(text: ProfileText, *, wishes: bool) -> ProfileText:
    said = without_idioms(text.said)
    return text._replace(said=said, wished=wished(said[len(text.interests) :]) if wishes else "")


def _everything(profile: Profile, statement: str) -> str:
    return "\n".join([profile.interests, statement, *map(evidence_text, profile.evidence)])


def evidence_text(evidence: Evidence) -> str:
    """Return what one piece of evidence says."""
    return f"{evidence.title}\n{evidence.text}"
