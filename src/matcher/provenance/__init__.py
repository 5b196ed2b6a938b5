"""Where an output comes from: a card for each run, and the differences between runs with their causes."""

from matcher.provenance.card import RunCard, read_card, write_card
from matcher.provenance.diff import diff_runs

__all__ = ["RunCard", "diff_runs", "read_card", "write_card"]
