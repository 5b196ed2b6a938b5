"""What was read, for a person to check: the text by parts with the reason for each, and what was done."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from matcher.documents.document import Document
from matcher.wording import json_text


def report(document: Document, known: float | None = None) -> dict[str, Any]:
    """Return what was read as plain data; `known` is the share of its words that a model knows, in [0, 1].

    >>> from matcher.documents import parse_document
    >>> facts = report(parse_document(b"I am interested in kelp.", "me.txt"), known=0.5)
    >>> facts["format"], facts["parts"][0]["kind"], facts["known"]
    ('text', 'interests', 0.5)
    """
    n_letters = sum(len(part.text) for part in document.parts)
    counted = sum(len(part.text) for part in document.parts if part.kind != "other")
    return {
        "name": document.name,
        "format": document.format,
        "encoding": document.encoding,
        "notes": [*document.notes, *document.cuts],
        "counted": round(counted / n_letters, 3) if n_letters else 0.0,
        "known": known,
        "parts": [part._asdict() for part in document.parts],
        "interests": [{"phrase": phrase, "from": source} for phrase, source in document.interests_from],
        "avoid": document.avoid,
        "refused": [{"phrase": phrase, "sentence": sentence} for phrase, sentence in document.refused],
    }


def _as_text(facts: Mapping[str, Any]) -> str:
    lines = [f"{facts['name']}: {facts['format']}, encoding {facts['encoding']}", *_facts(facts), ""]
    for part in facts["parts"]:
        lines += [f"[{part['kind']}] {part['title']}".rstrip(), f"  because: {part['why']}"]
        lines += [f"  {line}".rstrip() for line in part["text"].split("\n")] + [""]
    lines += ["interests found:", *(f"  {one['phrase']}  ({one['from']})" for one in facts["interests"])]
    if not facts["interests"]:
        lines.append("  none")
    lines += ["", "not wanted:", *(f"  {line}" for line in facts["avoid"].split("\n") if line)]
    lines += [f'  said in: "{" ".join(one["sentence"].split())}"' for one in facts["refused"]]
    if not facts["avoid"]:
        lines.append("  nothing said")
    return "\n".join(lines) + "\n"


def _as_markdown(facts: Mapping[str, Any]) -> str:
    lines = [f"# {facts['name']}", "", f"- format {facts['format']}, encoding {facts['encoding']}"]
    lines += [*(f"- {fact}" for fact in _facts(facts)), ""]
    for part in facts["parts"]:
        lines += [f"## {part['kind']}: {part['title']}".rstrip(": "), "", f"*{part['why']}*", "", part["text"], ""]
    lines += ["## Interests found", "", *(f"- {one['phrase']} ({one['from']})" for one in facts["interests"])]
    lines += ["", "## Not wanted", "", facts["avoid"] or "nothing said"]
    return "\n".join(lines) + "\n"


def _facts(facts: Mapping[str, Any]) -> list[str]:
    lines = [*facts["notes"], f"part of the text that counts: {facts['counted']:.0%}"]
    return lines if facts["known"] is None else [*lines, f"words that the model knows: {facts['known']:.0%}"]


RENDERERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = MappingProxyType(
    {"text": _as_text, "json": json_text, "markdown": _as_markdown}
)
"""A report to text, by the name of the form: text, json or markdown."""
