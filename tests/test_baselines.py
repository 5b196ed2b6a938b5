import math

import bm25s
import numpy as np
import pytest
from conftest import REEF, SOIL, TYPE
from scipy import sparse

from matcher.evaluation.evaluator import BASELINES, bm25, bm25_weights
from matcher.records import Evidence, Profile
from matcher.text.profile_text import whole_text

POOL = [REEF, SOIL, TYPE]
TEXTS = [whole_text(mentor) for mentor in POOL]
ASKED = ["the sound of coral reefs, coral", "carbon in soil", "compilers and type systems", "xyzzy"]


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_ranks_the_mentor_first_who_says_the_same(name):
    scores = BASELINES[name](TEXTS, ASKED)
    assert scores.shape == (4, 3)
    assert list(scores[:3].argmax(axis=1)) == [0, 1, 2]


def test_bm25_is_its_formula():
    # two texts of 3 and 1 words; the word is in one of them, twice: idf = log(1 + 1.5 / 1.5), mean length 2
    weights = bm25_weights(sparse.csr_matrix(np.array([[2.0, 1.0], [0.0, 1.0]])), k1=1.5, b=0.75)
    expected = math.log(2) * 2 / (2 + 1.5 * (1 - 0.75 + 0.75 * 3 / 2))
    assert weights[0, 0] == pytest.approx(expected, abs=1e-12)


def test_bm25_scores_as_bm25s_does():
    words = ["the", "of", "and", "we", "in"]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(TEXTS, stopwords=words, show_progress=False), show_progress=False)
    asked = bm25s.tokenize(ASKED[:3], stopwords=words, show_progress=False, return_ids=False)
    theirs = np.stack([index.get_scores(tokens) for tokens in asked])
    np.testing.assert_allclose(bm25(TEXTS, ASKED[:3], stop_words=words), theirs, rtol=1e-5)


def test_a_baseline_reads_evidence_too():
    text = whole_text(Profile("x", interests="a", statement="b", evidence=(Evidence("c", "d"),)))
    assert text.split() == ["a", "b", "c", "d"]


def test_tfidf_and_lsa_together_are_the_sum_of_their_standard_scores():
    both = [BASELINES[name](TEXTS, ASKED) for name in ("tfidf-both", "lsa200")]
    standard = [(scores - scores.mean(1, keepdims=True)) / (scores.std(1, keepdims=True) + 1e-12) for scores in both]
    np.testing.assert_allclose(BASELINES["tfidf+lsa"](TEXTS, ASKED), sum(standard))
