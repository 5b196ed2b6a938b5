"""The report that `match --report` writes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.cli.pool_options import PoolOptions
from matcher.cli.terminal import say

if TYPE_CHECKING:
    from matcher.documents.document import Document
    from matcher.model import MatchModel
    from matcher.records import Profile

_DIGITS = 16


def write_report(path: Path, document: "Document", model: "MatchModel", chosen: PoolOptions, with_name: bool) -> None:
    """Write a document's ranking as a page; the writer's name is on it only where it was asked for."""
    from matcher.documents.report import report
    from matcher.explaining.ranking_report import ranking_report
    from matcher.pages.report_page import report_page
    from matcher.tables import written_aside

    applicant = document.profile()
    ranked = ranking_report(model, applicant, chosen.k, chosen.weights, chosen.eligible(model))
    who = " ".join(document.names[:1]) if with_name else ""
    if with_name and not who:
        say("Note: the document gives no name at its head; the report has none.")
    page = report_page(ranked, report(document), _made_from(model, applicant, ranked.weights), who)
    with written_aside(path) as fresh:
        fresh.write_text(page, encoding="utf-8")
    say(f"Report: {path}")


def _made_from(model: "MatchModel", applicant: "Profile", weights: Mapping[str, float]) -> list[tuple[str, str]]:
    from matcher.provenance.digests import (
        code_digest,
        combined,
        model_digest,
        profile_digest,
        profile_digests,
        versions,
    )

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
