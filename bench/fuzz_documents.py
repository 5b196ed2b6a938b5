"""Throw damaged documents at the reader: nothing but one-line `MatcherError`s may come back.

    python bench/fuzz_documents.py --n 100000 --office 1500 --seed 1

Every input is a corpus file cut, spliced, flipped, repeated or nested at random, or random bytes. Text
formats are read
in this process, office files and PDFs through the child. Prints one line of counts; stops with the input
at a failure.
"""

import argparse
import collections
import random
import time
from pathlib import Path

from matcher.documents import KINDS, parse_document
from matcher.documents.document import report
from matcher.documents.formats import ENDINGS, OFFICE, office_format
from matcher.errors import MatcherError

FILES = Path(__file__).parents[1] / "tests" / "corpus" / "files"
NAMES = ["", *(f"x{ending}" for endings in ENDINGS.values() for ending in endings)]
TOKENS = [
    token.encode()
    for token in (
        "# ",
        "**",
        "*",
        "_",
        "[",
        "](",
        "![",
        "`",
        "```\n",
        "> ",
        "- ",
        "1. ",
        "|",
        "---\n",
        "+++\n",
        "{% ",
        " %}",
        "{{",
        "}}",
        "{: ",
        "\n\n",
        "\n",
        "<div>",
        "</div>",
        "<b>",
        "<table>",
        "<td>",
        "<script>",
        "<!--",
        "-->",
        "<p hidden>",
        "&amp;",
        "&#0;",
        "\\section{",
        "}",
        "\\begin{itemize}",
        "\\item ",
        "\\textbf{",
        "$",
        "%",
        "{\\rtf1",
        "\\par",
        "\\'e9",
        "\\u8220?",
        "I am not interested in ",
        "rather than ",
        "instead of ",
        "Dear ",
        ":",
        "Interests: ",
        "ab@example.org ",
        "https://example.org/",
        "\u200b",
        "\ufeff",
        "\ud7ff",
        "é",
        "â€™",
        "𝐛",
        "\0",
        "\x0c",
        "\r\n",
        "\t",
        " " * 40,
        "[^1]",
        "[^1]: ",
        "~~",
        "[12/03/2025, 10:15] A B: ",
        "==\n",
        "a" * 300,
    )
]


def damaged(rng: random.Random, seeds: list[bytes]) -> bytes:
    """Return one damaged input."""
    data = bytearray(rng.choice(seeds)[: rng.choice((60, 400, 3000, 40_000))])
    for _ in range(rng.randint(0, 12)):
        place = rng.randint(0, len(data))
        match rng.randint(0, 6):
            case 0:
                del data[place : place + rng.randint(1, 200)]
            case 1:
                data[place:place] = rng.choice(TOKENS) * rng.choice((1, 1, 1, 2, 5, 40))
            case 2:
                data[place:place] = rng.randbytes(rng.randint(1, 20))
            case 3 if data:
                data[place % len(data)] ^= 1 << rng.randint(0, 7)
            case 4:
                other = rng.choice(seeds)
                start = rng.randint(0, len(other))
                data[place:place] = other[start : start + rng.randint(1, 500)]
            case 5:
                data[place:] = data[place:][: rng.randint(0, 2000)] * 2
            case _:
                data[place:place] = b"".join(rng.choices(TOKENS, k=rng.randint(1, 30)))
    return bytes(data)


def is_office(data: bytes) -> bool:
    try:
        return office_format(data, "x") in OFFICE
    except MatcherError:
        return False


def tried(data: bytes, name: str) -> str:
    """Read one input; return what came of it."""
    try:
        document = parse_document(data, name)
    except MatcherError as error:
        if "\n" in str(error):
            raise AssertionError(str(error)) from error
        return "refused"
    assert {part.kind for part in document.parts} <= set(KINDS)
    report(document, 0.5)
    document.profile("a", interests="" if len(data) % 2 else "kelp")
    return document.format


def main() -> None:
    """Run the inputs and count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--office", type=int, default=1_500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    contents = [path.read_bytes() for path in sorted(FILES.iterdir())]
    text = [data for data in contents if not is_office(data)]
    office = [data for data in contents if is_office(data)]
    counts, slowest, start = collections.Counter(), 0.0, time.monotonic()
    done = 0
    while done < options.n + options.office:
        data = damaged(rng, text if done < options.n else office)
        if is_office(data) and done < options.n:
            continue
        name = rng.choice(NAMES)
        began = time.monotonic()
        try:
            counts[tried(data, name)] += 1
        except BaseException:
            Path("fuzz-failure.bin").write_bytes(data)
            print(f"input {done}, name {name!r}, kept in fuzz-failure.bin")
            raise
        slowest = max(slowest, time.monotonic() - began)
        done += 1
    shown = ", ".join(f"{what} {n}" for what, n in sorted(counts.items()))
    print(f"{done} inputs in {time.monotonic() - start:.0f} s, slowest {slowest:.2f} s: {shown}")


if __name__ == "__main__":
    main()
