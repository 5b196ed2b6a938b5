"""Idioms whose words mean something else than they do alone: "a bit" is no bit, "fall 2027" no fall."""

import re

_SIGNS = ("a bit", "fall ", "spring ", "summer ", "winter ", "autumn ")
_IDIOM = re.compile(
    r"\b(?:quite )?a (?:little )?bit\b(?! (?:depth|rate|string|vector|error))"
    r"|\b(?:fall|spring|summer|winter|autumn)(?: of)? '?(?:20)?\d\d\b"
    r"|\b(?:this|next|last|in|for|by|since|the|early|late) (?:fall|spring|autumn)\b(?! (?:detect|prevent|risk|model))"
    r"(?: '?(?:20)?\d\d\b)?"
    r"|\b(?:fall|spring|summer|winter|autumn) (?:semester|term|quarter|intake|admission|break|session)s?\b",
    re.IGNORECASE,
)


def without_idioms(text: str) -> str:
    """Return a text without the idioms whose words would be counted as what they are not.

    >>> without_idioms("I know a bit of physics and start in fall 2027; I study the risk of falls.")
    'I know  of physics and start ; I study the risk of falls.'
    """
    lowered = text.lower()
    return _IDIOM.sub("", text) if any(sign in lowered for sign in _SIGNS) else text
