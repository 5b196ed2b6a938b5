"""What each way to share out a batch costs: the same applicants, in turn, on one machine.

    .venv/bin/python bench/scale.py [ROWS [ROUNDS]]

Ways: this process; two processes beside it; a Dask cluster of one scheduler and two workers, each a process of its own
that speaks TCP, as an administrator starts them. Every way must write the same bytes. Prints rows a second (median of
the rounds), the ratio to one process in the same round, and what a chunk costs on top of its scoring: that one is
measured with rows that are rejected before they are scored, so that moving them is all there is to do.
"""

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.batching.records import Execution, Files, Progress, RankingOptions
from matcher.batching.run import batch_files
from matcher.model import MatchModel
from matcher.model.cache import fit_files, sample_files
from matcher.tables.columns import propose

WORDS_EACH = 500
CHUNK = 100
MORE = 30
"""So many times more rows are moved than scored: moving is quick."""


def applicants(path: Path, n: int, *, empty: bool) -> None:
    words = [word for word in sample_files().pool.read_text(encoding="utf-8").split() if '"' not in word]
    rng = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        file.write("id,statement\n")
        for number in range(n):
            said = " ".join(rng.choices(words, k=WORDS_EACH)).replace(",", "")
            # a NUL at the end: the row travels as far as the others and is rejected there
            file.write(f"p{number},{said}{chr(0) if empty else ''}\n")


@contextmanager
def cluster(n_workers: int) -> Iterator[str]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    scheduler = subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    address = next(found[0] for line in scheduler.stderr if (found := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
    with tempfile.TemporaryDirectory() as place:
        workers = [subprocess.Popen(worker, cwd=place, start_new_session=True, **quiet) for _ in range(n_workers)]
        try:
            yield address
        finally:
            for process in (*workers, scheduler):
                process.terminate()
                process.wait()


def seconds(folder: Path, model: MatchModel, rows: str, **effort: object) -> tuple[float, bytes]:
    out = folder / "m.csv"
    files = Files(str(folder / rows), str(out), str(folder / "r.csv"))
    begun = time.perf_counter()
    batch_files(
        files,
        model,
        lambda table: propose(table.columns, {}).columns,
        RankingOptions(),
        Execution(CHUNK, **effort),
        Progress(),
    )
    return time.perf_counter() - begun, out.read_bytes()


def main() -> None:
    n, rounds = [int(word) for word in sys.argv[1:3] + ["600", "3"][len(sys.argv) - 1 :]]
    model = fit_files(sample_files())
    with tempfile.TemporaryDirectory() as place, cluster(2) as address:
        folder = Path(place)
        applicants(folder / "full.csv", n, empty=False)
        applicants(folder / "empty.csv", MORE * n, empty=True)
        ways = {
            "one process": {},
            "two processes": {"jobs": 2},
            "Dask over TCP, two workers": {"backend": "dask", "scheduler": address},
        }
        seconds(folder, model, "full.csv", backend="dask", scheduler=address)  # the workers import what they need
        times: dict[str, list[float]] = {name: [] for name in ways}
        moves: dict[str, list[float]] = {name: [] for name in ways}
        written = set()
        for _ in range(rounds):
            for name, effort in ways.items():
                took, data = seconds(folder, model, "full.csv", **effort)
                times[name].append(took)
                written.add(data)
                moves[name].append(seconds(folder, model, "empty.csv", **effort)[0])
        size = (folder / "full.csv").stat().st_size / n
    print(
        f"{n} rows of {size:,.0f} bytes, {len(model.mentors)} mentors, chunks of {CHUNK}, "
        f"{rounds} rounds, {os.cpu_count()} cores"
    )
    print(f"bytes written are the same: {len(written) == 1}")
    for name, took in times.items():
        ratios = [first / this for first, this in zip(times["one process"], took, strict=True)]
        print(
            f"{name:28} {n / statistics.median(took):8.1f} rows/s  {statistics.median(ratios):5.2f} x one process"
            f"  moving alone {MORE * n / statistics.median(moves[name]):9.0f} rows/s"
        )


if __name__ == "__main__":
    main()
