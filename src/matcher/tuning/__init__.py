"""Weights, and the few settings worth trying, learned from judgments and proved on held-out applicants."""

from matcher.tuning.candidates import Search
from matcher.tuning.proof import Fold, Tuning
from matcher.tuning.search import tune

__all__ = ["Fold", "Search", "Tuning", "tune"]
