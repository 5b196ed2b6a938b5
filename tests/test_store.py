import json
import shutil

import pytest

from matcher.config import MatchConfig
from matcher.errors import InputError, ModelError
from matcher.model import MatchModel
from matcher.model.store import load, save
from matcher.records import Evidence, Profile

ZOE = Profile("zoe", statement="I record the sound of coral reefs, and measured soil carbon.")


@pytest.fixture
def folder(model, tmp_path):
    return save(model, tmp_path / "model")


def test_a_loaded_model_ranks_and_explains_as_before_to_the_bit(model, folder):
    loaded = load(folder)
    assert loaded.rank([ZOE]) == model.rank([ZOE])
    assert loaded.explain(ZOE, "reef") == model.explain(ZOE, "reef")
    assert loaded.mentors == model.mentors


def test_everything_a_mentor_says_comes_back(tmp_path):
    full = Profile(
        "m",
        "Ménage",
        "a; b",
        "reefs",
        (Evidence("t", "x", 2024), Evidence("u", "y")),
        "no calls",
        2,
        "https://x",
        {"f": "v"},
    )
    loaded = load(save(MatchModel(MatchConfig(weights={"terms": 1.0})).fit([full]), tmp_path / "m"))
    assert loaded.mentors == (full,)
    assert loaded.config == MatchConfig(weights={"terms": 1.0})


def test_the_same_pool_gives_the_same_bytes(mentors, tmp_path):
    one, two = (save(MatchModel().fit(pool), tmp_path / name) for pool, name in ((mentors, "1"), (mentors[::-1], "2")))
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}


def test_a_model_replaces_an_older_one_whole(mentors, folder):
    save(MatchModel().fit(mentors[:2]), folder)
    assert len(load(folder).mentors) == 2
    assert [path.name for path in folder.parent.iterdir()] == ["model"]


def test_a_folder_of_other_things_is_not_overwritten(model, tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(ModelError, match="must be new, empty or a matcher model; it holds other files"):
        save(model, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "three years of work"


def test_a_place_that_cannot_be_written_is_named(model, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written: "):
        save(model, tmp_path / "file" / "model")


@pytest.mark.parametrize(
    "part", ["terms.json", "mentors.json", "topics.labels.npy", "idf.npy", "said_data.npy", "terms.pieces_indices.npy"]
)
def test_a_damaged_part_is_named(folder, part):
    data = bytearray((folder / part).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / part).write_bytes(bytes(data))
    with pytest.raises(ModelError, match=rf"is damaged: {part} is missing or changed; fit the pool again"):
        load(folder)


def test_a_missing_part_is_named(folder):
    (folder / "idf.npy").unlink()
    with pytest.raises(ModelError, match="is damaged: idf.npy is missing or changed"):
        load(folder)


def change_manifest(folder, **changes):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | changes))


@pytest.mark.parametrize("changes", [{"matcher_model": 0}, {"matcher_model": 99}, {"analysis": "other"}])
def test_a_model_of_another_version_says_to_fit_again(folder, changes):
    change_manifest(folder, **changes)
    with pytest.raises(ModelError, match="was made by another version of matcher; fit the pool again"):
        load(folder)


@pytest.mark.parametrize("changes", [{"parts": {}}, {"parts": None}, {"config": {"n_topics": 0}}, {"config": 3}])
def test_a_manifest_that_was_edited_is_refused(folder, changes):
    change_manifest(folder, **changes)
    with pytest.raises(ModelError, match="is damaged: "):
        load(folder)


def test_a_part_outside_the_folder_is_not_read(folder):
    secret = folder.parent / "secret.txt"
    secret.write_text("secret")
    change_manifest(folder, parts={"../secret.txt": "0" * 64})
    with pytest.raises(ModelError, match="is damaged"):
        load(folder)


@pytest.mark.parametrize("content", [None, "{", "[]", '{"name": "a web page"}'])
def test_a_foreign_folder_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match=r"is not a matcher model|is damaged: manifest\.json is not JSON"):
        load(tmp_path)


def test_an_array_that_would_run_code_is_not_loaded(folder):
    import hashlib
    import pickle

    import numpy as np

    class Payload:
        def __reduce__(self):
            return (shutil.rmtree, (str(folder),))

    with open(folder / "idf.npy", "wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "|O", "fortran_order": False, "shape": (1,)})
        pickle.dump(Payload(), file)
    digest = hashlib.sha256((folder / "idf.npy").read_bytes()).hexdigest()
    parts = json.loads((folder / "manifest.json").read_text())["parts"] | {"idf.npy": digest}
    change_manifest(folder, parts=parts)
    with pytest.raises(ModelError, match="is damaged: "):
        load(folder)
    assert folder.is_dir()
