import ast
import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

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
    assert [path.stem for path in NOTEBOOKS] == ["01_tune_weights", "02_read_topics", "03_read_mistakes"]


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
