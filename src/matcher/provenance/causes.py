"""What differs between the cards of two runs, by cause, in words."""

from collections.abc import Mapping
from typing import Any

from matcher.provenance.card import RunCard, combined
from matcher.registry import FACETS
from matcher.wording import counted

CAUSES = ("data", "model", "config", "code")
"""In the order they are shown: applicants' texts; the fitted pool; settings, weights, k, filters; the program."""

DATA_FILES, POOL_FILES = ("statement", "applicants"), ("pool", "evidence", "reference")
"""The options that name the files of each cause."""

DATA_OPTIONS = ("maps", "sheet", "header_row")
"""How a table of applicants is read: what came of it is in the digests of their texts."""


def differing(before: RunCard, after: RunCard) -> dict[str, list[str]]:
    """Return what differs between two cards, in words, by cause."""
    said = zip(CAUSES, (_data, _model, _config, _code), strict=True)
    return {cause: facts for cause, facts_of in said if (facts := facts_of(before, after))}


def _data(before: RunCard, after: RunCard) -> list[str]:
    # a batch keeps digests of rows as they stand in the table, other commands of what was read from them
    are_alike = (before.command == "batch") == (after.command == "batch")
    if are_alike and before.applicants and after.applicants:
        return _members("applicant", before.applicants, after.applicants)
    if any(before.inputs.get(name) != after.inputs.get(name) for name in DATA_FILES):
        return ["other input"]
    is_known = any(name in before.inputs for name in DATA_FILES)
    return [] if is_known else ["perhaps what applicants wrote: it came from standard input, which no card knows"]


def _members(noun: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    numbers = (
        (len(after.keys() - before.keys()), "added"),
        (len(before.keys() - after.keys()), "removed"),
        (sum(before[one] != after[one] for one in before.keys() & after.keys()), "with another text"),
    )
    return [f"{counted(n, noun)} {what}" for n, what in numbers if n]


def _model(before: RunCard, after: RunCard) -> list[str]:
    said = _members("mentor", before.mentors, after.mentors)
    same_pool = combined(before.mentors) == combined(after.mentors)
    if before.inputs.get("reference") != after.inputs.get("reference"):
        said.append("another reference")
    if not said and before.inputs.get("pool") != after.inputs.get("pool") and _conditions(before) + _conditions(after):
        said.append("mentors with other attributes, which conditions ask for")
    # a fit with other settings or by other code gives other numbers too: that is not the model's doing
    explained = said or fit_settings(before) != fit_settings(after) or before.code != after.code
    if same_pool and not explained and before.model != after.model:
        said.append("another fit of the same pool")
    return said


def _conditions(card: RunCard) -> list[str]:
    return [*(card.options.get("where") or ())]


def fit_settings(card: RunCard) -> dict[str, Any]:
    """Return the settings that the numbers of a fitted pool depend on."""
    settings = {name: value for name, value in card.config.items() if name not in {"weights", "avoid"}}
    shares = card.config.get("weights") or {}
    # facets of an extra are fitted only where they have a share
    return {**settings, "fitted": [spec.name for spec in FACETS if spec.extra and shares.get(spec.name)]}


def _config(before: RunCard, after: RunCard) -> list[str]:
    said = []
    for kind in ("config", "weights", "options"):
        old, new = getattr(before, kind), getattr(after, kind)
        for name in sorted(old.keys() | new.keys()):
            first, then = old.get(name), new.get(name)
            counts = name in _DECIDING if kind == "options" else (kind, name) != ("config", "weights")
            if (first or None) != (then or None) and _said(first) != _said(then) and counts:
                said.append(f"{name} {_said(first)} to {_said(then)}")
    return said


_DECIDING = {"k", "where", "reference"}
"""Options that change a ranking and stand nowhere else on the card."""


def _said(value: Any) -> str:
    return "none" if value in (None, [], ()) else f"{value}"


def _code(before: RunCard, after: RunCard) -> list[str]:
    old, new = before.versions, after.versions
    names = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    said = [f"{name} {old.get(name, 'none')} to {new.get(name, 'none')}" for name in names]
    return said + ["matcher's source"] * (before.code != after.code)
