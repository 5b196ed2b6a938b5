"""Scores of a fitted pool: rankings as records, the parts of one score, the known share of a statement's words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.config import MatchConfig
from matcher.errors import NothingKnownError
from matcher.facets.base import Applicants
from matcher.index.counts import PLAIN, Backend
from matcher.index.postings import Floats
from matcher.index.vocabulary import Vocabulary
from matcher.model.fitted_pool import FittedPool
from matcher.ranking.retriever import phrases_of
from matcher.ranking.top_k import STRENGTHS, TopK, add_points, combined
from matcher.records import Contribution, Explanation, Profile, RankedMentor, Ranking, Reason
from matcher.registry import SEMANTIC, USE
from matcher.text.profile_text import interest_phrases, profile_text
from matcher.text.refusals import split_wants
from matcher.text.tokens import is_foreign, sentences_of
from matcher.wording import counted

if TYPE_CHECKING:
    from matcher.facets.semantic import Semantic

_BLOCK = 512


def rankings_of(pool: FittedPool, applicants: Sequence[str], best: TopK) -> Iterator[Ranking]:
    """Yield one ranking for each applicant; `applicants` are ids."""
    names = tuple(pool.facets)
    lines = zip(
        (pool.mentors[column] for column in best.mentors.tolist()),
        best.scores.tolist(),
        best.points.tolist(),
        best.shared_terms.tolist(),
        map((*STRENGTHS, None).__getitem__, best.strengths.tolist()),  # -1 is unknown
        strict=True,
    )
    for applicant, n_lines in zip(applicants, np.diff(best.bounds).tolist(), strict=True):
        yield Ranking(
            RankedMentor(
                applicant,
                rank,
                mentor.id,
                mentor.name,
                score,
                tuple(map(Contribution, names, points)),
                phrases_of(shown, pool.terms),
                strength,
            )
            for rank, (mentor, score, points, shown, strength) in enumerate(islice(lines, n_lines), 1)
        )


def explain(pool: FittedPool, applicant: Profile, mentor_id: str, weights: Mapping[str, float]) -> Explanation:
    """Return the parts of the score of one pair, by the same arithmetic as the score.

    Lost points are shown even if no facet adds anything. `weights` are signed.
    """
    mentor, stems = pool.column(mentor_id), pool.terms.vocabulary.analysis.stems
    encoded = pool.encode([applicant], weights)
    contributions = tuple(
        Contribution(name, weights[name] * float(facet.affinities(encoded)[0, mentor]) + 0.0)
        for name, facet in pool.facets.items()
    )
    reasons = tuple(
        _with_refusal(
            Reason(name, part.label, weights[name] * part.value, part.sentences, part.cosine),
            applicant,
            pool.mentors[mentor],
            stems,
        )
        for name, facet in pool.facets.items()
        if weights[name]
        for part in facet.contributions(encoded, mentor)
    )
    score = add_points(points for _, points in contributions)
    return Explanation(applicant.id, mentor_id, pool.mentors[mentor].name, float(score), contributions, reasons)


def _with_refusal(reason: Reason, applicant: Profile, mentor: Profile, stems: Callable[[str], list[str]]) -> Reason:
    """Add to a reason of `avoid` the sentence that refuses its term and the text it refers to; keep others as is."""
    if reason.facet != "avoid":
        return reason
    term = set(stems(reason.label))
    for refuses in (True, False):  # the applicant, then the mentor
        texts = _texts_of(applicant, refusing=refuses), _texts_of(mentor, refusing=not refuses)
        yours, theirs = (next((text for text in side if term <= set(stems(text))), "") for side in texts)
        if yours and theirs:
            return reason._replace(sentences=(yours, theirs))
    return reason


def _texts_of(profile: Profile, *, refusing: bool) -> list[str]:
    """Return the sentences in which a profile refuses something, or else its interests and its sentences."""
    if refusing:
        return [*(refusal.sentence for refusal in split_wants(profile.statement).refusals), *profile.avoid.splitlines()]
    return [*interest_phrases(profile.interests), *(text for text, _, _ in sentences_of(profile.statement))]


def closest_sentences(
    pool: FittedPool, applicant: Profile, mentor_ids: Sequence[str]
) -> dict[str, list[tuple[str, str, float]]]:
    """Return by mentor id each interest with the applicant's closest sentence and their cosine."""
    facet: Semantic = pool.facets[SEMANTIC]  # type: ignore[assignment]
    encoded = pool.encode([applicant], {**dict.fromkeys(pool.facets, 0.0), SEMANTIC: 1.0})
    pairs_by_column = facet.closest(encoded, [pool.column(mentor) for mentor in mentor_ids])
    return {pool.ids[column]: pairs for column, pairs in pairs_by_column.items()}


def encoded_blocks(
    pool: FittedPool, weights: Mapping[str, float], applicants: list[Profile], backend: Backend
) -> Iterator[Applicants]:
    """Yield applicants in the form that facets read, block by block; `weights` are signed.

    Items are removed from the list as they are read, to free memory early.
    """
    while block := applicants[:_BLOCK]:
        del applicants[:_BLOCK]
        yield pool.encode(block, weights, backend)


class Scorer:
    """Computes the scores of `MatchModel.scores` for applicants by position, reading each statement only once.

    `weights` are those of `MatchModel.signed_weights`.
    """

    def __init__(self, pool: FittedPool, weights: Mapping[str, float], applicants: Sequence[Profile]) -> None:
        self._pool, self._weights = pool, weights
        self._blocks = list(encoded_blocks(pool, weights, [*applicants], PLAIN))

    def scores(self, rows: NDArray[np.int64]) -> Floats:
        """Return the scores of some applicants, shape (n_rows, n_mentors); NaN where nothing is in common."""
        scores = np.empty((len(rows), len(self._pool.mentors)))
        for block in np.unique(rows // _BLOCK).tolist():
            in_block = np.flatnonzero(rows // _BLOCK == block)
            applicants = self._blocks[block].take(rows[in_block] - block * _BLOCK)
            scores[in_block] = combined(self._pool.affinities(applicants, self._weights), self._weights)
        return scores


FOREIGN_SHARE = 0.25
"""If the pool knows a smaller share of a statement's words, the user is told."""

_SHORT_WORDS, _SHORT_CHARACTERS = 5, 60
"""A text within both limits is too short to tell its language or field; some scripts have no spaces between words."""

_LAST_LATIN = "\u024f"


def known_share(vocabulary: Vocabulary, profile: Profile) -> float:
    """Return the share of a profile's words, without stop words, that are in a vocabulary, in [0, 1]."""
    analysis, known = vocabulary.analysis, vocabulary.columns
    text = profile_text(profile, is_applicant=True, refusals=analysis.refusals, wishes=analysis.wishes)
    stems = analysis.stems(text.all_said)
    return sum(stem in known for stem in stems) / len(stems) if stems else 0.0


def advice(profile: Profile, config: MatchConfig | None) -> str:
    """Return a sentence about other languages to add to a message on unknown words; "" if it would not help."""
    if (config or MatchConfig()).encoder == USE or not seems_foreign(f"{profile.interests}\n{profile.statement}"):
        return ""
    return ' The extra matcher[multilingual] and the setting encoder = "use" compare texts of 16 languages.'


def seems_foreign(text: str) -> bool:
    """Return whether a text seems not to be English, by its stop words or by letters that are mostly not Latin.

    >>> [seems_foreign(text) for text in ("I study the reef", "Ich untersuche das Riff", "Я изучаю рифы")]
    [False, True, True]
    """
    letters = [character for character in text if character.isalpha()]
    is_mostly_other = 2 * sum(character > _LAST_LATIN for character in letters) > len(letters)
    return is_mostly_other or is_foreign(text)


def refuse_unknown(share: float, applicant: Profile, where: str, config: MatchConfig | None) -> None:
    """Raise `NothingKnownError`, naming `where`, if the pool knows no word of a statement (`share` is 0).

    Never if the multilingual encoder compares meanings: it needs no word in common.
    """
    if share or (config and config.encoder == USE and config.weights.get(SEMANTIC)):
        return
    text = f"{applicant.interests} {applicant.statement}".strip()
    n_words = len(text.split())
    why = f"is it in another language, or another field?{advice(applicant, config)}"
    if not n_words:
        why = "it is too short, or no part of it counts: write a few sentences"
    elif n_words <= _SHORT_WORDS and len(text) <= _SHORT_CHARACTERS and not seems_foreign(text):
        why = f"it is too short ({counted(n_words, 'word')}): write a few sentences"
    raise NothingKnownError(f"{where}: nothing here that the pool knows; {why}")
