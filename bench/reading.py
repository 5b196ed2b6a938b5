"""How long reading takes: processor time, medians, of a warm process; and what the first read costs.

    python bench/reading.py [--repeats 15]

Ten-kilobyte documents are the sample statements one after the other; the PDF has ten pages of them. "to splitting" is
the ratio to `str.split` over the same text, which tells a slow machine from slow code.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from matcher.documents import parse_document
from matcher.model.cache import sample_dir

SAMPLES = sample_dir() / "statements"
CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "files"
FIRST = """
import time, sys
start = time.process_time()
from matcher.documents import parse_document
loaded = time.process_time()
parse_document(b"I map reefs with sound. I am not interested in trade.", "me.txt").profile()
print(loaded - start, time.process_time() - loaded, len(sys.modules))
"""


def ten_kilobytes(pattern: str, names: str = "") -> bytes:
    """Return sample statements of one kind, repeated and cut at the end of a line."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob(pattern)) if names in path.name]
    whole = "\n\n".join(text.partition("---\n\n")[2] or text for text in texts) * 9
    whole = whole.replace("**", "") if pattern == "*.txt" else whole  # emphasis would make it Markdown
    return whole[: whole.rfind("\n", 0, 10_000)].encode()


def spent() -> float:
    """Return the processor time of this process and of the children it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def median(work: Callable[[], object], repeats: int) -> float:
    """Return the median processor time of a call, in milliseconds."""
    work()
    times = []
    for _ in range(repeats):
        start = spent()
        work()
        times.append(spent() - start)
    return 1000 * statistics.median(times)


def documents() -> dict[str, tuple[bytes, str, int]]:
    """Return the documents to read, by what they are: bytes, a name and how often less to repeat."""
    letters = ten_kilobytes("*.txt")
    page = "".join(f"<p>{line}</p>\n" for line in letters.decode().split("\n\n"))
    found = {
        "letters, 10 kB text": (letters, "me.txt", 1),
        "statement of purpose, 10 kB text": (ten_kilobytes("*.txt", "purpose"), "me.txt", 1),
        "chat, 10 kB text": (ten_kilobytes("*.txt", "chatty"), "me.txt", 1),
        "pages, 10 kB Markdown": (ten_kilobytes("*.md"), "me.md", 1),
        "page, 10 kB HTML": (f"<html><body>{page}</body></html>".encode(), "me.html", 1),
        "Word file, one page": ((CORPUS / "reefs-office.docx").read_bytes(), "me.docx", 5),
        "PDF, one page": ((CORPUS / "reefs-office.pdf").read_bytes(), "me.pdf", 5),
    }
    return found | {"PDF, ten pages": (_ten_pages(), "me.pdf", 5)}


def _ten_pages() -> bytes:
    """Return ten pages out of the one-page PDFs of the corpus."""
    import io

    from pypdf import PdfReader, PdfWriter

    pages = [page for name in ("reefs-office.pdf", "running-heads.pdf") for page in PdfReader(CORPUS / name).pages]
    writer, target = PdfWriter(), io.BytesIO()
    for place in range(10):
        writer.add_page(pages[place % len(pages)])
    writer.write(target)
    return target.getvalue()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeats", type=int, default=15)
    repeats = options.parse_args().repeats
    print(f"{'document':<34}{'kB':>6}{'read':>9}{'profile':>9}{'both, ms':>10}{'to splitting':>14}")
    for title, (data, name, less) in documents().items():
        n = max(3, repeats // less)
        read = median(lambda data=data, name=name: parse_document(data, name), n)
        document = parse_document(data, name)
        profile = median(lambda document=document: replace(document).profile(), n)  # a copy has nothing kept yet
        text = "\n".join(part.text for part in document.parts)
        start = time.process_time()
        for _ in range(200):
            text.split()
        both = read + profile
        split = (time.process_time() - start) * 5
        print(f"{title:<34}{len(data) / 1000:>6.1f}{read:>9.1f}{profile:>9.1f}{both:>10.1f}{both / split:>14,.0f}")
    runs = [subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True) for _ in range(7)]
    firsts = [tuple(map(float, run.stdout.split())) for run in runs]
    load, first, n_modules = (statistics.median(column) for column in zip(*firsts, strict=True))
    print(f"first import {1000 * load:.0f} ms, first plain text {1000 * first:.0f} ms, {n_modules:.0f} modules loaded")


if __name__ == "__main__":
    main()
