"""Rules that keep the code easy to read: small modules and functions, one name per concept, docs that match code."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT

import matcher

PACKAGE = Path(matcher.__file__).parent
SOURCES = {path.relative_to(PACKAGE).as_posix(): path.read_text() for path in sorted(PACKAGE.rglob("*.py"))}
TREES = {name: ast.parse(source) for name, source in SOURCES.items()}
FUNCTIONS = [
    (name, node)
    for name, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]

PARALLEL = {
    # the plain way and the compiled one
    "counts": {"index", "kernels"},
    "retriever": {"kernels", "ranking"},
    "top_k": {"kernels", "ranking"},
    # the same part of different subjects
    "api": {"assigning", "batching"},
    "records": {"", "assigning", "auditing", "batching"},
    "sandbox": {"documents", "tables"},
    "store": {"model", "semantic"},
}
"""Base names that several modules may share, with their packages."""


def test_the_public_list_is_what_can_be_left_out():
    assert [name for name in matcher.__all__ if not hasattr(matcher, name)] == []
    assert sorted(matcher.__all__) == list(matcher.__all__)


def test_no_module_is_longer_than_250_lines_and_none_of_the_page_than_200():
    longest = {name: 200 if str(name).startswith("ui/") else 250 for name in SOURCES}
    assert 200 in longest.values()
    assert [name for name, source in SOURCES.items() if len(source.splitlines()) > longest[name]] == []


SHORT = {"errors.py"}
"""Modules under 60 lines besides `__init__` and scripts: the errors are alone in the lowest row."""


def test_no_module_is_shorter_than_60_lines_without_a_reason():
    short = {name for name, source in SOURCES.items() if len(source.splitlines()) < 60}
    assert {name for name in short if not name.endswith(("__init__.py", "__main__.py"))} == SHORT


def test_no_pattern_repeats_a_group_without_giving_back():
    """`(?:…)*+` matches wrongly before Python 3.11.5 (gh-106052); of one character, as `[^<]*+`, it does not."""
    patterns = [*SOURCES.items(), *((path.name, path.read_text()) for path in PACKAGE.rglob("data/*.txt"))]
    of_groups = re.compile(r"\)[*+?]\+|\)\{\d*,?\d*\}\+|\(\?>")
    assert [name for name, text in patterns if of_groups.search(text)] == []


def n_lines(function):
    """Return the lines of a function without its head and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return function.end_lineno - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_40_lines():
    assert [f"{name}:{one.name}" for name, one in FUNCTIONS if n_lines(one) > 40] == []


def n_parameters(function):
    given = function.args
    return len([one for one in (*given.posonlyargs, *given.args, *given.kwonlyargs) if one.arg not in {"self", "cls"}])


def test_no_function_outside_compiled_loops_has_more_than_eight_parameters():
    wide = {f"{name}:{one.name}" for name, one in FUNCTIONS if n_parameters(one) > 8}
    assert {one for one in wide if not one.startswith("kernels/")} == set()


def test_two_modules_share_a_name_only_where_they_do_the_same_for_different_subjects():
    homes = defaultdict(set)
    for name in SOURCES:
        package, _, module = name.rpartition("/")
        if not module.startswith("__"):
            homes[module.removesuffix(".py")].add(package)
    shared = {module: packages for module, packages in homes.items() if len(packages) > 1}
    assert {
        module: packages for module, packages in shared.items() if not packages <= PARALLEL.get(module, set())
    } == {}


def code_lines(name):
    """Yield number and text of a module's lines, without blank ones, comments, imports and heads of functions."""
    left_out = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import | ast.ImportFrom):
            left_out.update(range(node.lineno, node.end_lineno + 1))
        if isinstance(node, ast.FunctionDef):
            left_out.update(range(node.lineno, node.body[0].lineno))
    for number, line in enumerate(SOURCES[name].splitlines(), 1):
        if line.strip() and not line.strip().startswith("#") and number not in left_out:
            yield number, line.strip()


def test_no_six_lines_stand_twice():
    places = defaultdict(list)
    for name in SOURCES:
        lines = list(code_lines(name))
        for start in range(len(lines) - 5):
            run = tuple(line for _, line in lines[start : start + 6])
            if sum(map(len, run)) > 120:  # a call spread over lines, a closing bracket each, is no passage
                places[run].append(f"{name}:{lines[start][0]}")
    assert [twice for twice in places.values() if len(twice) > 1] == []


LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]


def test_the_rows_of_contributing_are_the_import_contract():
    drawn = re.findall(r"^\| (\d+) \| ([^|]+) \|", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    contract = [sorted(one.strip().removeprefix("matcher.") for one in row.split("|")) for row in reversed(LAYERS)]
    assert [int(number) for number, _ in drawn] == list(range(1, len(contract) + 1))
    assert [re.findall(r"`(\w+)`", modules) for _, modules in drawn] == contract


def test_every_module_stands_in_a_row():
    rows = {one.strip().removeprefix("matcher.") for row in LAYERS for one in row.split("|")}
    tops = {name.partition("/")[0].removesuffix(".py") for name in SOURCES}
    assert tops - rows == {"__init__", "__main__"}


ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
NAMED = sorted(set(re.findall(r"`(matcher(?:\.\w+)+)(?::([\w.]+))?`", ARCHITECTURE)))


@pytest.mark.parametrize(("module", "path"), NAMED, ids=[":".join(one) for one in NAMED])
def test_what_the_architecture_names_is_there(module, path):
    found = import_module(module)
    for name in filter(None, path.split(".")):
        found = getattr(found, name)


def test_the_files_that_the_pages_name_are_there():
    reading_order = re.search(r"\*\*Read in this order\*\*: (.*)", (ROOT / "CONTRIBUTING.md").read_text())[1]
    assert [name for name in re.findall(r"`([\w/]+)`", reading_order) if f"{name}.py" not in SOURCES] == []
    named = re.findall(r"`((?:src|tests)/[\w/.]+)`", ARCHITECTURE)
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_statement_becomes_a_ranking_in_fewer_than_ten_stops():
    journey = ARCHITECTURE.partition("## From a statement to a ranking")[2].partition("\n## ")[0]
    assert 0 < len(re.findall(r"^\| \d+ \|", journey, re.MULTILINE)) < 10


def loaded_by(code: str) -> set[str]:
    listed = f"{code}\nimport sys; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_starts_without_numbers():
    code = "from matcher.cli import cli; cli.main(['--help'], standalone_mode=False)"  # it loads every command's module
    assert not loaded_by(code) & {"numpy", "scipy", "sklearn", "pandas", "streamlit"}


def test_a_command_starts_without_the_code_of_the_others():
    code = "from matcher.cli import cli; cli.main(['assign', '--help'], standalone_mode=False); import sys"
    listed = f"{code}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True).stdout.split()
    assert "matcher.cli.assign_command" in loaded
    assert not {"matcher.cli.commands", "matcher.cli.table_commands", "importlib.metadata"} & set(loaded)


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
