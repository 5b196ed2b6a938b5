"""The command line: read arguments, call the library, print; every other decision is made elsewhere."""

from matcher.cli.main import cli, main

__all__ = ["cli", "main"]
