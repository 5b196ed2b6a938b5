"""How long one statement takes against a large pool, beside one sparse product of the same matrix.

    .venv/bin/python bench/single.py [MENTORS [STATEMENTS]]

The model is fitted, saved and loaded again; then each statement is ranked, and its row is multiplied with the pool's
matrix, in turn. Prints the median and the 95th percentile of both in milliseconds, with the single facet `terms` on
plain words and with the default settings.
"""

import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from corpus import tables
from methods import plain_config, rows

from matcher.config import MatchConfig
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.store import load, save

FOLDER = Path(tempfile.gettempdir()) / "matcher-bench"


def milliseconds(work) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    n_mentors, n_statements = [int(word) for word in sys.argv[1:3] + ["20000", "300"][len(sys.argv) - 1 :]]
    applicants, mentors = tables(FOLDER, 1000, n_mentors)
    pool = [Profile(row["id"], "", row["interests"], row["statement"]) for row in rows(str(mentors))]
    people = [
        Profile(row["id"], "", "", row["statement"]) for row in itertools.islice(rows(str(applicants)), n_statements)
    ]
    print(
        f"| {n_mentors:,} mentors, {n_statements} statements, ms | median | p95 | p95 of one product's |\n|---|---|---|---|"
    )
    for name, config in (("terms on plain words", plain_config()), ("default settings", MatchConfig())):
        with tempfile.TemporaryDirectory() as folder:
            model = load(save(MatchModel(config).fit(pool), Path(folder) / "model"))
        matrix = model.fitted.terms.overlap.everything.by_term
        model.rank(people[:1])
        whole, product = [], []
        for person in people:
            row = model.fitted.rows([person]).whole
            product.append(milliseconds(lambda row=row: row @ matrix))
            whole.append(milliseconds(lambda person=person: model.rank([person])))
        for what, took in ((f"{name}, whole ranking", whole), (f"{name}, one product", product)):
            median, late = np.percentile(took, [50, 95])
            print(f"| {what} | {median:.1f} | {late:.1f} | {late / np.percentile(product, 95):.1f} |", flush=True)


if __name__ == "__main__":
    main()
