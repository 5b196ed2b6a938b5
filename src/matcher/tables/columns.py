"""Finds the column of each field of a table: as the user says, by its name, or by its cells."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from matcher.errors import ConfigError, InputError
from matcher.tables.headers import IN_BRACKETS, Cells
from matcher.tables.rows import Row, flat, listed, refuse_doubled
from matcher.text.lexicon import Lexicon


class Needs(NamedTuple):
    """The fields of a table: one of each group must have a column; the others are optional."""

    groups: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...] = ()
    advice: str = "name them so in its header"
    """What to do if a column is missing."""

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields, the required ones first."""
        return (*(field for group in self.groups for field in group), *self.optional)


_IMPORT = "`matcher import table {}FILE --out FILE` gives columns these names"
NEED_ID = Needs((("id",),), ("interests", "statement", "statement_file", "name", "avoid"), _IMPORT.format(""))
APPLICANT_NEEDS = Needs((("id",), ("statement", "interests", "statement_file")), ("name", "avoid"), NEED_ID.advice)
POOL_NEEDS = Needs(
    (("id",), ("statement", "interests"), ("name",)), ("capacity", "avoid", "url"), _IMPORT.format("--pool ")
)

_NAMES = Lexicon("tables/columns.txt")

_SURE, _LIKELY = 80, 60
"""Similarity of two names in percent from which a column is taken, and from which it is proposed for confirmation."""

_SIGNS = re.compile(r"[\W\d_]+")
_ITEM = re.compile(r'\s*(\w+)\s*=\s*(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)')


class Proposal(NamedTuple):
    """The column of each field that has one, with what a person should check."""

    columns: dict[str, str]
    doubtful: tuple[str, ...] = ()
    """Fields whose column must be confirmed."""
    alike: tuple[str, ...] = ()
    """Fields whose column was found by a similar name."""
    unread_texts: tuple[str, ...] = ()
    """Columns of long texts that belong to no field."""

    @property
    def is_certain(self) -> bool:
        """Whether nothing must be confirmed."""
        return not self.doubtful and not self.unread_texts

    def __str__(self) -> str:
        """Return the proposal in the form of `--map`."""
        return ",".join(f"{field}={_quoted(flat(column))}" for field, column in self.columns.items())


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"' if set(column) & set('",') else column


def parse_map(text: str) -> dict[str, str]:
    """Return the columns named as `id=Email,statement="Why you, and why now?"`; commas inside quotes do not separate.

    >>> parse_map('id=Email,statement="Why, now?"')
    {'id': 'Email', 'statement': 'Why, now?'}
    """
    columns: dict[str, str] = {}
    position = 0
    while position < len(text):
        item = _ITEM.match(text, position)
        if not item or item[1] in columns:
            raise ConfigError(f'map must read like id=Email,statement="Why you?"; check {text[position:].strip()!r}')
        columns[item[1]] = item[2].replace('""', '"') if item[2] is not None else item[3].strip()
        position = item.end()
    return columns


def propose(
    columns: Sequence[str], given: Mapping[str, str], needs: Needs = APPLICANT_NEEDS, sample: Sequence[Row] = ()
) -> Proposal:
    """Return the column of each field: as given, else with the field's name, else with the most similar name.

    Case is ignored. A column whose cells in `sample` do not fit is not proposed: no statement of one word, no id that
    is in many rows. The first of several columns whose names differ only in case is `doubtful`. So is a column with a
    less similar name, one of several, or one chosen by its cells alone, which is proposed only for a required field
    without another column, and for long texts. Raises `ConfigError` for a field or a column that does not exist.
    """
    fields = needs.fields
    given = {field: _existing(field, column, columns, fields) for field, column in given.items()}
    named = {field: own for field in fields if field not in given and (own := columns_named(field, columns))}
    cells = {column: Cells([row.cells.get(column, "") for row in sample]) for column in columns}
    chosen = {**{field: own[0] for field, own in named.items()}, **given}
    free = [column for column in columns if column not in chosen.values()]
    missing = [field for field in fields if field not in chosen]
    sure, likely = _look_alikes(missing, free, cells)
    chosen |= sure
    doubtful: dict[str, str] = {}
    for group in needs.groups:
        untaken = [column for column in free if column not in (*chosen.values(), *doubtful.values())]
        if not chosen.keys() & {*group}:
            alike = {field: column for field in group if (column := likely.get(field)) in untaken}
            doubtful |= alike or _by_cells(group, untaken, cells)
        if "statement" in group and "statement" not in {**chosen, **doubtful}:
            texts = [c for c in untaken if cells[c].are_long_texts and c not in doubtful.values()]
            doubtful |= _by_cells(("statement",), texts, cells)
    read = {**chosen, **doubtful}
    ordered = {field: read[field] for field in fields if field in read}
    # a user who names the statement's column has seen the others
    left = [] if "statement" in given else [column for column in columns if column not in read.values()]
    unread = tuple(column for column in left if cells[column].are_long_texts)
    several = [field for field, own in named.items() if len(own) > 1]
    return Proposal(ordered, (*several, *doubtful), tuple(sure), unread)


def required(
    proposal: Proposal, columns: Sequence[str], where: str, needs: Needs = APPLICANT_NEEDS, *, accept: bool = False
) -> dict[str, str]:
    """Return the columns of a proposal; raises `InputError` if one is missing, doubtful, or a long text left out."""
    for group in needs.groups:
        if not proposal.columns.keys() & {*group}:
            fields, had = " or ".join(group), listed(columns) or "none"
            raise InputError(
                f"{where} must have a column for {fields}; it has {had}: say which, as in --map {group[0]}=COLUMN"
            )
    if proposal.doubtful and not accept:
        raise InputError(f"{where}: the columns must be certain; are they {proposal}? Then say so")
    if proposal.unread_texts and not accept:
        texts = listed(proposal.unread_texts, repr)
        raise InputError(f"{where}: long texts in {texts} would not be read; say which column is the statement")
    return proposal.columns


def columns_named(name: str, columns: Sequence[str]) -> list[str]:
    """Return the columns with a name: an exact match alone, else all that differ in case or spacing."""
    if name in columns:
        return [name]
    return [column for column in columns if flat(column).casefold() == flat(name).casefold()]


def column_named(name: str, columns: Sequence[str], where: object) -> str | None:
    """Return the column with a name, exactly or but for case and spacing; raises `InputError` if there are several."""
    named = columns_named(name, columns)
    refuse_doubled(where, dict.fromkeys(named, name))
    return named[0] if named else None


def _look_alikes(
    fields: Sequence[str], free: Sequence[str], cells: Mapping[str, Cells]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the certain and the likely columns by similar names, the most similar first, each column once."""
    pairs = [(-alike, field, column) for field in fields for column in free if (alike := _alike(field, column))]
    sure: dict[str, str] = {}
    likely: dict[str, str] = {}
    for alike, field, column in sorted(pair for pair in pairs if cells[pair[2]].may_be(pair[1])):
        taken = {**sure, **likely}
        if -alike < _LIKELY or field in taken or column in taken.values():
            continue
        rivals = sum(_alike(field, other) >= _SURE for other in free)
        (sure if -alike >= _SURE and rivals == 1 else likely)[field] = column
    return sure, likely


def _by_cells(group: Collection[str], free: Sequence[str], cells: Mapping[str, Cells]) -> dict[str, str]:
    """Return a column by its cells, whatever its name: the longest texts, or values that identify rows."""
    if "statement" in group:
        texts = [column for column in free if cells[column].are_texts]
        return {"statement": max(texts, key=lambda column: cells[column].n_words)} if texts else {}
    if "id" in group:
        keys = [column for column in free if cells[column].are_keys]
        return {"id": max(keys, key=lambda column: cells[column].are_addresses)} if keys else {}
    if "name" in group:
        who = _NAMES.words("who")
        names = [column for column in free if cells[column].are_keys and cells[column].may_be("name")]
        return {"name": max(names, key=lambda column: not who.isdisjoint(_plain(column).split()))} if names else {}
    return {}


def _alike(field: str, column: str) -> float:
    from rapidfuzz import fuzz

    plain = _plain(column)
    if field == "statement_file" and not any(word in plain for word in _NAMES.words("file")):
        return 0.0
    return max(fuzz.token_sort_ratio(plain, name) for name in _NAMES.lines(field))


def _existing(field: str, column: str, columns: Sequence[str], fields: Sequence[str]) -> str:
    if field not in fields:
        raise ConfigError(f"map must name {', '.join(fields)}; check {field!r}")
    if len(same := columns_named(column, columns)) == 1:
        return same[0]
    from rapidfuzz import process

    best = process.extractOne(column, columns, processor=_plain, score_cutoff=_LIKELY)
    advice = f", did you mean {flat(best[0])!r}?" if best else f": it has {listed(columns)}"
    raise ConfigError(f"map must name columns of the table; {column!r} is none{advice}")


def _plain(name: str) -> str:
    """Return a column's name without brackets, digits and punctuation, which do not matter for its meaning."""
    return _SIGNS.sub(" ", IN_BRACKETS.sub(" ", name)).strip().casefold()
