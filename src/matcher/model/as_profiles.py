"""Converts arguments for mentors and applicants to profiles: profiles, DataFrames, dicts, a plain statement."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from matcher.errors import ConfigError, InputError
from matcher.records import PROFILE_TEXTS, Evidence, Profile, given_rows, kind_of
from matcher.tables.rows import number_of, refuse_doubled

if TYPE_CHECKING:
    import pandas as pd

    from matcher.documents import Document

ApplicantLike: TypeAlias = "str | Profile | Document | pd.DataFrame | Iterable[Profile | str | Mapping[Any, Any]]"
"""A statement, a profile, or several; dicts and rows of a DataFrame have the columns of a table of applicants."""

MentorLike: TypeAlias = "pd.DataFrame | Iterable[Profile | Mapping[Any, Any]]"

_ROWS = "a DataFrame, or a list of profiles or dicts"
_FIELDS = {*PROFILE_TEXTS, "evidence", "capacity"}


def as_applicants(applicants: ApplicantLike) -> Iterator[Profile]:
    """Yield applicants as profiles; a single statement is one applicant with the id `applicant`.

    Raises `InputError` for an item that is neither text nor profile nor row.
    """
    if isinstance(applicants, str | Profile | Mapping) or hasattr(applicants, "profile"):
        yield _applicant(applicants, "applicant")
        return
    for number, item in enumerate(given_rows(applicants, "applicants", _ROWS), 1):
        yield _applicant(item, f"applicant-{number}")


def as_applicant(applicant: ApplicantLike) -> Profile:
    """Return one applicant as a profile; raises `InputError` for several."""
    profiles = list(as_applicants(applicant))
    if len(profiles) != 1:
        raise InputError(f"applicant must be one text or profile; {len(profiles)} were given")
    return profiles[0]


def as_mentors(mentors: MentorLike) -> Iterator[Profile]:
    """Yield mentors as profiles; raises `InputError` for an item that is neither profile nor row."""
    for item in given_rows(mentors, "mentors", _ROWS):
        if isinstance(item, Profile):
            yield item
        elif isinstance(item, Mapping) and "id" in (row := with_field_names(item)):
            yield _profile(row, "mentors")
        else:
            raise InputError(f"mentors must be profiles, or rows with an id; one is {kind_of(item)}")


def as_ids(eligible: Iterable[str]) -> set[str]:
    """Return mentors' ids as a set; raises `ConfigError` for a single text."""
    if isinstance(eligible, str):
        raise ConfigError(f"eligible must be a list of mentors' ids; it is the text {eligible!r}")
    return set(eligible)


def with_field_names(row: Mapping[Any, Any], fields: Collection[str] = _FIELDS) -> dict[str, Any]:
    """Return a row by column name; names of fields are matched without regard to case and surrounding spaces."""
    names = {name: own if (own := str(name).strip().casefold()) in fields else str(name) for name in row}
    refuse_doubled("a row", names)
    return {names[name]: cell for name, cell in row.items()}


def _applicant(item: Any, id: str) -> Profile:
    if isinstance(item, Profile):
        return item
    if isinstance(item, str):
        return Profile(id, statement=item)
    if isinstance(item, Mapping):
        return _profile({"id": id, **with_field_names(item)}, "applicants")
    if hasattr(item, "profile"):
        profile: Profile = item.profile(id)
        return profile
    raise InputError(f"applicants must be texts, profiles, or rows with a statement; one is {kind_of(item)}")


def _profile(row: Mapping[str, Any], what: str) -> Profile:
    """Return the profile of a row; columns that are not fields become its attributes."""
    if not row.keys() & {"interests", "statement", "evidence"}:
        raise InputError(f"{what} must have a column interests or statement; these have {', '.join(row)}")
    evidence = row.get("evidence", ())
    pieces = tuple(_evidence(piece) for piece in evidence) if isinstance(evidence, list | tuple) else ()
    attributes = {name: _text(cell) for name, cell in row.items() if name not in _FIELDS}
    texts = {name: _text(row.get(name)) for name in PROFILE_TEXTS}
    return Profile(**texts, evidence=pieces, capacity=_capacity(row.get("capacity")), attributes=attributes)


def _evidence(piece: object) -> Evidence:
    if isinstance(piece, str):
        return Evidence("", piece)
    if isinstance(piece, Mapping):
        return Evidence(_text(piece.get("title")), _text(piece.get("text")), piece.get("year"))
    if isinstance(piece, tuple) and 2 <= len(piece) <= 3:
        return Evidence(*piece)
    raise InputError(f"evidence must be texts, or rows with title and text; one is {kind_of(piece)}")


def _text(cell: object) -> str:
    """Return a cell as text, a list joined by semicolons; None and NaN (not equal to itself) give ""."""
    if isinstance(cell, list | tuple):
        return "; ".join(map(_text, cell))
    return "" if cell is None or cell != cell else str(cell)


def _capacity(cell: object) -> int | None:
    if _text(cell) == "":
        return None
    number = number_of(_text(cell))
    if not number >= 0 or not number.is_integer():
        raise InputError(f"capacity must be a whole number of 0 or more; it is {cell}")
    return int(number)
