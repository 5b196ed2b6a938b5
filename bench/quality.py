"""How well matcher ranks, beside what one would otherwise put together in an afternoon; prints Markdown.

    .venv/bin/python bench/quality.py SET [SET ...]

A SET is a folder in our file format: `pool.csv` (or `mentors.csv`, `labs.csv`), `applicants.csv`, `judgments.tsv` and,
where there is one, `evidence.csv`. Everything runs with the default configuration. `matcher` reads the set's
applicants, never their judgments, as its reference; `matcher, pool only` is fitted on the mentors alone. Of the peers
tfidf-both, lsa200 and tfidf+lsa see the applicants' texts too. Vectors of mentors are kept. An interval is 95 %,
bootstrapped over applicants.
"""

import platform
import sys
import time
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np

from matcher import MatchModel, Profile, read_applicants, read_judgments, read_pool
from matcher.evaluation.evaluator import BASELINES, measured
from matcher.evaluation.judgments import Judged, match_judgments
from matcher.evaluation.measures import MEASURES, Floats, Interval, bootstrap, ranks_of_graded
from matcher.evaluation.runs import iter_scores
from matcher.model.cache import kept_vectors
from matcher.semantic.store import Encoding
from matcher.text.profile_text import whole_text

SHOWN = {"mrr": "MRR", "recall@10": "R@10", "ndcg@10": "nDCG@10"}
COLUMNS = [list(MEASURES).index(name) for name in SHOWN]
OURS = ("matcher", "matcher, pool only")
PACKAGES = ("matcher", "numpy", "scipy", "scikit-learn")


def first(folder: Path, *names: str) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def rankings(mentors: list[Profile], applicants: list[Profile]) -> Iterator[tuple[str, Floats]]:
    """Yield each system's scores, shape (n_applicants, n_mentors), mentors ordered by id."""
    for name, reference in zip(OURS, (applicants, None), strict=True):
        model = MatchModel().fit(mentors, reference, encoding=Encoding(kept_vectors()))
        yield name, np.vstack([scores for _, scores in iter_scores(model, applicants)])
    texts = [*map(whole_text, sorted(mentors, key=lambda mentor: mentor.id))], [*map(whole_text, applicants)]
    peers = {name: baseline(*texts) for name, baseline in BASELINES.items()}
    yield from peers.items()
    yield "tfidf+lsa", z(peers["tfidf-both"]) + z(peers["lsa200"])


def z(scores: Floats) -> Floats:
    return (scores - scores.mean(axis=1, keepdims=True)) / (scores.std(axis=1, keepdims=True) + 1e-12)


def values(scores: Floats, judged: Judged, applicants: list[Profile]) -> Floats:
    row = {applicant.id: n for n, applicant in enumerate(applicants)}
    return measured(ranks_of_graded(scores[[row[name] for name in judged.applicants]], judged.mentors), judged)[
        :, COLUMNS
    ]


def cell(found: Interval, sign: str = "") -> str:
    return f"{found.value:{sign}.3f} ({found.low:{sign}.3f} to {found.high:{sign}.3f})"


def report(folder: Path) -> dict[str, Floats]:
    """Print the table of one set and return each system's means."""
    start = time.time()
    applicants = read_applicants(folder / "applicants.csv")
    mentors = read_pool(first(folder, "pool.csv", "mentors.csv", "labs.csv"), first(folder, "evidence.csv"))
    judgments = read_judgments(first(folder, "judgments.tsv", "judgments.csv"))
    judged = match_judgments(judgments, [a.id for a in applicants], sorted(mentor.id for mentor in mentors))
    found = {name: values(scores, judged, applicants) for name, scores in rankings(mentors, applicants)}
    print(f"\n## {folder.name}: {len(judged.applicants)} judged applicants, {len(mentors)} mentors\n")
    print(f"| | {' | '.join(SHOWN.values())} |\n|---|{'---|' * len(SHOWN)}")
    for name, measured_values in found.items():
        print(f"| {name} | {' | '.join(map(cell, bootstrap(measured_values)))} |")
    means = {name: measured_values.mean(axis=0) for name, measured_values in found.items()}
    peers = [name for name in found if name not in OURS]
    best = [max(peers, key=lambda name: means[name][n]) for n in range(len(SHOWN))]
    for name in OURS:
        gaps = [found[name][:, n] - found[peer][:, n] for n, peer in enumerate(best)]
        print(f"| {name}, minus the best peer | {' | '.join(cell(i, '+') for i in bootstrap(np.stack(gaps, 1)))} |")
    print(f"\nBest peers: {', '.join(f'{p} ({m})' for p, m in zip(best, SHOWN.values(), strict=True))}.", flush=True)
    print(f"{folder.name}: {time.time() - start:.0f} s", file=sys.stderr)
    return means


def main(folders: list[Path]) -> None:
    print(f"{date.today()}, Python {platform.python_version()}, {', '.join(f'{p} {version(p)}' for p in PACKAGES)}.")
    print("Command: `.venv/bin/python bench/quality.py SET ...`, default configuration.")
    means = [report(folder) for folder in folders]
    print(f"\n## Mean over {len(means)} sets\n\n| | {' | '.join(SHOWN.values())} |\n|---|{'---|' * len(SHOWN)}")
    for name in means[0]:
        print(f"| {name} | {' | '.join(f'{v:.3f}' for v in np.mean([of[name] for of in means], axis=0))} |")


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(__doc__)
    main([Path(folder) for folder in sys.argv[1:]])
