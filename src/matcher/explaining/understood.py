"""How much of a statement the pool understands: the share of its informative weight, and the words it lacks."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from matcher.index.specificity import is_informative
from matcher.model import MatchModel
from matcher.records import Profile
from matcher.text.profile_text import profile_text
from matcher.text.tokens import forms

_NEGATION = re.compile(r"\b\w+n['’]t\b")
"""Whose first piece is no word: "don" of "don't"."""


class Understood(NamedTuple):
    """What the pool knows of a statement.

    Parameters
    ----------
    share
        Of the weight of all words, in [0, 1]. A word weighs its idf; one that the pool does not
        know weighs as much as one that a single mentor writes.
    by_part
        The same of each part.
    unknown
        The words that the pool does not know, as they are written, the most frequent first; without those that tell
        nothing of a subject.
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
    shares, known_sum, total_sum = {}, 0.0, 0.0
    for name, text in parts.items():
        known = total = 0.0
        for form in forms(_NEGATION.sub(" ", text)):
            stem = analysis.stem(form)
            if stem is None:
                continue
            column = columns.get(stem)
            weight = unknown_weight if column is None else float(index.idf[column])
            known += 0.0 if column is None else weight
            total += weight
            if column is None and is_informative(form):
                unknown[form] += 1
        if total:
            shares[name] = known / total
        known_sum, total_sum = known_sum + known, total_sum + total
    words = sorted(unknown, key=lambda word: (-unknown[word], word))
    return Understood(known_sum / total_sum if total_sum else 0.0, shares, tuple(words))


def parts_of(model: MatchModel, applicant: Profile) -> dict[str, str]:
    """Return the texts of an applicant that count, by part."""
    refusals = model.fitted.terms.vocabulary.analysis.refusals
    interests = profile_text(Profile(applicant.id, applicant.name, applicant.interests), is_applicant=True)
    statement = profile_text(
        Profile(applicant.id, applicant.name, statement=applicant.statement), is_applicant=True, refusals=refusals
    )
    return {name: text for name, text in (("interests", interests.said), ("statement", statement.said)) if text.strip()}
