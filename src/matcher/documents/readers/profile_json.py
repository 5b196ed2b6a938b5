"""Convert a profile that a service exports as one JSON object to Markdown, by the meaning of its keys.

Sentences and values of keys like "interests" are text; the person's name goes to the names, all else to the head, or
to the text if there is no other.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from matcher.documents.blocks import ParsedBlocks
from matcher.documents.formats import profile_of
from matcher.documents.readers.html_elements import MARKUP
from matcher.documents.structure import heading_kinds
from matcher.errors import InputError

_SENTENCE = 5
"""A value of this many words is text about the person, whatever its key."""

_MOST_VALUES = 5_000
_DEEPEST = 12

_Path = tuple[str, ...]


def profile_to_markdown(text: str, head: ParsedBlocks, name: str) -> Iterator[str]:
    """Yield a profile as Markdown: texts first, then a section for each key that names a kind."""
    profile = profile_of(text)
    if profile is None:
        raise InputError(f"{name} must be JSON with one object, a person's profile; it is not: paste its text")
    sections: dict[str, list[str]] = {}
    facts: list[tuple[str, str]] = []
    name_parts: dict[str, str] = {}
    leaves = list(islice(_values(profile, (), 0), _MOST_VALUES + 1))
    if len(leaves) > _MOST_VALUES:
        head.notes.append(f"values of the profile read: the first {_MOST_VALUES:,}")
    for path, value in leaves[:_MOST_VALUES]:
        title, value = _title(path), value.strip()
        if not value or "://" in value[:9]:
            continue
        if is_name := _name_key(path):
            head.names += [value] if is_name == "whole" else []
            name_parts.setdefault(is_name, value)
            continue
        kind, n_words = heading_kinds.kind_of(title), len(value.split())
        if kind is not None and (kind not in {"other", "statement"} or n_words > 2):
            sections.setdefault(title, []).append(value)
        elif n_words >= _SENTENCE or (n_words > 2 and value[-1] in ".!?") or title in MARKUP.words("headlines"):
            sections.setdefault("", []).append(value)
        else:
            facts.append((title, value))
    if sections:
        head.head += [f"{title}: {value}" for title, value in facts]
    else:
        sections[""] = [value for _, value in facts if any(map(str.isalpha, value))]
    head.names.append(" ".join(name_parts[part] for part in ("first", "last") if part in name_parts))
    yield from (f"{value}\n" for value in sections.pop("", []))
    for title, values in sections.items():
        mark = "" if len(values) == 1 else "- "
        yield from (f"\n## {title.capitalize()}\n", *(f"{mark}{value}" for value in values))


def _values(value: Any, path: _Path, depth: int) -> Iterator[tuple[_Path, str]]:
    """Yield each text in a profile with the keys above it, without keys that only wrap a value."""
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(value, Mapping):
        words = {str(key).lower(): inner for key, inner in value.items()}
        label = next((words[key] for key in ("name", "label", "question", "key") if key in words), None)
        answer = next((words[key] for key in ("value", "answer") if key in words), None)
        if isinstance(label, str) and isinstance(answer, str) and len(label) <= 100:
            yield (*path, label), answer
            return
        for key, inner in value.items():
            is_wrapper = str(key).lower() in MARKUP.words("wrappers") and path and not _is_person(path[-1])
            yield from _values(inner, path if is_wrapper else (*path, str(key)), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, path, depth + 1)
    elif isinstance(value, str):
        yield path, value


def _title(path: _Path) -> str:
    """Return the words of the last key, the same for "not_interested_in" and "notInterestedIn"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", path[-1] if path else "")
    return " ".join(re.split(r"[\s_.:-]+", words)).strip().lower()


def _is_person(key: str) -> bool:
    return _title((key,)) in MARKUP.words("people")


def _name_key(path: _Path) -> str:
    """Return which part of the person's name a value is: whole, first, last, or "" for none."""
    if not all(_is_person(key) or _title((key,)) == "name" for key in path[:-1]):
        return ""
    title = _title(path).replace(" ", "")
    return next((part for part in ("whole", "first", "last") if title in MARKUP.words(f"{part}_names")), "")
