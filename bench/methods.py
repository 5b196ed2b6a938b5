"""Each way to rank, from CSV to CSV, as a process of its own: methods.py METHOD APPLICANTS MENTORS OUT."""

import csv
import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.records import Profile

K, BLOCK = 10, 500
csv.field_size_limit(1 << 24)

Line = tuple[str, int, str, float]


def rows(path: str) -> Iterator[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        table = csv.reader(file)
        names = next(table)
        yield from (dict(zip(names, cells, strict=True)) for cells in table)


def texts(path: str) -> tuple[list[str], list[str]]:
    found = list(rows(path))
    return [row["id"] for row in found], [row["statement"] for row in found]


def write(path: str, lines: Iterable[Line]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["applicant_id", "rank", "mentor_id", "score"])
        table.writerows(lines)


def best_lines(applicants, mentors, first, best, scores) -> Iterator[Line]:
    """Yield the lines of a block: `best` and `scores` have shape (n, K), best first."""
    ranks = range(1, K + 1)
    for at, (who, values) in enumerate(zip(best.tolist(), scores.round(6).tolist(), strict=True), first):
        yield from zip(itertools.repeat(applicants[at], K), ranks, (mentors[n] for n in who), values, strict=False)


def tfidf(applicants: str, mentors: str, dtype: str, **options):
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    ids, pool = texts(mentors)
    vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.dtype(dtype), **options)
    columns = vectorizer.fit_transform(pool)
    who, statements = texts(applicants)
    return who, ids, vectorizer.transform(statements), columns


def sklearn_dense(applicants: str, mentors: str, out: str) -> None:
    import numpy as np
    from sklearn.metrics.pairwise import cosine_similarity

    who, ids, left, right = tfidf(applicants, mentors, "float64")
    scores = cosine_similarity(left, right)
    best = np.argsort(-scores, axis=1)[:, :K]
    write(out, best_lines(who, ids, 0, best, np.take_along_axis(scores, best, axis=1)))


def in_blocks(who, ids, left, right) -> Iterator[Line]:
    import numpy as np
    from sklearn.metrics.pairwise import linear_kernel

    for first in range(0, len(who), BLOCK):
        scores = linear_kernel(left[first : first + BLOCK], right)
        best = np.argpartition(-scores, K, axis=1)[:, :K]
        values = np.take_along_axis(scores, best, axis=1)
        order = np.argsort(-values, axis=1)
        ordered = (np.take_along_axis(part, order, axis=1) for part in (best, values))
        yield from best_lines(who, ids, first, *ordered)


def sklearn_blocks(applicants: str, mentors: str, out: str) -> None:
    write(out, in_blocks(*tfidf(applicants, mentors, "float32")))


def sklearn_pairs(applicants: str, mentors: str, out: str) -> None:
    from matcher.text.tokens import terms

    write(out, in_blocks(*tfidf(applicants, mentors, "float32", analyzer=terms)))


def sparse_dot_topn(applicants: str, mentors: str, out: str) -> None:
    from sparse_dot_topn import sp_matmul_topn

    who, ids, left, right = tfidf(applicants, mentors, "float32")
    found = sp_matmul_topn(left, right.T.tocsr(), top_n=K, sort=True, n_threads=1)

    def lines() -> Iterator[Line]:
        for at, (start, end) in enumerate(itertools.pairwise(found.indptr.tolist())):
            mentor, value = found.indices[start:end].tolist(), found.data[start:end].round(6).tolist()
            for rank, (n, score) in enumerate(zip(mentor, value, strict=True), 1):
                yield who[at], rank, ids[n], score

    write(out, lines())


def bm25s(applicants: str, mentors: str, out: str) -> None:
    import bm25s as library
    import numpy as np

    ids, pool = texts(mentors)
    model = library.BM25(backend="numba")
    model.index(library.tokenize(pool, stopwords=None, show_progress=False), show_progress=False)
    who, statements = texts(applicants)
    asked = library.tokenize(statements, stopwords=None, show_progress=False)
    best, scores = model.retrieve(asked, k=K, show_progress=False, n_threads=1)
    write(out, best_lines(who, ids, 0, np.asarray(best), np.asarray(scores)))


def plain_config():
    """Return the settings that make matcher do the peers' work: the one facet of terms, on plain words."""
    from matcher.config import MatchConfig

    return MatchConfig(
        {"terms": 1.0},
        1,
        pairs=False,
        plurals=False,
        stop_words=False,
        passages=False,
        refusals=False,
        spelling=False,
        wishes=False,
        weighting="tfidf",
    )


def profiles(path: str) -> Iterator["Profile"]:
    """Yield the people of a table as matcher reads tables."""
    from matcher.records import Profile
    from matcher.tables import open_table

    with open_table(path, "utf-8") as table:
        for row in table.rows:
            yield Profile(row.cells["id"], "", row.cells["interests"], row.cells["statement"])


def matcher(applicants: str, mentors: str, out: str, default: bool = False) -> None:
    """Rank with the library: arrays in chunks, written as the command writes them; no part is kept for a resume."""
    from matcher.batching.score_chunk import match_table
    from matcher.model import MatchModel
    from matcher.registry import contributor_names
    from matcher.tables.write import FORMATS, match_columns

    model = MatchModel(None if default else plain_config()).fit(profiles(mentors))
    people = profiles(applicants)

    def pieces() -> Iterator[bytes]:
        while chunk := list(itertools.islice(people, 1000)):
            best = model.top_k(chunk, K, shared_terms=default)
            yield FORMATS["csv"].encode(match_table(model.fitted, [one.id for one in chunk], best))

    with open(out, "wb") as file:
        FORMATS["csv"].write(match_columns(contributor_names()), pieces(), file)


def matcher_plain(applicants: str, mentors: str, out: str) -> None:
    """The same without compiled loops, as where numba is missing."""
    from matcher import kernels

    kernels.installed = lambda: False
    matcher(applicants, mentors, out)


def matcher_default(applicants: str, mentors: str, out: str) -> None:
    """The same with the default settings, and the shared words beside each line."""
    matcher(applicants, mentors, out, default=True)


def command(applicants: str, mentors: str, out: str, *more: str) -> None:
    """Run `matcher batch` with the peers' settings: every check, every column, and parts that survive a kill."""
    from matcher.cli import main

    settings = Path(out).with_suffix(".toml")
    settings.write_text(plain_config().to_toml())
    given = ["--pool", mentors, "--config", str(settings), "--no-cache", *more]
    sys.argv = ["matcher", "batch", applicants, "--out", out, *given]
    main()


def command_two(applicants: str, mentors: str, out: str) -> None:
    command(applicants, mentors, out, "--jobs", "2")


if __name__ == "__main__":
    name, *files = sys.argv[1:]
    globals()[name](*files)
