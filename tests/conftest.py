"""Shared by test files: three mentors that a person can rank by eye, and a folder of models outside the checkout."""

import gc
import io
import os
import sys
import uuid
from functools import cache
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from matcher.cli import main as run_main
from matcher.model import MatchModel
from matcher.records import Profile

# before anything starts a thread for each core: the inputs here are small
os.environ["OMP_NUM_THREADS"] = "1"
# most pools here are invented on the spot: encoding them would take longer than all else
os.environ["MATCHER_SEMANTIC"] = "off"

ROOT = Path(__file__).resolve().parents[1]
STATEMENTS = sorted((ROOT / "data" / "statements").iterdir())
SESSION = "MATCHER_TEST_SESSION"
LEFT = pytest.StashKey[list[str]]()

_patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("few", max_examples=25, derandomize=True, **_patient)
settings.register_profile("fuzz", max_examples=1000, **_patient)
settings.load_profile("few")


def pytest_collection() -> None:
    """Leave the modules and tests, which stay to the end, to no search for garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests with generated inputs: `make test` generates a few, always the same; `make fuzz` many others."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("fuzz")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Add the keyboard focus and the text of the page to the report of a failed browser test."""
    report = yield
    page = getattr(item, "funcargs", {}).get("page")
    if report.failed and hasattr(page, "evaluate"):  # other tests have an argument of this name
        shown = "() => [document.activeElement.outerHTML.slice(0, 300), document.body.innerText.slice(0, 3000)]"
        report.sections.append(("The page", "\n".join(page.evaluate(shown))))
    return report


def pytest_sessionstart() -> None:
    """Mark every process that the tests will start."""
    os.environ[SESSION] = str(uuid.uuid4())


def started_here() -> list[psutil.Process]:
    """Return running processes that the tests started, except those that end with this one."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get(SESSION) == os.environ[SESSION] and process.pid != os.getpid()
            if ours and "resource_tracker" not in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail when a process outlives the tests."""
    _, alive = psutil.wait_procs(started_here(), timeout=20)
    if alive:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.stash[LEFT] = [f"{one.pid}: {' '.join(one.cmdline())}" for one in alive]


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    for line in config.stash.get(LEFT, []):
        terminalreporter.write_line(f"FAILED a process outlives the tests: {line}", red=True)


REEF = Profile(
    "reef", "Reef Lab", "coral reefs; underwater sound", "We record the sound of coral reefs with hydrophones."
)
TYPE = Profile("type", "Type Lab", "compilers; type systems", "We prove compilers correct and design type systems.")
SOIL = Profile("soil", "Soil Lab", "soil carbon; field trials", "We measure carbon in the soil of long field trials.")


POOL = """id,name,interests,statement,avoid,capacity,field,region
reef,Reef Lab,coral reefs; underwater sound,We record reefs at night and ask what fish hear.,rocks,2,ecology,south
rock,Rock Lab,volcanoes; lava,We walk on lava and ask when it last moved.,,0,geology,north
type,Type Lab,compilers; type systems,We prove compilers right and ask why proofs are hard.,,1,computing,north
"""


@pytest.fixture
def mentors() -> list[Profile]:
    return [REEF, SOIL, TYPE]


@pytest.fixture
def model(mentors: list[Profile]) -> MatchModel:
    return MatchModel().fit(mentors)


@pytest.fixture(scope="session")
def packages_searched_once():
    """Let Streamlit search the installed packages for components once, not for every page that a test opens."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def small_pool(tmp_path, monkeypatch, packages_searched_once):  # noqa: ARG001
    """Three labs instead of the sample pool, with a separate folder for their model."""
    # only the tests of the page load it
    from matcher.model.cache import PoolFiles
    from matcher.ui import pool_source

    table = tmp_path / "labs.csv"
    table.write_text(POOL, encoding="utf-8")
    monkeypatch.setenv("MATCHER_MODELS", str(tmp_path / "models"))
    monkeypatch.setattr(pool_source, "sample_files", lambda: PoolFiles(table))
    return table


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
