"""A facet is one file and one line: a toy facet, registered here, works everywhere the others do."""

import csv
import json
from dataclasses import dataclass

import numpy as np
import pytest
from test_retrievers import invented

from matcher.config import MatchConfig, Weights
from matcher.errors import ConfigError, ModelError
from matcher.facets.base import AffinityPart, Facet
from matcher.index.counts import PLAIN
from matcher.model import MatchModel
from matcher.model.store import load, save
from matcher.ranking.top_k import Request
from matcher.records import Profile
from matcher.registry import FacetSpec, contributor_names, facet_names, registered, spec_of

ZOE = Profile("zoe", statement="I record the sound of coral reefs.")


@dataclass(frozen=True)
class Size(Facet):
    """Similarity in length: the length of the shorter text divided by that of the longer one."""

    lengths: np.ndarray

    @classmethod
    def fit(cls, corpus, config):
        return cls(np.array([float(len(text.said.strip())) for text in corpus.texts]))

    def encode(self, texts, vectors):
        return [float(len(text.said.strip())) for text in texts]

    def affinities(self, applicants):
        theirs = np.array(applicants.encoded["size"])[:, None]
        longer = np.maximum(np.maximum(theirs, self.lengths), 1.0)
        return np.minimum(theirs, self.lengths) / longer

    def contributions(self, applicant, mentor):
        return [AffinityPart("as long", float(self.affinities(applicant)[0, mentor]))]

    def arrays(self):
        return {"lengths": self.lengths}

    @classmethod
    def from_arrays(cls, arrays, index):
        return cls(arrays["lengths"])


SPEC = FacetSpec("size", "Size", "Texts of one length.", 0.25, Size)


@pytest.fixture
def size():
    with registered(SPEC):
        yield


@pytest.fixture
def sized(size, mentors):
    return MatchModel().fit(mentors)


def test_it_takes_its_share_of_the_default_weights(size):
    # the others have 1 together: 0.25 of 1.25 is a fifth, and they keep four fifths of theirs
    shares = MatchConfig().weights
    assert shares["size"] == pytest.approx(0.2)
    assert shares["terms"] == pytest.approx(0.8 * spec_of("terms").default_weight)
    assert contributor_names() == ("terms", "interests", "topics", "size", "avoid")


def test_it_adds_to_scores_and_explains_what_it_adds(sized):
    [best, *_] = sized.rank([ZOE])[0]
    assert best.mentor_id == "reef"
    assert best.points["size"] > 0
    assert sum(best.points.values()) == pytest.approx(best.score)
    why = sized.explain(ZOE, "reef")
    assert [(reason.label, reason.points) for reason in why.of("size")] == [("as long", best.points["size"])]


def test_it_ranks_also_where_no_word_is_shared(sized):
    [ranking] = sized.rank([Profile("odd", statement="xyzzy plugh")])
    assert len(ranking) == 3
    assert all(line.points["size"] == line.score for line in ranking)


def test_it_is_saved_and_loaded_with_the_model(sized, tmp_path):
    loaded = load(save(sized, tmp_path / "model"))
    assert loaded.rank([ZOE]) == sized.rank([ZOE])
    assert loaded.explain(ZOE, "reef") == sized.explain(ZOE, "reef")


@pytest.mark.parametrize("weights", [{}, {"size": 1.0}, {"topics": 0.5, "size": 0.5}, {"terms": 1.0}])
def test_compiled_loops_rank_it_to_the_bit(size, weights):
    from matcher.kernels.backend import COMPILED

    pool = MatchModel(MatchConfig(n_topics=6)).fit(invented(120, 1, 3)).fitted
    odd = [Profile("none"), Profile("refuses", "", "reefs", "sounder", avoid="soils reefing")]
    excluded = np.arange(len(pool.mentors)) % 7 == 0
    signed = {**(Weights(weights) if weights else MatchConfig().weights), "avoid": -0.25}
    # more than one block of 128 applicants; some long ones; all mentors of a few
    for k, people in ((7, [*invented(120, 2, 2), *odd]), (1, invented(9, 3, 30)), (400, [*invented(2, 3, 30), *odd])):
        encoded, request = pool.encode(people), Request(k, signed, excluded)
        plain, compiled = (pool.retriever(backend).top_k(encoded, request) for backend in (PLAIN, COMPILED))
        for one, other in zip(plain, compiled, strict=True):
            assert one.tolist() == other.tolist()


def test_it_stands_in_json_csv_and_batches(sized, matcher, tmp_path):
    folder, statement = save(sized, tmp_path / "model"), tmp_path / "zoe.txt"
    statement.write_text(ZOE.statement)
    (tmp_path / "applicants.csv").write_text(f"id,statement\nzoe,{ZOE.statement}\n")
    code, out, _ = matcher("match", statement, "--model", folder, "--format", "json")
    assert code == 0
    assert json.loads(out)["ranking"][0]["points"]["size"] > 0
    code, out, _ = matcher("explain", statement, "reef", "--model", folder, "--format", "json")
    assert code == 0
    assert [one["label"] for one in json.loads(out)["reasons"] if one["facet"] == "size"] == ["as long"]
    code, out, _ = matcher("match", statement, "--model", folder, "--format", "csv")
    assert code == 0
    assert float(next(csv.DictReader(out.splitlines()))["points_size"]) > 0
    code, _, err = matcher("batch", tmp_path / "applicants.csv", "--out", tmp_path / "out.csv", "--model", folder)
    assert code == 0, err
    with open(tmp_path / "out.csv", newline="") as file:
        assert float(next(csv.DictReader(file))["points_size"]) > 0


def test_a_model_of_an_unknown_facet_is_refused(mentors, tmp_path):
    with registered(SPEC):
        folder = save(MatchModel().fit(mentors), tmp_path / "model")
    with pytest.raises(ModelError, match="has the facet size, which this matcher does not know; fit the pool again"):
        load(folder)


def test_a_model_fitted_before_a_facet_came_ranks_as_before(model, tmp_path):
    folder, before = save(model, tmp_path / "model"), model.rank([ZOE])
    with registered(SPEC):
        assert load(folder).rank([ZOE]) == before
        with pytest.raises(ConfigError, match="weights must name facets of this model, terms, interests, topics;"):
            load(folder).rank([ZOE], weights={"terms": 0.5, "size": 0.5})


def test_a_facet_whose_extra_is_missing_does_not_exist():
    with registered(
        FacetSpec("dream", "Dream", "", 1.0, "nowhere:Dream", needs=(("no-such-package",),), extra="dream")
    ):
        assert facet_names() == ("terms", "interests", "topics")
        assert MatchConfig().weights["terms"] == spec_of("terms").default_weight
        with pytest.raises(ConfigError, match=r"dream needs the extra of that name: pip install 'matcher\[dream\]'"):
            Weights({"dream": 1.0})


def test_two_facets_of_one_name_are_refused():
    with pytest.raises(ConfigError, match="facets must have different names"), registered(SPEC), registered(SPEC):
        pass
