"""Worst-case texts for a regular expression, generated from it: a repeated part many times, then a failing end.

`patterns()` finds every regular expression in the code, named or not.
"""

import ast
import importlib
import re
import re._constants as constants
import re._parser as parser
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from matcher.text.lexicon import Lexicon, data_lines

SOURCE = Path(__file__).parents[1] / "src" / "matcher"
_METHODS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
_ENDINGS = ("\x00", "a", "")
_SECTION = re.compile(r"\[(\w+)(, any case)?\]")
"""The line that opens a section of patterns in a lexicon."""


class Found(NamedTuple):
    """A pattern of the code: its place, and whether it is only tried at the beginning of a text."""

    where: str
    pattern: re.Pattern[str]
    is_anchored: bool


def patterns() -> Iterator[Found]:
    """Yield each pattern of the code: first those in module variables, then those written in a call."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))}
    used: dict[str, set[str]] = {}
    for key, method in re.findall(rf"\b(\w+)(?:\"\])?\.({'|'.join(_METHODS)})\b", "\n".join(texts.values())):
        used.setdefault(key, set()).add(method)
    called = re.compile(rf"\bre\.({'|'.join(_METHODS)})\(")
    for path, text in texts.items():
        if "import re\n" not in text and "Lexicon(" not in text:
            continue
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        seen: set[tuple[str, int, bool]] = set()
        in_calls = _of_calls(text) if called.search(text) else ()
        for pattern, is_anchored in (*_of_module(name, text, used), *in_calls):
            key = (pattern.pattern, pattern.flags, is_anchored)
            if key not in seen:
                seen.add(key)
                yield Found(name, pattern, is_anchored)


def _of_module(name: str, text: str, used: dict[str, set[str]]) -> Iterator[tuple[re.Pattern[str], bool]]:
    for key, value in vars(importlib.import_module(name)).items():
        named = {key: value}
        if isinstance(value, Lexicon):
            lines = data_lines(value.path) if f"{key} = Lexicon(" in text else ()
            named = {head[1]: value[head[1]] for head in map(_SECTION.fullmatch, lines) if head}
        for own, one in named.items():
            for pattern in _in_value(one):
                yield pattern, bool(used.get(own)) and used[own] <= {"match", "fullmatch"}


def _in_value(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _in_value(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _in_value(inner)


def _of_calls(text: str) -> Iterator[tuple[re.Pattern[str], bool]]:
    for node in ast.walk(ast.parse(text)):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS
        if called and isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args:
            flags = [keyword.value for keyword in node.keywords if keyword.arg == "flags"] + node.args[1:]
            try:
                pattern = ast.literal_eval(node.args[0])
            except ValueError:
                continue
            if isinstance(pattern, str):
                flag = sum(getattr(re, one.attr) for one in flags if _is_flag(one))
                yield re.compile(pattern, flag), node.func.attr in {"match", "fullmatch"}


def _is_flag(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"


def hostile(pattern: re.Pattern[str], n: int) -> Iterator[str]:
    """Yield texts of about n letters on which the pattern may read the same letters many times."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    units = dict.fromkeys(_units(tree, "", pattern.flags))
    for before, unit in list(units)[:16]:
        for ending in _ENDINGS:
            yield before + unit * (n // max(len(unit), 1)) + ending
        if before:
            yield (before + unit) * (n // len(before + unit))
    whole = _shortest(tree, pattern.flags) or "a"
    yield whole * (n // len(whole))
    yield (whole + " ") * (n // (len(whole) + 1))
    yield (whole[:-1] or "a") * (n // len(whole[:-1] or "a"))


def _units(tree: parser.SubPattern, before: str, flags: int) -> Iterator[tuple[str, str]]:
    """Yield what comes before each repeated part, and the part, in a few spellings."""
    for operator, argument in tree:
        if operator in {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}:
            _, most, inner = argument
            if most > 20:
                for unit in _spellings(inner, flags):
                    yield before, unit
            yield from _units(inner, before, flags)
        elif operator is constants.SUBPATTERN:
            yield from _units(argument[3], before, flags)
        elif operator is constants.BRANCH:
            for branch in argument[1]:
                yield from _units(branch, before, flags)
        elif operator in {constants.ASSERT, constants.ASSERT_NOT} and argument[0] > 0:
            yield from _units(argument[1], before, flags)
        before += _shortest([(operator, argument)], flags)


def _spellings(tree: parser.SubPattern, flags: int) -> Iterator[str]:
    shortest = _shortest(tree, flags)
    if len(tree) == 1 and tree[0][0] in {constants.IN, constants.ANY, constants.NOT_LITERAL}:
        allowed = re.compile(_written(tree[0]), flags & re.DOTALL)
        yield from [sign for sign in (" ", "\n", "a", "1", "-", ".", ",", "|", "x") if allowed.fullmatch(sign)][:6]
    if shortest:
        yield shortest


def _written(node: tuple[object, object]) -> str:
    operator, argument = node
    if operator is constants.ANY:
        return "."
    if operator is constants.NOT_LITERAL:
        return f"[^{re.escape(chr(argument))}]"
    parts = []
    for kind, value in argument:
        if kind is constants.NEGATE:
            parts.append("^")
        elif kind is constants.LITERAL:
            parts.append(re.escape(chr(value)))
        elif kind is constants.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        else:
            parts.append(_CATEGORIES[value])
    return f"[{''.join(parts)}]"


_CATEGORIES = {
    constants.CATEGORY_DIGIT: r"\d",
    constants.CATEGORY_NOT_DIGIT: r"\D",
    constants.CATEGORY_SPACE: r"\s",
    constants.CATEGORY_NOT_SPACE: r"\S",
    constants.CATEGORY_WORD: r"\w",
    constants.CATEGORY_NOT_WORD: r"\W",
}


def _shortest(tree: object, flags: int) -> str:
    """Return a short text that a part of a pattern matches."""
    text = ""
    for operator, argument in tree:
        if operator is constants.LITERAL:
            text += chr(argument)
        elif operator in {constants.IN, constants.ANY, constants.NOT_LITERAL}:
            allowed = re.compile(_written((operator, argument)), flags & re.DOTALL)
            text += next((sign for sign in "a1 -.\n(\"'•@/:—" if allowed.fullmatch(sign)), "")
        elif operator in {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}:
            text += _shortest(argument[2], flags) * argument[0]
        elif operator is constants.SUBPATTERN:
            text += _shortest(argument[3], flags)
        elif operator is constants.ATOMIC_GROUP:
            text += _shortest(argument, flags)
        elif operator is constants.BRANCH:
            text += _shortest(argument[1][0], flags)
    return text


def seconds(found: Found, text: str) -> float:
    """Return the processor time that using the pattern on a text takes."""
    start = time.process_time()
    if found.is_anchored:
        found.pattern.match(text)
        found.pattern.fullmatch(text)
    else:
        for _ in found.pattern.finditer(text):
            pass
    return time.process_time() - start
