"""Text of people: tokens, what identifies a person, what a sentence refuses, and what facets read of a profile."""
