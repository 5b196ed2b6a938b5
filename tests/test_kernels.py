"""Compiled loops give the same numbers as the numpy code they replace, to the bit."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from test_identity import SIGNS as SIGNS_OF_IDENTITY
from test_retrievers import CONFIGS, invented

from matcher import kernels
from matcher.config import MatchConfig
from matcher.index.counts import PLAIN, TokenIds, TokenSequences
from matcher.model import MatchModel
from matcher.ranking.top_k import Request
from matcher.records import Profile
from matcher.text.profile_text import profile_texts, screened
from matcher.text.tokens import forms
from matcher.text.uncounted import names_as_one_word

SIGNS = st.text(alphabet="cCfFrR+# \nΣσİiK_é𝒳😀s0.", max_size=40)


def refusing(people, every):
    """Return profiles, some of which refuse what their neighbours say."""
    return [
        replace(one, avoid=people[at - 1].statement[:200]) if at % every == 0 else one for at, one in enumerate(people)
    ]


@pytest.fixture(scope="module", params=range(len(CONFIGS)))
def fitted(request):
    pool = [*refusing(invented(150, 1, 5), 40), Profile("empty")]
    return MatchModel(CONFIGS[request.param]).fit(pool, invented(30, 3, 6)).fitted


@pytest.fixture(scope="module")
def people():
    odd = [
        Profile("nothing"),
        Profile("x", "", "xyz"),
        Profile("odd", "", "İ ΣΑΣ reefs typex soiling 𠀀", "c++ C# r\ud800"),
    ]
    return [*refusing(invented(24, 2, 30), 5), *odd]


def read_by(reader, texts):
    """Return the words of texts as a reader of forms gives them."""
    sequences, written = reader.tokenize(texts), reader.tokens_from(0)
    words = [written[token_id] for token_id in sequences.ids.tolist()]
    bounds = sequences.bounds.tolist()
    return [words[start:end] for start, end in zip(bounds, bounds[1:], strict=False)]


@given(st.lists(st.one_of(st.text(), SIGNS), max_size=8))
@example(["C++ c+ c# F# f r R c x C++x c++++ c#sharp", "c", "c+", "#c#", "", "naïve’s", "İstanbul K", "\ud800 ab"])
def test_any_text_is_read_as_python_reads_it(texts):
    from matcher.kernels.backend import CompiledTokenIds

    assert read_by(CompiledTokenIds(), texts) == [forms(text) for text in texts] == read_by(TokenIds(), texts)


def test_the_tables_grow_with_what_is_read():
    from matcher.kernels.backend import CompiledTokenIds

    reader = CompiledTokenIds()
    texts = [" ".join(f"word{number}" for number in range(start, start + 20_000)) for start in (0, 15_000, 0)]
    assert read_by(reader, texts) == [text.split() for text in texts]
    assert read_by(reader, texts[::-1]) == [text.split() for text in texts[::-1]]


def test_rows_are_the_same_to_the_bit(fitted, people):
    from matcher.kernels.backend import COMPILED

    plain, quick = fitted.encode(people).vectors, fitted.encode(people, backend=COMPILED).vectors
    assert plain.bounds.tolist() == quick.bounds.tolist()
    for one, other in zip(*((rows.whole, rows.passages, rows.refused) for rows in (plain, quick)), strict=True):
        for part in ("indptr", "indices", "data"):
            assert getattr(one, part).tolist() == getattr(other, part).tolist()


@pytest.mark.parametrize(("k", "shared_terms"), [(1, True), (10, True), (10, False), (400, True)])
def test_the_best_mentors_are_the_same_to_the_bit(fitted, people, k, shared_terms):
    from matcher.kernels.backend import COMPILED

    excluded = np.zeros(len(fitted.mentors), dtype=bool)
    excluded[::7] = True
    # the plain retriever takes its time for shared terms; all people are ranked without them
    encoded = fitted.encode({1: people, 10: people[::2] if shared_terms else people, 400: people[-4:]}[k])
    for config in CONFIGS[::2]:
        request = Request(k, {**config.weights, "avoid": -0.25}, excluded, shared_terms)
        plain = fitted.retriever(PLAIN).top_k(encoded, request)
        quick = fitted.retriever(COMPILED).top_k(encoded, request)
        for one, other in zip(plain, quick, strict=True):
            assert one.tolist() == other.tolist()


def test_ties_go_by_id_in_compiled_loops_too(people):
    twins = [replace(one, id=f"{one.id}-{copy}") for one in invented(9, 1, 6) for copy in "cabd"]
    model = MatchModel().fit(twins)
    with mock.patch.object(kernels, "installed", return_value=False):
        plain = model.rank(people, 7)
    with mock.patch("matcher.model.fitted_pool.should_compile", return_value=True):
        assert model.rank(people, 7) == plain
    assert any(one.score == other.score for ranking in plain for one, other in zip(ranking, ranking[1:], strict=False))


def test_a_model_changes_over_to_compiled_loops_and_nobody_sees(people):
    model = MatchModel().fit(invented(50, 1, 6))
    with mock.patch.object(kernels, "installed", return_value=False):
        plain = model.rank(people)
    with mock.patch("matcher.model.fitted_pool.should_compile", return_value=True):
        assert model.rank(people) == plain


@pytest.mark.parametrize("weight", [0.25, 30.0])
def test_refusals_take_the_same_points_also_where_they_take_all(people, weight):
    people = people[::2]
    model = MatchModel(MatchConfig(avoid=weight)).fit(refusing(invented(50, 1, 6), 7))
    with mock.patch.object(kernels, "installed", return_value=False):
        plain = model.rank(people, 50)
    assert any(line.score < 0 for ranking in plain for line in ranking) == (weight > 1)
    assert any(line.points["avoid"] < 0 for ranking in plain for line in ranking)
    with mock.patch("matcher.model.fitted_pool.should_compile", return_value=True):
        assert model.rank(people, 50) == plain


LOOKALIKES = st.text(alphabet="noatdcmwith'’ſıİK @/:=.([{0-9\n٣é😀", max_size=60)
REFUSING = [
    "I do not want to work on kelp.",
    "No kelp, please.",
    "rather than sand",
    "don’t like sand",
    "ADA at x dot org",
    "a BIT of kelp",
    "from Fall 2027",
    "In the next years: kelp",
]


@given(
    st.lists(
        st.one_of(LOOKALIKES, st.sampled_from([*REFUSING, *SIGNS_OF_IDENTITY, "Ada Quill", "Ich bin und die"])),
        max_size=6,
    )
)
def test_no_text_that_must_be_searched_is_passed_over(pieces):
    from matcher.kernels.backend import screen

    profiles = [Profile("p", "Ada Quill", "kelp", joint.join(pieces)) for joint in ("", " ", "\n", ". ")]
    plain = profile_texts(profiles, are_applicants=True, wishes=True)
    assert profile_texts(profiles, are_applicants=True, wishes=True, suspects=screened(profiles, screen)) == plain


def test_only_the_texts_that_need_it_are_searched():
    from matcher.kernels.backend import screen

    suspects = screen(["I map reefs and love tides.", *REFUSING, "ada@x.org"])
    assert suspects.refusing == [False, True, True, True, True, *[False] * 5]
    assert suspects.identifying == [False, False, False, False, False, True, False, False, False, True]
    assert suspects.idiomatic == [False, False, False, False, False, False, True, True, False, False]
    assert suspects.wishing == [True, True, False, False, False, False, False, False, True, False]
    assert not any(suspects.uncounted)


@given(st.lists(st.sampled_from(["Ada", "Élan", "O’Neil", "da", "reef", " ", "-", "\n", ".", "é", "'"]), max_size=9))
@example(["Ada", "-", "Ada"])
@example(["Ada", " ", "da", " ", "Élan"])
@example(["Ada", "\n", "Ada"])
def test_no_name_of_several_words_is_passed_over(pieces):
    from matcher.kernels.backend import screen

    text = "".join(pieces)
    [is_marked] = screen([text]).naming
    for said in (text, text.replace("\n", " ")):  # as a wish is written
        assert is_marked or names_as_one_word(said, lambda _: False) == said


def test_words_are_found_wherever_they_stand_among_blocks_of_bytes():
    from matcher.kernels.backend import COMPILED, CompiledTokenIds

    texts = [f"{'ab, ' * n}{'C' * n} reef_9 é{'d' * n};" for n in range(130)]
    assert read_by(CompiledTokenIds(), texts) == [forms(text) for text in texts]
    for one, other in zip(COMPILED.sample(texts), PLAIN.sample(texts), strict=True):
        assert one.tolist() == other.tolist()
    assert COMPILED.screen([f"{'x' * n} not keen" for n in range(130)]).refusing == [True] * 130
    signs = [f"{'x' * n} (at) y" for n in range(130)]
    assert COMPILED.screen(signs).identifying == [True] * 130


@pytest.mark.parametrize("pairs", [True, False])
def test_a_pool_is_learned_the_same_with_compiled_loops(pairs):
    pool, config = [*refusing(invented(80, 5, 4), 9), Profile("empty")], MatchConfig(pairs=pairs)
    with mock.patch("matcher.model.fitted_pool.should_compile", return_value=True):
        quick = MatchModel(config).fit(pool, pool[:9])
    plain = MatchModel(config).fit(pool, pool[:9])
    one, other = quick.fitted.terms, plain.fitted.terms
    assert (one.vocabulary.words, one.written) == (other.vocabulary.words, other.written)
    for array, same in ((one.vocabulary.pairs, other.vocabulary.pairs), (one.idf, other.idf)):
        assert (array.dtype, array.shape, array.tobytes()) == (same.dtype, same.shape, same.tobytes())
    one, other = quick.fitted.facets["terms"].pieces.by_term, plain.fitted.facets["terms"].pieces.by_term
    assert (one.nnz, one.data.tobytes()) == (other.nnz, other.data.tobytes())
    assert quick.rank(pool[:5]) == plain.rank(pool[:5])


@given(st.lists(st.lists(st.integers(-1, 6), max_size=9), max_size=6))
def test_what_texts_hold_is_found_the_same(texts):
    from matcher.kernels.backend import COMPILED

    words = TokenSequences(np.array(sum(texts, []), np.int32), np.cumsum([0, *map(len, texts)], dtype=np.int64))
    known = TokenSequences(np.abs(words.ids), words.bounds)
    for one, other in (
        (PLAIN.distinct_pairs(words, 7), COMPILED.distinct_pairs(words, 7)),
        (PLAIN.text_frequencies(known, 7), COMPILED.text_frequencies(known, 7)),
    ):
        assert (one.dtype, one.shape, one.tolist()) == (other.dtype, other.shape, other.tolist())


def test_a_single_statement_never_starts_the_compiler():
    assert not kernels.should_compile(kernels.START / 2)


def test_where_nothing_was_compiled_yet_more_work_is_asked_for(monkeypatch):
    monkeypatch.setattr(kernels, "_is_compiled", lambda: False)
    assert not kernels.should_compile(2 * kernels.START)
    assert kernels.should_compile(kernels.COMPILING)


def test_a_loop_is_compiled_anew_when_what_it_takes_from_another_file_changes(tmp_path):
    package = tmp_path / "matcher"
    shutil.copytree(Path(kernels.__file__).parents[1], package, ignore=shutil.ignore_patterns("__pycache__"))
    loops = package / "kernels" / "__pycache__"
    for name in ("loops-a", "loops-b", "loops-c", "loops-d"):
        (loops / name).mkdir(parents=True)
    source = package / "facets" / "base.py"
    line = re.search(r"^BEST_SHARE = .*$", source.read_text(), re.MULTILINE)[0]
    given = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    # Python takes a source of the same length and second for the one that it has bytecode of
    given |= {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    show = (
        "import numpy; from matcher.kernels.exact_scores import pool_passages as pool; print(pool(numpy.arange(4.0)))"
    )
    printed = []
    for share in ("BEST_SHARE = 0.5", "BEST_SHARE = 1.5"):
        source.write_text(source.read_text().replace(line, share))
        line = share
        ran = subprocess.run([sys.executable, "-c", show], env=given, capture_output=True, text=True)
        printed.append(float(ran.stdout))
    # half of the whole, 0, and half of the mean of the best, 3 and 2
    assert printed == [1.25, 3.75]
    assert len(list(loops.glob("loops-*"))) == 3
