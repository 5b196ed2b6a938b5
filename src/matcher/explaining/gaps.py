"""Missing words: those of a mentor that a statement does not have, and those of a statement that the pool lacks."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from matcher.config import Wanted
from matcher.explaining.pairs import TermPoints
from matcher.explaining.sentences import without_semantic
from matcher.index.postings import Floats
from matcher.index.specificity import is_informative
from matcher.model import MatchModel
from matcher.ranking.top_k import combined
from matcher.records import Profile
from matcher.registry import SEMANTIC
from matcher.semantic.passages import SIZE
from matcher.text.profile_text import ProfileText, profile_text
from matcher.text.tokens import forms

MOST_TERMS = 8
"""The largest number of terms that are added to bring a mentor into the first k."""

_LISTED, _TRIED = 5, 10
_LISTED_WITH_MEANING, _LONG = 2, 3 * SIZE
"""How many terms are listed if the semantic facet counts, as each takes a new encoding of a passage or, in a long text,
of several; of a text with more characters than `_LONG` a single term is listed."""


class Gaps(NamedTuple):
    """What a mentor writes and a statement does not."""

    missing: tuple[TermPoints, ...]
    """Terms with the points that each alone would add, scored with the term added; the most points first."""
    rank: int | None
    """The mentor's current place, `None` if nothing is in common."""
    k: int
    into_first: tuple[str, ...] | None
    """Terms that together would bring the mentor into the first k, chosen one by one and scored together; empty if it
    is there already, `None` if no set of at most eight was found."""
    rank_with: int | None
    """The place with these terms."""


def find_gaps(model: MatchModel, applicant: Profile, mentor_id: str, wanted: Wanted) -> Gaps:
    """Return which of a mentor's own words the statement does not have; a fact about two texts, not advice to add them.

    At most five terms are listed, two if the semantic facet counts, and those that bring the mentor into the first k.
    """
    pool, (k, weights, eligible) = model.fitted, wanted
    mentor = pool.column(mentor_id)
    allowed = np.array([eligible is None or id_ in eligible or id_ == mentor_id for id_ in pool.ids])
    scores = _Scores(model, applicant, weights, allowed)
    rank = _rank(scores.current, mentor)
    is_first = rank is not None and rank <= k
    # each candidate costs a scoring: more of them only if a set of terms is searched
    candidates = _candidates(model, scores.text, mentor)[: _LISTED if is_first else _TRIED]
    by_words = scores.gains(candidates, mentor)
    missing = by_words[:_LISTED]
    if scores.is_semantic:
        n = _LISTED_WITH_MEANING if len(scores.text.said) <= _LONG else 1
        missing = scores.gains([term.label for term in by_words[:n]], mentor, encode=True)
    needed = None if is_first else _smallest_set(scores, [term.label for term in by_words], mentor, k)
    if is_first or not needed:
        return Gaps(missing, rank, k, () if is_first else None, rank if is_first else None)
    return Gaps(missing, rank, k, needed, _rank(scores.with_terms([needed], encode=True)[0], mentor))


def missing_words(model: MatchModel, applicant: Profile, mentor_id: str, weights: Mapping[str, float]) -> list[str]:
    """Return at most five of a mentor's own words that the statement does not have, those that would add most first.

    The semantic affinity is that of the unchanged statement.
    """
    mentor = model.fitted.column(mentor_id)
    scores = _Scores(model, applicant, weights, np.ones(len(model.mentors), np.bool_))
    return [term.label for term in scores.gains(_candidates(model, scores.text, mentor)[:_LISTED], mentor)]


class _Scores:
    """Scores of a statement with terms added, each on its own line, for the same eligible mentors.

    The statement is read once; added terms are not checked for refusals or copied text.
    """

    def __init__(
        self, model: MatchModel, applicant: Profile, weights: Mapping[str, float], allowed: np.ndarray
    ) -> None:
        self._pool, self._weights, self._allowed = model.fitted, model.signed_weights(weights), allowed
        encoded = self._pool.encode([applicant], self._weights)
        [self.text] = encoded.texts
        self._affinities = self._pool.affinities(encoded, self._weights)
        self.is_semantic = bool(self._weights.get(SEMANTIC))
        [self.current] = self._combined({})

    def with_terms(self, sets: Sequence[Sequence[str]], *, encode: bool = False) -> Floats:
        """Return the scores with each set of terms, shape (n_sets, n_mentors); 0 where nothing is in common.

        The semantic affinity is that of the unchanged statement, unless `encode` asks to encode each new text, which is
        slow.
        """
        weights = self._weights if encode else without_semantic(self._weights)
        added = ["\n".join(f"{term}." for term in terms) for terms in sets]
        texts = [self.text._replace(said=f"{self.text.said}\n\n{more}") for more in added]
        return self._combined(self._pool.affinities(self._pool.encode_texts(texts, weights), weights))

    def gains(self, terms: Sequence[str], mentor: int, *, encode: bool = False) -> tuple[TermPoints, ...]:
        """Return the points that each term alone would add for a mentor, the most first; terms without any left out."""
        if not terms:
            return ()
        gains = self.with_terms([[term] for term in terms], encode=encode)[:, mentor] - self.current[mentor]
        order = np.argsort(-gains, kind="stable").tolist()
        return tuple(TermPoints(terms[i], float(gains[i])) for i in order if gains[i] > 1e-9)

    def _combined(self, changed: Mapping[str, Floats]) -> Floats:
        scores = np.nan_to_num(combined({**self._affinities, **changed}, self._weights))
        scores[:, ~self._allowed] = 0.0
        return scores


def _candidates(model: MatchModel, text: ProfileText, mentor: int) -> list[str]:
    """Return informative terms of a mentor that the statement does not have.

    Terms of the mentor's interests come first, then those with the largest weight in the mentor's text.
    """
    pool, index = model.fitted, model.fitted.terms
    known = set(index.counts([f"{text.all_said}\n{text.refused}"]).indices.tolist())
    vector = pool.index.said.vectors[[mentor]]
    is_interest = np.isin(vector.indices, index.counts([pool.mentors[mentor].interests]).indices)
    specific = index.is_specific(vector.indices, is_interest)
    labels: list[str] = []
    for term in vector.indices[specific][np.lexsort((-vector.data[specific], ~is_interest[specific]))].tolist():
        label = index.label(term)
        words = set(label.split())
        # a word of a pair of words that is listed already tells the reader nothing new
        if term not in known and not any(words & set(other.split()) for other in labels):
            labels.append(label)
        if len(labels) == _TRIED:
            break
    return labels


def _smallest_set(scores: _Scores, candidates: Sequence[str], mentor: int, k: int) -> tuple[str, ...]:
    """Return few terms with which the mentor is in the first k, empty if no set of at most eight is enough.

    Terms are added greedily, the one that alone adds most first; those that are not needed are then removed. With the
    semantic facet, a set that is enough for the unchanged affinity must also be enough when the text is encoded.
    """

    def enough(sets: Sequence[Sequence[str]], *, encode: bool = False) -> list[Sequence[str]]:
        ranks = [_rank(row, mentor) for row in scores.with_terms(sets, encode=encode)] if sets else []
        return [terms for terms, rank in zip(sets, ranks, strict=True) if rank is not None and rank <= k]

    sizes = range(1, min(MOST_TERMS, len(candidates)) + 1)
    # usually up to three terms are enough, or no set is
    for chosen in chain.from_iterable(enough([candidates[:n] for n in some]) for some in (sizes[:3], sizes[3:])):
        needed = chosen
        while fewer := enough([[*needed[:i], *needed[i + 1 :]] for i in range(len(needed) - 1)]):
            needed = fewer[0]
        for terms in (needed, chosen):
            if not scores.is_semantic or enough([terms], encode=True):
                return tuple(terms)
    return ()


def _rank(scores: Floats, mentor: int) -> int | None:
    """Return a mentor's place, ties by id; `None` if nothing is in common."""
    if scores[mentor] <= 0:
        return None
    keys = np.round(scores, 9)
    ahead = (keys > keys[mentor]) | ((keys == keys[mentor]) & (np.arange(len(keys)) < mentor))
    return 1 + int(ahead.sum())


_NEGATION = re.compile(r"\b\w+n['’]t\b")
"""Contractions: their first part, as "don" of "don't", is no word."""


class Understood(NamedTuple):
    """How much of a statement the pool knows."""

    share: float
    by_part: Mapping[str, float]
    """The known share of the weight of all words, and by part, in [0, 1]. A word weighs its idf; a word that the pool
    does not know weighs as much as one that a single mentor writes."""
    unknown: tuple[str, ...]
    """Words that the pool does not know and that may name a subject, as written, the most frequent first."""


def understood(model: MatchModel, applicant: Profile) -> Understood:
    """Return how much of the counted text of an applicant the pool knows; a part without words is left out."""
    index = model.fitted.terms
    analysis, columns = index.vocabulary.analysis, index.vocabulary.columns
    unknown_weight = float(index.idf[: index.n_words].max(initial=1.0))
    unknown: Counter[str] = Counter()
    weights: dict[str, tuple[float, float]] = {}
    for name in ("interests", "statement"):
        part = Profile(applicant.id, applicant.name, **{name: getattr(applicant, name)})
        refusals = analysis.refusals and name == "statement"
        said = _NEGATION.sub(" ", profile_text(part, is_applicant=True, refusals=refusals).said)
        stems = [(form, stem) for form in forms(said) if (stem := analysis.stem(form)) is not None]
        known = sum(float(index.idf[columns[stem]]) for _, stem in stems if stem in columns)
        new = [form for form, stem in stems if stem not in columns]
        if stems:
            weights[name] = known, known + unknown_weight * len(new)
        unknown.update(filter(is_informative, new))
    known, total = map(sum, zip(*weights.values(), strict=True)) if weights else (0.0, 1.0)
    words = sorted(unknown, key=lambda word: (-unknown[word], word))
    return Understood(known / total, {name: part / all_ for name, (part, all_) in weights.items()}, tuple(words))
