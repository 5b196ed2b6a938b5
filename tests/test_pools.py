import os

import pytest
from conftest import ROOT

from matcher.config import MatchConfig
from matcher.errors import InputError
from matcher.model import cache as pools
from matcher.model.cache import PoolFiles, model_for, models_dir, sample_dir, sample_files
from matcher.model.store import save

LABS = "id,name,interests,statement\na,A,coral reefs,\nb,B,compilers,\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("MATCHER_MODELS", str(tmp_path / "models"))
    (tmp_path / "labs.csv").write_text(LABS)
    return PoolFiles(tmp_path / "labs.csv")


@pytest.fixture
def fits(monkeypatch):
    calls = []
    real = pools.fit_files
    monkeypatch.setattr(pools, "fit_files", lambda *given: calls.append(given) or real(*given))
    return calls


def test_a_pool_is_fitted_once(files, fits):
    assert model_for(files).mentors == model_for(files).mentors
    assert len(fits) == 1


def test_a_changed_pool_or_config_is_fitted_anew(files, fits):
    model_for(files)
    files.pool.write_text(LABS.replace("compilers", "soil"))
    model_for(files)
    model_for(files, MatchConfig(n_topics=1))
    assert len(fits) == 3


def test_a_kept_model_that_is_damaged_is_made_again(files, fits):
    model_for(files)
    [folder] = models_dir().iterdir()
    (folder / "idf.npy").write_bytes(b"")
    model_for(files)
    model_for(files)
    assert len(fits) == 2


def test_nothing_is_kept_when_asked_not_to(files):
    model_for(files, keep=False)
    assert not models_dir().exists()


def test_a_folder_that_cannot_be_written_does_not_stop_the_fit(files, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MATCHER_MODELS", str(tmp_path / "file"))
    assert len(model_for(files).mentors) == 2


def test_the_model_unused_for_longest_goes_first(files, monkeypatch):
    monkeypatch.setattr(pools, "_KEPT", 2)
    for n in (1, 2, 3):
        model_for(files, MatchConfig(n_topics=n))
        for age, folder in enumerate(sorted(models_dir().iterdir(), key=os.path.getmtime)):
            os.utime(folder, (age, age))
    assert len(list(models_dir().iterdir())) == 2


def test_a_model_that_somebody_saved_beside_the_kept_ones_stays(files, monkeypatch):
    monkeypatch.setattr(pools, "_KEPT", 1)
    save(model_for(files, keep=False), models_dir() / "ours")
    for n in (2, 3):
        model_for(files, MatchConfig(n_topics=n))
    assert len(list(models_dir().iterdir())) == 2
    assert (models_dir() / "ours").is_dir()


def test_a_changed_document_of_the_reference_is_read_anew(files, fits, tmp_path):
    (tmp_path / "me.txt").write_text("coral reefs")
    (tmp_path / "people.csv").write_text("id,statement_file\nz,me.txt\n")
    with_reference = files._replace(reference=tmp_path / "people.csv")
    model_for(with_reference)
    (tmp_path / "me.txt").write_text("compilers")
    model_for(with_reference)
    model_for(with_reference)
    assert len(fits) == 2


def test_the_sample_of_a_checkout_is_its_data_folder():
    assert sample_dir() == ROOT / "data"
    assert all(path.is_file() for path in sample_files() if path)


def test_models_are_kept_in_the_checkout_by_default(monkeypatch):
    monkeypatch.delenv("MATCHER_MODELS")
    assert models_dir() == ROOT / "models"


def test_models_are_kept_in_the_users_cache_without_a_checkout(monkeypatch, tmp_path):
    monkeypatch.delenv("MATCHER_MODELS")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(pools, "_CHECKOUT", tmp_path)
    assert models_dir().parts[-2:] == ("matcher", "models")


def test_a_folder_that_is_no_model_is_never_removed(files, monkeypatch):
    monkeypatch.setattr(pools, "_KEPT", 1)
    for number in range(4):
        backup = models_dir() / f"backup-{number:016x}"
        backup.mkdir(parents=True)
        (backup / "data.txt").write_text("three years of work")
        os.utime(backup, (0, 0))
    for n in (1, 2, 3):
        model_for(files, MatchConfig(n_topics=n))
    assert len(list(models_dir().glob("backup-*/data.txt"))) == 4
    assert len(list(models_dir().glob("labs-*"))) == 1


def test_what_a_person_put_into_a_kept_model_stays(files, monkeypatch):
    monkeypatch.setattr(pools, "_KEPT", 1)
    model_for(files)
    [folder] = models_dir().iterdir()
    (folder / "notes.txt").write_text("mine")
    os.utime(folder, (0, 0))
    model_for(files, MatchConfig(n_topics=1))
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("manifest", ["[" * 50_000, "{", '{"matcher_model": 3}'])
def test_a_kept_model_with_a_damaged_manifest_is_made_again_and_kept(files, fits, manifest):
    model_for(files)
    [folder] = models_dir().iterdir()
    (folder / "manifest.json").write_text(manifest)
    model_for(files)
    model_for(files)
    assert len(fits) == 2


@pytest.mark.parametrize("changed", ["labs.csv", "evidence.csv", "people.csv", "me.txt"])
def test_a_file_that_is_changed_while_a_pool_is_fitted_is_named_and_nothing_is_kept(tmp_path, monkeypatch, changed):
    monkeypatch.setenv("MATCHER_MODELS", str(tmp_path / "models"))
    texts = {"labs.csv": LABS, "evidence.csv": "mentor_id,text\n", "people.csv": "id,statement_file\nz,me.txt\n"}
    for name, text in {**texts, "me.txt": "I love reefs."}.items():
        (tmp_path / name).write_text(text)
    real = pools.fit_files

    def fit_and_change(*given):
        with (tmp_path / changed).open("a") as file:
            file.write("\n")
        return real(*given)

    monkeypatch.setattr(pools, "fit_files", fit_and_change)
    with pytest.raises(InputError, match=rf"/{changed} was changed while the pool was fitted; start again$"):
        model_for(PoolFiles(*(tmp_path / name for name in texts)))
    assert not models_dir().exists()


def test_a_source_of_matcher_that_is_changed_during_a_fit_is_named_as_such(files, tmp_path, monkeypatch):
    source, real = tmp_path / "matcher" / "text" / "tokens.py", pools.fit_files
    source.parent.mkdir(parents=True)
    source.touch()
    monkeypatch.setattr(pools, "_PACKAGE", tmp_path / "matcher")
    monkeypatch.setattr(pools, "fit_files", lambda *given: (source.write_text("#"), real(*given))[1])
    with pytest.raises(
        InputError, match=r"tokens\.py, a part of matcher, was changed while the pool was fitted; start"
    ):
        model_for(files)


def test_a_document_of_the_reference_counts_only_where_it_lies_beside_the_table(files, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("coral reefs")
    (folder / "people.csv").write_text("id,statement_file\nz,../secret.txt\n")
    with pytest.raises(InputError, match="statement_file: must lie beside the table; it lies elsewhere"):
        model_for(files._replace(reference=folder / "people.csv"))
