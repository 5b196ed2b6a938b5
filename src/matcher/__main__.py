"""Lets `python -m matcher` run the command `matcher`."""

from matcher.cli import main

main()
