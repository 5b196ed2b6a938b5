"""How long one statement takes against a large pool, beside one sparse product of the same matrix.

    .venv/bin/python bench/single.py [MENTORS [STATEMENTS]]

The model is fitted, saved and loaded again; then each statement is ranked, and its row is multiplied with the pool's
matrix, in turn. Prints the median and the 95th percentile of both in milliseconds of CPU, with the single facet
`terms` on plain words and with the default settings.
"""

import itertools
import operator
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
from corpus import tables
from methods import plain_config, rows

from matcher.config import MatchConfig
from matcher.model import MatchModel
from matcher.model.store import load, save
from matcher.records import Profile

FOLDER = Path(tempfile.gettempdir()) / "matcher-bench"


def milliseconds(work) -> float:
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def main() -> None:
    n_mentors, n_statements = [int(word) for word in sys.argv[1:3] + ["20000", "300"][len(sys.argv) - 1 :]]
    applicants, mentors = tables(FOLDER, 1000, n_mentors)
    pool = [Profile(row["id"], "", row["interests"], row["statement"]) for row in rows(str(mentors))]
    people = [
        Profile(row["id"], "", "", row["statement"]) for row in itertools.islice(rows(str(applicants)), n_statements)
    ]
    print(f"| {n_mentors:,} mentors, {n_statements} statements | median ms | p95 ms | p95 of one product's |")
    print("|---|---|---|---|")
    for name, config in (("terms on plain words", plain_config()), ("default settings", MatchConfig())):
        with tempfile.TemporaryDirectory() as folder:
            whole, product = measured(load(save(MatchModel(config).fit(pool), Path(folder) / "model")), people)
        for what, took in ((f"{name}, whole ranking", whole), (f"{name}, one product", product)):
            median, late = np.percentile(took, [50, 95])
            print(f"| {what} | {median:.1f} | {late:.1f} | {late / np.percentile(product, 95):.1f} |", flush=True)


def measured(model: MatchModel, people: list[Profile]) -> tuple[list[float], list[float]]:
    """Return what ranking each person takes, and what one product of the person's row takes, in milliseconds."""
    matrix, whole, product = model.fitted.index.said.by_term, [], []
    model.rank(people[:1])
    for person in people:
        row = model.fitted.encode([person]).vectors.whole
        product.append(milliseconds(partial(operator.matmul, row, matrix)))
        whole.append(milliseconds(partial(model.rank, [person])))
    return whole, product


if __name__ == "__main__":
    main()
