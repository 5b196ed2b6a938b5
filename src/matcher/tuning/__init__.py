"""Weights and a few other settings, tuned on judgments and tested on held-out applicants."""

from matcher.tuning.search import Fold, Search, Tuning, tune

__all__ = ["Fold", "Search", "Tuning", "tune"]
