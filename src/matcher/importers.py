"""Data of others as our tables: the exchange layout of paper-reviewer matching, submissions and archives of papers.

Source: the affinity scores of openreview-expertise, and the gold standard dataset of Stelmakh et al. (2025).
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from matcher.errors import InputError
from matcher.tables import decode, read_bytes, write_table
from matcher.tables.read import MAX_TABLE_BYTES


class Paper(NamedTuple):
    """One paper of the layout, and where it was found."""

    id: str
    title: str
    abstract: str
    year: str
    where: str


class Imported(NamedTuple):
    """What an import wrote, and a note for everything that it left out or found incomplete."""

    n_applicants: int
    n_mentors: int
    n_papers: int
    notes: tuple[str, ...]


def import_openreview(folder: str | Path, out: str | Path) -> Imported:
    """Write `pool.csv`, `evidence.csv` and `applicants.csv` into the folder `out`.

    A submission becomes an applicant without a name: the words of a name would be taken out of what is said, and a
    title is no name. A reviewer (known by the file's name) becomes a mentor, and each of the reviewer's
    papers a piece of evidence. A paper without an abstract keeps its title; one without either is left out, and
    so is a reviewer without papers. Everything is read before anything is written. Raises `InputError`, naming file and
    line, for what is missing or broken.
    """
    folder, out, notes = Path(folder), Path(out), list[str]()
    submissions = list(_saying_something(_submissions(folder), notes))
    if not (folder / "archives").is_dir():
        raise InputError(f"{folder} must hold a folder archives with one file for each reviewer; it is missing")
    archives = sorted(path for path in folder.glob("archives/*.jsonl") if not path.name.startswith("."))
    papers = {path.stem: list(_saying_something(_archive(path, notes), notes)) for path in archives}
    mentors = {name: written for name, written in papers.items() if written}
    for name, what in (("submissions with a title or an abstract", submissions), ("reviewers with papers", mentors)):
        if not what:
            raise InputError(f"{folder} must hold {name}; it holds none")
    people = [(paper.id, paper.title, f"{paper.title}\n\n{paper.abstract}".strip()) for paper in submissions]
    evidence = [(m, p.title, p.abstract, p.year) for m, written in mentors.items() for p in written]
    tables: dict[str, tuple[str, Sequence[Sequence[str]]]] = {
        "applicants": ("id title statement", people),
        "pool": ("id name interests statement", [(mentor, _name(mentor), "", "") for mentor in mentors]),
        "evidence": ("mentor_id title text year", evidence),
    }
    for name, (columns, rows) in tables.items():
        write_table(out / f"{name}.csv", dict.fromkeys(columns.split(), str), rows)
    return Imported(len(submissions), len(mentors), len(evidence), tuple(notes))


def _name(reviewer: str) -> str:
    """Return a reviewer's name as people read it: ~Jane_van_Doe1 is Jane van Doe."""
    return re.sub(r"(?<!\d)\d+$", "", reviewer.removeprefix("~")).replace("_", " ").strip() or reviewer


def _submissions(folder: Path) -> Iterator[Paper]:
    """Yield the submissions of either file; an id that comes twice is refused."""
    if not folder.is_dir():
        is_there = "it is a file" if folder.exists() else "there is no such folder"
        raise InputError(f"{folder} must be a folder with submissions and archives; {is_there}")
    files = [path for path in (folder / "submissions.json", folder / "submissions.jsonl") if path.exists()]
    if len(files) != 1:
        came = "it holds both" if files else "it holds neither"
        raise InputError(f"{folder} must hold submissions.json or submissions.jsonl; {came}")
    seen: set[str] = set()
    for paper in _json(files[0]) if files[0].suffix == ".json" else _lines(files[0]):
        if paper.id in seen:
            raise InputError(f"{paper.where}: a submission must come once; {paper.id!r} was there already")
        seen.add(paper.id)
        yield paper


def _json(path: Path) -> Iterator[Paper]:
    papers = _parsed(_text(path), str(path))
    if not isinstance(papers, dict):
        raise InputError(f"{path} must hold one object, from id to submission; it holds a {type(papers).__name__}")
    for name, paper in papers.items():
        yield _paper(paper, f"{path} submission {name!r}", name)


def _archive(path: Path, notes: list[str]) -> Iterator[Paper]:
    """Yield a reviewer's papers, each once."""
    seen: set[str] = set()
    for paper in _lines(path):
        if paper.id in seen:
            notes.append(f"{paper.where}: paper {paper.id!r} was there already; left out")
        else:
            seen.add(paper.id)
            yield paper
    if not seen:
        notes.append(f"{path} holds no paper; the reviewer is left out")


def _lines(path: Path) -> Iterator[Paper]:
    for line, text in enumerate(_text(path).split("\n"), 1):
        if text.strip():
            where = f"{path} line {line}"
            yield _paper(_parsed(text, where), where)


def _text(path: Path) -> str:
    return decode(read_bytes(path, MAX_TABLE_BYTES), str(path))


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = where if " line " in where else f"{where} line {error.lineno}"
        raise InputError(f"{place} is not JSON: {error.msg.lower()} (column {error.colno})") from error
    except RecursionError as error:
        raise InputError(f"{where} is not JSON of this layout: it is nested too deeply") from error


def _paper(data: object, where: str, name: str = "") -> Paper:
    if not isinstance(data, dict):
        raise InputError(f"{where} must be an object with id and content; it is {type(data).__name__}")
    content = data.get("content")
    if not isinstance(content, dict):
        raise InputError(f"{where} must have a content with title and abstract; its content is {content!r}")
    own = name or data.get("id")
    if not isinstance(own, str) or not own.strip():
        raise InputError(f"{where} must have an id; it is {own!r}")
    title, abstract = (_said(content, key, where) for key in ("title", "abstract"))
    year = str(_value(content, "year") or "")
    return Paper(_clean(own), title, abstract, year if year.isdecimal() else "", where)


def _said(content: Mapping[str, Any], key: str, where: str) -> str:
    value = _value(content, key)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{where}: {key} must be text; it is {type(value).__name__}")
    return _clean(value or "")


def _value(content: Mapping[str, Any], key: str) -> Any:
    """Return a field of a paper; the second version of the format wraps it as {"value": ...}."""
    value = content.get(key)
    return value.get("value") if isinstance(value, dict) else value


def _clean(text: str) -> str:
    """Return text that any table can hold: line ends as one character, no NUL, no half of a surrogate pair."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ").strip()


def _saying_something(papers: Iterable[Paper], notes: list[str]) -> Iterator[Paper]:
    """Yield the papers that say something, and note what is missing."""
    for paper in papers:
        if not paper.abstract:
            notes.append(f"{paper.where}: no abstract; " + ("its title stands alone" if paper.title else "left out"))
        if paper.title or paper.abstract:
            yield paper
