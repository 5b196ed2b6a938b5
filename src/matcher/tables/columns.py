"""Which column of a strange table is the id, which the statement: as told, as named, or as likely."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from matcher.errors import ConfigError, InputError
from matcher.tables.read import read_rows
from matcher.tables.rows import Row

Needs = Sequence[Sequence[str]]
"""Groups of fields; a table needs a column for one field of each group."""

APPLICANT_NEEDS: Needs = (("id",), ("statement", "interests", "statement_file"))
POOL_NEEDS: Needs = (("id",), ("statement", "interests"), ("name",))

_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "applicant id", "identifier", "application number", "reference number", "email", "email address"),
    "name": ("name", "full name", "applicant name", "your name"),
    "interests": ("interests", "research interests", "keywords", "topics", "areas of interest"),
    "statement": (
        *("statement", "research statement", "statement of purpose", "personal statement", "motivation"),
        *("motivation letter", "cover letter", "about you", "about me", "abstract", "description", "biography"),
    ),
    "statement_file": ("statement file", "document", "attachment", "uploaded file"),
    "capacity": ("capacity", "number of places", "places", "slots"),
    "avoid": ("avoid", "not interested in"),
    "url": ("url", "website", "web page", "homepage", "link"),
}
_FILE_WORDS = ("file", "document", "attach", "upload", "pdf")
"""Without one of these a column holds text, not the name of a document."""

_SURE, _LIKELY = 80, 60
"""Alikeness of two names in percent: from the first on a column is taken, from the second on it is asked for."""

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_SIGNS = re.compile(r"[\W\d_]+")
_ITEM = re.compile(r'\s*(\w+)\s*=\s*(?:"((?:[^"]|"")*)"|([^",]*?))\s*(?:,|$)')


class Proposal(NamedTuple):
    """A column for each field that has one; which of them a person should confirm, and which were taken by likeness."""

    columns: dict[str, str]
    doubtful: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the proposal as `--map` takes it."""
        return ",".join(f"{field}={_quoted(column)}" for field, column in self.columns.items())


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"' if set(column) & set('",') else column


def parse_map(text: str) -> dict[str, str]:
    """Return the columns told as `id=Email,statement="Why you, and why now?"`; quotes hold commas together.

    >>> parse_map('id=Email,statement="Why, now?"')
    {'id': 'Email', 'statement': 'Why, now?'}
    """
    told: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _ITEM.match(text, at)
        if not found or found[1] in told:
            raise ConfigError(f'map must read like id=Email,statement="Why you?"; check {text[at:].strip()!r}')
        told[found[1]] = found[2].replace('""', '"') if found[2] is not None else found[3]
        at = found.end()
    return told


def propose(columns: Sequence[str], told: Mapping[str, str], needs: Needs = APPLICANT_NEEDS) -> Proposal:
    """Return the column of each field: as told, else of the field's own name, else the one most alike in name.

    A column that is only somewhat alike, or one of several, is `doubtful`; it is proposed only for a need that nothing
    else meets. Raises `ConfigError` for a field or a column that does not exist.
    """
    fields = tuple(field for need in needs for field in need)
    _check(columns, told, fields)
    names = {column.strip().casefold(): column for column in columns}
    found = {**{field: names[field] for field in fields if field in names}, **told}
    sure, likely = _look_alikes([field for field in fields if field not in found], columns, set(found.values()))
    found |= sure
    open_fields = [field for need in needs if not found.keys() & set(need) for field in need]
    doubtful = {field: column for field, column in likely.items() if field in open_fields}
    chosen = {**found, **doubtful}
    return Proposal({field: chosen[field] for field in fields if field in chosen}, tuple(doubtful), tuple(sure))


def required(
    proposal: Proposal, columns: Sequence[str], where: str, needs: Needs = APPLICANT_NEEDS, *, accept: bool = False
) -> dict[str, str]:
    """Return the columns of a proposal; raises `InputError` when a need is not met, or only by a doubtful column."""
    for need in needs:
        if not proposal.columns.keys() & set(need):
            asked, had = " or ".join(need), ", ".join(columns)
            raise InputError(
                f"{where} must have a column for {asked}; it has {had}: say which, as in --map {need[0]}=COLUMN"
            )
    if proposal.doubtful and not accept:
        raise InputError(f"{where}: the columns must be certain; are they {proposal}? Then say so")
    return proposal.columns


def _look_alikes(
    fields: Sequence[str], columns: Sequence[str], taken: Collection[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the surely and the likely meant columns; the most alike pairs go first, each side once."""
    free = [column for column in columns if column not in taken]
    pairs = sorted((-_alike(field, column), field, column) for field in fields for column in free)
    sure: dict[str, str] = {}
    likely: dict[str, str] = {}
    for alike, field, column in pairs:
        found = {**sure, **likely}
        if -alike < _LIKELY or field in found or column in found.values():
            continue
        rivals = sum(_alike(field, other) >= _SURE for other in free)
        (sure if -alike >= _SURE and rivals == 1 else likely)[field] = column
    return sure, likely


def _alike(field: str, column: str) -> float:
    from rapidfuzz import fuzz

    plain = _plain(column)
    if field == "statement_file" and not any(word in plain for word in _FILE_WORDS):
        return 0.0
    return max(fuzz.token_sort_ratio(plain, name) for name in _NAMES[field])


def _check(columns: Sequence[str], told: Mapping[str, str], fields: Sequence[str]) -> None:
    for field, column in told.items():
        if field not in fields:
            raise ConfigError(f"map must name {', '.join(fields)}; check {field!r}")
        if column not in columns:
            near = _nearest(column, columns)
            raise ConfigError(f"map must name columns of the table; {column!r} is none{near}")


def _nearest(column: str, columns: Sequence[str]) -> str:
    from rapidfuzz import process

    best = process.extractOne(column, columns, processor=_plain, score_cutoff=_LIKELY)
    return f", did you mean {best[0]!r}?" if best else f": it has {', '.join(columns)}"


def _plain(name: str) -> str:
    """Return a column's name without brackets, digits and signs, which say nothing of its meaning."""
    return _SIGNS.sub(" ", _ASIDE.sub(" ", name)).strip().casefold()


def renamed(cells: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return cells under the names of fields; a column in the way of a field's name keeps its cells as `own <name>`."""
    taken = set(columns.values())
    rest = {(f"own {name}" if name in columns else name): cell for name, cell in cells.items() if name not in taken}
    return {**{field: cells.get(column, "") for field, column in columns.items()}, **rest}


def keyed_rows(path: str | Path, needed: Iterable[str]) -> list[Row]:
    """Return the rows of a table that has the needed columns, at least one row, and no id twice."""
    rows = read_rows(path)
    if not rows:
        raise InputError(f"{path} must hold at least one row below its header; it holds none")
    missing = [column for column in needed if column not in rows[0].cells]
    if missing:
        had = ", ".join(rows[0].cells)
        raise InputError(
            f"{path} must have the columns {', '.join(needed)}; {', '.join(missing)} is missing among {had}"
        )
    seen: dict[str, int] = {}
    for row in rows:
        key = row.cells.get("id", "").strip()
        if not key:
            raise InputError(f"{path} line {row.line}: id must not be empty")
        if key in seen:
            raise InputError(f"{path} line {row.line}: id must be unique; {key!r} was line {seen[key]} already")
        seen[key] = row.line
    return rows


def attributes_of(cells: Mapping[str, str], fields: Iterable[str]) -> Mapping[str, str]:
    """Return the cells of a row that are no fields, for filters and tables of results."""
    taken = set(fields)
    return {name: value.strip() for name, value in cells.items() if name not in taken}
