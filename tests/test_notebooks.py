"""The notebooks run from top to bottom; `test_browser.py` looks at their charts."""

import ast

import pytest
from conftest import ROOT
from notebook_runs import outputs

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


def test_there_are_the_notebooks_of_the_guide():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_tune_weights",
        "02_read_topics",
        "03_read_mistakes",
        "04_place_cohort",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_top_to_bottom_and_its_plots_need_no_network(path):
    pages = outputs(path)
    assert any("vega" in page for page in pages)
    assert not any("cdn.jsdelivr" in page or '<script src="http' in page for page in pages)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_defines_no_function_and_holds_no_output(path):
    source = path.read_text()
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, defined)]
    assert source.startswith("# ---\n# jupyter:")
