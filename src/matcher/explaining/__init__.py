"""Why a mentor has its place, where it was said, what is missing and how sure it is; every number is a score's part."""

from matcher.explaining.certainty import Certainty, certainty
from matcher.explaining.gaps import Gaps, find_gaps
from matcher.explaining.pair_report import Comparison, compare
from matcher.explaining.pairs import SentencePair, SentencePairs, sentence_pairs, with_meanings
from matcher.explaining.reason import reasons
from matcher.explaining.understood import Understood, understood

__all__ = [
    "Certainty",
    "Comparison",
    "Gaps",
    "SentencePair",
    "SentencePairs",
    "Understood",
    "certainty",
    "compare",
    "find_gaps",
    "reasons",
    "sentence_pairs",
    "understood",
    "with_meanings",
]
