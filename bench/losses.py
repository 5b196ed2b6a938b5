"""What reading loses and invents, against pandoc, pdftotext and LibreOffice, by content words.

    python bench/losses.py [--show] [FOLDER ...]

Reads the files of `tests/corpus/files` and of the folders given. A content word has four letters or more. *Lost* are
words of the other reader that stand nowhere in what was read, with head, tags and what was set aside; *invented* are
words read that stand nowhere in what the other gives. `--show` prints them by file.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from matcher.documents import parse_document
from matcher.errors import MatcherError

FILES = Path(__file__).parents[1] / "tests" / "corpus" / "files"
PANDOC = {
    "markdown": "markdown",
    "html": "html",
    "latex": "latex",
    "org": "org",
    "rst": "rst",
    "typst": "typst",
    "notebook": "ipynb",
    "docx": "docx",
    "odt": "odt",
    "rtf": "rtf",
}
OFFICE = {"docx", "odt", "rtf", "html", "text"}


def words(text: str) -> Counter[str]:
    """Return the content words of a text, each with how often it stands there."""
    text = unicodedata.normalize("NFKC", text).lower()
    return Counter(re.findall(r"[^\W\d_]{4,}", text))


def read(path: Path) -> tuple[str, str]:
    """Return a file's format, and everything that was read in it."""
    document = parse_document(path.read_bytes(), path.name)
    ours = {"Head", "Tags"}  # titles that the reader gives
    parts = "\n".join(part.text if part.title in ours else f"{part.title}\n{part.text}" for part in document.parts)
    return document.format, "\n".join([parts, *document.names])


def output(*command: str) -> str | None:
    """Return what a program prints, `None` where it fails or is not there."""
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None


def by_pandoc(path: Path, form: str) -> str | None:
    return output("pandoc", "-f", PANDOC[form], "-t", "plain", "--wrap=none", str(path)) if form in PANDOC else None


def by_pdftotext(path: Path, form: str) -> str | None:
    return output("pdftotext", "-q", str(path), "-") if form == "pdf" else None


def by_libreoffice(path: Path, form: str) -> str | None:
    if form not in OFFICE:
        return None
    with tempfile.TemporaryDirectory() as folder:
        kind = "txt:Text (encoded):UTF8"
        output(
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/user",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            str(path),
        )
        made = Path(folder) / f"{path.stem}.txt"
        return made.read_text(encoding="utf-8", errors="replace") if made.exists() else None


OTHERS = {"pandoc": by_pandoc, "pdftotext": by_pdftotext, "LibreOffice": by_libreoffice}


def main() -> None:
    """Compare every file and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for path in sorted(path for folder in [FILES, *options.folders] for path in folder.iterdir() if path.is_file()):
        try:
            form, text = read(path)
        except MatcherError:
            continue
        ours = words(text)
        for name, other in OTHERS.items():
            theirs_text = other(path, form)
            if theirs_text is None:
                continue
            theirs = words(theirs_text)
            lost, invented = set(theirs) - set(ours), set(ours) - set(theirs)
            sums[form, name] += Counter(
                files=1, theirs=len(theirs), ours=len(ours), lost=len(lost), invented=len(invented)
            )
            if options.show and (lost or invented):
                print(f"{path.name} {form} {name}")
                print(f"  lost: {' '.join(sorted(lost))}")
                print(f"  invented: {' '.join(sorted(invented))}")
    print("| format | against | files | words | lost | invented |\n|---|---|---|---|---|---|")
    for (form, name), n in sorted(sums.items()):
        print(f"| {form} | {name} | {n['files']} | {n['theirs']:,} | {n['lost']} | {n['invented']} |")


if __name__ == "__main__":
    main()
