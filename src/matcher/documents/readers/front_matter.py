"""The head of a Markdown file in YAML or TOML, taken off only when it surely is one."""

import re
from collections.abc import Mapping
from typing import Any

from matcher.documents import limits
from matcher.documents.blocks import ParsedBlocks

_FENCES = (
    ("yaml", re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)),
    ("toml", re.compile(r"\s*\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|$)", re.DOTALL)),
)
_TAGS = {"tags", "tag", "categories", "category", "keywords", "keyword", "topics", "interests", "subjects"}
_NAMES = {"author", "authors", "name", "by"}


def take_front_matter(text: str, parsed: ParsedBlocks) -> str:
    r"""Return the text behind its front matter, all of it when it has none; the facts go to `parsed`.

    A text that merely opens with a rule keeps its first paragraph: only a mapping counts as front matter.

    >>> take_front_matter("---\nNot a head.\n---\nText", ParsedBlocks())
    '---\nNot a head.\n---\nText'
    """
    for language, fence in _FENCES:
        fenced = fence.match(text[: limits.FRONT_MATTER])
        facts = _facts(language, fenced[1]) if fenced else None
        if fenced and facts is not None:
            _sort(facts, parsed)
            return text[fenced.end() :]
    return text


def _facts(language: str, source: str) -> Mapping[str, Any] | None:
    """Return the facts of a head, or None where it is none.

    A YAML head that is nearly right is read line by line.
    """
    if language == "toml":
        import tomllib

        try:
            return tomllib.loads(source)
        except tomllib.TOMLDecodeError:
            return None
    import yaml

    try:
        facts = yaml.safe_load(source) if "&" not in source or not re.search(r"[&*]\w", source) else None
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        facts = None
    if isinstance(facts, dict) and any(len(str(key)) > 40 or len(str(key).split()) > 3 for key in facts):
        return None  # a paragraph with a colon in it
    if isinstance(facts, dict):
        return {str(key): value for key, value in facts.items()}
    return _by_line(source)


def _by_line(source: str) -> dict[str, str] | None:
    """Return `key: value` lines that are not quite YAML, or None when a line is neither that nor a list's."""
    facts: dict[str, str] = {}
    key = ""
    for line in source.splitlines():
        pair = re.match(r"([A-Za-z_][\w-]{0,40}):(?:[ \t]+(.*))?$", line)
        if pair:
            key = pair[1]
            facts[key] = pair[2] or ""
        elif key and re.match(r"[ \t]*-[ \t]|[ \t]+\S|[ \t]*$|#", line):
            facts[key] += ", " + line.strip(" \t-") if line.strip() else ""
        else:
            return None
    return facts or None


def _sort(facts: Mapping[str, Any], parsed: ParsedBlocks) -> None:
    for key, value in facts.items():
        if isinstance(value, Mapping):
            _sort({str(inner): fact for inner, fact in value.items()}, parsed)
            continue
        words = _words(value)
        if key.lower() in _TAGS:
            parsed.tags += words
        elif key.lower() in _NAMES:
            parsed.names += words
        if words and key.lower() not in _TAGS:
            parsed.head.append(f"{key}: {', '.join(words)}")


def _words(value: Any) -> list[str]:
    """Return the texts of a value of the head, however it was nested."""
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, Mapping):
        return [word for inner in value.values() for word in _words(inner)]
    if isinstance(value, list | tuple):
        return [word for inner in value for word in _words(inner)]
    parts = re.split(r"[,;\n]", value.strip("[]")) if isinstance(value, str) else [str(value)]
    return [part.strip(" '\"") for part in parts if part.strip(" '\"")]
