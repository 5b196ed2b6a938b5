"""Where an output comes from: a card beside each run, and what differs between two runs and why."""

from matcher.provenance.card import RunCard, read_card, write_card
from matcher.provenance.diff import diff_runs

__all__ = ["RunCard", "diff_runs", "read_card", "write_card"]
