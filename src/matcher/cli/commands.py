"""The commands for one statement and one pool: match, read, explain, fit, and app, which starts the page.

Streamlit listens on this machine only, without telemetry, with the settings of the checkout.
"""

import json
import os
import socket
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

import matcher
from matcher.cli import options
from matcher.cli.card_option import notes
from matcher.cli.options import PoolOptions, file_option, format_option, pool_options
from matcher.cli.terminal import output, say
from matcher.errors import ConfigError

# the library is imported inside the commands: --help and usage errors answer without numpy
if TYPE_CHECKING:
    from matcher.documents import Document
    from matcher.model import MatchModel
    from matcher.records import Profile


@click.command()
@options.statement_argument
@pool_options("weights", "k", "where")
@format_option("table", "json", "csv")
@file_option("--report", "Write the ranking with its reasons as a page that stands alone.")
@click.option("--with-name", is_flag=True, help="Put the writer's name on the report, where the document gives it.")
@file_option("--probability", "What `matcher tune --probability` learned from judgments.")
def match(
    statement: str, chosen: PoolOptions, form: str, report: Path | None, with_name: bool, probability: Path | None
) -> None:
    """Rank the mentors of a pool for one statement, FILE ("-" is standard input)."""
    from matcher.cli import views
    from matcher.explaining import certainty
    from matcher.explaining.messages import notice_sentences
    from matcher.explaining.report_records import ranking_report

    document, applicant, model, known_share = _read(statement, chosen)
    counted, notices = model.fitted.copies.counted(applicant)
    for sentence in notice_sentences(notices):
        say(sentence)
    wanted, learned = chosen.wanted(model), None
    [ranking] = model.rank([applicant], *wanted)
    if probability:
        from matcher.evaluation.probability import read_probability

        learned = read_probability(probability)
        learned.check(wanted.weights, len(model.mentors))
    ranked = ranking_report(model, counted, notices, wanted, ranking) if report else None
    places = [line.certainty for line in ranked.lines] if ranked else []
    if not ranked and form != "csv":  # a table of matches has no column for how sure a place is
        places = [*certainty(model, counted, wanted)]
    by_mentor = {place.mentor_id: place for place in places if place}
    shown = views.RankingView(ranking, counted, model, wanted.weights, known_share, by_mentor, learned)
    output(views.FORMATS[form](shown))
    if report and ranked:
        from matcher.pages.report_page import report_page
        from matcher.tables import write_text

        who = " ".join(document.names[:1]) if with_name else ""
        if with_name and not who:
            say("Note: the document gives no name at its head; the report has none.")
        write_text(report, report_page(ranked, document, model, applicant, who, learned))
        say(f"Report: {report}")
    if form == "table" and ranking and statement != "-":
        say(f"\nWhy? {chosen.command('explain', statement, ranking[0].mentor_id, keep=('weights',))}")


@click.command()
@options.statement_argument
@pool_options()
@format_option("text", "json", "markdown")
def read(statement: str, chosen: PoolOptions, form: str) -> None:
    """Show what is read from a document FILE: its parts, what was done, how much of it the pool knows."""
    from matcher.documents import read_document
    from matcher.documents.document import RENDERERS, report

    document = read_document(statement)
    output(RENDERERS[form](report(document, chosen.fitted().known_share(document.profile()))))


@click.command()
@options.statement_argument
@click.argument("mentor_id")
@click.option("--against", metavar="MENTOR-ID", help="Say why above or below this mentor, part by part.")
@pool_options("weights", "k", "where")
@format_option("text", "json", "markdown", "html")
def explain(statement: str, mentor_id: str, against: str | None, chosen: PoolOptions, form: str) -> None:
    """Say what the score of one mentor for the statement FILE is made of, where it was said and what is missing."""
    from matcher.cli.explanation_views import EXPLANATIONS
    from matcher.explaining.report_records import pair_report

    _, applicant, model, _ = _read(statement, chosen)
    wanted = chosen.wanted(model)
    output(EXPLANATIONS[form](pair_report(model, applicant, mentor_id, wanted, against), wanted.weights))


@click.command()
@click.argument("pool", type=Path)
@options.evidence_option
@options.reference_option
@options.config_option
@click.option("--out", type=Path, required=True, metavar="DIR", help="The folder to write the model to.")
def fit(pool: Path, evidence: Path | None, reference: Path | None, config: Path | None, out: Path) -> None:
    """Learn the table of mentors POOL and save the model as a folder."""
    from matcher.cli.terminal import encoding_shown
    from matcher.model.cache import PoolFiles, fit_files, kept_vectors
    from matcher.model.store import save
    from matcher.semantic.store import Encoding

    settings = options.read_config(config)
    with encoding_shown() as step:
        model = fit_files(PoolFiles(pool, evidence, reference), settings, Encoding(kept_vectors(settings), step))
    click.echo(save(model, out))
    say(f"{len(model.mentors)} mentors, {model.fitted.terms.n_terms} terms.")


@click.command()
@pool_options()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser where there is one.")
def app(chosen: PoolOptions, port: int, browser: bool) -> None:
    """Start the page and open it in the browser; it runs on this machine only, until Ctrl-C."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise ConfigError(f"port {port} must be free; another program uses it: give another with --port")
    say("Reading the pool; the first time it is fitted, which takes a few seconds a thousand mentors …")
    chosen.fitted()  # before the first visitor comes, and cached for the next start
    say(f"Starting the page at http://127.0.0.1:{port} (Ctrl-C stops it) …")
    arguments = command_line(port, opens_browser=browser and can_open_browser())
    os.execve(arguments[0], arguments, environment(chosen.page_pool()))


def _read(statement: str, chosen: PoolOptions) -> "tuple[Document, Profile, MatchModel, float]":
    """Return the document, its profile, the model, and the share of the words that the pool knows.

    Raises where the share is 0, and warns where it is small.
    """
    from matcher.documents import read_document
    from matcher.model.scoring import FOREIGN_SHARE, advice, refuse_unknown

    chosen.check()
    document = read_document(statement)
    applicant, model = document.profile(), chosen.fitted()
    notes().applicants.append(applicant)
    share = model.known_share(applicant)
    refuse_unknown(share, applicant, statement, model.config)
    if share < FOREIGN_SHARE:
        hint = advice(applicant, model.config)
        say(f"Note: the pool knows only {share:.0%} of the words; is it in the pool's language?{hint}")
    return document, applicant, model, share


POOL_VARIABLE = "MATCHER_PAGE_POOL"
"""The environment variable that passes the pool of the command line to the page, as JSON."""


def command_line(port: int, *, opens_browser: bool) -> list[str]:
    """Return the command that serves the page; it names every setting, so none depends on the current folder.

    The settings are `.streamlit/config.toml` of the checkout, or its copy in an installed package.
    """
    package = Path(matcher.__file__).resolve().parent
    installed = package / "ui" / "streamlit.toml"
    path = installed if installed.is_file() else package.parents[1] / ".streamlit" / "config.toml"
    flags = dict(_flags(tomllib.loads(path.read_text(encoding="utf-8"))))
    flags |= {"--server.port": str(port), "--server.headless": str(not opens_browser).lower()}
    page = [sys.executable, "-m", "streamlit", "run", str(package / "ui" / "__main__.py")]
    return [*page, *(f"{name}={value}" for name, value in flags.items())]


def environment(pool: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the page, without Streamlit settings: one could open the page to the network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    return {**kept, POOL_VARIABLE: json.dumps(pool)}


def can_open_browser() -> bool:
    """Return whether there is a screen to open a browser on."""
    has_screen = sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    return has_screen and not os.environ.get("SSH_CONNECTION")


def _flags(section: Mapping[str, object], prefix: str = "--") -> list[tuple[str, str]]:
    flags: list[tuple[str, str]] = []
    for name, value in section.items():
        if isinstance(value, dict):
            flags += _flags(value, f"{prefix}{name}.")
        else:
            flags.append((f"{prefix}{name}", str(value).lower() if isinstance(value, bool) else str(value)))
    return flags
