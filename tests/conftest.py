"""What several test files share: three mentors a person can rank by eye, and models kept out of the checkout."""

import io
import sys
from pathlib import Path

import pytest

from matcher.cli import main as run_main
from matcher.model import MatchModel
from matcher.records import Profile

ROOT = Path(__file__).resolve().parents[1]
STATEMENTS = sorted((ROOT / "data" / "statements").iterdir())

REEF = Profile(
    "reef", "Reef Lab", "coral reefs; underwater sound", "We record the sound of coral reefs with hydrophones."
)
TYPE = Profile("type", "Type Lab", "compilers; type systems", "We prove compilers correct and design type systems.")
SOIL = Profile("soil", "Soil Lab", "soil carbon; field trials", "We measure carbon in the soil of long field trials.")


@pytest.fixture
def mentors() -> list[Profile]:
    return [REEF, SOIL, TYPE]


@pytest.fixture
def model(mentors: list[Profile]) -> MatchModel:
    return MatchModel().fit(mentors)


@pytest.fixture(autouse=True)
def models_kept_aside(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep fitted models in one folder of the test session, never in the checkout or the user's cache."""
    monkeypatch.setenv("MATCHER_MODELS", str(tmp_path_factory.getbasetemp() / "models"))


@pytest.fixture
def matcher(capsys, monkeypatch):
    """Run the command line in this process; return exit code, standard output, standard error."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["matcher", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as stop:
            run_main()
        return (stop.value.code, *capsys.readouterr())

    return run
