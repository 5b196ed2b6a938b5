"""What is said of tables on one line: names, rows that cannot be used, columns that are missing."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from matcher.errors import InputError

_SHOWN = 80
_NAMED_AT_ONCE = 10
_LISTED = 20


def flat(name: str) -> str:
    r"""Return a name on one line; names of columns may span several.

    >>> flat(" Why you,\n and why now? ")
    'Why you, and why now?'
    """
    return " ".join(name.split())


def listed(names: Iterable[str], show: Callable[[str], str] = str) -> str:
    """Return names for a message on one line: the first twenty, the long ones cut.

    >>> listed(["id", "x" * 99])[-8:], listed(map(str, range(30)))[-14:]
    ('xxxxxxx…', '19 and 10 more')
    """
    names = [flat(name) for name in names]
    shown = [show(name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…") for name in names[:_LISTED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def joined_problems(path: object, problems: Sequence[tuple[int, str]]) -> InputError:
    """Return one error that names several rows, each by its line; ten reasons and how many rows more.

    >>> print(joined_problems("t.csv", [(2, ": x is wrong: mend it"), (3, ": y is wrong: mend it")]))
    t.csv line 2: x is wrong; line 3: y is wrong: mend it
    """
    lines_of: dict[str, list[int]] = {}
    for line, reason in problems:
        lines_of.setdefault(reason, []).append(line)
    shown = [*lines_of.items()][:_NAMED_AT_ONCE]
    advice = {reason.rpartition(": ")[2] for reason, _ in shown}
    # what all of them say at their end is said once
    common = f": {advice.pop()}" if len(advice) == 1 < len(shown) else ""
    said = [f"line{'s' * (len(lines) > 1)} {_spans(lines)}{why.removesuffix(common)}" for why, lines in shown]
    more = len(problems) - sum(len(lines) for _, lines in shown)
    return InputError(f"{path} {'; '.join(said)}{f'; and {more} more' if more else ''}{common}")


def _spans(lines: Iterable[int]) -> str:
    """Return numbers of lines in order, those that follow each other as `2 to 9`."""
    runs = groupby(enumerate(lines), lambda numbered: numbered[1] - numbered[0])
    spans = ([line for _, line in run] for _, run in runs)
    return listed(f"{span[0]} to {span[-1]}" if len(span) > 1 else str(span[0]) for span in spans)


def without_columns(path: object, missing: Sequence[str], had: Iterable[str], advice: str) -> InputError:
    """Return the error for a table that lacks columns; `advice` says what to do."""
    what = f"column{'s' * (len(missing) > 1)} {' and '.join(missing)}"
    return InputError(f"{path} must have the {what}; it has {listed(had) or 'none'}: {advice}")
