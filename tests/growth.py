"""Runs made to hurt a pattern, from the pattern itself: each repeated part, repeated, and then something that fails.

`patterns()` finds every regular expression that stands in the code, named or not.
"""

import ast
import importlib
import re
import re._constants as constants
import re._parser as parser
import time
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "matcher"
SIZES = (3_000, 12_000)
_CALLS = {"compile", "search", "match", "fullmatch", "split", "sub", "subn", "findall", "finditer"}
_ENDINGS = ("", "\x00", "a", "!")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield each pattern of the code with where it stands: module values first, then those written in a call."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "import re\n" not in text and "import re " not in text:
            continue
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        seen: set[tuple[str, int]] = set()
        for pattern in (*_of_module(name), *_of_calls(text)):
            if (pattern.pattern, pattern.flags) not in seen:
                seen.add((pattern.pattern, pattern.flags))
                yield name, pattern


def _of_module(name: str) -> Iterator[re.Pattern[str]]:
    module = importlib.import_module(name)
    for key, value in vars(module).items():
        yield from _in_value(value)
        if key == "RULES" and name.endswith("refusal_patterns"):
            yield from (re.compile(rule.pattern) for rule in value)


def _in_value(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _in_value(inner)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _in_value(inner)


def _of_calls(text: str) -> Iterator[re.Pattern[str]]:
    for node in ast.walk(ast.parse(text)):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS
        if called and isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args:
            flags = [keyword.value for keyword in node.keywords if keyword.arg == "flags"] + node.args[1:]
            try:
                pattern = ast.literal_eval(node.args[0])
            except ValueError:
                continue
            if isinstance(pattern, str):
                yield re.compile(pattern, sum(getattr(re, flag.attr) for flag in flags if _is_flag(flag)))


def _is_flag(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"


def hostile(pattern: re.Pattern[str], n: int) -> Iterator[str]:
    """Yield texts of about n letters on which the pattern may look again and again at the same letters."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    units = dict.fromkeys(_units(tree, "", pattern.flags))
    for before, unit in list(units)[:30]:
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


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Return the processor time that finding all matches takes."""
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start
