"""Invented applicants and mentors: words by Zipf's law, each person leaning on a few of many fields."""

import csv
from pathlib import Path

import numpy as np

from matcher.text.lexicon import word_list

VOCABULARY, FIELDS, FIELD_WORDS = 50_000, 250, 400
LEANING = 0.3
SYLLABLES = [a + b for a in "b br c d f g gl h j k l m n p pr r s st t tr v w z".split() for b in "a e i o u".split()]
ENDS = ["n", "r", "l", "t", "m", "x", "nd", "c", "k", "p", "d", "ng", "é", "y"]


def words(rng: np.random.Generator) -> np.ndarray:
    """Return distinct words, none of them a plural, some with a letter that is not ASCII."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        parts = rng.choice(SYLLABLES, size=rng.integers(1, 5))
        word = "".join(parts) + rng.choice(ENDS, p=_shares(len(ENDS), 0.3))
        # "une" or "est" would make an invented text a French one
        if word not in word_list("foreign_function_words") and word not in word_list("function_words_elsewhere"):
            found[word] = None
    return np.array(list(found), dtype=object)


def _shares(n: int, steepness: float) -> np.ndarray:
    shares = 1.0 / np.arange(1, n + 1) ** steepness
    return shares / shares.sum()


class Writer:
    """Writes people of one language; the same seed, the same people. With `steepness` some fields are in fashion."""

    def __init__(self, seed: int = 5, steepness: float = 0.0) -> None:
        rng = np.random.default_rng(seed)
        self.words = words(rng)
        self.common = np.cumsum(_shares(VOCABULARY, 1.0))
        self.fields = [rng.choice(np.arange(300, VOCABULARY), FIELD_WORDS, replace=False) for _ in range(FIELDS)]
        self.fashion = np.cumsum(_shares(FIELDS, steepness)) if steepness else None
        self.field = np.cumsum(_shares(FIELD_WORDS, 0.8))

    def text(self, rng: np.random.Generator, least: int, most: int) -> str:
        """Return a text of `least` to `most` words in sentences."""
        n = int(rng.integers(least, most + 1))
        chosen = np.minimum(np.searchsorted(self.common, rng.random(n)), VOCABULARY - 1)
        leaning = np.flatnonzero(rng.random(n) < LEANING)
        if self.fashion is None:
            two = rng.integers(0, FIELDS, 2)
        else:
            two = np.minimum(np.searchsorted(self.fashion, rng.random(2)), FIELDS - 1)
        fields = two[rng.integers(0, 2, len(leaning))]
        places = np.minimum(np.searchsorted(self.field, rng.random(len(leaning))), FIELD_WORDS - 1)
        chosen[leaning] = [self.fields[field][place] for field, place in zip(fields, places, strict=True)]
        found = self.words[chosen].tolist()
        return ". ".join(" ".join(found[at : at + 14]).capitalize() for at in range(0, n, 14)) + "."

    def write(self, path: Path, n: int, seed: int, least: int, most: int) -> Path:
        """Write a table of n people, unless it is there already."""
        if not path.exists():
            rng = np.random.default_rng(seed)
            with path.with_suffix(".tmp").open("w", newline="", encoding="utf-8") as file:
                table = csv.writer(file)
                table.writerow(["id", "name", "interests", "statement"])
                for number in range(n):
                    table.writerow([f"{path.stem[0]}{number:06}", "", "", self.text(rng, least, most)])
            path.with_suffix(".tmp").rename(path)
        return path


def tables(folder: Path, n_applicants: int, n_mentors: int) -> tuple[Path, Path]:
    """Return the tables of applicants (400 to 900 words) and mentors (120 to 250), written if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer()
    return (
        writer.write(folder / f"applicants-{n_applicants}.csv", n_applicants, 1, 400, 900),
        writer.write(folder / f"mentors-{n_mentors}.csv", n_mentors, 2, 120, 250),
    )
