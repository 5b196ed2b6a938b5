"""Learning the facets' arrays from texts; ranking does not need it."""

from matcher.facets.fitting.topics import fit_topics, varimax
from matcher.facets.fitting.words import Counted, counted, fit_space, unit_columns

__all__ = ["Counted", "counted", "fit_space", "fit_topics", "unit_columns", "varimax"]
