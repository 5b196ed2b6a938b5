"""Converts the data layout of paper-reviewer matching (submissions, archives of papers) to matcher's tables.

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
    """One paper of the layout; `where` names its file and line."""

    id: str
    title: str
    abstract: str
    year: str
    where: str


class Imported(NamedTuple):
    """What an import wrote, with a note for everything left out or incomplete."""

    n_applicants: int
    n_mentors: int
    n_papers: int
    notes: tuple[str, ...]


def import_openreview(folder: str | Path, out: str | Path) -> Imported:
    """Write `pool.csv`, `evidence.csv` and `applicants.csv` into the folder `out`.

    A submission becomes an applicant without a name: words of a name are removed from the text, and a title is not a
    name. A reviewer (identified by the file name) becomes a mentor, and each of their papers a piece of evidence. A
    paper without an abstract keeps its title; a paper with neither and a reviewer without papers are left out. All
    files are read before any is written. Raises `InputError`, with file and line, for missing or invalid data.
    """
    folder, out, notes = Path(folder), Path(out), list[str]()
    submissions = list(_not_empty(_submissions(folder), notes))
    if not (folder / "archives").is_dir():
        raise InputError(f"{folder} must hold a folder archives with one file for each reviewer; it is missing")
    archives = sorted(path for path in folder.glob("archives/*.jsonl") if not path.name.startswith("."))
    papers = {path.stem: list(_not_empty(_archive(path, notes), notes)) for path in archives}
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
    """Return a reviewer's name for display: ~Jane_van_Doe1 is Jane van Doe."""
    return re.sub(r"(?<!\d)\d+$", "", reviewer.removeprefix("~")).replace("_", " ").strip() or reviewer


def _submissions(folder: Path) -> Iterator[Paper]:
    """Yield the submissions of either file; raises `InputError` for a repeated id."""
    if not folder.is_dir():
        problem = "it is a file" if folder.exists() else "there is no such folder"
        raise InputError(f"{folder} must be a folder with submissions and archives; {problem}")
    files = [path for path in (folder / "submissions.json", folder / "submissions.jsonl") if path.exists()]
    if len(files) != 1:
        problem = "it holds both" if files else "it holds neither"
        raise InputError(f"{folder} must hold submissions.json or submissions.jsonl; {problem}")
    seen: set[str] = set()
    for paper in _json(files[0]) if files[0].suffix == ".json" else _lines(files[0]):
        if paper.id in seen:
            raise InputError(f"{paper.where}: a submission must appear once; {paper.id!r} appears again")
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
            notes.append(f"{paper.where}: paper {paper.id!r} appears again; left out")
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
    paper_id = name or data.get("id")
    if not isinstance(paper_id, str) or not paper_id.strip():
        raise InputError(f"{where} must have an id; it is {paper_id!r}")
    title, abstract = (_text_field(content, key, where) for key in ("title", "abstract"))
    year = str(_value(content, "year") or "")
    return Paper(_clean(paper_id), title, abstract, year if year.isdecimal() else "", where)


def _text_field(content: Mapping[str, Any], key: str, where: str) -> str:
    value = _value(content, key)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{where}: {key} must be text; it is {type(value).__name__}")
    return _clean(value or "")


def _value(content: Mapping[str, Any], key: str) -> Any:
    """Return a field of a paper; version 2 of the format wraps it as {"value": ...}."""
    value = content.get(key)
    return value.get("value") if isinstance(value, dict) else value


def _clean(text: str) -> str:
    """Return text that any table can hold: line ends as one character, no NUL, no lone surrogate."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ").strip()


def _not_empty(papers: Iterable[Paper], notes: list[str]) -> Iterator[Paper]:
    """Yield the papers with a title or an abstract; add a note for each paper without an abstract."""
    for paper in papers:
        if not paper.abstract:
            notes.append(f"{paper.where}: no abstract; " + ("only its title is used" if paper.title else "left out"))
        if paper.title or paper.abstract:
            yield paper
