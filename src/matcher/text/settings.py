"""How text becomes terms, as settings; apart from the code that follows them, so that a config loads none of it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TextSettings:
    """The settings that a config and the vocabulary of a fitted pool share."""

    pairs: bool = True
    """Whether two words side by side are a term too."""

    plurals: bool = True
    """Whether a word and its plural are one term."""

    stop_words: bool = True
    """Whether words that say nothing of a field (the, with, should) are left out."""

    passages: bool = True
    """Whether a long statement is also scored by the passages that fit a mentor best."""

    refusals: bool = True
    """Whether what a statement says its writer does not want is kept apart from the rest."""

    spelling: bool = True
    """Whether spellings (quantisation, quantization) and short forms (LLM) of the same words are one."""

    wishes: bool = True
    """Whether the sentences that say what somebody wants count twice, and those that tell values half."""
