"""Scores of a fitted pool: what each affinity weighs, rankings as records, one score taken apart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.config import MatchConfig, Weights
from matcher.errors import ConfigError
from matcher.facets.base import Applicants
from matcher.index.counts import PLAIN, Backend
from matcher.index.postings import Floats
from matcher.model.fitted_pool import FittedPool
from matcher.ranking.combine import add_points, combined
from matcher.ranking.shown_terms import phrases_of
from matcher.ranking.strength import strength_names
from matcher.ranking.top_k import TopK
from matcher.records import Contribution, Explanation, Profile, RankedMentor, Ranking, Reason
from matcher.registry import SEMANTIC, penalties
from matcher.text.profile_text import interest_phrases
from matcher.text.refusals import refusals_in
from matcher.text.tokens import sentences_of

if TYPE_CHECKING:
    from matcher.facets.semantic import Semantic
    from matcher.model.match_model import MatchModel

_BLOCK = 512


def facet_weights(pool: FittedPool, config: MatchConfig, weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return the weight of each facet of a pool, in their order; `None` takes the config's.

    Raises
    ------
    ConfigError
        For weights that make no sense, or a weight of a facet the pool was not fitted with.
    """
    shares = Weights(config.weights if weights is None else weights)
    lost = {spec.name for spec in penalties()}
    names = [name for name in pool.facets if name not in lost]
    unknown = sorted(name for name, share in shares.items() if share and name not in names)
    if unknown:
        facets = f"facets of this model, {', '.join(names)}"
        raise ConfigError(f"weights must name {facets}; check {', '.join(unknown)}")
    return {name: shares.get(name, 0.0) for name in names}


def signed_weights(pool: FittedPool, config: MatchConfig, weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return what each contributor's affinity counts: of a facet 0 or more, of a penalty 0 or less."""
    lost = {spec.name: -float(getattr(config, spec.name)) for spec in penalties() if spec.name in pool.facets}
    return facet_weights(pool, config, weights) | lost


def rankings_of(pool: FittedPool, applicants: Sequence[str], best: TopK) -> Iterator[Ranking]:
    """Yield the best mentors of applicants, given by id, as one ranking each."""
    names = tuple(pool.facets)
    lines = zip(
        (pool.mentors[column] for column in best.mentors.tolist()),
        best.scores.tolist(),
        best.points.tolist(),
        best.shared_terms.tolist(),
        strength_names(best.strengths.tolist()),
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
    """Return what the score of one pair is made of, by the same arithmetic as the score.

    No facet gaining anything, what is lost is shown all the same. `weights` are signed.
    """
    mentor = pool.column(mentor_id)
    encoded = pool.encode([applicant], weights)
    contributions = tuple(
        Contribution(name, weights[name] * float(facet.affinities(encoded)[0, mentor]) + 0.0)
        for name, facet in pool.facets.items()
    )
    reasons = tuple(
        Reason(name, part.label, weights[name] * part.value, part.sentences, part.cosine)
        for name, facet in pool.facets.items()
        if weights[name]
        for part in facet.contributions(encoded, mentor)
    )
    stems = pool.terms.vocabulary.analysis.stems
    reasons = tuple(
        _with_refusal(reason, applicant, pool.mentors[mentor], stems) if reason.facet == "avoid" else reason
        for reason in reasons
    )
    score = add_points(points for _, points in contributions)
    return Explanation(applicant.id, mentor_id, pool.mentors[mentor].name, float(score), contributions, reasons)


def _with_refusal(reason: Reason, applicant: Profile, mentor: Profile, stems: Callable[[str], list[str]]) -> Reason:
    """Return what is lost by a term with the sentence that refuses it, and what it meets on the other side."""
    term = set(stems(reason.label))
    for refuses in (True, False):  # the applicant, then the mentor
        texts = _texts_of(applicant, refusing=refuses), _texts_of(mentor, refusing=not refuses)
        yours, theirs = (next((text for text in side if term <= set(stems(text))), "") for side in texts)
        if yours and theirs:
            return reason._replace(sentences=(yours, theirs))
    return reason


def _texts_of(profile: Profile, *, refusing: bool) -> list[str]:
    """Return the sentences in which a profile refuses something; or what it is about, phrase by phrase."""
    if refusing:
        return [*(one.sentence for one in refusals_in(profile.statement)), *profile.avoid.splitlines()]
    return [*interest_phrases(profile.interests), *(text for text, _, _ in sentences_of(profile.statement))]


def closest_sentences(pool: FittedPool, applicant: Profile, mentor_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the applicant's sentence and the mentor's interest that are closest in meaning, by mentor id."""
    facet: Semantic = pool.facets[SEMANTIC]  # type: ignore[assignment]
    encoded = pool.encode([applicant], {**dict.fromkeys(pool.facets, 0.0), SEMANTIC: 1.0})
    found = facet.closest(encoded, [pool.column(mentor) for mentor in mentor_ids])
    return {pool.ids[column]: pair for column, pair in found.items()}


def encoded_blocks(
    model: "MatchModel", applicants: list[Profile], backend: Backend
) -> tuple[Iterator[Applicants], dict[str, float]]:
    """Return applicants as a model's facets read them, some at a time, and what each contributor counts.

    They are taken off the list as they are read: a hundred thousand statements are not held any longer than needed.
    """
    signed = signed_weights(model.fitted, model.config or MatchConfig(), None)

    def blocks() -> Iterator[Applicants]:
        while block := applicants[:_BLOCK]:
            del applicants[:_BLOCK]
            yield model.fitted.encode(block, signed, backend)

    return blocks(), signed


class Scorer:
    """Gives the same scores as `MatchModel.scores`, of applicants by their position; each statement is read once.

    Parameters
    ----------
    model
        A fitted model.
    applicants
        Everybody whose scores will be asked for, again and again.
    """

    def __init__(self, model: "MatchModel", applicants: Sequence[Profile]) -> None:
        blocks, self._signed = encoded_blocks(model, [*applicants], PLAIN)
        self._pool, self._blocks = model.fitted, list(blocks)

    def scores(self, rows: NDArray[np.int64]) -> Floats:
        """Return the scores of some applicants, shape (n_rows, n_mentors); NaN where nothing is in common."""
        scores = np.empty((len(rows), len(self._pool.mentors)))
        for block in np.unique(rows // _BLOCK).tolist():
            mine = np.flatnonzero(rows // _BLOCK == block)
            some = self._blocks[block].take(rows[mine] - block * _BLOCK)
            scores[mine] = combined(self._pool.affinities(some, self._signed), self._signed)
        return scores
