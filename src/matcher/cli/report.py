"""The report that `match --report` writes."""

from pathlib import Path
from typing import TYPE_CHECKING

from matcher.cli.pool_options import PoolOptions
from matcher.cli.terminal import say

if TYPE_CHECKING:
    from matcher.documents.document import Document
    from matcher.model import MatchModel
    from matcher.tuning.probability import Probability


def write_report(
    path: Path,
    document: "Document",
    model: "MatchModel",
    chosen: PoolOptions,
    with_name: bool,
    probability: "Probability | None" = None,
) -> None:
    """Write a document's ranking as a page; the writer's name is on it only where it was asked for."""
    from matcher.documents.report import report
    from matcher.explaining.ranking_report import ranking_report
    from matcher.pages.report_page import report_page
    from matcher.provenance.digests import made_from
    from matcher.tables import written_aside

    applicant = document.profile()
    ranked = ranking_report(model, applicant, chosen.k, chosen.weights, chosen.eligible(model))
    who = " ".join(document.names[:1]) if with_name else ""
    if with_name and not who:
        say("Note: the document gives no name at its head; the report has none.")
    page = report_page(ranked, report(document), made_from(model, applicant, ranked.weights), who, probability)
    with written_aside(path) as fresh:
        fresh.write_text(page, encoding="utf-8")
    say(f"Report: {path}")
