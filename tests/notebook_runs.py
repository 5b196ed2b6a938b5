"""The notebooks run in this process, cell by cell, as Jupyter runs them; `make notebooks` starts a kernel for each."""

import ast
import contextlib
import io
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import altair as alt

CELL = re.compile(r"^# %%(.*)\n", re.MULTILINE)


@cache
def outputs(path: Path) -> tuple[str, ...]:
    """Return the HTML of what each cell of a notebook shows: the value of its last line, if that is an expression."""
    _, *cells = CELL.split(path.read_text(encoding="utf-8"))
    code = [text for kind, text in zip(cells[::2], cells[1::2], strict=True) if "[markdown]" not in kind]
    names, shown = {"__name__": "__main__"}, []
    with TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        try:
            for text in code:
                if html := _html(_run_cell(text, names)):
                    shown.append(html)
        finally:  # a notebook chooses how all charts are drawn
            alt.renderers.enable("default")
            alt.data_transformers.enable("default")
    return tuple(shown)


def _run_cell(text: str, names: dict[str, object]) -> object:
    """Run a cell; return the value of its last line, `None` if that is no expression."""
    tree = ast.parse(text)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def _html(value: object) -> str:
    if hasattr(value, "_repr_mimebundle_"):
        return value._repr_mimebundle_(None, None).get("text/html", "")
    return value._repr_html_() if hasattr(value, "_repr_html_") else ""
