import sys
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from conftest import REEF, SOIL, TYPE
from test_retrievers import invented
from threadpoolctl import threadpool_limits

from matcher.config import MatchConfig
from matcher.errors import InputError
from matcher.facets.base import best_mean
from matcher.index.corpus import count_corpus, fit_terms, mentor_vectors
from matcher.index.lsa import varimax
from matcher.model.fitted_pool import fit_pool
from matcher.records import Evidence, Profile
from matcher.registry import contributor_names

SAMPLED = "matcher.index.lsa.SAMPLED_TEXTS"
APPLICANTS = [
    Profile("one", "", "coral reefs", "I want to record reefs under water."),
    Profile("two", statement="Compilers, and proofs that they are right.", avoid="soil and reefs"),
    Profile("none", statement="xyzzy plugh"),
    Profile("all", statement=" ".join(mentor.statement for mentor in (REEF, SOIL, TYPE))),
]


@pytest.mark.parametrize("name", contributor_names())
class TestEveryFacet:
    """The requirements of a facet, checked for every facet in the registry."""

    @pytest.fixture
    def pool(self, mentors):
        texts = ("Sounds of a reef at night.", "Fish.", "Soil and reefs.", "Reefs by day.")
        reef = replace(REEF, evidence=tuple(Evidence("", text) for text in texts))
        return fit_pool([*mentors[1:], reef, Profile("zero")], mentors * 3, MatchConfig())

    def affinities(self, pool, name, applicants):
        return pool.facets[name].affinities(pool.encode(applicants))

    def test_one_row_per_applicant_and_one_column_per_mentor(self, pool, name):
        assert self.affinities(pool, name, APPLICANTS).shape == (4, 4)

    def test_an_affinity_lies_between_zero_and_one(self, pool, name):
        found = self.affinities(pool, name, APPLICANTS)
        assert found.min() >= 0
        assert found.max() <= 1
        assert found.max() > 0

    def test_an_empty_profile_is_unrelated_to_everyone(self, pool, name):
        assert not self.affinities(pool, name, [Profile("empty")]).any()
        assert not self.affinities(pool, name, APPLICANTS)[:, pool.column("zero")].any()

    def test_a_text_of_unknown_words_is_unrelated_to_everyone(self, pool, name):
        assert not self.affinities(pool, name, APPLICANTS)[2].any()

    def test_an_applicant_is_scored_alone_to_the_bit(self, pool, name):
        together = self.affinities(pool, name, APPLICANTS * 7)
        for row, applicant in enumerate(APPLICANTS):
            assert self.affinities(pool, name, [applicant]).tobytes() == together[row].tobytes()

    def test_the_parts_of_an_affinity_add_up_to_it(self, pool, name):
        affinities = self.affinities(pool, name, APPLICANTS)
        for row, applicant in enumerate(APPLICANTS):
            for mentor in range(4):
                parts = pool.facets[name].contributions(pool.encode([applicant]), mentor)
                assert sum(part.value for part in parts) == pytest.approx(affinities[row, mentor], abs=1e-12)
                assert [part.value for part in parts] == sorted((part.value for part in parts), reverse=True)

    def test_what_was_fitted_comes_back_from_plain_arrays(self, pool, name):
        arrays = pool.facets[name].arrays()
        assert not any(array.dtype.hasobject for array in arrays.values())
        again, encoded = type(pool.facets[name]).from_arrays(arrays, pool.index), pool.encode(APPLICANTS)
        assert again.affinities(encoded).tobytes() == pool.facets[name].affinities(encoded).tobytes()

    def test_everyone_is_most_like_the_mentor_who_says_the_same(self, pool, name):
        said = pool.mentors[:3]
        asks = [Profile(mentor.id, avoid=mentor.statement) for mentor in said] if name == "avoid" else said
        assert self.affinities(pool, name, asks)[:, :3].argmax(axis=1).tolist() == [0, 1, 2]


def fit_index(pool, reference=()):
    return fit_terms(count_corpus(pool, reference))


def terms_of(index):
    """Return the words of each term, in the form in which they are counted."""
    words = index.vocabulary.words
    return [(word,) for word in words] + [(words[a], words[b]) for a, b in index.vocabulary.pairs.tolist()]


def column(index, term):
    return [" ".join(words) for words in terms_of(index)].index(term)


def test_a_row_of_the_term_index_has_length_one():
    rows = (
        fit_index(["coral reef", "reef sound", "type system"]).vectors(["reef reef sound", "nothing known"]).toarray()
    )
    assert np.linalg.norm(rows, axis=1).tolist() == [pytest.approx(1), 0]


def test_a_term_weighs_one_plus_the_logarithm_of_its_count_times_its_specificity():
    index = fit_index(["reef sound", "reef type"])
    # of 2 mentors both say reef: (2 + 0.5) / 3 on both sides; one says sound: (1 + 0.5) / 3
    assert index.idf[column(index, "reef")] == pytest.approx(-np.log(2.5 / 3))
    assert index.idf[column(index, "sound")] == pytest.approx(-np.log(1.5 / 3))
    row = index.vectors(["reef reef, sound"]).toarray()[0]
    reef, sound = row[column(index, "reef")], row[column(index, "sound")]
    assert reef / sound == pytest.approx((1 + np.log(2)) * np.log(2.5 / 3) / np.log(1.5 / 3))


def test_what_every_applicant_writes_counts_less_with_a_reference():
    pool = ["volcano reef", "type system", "soil carbon"]
    alone, taught = fit_index(pool), fit_index(pool, ["volcano", "a volcano", "my volcano"])
    where = alone.vocabulary.columns
    assert alone.vocabulary.words == taught.vocabulary.words
    assert alone.idf[where["volcano"]] == alone.idf[where["reef"]]
    assert taught.idf[where["volcano"]] < taught.idf[where["reef"]]


def test_what_statements_are_made_of_counts_less_without_any_reference():
    index = fit_index(["deadline reef", "type system", *(["soil carbon"] * 30)])
    assert index.idf[column(index, "deadline")] < index.idf[column(index, "reef")]


def test_a_mentor_who_repeats_a_word_gains_less_each_time():
    # texts of equal length: 1, 2 and 3 times reef, each beside its own other words
    pool = ["reef a1 a2 a3", "reef b1 reef b3", "reef reef reef c3", "d1 d2 d3 d4"]
    counts = count_corpus(pool)
    index = fit_terms(counts)
    once, twice, thrice = mentor_vectors(counts.pool, index).toarray().T[column(index, "reef")][:3]
    beside = mentor_vectors(counts.pool, index).toarray().T
    weights = [
        reef / beside[column(index, other)][mentor]
        for mentor, (reef, other) in enumerate([(once, "a3"), (twice, "b3"), (thrice, "c3")])
    ]
    assert weights[1] - weights[0] > weights[2] - weights[1] > 0


def test_a_term_is_shown_in_the_form_most_mentors_write():
    index = fit_index(["reefs and reef", "reefs", "a reef", "reefs"])
    assert index.label(column(index, "reef")) == "reefs"
    assert index.label(column(index, "reef reef")) == "reefs reefs"


def test_a_pool_without_words_is_refused():
    with pytest.raises(InputError, match="no profile holds a word to match on"):
        count_corpus(["", "the of"])


def test_the_paragraph_that_fits_counts_more_than_what_surrounds_it():
    # a number in each sentence: what is said twice, or copied from a mentor, does not count
    reef = "".join(f"The sound {n} of coral reefs {n} at night. " for n in range(30))
    other = "".join(f"Grammar {n}, rivers, bread {n}, taxes, a bicycle {n}. " for n in range(60))
    bread = Profile("bread", statement="Taxes on bread, rivers by bicycle, grammar.")
    pool = fit_pool([REEF, SOIL, bread], (), MatchConfig())
    applicants = pool.encode([Profile("long", statement=reef + other)])
    assert applicants.vectors.passages.shape[0] == 4
    whole = pool.facets["terms"].cosines(applicants.vectors.whole)[0, pool.column("reef")]
    assert pool.facets["terms"].affinities(applicants)[0, pool.column("reef")] > whole


def n_calls(function, *arguments):
    calls = []
    sys.setprofile(lambda _, event, __: calls.append(event))
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return sum(event in {"call", "c_call"} for event in calls)


def test_only_the_best_passages_of_a_long_statement_are_taken_apart():
    pool = fit_pool([replace(one, evidence=(Evidence("", one.statement),)) for one in (REEF, SOIL)], (), MatchConfig())
    work = []
    for n in (80, 1600):
        said = "".join(f"The sound {one} of coral reefs {one} and soil at night. " for one in range(n))
        vectors = pool.encode([Profile("long", statement=said)]).vectors
        work.append(
            (vectors.passages.shape[0], n_calls(pool.facets["terms"].term_contributions, vectors, np.arange(2)))
        )
    (few, small), (many, large) = work
    assert many > 10 * few
    assert large < 2 * small


def test_the_two_best_passages_count_for_each_mentor():
    # (0.9 + 0.5) / 2 and (0.2 + 0.4) / 2
    cosines = np.array([[0.9, 0.2], [0.1, 0.4], [0.5, 0.0]])
    np.testing.assert_allclose(best_mean(cosines, 2), [0.7, 0.3])
    # one alone is divided by two all the same
    np.testing.assert_allclose(best_mean(cosines[:1], 2), [0.45, 0.1])


def cosines(rows):
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit @ unit.T


def test_the_three_pieces_of_evidence_that_fit_best_count_half():
    pieces = [Evidence("", text) for text in ("soil", "reef", "reef sound", "bread", "reef reef sound")]
    pool = fit_pool([Profile("m", statement="night", evidence=tuple(pieces)), SOIL], (), MatchConfig())
    row, terms = pool.terms.vectors(["reef sound"]), pool.facets["terms"]
    each = sorted(terms.pieces.cosines(row)[0], reverse=True)
    whole = pool.index.said.cosines(row)[0, 0]
    assert terms.cosines(row)[0, 0] == pytest.approx(whole / 2 + sum(each[:3]) / 3 / 2)
    assert each[3] == 0


def test_a_pool_too_small_for_topics_has_none(mentors):
    assert fit_pool(mentors, (), MatchConfig()).facets["topics"].labels == ()


def test_the_topics_of_a_large_pool_are_learned_from_a_sample_and_refined_on_all_texts():
    pool = invented(200, 1, 3)
    whole = fit_pool(pool, pool[:50], MatchConfig(n_topics=10))
    with mock.patch("matcher.index.lsa.MOST_TEXTS", 100), mock.patch(SAMPLED, 60):
        mended = fit_pool(pool, pool[:50], MatchConfig(n_topics=10))
        turned = fit_pool(pool[::-1], pool[:50][::-1], MatchConfig(n_topics=10))
    components = mended.facets["topics"].components
    np.testing.assert_allclose(components.T @ components, np.eye(10), atol=1e-5)
    found, exact = (
        fitted.facets["topics"].cosines(fitted.encode(pool).vectors.whole).ravel() for fitted in (mended, whole)
    )
    assert np.corrcoef(found, exact)[0, 1] > 0.7
    assert turned.facets["topics"].components.tobytes() == components.tobytes()


def test_a_large_pool_of_equal_texts_has_few_topics():
    pool = [Profile(f"m{n}", statement=REEF.statement if n % 2 else SOIL.statement) for n in range(200)]
    with mock.patch("matcher.index.lsa.MOST_TEXTS", 100), mock.patch(SAMPLED, 60):
        topics = fit_pool(pool, (), MatchConfig()).facets["topics"]
    assert len(topics.labels) == 2
    assert np.isfinite(topics.mentors).all()


def test_the_rotation_that_makes_topics_readable_changes_no_cosine():
    rows = np.random.default_rng(7).normal(size=(12, 4))
    np.testing.assert_allclose(cosines(rows @ varimax(rows)), cosines(rows), atol=1e-9)


def test_the_rotation_restores_rotated_axes():
    axes = np.repeat(np.eye(3), 5, axis=0)
    away = np.linalg.qr(np.random.default_rng(3).normal(size=(3, 3)))[0]
    turned = np.abs((axes @ away) @ varimax(axes @ away))
    np.testing.assert_allclose(np.sort(turned, axis=1), np.sort(axes, axis=1), atol=1e-2)


def test_topics_do_not_depend_on_the_number_of_threads():
    pool, fitted = invented(300, 5, 6), []
    for n_threads in (1, 2):
        with threadpool_limits(limits=n_threads):
            fitted.append(fit_pool(pool, (), MatchConfig()).facets["topics"].components.tobytes())
    assert fitted[0] == fitted[1]


def test_evidence_counts_as_something_said():
    plain = Profile("reef", "", "reefs", "We study reefs.")
    shown = Profile("reef", "", "reefs", "We study reefs.", (Evidence("Hydrophones", "An array of hydrophones."),))
    asks = [Profile("zoe", statement="hydrophones and soil")]
    before = fit_pool([plain, SOIL], (), MatchConfig())
    after = fit_pool([shown, SOIL], (), MatchConfig())
    assert before.affinities(before.encode(asks))["terms"][0, 0] == 0
    assert after.affinities(after.encode(asks))["terms"][0, 0] > 0


def test_a_refusal_that_only_repeats_what_is_said_still_counts(model):
    said = "We measured carbon in the soil of field trials."
    [ranking] = model.rank([Profile("a", statement=said, avoid="soil carbon")])
    assert {line.mentor_id: line.points["avoid"] < 0 for line in ranking} == {"soil": True}
