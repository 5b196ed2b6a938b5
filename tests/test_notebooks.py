import ast
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import jupytext
import pytest
from conftest import ROOT
from nbformat import NotebookNode

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
RUN = """
import sys
import jupytext
from nbclient import NotebookClient
notebook = jupytext.read(sys.argv[1])
NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": sys.argv[2]}}).execute()
jupytext.write(notebook, sys.argv[3])
"""


def test_there_are_the_notebooks_of_the_guide():
    assert [path.stem for path in NOTEBOOKS] == ["01_tune_weights", "02_read_topics", "03_read_mistakes"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run all notebooks at once: a good part of their time is a kernel that starts."""
    folder = tmp_path_factory.mktemp("notebooks")
    kept_aside = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }

    def run(path):
        out = folder / f"{path.stem}.ipynb"
        command = [sys.executable, "-c", RUN, path, folder, out]
        return out, subprocess.run(command, capture_output=True, text=True, env=kept_aside)

    with ThreadPoolExecutor() as pool:
        yield dict(zip(NOTEBOOKS, pool.map(run, NOTEBOOKS), strict=True))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_top_to_bottom_and_its_plots_need_no_network(path, runs):
    out, done = runs[path]
    assert done.returncode == 0, done.stderr[-3000:]
    pages = [page for cell in jupytext.read(out).cells for page in html(cell)]
    assert any("vega" in page for page in pages)
    assert not any("cdn.jsdelivr" in page or '<script src="http' in page for page in pages)


def html(cell: NotebookNode):
    return [output.data["text/html"] for output in cell.get("outputs", []) if "text/html" in output.get("data", {})]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_no_function_and_holds_no_output(path):
    source = path.read_text()
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, defined)]
    assert source.startswith("# ---\n# jupyter:")
