"""Peak memory of `matcher batch` at n and at 10 n rows, same pool: it should be the same.

.venv/bin/python bench/memory.py [ROWS]
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from matcher.model.cache import sample_files


def applicants(path: Path, n: int) -> None:
    words = [
        word for word in sample_files().pool.read_text(encoding="utf-8").split() if '"' not in word and "," not in word
    ]
    rng = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        file.write("id,statement\n")
        for number in range(n):
            file.write(f"p{number},{' '.join(rng.choices(words, k=500))}\n")


def peak_mb(folder: Path, name: str, jobs: int) -> float:
    """Return the largest resident size of any process of the run; the run is the child of a child, so each is fresh."""
    watch = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stderr=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = [sys.executable, "-m", "matcher", "batch", str(folder / name), "--out", str(folder / "m.csv"), "--k", "1"]
    done = subprocess.run(
        [sys.executable, "-c", watch, *run, "--jobs", str(jobs)], check=True, capture_output=True, text=True
    )
    return int(done.stdout) / 1024


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for rows in (n, 10 * n):
            applicants(folder / f"{rows}.csv", rows)
        for jobs in (1, 2):
            small, large = (peak_mb(folder, f"{rows}.csv", jobs) for rows in (n, 10 * n))
            print(f"jobs {jobs}: {small:.0f} MB at {n} rows, {large:.0f} MB at {10 * n} rows: {large / small:.2f} x")


if __name__ == "__main__":
    main()
