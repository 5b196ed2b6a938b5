"""Weights, and the few settings worth trying, learned from judgments and proved on held-out applicants."""

from matcher.tuning.search import Fold, Search, Tuning, tune

__all__ = ["Fold", "Search", "Tuning", "tune"]
