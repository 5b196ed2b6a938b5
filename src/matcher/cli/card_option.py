"""`--card FILE` for every command with an output: what it was made from, and what came out."""

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
_TABLES = {"pool", "evidence", "reference", "applicants", "judgments", "conflicts", "pins"}


@dataclass
class Notes:
    """What a command says of its run while it lasts."""

    model: "MatchModel | None" = None
    applicants: list["Profile"] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    """The column of each field, of a table whose rows were read one by one."""


def notes() -> Notes:
    """Return what is kept of a run for its card; where no card is wanted, what nobody reads."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_META) or Notes() if context else Notes()


def is_noted() -> bool:
    """Return whether a card is wanted."""
    context = click.get_current_context(silent=True)
    return bool(context and _META in context.meta)


def with_card(command: click.Command) -> click.Command:
    """Return a command that takes `--card FILE` too."""
    run = command.callback
    if run is None:
        return command
    command.params.append(
        click.Option(["--card"], type=Path, metavar="FILE", help="Write what this output was made from, as JSON.")
    )

    @wraps(run)
    def carded(card: Path | None, **values: Any) -> Any:
        _refuse_overwriting({**values, "card": card}, folders=command.name == "fit")
        _name_sheets(values)
        if card is None:
            return run(**values)
        context = click.get_current_context()
        context.meta[_META] = noted = Notes()
        date, start = datetime.now(UTC), time.monotonic()
        result = run(**values)
        _write(card, context.info_name or "", values, noted, date.isoformat(timespec="seconds"), start)
        return result

    command.callback = carded
    return command


def _refuse_overwriting(values: dict[str, Any], *, folders: bool) -> None:
    """Raise `ConfigError` where an option names a file to write that another option or argument reads."""
    from matcher.tables.outputs import refuse_overwriting

    named = {name: str(value) for name, value in values.items() if value and _names_a_file(name, value)}
    outputs = [value for name, value in named.items() if name in _OUTPUTS and value != "-"]
    # what a new placement is compared with may be the one that it replaces
    read = [value for name, value in named.items() if name not in _OUTPUTS | {"against"}]
    refuse_overwriting(outputs, read, folders=folders)


def _name_sheets(values: dict[str, Any]) -> None:
    """Say of each workbook of several sheets whose first alone is read, where the command has no option for another."""
    for name in _TABLES if "sheet" not in values else _TABLES - {"applicants"}:
        path = values.get(name)
        if not str(path).lower().endswith((".xlsx", ".xlsm")) or not Path(str(path)).is_file():
            continue
        from matcher.tables.binary_readers import sheet_names

        with open(str(path), "rb") as file:
            names = sheet_names(file)
        if len(names) > 1:
            click.echo(
                f"Note: {path}: only its first sheet, {names[0]!r}, is read; it has {len(names) - 1} more: "
                "`matcher import table FILE --sheet NAME --out FILE` gives another as a table.",
                err=True,
            )


def _write(path: Path, command: str, values: dict[str, Any], noted: Notes, date: str, start: float) -> None:
    from matcher.config import MatchConfig
    from matcher.provenance import RunCard, write_card
    from matcher.provenance.card import code_digest, model_digest, profile_digests, text_digest, versions
    from matcher.tables.files import file_digest

    model = noted.model
    config = (model.config or MatchConfig()).to_dict() if model else {}
    # of files the digests alone: their names may be a person's
    named = {name: Path(value) for name, value in values.items() if _names_a_file(name, value) and value}
    digests = {name: file_digest(file) for name, file in named.items() if file.is_file()}
    outputs = {name: digest for name, digest in digests.items() if name in _OUTPUTS}
    if any(noted.printed):
        outputs["printed"] = text_digest("".join(noted.printed))
    write_card(
        RunCard(
            command,
            options={name: _plain(value) for name, value in values.items() if not _names_a_file(name, value)},
            inputs={name: digest for name, digest in digests.items() if name not in _OUTPUTS},
            applicants=_applicants(values, noted),
            mentors=profile_digests(model.mentors) if model else {},
            model=model_digest(model) if model else "",
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


def _applicants(values: dict[str, Any], noted: Notes) -> dict[str, str]:
    from matcher.provenance.card import profile_digests, row_digests

    table = str(values.get("applicants"))
    if noted.columns and Path(table).is_file():
        return row_digests(table, noted.columns, values)
    if noted.model and not noted.applicants and Path(table).is_file():
        from matcher.applicants import iter_applicants

        return profile_digests(iter_applicants(Path(table)))
    return profile_digests(noted.applicants)


def _names_a_file(name: str, value: object) -> bool:
    if name == "reference":
        return value not in (None, "none", "applicants")
    return isinstance(value, Path) or name in {"statement", "applicants", "out", "rejects", "report"}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if hasattr(value, "items") else value
