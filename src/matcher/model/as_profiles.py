"""What a person passes as mentors and applicants, as profiles: records, tables of pandas, dicts, a plain statement."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcher.errors import InputError
from matcher.records import Evidence, Profile

ApplicantLike = str | Profile | Iterable[Profile | str | Mapping[str, Any]]
"""A statement, a profile, or several of them; dicts and the rows of a DataFrame are read by the columns of tables."""

MentorLike = Iterable[Profile | Mapping[str, Any]]

_TEXTS = ("id", "name", "interests", "statement", "avoid", "url")


def as_applicants(given: ApplicantLike) -> Iterator[Profile]:
    """Yield applicants; a statement alone is one applicant with the id `applicant`.

    Raises
    ------
    InputError
        In one line, for what is neither text nor profile nor row.
    """
    if isinstance(given, str | Profile | Mapping):
        yield _applicant(given, "applicant")
        return
    for number, one in enumerate(_rows(given, "applicants"), 1):
        yield _applicant(one, f"applicant-{number}")


def as_mentors(given: MentorLike) -> Iterator[Profile]:
    """Yield the mentors of a pool; raises `InputError`, in one line, for what is neither profile nor row."""
    for one in _rows(given, "mentors"):
        if isinstance(one, Profile):
            yield one
        elif isinstance(one, Mapping) and "id" in one:
            yield _profile(one)
        else:
            raise InputError(f"mentors must be profiles, or rows with an id; {_kind(one)} is none")


def _rows(given: object, what: str) -> Iterable[object]:
    """Return what was given one by one; a DataFrame row by row, as dicts."""
    if hasattr(given, "to_dict") and hasattr(given, "columns"):
        rows: list[object] = given.to_dict("records")
        return rows
    if isinstance(given, str | bytes | Mapping | Profile) or not isinstance(given, Iterable):
        kinds = "a DataFrame, or a list of profiles or dicts"
        advice = f": read a table with read_{'pool' if what == 'mentors' else what}" if isinstance(given, str) else ""
        raise InputError(f"{what} must be {kinds}; {_kind(given)} is none{advice}")
    return given


def _applicant(one: object, id: str) -> Profile:
    if isinstance(one, Profile):
        return one
    if isinstance(one, str):
        return Profile(id, statement=one)
    if isinstance(one, Mapping):
        return _profile({"id": id, **one})
    raise InputError(f"applicants must be texts, profiles, or rows with a statement; {_kind(one)} is none")


def _profile(row: Mapping[str, Any]) -> Profile:
    """Return the profile of a row; columns of other names are its attributes."""
    texts = {name: _text(row.get(name)) for name in _TEXTS}
    evidence = row.get("evidence", ())
    pieces = tuple(_evidence(piece) for piece in evidence) if isinstance(evidence, list | tuple) else ()
    others = {str(name): _text(cell) for name, cell in row.items() if name not in (*_TEXTS, "evidence", "capacity")}
    return Profile(**texts, evidence=pieces, capacity=_capacity(row.get("capacity")), attributes=others)


def _evidence(piece: object) -> Evidence:
    if isinstance(piece, str):
        return Evidence("", piece)
    if isinstance(piece, Mapping):
        return Evidence(_text(piece.get("title")), _text(piece.get("text")), piece.get("year"))
    if isinstance(piece, tuple) and 2 <= len(piece) <= 3:
        return Evidence(*piece)
    raise InputError(f"evidence must be texts, or rows with title and text; {_kind(piece)} is none")


def _text(cell: object) -> str:
    """Return a cell as text; an empty cell of pandas is a number that does not equal itself."""
    return "" if cell is None or cell != cell else str(cell)


def _capacity(cell: object) -> int | None:
    if _text(cell) == "":
        return None
    try:
        number = float(_text(cell))
    except ValueError:
        number = -1.0
    if number < 0 or number != int(number):
        raise InputError(f"capacity must be a whole number of 0 or more; it is {cell}")
    return int(number)


def _kind(thing: object) -> str:
    return f"{type(thing).__name__} {thing!r:.40}"
