import subprocess
import sys
from pathlib import Path

import matcher

SOURCES = sorted(Path(matcher.__file__).parent.rglob("*.py"))


def test_the_public_list_is_what_can_be_imported():
    assert [name for name in matcher.__all__ if not hasattr(matcher, name)] == []
    assert sorted(matcher.__all__) == list(matcher.__all__)


def test_no_module_is_longer_than_250_lines():
    assert [str(path) for path in SOURCES if len(path.read_text().splitlines()) > 250] == []


def loaded_by(code: str) -> set[str]:
    listed = f"{code}\nimport sys; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_starts_without_numbers():
    assert not loaded_by("import matcher.cli") & {"numpy", "scipy", "sklearn", "pandas", "streamlit"}


def test_ranking_with_a_saved_model_needs_no_scikit_learn(model, tmp_path):
    from matcher.model.store import save

    folder = save(model, tmp_path / "model")
    code = f"""
from matcher.model.store import load
from matcher.records import Profile
model = load({str(folder)!r})
[ranking] = model.rank([Profile("zoe", statement="the sound of coral reefs")])
model.explain(Profile("zoe", statement="reefs"), ranking[0].mentor_id)
"""
    assert not loaded_by(code) & {"sklearn", "pandas", "streamlit", "joblib", "pyarrow", "numba"}
