"""How long matcher and its peers take from CSV to CSV, whole processes, in turn.

    make bench                                    # 1k x 1k, 10k x 2k, 10k x 20k, 100k x 5k; an hour
    .venv/bin/python bench/speed.py --sizes 1000x1000,10000x2000 --rounds 3

Prints CPU and wall medians, peak memory, ratios to matcher, and the share of the exact top 10 that is found.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from corpus import tables

HERE = Path(__file__).parent
SIZES = "1000x1000,10000x2000,10000x20000,100000x5000"
METHODS = "matcher,command,matcher_plain,sklearn_blocks,sklearn_dense,sparse_dot_topn,bm25s"
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMBA", "BLIS")}
TOO_LARGE = {("sklearn_dense", 100_000 * 5_000)}


class Taken(NamedTuple):
    """What one process took."""

    cpu: float
    wall: float
    megabytes: float


def run(method: str, applicants: Path, mentors: Path, out: Path) -> Taken:
    """Run one method in a process of its own."""
    command = [sys.executable, str(HERE / "methods.py"), method, str(applicants), str(mentors), str(out)]
    start = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **ONE_THREAD})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{method} ended with {process.returncode}")
    return Taken(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024)


def agreement(out: Path, exact: Path) -> float:
    """Return the share of the exact places' mentors that are found; a tie at the last place counts as found."""
    found, scores = best(out)
    wanted, values = best(exact)
    hits = total = 0
    for applicant, mentors in wanted.items():
        last = min(values[applicant].values())
        extra = sum(abs(scores[applicant][one] - last) < 2e-6 for one in found[applicant] - mentors)
        hits += len(found[applicant] & mentors) + min(extra, len(mentors - found[applicant]))
        total += len(mentors)
    return hits / total


def best(path: Path) -> tuple[dict[str, set[str]], dict[str, dict[str, float]]]:
    found, scores = defaultdict(set), defaultdict(dict)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["applicant_id"]].add(row["mentor_id"])
            scores[row["applicant_id"]][row["mentor_id"]] = float(row["score"])
    return found, scores


def compare(methods: list[str], n_applicants: int, n_mentors: int, rounds: int, folder: Path) -> None:
    """Run the methods in turn, and print their table."""
    applicants, mentors = tables(folder, n_applicants, n_mentors)
    methods = [one for one in methods if (one, n_applicants * n_mentors) not in TOO_LARGE]
    taken: dict[str, list[Taken]] = defaultdict(list)
    for method in methods:
        (folder / f"{method}.csv").unlink(missing_ok=True)
    for _ in range(rounds):
        for method in methods:
            taken[method].append(run(method, applicants, mentors, folder / f"{method}.csv"))
            print(f"  {method}: {taken[method][-1].cpu:.2f} s", file=sys.stderr, flush=True)
    exact = folder / ("sklearn_pairs.csv" if "sklearn_pairs" in methods else "sklearn_blocks.csv")
    print(f"\n## {n_applicants:,} applicants x {n_mentors:,} mentors, median of {rounds}\n")
    print("| method | CPU s | wall s | CPU of matcher's | peak MB | top 10 |\n|---|---|---|---|---|---|")
    for method in methods:
        cpu, wall, megabytes = (statistics.median(column) for column in zip(*taken[method], strict=True))
        # ratios are of the same round: a machine whose speed drifts does not move them
        ratio = statistics.median(
            one.cpu / other.cpu for one, other in zip(taken[method], taken[methods[0]], strict=True)
        )
        same = f"{agreement(folder / f'{method}.csv', exact):.4f}" if exact.stem in methods else ""
        print(f"| {method} | {cpu:.2f} | {wall:.2f} | {ratio:.2f} | {megabytes:.0f} | {same} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--methods", default=METHODS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "matcher-bench")
    asked = parser.parse_args()
    for size in asked.sizes.split(","):
        compare(asked.methods.split(","), *map(int, size.split("x")), asked.rounds, asked.folder)


if __name__ == "__main__":
    main()
