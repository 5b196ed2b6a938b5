"""Read the front matter of a Markdown file in YAML or TOML; what is not certainly front matter stays text.

Sentences about the writer are text; tags and names are kept as such; the rest is a record of facts. Every value is read
as a string: an uploaded file must not create dates, numbers or objects.
"""

import re
from collections.abc import Mapping
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import ParsedBlocks
from matcher.documents.formats import after_comments
from matcher.documents.readers.html_elements import MARKUP

_YAML = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|$)", re.DOTALL)
_TAGS = {"tags", "tag", "categories", "category", "keywords", "keyword", "topics", "interests", "subjects"}
_NAMES = {"author", "authors", "name", "by"}
_TITLES = ("title", "heading", "header", "name")
_NOTHING = {"true", "false", "null", "~", "yes", "no", "on", "off"}
_DEEPEST = 12
"""The largest depth of nested values; the head of a page builder has about six."""


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
    return [part.strip(" '\"") for part in parts if part.strip(" '\"")]


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
