"""Text processing: tokens, identifying data, refusals in sentences, and the text of a profile that facets read."""
