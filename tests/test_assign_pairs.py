"""Pairs found by upper bounds are those of all scores, and placements over them the same."""

from dataclasses import replace

import numpy as np
import pytest
from test_retrievers import CONFIGS, invented

from matcher.assigning.api import Rules, assign
from matcher.assigning.building import problem_of
from matcher.assigning.pair_scores import AllPairs, Offer, scored_rows
from matcher.assigning.problem import Pairs
from matcher.assigning.records import Applicant, Mentor, Rule
from matcher.kernels import installed
from matcher.model import MatchModel
from matcher.model.scoring import Scorer, encoded_blocks

pytestmark = pytest.mark.skipif(not installed(), reason="numba is not there")

NOTHING = Pairs.joined([])


@pytest.fixture(scope="module", params=[0, 2])
def model(request):
    return MatchModel(CONFIGS[request.param]).fit(invented(60, 1, 5))


@pytest.fixture(scope="module")
def people():
    rows = invented(70, 2, 40)
    return sorted((replace(one, evidence=(), attributes={"side": one.id[-1]}) for one in rows), key=lambda one: one.id)


@pytest.fixture
def both(model, people, monkeypatch):
    """All pairs by bounds, in small blocks, and by scores; four mentors are left out of the pool."""
    from matcher.assigning.pair_scores import bounded_rows
    from matcher.kernels.backend import COMPILED
    from matcher.kernels.kept_bounds import KeptBounds
    from matcher.kernels.retriever import CompiledRetriever

    monkeypatch.setattr("matcher.model.scoring._BLOCK", 32)
    columns = np.arange(4, len(model.mentors))
    labs = [Mentor(model.mentors[at].id, "", 2, 0, {"side": str(at % 10)}) for at in columns]
    names = [Applicant(one.id, 1, one.attributes) for one in people]
    conflicts = [Rule("conflict", names[at].id, labs[at % 7].id) for at in range(0, 70, 3)]
    problem = problem_of(names, labs, None, None, conflicts, (), [Rule("eligible", reason="side=side")])
    weights = model.signed_weights()
    blocks = encoded_blocks(model.fitted, weights, [*people], COMPILED)
    kept = KeptBounds(CompiledRetriever(model.fitted.facets, model.fitted.index), weights, columns, blocks)
    scorer = Scorer(model.fitted, weights, people)

    def scores(who):
        points = scorer.scores(who)[:, columns]
        return np.where(points > 0, points, np.nan)

    yield AllPairs(problem, bounded_rows(kept)), AllPairs(problem, scored_rows(scores, len(columns)))
    kept.close()


def by_place(found):
    return sorted(zip(*(column.tolist() for column in found), strict=True))


def test_the_pairs_that_pay_are_found_whatever_was_asked_before(both):
    bounded, scored = both
    rng, who = np.random.default_rng(0), np.arange(0, len(bounded.problem.applicants), 2)
    for bonus in (0, 0, 300_000):
        price = rng.integers(0, 300_000, len(bounded.problem.mentors)) * rng.integers(0, 2)
        least = rng.integers(-300_000, 300_000, len(who))
        offer = Offer(price, least, bonus, np.full(len(who), 150_000))
        held = scored.best(who, offer, 2, NOTHING)[0]
        found, most = bounded.best(who, offer, 300, held)
        expected, exactly = scored.best(who, offer, 300, held)
        assert by_place(found) == by_place(expected)
        assert (most >= exactly).all()
        few, left = bounded.best(who, offer, 3, held)
        worth = few.score - price[few.mentor] + bonus * (few.score >= 150_000)
        again, exactly = scored.best(who, offer, 3, held)
        assert sorted(worth) == sorted(again.score - price[again.mentor] + bonus * (again.score >= 150_000))
        assert (left >= exactly).all()


@pytest.mark.parametrize("barred", [True, False])
def test_pairs_of_some_score_their_scores_and_their_ranks_are_those_of_all(both, barred):
    bounded, scored = both
    who = np.arange(1, len(bounded.problem.applicants), 3)
    for least in (np.zeros(len(who), np.int64), np.full(len(who), 200_000)):
        found, expected = (Pairs.joined([*pairs.reaching(who, least, barred=barred)]) for pairs in (bounded, scored))
        assert [column.tolist() for column in found] == [column.tolist() for column in expected]
        assert bounded.ranks(found).tolist() == scored.ranks(expected).tolist()
        assert bounded.scores_of(*found[:2]).tolist() == found.score.tolist()
    assert bounded.ranks(NOTHING).tolist() == []


@pytest.mark.parametrize("rules", [Rules(), Rules(floor=0.6), Rules(fair=True)])
def test_a_placement_is_worth_the_same_by_bounds_and_by_scores(model, people, rules, monkeypatch):
    monkeypatch.setattr("matcher.assigning.api._MAX_IN_MEMORY", 0)
    pool = [{"id": one.id, "capacity": 1 + at % 2} for at, one in enumerate(model.mentors)]
    seen = []
    for compiled in (True, False):
        monkeypatch.setattr("matcher.kernels.should_compile", lambda seconds, compiled=compiled: compiled)
        found = assign(model, pool, rules, applicants=people)
        assert found.certificate.proven
        seen.append((found.certificate[:7], found.placement.total, found.worst_share, found.mentors))
    assert seen[0] == seen[1]


def test_an_override_over_pairs_that_were_not_held_claims_no_proof_over_all(model, people, monkeypatch):
    pool = [{"id": one.id, "capacity": 1 + at % 2} for at, one in enumerate(model.mentors)]
    whole = assign(model, pool, applicants=people)
    mentor = max(whole.mentors, key=lambda line: line.one_fewer or 0).mentor_id
    assert whole.changed(f"capacity={mentor}:-1").certificate.proven
    monkeypatch.setattr("matcher.assigning.api._MAX_IN_MEMORY", 0)
    found = assign(model, pool, applicants=people)
    assert found.certificate.proven
    again = found.changed(f"capacity={mentor}:-1").changed(f"capacity={mentor}:+1")
    assert not again.certificate.proven
    assert again.certificate.pairs_considered < again.certificate.pairs
    best = whole.changed(f"capacity={mentor}:-1").placement
    loss = found.changed(f"capacity={mentor}:-1").loss
    assert best.total <= found.changed(f"capacity={mentor}:-1").placement.total + loss.score
