"""Both retrievers are compared with the definition of a ranking: all affinities, combined and sorted."""

import random
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.config import MatchConfig
from matcher.model import MatchModel
from matcher.ranking.top_k import Request, combine, top_k
from matcher.records import Evidence, Profile
from matcher.registry import facet_names

WORDS = [
    f"{a}{b}" for a in ("reef", "soil", "type", "sound", "acid", "grain") for b in ("s", "ing", "ology", "er", "x")
]


def invented(n, seed, longest):
    """Return n profiles of words that follow Zipf's law: some with evidence, some long, some with equal texts."""
    pick = random.Random(seed)
    shares = [1 / rank for rank in range(1, len(WORDS) + 1)]

    def text(size):
        return ". ".join(" ".join(pick.choices(WORDS, shares, k=9)) for _ in range(size))

    people = []
    for number in range(n):
        pieces = tuple(Evidence("", text(1)) for _ in range(pick.choice((0, 0, 1, 2, 5))))
        people.append(
            Profile(f"p{number:04}", "", " ".join(pick.choices(WORDS, k=2)), text(pick.randint(1, longest)), pieces)
        )
    return [*people, *(replace(person, id=f"q{person.id}") for person in people[: n // 10])]


def plainly(model, applicants, k, weights):
    """Return (mentor, score) for each applicant, computed from all affinities."""
    scores, ids = combine(model.affinities(applicants), weights), model.fitted.ids
    return [[(ids[column], row[column]) for column in top_k(row, k)] for row in scores]


CONFIGS = [
    MatchConfig(n_topics=6),
    MatchConfig(weights={"terms": 1.0}, n_topics=6, passages=False, pairs=False, plurals=False, weighting="tfidf"),
    MatchConfig(weights={"terms": 0.4, "topics": 0.6}, n_topics=6),
    MatchConfig(weights={"interests": 1.0}, n_topics=1, stop_words=False),
    MatchConfig(weights={"topics": 1.0}, n_topics=6),
]


@pytest.fixture(scope="module", params=range(len(CONFIGS)))
def fitted(request):
    return MatchModel(CONFIGS[request.param]).fit(invented(300, 1, 5))


@pytest.fixture(params=["plain", "compiled"], autouse=True)
def backend(request, monkeypatch):
    """Make every ranking use one of the two retrievers, whatever the amount of work."""
    monkeypatch.setattr("matcher.model.fitted_pool._FEW", 0)
    monkeypatch.setattr("matcher.model.fitted_pool.should_compile", lambda seconds: request.param == "compiled")
    return request.param


@pytest.fixture(scope="module")
def people():
    return [replace(person, evidence=()) for person in invented(20, 2, 40)] + [
        Profile("nothing"),
        Profile("x", "", "xyz"),
    ]


@pytest.mark.parametrize("k", [1, 10, 2000])
def test_the_best_mentors_are_those_of_all_affinities(fitted, people, k):
    some = people if k < 100 else people[::10]
    found = [[(line.mentor_id, line.score) for line in ranking] for ranking in fitted.rank(some, k)]
    expected = plainly(fitted, some, k, fitted.weights)
    assert [[mentor for mentor, _ in one] for one in found] == [[mentor for mentor, _ in one] for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert [score for _, score in one] == [score for _, score in other]


def test_the_points_are_the_facets_to_the_bit(fitted, people):
    best = fitted.top_k(people, k=5)
    affinities = fitted.affinities(people)
    owner = np.repeat(np.arange(len(people)), np.diff(best.bounds))
    for at, facet in enumerate(facet_names()):
        if fitted.weights[facet]:
            expected = fitted.weights[facet] * affinities[facet][owner, best.mentors]
            assert best.points[:, at].tolist() == expected.tolist()


def test_the_shown_terms_are_those_of_the_explanation(fitted, people):
    for person in people[:12]:
        for line in fitted.rank([person], 2)[0]:
            points = {}
            for reason in fitted.explain(person, line.mentor_id).reasons:
                if reason.facet != "topics":
                    points[reason.label] = points.get(reason.label, 0.0) + reason.points
            for phrase in line.shared_terms:
                words = phrase.split()
                assert ({*map(" ".join, pairwise(words))} or {phrase}) <= set(points)


@pytest.mark.parametrize("backend", ["compiled"], indirect=True)
def test_both_retrievers_show_the_same_phrases_and_strengths(fitted, people, backend):
    from matcher.index.counts import PLAIN
    from matcher.kernels.backend import COMPILED

    pool, signed = fitted.fitted, fitted.signed_weights()
    request = Request(5, signed, np.zeros(len(pool.ids), np.bool_))
    plain, compiled = (
        pool.retriever(one).top_k(pool.encode(people, signed, one), request) for one in (PLAIN, COMPILED)
    )
    for name, ours, theirs in zip(plain._fields, plain, compiled, strict=True):
        assert ours.tolist() == theirs.tolist(), name


def test_leaving_the_shared_terms_out_changes_nothing_else(fitted, people):
    best, bare = fitted.top_k(people), fitted.top_k(people, shared_terms=False)
    assert best.mentors.tolist() == bare.mentors.tolist()
    assert best.points.tolist() == bare.points.tolist()
    assert set(bare.shared_terms.ravel().tolist()) <= {-1}


def test_nobody_is_ranked_who_is_not_eligible(fitted, people):
    some = set(fitted.fitted.ids[::3])
    for ranking in fitted.rank(people, eligible=some):
        assert {line.mentor_id for line in ranking} <= some


@given(st.lists(st.text(alphabet="abcs .", max_size=60), min_size=1, max_size=12), st.text(alphabet="abcs .\n"))
def test_ties_go_by_id_whatever_is_written(statements, question):
    model = MatchModel().fit([Profile(f"m{i}", "", "ab", text) for i, text in enumerate(statements)])
    [ranking] = model.rank([Profile("q", statement=question)], 3)
    [expected] = plainly(model, [Profile("q", statement=question)], 3, model.weights)
    assert [line.mentor_id for line in ranking] == [mentor for mentor, _ in expected]
