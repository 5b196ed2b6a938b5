"""The model: learn a pool of mentors once, rank it for any applicant, say what each score is made of."""

from matcher.model.fitted_pool import FittedPool
from matcher.model.match_model import MatchModel

__all__ = ["FittedPool", "MatchModel"]
