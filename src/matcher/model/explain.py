"""Why one mentor has the score it has: the same arithmetic as the score, taken apart."""

from collections.abc import Mapping

from matcher.model.fitted_pool import FittedPool
from matcher.ranking.combine import add_points
from matcher.records import Contribution, Explanation, Profile, Reason


def explain(pool: FittedPool, applicant: Profile, mentor_id: str, weights: Mapping[str, float]) -> Explanation:
    """Return what the score of one pair is made of, down to shared terms and topics in the words people wrote.

    The reasons of a facet add up to its contribution, and the contributions to the score; no facet gaining anything,
    what is lost is shown all the same.

    Parameters
    ----------
    weights
        What each contributor's affinity counts: of facets 0 or more, of penalties 0 or less.
    """
    mentor = pool.column(mentor_id)
    encoded = pool.encode([applicant], weights)
    contributions = tuple(
        Contribution(name, weights[name] * float(facet.affinities(encoded)[0, mentor]) + 0.0)
        for name, facet in pool.facets.items()
    )
    reasons = tuple(
        Reason(name, part.label, weights[name] * part.value, part.sentences)
        for name, facet in pool.facets.items()
        if weights[name]
        for part in facet.contributions(encoded, mentor)
    )
    score = add_points(points for _, points in contributions)
    return Explanation(applicant.id, mentor_id, pool.mentors[mentor].name, float(score), contributions, reasons)
