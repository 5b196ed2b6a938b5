"""Text processing: tokens, identifying data, refusals in sentences, and the text of a profile that facets read."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TextSettings:
    """The settings that a config and the vocabulary of a fitted pool share; here, a config loads no code of texts."""

    pairs: bool = True
    """Whether two adjacent words are a term too."""

    plurals: bool = True
    """Whether a word and its plural are one term."""

    stop_words: bool = True
    """Whether words that say nothing about a field (the, with, should) are left out."""

    passages: bool = True
    """Whether a long statement is also scored by the passages that fit a mentor best."""

    refusals: bool = True
    """Whether what a statement refuses is separated from the rest."""

    spelling: bool = True
    """Whether spellings (quantisation, quantization) and short forms (LLM) of the same words are one term."""

    wishes: bool = True
    """Whether the sentences that say what somebody wants count twice, and those about values half."""
