"""The differences between the cards of two runs, in words, by cause."""

from collections.abc import Mapping
from typing import Any

from matcher.provenance.card import RunCard, combined
from matcher.registry import FACETS
from matcher.wording import counted

CAUSES = ("data", "model", "config", "code")
"""In the order of display: applicants' texts; the fitted pool; settings, weights, k, filters; the program."""

DATA_FILES, POOL_FILES = ("statement", "applicants"), ("pool", "evidence", "reference")
"""The options that name the files of each cause."""

DATA_OPTIONS = ("maps", "sheet", "header_row")
"""Options for reading a table of applicants; the digests of their texts already show the effect."""


def differing(before: RunCard, after: RunCard) -> dict[str, list[str]]:
    """Return the differences between two cards, in words, by cause."""
    checks = zip(CAUSES, (_data, _model, _config, _code), strict=True)
    return {cause: facts for cause, check in checks if (facts := check(before, after))}


def _data(before: RunCard, after: RunCard) -> list[str]:
    # the digests of a batch are of the table's rows, those of other commands of the profiles that were read from them
    are_alike = (before.command == "batch") == (after.command == "batch")
    if are_alike and before.applicants and after.applicants:
        return _members("applicant", before.applicants, after.applicants)
    if any(before.inputs.get(name) != after.inputs.get(name) for name in DATA_FILES):
        return ["other input"]
    is_known = any(name in before.inputs for name in DATA_FILES)
    return [] if is_known else ["perhaps what applicants wrote: it came from standard input, which cards do not record"]


def _members(noun: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    numbers = (
        (len(after.keys() - before.keys()), "added"),
        (len(before.keys() - after.keys()), "removed"),
        (sum(before[id_] != after[id_] for id_ in before.keys() & after.keys()), "with another text"),
    )
    return [f"{counted(n, noun)} {change}" for n, change in numbers if n]


def _model(before: RunCard, after: RunCard) -> list[str]:
    facts = _members("mentor", before.mentors, after.mentors)
    same_pool = combined(before.mentors) == combined(after.mentors)
    if before.inputs.get("reference") != after.inputs.get("reference"):
        facts.append("another reference")
    has_conditions = any(card.options.get("where") for card in (before, after))
    if not facts and has_conditions and before.inputs.get("pool") != after.inputs.get("pool"):
        facts.append("mentors with other attributes, which conditions ask for")
    # other settings or other code also change the fitted numbers, and are causes of their own
    explained = facts or fit_settings(before) != fit_settings(after) or before.code != after.code
    if same_pool and not explained and before.model != after.model:
        facts.append("another fit of the same pool")
    return facts


def fit_settings(card: RunCard) -> dict[str, Any]:
    """Return the settings that a fitted pool depends on."""
    settings = {name: value for name, value in card.config.items() if name not in {"weights", "avoid"}}
    shares = card.config.get("weights") or {}
    # a facet of an extra is fitted only if it has a weight
    return {**settings, "fitted": [spec.name for spec in FACETS if spec.extra and shares.get(spec.name)]}


def _config(before: RunCard, after: RunCard) -> list[str]:
    facts = []
    for kind in ("config", "weights", "options"):
        old, new = getattr(before, kind), getattr(after, kind)
        for name in sorted(old.keys() | new.keys()):
            first, then = old.get(name), new.get(name)
            is_compared = name in _DECIDING if kind == "options" else (kind, name) != ("config", "weights")
            if (first or None) != (then or None) and _shown(first) != _shown(then) and is_compared:
                facts.append(f"{name} {_shown(first)} to {_shown(then)}")
    return facts


_DECIDING = {"k", "where", "reference"}
"""Options that change a ranking and are in no other field of the card."""


def _shown(value: Any) -> str:
    return "none" if value in (None, [], ()) else f"{value}"


def _code(before: RunCard, after: RunCard) -> list[str]:
    old, new = before.versions, after.versions
    names = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    facts = [f"{name} {old.get(name, 'none')} to {new.get(name, 'none')}" for name in names]
    return facts + ["matcher's source"] * (before.code != after.code)
