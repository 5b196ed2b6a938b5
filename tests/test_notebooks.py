import ast
import json
import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

from matcher import MatchModel, read_applicants, read_pool

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
RUN = """
import json, sys, traceback
import jupytext
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.display_pub = CapturingDisplayPublisher()
for number, path in enumerate(sys.argv[1:]):
    shell.reset()
    shown = shell.display_pub.outputs = []
    shell.display_trap.hook = CapturingDisplayHook(shell=shell, outputs=shown)
    error = ""
    for cell in jupytext.read(path).cells:
        if cell.cell_type == "code" and not error:
            done = shell.run_cell(cell.source)
            if not done.success:
                error = "".join(traceback.format_exception(done.error_before_exec or done.error_in_exec))
    pages = [output["data"]["text/html"] for output in shown if "text/html" in output["data"]]
    with open(f"{number}.json", "w") as file:
        json.dump([error, pages], file)
"""


def test_there_are_the_notebooks_of_the_guide():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_tune_weights",
        "02_read_topics",
        "03_read_mistakes",
        "04_place_cohort",
    ]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run the notebooks in one shell, each from nothing; `make notebooks` starts a kernel for each."""
    folder = tmp_path_factory.mktemp("notebooks")
    kept_aside = {**os.environ, "OMP_NUM_THREADS": "1", "IPYTHONDIR": str(folder / "ipython")}
    subprocess.run([sys.executable, "-c", RUN, *NOTEBOOKS], cwd=folder, env=kept_aside, check=True)
    return {path: json.loads((folder / f"{number}.json").read_text()) for number, path in enumerate(NOTEBOOKS)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_top_to_bottom_and_its_plots_need_no_network(path, runs):
    error, pages = runs[path]
    assert not error
    assert any("vega" in page for page in pages)
    assert not any("cdn.jsdelivr" in page or '<script src="http' in page for page in pages)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_no_function_and_holds_no_output(path):
    source = path.read_text()
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, defined)]
    assert source.startswith("# ---\n# jupyter:")


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MOVE = """([name, value]) => {
    const bind = [...document.querySelectorAll('.vega-bind')].find(one => one.innerText.startsWith(name));
    const field = bind.querySelector('input, select');
    field.value = value;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
}"""
NAMES = """() => [...document.querySelectorAll('.mark-text text')]
    .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
    .map(one => one.textContent)"""


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright, then this test runs")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def drawn(runs, chromium, tmp_path):
    """Yield what opens the outputs of a notebook as one page; fails afterwards for a request or an error of it."""
    wrong, asked, pages = [], [], []

    def open_page(name):
        _, outputs = runs[ROOT / "notebooks" / name]
        (tmp_path / "page.html").write_text("<!doctype html><meta charset='utf-8'>" + "".join(outputs))
        page = chromium.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "page.html").as_uri())
        n_plots = sum("vegaEmbed(" in output for output in outputs)
        page.wait_for_function(f"document.querySelectorAll('.vega-embed svg').length === {n_plots}")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert wrong == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path; on Debian: sudo apt install chromium")
class TestInABrowser:
    @pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
    def test_every_chart_of_a_page_is_drawn(self, path, drawn):
        drawn(path.name)

    def test_the_sliders_rank_as_the_product_does(self, drawn):
        page, data = drawn("01_tune_weights.py"), ROOT / "data"
        applicants = read_applicants(data / "applicants.csv")
        model = MatchModel().fit(read_pool(data / "labs.csv", data / "evidence.csv"), applicants)
        names = {mentor.name for mentor in model.mentors}
        for weights in (
            {"terms": 0.0, "interests": 1.0, "topics": 0.0},
            {"terms": 0.3, "interests": 0.2, "topics": 1.0},
        ):
            for name, value in weights.items():
                page.evaluate(MOVE, [name, str(value)])
            shares = {name: value / sum(weights.values()) for name, value in weights.items()}
            for applicant in applicants[::4]:
                page.evaluate(MOVE, ["applicant", applicant.id])
                [ranking] = model.rank([applicant], 10, shares)
                expected = [line.mentor_name for line in ranking]
                page.wait_for_function(
                    "([names, all]) => (" + NAMES + ")().filter(one => all.includes(one)).join() === names.join()",
                    arg=[expected, sorted(names)],
                )
