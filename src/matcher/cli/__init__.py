"""The command line: reads arguments, calls the library and prints; it decides nothing else."""

from matcher.cli.main import cli, main

__all__ = ["cli", "main"]
