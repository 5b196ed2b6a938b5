"""What is missing: words of a mentor that a statement does not hold, and words of a statement that no mentor knows."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matcher.explaining.pairs import TermPoints
from matcher.explaining.sentences import without_meaning
from matcher.index.postings import Floats
from matcher.index.specificity import is_informative
from matcher.model import MatchModel
from matcher.ranking.top_k import combined
from matcher.records import Profile
from matcher.text.profile_text import ProfileText, profile_text
from matcher.text.tokens import forms

MOST_TERMS = 8
"""How many words are added at most to bring a mentor into the first k."""

_LISTED, _TRIED = 5, 10


class Gaps(NamedTuple):
    """What a mentor writes and a statement does not.

    Parameters
    ----------
    missing
        Terms with the points that each alone would bring, the most first: scored again with the meaning of the
        statement as it is, since what one word changes of that is chance.
    rank
        The mentor's place now, `None` where nothing is in common.
    into_first
        The terms that together would bring the mentor into the first k, found one by one and scored again; empty where
        it is there already, `None` where no set of at most eight does.
    rank_with
        The place with them.
    """

    missing: tuple[TermPoints, ...]
    rank: int | None
    k: int
    into_first: tuple[str, ...] | None
    rank_with: int | None


def find_gaps(
    model: MatchModel,
    applicant: Profile,
    mentor_id: str,
    k: int = 5,
    weights: Mapping[str, float] | None = None,
    eligible: Collection[str] | None = None,
    n: int = 5,
) -> Gaps:
    """Return what of a mentor's own words the statement does not hold; a fact about two texts, not advice to add them.

    At most n terms are listed, and those looked for that bring the mentor into the first k.
    """
    pool = model.fitted
    mentor = pool.column(mentor_id)
    allowed = np.array([eligible is None or one in eligible or one == mentor_id for one in pool.ids])
    scores = _Scores(model, applicant, weights, allowed)
    [base] = scores.of([[]])
    candidates = _candidates(model, scores.base.texts[0], mentor)
    rank = _rank(base, mentor)
    is_first = rank is not None and rank <= k
    # each candidate costs a scoring: more of them only where a set is looked for
    candidates = candidates[: _LISTED if is_first else _TRIED]
    gains = scores.of([[term] for term in candidates])[:, mentor] - base[mentor] if candidates else np.zeros(0)
    order = [place for place in np.argsort(-gains, kind="stable").tolist() if gains[place] > 1e-9]
    missing = tuple(TermPoints(candidates[place], float(gains[place])) for place in order[:n])
    if is_first:
        return Gaps(missing, rank, k, (), rank)
    needed = _smallest(scores, [candidates[place] for place in order], mentor, k)
    rank_with = _rank(scores.of([needed], anew=True)[0], mentor) if needed else None
    return Gaps(missing, rank, k, tuple(needed) if needed else None, rank_with)


class _Scores:
    """Scores of a statement with terms added, each on a line of its own; nobody else may be ranked than before.

    The statement is read once: what is added is neither refused nor copied.
    """

    def __init__(
        self, model: MatchModel, applicant: Profile, weights: Mapping[str, float] | None, allowed: np.ndarray
    ) -> None:
        self._pool, self._weights, self._allowed = model.fitted, model.signed_weights(weights), allowed
        self._words = without_meaning(self._weights)
        self.base = self._pool.encode([applicant], self._weights)

    def of(self, sets: Sequence[Sequence[str]], *, anew: bool = False) -> Floats:
        """Return the scores with each set of terms, shape (n_sets, n_mentors); 0 where nothing is in common.

        The meaning is that of the statement as it is, or else the text is encoded `anew`, which takes long.
        """
        [text] = self.base.texts
        added = ["\n".join(f"{term}." for term in terms) for terms in sets]
        texts = [text._replace(said=f"{text.said}\n\n{more}" if more else text.said) for more in added]
        encoded = self._pool.encode_texts(texts, self._weights if anew else self._words)
        if not anew:
            as_it_is = {name: [*entries] * len(texts) for name, entries in self.base.encoded.items()}
            encoded = replace(encoded, encoded={**as_it_is, **encoded.encoded})
        scores = np.nan_to_num(combined(self._pool.affinities(encoded, self._weights), self._weights))
        scores[:, ~self._allowed] = 0.0
        return scores


def _candidates(model: MatchModel, said: ProfileText, mentor: int) -> list[str]:
    """Return terms of a mentor's that the statement does not hold, those that weigh most in the mentor's text first."""
    pool = model.fitted
    held = set(pool.terms.counts([f"{said.said}\n{said.refused}"]).indices.tolist())
    vector = pool.index.said.vectors[[mentor]]
    labels: list[str] = []
    for term in vector.indices[np.argsort(-vector.data, kind="stable")].tolist():
        label = pool.terms.label(term)
        words = set(label.split())
        # a word that a pair already shows brings nothing new to read
        if term not in held and not any(words & set(other.split()) for other in labels):
            labels.append(label)
        if len(labels) == 2 * _TRIED:
            break
    return labels


def _smallest(scores: _Scores, candidates: Sequence[str], mentor: int, k: int) -> list[str]:
    """Return few terms with which the mentor is in the first k, none where no set of at most eight is enough.

    The one that brings most by itself is added each time; those that turn out not to be needed are taken out again.
    """

    def is_enough(terms: Sequence[str]) -> bool:
        ranks = (_rank(scores.of([terms], anew=anew)[0], mentor) for anew in (False, True))
        return all(rank is not None and rank <= k for rank in ranks)

    sets = (list(candidates[:n]) for n in range(1, min(MOST_TERMS, len(candidates)) + 1))
    chosen = next(filter(is_enough, sets), [])
    for term in chosen[:-1]:
        fewer = [other for other in chosen if other != term]
        chosen = fewer if is_enough(fewer) else chosen
    return chosen


def _rank(scores: Floats, mentor: int) -> int | None:
    """Return a mentor's place, ties by id; `None` where nothing is in common."""
    if scores[mentor] <= 0:
        return None
    keys = np.round(scores, 9)
    ahead = (keys > keys[mentor]) | ((keys == keys[mentor]) & (np.arange(len(keys)) < mentor))
    return 1 + int(ahead.sum())


_NEGATION = re.compile(r"\b\w+n['’]t\b")
"""Whose first piece is no word: "don" of "don't"."""


class Understood(NamedTuple):
    """What the pool knows of a statement.

    Parameters
    ----------
    share, by_part
        Of the weight of all words, and of those of each part, in [0, 1]. A word weighs its idf; one that the pool does
        not know weighs as much as one that a single mentor writes.
    unknown
        The words that the pool does not know and that may name a subject, as written, the most frequent first.
    """

    share: float
    by_part: Mapping[str, float]
    unknown: tuple[str, ...]


def understood(model: MatchModel, parts: Mapping[str, str]) -> Understood:
    """Return how much of some texts, by the name of their part, the pool knows; parts without a word are left out."""
    index = model.fitted.terms
    analysis, columns = index.vocabulary.analysis, index.vocabulary.columns
    unknown_weight = float(index.idf[: index.n_words].max(initial=1.0))
    unknown: Counter[str] = Counter()
    weights: dict[str, tuple[float, float]] = {}
    for name, text in parts.items():
        known = total = 0.0
        for form in forms(_NEGATION.sub(" ", text)):
            stem = analysis.stem(form)
            if stem is None:
                continue
            column = columns.get(stem)
            total += unknown_weight if column is None else float(index.idf[column])
            known += 0.0 if column is None else float(index.idf[column])
            if column is None and is_informative(form):
                unknown[form] += 1
        if total:
            weights[name] = known, total
    known, total = map(sum, zip(*weights.values(), strict=True)) if weights else (0.0, 1.0)
    words = sorted(unknown, key=lambda word: (-unknown[word], word))
    return Understood(known / total, {name: part / all_ for name, (part, all_) in weights.items()}, tuple(words))


def parts_of(model: MatchModel, applicant: Profile) -> dict[str, str]:
    """Return the texts of an applicant that count, by part."""
    refusals = model.fitted.terms.vocabulary.analysis.refusals
    parts = {
        name: profile_text(
            Profile(applicant.id, applicant.name, **{name: getattr(applicant, name)}),
            is_applicant=True,
            refusals=refusals and name == "statement",
        ).said
        for name in ("interests", "statement")
    }
    return {name: text for name, text in parts.items() if text.strip()}
