"""How many of the interests found are interests, and how many of those written are found.

    python bench/interests.py [--show] [FILE ...]

Reads texts with the interests that a person found in them (`tests/interests.txt`, its head says how). A phrase found is
right where it shares at least half of the content words that it and an expected one have together; each expected one
that some phrase meets is found.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from matcher.documents import parse_document
from matcher.text.tokens import words

TEXTS = Path(__file__).parents[1] / "tests" / "interests.txt"


class Case(NamedTuple):
    """A text, and the interests that stand in it."""

    name: str
    text: str
    expected: tuple[str, ...]


class Count(NamedTuple):
    """What was found in a text: right, wrong, and what was missed."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]
    missed: tuple[str, ...]


def cases(path: Path = TEXTS) -> Iterator[Case]:
    """Yield the texts of a file."""
    for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, _, rest = block.partition("\n")
        text, _, expected = rest.rpartition("\n---")
        yield Case(name, text, tuple(one.strip() for one in expected.split(";") if one.strip()))


def counted(case: Case) -> Count:
    """Return what of a text's interests is found."""
    found = [phrase for phrase, _ in parse_document(case.text.encode(), case.name).interests_from]
    right = tuple(phrase for phrase in found if any(_meet(phrase, one) for one in case.expected))
    missed = tuple(one for one in case.expected if not any(_meet(phrase, one) for phrase in found))
    return Count(right, tuple(phrase for phrase in found if phrase not in right), missed)


def _meet(phrase: str, other: str) -> bool:
    one, two = set(words(re.sub(r"[-/]", " ", phrase))), set(words(re.sub(r"[-/]", " ", other)))
    return 2 * len(one & two) >= len(one | two) > 0


def main() -> None:
    """Print precision and recall, and with --show what is wrong and missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[TEXTS])
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    for path in given.files:
        counts = {case.name: counted(case) for case in cases(path)}
        if given.show:
            for name, count in counts.items():
                if count.wrong or count.missed:
                    print(f"{name}: wrong {list(count.wrong)}, missed {list(count.missed)}")
        n_right, n_wrong, n_missed = (sum(len(count[n]) for count in counts.values()) for n in range(3))
        n_found, n_written = n_right + n_wrong, sum(len(case.expected) for case in cases(path))
        print(f"{path.name}: {len(counts)} texts, {n_found} found, precision {n_right / max(n_found, 1):.3f}", end="; ")
        print(f"{n_written} written, recall {(n_written - n_missed) / max(n_written, 1):.3f}")


if __name__ == "__main__":
    main()
