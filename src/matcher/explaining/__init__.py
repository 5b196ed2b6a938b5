"""Why a mentor has its place, in which sentences, what is missing and how certain it is, in parts of the score."""

from matcher.explaining.certainty import Certainty, certainty
from matcher.explaining.gaps import Gaps, Understood, find_gaps, missing_words, understood
from matcher.explaining.pairs import SentencePair, SentencePairs, sentence_pairs, with_meanings
from matcher.explaining.reason import reasons
from matcher.explaining.report_records import Comparison, compare

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
    "missing_words",
    "reasons",
    "sentence_pairs",
    "understood",
    "with_meanings",
]
