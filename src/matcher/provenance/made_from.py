"""What a ranking was made from, in the few lines that a report shows."""

from collections.abc import Mapping
from datetime import UTC, datetime

from matcher.model import MatchModel
from matcher.provenance.digests import (
    code_digest,
    combined,
    model_digest,
    profile_digest,
    profile_digests,
    versions,
)
from matcher.records import Profile

_DIGITS = 16


def made_from(model: MatchModel, applicant: Profile, weights: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return name and value of each: date, versions, digests of pool, model and statement, weights."""
    known = versions()
    shares = ", ".join(f"{name} {share:g}" for name, share in weights.items())
    return [
        ("date", datetime.now(UTC).isoformat(timespec="minutes")),
        ("matcher", f"{known['matcher']}, source {code_digest()[:_DIGITS]}"),
        ("packages", ", ".join(f"{name} {number}" for name, number in known.items() if name != "matcher")),
        ("pool", f"{len(model.mentors):,} mentors, {combined(profile_digests(model.mentors))[:_DIGITS]}"),
        ("fitted model", model_digest(model)[:_DIGITS]),
        ("statement", profile_digest(applicant)),
        ("weights", shares),
    ]
