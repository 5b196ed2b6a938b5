"""`--card FILE` for every command with an output: a record of its inputs, settings and outputs."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

# the library is imported inside the functions: --help and usage errors answer without numpy
if TYPE_CHECKING:
    from matcher.model import MatchModel
    from matcher.records import Profile

_META = "matcher.card"
_OUTPUTS = {"out", "rejects", "report", "card"}
_OUTPUTS_OF_TUNE = _OUTPUTS | {"probability"}
"""`match` reads the file of probabilities that `tune` writes."""
_TABLES = ("pool", "evidence", "reference", "applicants", "judgments", "conflicts", "pins")


@dataclass
class Notes:
    """What a command records during its run."""

    model: "MatchModel | None" = None
    applicants: list["Profile"] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    """The column of each field, for a table whose rows are read one by one."""
    is_kept: bool = False
    """Whether they go on a card."""


def notes() -> Notes:
    """Return the notes of this run for its card; without `--card`, notes that are thrown away."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_META) or Notes() if context else Notes()


def with_card(command: click.Command) -> click.Command:
    """Add the option `--card FILE` to a command and return it."""
    run: Any = command.callback
    command.params.append(
        click.Option(["--card"], type=Path, metavar="FILE", help="Write what this output was made from, as JSON.")
    )

    @wraps(run)
    def run_with_card(card: Path | None, **values: Any) -> Any:
        _refuse_overwriting(str(command.name), {**values, "card": card})
        _warn_of_sheets(values)
        if card is None:
            return run(**values)
        context = click.get_current_context()
        context.meta[_META] = run_notes = Notes(is_kept=True)
        date, start = datetime.now(UTC), time.monotonic()
        result = run(**values)
        _write(card, context.info_name or "", values, run_notes, date.isoformat(timespec="seconds"), start)
        return result

    command.callback = run_with_card
    return command


def _refuse_overwriting(command: str, values: dict[str, Any]) -> None:
    """Raise `ConfigError` where a command would write a file that it reads, or write one twice."""
    from matcher.tables.files import refuse_overwriting

    named = {name: str(value) for name, value in values.items() if value and _is_file(name, value)}
    outputs = _OUTPUTS_OF_TUNE if command == "tune" else _OUTPUTS
    written = [value for name, value in named.items() if name in outputs]
    if not written:
        return
    if command == "assign" and "out" in named:
        from matcher.assigning.output import files_of

        written += files_of(named["out"])[1:]
    if command == "batch" and "rejects" not in named:
        written += filter(None, [rejects_beside(named["out"])])
    # a new placement may overwrite the one it is compared with
    read = [value for name, value in named.items() if name not in outputs | {"against"}]
    if "pool" in values and not named.keys() & {"pool", "model"}:
        from matcher.model.cache import sample_dir

        # what else lies there is of somebody who works in the checkout, and may be written again
        shipped = ("labs.csv", "evidence.csv", "applicants.csv", "judgments.tsv", "vectors.npz", "statements/*")
        read += [str(path) for pattern in shipped for path in sample_dir().glob(pattern)]
    refuse_overwriting(written, read, folders=command == "fit")
    if command in {"evaluate", "tune", "score"}:
        from matcher.applicants import documents_named

        tables = {path for name in ("applicants", "reference") if (path := named.get(name)) and Path(path).is_file()}
        refuse_overwriting(written, [document for table in tables for document in documents_named(table)])


def rejects_beside(out: str) -> str | None:
    """Return the file of a batch's rejects where no other is named; `None` beside standard output."""
    return None if out == "-" else str(Path(out).with_name(f"{Path(out).stem}.rejects.csv"))


def _warn_of_sheets(values: dict[str, Any]) -> None:
    """Print a note for each workbook of which only the first of several sheets is read, where `--sheet` is missing."""
    for path in [values.get(name) for name in _TABLES if name != "applicants" or "sheet" not in values]:
        if not str(path).lower().endswith((".xlsx", ".xlsm")) or not Path(str(path)).is_file():
            continue
        from matcher.tables.spreadsheets import sheet_names

        with open(str(path), "rb") as file:
            names = sheet_names(file)
        if len(names) > 1:
            click.echo(
                f"Note: {path}: only its first sheet, {names[0]!r}, is read; it has {len(names) - 1} more: "
                "`matcher import table FILE --sheet NAME --out FILE` saves another as a table.",
                err=True,
            )


def _write(path: Path, command: str, values: dict[str, Any], run_notes: Notes, date: str, start: float) -> None:
    from matcher.config import MatchConfig
    from matcher.provenance import RunCard, write_card
    from matcher.provenance.card import code_digest, fitted_digest, profile_digests, text_digest, versions
    from matcher.tables.files import file_digest

    model = run_notes.model
    config = (model.config or MatchConfig()).to_dict() if model else {}
    # only digests of files: their names may be names of people
    files = {name: Path(value) for name, value in values.items() if _is_file(name, value) and value}
    digests = {name: file_digest(file) for name, file in files.items() if file.is_file()}
    written = _OUTPUTS_OF_TUNE if command == "tune" else _OUTPUTS
    outputs = {name: digest for name, digest in digests.items() if name in written}
    if any(run_notes.printed):
        outputs["printed"] = text_digest("".join(run_notes.printed))
    write_card(
        RunCard(
            command,
            options={name: _plain(value) for name, value in values.items() if not _is_file(name, value)},
            inputs={name: digest for name, digest in digests.items() if name not in written},
            applicants=_applicants(values, run_notes),
            mentors=profile_digests(model.mentors) if model else {},
            model=fitted_digest(model) if model else "",
            config=config,
            weights=dict(values.get("weights") or config.get("weights") or {}),
            code=code_digest(),
            versions=versions(),
            outputs=outputs,
            date=date,
            seconds=round(time.monotonic() - start, 3),
        ),
        path,
    )


def _applicants(values: dict[str, Any], run_notes: Notes) -> dict[str, str]:
    from matcher.applicants import iter_applicants
    from matcher.provenance.card import profile_digests, row_digests

    table = Path(str(values.get("applicants")))
    if run_notes.columns and table.is_file():
        return row_digests(table, run_notes.columns, values)
    if run_notes.model and not run_notes.applicants and table.is_file():
        return profile_digests(iter_applicants(table))
    return profile_digests(run_notes.applicants)


def _is_file(name: str, value: object) -> bool:
    if name == "reference":
        return value not in (None, "none", "applicants")
    return isinstance(value, Path) or name in {"statement", "applicants", "out", "rejects", "report"}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if hasattr(value, "items") else value
