"""What a person passes as mentors and applicants, as profiles: records, tables of pandas, dicts, a plain statement."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from matcher.errors import ConfigError, InputError
from matcher.records import PROFILE_TEXTS, Evidence, Profile, given_rows, kind_of
from matcher.tables.rows import number_of

if TYPE_CHECKING:
    import pandas as pd

    from matcher.documents import Document

ApplicantLike: TypeAlias = "str | Profile | Document | pd.DataFrame | Iterable[Profile | str | Mapping[Any, Any]]"
"""A statement, a profile, or several of them; dicts and the rows of a DataFrame are read by the columns of tables."""

MentorLike: TypeAlias = "pd.DataFrame | Iterable[Profile | Mapping[Any, Any]]"

_ROWS = "a DataFrame, or a list of profiles or dicts"
_FIELDS = {*PROFILE_TEXTS, "evidence", "capacity"}


def as_applicants(given: ApplicantLike) -> Iterator[Profile]:
    """Yield applicants; a statement alone is one applicant with the id `applicant`.

    Raises `InputError`, in one line, for what is neither text nor profile nor row.
    """
    if isinstance(given, str | Profile | Mapping) or hasattr(given, "profile"):
        yield _applicant(given, "applicant")
        return
    for number, one in enumerate(given_rows(given, "applicants", _ROWS), 1):
        yield _applicant(one, f"applicant-{number}")


def as_applicant(given: ApplicantLike) -> Profile:
    """Return the one applicant that was given; raises `InputError` for several."""
    profiles = list(as_applicants(given))
    if len(profiles) != 1:
        raise InputError(f"applicant must be one text or profile; {len(profiles)} were given")
    return profiles[0]


def as_mentors(given: MentorLike) -> Iterator[Profile]:
    """Yield the mentors of a pool; raises `InputError`, in one line, for what is neither profile nor row."""
    for one in given_rows(given, "mentors", _ROWS):
        if isinstance(one, Profile):
            yield one
        elif isinstance(one, Mapping) and "id" in (row := with_field_names(one)):
            yield _profile(row, "mentors")
        else:
            raise InputError(f"mentors must be profiles, or rows with an id; {kind_of(one)} is none")


def as_ids(given: Iterable[str]) -> set[str]:
    """Return the ids of mentors that were given; raises `ConfigError` for one text."""
    if isinstance(given, str):
        raise ConfigError(f"eligible must be a list of mentors' ids; it is the text {given!r}")
    return set(given)


def with_field_names(row: Mapping[Any, Any], fields: Collection[str] = _FIELDS) -> dict[str, Any]:
    """Return a row by the names of its columns; a field's name may be written in any letters."""
    plain = {name: str(name).strip().casefold() for name in row}
    return {plain[name] if plain[name] in fields else str(name): cell for name, cell in row.items()}


def _applicant(one: Any, id: str) -> Profile:
    if isinstance(one, Profile):
        return one
    if isinstance(one, str):
        return Profile(id, statement=one)
    if isinstance(one, Mapping):
        return _profile({"id": id, **with_field_names(one)}, "applicants")
    if hasattr(one, "profile"):
        document: Profile = one.profile(id)
        return document
    raise InputError(f"applicants must be texts, profiles, or rows with a statement; {kind_of(one)} is none")


def _profile(row: Mapping[str, Any], what: str) -> Profile:
    """Return the profile of a row; columns of other names are its attributes."""
    if not row.keys() & {"interests", "statement", "evidence"}:
        raise InputError(f"{what} must have a column interests or statement; these have {', '.join(row)}")
    evidence = row.get("evidence", ())
    pieces = tuple(_evidence(piece) for piece in evidence) if isinstance(evidence, list | tuple) else ()
    others = {name: _text(cell) for name, cell in row.items() if name not in _FIELDS}
    texts = {name: _text(row.get(name)) for name in PROFILE_TEXTS}
    return Profile(**texts, evidence=pieces, capacity=_capacity(row.get("capacity")), attributes=others)


def _evidence(piece: object) -> Evidence:
    if isinstance(piece, str):
        return Evidence("", piece)
    if isinstance(piece, Mapping):
        return Evidence(_text(piece.get("title")), _text(piece.get("text")), piece.get("year"))
    if isinstance(piece, tuple) and 2 <= len(piece) <= 3:
        return Evidence(*piece)
    raise InputError(f"evidence must be texts, or rows with title and text; {kind_of(piece)} is none")


def _text(cell: object) -> str:
    """Return a cell as text, a list as its items; a missing number is one that does not equal itself."""
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
