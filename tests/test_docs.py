"""The outputs in the documentation are those that the program prints."""

import doctest
import io
import re
import shlex
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest
from conftest import ROOT

import matcher
from matcher.cli import cli
from matcher.cli import main as run_main

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"])
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
FINE = re.compile(r"\d+\.\d{5,}")


def sessions(text):
    """Yield (commands, output of the last one) of every console block; commands without output come before it."""
    for block in BLOCK.findall(text):
        before = []
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            before.append(command)
            if shown := shown.strip("\n"):
                yield before, shown
                before = []


def run(command, monkeypatch):
    out, arguments = io.StringIO(), shlex.split(command)
    monkeypatch.setattr(sys, "argv", arguments)
    with redirect_stdout(out), redirect_stderr(io.StringIO()), pytest.raises(SystemExit):
        run_main()
    return out.getvalue().strip("\n")


CONSOLE = [(page.name, *session) for page in PAGES for session in sessions(page.read_text())]


@pytest.mark.parametrize(("page", "commands", "shown"), CONSOLE, ids=[f"{page}: {c[-1]}" for page, c, _ in CONSOLE])
def test_a_command_prints_what_the_page_shows(page, commands, shown, monkeypatch, tmp_path):
    if not all(command.startswith("matcher ") for command in commands):
        pytest.skip("only matcher's own output is compared")
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)  # what a command writes is not left in the project
    monkeypatch.setenv("COLUMNS", "80")
    if page == "README.md":  # as `make app` installs it, with the encoder; the other pages say that theirs is left out
        monkeypatch.delenv("MATCHER_SEMANTIC")
    *_, printed = (run(command, monkeypatch) for command in commands)
    if shown.endswith("\n..."):
        shown = shown.removesuffix("\n...")
        printed = "\n".join(printed.splitlines()[: len(shown.splitlines())])
    # the last digits of what is solved depend on the processor
    assert FINE.sub("#", printed) == FINE.sub("#", shown)
    assert [*map(float, FINE.findall(printed))] == pytest.approx([*map(float, FINE.findall(shown))], rel=2e-5, abs=2e-5)


def test_the_python_of_the_readme_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 3
    assert found.failed == 0


@pytest.mark.parametrize("command", cli.list_commands(None))
def test_every_command_is_in_the_readme(command):
    assert f"matcher {command}" in (ROOT / "README.md").read_text()


def test_every_link_inside_the_project_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readme_names_the_two_commands_first():
    readme = (ROOT / "README.md").read_text()
    assert "make app" in readme[:2500]
    assert "make test" in readme[:2500]


def test_every_public_name_is_in_the_reference():
    named = re.findall(r"^\.\. auto\w+:: matcher\.(\w+)$", (ROOT / "docs" / "api.md").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(matcher.__all__)
