"""What is missing: words of a mentor that a statement does not hold, and words of a statement that no mentor knows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from matcher.config import Wanted
from matcher.explaining.pairs import TermPoints
from matcher.explaining.sentences import without_meaning
from matcher.index.postings import Floats
from matcher.index.specificity import ALWAYS, OWN, is_informative
from matcher.model import MatchModel
from matcher.ranking.top_k import combined
from matcher.records import Profile
from matcher.registry import SEMANTIC
from matcher.semantic.passages import SIZE
from matcher.text.profile_text import ProfileText, profile_text
from matcher.text.tokens import forms

MOST_TERMS = 8
"""How many words are added at most to bring a mentor into the first k."""

_LISTED, _TRIED = 5, 10
_LISTED_WITH_MEANING = {SIZE: 3, 3 * SIZE: 2}
"""So many are listed of a text up to a length where meanings count, of a longer one a single term: for each a passage
is encoded again."""


class Gaps(NamedTuple):
    """What a mentor writes and a statement does not."""

    missing: tuple[TermPoints, ...]
    """Terms with the points that each alone would bring, the most first, each scored again with the term added."""
    rank: int | None
    """The mentor's place now, `None` where nothing is in common."""
    k: int
    into_first: tuple[str, ...] | None
    """The terms that together would bring the mentor into the first k, found one by one and scored again; empty where
    it is there already, `None` where no set of at most eight was found."""
    rank_with: int | None
    """The place with them."""


def find_gaps(model: MatchModel, applicant: Profile, mentor_id: str, wanted: Wanted) -> Gaps:
    """Return what of a mentor's own words the statement does not hold; a fact about two texts, not advice to add them.

    Five terms at most are listed, three where meanings count, and those that bring the mentor into the first k.
    """
    pool, (k, weights, eligible) = model.fitted, wanted
    mentor = pool.column(mentor_id)
    allowed = np.array([eligible is None or one in eligible or one == mentor_id for one in pool.ids])
    scores = _Scores(model, applicant, weights, allowed)
    rank = _rank(scores.now, mentor)
    is_first = rank is not None and rank <= k
    # each candidate costs a scoring: more of them only where a set is looked for
    candidates = _candidates(model, scores.text, mentor)[: _LISTED if is_first else _TRIED]
    by_words = scores.gains(candidates, mentor)
    missing = by_words[:_LISTED]
    if scores.has_meaning:
        n = next((n for size, n in _LISTED_WITH_MEANING.items() if len(scores.text.said) <= size), 1)
        missing = scores.gains([term.label for term in by_words[:n]], mentor, anew=True)
    needed = None if is_first else _smallest(scores, [term.label for term in by_words], mentor, k)
    if is_first or not needed:
        return Gaps(missing, rank, k, () if is_first else None, rank if is_first else None)
    return Gaps(missing, rank, k, needed, _rank(scores.of([needed], anew=True)[0], mentor))


def missing_words(model: MatchModel, applicant: Profile, mentor_id: str, weights: Mapping[str, float]) -> list[str]:
    """Return five of a mentor's own words at most that the statement does not hold, those that would bring most first.

    The meaning is that of the statement as it is.
    """
    mentor = model.fitted.column(mentor_id)
    scores = _Scores(model, applicant, weights, np.ones(len(model.mentors), np.bool_))
    return [term.label for term in scores.gains(_candidates(model, scores.text, mentor)[:_LISTED], mentor)]


class _Scores:
    """Scores of a statement with terms added, each on a line of its own; nobody else may be ranked than before.

    The statement is read once: what is added is neither refused nor copied.
    """

    def __init__(
        self, model: MatchModel, applicant: Profile, weights: Mapping[str, float], allowed: np.ndarray
    ) -> None:
        self._pool, self._weights, self._allowed = model.fitted, model.signed_weights(weights), allowed
        encoded = self._pool.encode([applicant], self._weights)
        [self.text] = encoded.texts
        self._affinities = self._pool.affinities(encoded, self._weights)
        self.has_meaning = bool(self._weights.get(SEMANTIC))
        [self.now] = self._combined({})

    def of(self, sets: Sequence[Sequence[str]], *, anew: bool = False) -> Floats:
        """Return the scores with each set of terms, shape (n_sets, n_mentors); 0 where nothing is in common.

        The meaning is that of the statement as it is, or else the text is encoded `anew`, which takes long.
        """
        weights = self._weights if anew else without_meaning(self._weights)
        added = ["\n".join(f"{term}." for term in terms) for terms in sets]
        texts = [self.text._replace(said=f"{self.text.said}\n\n{more}") for more in added]
        return self._combined(self._pool.affinities(self._pool.encode_texts(texts, weights), weights))

    def gains(self, terms: Sequence[str], mentor: int, *, anew: bool = False) -> tuple[TermPoints, ...]:
        """Return what each term alone would bring a mentor, the most first; what brings nothing is left out."""
        if not terms:
            return ()
        gained = self.of([[term] for term in terms], anew=anew)[:, mentor] - self.now[mentor]
        order = np.argsort(-gained, kind="stable").tolist()
        return tuple(TermPoints(terms[place], float(gained[place])) for place in order if gained[place] > 1e-9)

    def _combined(self, changed: Mapping[str, Floats]) -> Floats:
        scores = np.nan_to_num(combined({**self._affinities, **changed}, self._weights))
        scores[:, ~self._allowed] = 0.0
        return scores


def _candidates(model: MatchModel, said: ProfileText, mentor: int) -> list[str]:
    """Return terms of a mentor's that the statement does not hold and that may be a reason.

    Those of the mentor's interests come first, then those that weigh most in the mentor's text.
    """
    pool, index = model.fitted, model.fitted.terms
    held = set(index.counts([f"{said.said}\n{said.refused}"]).indices.tolist())
    vector = pool.index.said.vectors[[mentor]]
    named = np.isin(vector.indices, index.counts([pool.mentors[mentor].interests]).indices)
    levels = index.specificity[vector.indices] if len(index.specificity) else np.full(vector.nnz, ALWAYS)
    tells = (levels == ALWAYS) | ((levels == OWN) & named)
    labels: list[str] = []
    for term in vector.indices[tells][np.lexsort((-vector.data[tells], ~named[tells]))].tolist():
        label = index.label(term)
        words = set(label.split())
        # a word that a pair already shows brings nothing new to read
        if term not in held and not any(words & set(other.split()) for other in labels):
            labels.append(label)
        if len(labels) == _TRIED:
            break
    return labels


def _smallest(scores: _Scores, candidates: Sequence[str], mentor: int, k: int) -> tuple[str, ...]:
    """Return few terms with which the mentor is in the first k, none where no set of at most eight is enough.

    The one that brings most by itself is added each time; those that turn out not to be needed are taken out again. A
    set that is enough with the meaning as it is must be so with the text encoded anew.
    """

    def enough(sets: Sequence[Sequence[str]], *, anew: bool = False) -> list[Sequence[str]]:
        ranks = [_rank(row, mentor) for row in scores.of(sets, anew=anew)] if sets else []
        return [terms for terms, rank in zip(sets, ranks, strict=True) if rank is not None and rank <= k]

    sizes = range(1, min(MOST_TERMS, len(candidates)) + 1)
    # mostly three terms are enough, or none are
    for chosen in chain.from_iterable(enough([candidates[:n] for n in some]) for some in (sizes[:3], sizes[3:])):
        needed = chosen
        while fewer := enough([[*needed[:place], *needed[place + 1 :]] for place in range(len(needed) - 1)]):
            needed = fewer[0]
        for terms in (needed, chosen):
            if not scores.has_meaning or enough([terms], anew=True):
                return tuple(terms)
    return ()


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
    """What the pool knows of a statement."""

    share: float
    by_part: Mapping[str, float]
    """Of the weight of all words, and of those of each part, in [0, 1]. A word weighs its idf; one that the pool does
    not know weighs as much as one that a single mentor writes."""
    unknown: tuple[str, ...]
    """The words that the pool does not know and that may name a subject, as written, the most frequent first."""


def understood(model: MatchModel, applicant: Profile) -> Understood:
    """Return how much of what counts of an applicant the pool knows; a part without a word is left out."""
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
