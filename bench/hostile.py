"""Processor time and memory of documents made to hurt, read as the page reads an upload.

Each is cut to as many lines as a text may have: one that is refused for its lines at once shows nothing.

    python bench/hostile.py [BYTES]

Each is read by a process of its own, so that its memory is its own. Prints the table, the most costly first.
"""

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
READ = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from hostile_documents import DOCUMENTS
from matcher.documents.sandbox import parse_sandboxed
from matcher.errors import MatcherError
name, length = sys.argv[2], int(sys.argv[3])
make = DOCUMENTS[name]
n = max(1, length // max(len(make(1000).encode()) // 1000, 1))
try:
    text = chr(10).join(make(n)[:length].split(chr(10), 19_900)[:19_900])
    said = f"read, {len(parse_sandboxed(text.encode(), name).parts):,} parts"
except MatcherError as error:
    said = str(error).removeprefix(name).strip()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.2f}|{used.ru_maxrss // 1024}|{said}")
"""


def main() -> None:
    """Read each and print the table."""
    sys.path.insert(0, str(TESTS))
    from hostile_documents import DOCUMENTS

    length = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rows = []
    for name in DOCUMENTS:
        command = [sys.executable, "-c", READ, str(TESTS), name, str(length)]
        seconds, megabytes, said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split(
            "|", 2
        )
        rows.append((float(seconds), int(megabytes), name, said.strip()))
    print("| document | CPU s | MB | what became of it |\n|---|---|---|---|")
    for seconds, megabytes, name, said in sorted(rows, reverse=True):
        print(f"| {name} | {seconds:.2f} | {megabytes} | {said} |")


if __name__ == "__main__":
    main()
