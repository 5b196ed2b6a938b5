"""Read what comes as keys and values: the front matter of a Markdown file, and a profile that a service exports.

Sentences about the writer are text; tags and names are kept as such; the rest is a record of facts. What is not
certainly front matter stays text, and every value of it is read as a string: an uploaded file must not create dates,
numbers or objects.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import ParsedBlocks
from matcher.documents.formats import after_comments, profile_of
from matcher.documents.readers.html_elements import MARKUP
from matcher.documents.structure import kinds
from matcher.errors import InputError

_YAML = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|$)", re.DOTALL)
_TAGS = {"tags", "tag", "categories", "category", "keywords", "keyword", "topics", "interests", "subjects"}
_NAMES = {"author", "authors", "name", "by"}
_TITLES = ("title", "heading", "header", "name")
_NOTHING = {"true", "false", "null", "~", "yes", "no", "on", "off"}
_DEEPEST = 12
"""The largest depth of nested values; the head of a page builder has about six."""

_SENTENCE = 5
"""A value of a profile with this many words is text about the person, whatever its key."""

_MOST_VALUES = 5_000
_Path = tuple[str, ...]


def take_front_matter(text: str, parsed: ParsedBlocks) -> str:
    r"""Return the text after its front matter, preceded by the sentences in it; without front matter, the whole text.

    The facts are added to `parsed`. Only a mapping counts as front matter, so that a text that only starts with a rule
    keeps its first paragraph.

    >>> take_front_matter("---\nNot a head.\n---\nText", ParsedBlocks())
    '---\nNot a head.\n---\nText'
    >>> take_front_matter("---\ntitle: Me\nbio: I map reefs with sound.\n---\nText", ParsedBlocks())
    'I map reefs with sound.\n\nText'
    """
    start = after_comments(text)
    near = text[start : start + limits.FRONT_MATTER]
    fenced = _TOML.match(near) or _YAML.match(near)
    facts = (_toml_facts if near.startswith("+++") else _yaml_facts)(fenced[1]) if fenced else None
    if fenced is None or facts is None:
        return text
    texts: list[str] = []
    _sort(facts, parsed, texts, depth=0)
    if texts:
        parsed.notes.append(f"texts of the head read as text: {len(texts)}")
    return "\n\n".join([*texts, text[start + fenced.end() :]])


def _toml_facts(source: str) -> Mapping[str, Any] | None:
    import tomllib

    try:
        return tomllib.loads(source, parse_float=str)
    except (ValueError, RecursionError):  # also for a number with more digits than Python reads
        return None


def _yaml_facts(source: str) -> Mapping[str, Any] | None:
    """Return the facts of a head, None if it is not one; a head that is nearly YAML is read line by line."""
    facts = _yaml(source)
    if not isinstance(facts, dict):
        return _facts_by_line(source)
    # a paragraph with a colon in it is not a fact
    return None if any(len(key) > 40 or len(key.split()) > 3 for key in facts) else facts


def _yaml(source: str) -> Any:
    """Return YAML with every value as text, None for what is not YAML, has anchors or nests too deeply."""
    import yaml

    try:
        depth = 0
        for event in yaml.parse(source, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            # the parser's time grows with the square of the depth, so that it is stopped early
            if getattr(event, "anchor", None) is not None or depth > _DEEPEST:
                return None
        return yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - it creates strings only
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None


def _facts_by_line(source: str) -> dict[str, str] | None:
    """Return lines like `key: value` that are not quite YAML; None if a line is neither that nor in a list."""
    facts: dict[str, list[str]] = {}
    key = ""
    for line in source.splitlines():
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[A-Za-z_][\w-]{0,40}", name) and (not value or value[0] in " \t"):
            key = name
            facts[key] = [value.strip()]
        elif line.startswith("#"):
            continue
        elif key and (not line.strip() or line[0] in " \t" or line.startswith("- ")):
            facts[key] += [line.strip(" \t-")] if line.strip(" \t-") else []
        else:
            return None
    return {key: ", ".join(filter(None, values)) for key, values in facts.items()} or None


def _sort(facts: Mapping[str, Any], parsed: ParsedBlocks, texts: list[str], depth: int) -> None:
    """Add each fact to the texts, the tags, the names or the head."""
    title = next((facts[key] for key in _TITLES if isinstance(facts.get(key), str)), "") if depth else ""
    for name, value in facts.items():
        key = name.lower()
        if isinstance(value, Mapping):
            _sort(value, parsed, texts, depth + 1)
        elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
            for inner in value:
                _sort(inner if isinstance(inner, Mapping) else {name: inner}, parsed, texts, depth + 1)
        elif isinstance(value, str) and _is_text(key, value):
            texts.append(f"## {title}\n\n{value}" if title and title != value else value)
        elif key in _TAGS:
            parsed.tags += _words(value)
        elif words := _words(value):
            parsed.names += words if key in _NAMES else []
            parsed.head.append(f"{name}: {', '.join(words)}")


def _is_text(key: str, value: str) -> bool:
    """Tell whether a value is sentences about the writer, not a fact: by its key or its length."""
    n = len(value.split())
    if key in _TAGS or key in _NAMES or (n == 1 and len(value) < 40):
        return False
    return (key in MARKUP.words("keys_of_texts") and n >= 4) or (n >= 12 and value.rstrip()[-1:] in ".!?…")


def _words(value: Any) -> list[str]:
    if isinstance(value, Mapping | list):
        return [word for inner in (value.values() if isinstance(value, Mapping) else value) for word in _words(inner)]
    text = str(value).strip()
    parts = re.split(r"[,;\n]", text.strip("[]")) if text.lower() not in _NOTHING else []
    return list(filter(None, (part.strip(" '\"") for part in parts)))


def take_fact(key: str, value: str, head: ParsedBlocks) -> None:
    """Add a line of a document's head to the names, the tags or the rest of `head`."""
    key, value = key.lower(), value.strip()
    if key in {"author", "authors", "name"}:
        head.names.append(re.split(r"[<(]", value)[0].strip())
    elif key in {"keywords", "filetags", "tags", "categories", "page-tags", "category"}:
        tags = re.split(r"[,:;\[\]\s]+" if key == "filetags" else r"[,:;\[\]]+", value)
        head.tags += filter(str.strip, tags)
    elif value:
        head.head.append(f"{key}: {value}")


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
        kind, n_words = kinds.of_heading(title), len(value.split())
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
