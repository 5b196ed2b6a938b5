import json
import os
import shutil
from importlib import resources

import pytest

from matcher.config import MatchConfig
from matcher.errors import InputError, ModelError
from matcher.model import MatchModel
from matcher.model.store import load, save
from matcher.records import Evidence, Profile
from matcher.text import lexicon

ZOE = Profile("zoe", statement="I record the sound of coral reefs, and measured soil carbon.")


@pytest.fixture
def folder(model, tmp_path):
    return save(model, tmp_path / "model")


def test_a_loaded_model_ranks_and_explains_as_before_to_the_bit(model, folder):
    loaded = load(folder)
    assert loaded.rank([ZOE]) == model.rank([ZOE])
    assert loaded.explain(ZOE, "reef") == model.explain(ZOE, "reef")
    assert loaded.mentors == model.mentors


def test_all_fields_of_a_mentor_are_loaded_again(tmp_path):
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


@pytest.mark.parametrize("changes", [{"matcher_model": 6}, {"matcher_model": 99}, {"analysis": "other"}])
def test_a_model_of_another_version_says_to_fit_again(folder, changes):
    change_manifest(folder, **changes)
    with pytest.raises(ModelError, match="was made by another version of matcher; fit the pool again"):
        load(folder)


@pytest.fixture
def other_words(tmp_path, monkeypatch):
    """Word lists with one stop word more than the package's."""
    shutil.copytree(resources.files("matcher") / "text" / "data", tmp_path / "text" / "data")
    with (tmp_path / "text" / "data" / "stop_words.txt").open("a") as words:
        words.write("reef\n")
    monkeypatch.setattr(lexicon, "files", lambda _: tmp_path)
    lexicon.lists_digest.cache_clear()
    yield
    lexicon.lists_digest.cache_clear()


def test_a_model_of_other_word_lists_says_to_fit_again(folder, request):
    load(folder)
    request.getfixturevalue("other_words")
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


def forge(folder, part, change):
    """Change a part and update the digests, as an attacker could."""
    import hashlib

    import numpy as np

    path = folder / part
    if part.endswith(".npy"):
        # a copy: the array is mapped from the file that is written
        np.save(path, change(np.load(path).copy()))
    else:
        path.write_text(json.dumps(change(json.loads(path.read_text()))))
    parts = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in manifest_of(folder)["parts"]}
    change_manifest(folder, parts=parts)


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def at(position, value):
    def change(array):
        array[position] = value
        return array

    return change


FORGED = {
    "an index far beyond": ("said_indices.npy", at(0, 2**30)),
    "an index far before": ("said_indices.npy", at(0, -(2**30))),
    "an index one beyond": ("interests.listed_indices.npy", at(-1, 7)),
    "an index before the first": ("avoid.refused_indices.npy", lambda array: array - 1),
    "an index twice in a row": ("said_indices.npy", lambda array: array * 0),
    "indices of another type": ("said_indices.npy", lambda array: array.astype("int64")),
    "indices that are numbers with a point": ("said_indices.npy", lambda array: array.astype("float64")),
    "rows that begin late": ("said_indptr.npy", at(0, 1)),
    "rows that end late": ("terms.pieces_indptr.npy", at(-1, 2**30)),
    "rows that go back": ("said_indptr.npy", at(3, 2**20)),
    "rows too few": ("said_indptr.npy", lambda array: array[:-1]),
    "a weight that is no number": ("said_data.npy", at(0, float("nan"))),
    "a weight without end": ("interests.listed_data.npy", at(0, float("inf"))),
    "a weight too large": ("said_data.npy", at(0, 1e9)),
    "a weight below nothing": ("said_data.npy", at(0, -0.5)),
    "weights too few": ("said_data.npy", lambda array: array[:-1]),
    "a copied mentor who is none": ("copies.owners.npy", lambda array: array + 1000),
    "copied words out of order": ("copies.hashes.npy", lambda array: array[::-1].copy()),
    "copied words too few": ("copies.hashes.npy", lambda array: array[:-1]),
    "idf too short": ("idf.npy", lambda array: array[:-1]),
    "idf that is no number": ("idf.npy", at(0, float("nan"))),
    "idf in text": ("idf.npy", lambda array: array.astype(str)),
    "idf in the other order of bytes": ("idf.npy", lambda array: array.astype(">f8")),
    "pairs of words that are none": ("pairs.npy", at((0, 1), 2**30)),
    "pairs out of order": ("pairs.npy", lambda array: array[::-1].copy()),
    "pairs of three": ("pairs.npy", lambda array: array.repeat(3).reshape(-1, 3)),
    "evidence beyond what there is": ("terms.bounds.npy", lambda array: array + 2**28),
    "evidence of nobody": ("terms.bounds.npy", lambda array: array[:-1]),
    "topics of another shape": ("topics.components.npy", lambda array: array.T.copy()),
    "topics column by column": ("topics.components.npy", lambda array: __import__("numpy").asfortranarray(array)),
    "topics of fewer mentors": ("topics.mentors.npy", lambda array: array[:-1]),
    "topics that are no whole grains": ("topics.mentors.npy", lambda array: array + 0.5),
    "labels that are numbers": ("topics.labels.npy", lambda array: __import__("numpy").arange(len(array))),
    "one mentor more": ("mentors.json", lambda mentors: [*mentors, {**mentors[-1], "id": "zzz"}]),
    "one mentor fewer": ("mentors.json", lambda mentors: mentors[:-1]),
    "a mentor twice": ("mentors.json", lambda mentors: [mentors[0], *mentors[:-1]]),
    "mentors out of order": ("mentors.json", lambda mentors: mentors[::-1]),
    "a mentor whose name is a number": ("mentors.json", lambda mentors: [{**mentors[0], "name": 7}, *mentors[1:]]),
    "a mentor without a name": ("mentors.json", lambda mentors: [{"id": "a"}, *mentors[1:]]),
    "a capacity below nothing": ("mentors.json", lambda mentors: [{**mentors[0], "capacity": -1}, *mentors[1:]]),
    "attributes in a list": ("mentors.json", lambda mentors: [{**mentors[0], "attributes": []}, *mentors[1:]]),
    "evidence that is a text": ("mentors.json", lambda mentors: [{**mentors[0], "evidence": "x"}, *mentors[1:]]),
    "half a character": ("mentors.json", lambda mentors: [{**mentors[0], "name": "\ud800"}, *mentors[1:]]),
    "mentors that are none": ("mentors.json", lambda _: 3),
    "words that are numbers": ("terms.json", lambda terms: {**terms, "words": list(range(len(terms["words"])))}),
    "words out of order": ("terms.json", lambda terms: {**terms, "words": terms["words"][::-1]}),
    "a word that is not written": ("terms.json", lambda terms: {**terms, "written": terms["written"][1:]}),
    "terms in a list": ("terms.json", lambda terms: [terms]),
}


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A model with something in each of its parts."""
    fields = ["coral reefs", "soil carbon", "compilers", "deep sea sound", "field trials", "type systems", "river ice"]
    mentors = [
        Profile(
            f"m{n}",
            f"M{n}",
            f"{field}; {fields[n - 1]}",
            f"We study {field}, and we measure {fields[n - 2]} in {fields[n - 3]}.",
            (Evidence("", f"A project about {field}."),) if n % 2 else (),
            fields[n - 4] if n % 3 == 0 else "",
        )
        for n, field in enumerate(fields)
    ]
    return save(MatchModel().fit(mentors, mentors), tmp_path_factory.mktemp("full") / "model")


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_part_with_correct_digests_is_refused_in_one_line(full, tmp_path, what):
    folder = shutil.copytree(full, tmp_path / "model")
    forge(folder, *FORGED[what])
    with pytest.raises(ModelError, match="is damaged: [^\n]+; fit the pool again with `matcher fit`$"):
        load(folder)


def test_the_forged_parts_change_something(full, tmp_path):
    folder = shutil.copytree(full, tmp_path / "model")
    forge(folder, "said_data.npy", lambda array: array)
    assert len(load(folder).mentors) == 7


@pytest.mark.parametrize(
    "changes",
    [
        {"facets": None},
        {"facets": []},
        {"facets": ["terms", "terms", "interests", "topics", "avoid"]},
        {"facets": ["avoid", "topics", "interests", "terms"]},
        {"facets": [["terms"]]},
        {"facets": "terms"},
    ],
)
def test_unknown_facets_of_a_model_are_refused_in_one_line(full, tmp_path, changes):
    folder = shutil.copytree(full, tmp_path / "model")
    change_manifest(folder, **changes)
    with pytest.raises(ModelError, match="is damaged: "):
        load(folder)


@pytest.mark.parametrize("part", ["manifest.json", "mentors.json", "terms.json"])
def test_json_that_is_nested_too_deeply_is_refused_in_one_line(full, tmp_path, part):
    folder = shutil.copytree(full, tmp_path / "model")
    (folder / part).write_text("[" * 100_000 + "]" * 100_000)
    if part != "manifest.json":
        forge_digest(folder, part)
    with pytest.raises(ModelError, match=rf"is damaged: {part} is nested too deeply"):
        load(folder)


def forge_digest(folder, part):
    import hashlib

    parts = manifest_of(folder)["parts"]
    change_manifest(folder, parts=parts | {part: hashlib.sha256((folder / part).read_bytes()).hexdigest()})


@pytest.mark.parametrize(
    "header", ["{'descr': '<f8', (", "{'descr': '<f8'", "\0\0", "{'descr': '<f8'}", "x" * 40, "[" * 40]
)
def test_an_array_with_a_broken_header_is_refused_in_one_line(full, tmp_path, header):
    folder = shutil.copytree(full, tmp_path / "model")
    text = header.ljust(117).encode() + b"\n"
    (folder / "idf.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + bytes(64))
    forge_digest(folder, "idf.npy")
    with pytest.raises(ModelError, match=r"is damaged: idf\.npy is not an array: [^\n]+; fit the pool again"):
        load(folder)


@pytest.mark.parametrize("part", ["manifest.json", "mentors.json", "idf.npy"])
def test_a_pipe_instead_of_a_part_is_refused_at_once(full, tmp_path, part):
    folder = shutil.copytree(full, tmp_path / "model")
    (folder / part).unlink()
    os.mkfifo(folder / part)
    with pytest.raises(ModelError, match="is damaged: "):
        load(folder)


@pytest.mark.parametrize("part", ["manifest.json", "mentors.json", "idf.npy"])
def test_a_link_out_of_the_folder_is_not_followed(full, tmp_path, part):
    folder = shutil.copytree(full, tmp_path / "model")
    shutil.move(folder / part, tmp_path / part)
    (folder / part).symlink_to(tmp_path / part)
    with pytest.raises(ModelError, match="is damaged: "):
        load(folder)


def test_only_files_of_a_model_are_replaced(model, mentors, folder):
    (folder / "notes.txt").write_text("three years of work")
    with pytest.raises(ModelError, match="it holds other files: choose another folder"):
        save(MatchModel().fit(mentors[:2]), folder)
    assert (folder / "notes.txt").read_text() == "three years of work"
    assert len(load(folder).mentors) == 3


def test_the_manifest_of_another_program_is_not_replaced(model, tmp_path):
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    with pytest.raises(ModelError, match="it holds other files: choose another folder"):
        save(model, tmp_path)
