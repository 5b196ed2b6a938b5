"""The ways of being alike: each facet gives every pair of applicant and mentor an affinity in [0, 1]."""

from matcher.facets.base import Facet, Share
from matcher.facets.refusals import Refusals
from matcher.facets.space import Rows, TermSpace
from matcher.facets.terms import EvidenceOverlap, PassageOverlap, TermOverlap
from matcher.facets.topics import TopicOverlap
from matcher.facets.vocabulary import Vocabulary

__all__ = [
    "EvidenceOverlap",
    "Facet",
    "PassageOverlap",
    "Refusals",
    "Rows",
    "Share",
    "TermOverlap",
    "TermSpace",
    "TopicOverlap",
    "Vocabulary",
]
