"""How long a person waits for the first ranking, as ratios to importing scikit-learn and pandas on the same machine.

    .venv/bin/python bench/startup.py

Runs each command seven times in turn, one after the other, and prints the median of the ratios; each ratio is to
the import in the same round, so a machine whose speed drifts does not move it.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 7
STATEMENT = "data/statements/letter.txt"
PEER = [sys.executable, "-c", "import sklearn.feature_extraction.text, pandas"]
MATCHER = [sys.executable, "-m", "matcher"]
COMMANDS = {
    "first match, fitting included": ([*MATCHER, "match", STATEMENT], True),
    "match, model kept": ([*MATCHER, "match", STATEMENT], False),
    "matcher --help": ([*MATCHER, "--help"], False),
}
BARS = {"first match, fitting included": 2.5, "match, model kept": 0.6, "matcher --help": 0.2}


def seconds(command: list[str], models: str) -> float:
    start = time.perf_counter()
    environment = {**os.environ, "MATCHER_MODELS": models}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def main() -> None:
    ratios: dict[str, list[float]] = {name: [] for name in COMMANDS}
    imports = []
    with tempfile.TemporaryDirectory() as models:
        for _ in range(ROUNDS):
            imports.append(seconds(PEER, models))
            for name, (command, fresh) in COMMANDS.items():
                if fresh:
                    shutil.rmtree(models)
                ratios[name].append(seconds(command, models) / imports[-1])
    print(f"import of scikit-learn and pandas: {statistics.median(imports):.2f} s (median of {ROUNDS})")
    for name, values in ratios.items():
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:32} {middle:.2f} of it ({low:.2f}-{high:.2f}); at most {BARS[name]}")


if __name__ == "__main__":
    main()
