"""The model: fit a pool of mentors once, rank it for any applicant, explain each score."""

from matcher.model.fitted_pool import FittedPool
from matcher.model.match_model import MatchModel

__all__ = ["FittedPool", "MatchModel"]
